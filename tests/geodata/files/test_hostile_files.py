"""What the door refuses, each with its row, column, value and a reason that says what to do."""

import io
import json
import socket
import sqlite3
import threading
import zipfile

import geopandas as gpd
import pytest
from openpyxl import Workbook
from shapely import LineString, Point, Polygon

from geodata.base.datum import Datum
from geodata.districts.names import Gazetteer
from geodata.errors import FileRefused, InputError
from geodata.files.options import ReadOptions
from geodata.files.read import parse, read_table

GAZETTEER = Gazetteer.from_json([["500105", "江北区", "Jiangbei District", 106.57, 29.61]])
FAIRS = "fair_id,name,venue,lon,lat,date\n"
GOOD = "f1,A,V,106.5,29.5,2027-02-18\n"


@pytest.fixture
def refused(tmp_path):
    """``refused(content, name=..., table=...)``: the problems of a file that must be refused."""

    def refused(content, name="t.csv", table="fairs", *, in_child=False, **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        read = read_table if in_child else parse
        with pytest.raises(FileRefused) as refusal:
            read(path, table, ReadOptions(**options), GAZETTEER)
        assert refusal.value.path == path
        return refusal.value.problems

    return refused


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def features(*geometries, **properties):
    properties = {"name": "A"} | properties
    return json.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": each} for each in geometries
        ],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("f1,A,V,106.5,29.5,2027-02-30", "date", "2027-02-30", "no day of the calendar"),
        ("f1,A,V,106.5,29.5,2/3/2027", "date", "2/3/2027", "could be"),
        ("f1,A,V,106.5,29.5,2月18日", "date", "2月18日", "--year"),
        ("f1,A,V,29.5,106.5,2027-02-18", "lon", 29.5, "exchange the two columns"),
        ("f1,A,V,45.0,80.0,2027-02-18", "lon", 45.0, "exchange the two columns"),
        ("f1,A,V,nan,29.5,2027-02-18", "lon", "nan", "no number"),
        ("f1,A,V,inf,29.5,2027-02-18", "lon", "inf", "no number"),
        ("f1,A,V,190,29.5,2027-02-18", "lon", "190", "-180 to 180"),
        ("f1,A,V,3500000,29.5,2027-02-18", "lon", "3500000", "--crs"),
        ("f 1,A,V,106.5,29.5,2027-02-18", "fair_id", "f 1", "A-Z a-z 0-9"),
        ("f1,,V,106.5,29.5,2027-02-18", "name", None, "is empty"),
        ("f1,A,V,,,2027-02-18", "lon", None, "neither a point nor a district"),
    ],
)
def test_a_bad_cell_is_named_with_its_row_and_column(refused, row, column, value, reason):
    (problem,) = refused(FAIRS + GOOD.replace("f1", "f0") + row + "\n")

    assert (problem.row, problem.column, problem.value) == (3, column, value)
    assert reason in problem.reason


def test_all_problems_are_told_at_once_in_the_files_order(refused):
    problems = refused(
        "fair_id,name,venue,lon,lat,date,booths,status\n"
        "f1,A,V,x,29.5,2027-02-30,many,perhaps\n"
        "f1,,V,106.5,29.5,2027-02-18,-1,\n"
    )

    assert {(p.row, p.column) for p in problems} == {
        (2, "lon"), (2, "date"), (2, "booths"), (2, "status"),
        (3, "fair_id"), (3, "name"), (3, "booths"),
    }  # fmt: skip
    assert [p.row for p in problems] == sorted(p.row for p in problems)


def test_a_thousand_problems_of_a_column_are_listed_and_the_rest_counted(refused):
    problems = refused(FAIRS + "".join(f"f{n},A,V,x,29.5,2027-02-18\n" for n in range(1500)))

    assert len(problems) == 1001
    assert problems[-1].reason == "and 500 more cells"


def test_an_id_that_is_there_twice_names_the_first(refused):
    (problem,) = refused(
        "demand_id,lon,lat,persons\nd1,106.5,29.5,1\nd1,106.6,29.5,1\n", table="demand"
    )

    assert problem.reason == "is also the id of row 2"


def test_columns_that_are_missing_or_twice_are_told_with_their_other_names(refused):
    assert "招聘会名称" in str(refused("venue,lon,lat,date\nV,1,1,2027-02-18\n")[0])
    problems = refused("场次,名称,venue,lon,lat,date\nA,B,V,1,1,2027-02-18\n")
    assert "there twice" in problems[0].reason
    assert "no row of headings" in refused("a,b\n1,2\n")[0].reason


def test_a_row_without_a_point_is_told_what_would_place_it(refused):
    problems = refused("name,district,lon,lat\nA,江北区,,\n", table="employers")
    assert "--place-by-district" in problems[0].reason
    problems = refused(
        "name,district,lon,lat\nA,Nowhere,,\n", table="employers", place_by_district=True
    )
    assert (problems[0].column, problems[0].value) == ("district", "Nowhere")


def test_a_fair_that_ends_before_it_starts_is_refused(refused):
    (problem,) = refused(
        "name,venue,lon,lat,date,start_time,end_time\nA,V,106.5,29.5,2027-02-18,11:00,9:00\n"
    )
    assert (problem.column, problem.value) == ("end_time", "09:00")


def test_a_cell_right_of_the_last_heading_is_a_row_cut_wrongly(refused):
    problems = refused(FAIRS + "f1,A, B and C,V,106.5,29.5,2027-02-18\n")

    (told,) = [problem for problem in problems if "unquoted" in problem.reason]
    assert (told.row, told.value) == (2, "2027-02-18")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (FAIRS.encode() + "f1,\u6c5f".encode("gb18030") + b"\xff\xff,V,1,1,2027-02-18\n", "line 2"),
        (("名称很长的招聘会," * 3 + "\n").encode() + "重庆春风行动招聘会\n".encode("gbk"), "mixed"),
        (FAIRS.encode() + b'f1,"A,V,106.5,29.5,2027-02-18\n', "quotation mark"),
        (FAIRS.encode() + b'f1,"A"B,V,106.5,29.5,2027-02-18\n', "quotation mark"),
        (FAIRS.encode() + b"f1,A\x00,V,106.5,29.5,2027-02-18\n", "NUL"),
        ("\ufeffname,".encode("utf-16-le") + b"\x00", "UTF-16"),
        (b",".join([b"x"] * 300) + b"\n", "300 columns"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "no row of headings"),
    ],
)
def test_text_that_is_broken_is_refused_with_the_place(refused, content, reason):
    assert reason in refused(content)[0].reason


def test_more_rows_than_the_limit_are_refused_before_they_are_judged(refused):
    rows = "".join(f"f{n},A,V,106.5,29.5,2027-02-18\n" for n in range(10_050))

    assert "more rows than may be read" in refused(FAIRS + rows)[0].reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .xlsx"),
        ("t.xls", b"<html><table></table></html>", "a web page (HTML) named .xls"),
        ("t.xls", b"a,b\n1,2\n", "plain text named .xls"),
        ("t.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        ("t.xlsx", b"name,lon\n", "looks like plain text"),
        ("t.xlsx", b"PK\x03\x04" + b"\0" * 100, "cut off or broken"),
        ("t.csv", b"PK\x03\x04" + b"\0" * 100, "a zip archive or .xlsx"),
        ("t.pdf", b"%PDF-1.7", "give .csv, .xlsx"),
        ("t", b"name\n", "no extension"),
        ("t.gpkg", b"name,lon\n", "looks like plain text"),
        ("t.gpkg", b"SQLite format 3\x00" + b"\x55" * 4000, "no GeoPackage"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(refused, name, content, reason):
    assert reason in refused(content, name)[0].reason


def test_a_workbook_that_is_cut_off_is_refused(refused):
    content = workbook(["name", "venue", "lon", "lat", "date"])

    assert "cut off or broken" in refused(content[: len(content) // 2], "t.xlsx")[0].reason


@pytest.mark.slow
def test_a_workbook_that_opens_to_gigabytes_is_refused_unopened(refused):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(450):
                part.write(b"0" * 2**20)

    assert "opens to more than 400 MB" in refused(content.getvalue(), "t.xlsx")[0].reason


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["XFD1", "XFD1048576", "A1048576"])
def test_one_cell_at_the_end_of_the_sheet_is_refused_in_time(refused, cell):
    book = Workbook()
    book.worksheets[0].append(["name", "venue", "lon", "lat", "date"])
    book.worksheets[0][cell] = "x"
    content = io.BytesIO()
    book.save(content)

    (problem,) = refused(content.getvalue(), "t.xlsx", in_child=True)

    assert "at most" in problem.reason


def test_entities_in_a_workbook_are_refused(refused):
    source, content = io.BytesIO(workbook(["name"])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + text
            new.writestr(part.filename, text)

    assert "entities" in refused(content.getvalue(), "t.xlsx")[0].reason


def test_a_formula_without_its_result_is_refused(refused):
    rows = (["name", "venue", "lon", "lat", "date"], ["=A1", "V", 106.5, 29.5, "2027-02-18"])

    (problem,) = refused(workbook(*rows), "t.xlsx")

    assert (problem.row, problem.column, problem.value) == (2, "name", "=A1")
    assert "save it, or paste values" in problem.reason


def test_a_cell_that_a_spreadsheet_could_not_compute_is_refused(refused):
    rows = (["name", "venue", "lon", "lat", "date"], ["A", "V", "#REF!", 29.5, "2027-02-18"])

    assert refused(workbook(*rows), "t.xlsx")[0].column == "lon"


@pytest.fixture
def listener():
    """A server that notes whether anybody called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        called = threading.Event()

        def listen():
            while not stop.is_set():
                try:
                    server.accept()[0].close()
                    called.set()
                except TimeoutError:
                    continue

        stop = threading.Event()
        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], called
        stop.set()
        thread.join()


@pytest.mark.slow
@pytest.mark.parametrize("extension", ["geojson", "json"])
def test_instructions_to_another_driver_read_no_file_and_ask_no_host(
    refused, listener, tmp_path, extension
):
    port, called = listener
    secret = tmp_path / "secret.csv"
    secret.write_text("name,lon,lat\nSECRET,106.5,29.5\n")
    url = f"http://127.0.0.1:{port}/x.geojson"
    for content in (
        f"<OGRVRTDataSource><SrcDataSource>{secret}</SrcDataSource></OGRVRTDataSource>",
        json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector read {url}"}),
        json.dumps({"type": "FeatureCollection", "features": url}),
        f"{url}\n",
        json.dumps({"type": "Topology", "objects": {}, "arcs": []}),
    ):
        problems = refused(content, f"t.{extension}", "employers", in_child=True)
        assert "SECRET" not in str(problems)
    assert not called.is_set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"type": "FeatureCollection", "features": [', "is no JSON"),
        ("[" * 100_000 + "]" * 100_000, "is no JSON"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "is no JSON"),
        (features({"type": "Point", "coordinates": [106.5, float("nan")]}), "NaN"),
        (features({"type": "Point", "coordinates": [106.5, float("inf")]}), "Infinity"),
        (features(None), "there is none; a Point is needed"),
        (features({"type": "Point", "coordinates": []}), "a point needs two coordinates"),
        (features({"type": "Point", "coordinates": ["106", 29]}), "is no number"),
        (features({"type": "LineString", "coordinates": [[0, 0], [1, 0]]}), "must be a Point"),
        (features({"type": "Circle", "coordinates": [1, 1]}), "is no GeoJSON geometry"),
        (features({"type": "LineString", "coordinates": 7}), "is no GeoJSON geometry"),
        (features({"type": "Point", "coordinates": [1e300, 29]}), "degrees"),
        ('{"type": "Feature", "geometry": null, "properties": {}}', "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": [1]}', "is no GeoJSON feature"),
        ('{"type": "FeatureCollection"}', "without a list of features"),
        ('{"type": "FeatureCollection", "features": []}', "no row"),
        ("{}", "must be a GeoJSON FeatureCollection"),
        (b'{"type": "\xff"}', "is no JSON"),
    ],
)  # fmt: skip
def test_geojson_that_is_broken_or_of_the_wrong_kind_is_refused(refused, content, reason):
    problems = refused(content, "t.geojson", "employers", in_child=len(content) > 10_000)

    assert reason in str(problems[0])


def test_a_polygon_that_crosses_itself_is_refused_with_the_place(refused):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    content = features(bow, adcode="500105", name_zh="a", name_en="a")

    assert "Self-intersection[0.5 0.5]" in refused(content, "t.geojson", "districts")[0].reason


def test_districts_as_a_table_or_as_points_are_refused(refused):
    text = "adcode,name_zh\n500105,a\n"
    assert "polygons" in refused(text, table="districts")[0].reason
    point = {"type": "Point", "coordinates": [106.5, 29.5]}
    content = features(point, adcode="500105", name_zh="a")
    assert (
        "must be a Polygon or MultiPolygon" in refused(content, "t.geojson", "districts")[0].reason
    )


def test_a_file_that_names_its_datum_is_not_read_in_another(refused):
    content = json.loads(features({"type": "Point", "coordinates": [106.5, 29.5]}))

    problems = refused(json.dumps(content | {"datum": "gcj02"}), "t.geojson", "employers")

    assert "--datum gcj02" in problems[0].reason


def test_metres_and_a_shifted_datum_together_are_refused(tmp_path):
    path = tmp_path / "e.gpkg"
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[Point(1, 1)], crs=3857).to_file(path)

    with pytest.raises(InputError, match="not both"):
        parse(path, "employers", ReadOptions(datum=Datum.GCJ02), GAZETTEER)


def test_a_geopackage_with_several_layers_or_the_wrong_shapes_is_refused(refused, tmp_path):
    path = tmp_path / "source.gpkg"
    for layer, shape in (("a", LineString([(0, 0), (1, 1)])), ("b", Point(1, 1))):
        gpd.GeoDataFrame({"name": ["A"]}, geometry=[shape], crs=4326).to_file(path, layer=layer)
    assert "it has: a, b" in refused(path.read_bytes(), "t.gpkg", "employers")[0].reason

    line = tmp_path / "line.gpkg"
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[LineString([(0, 0), (1, 1)])], crs=4326).to_file(
        line
    )
    assert "must be a Point" in refused(line.read_bytes(), "t.gpkg", "employers")[0].reason


def test_a_database_that_is_no_geopackage_is_refused(refused, tmp_path):
    path = tmp_path / "source.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (x)")
    database.close()

    assert "another kind of database" in refused(path.read_bytes(), "t.gpkg")[0].reason


def test_a_view_that_never_ends_is_not_opened(refused, tmp_path):
    path = tmp_path / "source.gpkg"
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[Point(1, 1)], crs=4326).to_file(path, layer="a")
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM gpkg_contents")
        database.execute(
            "CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            "SELECT x AS name FROM n"
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('v','attributes',0)"
        )
    database.close()

    assert "is a view" in refused(path.read_bytes(), "t.gpkg", "employers")[0].reason


def test_a_shape_whose_bytes_are_broken_is_refused(refused, tmp_path):
    path = tmp_path / "source.gpkg"
    square = Polygon([(0, 0), (1, 0), (1, 1)])
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[square], crs=4326).to_file(path, layer="a")
    with sqlite3.connect(path) as database:
        database.execute("DROP TRIGGER IF EXISTS rtree_a_geom_update6")
        database.execute("DROP TRIGGER IF EXISTS rtree_a_geom_update7")
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE a SET geom = x'47500001E6100000FF'")
    database.close()

    assert "is no geometry" in refused(path.read_bytes(), "t.gpkg", "employers")[0].reason
