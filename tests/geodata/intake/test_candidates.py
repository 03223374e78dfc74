"""Candidates: venues where a fair could be held, through the door, at rest and out again."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from alembic import command
from campaigns import make_campaign
from openpyxl import Workbook
from pandas.testing import assert_frame_equal
from stores import frames_of

from geodata.base.datum import Datum
from geodata.campaign.provenance import Provenance
from geodata.campaign.tables import CANDIDATES
from geodata.errors import FileRefused, StoreDamagedError
from geodata.export.contents import table_sheet
from geodata.export.write import export_sheet
from geodata.files.options import ReadOptions
from geodata.intake.tables import import_file
from geodata.store import migrations
from geodata.store.file import APPLICATION_ID
from geodata.store.sqlite import Database
from geodata.store.store import Store

HEADINGS = ["场地编号", "场地名称", "区县", "详细地址", "高德经度", "高德纬度", "可容纳人数",
            "场地费（元）", "可用开始日期", "可用结束日期"]  # fmt: skip
ROWS = (
    ["hall", "江北体育馆", "500103区", "某路 1 号", 106.51, 29.50, "1,200", "0.5万元",
     "2027年2月1日", "2027-03-31"],
    ["", "文化广场", None, None, 107.5, 29.5, None, "免费", None, None],
    ["school", "某学校", None, None, 107.6, 29.6, 300, None, "2027/3/1", None],
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/fairreach.db")
    frames = frames_of(make_campaign(fairs=[{"name": "春风"}]))
    sources = {name: Provenance(name, f"{name}.csv", "", "wgs84", 1, False) for name in frames}
    store.replace(frames, provenance=sources)
    yield store
    store.close()


@pytest.fixture
def sheet(tmp_path):
    book = Workbook()
    book.active.append(["2027年招聘会备选场地"])
    for row in (HEADINGS, *ROWS):
        book.active.append(row)
    book.save(tmp_path / "场地.xlsx")
    return tmp_path / "场地.xlsx"


def test_a_chinese_sheet_in_gcj02_becomes_a_version_and_what_is_empty_is_not_known(store, sheet):
    report = import_file(store, sheet, "candidates", ReadOptions(datum=Datum.GCJ02))

    found = store.load().candidates
    assert (report.version, report.rows, len(report.mismatches)) == (2, 3, 0)
    assert found.loc["hall", ["capacity", "cost", "free_from", "free_to", "adcode"]].tolist() == [
        1200, 5000.0, "2027-02-01", "2027-03-31", "500103",
    ]  # fmt: skip
    assert 0.003 < 106.51 - found.loc["hall", "lon"] < 0.006  # what GCJ-02 adds there
    square = found.drop(["hall", "school"]).iloc[0]
    assert square.name.startswith("v-")
    assert square["cost"] == 0.0
    assert np.isnan(found.loc["school", "cost"])
    assert found["capacity"].isna().sum() == 1
    assert store.load(1).candidates.empty


def test_the_table_of_the_document_on_siting_is_taken(store, tmp_path):
    text = (Path(__file__).parents[3] / "docs/siting.md").read_text(encoding="utf-8")
    (tmp_path / "c.csv").write_text(re.search(r"```csv\n(venue_id,name.*?)```", text, re.DOTALL)[1])

    import_file(store, tmp_path / "c.csv", "candidates", ReadOptions())

    assert store.load().candidates["cost"].tolist() == [5000, 0]


def test_every_bad_cell_is_told_with_file_row_column_value_and_reason(store, tmp_path):
    path = tmp_path / "c.csv"
    path.write_text(
        "venue_id,name,lon,lat,capacity,cost,free_from,free_to\n"
        "a,,106.5,29.5,-3,-1,2027-02-30,\n"
        "a b,礼堂,29.5,106.5,many,五千,,\n"
        "c,礼堂,106.5,29.5,1.5,nan,2027-03-02,2027-03-01\n"
        "d,礼堂,106.5,,,,,\n"
        "c,礼堂,106.5,29.5,,,,\n"
    )

    with pytest.raises(FileRefused) as refused:
        import_file(store, path, "candidates", ReadOptions())

    found = {(each.row, each.column): each for each in refused.value.problems}
    assert {key: each.value for key, each in found.items()} == {
        (2, "name"): None, (2, "capacity"): "-3", (2, "cost"): "-1", (2, "free_from"): "2027-02-30",
        (3, "venue_id"): "a b", (3, "lon"): 29.5, (3, "capacity"): "many", (3, "cost"): "五千",
        (4, "capacity"): "1.5", (4, "cost"): "nan", (4, "free_to"): "2027-03-01",
        (5, "lon"): None, (6, "venue_id"): "c",
    }  # fmt: skip
    assert found[4, "free_to"].reason == "is before the first free day, 2027-03-02"
    assert str(refused.value).startswith("c.csv")
    assert store.current_version() == 1


@pytest.mark.parametrize("extension", ["csv", "gpkg"])
def test_what_went_out_comes_in_again(store, sheet, tmp_path, extension):
    import_file(store, sheet, "candidates", ReadOptions(datum=Datum.GCJ02))
    before, path = store.table("candidates"), tmp_path / f"out.{extension}"

    export_sheet(table_sheet(CANDIDATES, before), path, language="zh")
    import_file(store, path, "candidates", ReadOptions())

    assert_frame_equal(store.table("candidates"), before, check_exact=False, atol=1e-9)


def test_a_database_of_before_opens_by_itself_and_takes_candidates(tmp_path, sheet):
    path = tmp_path / "old.db"
    path.touch()
    database = Database(path, wait_s=0)
    with database.writing() as connection:
        config = migrations._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
    database.close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")

    store = Store.open(f"sqlite:///{path}", create=False)
    assert store.table("candidates").empty
    import_file(store, sheet, "candidates", ReadOptions(datum=Datum.GCJ02))
    assert store.load().candidates["name"].tolist() == [row[1] for row in ROWS]
    store.close()


def test_a_cell_that_was_changed_at_rest_is_noticed(store, sheet):
    import_file(store, sheet, "candidates", ReadOptions(datum=Datum.GCJ02))
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute("UPDATE candidates SET cost = 1 WHERE venue_id = 'hall'")

    with pytest.raises(StoreDamagedError, match="damaged"):
        store.load()
