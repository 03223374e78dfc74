"""Places as map apps save them: fields wherever apps put them, and no link followed."""

import pytest
import shapely
from doors import Door
from layers import zipped

from geodata.base.datum import Datum, from_wgs84

KML = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">{}</kml>'
DATA = (
    "<ExtendedData>"
    '<Data name="举办地点"><displayName>x</displayName><value>文化馆</value></Data>'
    '<Data name="日期"><value>2027-02-18</value></Data>'
    "</ExtendedData>"
)
SIMPLE = (
    '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="地点">文化馆</SimpleData>'
    '<SimpleData name="日期">2027-02-18</SimpleData></SchemaData></ExtendedData>'
)
POINT = "<Point><coordinates> 106.5,29.5,0 </coordinates></Point>"
RING = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
SQUARE = "106,29 106,30 107,30 107,29 106,29"
HOLE = "106.4,29.4 106.6,29.4 106.6,29.6 106.4,29.6 106.4,29.4"


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path)


def place(*parts, name="东场"):
    return f"<Placemark><name>{name}</name>{''.join(parts)}</Placemark>"


def document(*places):
    return KML.format(f"<Document><Folder>{''.join(places)}</Folder></Document>")


@pytest.mark.parametrize("data", [DATA, SIMPLE])
def test_places_are_rows_with_their_extended_data(door, data):
    found = door.read(document(place(data, POINT), place(data, POINT, name="西场")), "t.kml")

    assert found.frame["name"].tolist() == ["东场", "西场"]
    assert found.frame[["venue", "date", "lon", "lat"]].iloc[0].tolist() == [
        "文化馆", "2027-02-18", 106.5, 29.5,
    ]  # fmt: skip


def test_an_archive_of_places_is_read_without_its_pictures(door):
    files = {"files/icon.png": b"\x89PNG", "doc.kml": document(place(DATA, POINT)).encode()}

    assert len(door.read(zipped(files), "t.kmz").frame) == 1
    assert len(door.read(zipped({"数据/某.kml": files["doc.kml"]}, gbk=True), "t.kmz").frame) == 1
    assert len(door.read(zipped({"a.kml": files["doc.kml"]}), "t.zip").frame) == 1


def test_the_datum_that_is_said_counts(door):
    lon, lat = from_wgs84(106.5, 29.5, Datum.GCJ02)
    shifted = POINT.replace("106.5,29.5", f"{lon:.8f},{lat:.8f}")

    found = door.read(document(place(DATA, shifted)), "t.kml", datum=Datum.GCJ02)

    assert found.frame[["lon", "lat"]].iloc[0].tolist() == pytest.approx([106.5, 29.5], abs=1e-6)


def test_areas_with_holes_and_of_several_parts_are_districts(door):
    outer, inner = RING.format(SQUARE), RING.format(HOLE)
    holed = (
        f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>"
        f"<innerBoundaryIs>{inner}</innerBoundaryIs></Polygon>"
    )
    far = holed.replace("106", "109").replace("107", "110")
    code = '<ExtendedData><Data name="code"><value>50010{}</value></Data></ExtendedData>'
    north = holed.replace("29", "39").replace("30", "40")
    several = f"<MultiGeometry>{north}{far}</MultiGeometry>"
    content = document(place(code.format(5), holed), place(code.format(6), several))

    found = door.read(content, "t.kml", "districts")

    assert shapely.area(found.frame.geometry.to_numpy()).tolist() == pytest.approx([0.96, 1.92])
    assert found.frame["name_zh"].tolist() == ["东场", "东场"]


def test_a_field_that_repeats_the_name_of_the_place_is_no_second_name(door):
    code = (
        '<ExtendedData><Data name="代码"><value>500105</value></Data>'
        '<Data name="名称"><value>东场</value></Data></ExtendedData>'
    )
    area = f"<Polygon><outerBoundaryIs>{RING.format(SQUARE)}</outerBoundaryIs></Polygon>"

    assert len(door.read(document(place(code, area)), "t.kml", "districts").frame) == 1


def test_links_to_places_elsewhere_are_not_followed(door):
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"

    found = door.read(document(link, place(DATA, POINT)), "t.kml")

    assert "1 links to places elsewhere were not followed" in found.notices
    assert "only links to places elsewhere" in door.reason(document(link), "t.kml")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('<!DOCTYPE kml [<!ENTITY a "b">]>' + document(place(POINT)), "entities of its own"),
        (document(place(POINT))[:-20], "no KML that can be read"),
        ("<html><body>x</body></html>", "holds no places"),
        ("name,lon,lat\nA,1,1\n", "no KML that can be read"),
        (document(), "holds no places"),
        (document(place(POINT.replace("106.5", "x"))), "no number"),
        (document(place(POINT.replace(",29.5,0", ""))), "lacks coordinates"),
        (document(place("<Point/>")), "lacks coordinates"),
        (document(place("<Model/>")), "is a Model"),
        (document(place("<MultiGeometry/>")), "mixes points"),
        (document(place()), "there is none; a Point is needed"),
    ],
)
def test_what_is_no_place_is_refused_in_plain_words(door, content, told):
    reasons = [str(p) for p in door.problems(content, "t.kml", "employers")]

    assert any(told in reason for reason in reasons)
    for inner in ("Error", "Exception", "token", "xml", "expat"):
        assert not any(inner in reason for reason in reasons)


def test_an_archive_of_several_documents_or_of_none_says_so(door):
    some = {"a.kml": document().encode(), "b.kml": document().encode()}

    assert "several documents: a.kml, b.kml" in door.reason(zipped(some), "t.kmz")
    assert "holds no .kml" in door.reason(zipped({"a.png": b"x"}), "t.kmz")
    assert "looks like XML" in door.reason(document(), "t.kmz")
    assert "leads out" in door.reason(zipped({"../doc.kml": b"<kml/>"}), "t.kmz")
