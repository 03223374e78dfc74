"""People on cells: nobody is lost, nobody lives elsewhere, and each rule does what it says."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geodata.base.facts import read_facts
from geodata.demo.boundaries import district_boundaries
from geodata.demo.population import MOST_PER_CELL, apportion, demand_table, fill, model_people
from geodata.demo.settlements import sound

CENSUS_COLUMNS = {
    "all": "pop_2020",
    "working_age": "age_15_59",
    "rural": "rural",
    "age_60_plus": "age_60p",
}
NO_TOWNS = pd.DataFrame({"lon": [], "lat": [], "persons": [], "district_at": []})


@pytest.fixture(scope="module")
def districts() -> gpd.GeoDataFrame:
    return district_boundaries()


@pytest.fixture(scope="module")
def census() -> pd.DataFrame:
    counted = pd.DataFrame(read_facts("census-2020-districts.csv"))
    return counted[[*list(CENSUS_COLUMNS.values()), "urban"]].astype("int64")


@pytest.fixture(scope="module")
def towns(districts) -> pd.DataFrame:
    """Two towns in Wushan, the small one with hardly more people than its land has."""
    rows = [(109.88, 31.08, 300_000, 0), (110.05, 31.30, 60_000, 0)]
    table = pd.DataFrame(rows, columns=["lon", "lat", "persons", "district_at"])
    return table.assign(district_at=districts["adcode"].tolist().index("500237"))


@pytest.fixture(scope="module")
def people(districts, census, towns):
    return model_people(districts, census, towns)


def test_every_district_and_group_sums_exactly_to_the_census(people, census):
    for group, column in CENSUS_COLUMNS.items():
        sums = np.bincount(people.cells.district_at, weights=people.persons[group])
        assert sums.tolist() == census[column].tolist(), group


def test_the_two_cities_have_the_people_that_the_census_counted(people):
    chongqing = people.cells.district_at < 38

    assert people.persons["all"][chongqing].sum() == 32_054_159
    assert people.persons["all"][~chongqing].sum() == 20_937_757


@pytest.mark.slow
def test_every_cell_lies_in_the_district_whose_people_it_holds(people, districts):
    polygons = districts.geometry.to_numpy()
    cells = people.cells
    points = gpd.GeoSeries(gpd.points_from_xy(cells.lon, cells.lat), crs="EPSG:4326")

    joined = gpd.GeoDataFrame(geometry=points).sjoin(
        gpd.GeoDataFrame(geometry=polygons, crs="EPSG:4326"), predicate="intersects"
    )

    assert joined["index_right"].tolist() == cells.district_at.tolist()
    assert 95_000 < len(cells) < 99_000


def test_a_cell_is_a_square_kilometre(people, districts):
    geod = Geod(ellps="WGS84")
    area = sum(abs(geod.geometry_area_perimeter(shape)[0]) for shape in districts.geometry)

    assert len(people.cells) == pytest.approx(area / 1e6, rel=0.002)


def test_no_cell_holds_more_of_a_group_than_people(people):
    everyone, groups = people.persons["all"], people.persons

    assert (everyone > 0).all()
    assert (groups["rural"] <= everyone).all()
    assert (groups["working_age"] + groups["age_60_plus"] <= everyone).all()


def test_a_cell_is_fuller_than_the_norm_only_where_the_whole_district_is(people, census):
    number = np.bincount(people.cells.district_at)
    needed = np.ceil(census["pop_2020"] / number)
    most = np.maximum(MOST_PER_CELL, needed).to_numpy()

    assert (people.persons["all"] <= most[people.cells.district_at]).all()
    assert (needed > MOST_PER_CELL).sum() == 6


def test_rural_people_are_spread_evenly_over_the_land(people):
    at = people.cells.district_at
    rural = pd.Series(people.persons["rural"]).groupby(at)

    assert (rural.max() - rural.min() <= 1).all()


def test_urban_people_of_a_district_without_sound_settlements_live_around_its_seat(
    people, districts
):
    jiangjin = districts["adcode"].tolist().index("500116")
    here = people.cells.district_at == jiangjin
    seat = districts.iloc[jiangjin]
    _, _, metres = Geod(ellps="WGS84").inv(
        people.cells.lon[here],
        people.cells.lat[here],
        np.full(here.sum(), seat["seat_lon"]),
        np.full(here.sum(), seat["seat_lat"]),
    )
    urban = (people.persons["all"] - people.persons["rural"])[here]

    assert metres[urban > 0].max() <= metres[urban == 0].min() + 1_000


def test_urban_people_gather_around_sound_settlements_beyond_their_rural_people(people, towns):
    at = people.cells.district_at == towns["district_at"].iloc[0]
    urban = (people.persons["all"] - people.persons["rural"])[at]
    metres = [
        Geod(ellps="WGS84").inv(
            people.cells.lon[at],
            people.cells.lat[at],
            np.full(at.sum(), town.lon),
            np.full(at.sum(), town.lat),
        )[2]
        for town in towns.itertuples()
    ]
    large, small = (urban[far < 8_000].sum() for far in metres)

    assert large + small == urban.sum() == 200_671
    assert small / urban.sum() < 60_000 / 360_000


def test_the_people_whom_each_rule_placed_are_counted(people, census):
    assert sum(people.placed_by.values()) == census["pop_2020"].sum()
    assert people.placed_by["rural"] == census["rural"].sum()
    assert people.placed_by["settlements"] == 200_671


def test_settlements_are_sound_where_they_add_up_to_the_census_within_a_quarter():
    districts = pd.DataFrame({"persons": [1_000.0, 1_000.0, 1_000.0, 1_000.0]})
    found = pd.DataFrame(
        {"persons": [700, 50, 749, 1_251], "district_at": [0, 0, 1, 2], "name": list("abcd")}
    )

    assert sound(found, districts)["name"].tolist() == ["a", "b"]


@pytest.mark.slow
def test_the_table_has_unique_ids_whole_persons_and_no_empty_rows(people, districts):
    table = demand_table(people, pd.Index(districts["adcode"]))

    assert table.columns.tolist() == ["demand_id", "lon", "lat", "persons", "group"]
    assert table["demand_id"].is_unique
    assert table["demand_id"].str.fullmatch("[A-Za-z0-9_-]{1,64}").all()
    assert (table["persons"] > 0).all()
    assert (table["persons"] % 1 == 0).all()
    assert table.groupby("group")["persons"].sum().astype(int).to_dict() == {
        group: number.sum() for group, number in people.persons.items()
    }


def test_a_district_without_settlements_at_all_is_no_trouble(districts, census):
    people = model_people(districts, census, NO_TOWNS)

    assert people.placed_by["settlements"] == 0
    assert people.persons["all"].sum() == 52_991_916


@given(
    total=st.integers(0, 10**7),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=60).filter(any),
)
def test_apportioned_persons_sum_exactly_and_stay_within_one_of_their_share(total, weights):
    parts = apportion(total, weights)
    quota = np.array(weights) * total / sum(weights)

    assert parts.sum() == total
    assert (np.abs(parts - quota) <= 1 + 1e-6).all()
    assert (parts[np.array(weights) == 0] == 0).all()


def test_apportioning_serves_the_largest_remainder_first():
    assert apportion(10, [1.0, 2.0, 4.0]).tolist() == [1, 3, 6]  # quotas 1.43, 2.86, 5.71


def test_filling_goes_outward_from_the_larger_seed_first_and_respects_room():
    x, y = np.arange(5) * 1_000.0, np.zeros(5)
    room = np.array([10, 4, 10, 10, 10])
    seeds = np.array([0.0, 4_000.0]), np.zeros(2), np.array([16, 13])

    assert fill(x, y, room, seeds).tolist() == [10, 4, 2, 3, 10]
