"""The demo campaign: as large as reported, on real ground, the same from the same seed."""

from dataclasses import replace
from datetime import date, timedelta

import campaigns
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geodata.campaign.attribution import BUILT_UP, RIVERS, SOURCES, sources_of
from geodata.campaign.vocabulary import GROUPS
from geodata.demo.boundaries import EXPECTED
from geodata.demo.build import build_demo, default_start, store_demo_in_child
from geodata.districts.cities import city_of
from geodata.districts.editions import SINCE, TODAY
from geodata.districts.statements import mismatches
from geodata.errors import FairreachError, QueryRefused
from geodata.store.store import Store

pytestmark = pytest.mark.slow

START = campaigns.DEMO_START
PLACES = ("fairs", "employers")


@pytest.fixture(scope="module")
def demo() -> dict[str, pd.DataFrame]:
    return build_demo(START)


@pytest.fixture(scope="module")
def stored(demo_url) -> Store:
    """The demo as another process built and stored it."""
    store = Store.open(demo_url)
    assert store.current_version() == 1
    yield store
    store.close()


def bare(frame: pd.DataFrame) -> pd.DataFrame:
    plain = pd.DataFrame(frame)
    if "geometry" in plain:
        plain["geometry"] = shapely.to_wkb(frame["geometry"].to_numpy())
    return plain


def test_two_processes_build_the_same_tables_from_the_same_start_and_seed(demo, stored):
    for name, table in demo.items():
        ours, theirs = bare(table), bare(stored.table(name))
        pd.testing.assert_frame_equal(ours, theirs, check_exact=True, obj=name)


def test_it_has_as_many_fairs_employers_and_openings_as_were_reported(demo):
    employers = demo["employers"].set_index("employer_id")
    openings = demo["openings"]
    jiangbei = openings["employer_id"].map(employers["district"]) == "江北区"

    assert len(demo["fairs"]) == 141
    assert len(employers) == 337
    assert openings["headcount"].sum() == 18_000
    assert (employers["district"] == "江北区").sum() == 72
    assert openings["headcount"][jiangbei].sum() == 3_947
    assert (openings["headcount"] > 0).all()


def test_the_sectors_and_occupations_reported_are_there(demo):
    hired = demo["openings"].groupby("sector")["headcount"].sum()
    occupations = set(demo["openings"]["occupation"])

    assert {"汽车", "金融", "商贸", "生物医药"} <= set(hired.nlargest(5).index)
    assert {"新媒体运营", "金融客服专员", "电气工程师", "软件开发工程师"} <= occupations
    assert any("信息技术" in name for name in occupations)


@pytest.mark.parametrize("table", PLACES)
def test_every_place_lies_in_the_district_that_it_states(demo, table):
    places, districts = demo[table], demo["districts"]
    points = gpd.points_from_xy(places["lon"], places["lat"], crs="EPSG:4326")

    joined = gpd.GeoDataFrame(places[["district"]], geometry=points).sjoin(
        districts[["name_zh", "geometry"]], predicate="intersects"
    )

    assert len(joined) == len(places)
    assert (joined["district"] == joined["name_zh"]).all()


def test_both_cities_hold_fairs_and_the_inner_districts_more_than_the_counties(demo):
    adcode = demo["districts"].set_index("name_zh")["adcode"]
    fairs = demo["fairs"]["district"].map(adcode).value_counts()

    assert set(fairs.index.map(city_of)) == set(EXPECTED)
    assert fairs["500112"] >= 6  # Yubei
    assert fairs.get("500229", 0) == 0  # Chengkou
    assert 50 <= len(fairs) < 58


def test_fairs_run_from_the_start_for_seven_weeks_mostly_at_weekends(demo):
    days = pd.to_datetime(demo["fairs"]["date"])
    weekend = days.dt.day_of_week.isin([4, 5, 6])

    assert days.min().date() == START
    assert timedelta(days=40) < days.max().date() - START < timedelta(days=49)
    assert 0.7 < weekend.mean() < 1


def test_fairs_open_before_they_close_and_never_twice_a_day_at_one_venue(demo):
    fairs = demo["fairs"]

    assert (fairs["start_time"] < fairs["end_time"]).all()
    assert not fairs.duplicated(["date", "venue"]).any()
    assert (fairs["status"] == "published").all()
    assert (fairs["expected_seekers"] > fairs["booths"]).all()


def test_fairs_are_sorted_and_their_ids_count_in_that_order(demo):
    fairs = demo["fairs"]

    assert fairs["fair_id"].tolist() == [f"F{number:03}" for number in range(1, 142)]
    assert fairs.equals(fairs.sort_values(["date", "start_time", "fair_id"]))


def test_every_fair_has_openings_and_most_openings_a_fair_near_their_employer(demo):
    openings = demo["openings"]
    here = demo["employers"].set_index("employer_id").loc[openings["employer_id"]]
    fairs = demo["fairs"].set_index("fair_id")
    at_fair = (openings["fair_id"] != "").to_numpy()
    there = fairs.loc[openings["fair_id"][at_fair]]
    _, _, metres = Geod(ellps="WGS84").inv(
        here["lon"][at_fair], here["lat"][at_fair], there["lon"], there["lat"]
    )

    assert set(openings["fair_id"]) == {*fairs.index, ""}
    assert 0.8 < at_fair.mean() < 1
    assert np.median(metres) < 15_000
    assert not openings.duplicated(["employer_id", "occupation"]).any()


def test_names_are_plainly_examples(demo):
    assert demo["employers"]["name"].str.fullmatch(r"示例企业 \w+-\d{3}").all()
    assert demo["employers"]["name"].is_unique
    assert demo["fairs"]["address"].str.contains("示例").all()


def test_another_seed_is_another_plan_for_the_same_people(demo):
    other = build_demo(START, seed=7)

    assert not other["fairs"].equals(demo["fairs"])
    pd.testing.assert_frame_equal(other["demand"], demo["demand"])


def test_the_stored_demo_has_everybody_in_a_district_and_no_mismatch(stored):
    campaign = stored.load()

    assert {group: persons.sum() for group, persons in campaign.demand.persons.items()} == {
        "all": 52_991_916,
        "working_age": 34_338_217,
        "rural": 14_234_908,
        "age_60_plus": 10_774_509,
    }
    assert tuple(campaign.demand.persons) == GROUPS
    assert (campaign.demand.district_at >= 0).all()
    assert mismatches(campaign.fairs, campaign.districts).empty
    assert mismatches(campaign.employers, campaign.districts).empty
    assert campaign.illustrative == ("fairs", "employers", "openings")


def test_sources_are_credited_until_the_last_table_that_rests_on_them_is_replaced(stored):
    provenance = stored.load().provenance
    own = {name: replace(table, file="own.csv", origin="") for name, table in provenance.items()}

    elsewhere = {SINCE[TODAY], BUILT_UP}
    assert sources_of(provenance) == [
        source for source in SOURCES if elsewhere.isdisjoint(source.tables)
    ]
    assert sources_of(own) == []
    assert sources_of(own | {"demand": provenance["demand"]}) == [
        source for source in SOURCES if "demand" in source.tables
    ]


def test_the_stored_demand_says_how_many_people_each_rule_placed(stored):
    source = stored.load().provenance["demand"]

    assert source.placed_by == {"rural": 0.269, "settlements": 0.220, "seat": 0.511}
    assert source.file == (
        "2020 census on 1 km cells: 26.9 % rural, spread evenly; 22.0 % around settlements; "
        "51.1 % around the district's seat"
    )


def test_every_real_table_has_its_sources_named(demo):
    assert {table for source in SOURCES for table in source.tables} == set(demo) - {
        "fairs", "employers", "openings",
    } | {RIVERS, BUILT_UP, *SINCE.values()}  # fmt: skip


def test_the_basemap_shows_neighbours_around_and_a_named_seat_for_every_district(demo):
    ground, districts = demo["basemap"], demo["districts"]
    outlines = ground[ground["kind"] == "outline"]
    seats = ground[ground["kind"] == "settlement"]

    assert outlines.geometry.is_valid.all()
    assert outlines["name_zh"].tolist() == ["湖北", "湖南", "四川", "贵州", "云南", "陕西", "甘肃"]
    assert shapely.get_num_coordinates(outlines.geometry.to_numpy()).sum() < 4_000
    assert len(seats.sjoin(districts[["geometry"]])["index_right"].unique()) == 58
    assert seats.iloc[0]["persons"] == 2_044_765
    assert (ground[["name_zh", "name_en"]] != "").all(axis=None)


# Borders that follow a river, and how far the river of the map may be from them at most, metres.
ALONG = (
    ("长江", "渝中区", "南岸区", 500),
    ("长江", "九龙坡区", "南岸区", 500),
    ("长江", "大渡口区", "巴南区", 600),
    ("长江", "江北区", "巴南区", 1_200),
    ("嘉陵江", "渝中区", "江北区", 800),
    ("嘉陵江", "沙坪坝区", "江北区", 500),
)


@pytest.mark.parametrize(("river", "one", "other", "most_m"), ALONG)
def test_a_river_of_the_map_lies_on_the_borders_that_follow_it(demo, river, one, other, most_m):
    metric = demo["districts"].to_crs(32648).set_index("name_zh").geometry
    rivers = demo["basemap"].query("kind == 'water'").to_crs(32648).set_index("name_zh").geometry
    border = shapely.intersection(metric[one].boundary.buffer(5), metric[other].boundary)

    points = shapely.points(shapely.get_coordinates(border))

    assert shapely.length(border) > 4_000
    away = shapely.distance(points, rivers[river])
    assert away.max() < most_m
    assert np.median(away) < 400


def test_the_basemap_has_the_rivers_of_the_region_each_in_its_place(demo):
    rivers = demo["basemap"].query("kind == 'water'")
    districts = demo["districts"].set_index("name_zh").geometry

    assert rivers["name_zh"].tolist() == ["长江", "嘉陵江", "乌江", "岷江", "金沙江", "沱江"]
    assert rivers["name_en"].str.endswith(" River").all()
    through = {
        name: set(districts.index[districts.intersects(line)])
        for name, line in zip(rivers["name_zh"], rivers.geometry, strict=True)
    }
    assert {"江津区", "渝中区", "涪陵区", "万州区", "巫山县"} <= through["长江"]
    assert {"合川区", "北碚区", "沙坪坝区"} <= through["嘉陵江"]
    assert {"彭水苗族土家族自治县", "武隆区", "涪陵区"} <= through["乌江"]
    assert {"都江堰市", "新津区"} <= through["岷江"]
    assert through["金沙江"] == set()
    assert {"金堂县", "简阳市"} <= through["沱江"]


def test_the_basemap_names_the_towns_of_the_region_for_the_gazetteer(demo):
    ground, districts = demo["basemap"], demo["districts"]
    known = ground[ground["kind"] == "town"]
    held = known.sjoin(districts[["name_zh", "geometry"]], predicate="intersects")

    assert 900 < len(known) <= len(held)
    assert known["name_zh"].str.fullmatch("[\u4e00-\u9fff]+").all()
    assert (held["name_zh_left"] != held["name_zh_right"]).all()
    # Known to anybody who lives there: 寸滩 lies in Jiangbei, 白帝镇 in Fengjie.
    where = dict(zip(held["name_zh_left"], held["name_zh_right"], strict=True))
    assert (where["寸滩"], where["白帝镇"]) == ("江北区", "奉节县")
    assert not set(known["name_zh"]) & {"重庆", "重庆市", "成都", "成都市", "重慶"}


def test_a_store_that_cannot_take_the_demo_says_so_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(FairreachError) as refused:
        store_demo_in_child(f"sqlite:///{tmp_path}/file/demo.db", START)

    assert "file" in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_start_at_the_end_of_the_calendar_is_refused():
    with pytest.raises(QueryRefused, match="9999-11-12"):
        store_demo_in_child("sqlite:///never-opened.db", date(9999, 12, 1))


@pytest.mark.parametrize(
    ("today", "start"),
    [
        ("2027-02-13", "2027-02-20"),  # a Saturday: a week away is a Saturday
        ("2027-02-14", "2027-02-27"),
        ("2027-02-19", "2027-02-27"),
        ("2026-12-26", "2027-01-02"),
    ],
)
def test_the_default_start_is_the_first_saturday_at_least_a_week_away(today, start):
    assert default_start(date.fromisoformat(today)) == date.fromisoformat(start)
