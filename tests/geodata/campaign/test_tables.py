"""A table is declared once: what lies at rest, goes in and comes out follows from that."""

import json
import re
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from campaigns import make_campaign
from openpyxl import load_workbook
from shapely import LineString
from stores import frames_of

from geodata.campaign.columns import EXAMPLE
from geodata.campaign.fair import Fair
from geodata.campaign.provenance import Provenance
from geodata.campaign.schema import Kind
from geodata.campaign.tables import CAMPAIGN_TABLES, DEMAND, FAIRS, TABLES
from geodata.districts.names import Gazetteer
from geodata.errors import InputError
from geodata.export.contents import table_sheet
from geodata.export.template import TEMPLATES, write_template
from geodata.files.options import ReadOptions
from geodata.files.read import parse
from geodata.formats.headers import find_header, header_problems
from geodata.formats.xlsx import read_workbook
from geodata.store.store import Store

ROOT = Path(__file__).parents[3]
GAZETTEER = Gazetteer.from_json([["500105", "江北区", "Jiangbei District", 106.57, 29.61]])
SQL_TYPES = {"str": "TEXT", "float64": "DOUBLE", "int64": "INTEGER", "Int64": "INTEGER",
             "bool": "BOOLEAN"}  # fmt: skip
CAMPAIGN = {
    "fairs": [{"name": "春风"}],
    "employers": [{"name": "甲公司"}],
    "openings": [{"fair_id": "f1"}],
    "demand": [(106.5, 29.5, 12)],
    "services": [{"name": "登记"}],
    "policies": [{"name": "补贴"}],
    "candidates": [{"name": "体育馆", "capacity": 800}],
    "ground": [("water", "长江", "Yangtze River", LineString([(106, 29), (107, 30)]))],
}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The file of a store that holds a row of every table that a user imports."""
    path = tmp_path_factory.mktemp("declared") / "fairreach.db"
    store = Store.open(f"sqlite:///{path}")
    frames = frames_of(make_campaign(**CAMPAIGN))
    assert frames.keys() == TABLES.keys()
    sources = {name: Provenance(name, "t.csv", "", "wgs84", 1, False) for name in frames}
    store.replace(frames, provenance=sources)
    store.close()
    return path


@pytest.fixture(scope="module")
def store(database):
    store = Store.open(f"sqlite:///{database}")
    yield store
    store.close()


@pytest.mark.parametrize("table", CAMPAIGN_TABLES.values(), ids=lambda table: table.name)
def test_the_migrated_database_has_the_declared_columns(database, table):
    with closing(sqlite3.connect(database)) as connection:
        described = connection.execute(f"PRAGMA table_info({table.name})").fetchall()

    columns = [(name, kind, not needed) for _, name, kind, needed, _, _ in described]
    shapes = [("geometry", "BLOB", False)] if table.shapes else []
    assert sorted(columns) == sorted(  # what came later stands at the end of a table
        [
            ("part", "INTEGER", False),
            ("row", "INTEGER", False),
            *((c.name, SQL_TYPES[c.dtype], c.nullable) for c in table.stored_columns),
            *shapes,
        ]
    )


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_campaign_holds_the_declared_columns_by_id_and_each_of_its_type(store, table):
    if table is DEMAND:
        pytest.skip("people are arrays by group")
    frame = store.load().frame(table)

    assert frame.index.name == table.id_column
    types = {column.name: column.dtype for column in table.stored_columns}
    types |= {"adcode": "str"} if table.states_district else {}
    types |= {"geometry": "geometry"} if table.shapes else {}
    rows = frame if table.id_column is None else frame.reset_index()
    assert rows.dtypes.map(str).to_dict() == types


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_what_is_exported_is_what_a_file_may_hold(store, table):
    sheet = table_sheet(table, store.table(table.name))

    assert list(sheet.rows.columns) == table.export_names
    assert set(table.export_names) >= set(table.names)
    assert (sheet.polygons is not None) == bool(table.shapes)
    cells = pd.DataFrame([sheet.rows.columns], index=[1], dtype=object)
    header = find_header(cells, table)
    assert list(header.columns) == table.export_names
    assert header.unknown == ()
    assert list(header_problems(cells, header, table, ())) == []


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_there_is_a_template_of_every_table_whose_rows_can_be_typed(tmp_path, table):
    path = tmp_path / "t.xlsx"
    if table.shapes:
        with pytest.raises(InputError, match="there is no template"):
            write_template(table.name, path)
        return
    write_template(table.name, path)

    header = find_header(read_workbook(path, 10).cells, table)
    assert list(header.columns.items()) == [(name, at) for at, name in enumerate(table.names)]
    _, *notes = load_workbook(path).worksheets[1].iter_rows(max_col=5, values_only=True)
    assert [note[1:] for note in notes[: len(table.columns)]] == [
        (c.name, "是 yes" if c.needed else None, c.note_zh or None, c.note_en or None)
        for c in table.columns
    ]


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_declared_examples_are_a_row_that_an_import_takes(tmp_path, name):
    path, table = tmp_path / "t.xlsx", TABLES[name]
    write_template(name, path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for number, column in enumerate(table.columns, 1):
        if column.kind is Kind.ID:
            assert sheet.cell(2, number).value == EXAMPLE
            sheet.cell(2, number, "id-1")
    book.save(path)

    frame = parse(path, name, ReadOptions(), GAZETTEER).frame

    assert len(frame) == 1
    empty = [c.name for c in table.columns if frame[c.name].iloc[0] in ("", None)]
    assert empty == [c.name for c in table.columns if c.example == "" and c.kind is not Kind.ID]


def test_ids_are_told_apart_by_their_tables_and_refer_to_tables_that_are_there():
    prefixes = [table.identity.prefix for table in TABLES.values() if table.identity]
    assert len(set(prefixes)) == len(prefixes)
    for table in TABLES.values():
        assert set(table.identity.columns if table.identity else ()) <= set(table.names)
        for column, other in table.references.items():
            assert TABLES[other].id_column == column


def test_a_fair_as_a_record_has_every_column_of_its_table():
    assert {each.name for each in fields(Fair)} == {c.name for c in FAIRS.stored_columns} | {
        "adcode"
    }


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_guide_to_imports_names_every_column(table):
    guide = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")

    named = set(re.findall(r"`(\w+)`", guide))
    assert {table.name, *table.names} <= named


# Run in an interpreter of its own: the declaration is another before anything else has seen it.
ONE_MORE_COLUMN = """
    import json, sys
    from dataclasses import replace
    from pathlib import Path

    from geodata.campaign import tables
    from geodata.campaign.schema import Column, Kind

    more = (
        Column("parking", Kind.COUNT, False, ("停车位",), "整数", "whole number", 30, later=True),
        Column("stewards", Kind.TEXT, False, ("引导员",), "", "", "人社局", later=True),
    )
    fairs = replace(tables.FAIRS, columns=(*tables.FAIRS.columns, *more))
    tables.FAIRS = tables.TABLES["fairs"] = tables.CAMPAIGN_TABLES["fairs"] = fairs

    from openpyxl import load_workbook
    from sqlalchemy import create_engine

    from geodata.districts.names import Gazetteer
    from geodata.campaign.provenance import Provenance
    from geodata.export.template import write_template
    from geodata.campaign.tables import TABLES
    from geodata.export.contents import table_sheet
    from geodata.export.write import export_sheet
    from geodata.files.options import ReadOptions
    from geodata.files.read import parse
    from geodata.store.schema import CONTENT, METADATA
    from service.api.geojson import fair_records

    sys.path.insert(0, "tests/support")
    from campaigns import make_campaign

    folder = Path(sys.argv[1])
    write_template("fairs", folder / "t.xlsx")
    book = load_workbook(folder / "t.xlsx")
    book.worksheets[0].cell(2, 1, "f1")
    book.save(folder / "t.xlsx")
    frame = parse(folder / "t.xlsx", "fairs", ReadOptions(), Gazetteer(())).frame
    export_sheet(table_sheet(TABLES["fairs"], frame), folder / "fairs.csv")
    again = parse(folder / "fairs.csv", "fairs", ReadOptions(), Gazetteer(())).frame
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    content = CONTENT["fairs"]
    with engine.connect() as connection:
        cells = again.astype(object).where(again.notna(), None).to_dict("records")
        source = dict(table_name="fairs", file="", imported_at="", datum="", rows=1)
        parts = METADATA.tables["parts"]
        needed = {c.name: 0 for c in parts.c if not c.nullable and c.name not in source}
        connection.execute(parts.insert().values(**needed | source | {"id": 1}))
        connection.execute(content.insert().values(part=1, row=0, **cells[0]))
        (stored,) = connection.execute(content.select()).mappings()
    campaign = replace(make_campaign(), fairs=again.set_index("fair_id"))
    print(json.dumps([
        [cell.value for cell in book.worksheets[1]["B"]],
        frame[["parking", "stewards"]].iloc[0].tolist(),
        list(content.c.keys())[-2:],
        [stored["parking"], stored["stewards"]],
        [fair_records(campaign)[0][column.name] for column in more],
    ], default=int))
"""


@pytest.mark.slow
def test_a_column_that_is_added_to_a_declaration_is_read_stored_exported_and_answered(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(ONE_MORE_COLUMN), str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    notes, read, columns, stored, answered = json.loads(done.stdout)
    assert {"parking", "stewards"} <= set(notes)
    assert read == stored == answered == [30, "人社局"]
    assert columns == ["parking", "stewards"]
    header = (tmp_path / "fairs.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header.endswith(",parking,stewards")
