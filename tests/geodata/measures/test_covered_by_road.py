"""Coverage where people go by road: what is remembered, what is said, and several networks."""

from dataclasses import replace

import numpy as np
import pytest
from campaigns import make_campaign
from stores import store_campaign
from towns import BRIDGE, Town, on_roads, river_town, town_campaign, untold

from geodata.access.by_road import (
    has_enough_roads,
    require_networks,
    road_costs,
    share_with_roads,
    usual_method,
)
from geodata.access.from_place import FromPlace
from geodata.access.travel import Method, Travel
from geodata.base.cache import Cache
from geodata.base.place import Place
from geodata.campaign.provenance import RoadSource
from geodata.errors import QueryRefused
from geodata.measures.coverage import coverage
from geodata.measures.figures import Outside
from geodata.measures.gaps import gaps
from geodata.measures.query import CoverageQuery, Threshold
from geodata.roads.build import build
from geodata.roads.folder import write_network
from geodata.roads.snapping import FARTHEST_WALK_M
from geodata.signs.profile import WALK_KMH, Profile
from geodata.store.store import Store

HALL = (540, 1250)


def by_road(value, unit="min", profile=Profile.DRIVE):
    return CoverageQuery(Travel(Method.ROADS, profile), Threshold(value, unit))


@pytest.fixture(scope="module")
def town():
    return river_town(BRIDGE)


@pytest.fixture(scope="module")
def network(town, tmp_path_factory):
    return town.network(tmp_path_factory.mktemp("town"))


@pytest.fixture
def campaign(town, network):
    """A thousand people on both banks, some far from every road."""
    chance = np.random.default_rng(2)
    x, y = chance.uniform(-6_000, 3_000, 1_000), chance.uniform(0, 2_000, 1_000)
    return town_campaign(
        town, network, np.column_stack([x, y, chance.uniform(0, 9, 1_000)]), [HALL]
    )


def test_another_threshold_asks_the_network_nothing_again(campaign):
    covered = [coverage(campaign, by_road(minutes)).total.persons_covered for minutes in (5, 9)]

    first = road_costs(campaign, np.array([0]), Profile.DRIVE, "min")
    coverage(campaign, by_road(12))

    assert covered[0] < covered[1]
    assert road_costs(campaign, np.array([0]), Profile.DRIVE, "min") is first
    assert len(campaign.cache.keys("road costs")) == 1


def test_another_profile_or_unit_or_set_of_fairs_is_another_calculation(campaign):
    for query in (by_road(9), by_road(9, profile=Profile.WALK), by_road(9, "km")):
        coverage(campaign, query)

    assert len(campaign.cache.keys("road costs")) == 3


def test_only_a_bounded_number_of_costs_is_kept(town, network):
    halls = [(x, 0) for x in range(-3_000, 3_001, 500)]
    campaign = town_campaign(town, network, [(0, 100, 1)], halls)

    for n in range(len(halls)):
        road_costs(campaign, np.array([n]), Profile.DRIVE, "min")

    assert len(campaign.cache.keys("road costs")) == 8


def test_the_definition_says_what_the_numbers_rest_on(campaign, network):
    found = coverage(campaign, by_road(9, profile=Profile.WALK)).definition.to_dict()

    assert {key: found[key] for key in found.keys() - {"persons", "mean_walk_m"}} == {
        "travel": "roads",
        "threshold_km": None,
        "threshold_min": 9,
        "speed_kmh": None,
        "from": "2027-02-20",
        "to": "2027-02-20",
        "group": "all",
        "region": None,
        "denominator": "persons_in_districts",
        "districts_as_of": None,
        "fairs_counted": 1,
        "fairs_no_road": 0,
        "attribution": "Roads: © OpenStreetMap contributors (ODbL, openstreetmap.org)",
        "cost_unit": "min",
        "campaign_version": 1,
        "illustrative": [],
        "persons_borrowing_factor": None,
        "profile": "walk",
        "walk_kmh": WALK_KMH,
        "farthest_walk_m": FARTHEST_WALK_M,
        "networks": [{"name": "town", "digest": network.digest, "source_date": "2026-12-31"}],
        "networks_missing": [],
    }


def test_the_mean_walk_is_that_of_the_persons_near_a_road(town, network):
    people = [(-530, 1250, 30), (540, 1250, 10), (-9_000, 0, 500), (800_000, 0, 9)]
    campaign = town_campaign(town, network, people, [HALL])

    found = coverage(campaign, by_road(9)).definition

    assert found.roads.mean_walk_m == pytest.approx((30 * 30 + 10 * 40) / 40, abs=0.1)


def test_where_nobody_has_a_road_there_is_no_mean(town, network):
    campaign = town_campaign(town, network, [(-9_000, 0, 500)], [HALL])

    found = coverage(campaign, by_road(9))

    assert found.definition.roads.mean_walk_m is None
    assert found.total.coverage_known is None
    assert found.total.coverage == found.total.persons_gap == 0
    assert found.total.persons == found.total.persons_no_road == 500


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize(("value", "unit"), [(4, "min"), (8, "min"), (20, "min"), (3, "km")])
def test_the_figures_add_up(campaign, profile, value, unit):
    query = by_road(value, unit, profile=profile)
    found = coverage(campaign, query)

    total = found.total
    everybody = campaign.demand.persons["all"].sum()
    known = total.persons_covered + total.persons_gap
    assert total.persons == pytest.approx(everybody)
    assert known + total.persons_no_road == pytest.approx(total.persons)
    assert total.coverage == pytest.approx(total.persons_covered / total.persons)
    assert total.coverage_known == pytest.approx(total.persons_covered / known)
    assert 0 < total.coverage < 1
    assert gaps(campaign, query)["persons"].sum() == pytest.approx(total.persons_gap)
    assert total.persons_no_road > 0
    assert total.persons_unreachable == pytest.approx(0, abs=1e-6)
    assert total.mean_cost < total.p90_cost
    assert found.districts["persons"].sum() == pytest.approx(total.persons)
    cost = road_costs(campaign, np.array([0]), profile, unit[0].replace("k", "m") if unit == "km"
                      else "min").cost  # fmt: skip
    limit = value * 1000 if unit == "km" else value
    assert (found.covered == (cost <= limit)).all()


def test_the_threshold_itself_is_covered(town, network):
    campaign = town_campaign(town, network, [(-530, 1250, 1)], [HALL])
    (minutes,) = road_costs(campaign, np.array([0]), Profile.DRIVE, "min").cost

    assert coverage(campaign, by_road(float(minutes))).covered.all()
    assert not coverage(campaign, by_road(float(minutes) - 1e-6)).covered.any()


def test_without_a_fair_everybody_with_a_road_is_unreachable(campaign):
    empty = replace(campaign, fairs=campaign.fairs.iloc[:0], cache=Cache())

    total = coverage(empty, by_road(9)).total

    assert total.persons_covered == 0
    assert total.persons_unreachable == total.persons_gap > 0
    assert total.persons_no_road > 0
    assert total.mean_cost is None


def test_people_outside_the_districts_are_in_no_figure_by_road(town, network):
    campaign = town_campaign(
        town, network, [(-530, 1250, 30), (540, 1250, 10)], [HALL],
        districts={"500103": (106.5, 29, 107, 30)},
    )  # fmt: skip

    found = coverage(campaign, by_road(30))

    assert found.outside == Outside(1, 30)
    assert (found.total.persons, found.total.persons_no_road) == (10, 0)
    assert found.definition.roads.mean_walk_m == pytest.approx(40, abs=0.1)


@pytest.fixture(scope="module")
def two_towns(tmp_path_factory):
    """Networks of two towns 100 km apart, each of its own extract."""
    made = {}
    for name, lon in (("east", 107.5), ("west", 106.5)):
        town = Town(lon, 29.5)
        town.grid(0, 0, 4, 4)
        made[name] = town, town.network(tmp_path_factory.mktemp(name))
    return made


def test_several_networks_side_by_side_count_together(two_towns):
    (east, east_roads), (west, west_roads) = two_towns["east"], two_towns["west"]
    halls = [east.place(0, 0), west.place(0, 0)]
    campaign = on_roads(
        make_campaign(
            demand=[
                (*east.place(2000, 0), 3), (*west.place(1000, 0), 5), (*west.place(30_000, 0), 7),
            ],
            fairs=[{"fair_id": n, "lon": lon, "lat": lat}
                   for n, (lon, lat) in zip(("e", "w"), halls, strict=True)],
        ),
        east=east_roads,
        west=west_roads,
    )  # fmt: skip

    both = road_costs(campaign, np.array([0, 1]), Profile.DRIVE, "min")
    only_west = road_costs(campaign, np.array([1]), Profile.DRIVE, "min")

    assert both.cost[:2] == pytest.approx([2 / 25 * 60, 1 / 25 * 60], abs=1e-3)
    assert both.fair_at.tolist() == [0, 1, -1]
    assert both.known.tolist() == [True, True, False]
    assert both.walk_m[:2] == pytest.approx([0, 0], abs=0.1)
    assert np.isfinite(only_west.cost).tolist() == [False, True, False]
    assert only_west.known.tolist() == [True, True, False]
    found = coverage(campaign, by_road(3))
    total = found.total
    assert (total.persons, total.persons_covered, total.persons_no_road) == (15, 5, 7)
    assert [each.name for each in found.definition.roads.networks] == ["east", "west"]
    from_west = FromPlace.of(campaign, Place(*west.place(1000, 0)), Profile.DRIVE)
    from_east = FromPlace.of(campaign, Place(*east.place(2000, 0)), Profile.DRIVE)
    assert np.isfinite(from_west.minutes(np.array([0, 1]))).tolist() == [False, True]
    assert from_east.way(0) is not None
    assert from_east.way(1) is None


def test_of_two_networks_over_one_place_the_quicker_counts(town, network, tmp_path):
    faster = river_town({"highway": "motorway", "oneway": "no"})
    faster.ways = [(n, t | {"maxspeed": "100"}) for n, t in faster.ways]
    fast_roads = faster.network(tmp_path)
    alone = town_campaign(town, network, [(-530, 1250, 1)], [HALL])
    fast = town_campaign(town, fast_roads, [(-530, 1250, 1)], [HALL])
    together = on_roads(alone, slow=network, fast=fast_roads)

    slow_min, fast_min, least_min = (
        road_costs(each, np.array([0]), Profile.DRIVE, "min").cost[0]
        for each in (alone, fast, together)
    )

    assert least_min == fast_min < slow_min
    there = FromPlace.of(together, Place(*town.place(-530, 1250)), Profile.DRIVE)
    assert there.minutes(np.array([0]))[0] == pytest.approx(fast_min, abs=1e-3)
    assert there.way(0).minutes == pytest.approx(fast_min, abs=1e-3)


@pytest.mark.parametrize(("without", "usual"), [(5, Method.ROADS), (5.01, Method.STRAIGHT)])
def test_roads_are_usual_from_ninety_five_percent_on(town, network, without, usual):
    people = [(-530, 1250, 100 - without), (-9_000, 0, without), (800_000, 0, 1e6)]
    campaign = town_campaign(town, network, people, [HALL])

    assert share_with_roads(campaign) == pytest.approx((100 - without) / 100)
    assert has_enough_roads(campaign) is (usual is Method.ROADS)
    assert usual_method(campaign) is usual


def test_without_a_network_the_straight_line_is_usual_and_roads_are_refused():
    campaign = make_campaign(demand=[(106.5, 29.5, 1)], fairs=[{}])

    assert usual_method(campaign) is Method.STRAIGHT
    require_networks(campaign, Method.STRAIGHT)
    require_networks(campaign, Method.ESTIMATED)
    for asked in (lambda: require_networks(campaign, Method.ROADS),
                  lambda: coverage(campaign, by_road(9))):  # fmt: skip
        with pytest.raises(QueryRefused, match="travel: no road network has been imported"):
            asked()


def test_a_campaign_without_people_is_no_trouble_by_road(town, network):
    campaign = town_campaign(town, network, [], [HALL])

    total = coverage(campaign, by_road(9)).total

    assert (total.persons, total.persons_no_road, total.coverage) == (0, 0, None)
    assert usual_method(campaign) is Method.STRAIGHT
    assert gaps(campaign, by_road(9)).empty


@pytest.fixture
def store(tmp_path, town):
    """A stored campaign on two networks, one of them damaged later."""
    url = f"sqlite:///{tmp_path}/fairreach.db"
    demand = [(*town.place(-530, 1250), 9)]
    hall = dict(zip(("lon", "lat"), town.place(*HALL), strict=True))
    store_campaign(url, make_campaign(demand=demand, fairs=[hall]))
    opened = Store.open(url)
    far = Town(107.5, 29.5)
    far.grid(0, 0, 3, 3)
    for name, each in (("town", town), ("far", far)):
        folder = write_network(opened.roads, *build(each.write(tmp_path / "a.osm.pbf"), untold))
        source = RoadSource(name, folder.name, "a.osm.pbf", "2027-01-01T00:00Z", "2026-12-31")
        opened.replace_roads(source, name)
    yield opened
    opened.close()


def harm(store, name):
    (digest,) = [each.digest for each in store.road_sources() if each.name == name]
    (store.roads / digest / "metres.npy").write_bytes(b"nothing")
    return Store.open(f"sqlite:///{store.roads.parent}/fairreach.db").load()


def test_a_campaign_whose_networks_are_gone_loads_and_refuses_roads(store):
    assert coverage(store.load(), by_road(30)).total.persons_covered == 9
    harm(store, "town")

    campaign = harm(store, "far")

    assert campaign.networks == {}
    assert [each.name for each in campaign.road_sources] == ["far", "town"]
    assert usual_method(campaign) is Method.STRAIGHT
    with pytest.raises(QueryRefused, match="missing or damaged; import it again"):
        coverage(campaign, by_road(30))


def test_a_network_that_is_missing_is_named_and_the_other_counts(store):
    campaign = harm(store, "far")

    found = coverage(campaign, by_road(30))

    assert found.definition.roads.networks_missing == ("far",)
    assert [each.name for each in found.definition.roads.networks] == ["town"]
    assert found.total.persons_covered == 9


def test_a_network_that_a_store_has_open_is_opened_once(store):
    first, again = store.load(), store.load()

    assert first.networks["town"] is again.networks["town"]
