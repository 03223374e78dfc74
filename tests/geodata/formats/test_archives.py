"""Zipped layers and tables: read from the archive's one table, wherever its names point."""

import zipfile
from io import BytesIO

import geopandas as gpd
import pytest
import shapefile
from doors import GAZETTEER, Door
from layers import (
    BEIJING_54,
    CGCS2000,
    FAIR,
    XIAN_80,
    ZONE_36,
    layer,
    shp_zip,
    zipped,
)
from shapely import Point

from geodata.base.datum import Datum, from_wgs84
from geodata.files.options import ReadOptions
from geodata.files.read import read_table

TABLE = "name,venue,lon,lat,date\nA,V,106.5,29.5,2027-02-18\n"
HERE = (106.5, 29.5)
ROWS = [(FAIR, HERE)]
# Of a square, clockwise as the format wants it, with a hole.
SQUARE = [
    [(106.0, 29.0), (106.0, 30.0), (107.0, 30.0), (107.0, 29.0), (106.0, 29.0)],
    [(106.4, 29.4), (106.6, 29.4), (106.6, 29.6), (106.4, 29.6), (106.4, 29.4)],
]


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path)


def told(found, words):
    return [notice for notice in found.notices if words in notice]


@pytest.mark.parametrize("gbk", [True, False])
@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [
        ("gbk", None), ("utf-8", None), ("gbk", "GBK"), ("gbk", "936"), ("gb18030", "GB2312"),
        ("gb18030", "GB 18030"), ("utf-8", "UTF-8"),
    ],
)  # fmt: skip
def test_a_zipped_layer_is_read_in_its_encoding(door, encoding, cpg, gbk):
    content = shp_zip(ROWS, encoding=encoding, cpg=cpg, prj=CGCS2000, gbk=gbk)

    found = door.read(content, "t.zip")

    assert found.frame[["name", "venue", "date"]].iloc[0].tolist() == list(FAIR.values())
    assert found.frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx(HERE, abs=1e-9)
    assert "the table in it is 招聘会.shp" in found.notices


def test_letters_that_are_in_no_encoding_or_not_in_the_stated_one_are_refused(door):
    columns = {"name": "春季招聘會", "venue": "大禮堂", "date": "2027-02-18"}
    big5 = shp_zip([(columns, HERE)], encoding="cp950")
    stated = shp_zip([(columns, HERE)], encoding="cp950", cpg="BIG5")
    wrong = shp_zip(ROWS, encoding="gbk", cpg="UTF-8")
    unknown = shp_zip(ROWS, encoding="gbk", cpg="Klingon")

    assert door.read(stated, "t.zip").frame["venue"].tolist() == ["大禮堂"]
    assert "Big5" in door.reason(big5, "t.zip")
    assert "the .cpg says UTF-8" in door.reason(wrong, "t.zip")
    assert "Klingon" in door.reason(unknown, "t.zip")


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_chinese_that_is_called_western_is_refused_and_western_letters_are_read(door, encoding):
    wrong = shp_zip(ROWS, encoding=encoding, cpg="ISO-8859-1")
    columns = {"name": "Café Müller", "venue": "Hôtel", "date": "2027-02-18"}
    right = shp_zip([(columns, HERE)], encoding="latin-1", cpg="88591")

    assert "the .cpg says ISO-8859-1" in door.reason(wrong, "t.zip")
    assert door.read(right, "t.zip").frame["name"].tolist() == ["Café Müller"]


@pytest.mark.filterwarnings("ignore::shapefile.PossibleDataLoss")
def test_names_and_cells_that_were_cut_within_a_letter_are_known_all_the_same(door):
    columns = {"招聘会名称": "春季招聘会", "场地": "文化馆" * 4, "举办日期": "2027-02-18"}
    files = layer([(columns, HERE)], encoding="utf-8", prj=CGCS2000, width=36)
    # 35 bytes of the 36: the last letter lacks its third.
    whole = ("文化馆" * 4).encode()
    files[".dbf"] = files[".dbf"].replace(whole, whole[:35] + b" ")

    found = door.read(zipped({f"a{e}": part for e, part in files.items()}), "t.zip")

    assert found.frame["venue"].tolist() == [("文化馆" * 4)[:-1]]
    assert found.frame["date"].tolist() == ["2027-02-18"]


def test_degrees_without_a_prj_are_those_of_the_datum_and_told(door):
    lon, lat = from_wgs84(*HERE, Datum.GCJ02)

    found = door.read(shp_zip([(FAIR, (lon, lat))]), "t.zip", datum=Datum.GCJ02)

    assert found.frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx(HERE, abs=1e-6)
    assert told(found, "there is no .prj")


def test_metres_are_read_by_the_prj_and_asked_for_without_one(door):
    zone = gpd.GeoSeries([Point(HERE)], crs=4326).to_crs("EPSG:4524").iloc[0]
    rows = [(FAIR, (zone.x, zone.y))]

    stated = door.read(shp_zip(rows, prj=ZONE_36), "t.zip").frame
    said = door.read(shp_zip(rows), "t.zip", crs="EPSG:4524").frame

    for frame in (stated, said):
        assert frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx(HERE, abs=1e-7)
    assert "--crs EPSG:n" in door.reason(shp_zip(rows), "t.zip")


@pytest.mark.parametrize(
    ("prj", "name"), [(XIAN_80, "Xi'an 80"), (BEIJING_54, "Beijing 54"), ("LOCAL", "unknown")]
)
def test_a_layer_of_an_old_survey_or_of_no_known_system_is_refused(door, prj, name):
    reason = door.reason(shp_zip(ROWS, prj=prj), "t.zip")

    assert name in reason
    assert ("CGCS2000" if "5" in name or "8" in name else "WGS-84") in reason


def test_districts_with_holes_come_from_a_layer(door):
    columns = {"code": "500105", "name": "江北区"}

    found = door.read(shp_zip([(columns, SQUARE)], prj=CGCS2000), "t.zip", "districts")

    (shape,) = found.frame.geometry
    assert shape.area == pytest.approx(1 - 0.04)
    assert found.frame["name_zh"].tolist() == ["江北区"]


def test_a_row_that_is_deleted_in_the_columns_is_none(door):
    files = layer([(FAIR | {"名称": "旧"}, HERE), *ROWS], prj=CGCS2000)
    start = int.from_bytes(files[".dbf"][8:10], "little")
    files[".dbf"] = files[".dbf"][:start] + b"*" + files[".dbf"][start + 1 :]

    found = door.read(zipped({f"a{e}": part for e, part in files.items()}), "t.zip")

    assert found.frame["name"].tolist() == [FAIR["名称"]]


def test_a_layer_without_its_index_is_read_and_one_without_its_columns_is_not(door):
    files = layer(ROWS, prj=CGCS2000)
    named = {f"数据/a{e}": part for e, part in files.items()}
    upper = {name.upper(): part for name, part in named.items() if not name.endswith(".shx")}
    bare = {name: part for name, part in named.items() if not name.endswith(".dbf")}
    columns = {name: part for name, part in named.items() if name.endswith(".dbf")}

    assert len(door.read(zipped(upper), "t.zip").frame) == 1
    assert "lacks a.dbf" in door.reason(zipped(bare), "t.zip")
    assert "without its .shp" in door.reason(zipped(columns), "t.zip")


@pytest.mark.parametrize("extension", [".shp", ".dbf", ".shx"])
def test_a_file_of_a_layer_alone_is_to_be_zipped_with_its_companions(door, extension):
    reason = door.reason(layer(ROWS)[extension], f"t{extension}")

    assert "zip it with its companions" in reason


@pytest.mark.parametrize("part", [".shp", ".dbf"])
@pytest.mark.parametrize("cut", [20, 110, -8])
def test_a_layer_that_is_cut_off_is_refused_without_the_names_of_our_libraries(door, part, cut):
    files = layer(ROWS, prj=CGCS2000)
    files[part] = files[part][:cut]

    for problem in door.problems(zipped({f"a{e}": p for e, p in files.items()}), "t.zip"):
        for inner in ("Error", "Exception", "struct", "unpack", "NoneType"):
            assert inner not in problem.reason


def test_an_archive_with_one_table_is_read_as_that_table(door):
    beside = {"__MACOSX/._fairs.csv": b"x", ".DS_Store": b"x", "说明.txt": "请导入".encode()}

    found = door.read(zipped({"2027/fairs.csv": TABLE.encode()} | beside), "t.zip")

    assert found.frame["name"].tolist() == ["A"]
    assert "the table in it is 2027/fairs.csv" in found.notices


def test_an_archive_with_several_tables_or_none_says_so(door):
    several = zipped({"a.csv": TABLE.encode(), "b.csv": TABLE.encode()})
    none = zipped({"a.pdf": b"%PDF"})
    within = zipped({"inner.zip": several})
    office = zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})

    assert "several tables: a.csv, b.csv" in door.reason(several, "t.zip")
    assert "no table that is read: a.pdf" in door.reason(none, "t.zip")
    assert "no table that is read: inner.zip" in door.reason(within, "t.zip")
    assert "an office file named .zip" in door.reason(office, "t.zip")
    assert "looks like plain text" in door.reason(zipped({"a.gpkg": TABLE.encode()}), "t.zip")


@pytest.mark.parametrize(
    "name", ["../a.csv", "x/../../a.csv", "/etc/a.csv", "C:\\a.csv", "..\\a.csv"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused_and_writes_nothing(door, name):
    reason = door.reason(zipped({name: TABLE.encode()}), "t.zip")

    assert "leads out of its folder" in reason
    assert [path.name for path in door.folder.iterdir()] == ["t.zip"]
    assert not (door.folder.parent / "a.csv").exists()


def test_a_link_in_an_archive_is_not_followed(door):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    assert "holds a link (a.csv)" in door.reason(content.getvalue(), "t.zip")


def test_a_password_and_a_damaged_archive_are_refused(door):
    locked = bytearray(zipped({"a.csv": TABLE.encode()}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        locked[locked.index(mark) + (6 if mark[2] == 3 else 8)] |= 1
    whole = zipped({"a.csv": TABLE.encode() * 99})
    at = whole.index(b"a.csv") + 20
    damaged = whole[:at] + b"\x00\x00\x00\x00" + whole[at + 4 :]

    assert "password" in door.reason(bytes(locked), "t.zip")
    assert "cut off or broken" in door.reason(damaged, "t.zip")
    assert "cut off or broken" in door.reason(whole[:60], "t.zip")


@pytest.mark.slow
def test_a_bomb_is_refused_unopened_and_one_that_lies_of_its_size_is_broken(door):
    content = BytesIO()
    with (
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w") as part,
    ):
        for _ in range(450):
            part.write(b"0" * 2**20)
    bomb = content.getvalue()
    size = (450 * 2**20).to_bytes(4, "little")
    liar = bomb.replace(size, (1_000).to_bytes(4, "little"))

    assert "opens to more than 400 MB" in door.reason(bomb, "t.zip")
    assert "cut off or broken" in door.reason(liar, "t.zip")


@pytest.mark.slow
def test_what_was_unpacked_is_gone_when_the_table_is_read(tmp_path, monkeypatch):
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setenv("TMPDIR", str(room))
    monkeypatch.setattr("tempfile.tempdir", None)
    path = tmp_path / "t.zip"
    path.write_bytes(shp_zip(ROWS, prj=CGCS2000))

    found = read_table(path, "fairs", ReadOptions(), GAZETTEER)

    assert len(found.frame) == 1
    assert list(room.iterdir()) == []


def test_a_layer_of_a_kind_that_is_not_read_is_refused(door):
    parts = {extension: BytesIO() for extension in (".shp", ".shx", ".dbf")}
    with shapefile.Writer(
        shp=parts[".shp"], shx=parts[".shx"], dbf=parts[".dbf"], shapeType=shapefile.MULTIPATCH
    ) as writer:
        writer.field("name", "C", size=20)
        writer.multipatch([[[106, 29, 0], [107, 29, 0], [107, 30, 0]]], partTypes=[5])
        writer.record("A")
    content = zipped({f"a{e}": part.getvalue() for e, part in parts.items()})

    assert door.problems(content, "t.zip", "employers")[0].column == "geometry"
