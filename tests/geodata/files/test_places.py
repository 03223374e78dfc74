"""Where a list's rows lie, in the many ways in which offices write it, or do not."""

import pytest
from doors import Door, features, point
from shapely import box
from shapely.geometry import mapping

from geodata.base.datum import Datum

EPSG_3857 = {"crs": {"type": "name", "properties": {"name": "EPSG:3857"}}}
FAIR = {"name": "A", "venue": "V", "date": "2027-02-18"}


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path)


def places(found):
    return found.frame[["lon", "lat"]].to_numpy().tolist()


def test_a_list_without_columns_of_coordinates_is_put_at_the_seats_when_asked(door):
    found = door.read(
        "招聘会名称,举办地点,区县,日期\n东场,文化馆,渝北区,2027-03-01\n",
        place_by_district=True,
    )

    assert places(found) == [[106.63, 29.72]]
    assert found.frame["precision"].tolist() == ["district"]


@pytest.mark.parametrize(
    ("heading", "cell", "table", "told"),
    [
        ("区县", "渝北区", "fairs", "--place-by-district"),
        ("详细地址", "某路 1 号", "fairs", "Addresses are not looked up"),
        ("备用", "x", "employers", "a column of districts"),
    ],
)
def test_a_list_without_coordinates_is_told_once_what_would_place_it(
    door, heading, cell, table, told
):
    (problem,) = door.problems(
        f"招聘会名称,企业名称,举办地点,日期,{heading}\nA,A,B,2027-03-01,{cell}\n", table=table
    )

    assert (problem.row, problem.column) == (1, "lon")
    assert told in problem.reason
    for known in ("经度 / longitude", "纬度 / latitude", "坐标 / 经纬度"):
        assert known in problem.reason


def test_a_list_of_employers_with_one_axis_alone_lacks_the_other(door):
    (problem,) = door.problems("name,lon\nA,106.5\n", table="employers")

    assert (problem.column, problem.reason[:22]) == ("lat", "this column is missing")


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("坐标", '"106.5,29.5"'),
        ("location", '"106.5,29.5"'),
        ("经纬度（WGS84）", "106.5 29.5"),
        ("坐标", '"(106.5，29.5)"'),
        ("坐标", "POINT (106.5 29.5)"),
        ("坐标", "106°30′E；29°30′N"),
        ("坐标", "29°30′N、106°30′E"),
    ],
)
def test_one_column_with_both_coordinates_is_read(door, heading, cell):
    found = door.read(f"name,{heading}\nA,{cell}\n", table="employers")

    assert places(found) == [[106.5, 29.5]]


def test_a_column_of_points_with_latitude_first_throughout_is_read_so_and_told(door):
    found = door.read('name,坐标\nA,"29.5,106.5"\nB,"29.6,106.6"\n', table="employers")

    assert places(found) == [[106.5, 29.5], [106.6, 29.6]]
    assert any("latitude stands first" in notice for notice in found.notices)


def test_a_column_of_points_of_both_orders_is_refused_where_they_are_exchanged(door):
    (problem,) = door.problems('name,坐标\nA,"29.5,106.5"\nB,"106.6,29.6"\n', table="employers")

    assert (problem.row, problem.column) == (2, "lon")
    assert "exchanged" in problem.reason


def test_a_cell_that_is_no_point_is_named_with_its_column(door):
    (problem,) = door.problems('name,坐标\nA,"106.5,29.5"\nB,文化馆旁\n', table="employers")

    assert (problem.row, problem.column, problem.value) == (3, "point", "文化馆旁")


def test_points_in_metres_are_read_from_one_column(door):
    found = door.read('name,坐标\nA,"500000,3265000"\n', table="employers", crs="EPSG:4544")

    assert places(found)[0] == pytest.approx([105, 29.5], abs=0.01)


def test_a_column_that_happens_to_be_called_location_is_left_out(door):
    both = door.read("name,location,lon,lat\nA,old town,106.5,29.5\n", table="employers")
    words = door.read("name,location\nA,old town\n", table="services")
    shape = door.read(
        features(({"name": "A", "location": "old town"}, point(106.5, 29.5))),
        "t.geojson",
        "employers",
    )

    for found in (both, words, shape):
        assert "columns not known here were left out: location" in found.notices


def test_headings_of_amap_and_baidu_are_known(door):
    amap = door.read(
        'name,address,location,pname,cityname,adname\nA,某路,"106.5,29.5",重庆市,重庆市,江北区\n',
        table="employers",
    )
    baidu = door.read("name,location.lng,location.lat\nA,106.5,29.5\n", table="employers")

    assert places(amap) == places(baidu) == [[106.5, 29.5]]
    assert amap.frame["district"].tolist() == ["江北区"]
    assert any("--datum gcj02" in notice for notice in amap.notices)


@pytest.mark.parametrize(
    ("heading", "datum"),
    [("高德经度,高德纬度", "gcj02"), ("百度经度,百度纬度", "bd09"), ("经度(GCJ-02),纬度", "gcj02")],
)
def test_headings_that_name_a_datum_are_not_read_in_another(door, heading, datum):
    content = f"name,{heading}\nA,106.5,29.5\n"

    assert f"--datum {datum}" in door.problems(content, table="employers")[0].reason
    assert len(door.read(content, table="employers", datum=Datum(datum)).frame) == 1


@pytest.mark.parametrize("table", ["districts", "basemap"])
def test_exchanged_axes_of_a_polygon_are_named_as_those_of_points_are(door, table):
    rows = {"adcode": "500901", "name_zh": "甲区", "kind": "outline"}
    content = features((rows, mapping(box(29.0, 106.0, 29.2, 106.2))))

    (problem,) = door.problems(content, "t.geojson", table)

    assert (problem.unit, problem.row, problem.column) == ("feature", 1, "geometry")
    assert "longitude and latitude look exchanged" in problem.reason


@pytest.mark.parametrize(
    ("table", "shape"),
    [("fairs", point(106.5, 29.5)), ("districts", mapping(box(106, 29, 107, 30)))],
)
def test_degrees_in_a_reference_system_of_metres_are_refused(door, table, shape):
    row = FAIR | {"adcode": "500901", "name_zh": "甲区"}

    reason = door.reason(features((row, shape), **EPSG_3857), "t.geojson", table)

    assert "these are degrees" in reason


def test_degrees_of_a_table_read_with_a_system_of_metres_are_refused_row_by_row(door):
    content = "name,lon,lat\nA,500000,3265000\nB,106.5,29.5\n"

    (problem,) = door.problems(content, table="employers", crs="EPSG:4544")

    assert (problem.row, problem.value) == (3, "106.5, 29.5")


def test_features_in_metres_that_state_no_system_are_asked_for_it_once(door):
    content = features((FAIR, point(500_000, 3_265_000)), (FAIR, point(500_001, 3_265_000)))

    assert "--crs EPSG:n" in door.reason(content, "t.geojson")


def test_columns_and_shapes_that_contradict_each_other_are_refused(door):
    content = features((FAIR | {"lon": 104.07, "lat": "30.66"}, point(106.55, 29.56)))

    (problem,) = door.problems(content, "t.geojson")

    assert (problem.row, problem.value) == (1, "104.07, 30.66")
    assert "268 km apart" in problem.reason


def test_columns_and_shapes_that_lie_a_datum_apart_are_told(door):
    content = features(
        (FAIR | {"lon": 106.554, "lat": 29.557}, point(106.55, 29.56)),
        (FAIR | {"lon": None, "lat": ""}, point(106.55, 29.56)),
    )

    found = door.read(content, "t.geojson")

    assert places(found)[0] == [106.55, 29.56]
    assert any("the shapes were taken" in notice for notice in found.notices)


@pytest.mark.parametrize("crs", ["EPSG:2379", "EPSG:4214"])
def test_the_old_surveys_are_refused_with_the_remedy(door, crs):
    stated = {"crs": {"type": "name", "properties": {"name": crs}}}

    reason = door.reason(features((FAIR, point(500_000, 3_265_000)), **stated), "t.geojson")

    assert "converted to CGCS2000" in reason


def test_what_is_wrong_with_a_feature_is_told_with_its_number(door):
    content = features((FAIR, point(106.5, 29.5)), (FAIR | {"date": "x"}, point([106.5], 29.5)))

    (shape,) = door.problems(content, "t.geojson")
    assert str(shape).startswith("feature 2, geometry: is no GeoJSON geometry: a point's")
    assert "float" not in str(shape)
    (cell,) = door.problems(content.replace("[106.5]", "106.5"), "t.geojson")
    assert str(cell).startswith("feature 2, date: ")
