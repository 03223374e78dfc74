"""Districts that the rows of a file state: of another edition, of the same name as another."""

import geopandas as gpd
import pandas as pd
import pytest
from editions import TOWNS, census_districts, todays_districts
from shapely import box
from stores import place_empty

from geodata.campaign.provenance import Provenance
from geodata.errors import FileRefused
from geodata.files.options import ReadOptions
from geodata.intake.seats import with_seats
from geodata.intake.tables import import_file
from geodata.store.store import Store

pytestmark = pytest.mark.slow

HEAD = "fair_id,招聘会名称,举办地点,区县,经度,纬度,日期\n"
AIRPORT = (106.642, 29.719)  # of Chongqing, in Yubei


def chaoyang() -> gpd.GeoDataFrame:
    """Two districts of one name, as a bureau of two provinces would have them."""
    names = {"adcode": ["110105", "220104"], "name_zh": ["朝阳区"] * 2, "name_en": ["朝阳区"] * 2}
    shapes = [box(116.4, 39.9, 116.6, 40.1), box(125.2, 43.8, 125.4, 44.0)]
    return gpd.GeoDataFrame(names, geometry=shapes, crs="EPSG:4326")


@pytest.fixture
def take(tmp_path):
    """Import fairs into a store with some districts."""

    def take(districts, *rows, name="fairs", head=HEAD, **options):
        place_empty(tmp_path / "fairreach.db")
        store = Store.open(f"sqlite:///{tmp_path}/fairreach.db")
        source = Provenance("districts", "d.gpkg", "2027-01-01", "wgs84", 2, False)
        table = districts if "adcode" in districts else districts.reset_index()
        store.replace({"districts": with_seats(table)}, provenance={"districts": source})
        path = tmp_path / f"{name}.csv"
        path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        try:
            return import_file(store, path, name, ReadOptions(**options))
        finally:
            store.close()

    return take


def test_a_county_under_its_name_or_code_of_before_is_a_notice_and_no_mismatch(take):
    report = take(
        census_districts(),
        "O1,旧名场,郫都大厅,郫县,103.89,30.81,2027-03-07",
        "O2,旧代码场,郫都大厅,510124,103.89,30.81,2027-03-08",
        "O3,又一场,郫都大厅,郫县,103.89,30.81,2027-03-09",
    )

    assert report.mismatches.empty
    became = "郫县 (510124) became 郫都区 (510117) in 2016"
    assert f"2 rows state 郫县 and lie in 郫都区 (510117): {became}" in report.notices
    assert f"1 row states 510124 and lies in 郫都区 (510117): {became}" in report.notices


def test_both_editions_take_the_names_of_the_other_with_a_notice(take):
    lon, lat, *_ = TOWNS["水土镇"]
    row = f"S1,水土场,水土大厅,两江新区,{lon},{lat},2027-03-07"
    census = take(census_districts(), row)
    today = take(todays_districts(), row.replace("两江新区", "北碚区"))

    assert census.mismatches.empty
    assert today.mismatches.empty
    moved = (
        "北碚区 (500109), 水土街道 复兴街道 蔡家岗街道 施家梁镇 童家溪镇, "
        "went to 两江新区 (500157) on 2025-11-06"
    )
    assert f"1 row states 两江新区 and lies in 北碚区 (500109): {moved}" in census.notices
    assert f"1 row states 北碚区 and lies in 两江新区 (500157): {moved}" in today.notices


def test_a_name_of_before_elsewhere_is_still_a_mismatch(take):
    lon, lat = AIRPORT
    report = take(
        todays_districts(),
        f"A1,机场场,机场,北碚区,{lon},{lat},2027-03-07",
        f"A2,机场场,机场,郫县,{lon},{lat},2027-03-08",
        f"A3,机场场,机场,渝北,{lon},{lat},2027-03-09",
    )

    assert report.mismatches["stated_adcode"].to_dict() == {"A1": "500109", "A2": "510117"}
    assert set(report.mismatches["adcode"]) == {"500157"}


def test_a_name_that_is_known_twice_contradicts_neither_district(take):
    report = take(
        chaoyang(),
        "N1,甲场,展馆,朝阳区,116.5,40.0,2027-03-01",
        "N2,乙场,展馆,朝阳区,125.3,43.9,2027-03-02",
        "N3,丙场,展馆,北京市朝阳区,116.5,40.0,2027-03-03",
        "N4,丁场,展馆,长春市朝阳区,116.5,40.0,2027-03-04",
        "N5,戊场,展馆,朝阳区,120.0,40.0,2027-03-04",
    )

    assert report.mismatches[["stated_adcode", "adcode"]].to_dict("index") == {
        "N4": {"stated_adcode": "220104", "adcode": "110105"},
        "N5": {"stated_adcode": "110105/220104", "adcode": ""},
    }


def test_a_row_without_a_point_is_asked_which_of_two_districts_it_means(take):
    with pytest.raises(FileRefused) as refused:
        take(chaoyang(), "N1,甲场,展馆,朝阳区,,,2027-03-01", place_by_district=True)

    (problem,) = refused.value.problems
    assert "朝阳区 110105 (北京市), 朝阳区 220104 (长春市)" in problem.reason

    report = take(chaoyang(), "N1,甲场,展馆,长春市朝阳区,,,2027-03-01", place_by_district=True)
    assert report.mismatches.empty


def test_employers_and_services_state_districts_of_another_edition_too(take):
    head = "service_id,name,district\n"
    services = take(census_districts(), "s1,求职登记,郫县", name="services", head=head)
    lon, lat, *_ = TOWNS["统景镇"]
    head = "employer_id,name,district,lon,lat\n"
    row = f"e1,统景公司,渝北区,{lon},{lat}"
    employers = take(todays_districts(), row, name="employers", head=head)

    assert services.mismatches.empty
    assert any("郫县 (510124) became" in notice for notice in services.notices)
    assert employers.mismatches.empty
    assert any("lies in 北碚区 (500109)" in notice for notice in employers.notices)


@pytest.mark.parametrize(("adcode", "of"), [("510124", "510117"), ("500157", "500112")])
def test_a_district_under_another_code_gets_the_seat_that_is_known(tmp_path, adcode, of):
    known = census_districts().loc[of]
    path = tmp_path / "districts.geojson"
    table = gpd.GeoDataFrame(
        {"adcode": [adcode], "name_zh": ["旧名"]}, geometry=[known.geometry], crs="EPSG:4326"
    )
    table.to_file(path, driver="GeoJSON")
    store = Store.open(f"sqlite:///{tmp_path}/fairreach.db")
    import_file(store, path, "districts", ReadOptions())

    stored = pd.DataFrame(store.districts()).loc[adcode]
    store.close()
    assert (stored["seat_lon"], stored["seat_lat"]) == (known["seat_lon"], known["seat_lat"])
