"""Ways in traffic, and at another walking speed, against networkx on every raw segment."""

import numpy as np
import pytest
from earlier_networks import turn_back
from one_place import from_one_place
from raw_roads import GEOD, Pace, RawRoads
from signed_towns import signed_town
from towns import FERRY, Town, random_town, river_town, town_campaign
from travellers import clear_places, costs_to_nearest, joins_of, way_between

from geodata.access.fair_rows import ready_rows
from geodata.roads.build import build
from geodata.roads.folder import open_network, write_network
from geodata.roads.metric import Metric
from geodata.roads.movement import Movement
from geodata.roads.network import METRICS_KEPT, STATED_KEPT
from geodata.roads.traffic import CLASSES, FREE, Traffic, usual_traffic
from geodata.signs.profile import WALK_KMH, Profile
from geodata.signs.tags import KINDS
from geodata.ways.costs import contraction
from geodata.ways.isochrones import land_costs

CLOSE = {"min": 1e-3, "m": 1.0}
FACTORS = {"motorway": 1.9, "primary": 2.4, "tertiary": 1.0, "residential": 1.25, "service": 3.0}
RUSH = Traffic.of("rush", FACTORS, "made up for a test")
MOVEMENTS = {
    "drive in traffic": Movement(Profile.DRIVE, RUSH),
    "drive in traffic, walk slowly": Movement(Profile.DRIVE, RUSH, 2.5),
    "walk fast": Movement(Profile.WALK, walk_kmh=6.5),
}


@pytest.fixture(scope="module", params=range(6))
def town(request, tmp_path_factory):
    made = random_town(request.param + 300)
    return request.param, made, made.network(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module", params=MOVEMENTS)
def travel(request, town):
    """People and fairs of a town as they move, with what networkx finds."""
    seed, made, network = town
    movement = MOVEMENTS[request.param]
    raw = RawRoads(made, movement.profile, Pace(FACTORS, movement.walk_kmh))
    people, fairs = clear_places(raw, seed, 30), clear_places(raw, seed + 50, 6)
    joined = [raw.join(*each) for each in people], [raw.join(*each) for each in fairs]
    return {
        "network": network,
        "movement": movement,
        "places": joins_of(network, made, movement.profile, people),
        "targets": joins_of(network, made, movement.profile, fairs),
        "min": raw.cost(*joined, "min"),
        "m": raw.cost(*joined, "m"),
    }


@pytest.mark.parametrize("unit", ["min", "m"])
def test_every_way_costs_what_networkx_finds(travel, unit):
    expected, network, movement = travel[unit], travel["network"], travel["movement"]

    found = costs_to_nearest(network, movement, unit, travel["places"], travel["targets"])
    each = [
        from_one_place(network, movement, unit, travel["places"][n : n + 1], travel["targets"])
        for n in range(len(travel["places"]))
    ]

    assert np.array(each) == pytest.approx(expected, abs=CLOSE[unit])
    assert found.cost == pytest.approx(expected.min(axis=1), abs=CLOSE[unit])
    assert np.isfinite(expected).mean() > 0.3


def test_the_drawn_way_takes_the_time_that_it_says(travel):
    network, movement, expected = travel["network"], travel["movement"], travel["min"]
    for n in range(0, len(travel["places"]), 3):
        place, target = travel["places"][n : n + 1], travel["targets"][n % 6 : n % 6 + 1]
        found = way_between(network, movement, place, target)
        if found is None:
            assert expected[n, n % 6] == np.inf
            continue
        assert found.minutes == pytest.approx(expected[n, n % 6], abs=CLOSE["min"])
        assert GEOD.line_length(found.lon, found.lat) == pytest.approx(found.metres, abs=1)


def test_land_within_reach_is_that_of_the_same_traffic(travel):
    network, movement, targets = travel["network"], travel["movement"], travel["targets"]
    squares = network.lattice_snaps(movement.profile)

    found = land_costs(network, movement, "min", targets)

    for n in range(0, len(squares), 7):
        each = from_one_place(network, movement, "min", squares[n : n + 1], targets)
        assert found[n] == pytest.approx(each.min(), abs=CLOSE["min"])


@pytest.mark.parametrize("seed", range(3))
def test_traffic_leads_over_other_ways_than_the_free_road(tmp_path, seed):
    """Else the comparisons above would say little."""
    town = random_town(seed + 300)
    network, raw = town.network(tmp_path), RawRoads(town, Profile.DRIVE)
    people, fairs = clear_places(raw, seed, 20), clear_places(raw, seed + 50, 6)
    places, targets = (joins_of(network, town, Profile.DRIVE, each) for each in (people, fairs))
    differ = 0
    for n in range(len(places)):
        ways = [
            way_between(network, use, places[n : n + 1], targets[n % 6 : n % 6 + 1])
            for use in (Profile.DRIVE, MOVEMENTS["drive in traffic"])
        ]
        if None not in ways:
            differ += abs(ways[0].metres - ways[1].metres) > 1
    assert differ > 1


def test_turns_stay_forbidden_in_traffic(tmp_path):
    town = signed_town(3)
    network = town.network(tmp_path)
    states = contraction(network, Profile.DRIVE, "min").size

    assert contraction(network, MOVEMENTS["drive in traffic"], "min").size == states
    assert states > network.known.nodes


@pytest.mark.parametrize("earlier", [False, True])
def test_the_free_road_costs_what_it_did_and_classes_are_known_in_earlier_networks(
    tmp_path, earlier
):
    town = random_town(5)
    folder = write_network(
        tmp_path / "roads", *build(town.write(tmp_path / "town.osm.pbf"), lambda _: None)
    )
    if earlier:
        turn_back(folder)
    network = open_network(folder)
    per_m = 60 / (1000 * np.array([network["kmh"], network["kmh_back"]], dtype=np.float64))

    free = network.metric(Movement(Profile.DRIVE, FREE), "min")
    slow = network.metric(MOVEMENTS["drive in traffic"], "min")

    assert free is network.metric(Profile.DRIVE, "min")
    assert (free.per_m == per_m).all()
    kinds = [KINDS[kind] for kind in network["kind"]]
    assert (slow.per_m == per_m * [FACTORS.get(kind, 1.0) for kind in kinds]).all()


def test_ferries_keep_to_their_timetable_at_any_traffic_and_walking_speed(tmp_path):
    town = river_town(FERRY)
    network = town.network(tmp_path)
    ends = [(-500, 0), (500, 0)]
    for movement in MOVEMENTS.values():
        place, target = (joins_of(network, town, movement.profile, [each]) for each in ends)
        (cost,) = from_one_place(network, movement, "min", place, target)
        assert cost == pytest.approx(20, abs=0.01)


def test_metres_are_the_same_in_any_traffic_and_at_any_speed(tmp_path):
    network = Town(106.5, 29.5)
    network.grid(0, 0, 3, 3)
    network = network.network(tmp_path)

    for movement in MOVEMENTS.values():
        assert network.metric(movement, "m") is network.metric(movement.profile, "m")
        assert contraction(network, movement, "m") is contraction(network, movement.profile, "m")


def test_the_walks_at_both_ends_of_a_drive_cost_no_contraction_of_their_own(tmp_path):
    town = Town(106.5, 29.5)
    town.grid(0, 0, 3, 3)
    network = town.network(tmp_path)
    usual = contraction(network, Profile.DRIVE, "min")

    for walk_kmh in (2.0, 3.3, 7.5):
        movement = Movement(Profile.DRIVE, walk_kmh=walk_kmh)
        assert contraction(network, movement, "min") is usual
        assert network.metric(movement, "min").walk == pytest.approx(60 / (1000 * walk_kmh))


def test_what_is_stated_is_kept_within_bounds_and_drives_nothing_usual_out(tmp_path):
    town = Town(106.5, 29.5)
    town.grid(0, 0, 3, 3)
    network = town.network(tmp_path)
    usual = {
        (profile, unit): contraction(network, profile, unit)
        for profile in Profile
        for unit in ("m", "min")
    }

    for n in range(12):
        contraction(network, Movement(Profile.WALK, walk_kmh=2 + n / 4), "min")
        table = Traffic.of(f"t{n}", {"residential": 1 + n / 10}, "made up")
        contraction(network, Movement(Profile.DRIVE, table), "min")

    for (profile, unit), kept in usual.items():
        assert contraction(network, profile, unit) is kept
    for kind in ("metric", "contraction"):
        assert len(network.cache.keys(kind)) == METRICS_KEPT
        assert len(network.cache.keys(f"stated {kind}")) == STATED_KEPT


def test_tables_of_one_name_and_other_factors_are_not_mistaken_for_each_other(tmp_path):
    town = Town(106.5, 29.5)
    town.grid(0, 0, 3, 3)
    network = town.network(tmp_path)
    tables = [Traffic.of("am", {"residential": factor}, "made up") for factor in (1.5, 3.0)]

    found = [network.metric(Movement(Profile.DRIVE, each), "min") for each in tables]

    assert found[1].per_m == pytest.approx(2 * found[0].per_m)


def test_the_quickest_road_is_that_of_the_traffic(tmp_path):
    town = Town(106.5, 29.5)
    town.grid(0, 0, 3, 3)
    network = town.network(tmp_path)
    slowed = Movement(Profile.DRIVE, Traffic.of("am", {"residential": 2.0}, "made up"))

    free = network.fastest_m_min(Profile.DRIVE)

    assert network.fastest_m_min(slowed) == pytest.approx(free / 2)
    runs = Movement(Profile.WALK, walk_kmh=8.0)
    assert network.fastest_m_min(runs) == pytest.approx(8000 / 60)


def test_slip_roads_take_the_factor_of_their_road_and_other_classes_stay_free():
    table = Traffic.of("am", {"motorway": 1.5, "trunk": 2.0, "trunk_link": 1.1}, "made up")
    factor = dict(zip(KINDS, table.factors, strict=True))

    assert (factor["motorway_link"], factor["trunk_link"]) == (1.5, 1.1)
    assert factor["residential"] == factor["ferry"] == factor["footway"] == 1.0


def test_peak_names_every_class_that_is_driven_and_slows_most():
    peak = usual_traffic().find("Peak")
    factor = dict(zip(KINDS, peak.factors, strict=True))

    assert all(factor[kind] >= 1 for kind in KINDS)
    assert {kind for kind in KINDS if factor[kind] > 1} == {*CLASSES} - {"track"}
    assert peak.illustrative
    assert "without any measurement" in peak.source


def test_who_walks_is_slowed_by_no_traffic(tmp_path):
    town = Town(106.5, 29.5)
    town.grid(0, 0, 3, 3)
    network = town.network(tmp_path)

    metric = network.metric(Movement(Profile.WALK, RUSH), "min")

    assert metric is network.metric(Profile.WALK, "min")
    assert isinstance(metric, Metric)
    assert metric.walk == pytest.approx(60 / (1000 * WALK_KMH))


def test_what_does_not_depend_on_costs_is_held_once(tmp_path):
    network = random_town(300).network(tmp_path)
    for movement in MOVEMENTS.values():
        usual = network.metric(movement.profile, "min")
        stated = network.metric(movement, "min")
        assert stated.open is usual.open
        assert stated.metres is usual.metres
        made = (contraction(network, use, "min").levels for use in (movement, movement.profile))
        for mine, its in zip(*made, strict=True):
            assert mine.neighbour is its.neighbour
            assert mine.node is its.node


def test_rows_of_free_roads_answer_for_no_traffic(tmp_path):
    town = river_town(FERRY)
    network = town.network(tmp_path)
    campaign = town_campaign(town, network, [(-600, 500, 1)], [(600, 500)])
    rows = object()
    for profile in Profile:
        campaign.cache.put("fair rows", (network.digest, profile), rows, most=2)

    assert ready_rows(campaign, network, Movement(Profile.DRIVE)) is rows
    for movement in MOVEMENTS.values():
        assert ready_rows(campaign, network, movement) is None
