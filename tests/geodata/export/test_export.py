import csv
import json
import re
import sqlite3
from datetime import date
from itertools import zip_longest
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from campaigns import make_campaign

from geodata.access.travel import Method, Travel
from geodata.base.datum import Datum, from_wgs84
from geodata.campaign.tables import DEMAND, FAIRS
from geodata.districts.names import Gazetteer
from geodata.errors import FairreachError, InputError
from geodata.export import writers as formats
from geodata.export.contents import table_sheet
from geodata.export.write import export, export_sheet
from geodata.files.options import ReadOptions
from geodata.files.read import parse
from geodata.measures.coverage import coverage
from geodata.measures.gaps import gaps
from geodata.measures.query import CoverageQuery, Threshold

HOSTILE = [
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{% print 1 %}",
    "</script><script>alert(1)</script>",
    "${1+1} `x` \\",
    "<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "+1",
    "@SUM(A1)",
    "#N/A",
    "\"quoted\", and 'so'",
    "two\r\nlines\nand\ra tab\t.",
    "bell \x07 escape \x1b unit \x1f",
    "_x0041_ _x005F_",
    " spaces around ",
    "\ufeffmark \u2028 \u2029 \u202e",
    "渝北区𠮷家",
    "0012",
    "2027-02-18",
    "TRUE",
    "'=1+1",
    "''-1",
    "'quoted'",
]
RUN = ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "'=1+1", "''-1"]
NO_FOLDER = Path("/proc")
FORMATS = (".geojson", ".gpkg", ".csv", ".xlsx")
QUERY = CoverageQuery(Travel(Method.ESTIMATED), Threshold(20, "min"), "rural", date(2027, 2, 1))


@pytest.fixture(scope="module")
def campaign():
    """Fairs with hostile names, people in two groups, an employer and its openings."""
    rng = np.random.default_rng(6)
    fairs = [
        {"name": text, "venue": text, "lon": 106.1 + n / 37, "booths": n or pd.NA}
        for n, text in enumerate(HOSTILE)
    ]
    people = {"all": rng.integers(0, 90, 400) * 1.0, "rural": rng.integers(0, 3, 400) * 0.5}
    return make_campaign(
        demand={"lon": rng.uniform(106, 108, 400), "lat": rng.uniform(29, 30, 400),
                "persons": people},
        fairs=fairs,
        employers=[{"name": HOSTILE[5], "lon": 106.123456789012}],
        openings=[{"occupation": HOSTILE[5], "headcount": 12}, {"fair_id": "f1"}],
    )  # fmt: skip


def unescaped(value):
    """Text as Office Open XML means it: openpyxl gives it as written."""
    if not isinstance(value, str):
        return "" if value is None else value
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), value)


def rows_of(path, layer=None):
    """The rows of a file by readers that are not ours, columns lon and lat from any geometry."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        header, *rows = book[layer or book.sheetnames[0]].iter_rows(values_only=True)
        book.close()
        return [dict(zip_longest(header, map(unescaped, row))) for row in rows]
    if path.suffix == ".geojson":
        shapes = json.loads(path.read_text(encoding="utf-8"))["features"]
        return [f["properties"] | located(shapely.geometry.shape(f["geometry"])) for f in shapes]
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        rows = [dict(row) for row in database.execute(f'SELECT * FROM "{layer}"')]
    database.close()
    places = pyogrio.read_dataframe(path, layer=layer)
    if isinstance(places, gpd.GeoDataFrame):
        return [row | located(at) for row, at in zip(rows, places.geometry, strict=True)]
    return rows


def located(shape):
    return {"lon": shape.x, "lat": shape.y} if shape.geom_type == "Point" else {}


@pytest.mark.parametrize("extension", FORMATS)
def test_every_text_comes_back_as_it_was_stored(campaign, tmp_path, extension):
    path = tmp_path / f"fairs{extension}"

    assert export(campaign, "fairs", path) == len(HOSTILE)

    rows = rows_of(path, "fairs")
    names = campaign.fairs["name"].tolist()
    if extension == ".csv":
        names = [f"'{name}" if name in RUN else name for name in names]
    assert [row["name"] for row in rows] == names
    assert [row["venue"] for row in rows] == names
    assert [row["fair_id"] for row in rows] == campaign.fairs.index.tolist()
    assert [float(row["lon"]) for row in rows] == campaign.fairs["lon"].tolist()
    booths = campaign.fairs["booths"].astype("str").fillna("")
    assert [str(row["booths"] or "") for row in rows] == booths.tolist()


@pytest.mark.parametrize("extension", FORMATS)
def test_every_text_that_a_spreadsheet_would_run_comes_in_again_as_it_was(
    campaign, tmp_path, extension
):
    path = tmp_path / f"fairs{extension}"
    export(campaign, "fairs", path)

    back = parse(path, "fairs", ReadOptions(), Gazetteer.of(campaign.districts)).frame

    assert back["name"].tolist() == [name.strip() for name in campaign.fairs["name"]]
    assert back["lon"].tolist() == campaign.fairs["lon"].tolist()


def test_numbers_below_nought_are_no_text_to_a_spreadsheet(tmp_path):
    rows = pd.DataFrame({"demand_id": ["-1"], "lon": [-106.5], "lat": [-29.5],
                         "persons": [3.0], "group": ["+x"]})  # fmt: skip

    export_sheet(table_sheet(DEMAND, rows), tmp_path / "demand.csv")

    (row,) = rows_of(tmp_path / "demand.csv")
    assert (row["lon"], row["lat"]) == ("-106.5", "-29.5")
    assert (row["demand_id"], row["group"]) == ("'-1", "'+x")


def test_no_text_in_a_workbook_is_a_formula(campaign, tmp_path):
    path = tmp_path / "fairs.xlsx"
    export(campaign, "fairs", path)

    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "inlineStr"}


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("what", ["employers", "demand"])
def test_points_and_figures_come_back_exactly(campaign, tmp_path, what, extension):
    path = tmp_path / f"{what}{extension}"

    export(campaign, what, path)

    rows = rows_of(path, what)
    if what == "employers":
        assert float(rows[0]["lon"]) == 106.123456789012
        assert rows[0]["name"] == ("'" * (extension == ".csv")) + HOSTILE[5]
        return
    for group, persons in campaign.demand.persons.items():
        mine = [row for row in rows if row["group"] == group]
        assert [float(row["lon"]) for row in mine] == campaign.demand.lon[persons > 0].tolist()
        assert [float(row["persons"]) for row in mine] == persons[persons > 0].tolist()


def test_stored_demand_keeps_its_ids(tmp_path):
    rows = pd.DataFrame({"demand_id": ["007", "b"], "lon": [106.0, 107.0], "lat": [29.0, 29.0],
                         "persons": [3.0, 4.5], "group": ["all", "all"]})  # fmt: skip

    export_sheet(table_sheet(DEMAND, rows), tmp_path / "demand.csv")

    assert [row["demand_id"] for row in rows_of(tmp_path / "demand.csv")] == ["007", "b"]


@pytest.mark.parametrize("extension", [".csv", ".xlsx", ".gpkg"])
def test_openings_are_a_table_without_places(campaign, tmp_path, extension):
    path = tmp_path / f"openings{extension}"

    export(campaign, "openings", path)

    rows = rows_of(path, "openings")
    shield = "'" if extension == ".csv" else ""
    assert [row["occupation"] for row in rows] == [shield + HOSTILE[5], "焊工"]
    assert [str(row["headcount"]) for row in rows] == ["12", "1"]


@pytest.mark.parametrize("extension", [".geojson", ".gpkg"])
def test_districts_come_back_with_their_polygons(campaign, tmp_path, extension):
    path = tmp_path / f"districts{extension}"

    export(campaign, "districts", path)

    back = gpd.read_file(path)
    assert back["adcode"].tolist() == campaign.districts.index.tolist()
    assert back.geometry.geom_equals(campaign.districts.geometry.reset_index(drop=True)).all()
    assert back.crs == "EPSG:4326"


def test_the_outer_rings_of_geojson_run_anticlockwise(campaign, tmp_path):
    export(campaign, "districts", tmp_path / "districts.geojson")

    rings = shapely.get_exterior_ring(gpd.read_file(tmp_path / "districts.geojson").geometry)
    assert shapely.is_ccw(rings).all()


@pytest.mark.parametrize("extension", FORMATS)
def test_coverage_leaves_as_it_was_calculated_with_what_it_means(campaign, tmp_path, extension):
    path = tmp_path / f"coverage{extension}"

    export(campaign, "coverage", path, query=QUERY)

    told = coverage(campaign, QUERY).to_dict()
    rows = rows_of(path, "coverage")
    for row, district in zip(rows, told["districts"], strict=True):
        for name in ("persons", "persons_covered", "persons_gap", "coverage", "mean_cost"):
            wanted = district[name]
            assert (row[name] or None if wanted is None else float(row[name])) == wanted
    definition, total = told["definition"], told["total"]
    if extension == ".geojson":
        document = json.loads(path.read_text(encoding="utf-8"))
        assert document["definition"] == definition
        assert document["total"] == total
    elif extension == ".csv":
        assert {row["definition_threshold_min"] for row in rows} == {"20"}
        assert {row["definition_group"] for row in rows} == {"rural"}
    elif extension == ".xlsx":
        notes = dict(openpyxl.load_workbook(path)["definition"].iter_rows(values_only=True))
        assert notes["definition_travel"] == "estimated"
        assert notes["total_persons_gap"] == total["persons_gap"]
    else:
        notes = {row["name"]: row["value"] for row in rows_of(path, "definition")}
        assert notes["definition_denominator"] == "persons_in_districts"
        assert float(notes["total_persons_gap"]) == total["persons_gap"]


@pytest.mark.parametrize("extension", FORMATS)
def test_gaps_add_up_in_every_format(campaign, tmp_path, extension):
    path = tmp_path / f"gaps{extension}"

    export(campaign, "gaps", path, query=QUERY)

    rows = rows_of(path, "gaps")
    assert len(rows) == len(gaps(campaign, QUERY))
    total = coverage(campaign, QUERY).total.persons_gap
    assert sum(float(row["persons"]) for row in rows) == total


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_points_leave_in_the_datum_asked_for(campaign, tmp_path, datum, extension):
    path = tmp_path / f"employers{extension}"

    export(campaign, "employers", path, datum=datum)

    lon, lat = from_wgs84(np.array([106.123456789012]), np.array([29.5]), datum)
    row = rows_of(path, "employers")[0]
    assert (float(row["lon"]), float(row["lat"])) == (lon[0], lat[0])


def test_a_shifted_datum_is_named_where_the_format_has_a_place_for_it(campaign, tmp_path):
    for what in ("districts", "fairs"):
        export(campaign, what, tmp_path / f"{what}.geojson", datum=Datum.GCJ02)
        export(campaign, what, tmp_path / f"{what}.gpkg", datum=Datum.GCJ02)

        document = json.loads((tmp_path / f"{what}.geojson").read_text(encoding="utf-8"))
        assert document["datum"] == "gcj02"
        assert gpd.read_file(tmp_path / f"{what}.gpkg").crs.name == "GCJ-02"


@pytest.mark.parametrize(
    ("what", "name", "remedy"),
    [
        ("fairs", "fairs.shp", "use one of .geojson, .gpkg, .csv, .xlsx"),
        ("fairs", "fairs", "use one of"),
        ("fairs", "missing/fairs.csv", "is not a folder"),
        ("fairs", "folder.csv", "is a folder; name a file in it"),
        ("openings", "openings.geojson", "use .csv, .xlsx or .gpkg"),
        ("districts", "districts.csv", "use .geojson or .gpkg"),
        ("districts", "districts.xlsx", "use .geojson or .gpkg"),
        ("towns", "towns.csv", "choose fairs, employers"),
    ],
)
def test_what_cannot_be_written_is_refused_with_the_remedy(campaign, tmp_path, what, name, remedy):
    (tmp_path / "folder.csv").mkdir()

    with pytest.raises(InputError, match=re.escape(remedy)):
        export(campaign, what, tmp_path / name)

    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


@pytest.mark.skipif(not NO_FOLDER.exists(), reason="needs a folder where nobody can write")
@pytest.mark.parametrize("extension", FORMATS)
def test_a_folder_that_takes_no_file_is_one_sentence(campaign, extension):
    with pytest.raises(FairreachError, match=r"^/proc/fairs\S+ cannot be written: \w"):
        export(campaign, "fairs", NO_FOLDER / f"fairs{extension}")


@pytest.mark.parametrize("extension", FORMATS)
def test_an_export_that_fails_leaves_the_old_file_and_no_other(tmp_path, extension, campaign):
    path = tmp_path / f"fairs{extension}"
    path.write_text("old", encoding="utf-8")
    broken = campaign.fairs.reset_index().astype({"name": object})
    # Half a character, which no encoding can hold, or more than a cell can.
    broken.loc[0, "name"] = "x" * 40_000 if extension == ".xlsx" else "\udc80"

    with pytest.raises((InputError, UnicodeError, TypeError)):
        export_sheet(table_sheet(FAIRS, broken), path)

    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_that_is_there_is_replaced_whole(campaign, tmp_path, extension):
    path = tmp_path / f"fairs{extension}"

    export(campaign, "fairs", path)
    export(make_campaign(fairs=[{}]), "fairs", path)

    assert len(rows_of(path, "fairs")) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch, tmp_path, campaign):
    monkeypatch.setattr(formats, "MOST_XLSX_ROWS", len(HOSTILE))

    with pytest.raises(InputError, match=r"more than a sheet of \.xlsx holds"):
        export(campaign, "fairs", tmp_path / "fairs.xlsx")


def test_a_text_longer_than_a_cell_is_refused_and_not_cut(tmp_path):
    campaign = make_campaign(fairs=[{"name": "长" * 32_768}])

    with pytest.raises(InputError, match="longer than a cell"):
        export(campaign, "fairs", tmp_path / "fairs.xlsx")

    assert export(campaign, "fairs", tmp_path / "fairs.csv") == 1


@pytest.mark.parametrize("what", ["fairs", "employers", "demand", "gaps", "coverage"])
@pytest.mark.parametrize("extension", FORMATS)
def test_an_empty_campaign_is_written_with_its_columns(tmp_path, what, extension):
    path = tmp_path / f"{what}{extension}"

    rows = export(make_campaign(districts={}), what, path)

    assert rows == 0
    assert rows_of(path, what) == []
