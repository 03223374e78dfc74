from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pytest
from campaigns import make_campaign
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata.access.detour import detour_factor
from geodata.access.travel import Method, Travel
from geodata.campaign.regions import region_of, regions
from geodata.errors import QueryRefused
from geodata.measures.coverage import coverage
from geodata.measures.figures import Outside
from geodata.measures.gaps import gaps
from geodata.measures.query import CoverageQuery, Threshold

GEOD = Geod(ellps="WGS84")
TEN_KM = CoverageQuery(Travel(Method.STRAIGHT), Threshold(10, "km"))
HALF_HOUR = CoverageQuery(Travel(Method.ESTIMATED), Threshold(30, "min"))
BOXES = {"500103": (106, 29, 107, 30), "500112": (107, 29, 108, 30), "510104": (104, 30, 105, 31)}


def random_campaign(seed, points=2_000, fairs=12):
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(103.5, 108.5, points), rng.uniform(28.5, 31.5, points)
    people = {g: rng.integers(0, 500, points) * 1.0 for g in ("all", "rural")}
    places = zip(rng.uniform(104, 108, fairs), rng.uniform(29, 31, fairs), strict=True)
    return make_campaign(
        districts=BOXES,
        demand={"lon": lon, "lat": lat, "persons": people},
        fairs=[{"lon": x, "lat": y} for x, y in places],
    )


def all_pairs_m(campaign):
    """Every demand point to every fair by pyproj."""
    demand, fairs = campaign.demand, campaign.fairs
    n, m = len(demand), len(fairs)
    pairs = GEOD.inv(
        np.repeat(demand.lon, m),
        np.repeat(demand.lat, m),
        np.tile(fairs["lon"], n),
        np.tile(fairs["lat"], n),
    )[2]
    return np.reshape(pairs, (n, m))


def test_straight_coverage_is_that_of_pyproj_over_all_pairs():
    campaign = random_campaign(1)
    nearest_m = all_pairs_m(campaign).min(axis=1)
    persons, at = campaign.demand.persons["rural"], campaign.demand.district_at

    found = coverage(campaign, CoverageQuery(Travel(Method.STRAIGHT), Threshold(40, "km"), "rural"))

    assert (found.covered == (nearest_m <= 40_000)).all()
    for position, (adcode, row) in enumerate(found.districts.iterrows()):
        here = at == position
        assert adcode == campaign.districts.index[position]
        assert row["persons"] == persons[here].sum()
        assert row["persons_covered"] == persons[here & found.covered].sum()
        assert row["persons_gap"] == persons[here & ~found.covered].sum()
        assert row["mean_cost"] == pytest.approx(np.average(nearest_m[here], weights=persons[here]))
        assert row["fairs"] == (campaign.fairs["adcode"] == adcode).sum()


def test_estimated_coverage_is_that_of_pyproj_times_the_factor():
    campaign = random_campaign(2)
    codes = np.append(campaign.districts.index, "")[campaign.demand.district_at]
    factors = np.array([detour_factor(code)[0] for code in codes])
    minutes = all_pairs_m(campaign).min(axis=1) * factors / (40_000 / 60)

    found = coverage(
        campaign, CoverageQuery(Travel(Method.ESTIMATED, speed_kmh=40), Threshold(45, "min"))
    )

    assert (found.covered == (minutes <= 45)).all()
    inside = campaign.demand.district_at >= 0
    mean = np.average(minutes[inside], weights=campaign.demand.persons["all"][inside])
    assert found.total.mean_cost == pytest.approx(mean)
    assert found.definition.cost_unit == "min"


def test_straight_coverage_agrees_with_a_spatial_join_in_a_projection():
    campaign = random_campaign(3)
    demand = campaign.demand
    people = gpd.GeoDataFrame(
        {"persons": demand.persons["all"]},
        geometry=gpd.points_from_xy(demand.lon, demand.lat, crs=4326),
    )[demand.district_at >= 0]
    fairs = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(campaign.fairs["lon"], campaign.fairs["lat"], crs=4326)
    )
    joined = gpd.sjoin_nearest(people.to_crs(32648), fairs.to_crs(32648), distance_col="metres")

    found = coverage(campaign, CoverageQuery(Travel(Method.STRAIGHT), Threshold(40, "km")))

    peer = joined.loc[joined["metres"] <= 40_000, "persons"].sum()
    assert found.total.persons_covered == pytest.approx(peer, rel=0.01)


def test_a_campaign_worked_out_by_hand():
    campaign = make_campaign(
        demand=[
            (106.5, 29.5, 60),  # at the fair
            (106.6, 29.5, 30),  # 9,697 m (a degree is 96,966 m here)
            (106.9, 29.5, 10),  # 38,786 m
            (107.5, 29.5, 7),  # the next district, 96,966 m
            (100.0, 29.5, 5),  # in no district
        ],
        fairs=[{}, {"status": "cancelled", "lon": 107.5}],
    )

    found = coverage(campaign, TEN_KM)

    first = found.districts.loc["500103"]
    assert first[["persons", "persons_covered", "persons_gap"]].tolist() == [100, 90, 10]
    assert first["coverage"] == 0.9
    assert (first["fairs"], first["fairs_per_100k"]) == (1, 1000)
    assert first["mean_cost"] == pytest.approx((30 * 9_697 + 10 * 38_786) / 100, abs=1)
    assert first["p90_cost"] == pytest.approx(9_697, abs=1)
    assert found.total.persons == 107
    assert found.total.persons_gap == 17
    assert found.total.p90_cost == pytest.approx(38_786, abs=1)
    assert found.outside == Outside(1, 5)
    assert found.definition.fairs_counted == 1


def test_a_district_where_nobody_lives_has_no_coverage():
    campaign = make_campaign(demand=[(106.5, 29.5, 60), (107.5, 29.5, 0)], fairs=[{}])

    rows = {row["adcode"]: row for row in coverage(campaign, TEN_KM).to_dict()["districts"]}

    for adcode in ("500112", "510104"):
        assert rows[adcode]["persons"] == 0
        assert rows[adcode]["coverage"] is None
        assert rows[adcode]["fairs_per_100k"] is None
        assert rows[adcode]["mean_cost"] is None
        assert rows[adcode]["p90_cost"] is None


def test_with_no_fair_in_the_window_everybody_is_unreachable_and_no_mean_is_made_up():
    campaign = make_campaign(demand=[(106.5, 29.5, 60)], fairs=[{}])
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(10, "km"), date_from=date(2027, 3, 1))

    found = coverage(campaign, query)

    assert found.total.persons_covered == 0
    assert found.total.persons_unreachable == 60
    assert found.total.mean_cost is None
    assert found.total.p90_cost is None
    assert found.definition.fairs_counted == 0
    assert found.definition.from_ == found.definition.to == "2027-03-01"


@pytest.mark.parametrize("query", [TEN_KM, HALF_HOUR])
def test_a_campaign_without_demand_or_fairs_has_an_answer(query):
    found = coverage(make_campaign(), query)

    assert found.total.persons == 0
    assert found.total.coverage is None
    assert found.definition.from_ is None


def test_a_campaign_without_districts_counts_everybody_apart():
    found = coverage(make_campaign(districts={}, demand=[(106.5, 29.5, 60)], fairs=[{}]), HALF_HOUR)

    assert found.total.persons == 0
    assert found.outside == Outside(1, 60)


def test_the_definition_says_what_the_numbers_mean():
    campaign = make_campaign(
        demand=[(106.5, 29.5, 60), (107.5, 29.5, 7), (100, 29.5, 5)],
        fairs=[{"date": "2027-02-20"}, {"date": "2027-03-20"}],
        illustrative=["demand", "fairs"],
        version=4,
    )

    assert coverage(campaign, HALF_HOUR).definition.to_dict() == {
        "travel": "estimated",
        "threshold_km": None,
        "threshold_min": 30,
        "speed_kmh": 30.0,
        "from": "2027-02-20",
        "to": "2027-03-20",
        "group": "all",
        "region": None,
        "denominator": "persons_in_districts",
        "districts_as_of": None,
        "persons": 67,
        "fairs_counted": 2,
        "cost_unit": "min",
        "campaign_version": 4,
        "illustrative": ["demand", "fairs"],
        "persons_borrowing_factor": 60,
    }


def in_region(region, query=TEN_KM):
    return replace(query, region=region)


def test_the_regions_of_a_campaign_are_the_cities_of_its_districts():
    assert regions(random_campaign(2)) == ("500000", "510100")


def test_a_district_may_state_its_region_otherwise_than_its_code_does():
    campaign = random_campaign(2)
    stated = campaign.districts.assign(region=["", "510100", ""])

    assert regions(replace(campaign, districts=stated)) == ("500000", "510100")
    assert list(region_of(stated)) == ["500000", "510100", "510100"]


@pytest.mark.parametrize("query", [TEN_KM, HALF_HOUR])
def test_the_figures_of_the_regions_are_parts_of_the_whole(query):
    campaign = random_campaign(3)
    whole = coverage(campaign, query)
    parts = [coverage(campaign, in_region(region, query)) for region in regions(campaign)]

    for name in ("persons", "persons_covered", "persons_gap", "fairs"):
        assert sum(getattr(part.total, name) for part in parts) == getattr(whole.total, name)
    together = pd.concat([part.districts for part in parts])
    pd.testing.assert_frame_equal(together, whole.districts)
    cells = [
        gaps(campaign, in_region(region, query))["persons"].sum() for region in regions(campaign)
    ]
    assert cells == [part.total.persons_gap for part in parts]


def test_people_of_a_region_may_go_to_a_fair_in_another():
    campaign = make_campaign(
        districts=BOXES,
        demand=[(104.99, 30.5, 7), (107.5, 29.5, 5)],
        fairs=[{"lon": 104.995, "lat": 30.5}, {"lon": 105.01, "lat": 30.5}],
    )

    found = coverage(campaign, in_region("510100"))

    assert (found.total.persons, found.total.persons_covered) == (7, 7)
    assert found.total.fairs == 1
    assert found.definition.fairs_counted == 2
    assert found.definition.region == "510100"
    assert list(found.districts.index) == ["510104"]


def test_a_region_that_the_campaign_lacks_is_refused_with_those_it_has():
    with pytest.raises(QueryRefused, match="it has") as refused:
        coverage(random_campaign(2), in_region("110000"))

    assert refused.value.parameter == "region"
    assert refused.value.details["regions"] == "500000, 510100"


def test_estimated_kilometres_are_kilometres_of_estimated_road():
    campaign = make_campaign(demand=[(106.6, 29.5, 1)], fairs=[{}])  # 9.70 km straight, x 1.40

    def covered(km):
        return coverage(campaign, CoverageQuery(Travel(Method.ESTIMATED), Threshold(km, "km")))

    assert covered(13.5).total.persons_covered == 0
    assert covered(13.6).total.persons_covered == 1
    assert covered(13.6).definition.cost_unit == "m"
    assert covered(13.6).total.mean_cost == pytest.approx(13_575, abs=1)


def test_the_answer_is_ready_for_json_and_remembered():
    campaign = random_campaign(4)

    found = coverage(campaign, TEN_KM)

    told = orjson.loads(orjson.dumps(found.to_dict()))
    assert list(told) == ["definition", "total", "districts", "outside"]
    assert set(told["districts"][0]) == {"adcode", "name_zh", "name_en", *told["total"]}
    assert isinstance(told["total"]["persons"], int)
    assert coverage(campaign, TEN_KM) is found


def test_a_group_that_the_campaign_lacks_is_refused_with_those_it_has():
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(10, "km"), "fishers")

    with pytest.raises(QueryRefused, match="no such group; it has: all, rural"):
        coverage(random_campaign(5), query)


def test_minutes_on_the_straight_line_are_refused_with_the_remedy():
    for refused in (
        lambda: CoverageQuery(Travel(Method.STRAIGHT), Threshold(30, "min")),
        lambda: Travel(Method.STRAIGHT, unit="min"),
    ):
        with pytest.raises(QueryRefused, match="no travel time; give threshold_km"):
            refused()


def test_costs_are_held_against_a_threshold_in_its_own_unit():
    travel = Travel(Method.ESTIMATED, speed_kmh=40)

    assert CoverageQuery(travel, Threshold(30, "min")).travel == replace(travel, unit="min")
    assert CoverageQuery(travel, Threshold(3, "km")).travel == replace(travel, unit="m")
    assert CoverageQuery(travel, Threshold(3, "km")).limit == 3000


@pytest.mark.parametrize("unit", ["km", "min"])
@pytest.mark.parametrize("value", [0, -1, 601, float("nan"), float("inf")])
def test_a_threshold_out_of_bounds_is_refused(value, unit):
    with pytest.raises(QueryRefused, match=f"threshold_{unit}: must be more than 0 and at most"):
        Threshold(value, unit)


def test_dates_the_wrong_way_round_are_refused():
    with pytest.raises(QueryRefused, match="must not be after 2027-02-01"):
        CoverageQuery(
            Travel(Method.STRAIGHT), Threshold(10, "km"), "all", date(2027, 2, 2), date(2027, 2, 1)
        )


def test_default_thresholds_are_ten_kilometres_and_half_an_hour():
    assert CoverageQuery.default_threshold(Method.STRAIGHT) == Threshold(10, "km")
    assert CoverageQuery.default_threshold(Method.ESTIMATED) == Threshold(30, "min")


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(st.permutations(range(8)), st.permutations(range(30)))
def test_the_order_of_fairs_and_people_changes_nothing(fair_order, demand_order):
    rng = np.random.default_rng(9)
    fairs = [{"lon": x, "lat": 29.5} for x in rng.uniform(106, 108, 8)]
    demand = [(x, 29.5, n) for n, x in enumerate(rng.uniform(105.9, 108.1, 30))]

    plain = coverage(make_campaign(demand=demand, fairs=fairs), TEN_KM)
    mixed = coverage(
        make_campaign(
            demand=[demand[at] for at in demand_order], fairs=[fairs[at] for at in fair_order]
        ),
        TEN_KM,
    )

    assert mixed.to_dict()["total"] == pytest.approx(plain.to_dict()["total"])
    assert mixed.covered.tolist() == plain.covered[list(demand_order)].tolist()
