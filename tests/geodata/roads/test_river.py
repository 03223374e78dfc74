"""Two banks, a river, and what leads over it: the case that straight lines get wrong."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from raw_roads import RawRoads
from towns import BRIDGE, FERRY, Town, river_town, town_campaign

from geodata.access.by_road import (
    demand_snaps,
    has_enough_roads,
    road_costs,
)
from geodata.access.from_place import FromPlace
from geodata.access.travel import Method, Travel
from geodata.base.place import Place
from geodata.measures.catchment import reach
from geodata.measures.coverage import coverage
from geodata.measures.gaps import gaps
from geodata.measures.query import CoverageQuery, Threshold
from geodata.signs.profile import WALK_KMH, Profile

FAIR = np.array([0])
PERSON, HALL = (-530, 1250), (540, 1250)  # walks of 30 and 40 m to the streets along the river
WALK_MIN = 70 / 1000 / WALK_KMH * 60
HALF_HOUR = CoverageQuery(Travel(Method.ROADS), Threshold(30, "min"))


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """Networks of the river town, by what leads over the river."""
    made = {}
    for name, crossing in {"bridge": BRIDGE, "nothing": None, "ferry": FERRY}.items():
        town = river_town(crossing)
        made[name] = town, town.network(tmp_path_factory.mktemp(name))
    return made


def cost_over(networks, crossing, profile=Profile.DRIVE, unit="min"):
    town, network = networks[crossing]
    campaign = town_campaign(town, network, [(*PERSON, 1)], [HALL])
    found = road_costs(campaign, FAIR, profile, unit)
    assert found.known.tolist() == [True]
    raw = RawRoads(town, profile)
    expected = raw.cost([raw.join(*PERSON)], [raw.join(*HALL)], unit)[0, 0]
    assert found.cost[0] == pytest.approx(expected, abs=0.1 / 60 if unit == "min" else 0.5)
    assert found.fair_at.tolist() == [0 if np.isfinite(expected) else -1]
    return found.cost[0]


def test_the_fair_on_the_other_bank_costs_the_way_over_the_bridge(networks):
    by_hand = WALK_MIN + 60 * (2.5 / 25 + 1 / 55)

    assert cost_over(networks, "bridge") == pytest.approx(by_hand, abs=1e-3)
    assert cost_over(networks, "bridge", unit="m") == pytest.approx(70 + 3500, abs=0.5)


def test_without_the_bridge_the_other_bank_cannot_be_reached(networks):
    assert cost_over(networks, "nothing") == np.inf
    assert cost_over(networks, "nothing", Profile.WALK, "m") == np.inf


def test_a_ferry_instead_of_the_bridge_costs_its_duration(networks):
    by_hand = WALK_MIN + 60 * 2.5 / 25 + 20

    assert cost_over(networks, "ferry") == pytest.approx(by_hand, abs=1e-3)


def test_people_on_foot_walk_over_the_bridge_and_take_the_ferry_at_its_pace(networks):
    on_foot = WALK_MIN + 60 * 2.5 / WALK_KMH

    assert cost_over(networks, "bridge", Profile.WALK) == pytest.approx(on_foot + 15, abs=1e-2)
    assert cost_over(networks, "ferry", Profile.WALK) == pytest.approx(on_foot + 20, abs=1e-2)


def test_a_ferry_that_states_no_duration_goes_at_ten_kilometres_an_hour(tmp_path):
    town = river_town({"route": "ferry"})
    campaign = town_campaign(town, town.network(tmp_path), [(*PERSON, 1)], [HALL])

    for profile, kmh in ((Profile.DRIVE, 25), (Profile.WALK, WALK_KMH)):
        cost = road_costs(campaign, FAIR, profile, "min").cost[0]
        assert cost == pytest.approx(WALK_MIN + 60 * (2.5 / kmh + 1 / 10), abs=1e-2)


def test_the_duration_of_a_ferry_is_that_of_its_whole_way_however_many_nodes_it_has(tmp_path):
    town = river_town(None)
    town.way([(-500, 0), (-100, 0), (-50, 80), (500, 0)], "", **FERRY)
    # A path over the pier parts the ferry into two edges.
    town.way([(-50, 80), (-50, 300)], "footway")
    campaign = town_campaign(town, town.network(tmp_path), [(*PERSON, 1)], [HALL])

    cost = road_costs(campaign, FAIR, Profile.DRIVE, "min").cost[0]

    assert cost == pytest.approx(WALK_MIN + 60 * 2.5 / 25 + 20, abs=1e-3)


def test_a_motorway_over_the_river_is_not_walked_and_a_footbridge_not_driven(tmp_path):
    for highway, drives, walks in (("motorway", True, False), ("footway", False, True)):
        town = river_town({"highway": highway, "oneway": "no"})
        (tmp_path / highway).mkdir()
        network = town.network(tmp_path / highway)
        campaign = town_campaign(town, network, [(*PERSON, 1)], [HALL])

        driven, walked = (road_costs(campaign, FAIR, profile, "min").cost[0] for profile in Profile)

        assert (np.isfinite(driven), np.isfinite(walked)) == (drives, walks)


def test_coverage_counts_the_people_behind_the_river_as_unreachable_and_uncovered(networks):
    town, network = networks["nothing"]
    people = [(*PERSON, 30), (-2000, 700, 20), (900, 900, 7), (2500, 1900, 5)]
    campaign = town_campaign(town, network, people, [HALL])

    found = coverage(campaign, HALF_HOUR)

    assert found.covered.tolist() == [False, False, True, True]
    total = found.total
    assert (total.persons, total.persons_covered, total.persons_gap) == (62, 12, 50)
    assert (total.persons_unreachable, total.persons_no_road) == (50, 0)
    assert gaps(campaign, HALF_HOUR)["persons"].sum() == 50
    assert total.mean_cost < 30


def test_the_longest_threshold_covers_nobody_who_cannot_get_there(networks):
    town, network = networks["nothing"]
    campaign = town_campaign(town, network, [(*PERSON, 30)], [HALL])

    for threshold in (Threshold(600, "min"), Threshold(500, "km")):
        total = coverage(campaign, CoverageQuery(Travel(Method.ROADS), threshold)).total
        assert (total.persons_covered, total.persons_unreachable) == (0, 30)
        assert (total.mean_cost, total.p90_cost) == (None, None)


def test_whoever_lives_farther_than_two_kilometres_from_a_road_is_counted_as_unknown(networks):
    town, network = networks["bridge"]
    near = [(*PERSON, 30), (900, 900, 7)]
    far = [(-5_100, 1000, 11), (0, 40_000, 13)]
    without = coverage(town_campaign(town, network, near, [HALL]), HALF_HOUR)
    campaign = town_campaign(town, network, near + far, [HALL])

    found = coverage(campaign, HALF_HOUR)

    everybody = 37 + 24
    assert found.total == replace(
        without.total,
        persons=everybody,
        persons_no_road=24,
        coverage=37 / everybody,
        fairs_per_100k=1e5 / everybody,
    )
    assert found.total.coverage_known == 1
    assert found.definition.persons == everybody
    assert found.definition.roads.mean_walk_m == without.definition.roads.mean_walk_m
    assert found.covered.tolist() == [True, True, False, False]
    assert gaps(campaign, HALF_HOUR).empty


def test_two_kilometres_from_a_road_is_near_it_and_a_metre_more_is_not(networks):
    town, network = networks["bridge"]
    people = [(-4_999, 1000, 1), (-5_001, 1000, 1), (0, 3_999 - 2_000, 1)]
    campaign = town_campaign(town, network, people, [HALL])

    found = road_costs(campaign, FAIR, Profile.DRIVE, "min")

    assert found.known.tolist() == [True, False, True]
    assert found.walk_m[0] == pytest.approx(1999, abs=0.1)
    assert np.isnan(found.walk_m[1])
    assert found.cost[1] == np.inf


@pytest.mark.parametrize(
    "tags", [{"route": "ferry"}, {"highway": "motorway"}, {"highway": "motorway_link"}]
)
def test_nobody_gets_on_a_ferry_or_a_motorway_between_its_ends(tmp_path, tags):
    # Somebody lives beside the middle of it, 1,200 m from the street at its end.
    town = Town()
    town.grid(0, 0, 2, 2)
    town.way(
        [(1000, 500), (4000, 500)],
        tags.get("highway", ""),
        oneway="no",
        **({"route": "ferry"} if "route" in tags else {}),
    )
    town.way([(4000, 500), (4000, 900)])
    campaign = town_campaign(
        town, town.network(tmp_path), [(2200, 510, 1), (2500, 2900, 1)], [(1000, 1000)]
    )

    found = road_costs(campaign, FAIR, Profile.DRIVE, "min")

    assert found.walk_m[0] == pytest.approx(1200, abs=0.5)
    assert not found.known[1]


def test_a_place_meets_the_road_between_its_nodes_and_walks_there(tmp_path):
    town = Town()
    town.grid(0, 0, 2, 2)
    town.way([(1000, 1000), (4000, 1000)])  # a long street without a crossing
    campaign = town_campaign(town, town.network(tmp_path), [(2500, 1150, 1)], [(1000, 1000)])

    found = road_costs(campaign, FAIR, Profile.DRIVE, "min")

    assert found.walk_m[0] == pytest.approx(150, abs=0.1)
    # The street bends by 10 cm: straight on the plane is not straight on the ground.
    assert found.cost[0] == pytest.approx(60 * (0.15 / WALK_KMH + 1.5 / 25), abs=2e-3)
    joins = demand_snaps(campaign, campaign.networks["town"], Profile.DRIVE)
    assert min(joins.at_m[0], 3000 - joins.at_m[0]) == pytest.approx(1500, abs=0.1)


def test_the_way_that_is_drawn_crosses_the_bridge(networks):
    town, network = networks["bridge"]
    campaign = town_campaign(town, network, [(*PERSON, 1)], [HALL])

    found = FromPlace.of(campaign, Place(*town.place(*PERSON)), Profile.DRIVE).way(0)

    x, y = town.plane.transform(found.lon, found.lat, direction="INVERSE")
    corners = [(-500, 1250), (-500, 0), (500, 0), (500, 1250)]
    drawn = shapely.LineString(np.column_stack([x, y]))
    assert drawn.hausdorff_distance(shapely.LineString(corners)) < 0.1
    assert (drawn.coords[0], drawn.coords[-1]) == (
        pytest.approx(corners[0], abs=0.1), pytest.approx(corners[-1], abs=0.1),
    )  # fmt: skip
    assert found.metres == pytest.approx(3500, abs=0.1)
    assert found.walk_m == pytest.approx((30, 40), abs=0.1)
    assert found.minutes == pytest.approx(cost_over(networks, "bridge"), abs=1e-3)


def test_one_place_and_the_whole_town_agree_on_what_cannot_be_reached(networks):
    town, network = networks["nothing"]
    campaign = town_campaign(town, network, [(*PERSON, 1)], [HALL, (-2000, 700)])

    found = FromPlace.of(campaign, Place(*town.place(*PERSON)), Profile.DRIVE)

    assert np.isfinite(found.minutes(np.array([0, 1]))).tolist() == [False, True]
    assert found.walk_m == pytest.approx(30, abs=0.1)
    assert found.way(0) is None


def test_a_place_without_a_road_has_no_walk_and_reaches_nothing(networks):
    town, network = networks["bridge"]
    campaign = town_campaign(town, network, [(*PERSON, 1)], [HALL])

    found = FromPlace.of(campaign, Place(*town.place(-9_000, 0)), Profile.DRIVE)

    assert found.walk_m is None
    assert found.minutes(FAIR).tolist() == [np.inf]
    assert found.way(0) is None


def test_a_fair_that_lies_far_from_every_road_is_reached_by_nobody(networks):
    town, network = networks["bridge"]
    campaign = town_campaign(town, network, [(*PERSON, 9)], [(-9_000, 0)])

    found = coverage(campaign, HALF_HOUR)

    assert (found.total.persons_covered, found.total.persons_unreachable) == (0, 9)
    assert (found.definition.fairs_counted, found.definition.roads.fairs_no_road) == (1, 1)


@pytest.mark.slow
def test_the_reach_of_a_fair_ends_at_the_river_that_nothing_crosses(networks):
    town, network = networks["nothing"]
    campaign = town_campaign(town, network, [(*PERSON, 1)], [HALL])
    query = CoverageQuery(Travel(Method.ROADS), Threshold(600, "min"))

    land = reach(campaign, query, ["f1"]).geometry["f1"]

    # Squares of 500 m belong to the nearer bank: none lies on the west bank's streets.
    west = shapely.box(*town.place(-3000, 0), *town.place(-500, 2000))
    east = shapely.box(*town.place(600, 100), *town.place(2900, 1900))
    assert land.intersection(west).area == 0
    assert land.contains(east)


def test_roads_are_usual_where_nearly_everybody_has_one(networks):
    town, network = networks["bridge"]
    for far, usual in ((5, True), (6, False)):
        people = [(*PERSON, 100 - far), (-9_000, 0, far)]
        campaign = town_campaign(town, network, people, [HALL])
        assert has_enough_roads(campaign) is usual
