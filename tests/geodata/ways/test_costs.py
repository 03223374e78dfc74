"""Costs over random towns, against networkx on every raw segment and against pandarm."""

from collections import Counter
from importlib import import_module

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from one_place import from_one_place
from raw_roads import GEOD, WALK_MIN_PER_M, RawRoads
from towns import Town, random_town
from travellers import CLEAR_M, clear_places, costs_to_nearest, joins_of, way_between

from geodata.signs.profile import Profile
from geodata.ways.costs import contraction

TENTH_OF_A_SECOND = 0.1 / 60
METRE = 1.0
SEEDS = range(8)


@pytest.fixture(scope="module", params=SEEDS)
def town(request, tmp_path_factory):
    made = random_town(request.param)
    return request.param, made, made.network(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module", params=list(Profile))
def travel(request, town):
    """A profile's people and fairs in a random town, some of them on the same segment."""
    seed, made, network = town
    raw = RawRoads(made, request.param)
    people, fairs = clear_places(raw, seed, 40), clear_places(raw, seed + 50, 6)
    people += [
        (x, y)
        for fx, fy in fairs
        for part in (0.1, 0.4, 0.9)
        for x, y in [raw.tail[raw.join(fx, fy).segment] + part * raw.way[raw.join(fx, fy).segment]]
    ]
    return {
        "profile": request.param,
        "network": network,
        "town": made,
        "people": people,
        "raw": raw,
        "raw_people": [raw.join(*each) for each in people],
        "raw_fairs": [raw.join(*each) for each in fairs],
        "places": joins_of(network, made, request.param, people),
        "targets": joins_of(network, made, request.param, fairs),
    }


def test_what_is_set_aside_is_what_networkx_sets_aside(town):
    _, made, network = town
    used = {profile: RawRoads(made, profile) for profile in Profile}

    kept_km = {}
    for profile, raw in used.items():
        metric = network.metric(profile, "m")
        usable = np.isfinite(metric.along) | np.isfinite(metric.against)
        kept_km[profile] = network["metres"][usable].sum() / 1000
        assert kept_km[profile] == pytest.approx(sum(s.metres for s in raw.segments) / 1000, 1e-5)
    assert max(kept_km.values()) > 30


@pytest.mark.parametrize(("unit", "within"), [("min", TENTH_OF_A_SECOND), ("m", METRE)])
def test_every_person_gets_to_the_nearest_fair_as_networkx_does(travel, unit, within):
    expected = travel["raw"].cost(travel["raw_people"], travel["raw_fairs"], unit)

    found = costs_to_nearest(
        travel["network"], travel["profile"], unit, travel["places"], travel["targets"]
    )

    assert found.cost == pytest.approx(expected.min(axis=1), abs=within)
    assert np.isfinite(found.cost).any()
    at = np.flatnonzero(found.target >= 0)
    assert at.tolist() == np.flatnonzero(np.isfinite(expected.min(axis=1))).tolist()
    assert expected[at, found.target[at]] == pytest.approx(expected[at].min(axis=1), abs=within)


@pytest.mark.parametrize(("unit", "within"), [("min", TENTH_OF_A_SECOND), ("m", METRE)])
def test_from_one_place_every_fair_costs_what_networkx_says(travel, unit, within):
    expected = travel["raw"].cost(travel["raw_people"], travel["raw_fairs"], unit)

    for n in range(0, len(travel["people"]), 3):
        place = travel["places"][n : n + 1]
        found = from_one_place(travel["network"], travel["profile"], unit, place, travel["targets"])
        assert found == pytest.approx(expected[n], abs=within)


def test_the_way_that_is_drawn_takes_the_time_and_the_length_that_it_says(travel):
    expected = travel["raw"].cost(travel["raw_people"], travel["raw_fairs"], "min")

    for n in range(0, len(travel["people"]), 2):
        m = n % len(travel["raw_fairs"])
        place, target = travel["places"][n : n + 1], travel["targets"][m : m + 1]
        found = way_between(travel["network"], travel["profile"], place, target)
        if found is None:
            assert expected[n, m] == np.inf
            continue
        assert found.minutes == pytest.approx(expected[n, m], abs=TENTH_OF_A_SECOND)
        assert GEOD.line_length(found.lon, found.lat) == pytest.approx(found.metres, abs=METRE)
        walks = travel["raw_people"][n].walk_m, travel["raw_fairs"][m].walk_m
        assert found.walk_m == pytest.approx(walks, abs=0.2)
        x, y = travel["town"].plane.transform(found.lon, found.lat, direction="INVERSE")
        reaches = np.hypot(x[0] - travel["people"][n][0], y[0] - travel["people"][n][1])
        assert reaches == pytest.approx(walks[0], abs=0.5)
        if travel["profile"] is Profile.WALK:
            whole = (found.metres + sum(walks)) * WALK_MIN_PER_M
            assert found.minutes == pytest.approx(whole, abs=TENTH_OF_A_SECOND)


def reversed_town(town):
    """The same with every one-way the other way round."""
    turned = Town.__new__(Town)
    turned.__dict__.update(vars(town))
    turned.ways = []
    for nodes, tags in town.ways:
        oneway = tags.get("oneway") or ("yes" if tags["highway"] == "motorway" else "no")
        other = {"yes": "-1", "-1": "yes", "no": "no"}[oneway]
        turned.ways.append((nodes, tags | {"oneway": other}))
    return turned


@pytest.mark.parametrize("seed", [20, 21, 22])
def test_turning_every_oneway_round_turns_every_cost_round(tmp_path, seed):
    town = random_town(seed, side=7)
    turned = reversed_town(town)
    raw = RawRoads(turned, Profile.DRIVE)
    here, there = clear_places(raw, seed, 25), clear_places(raw, seed + 50, 8)
    (tmp_path / "turned").mkdir()
    network, network_turned = town.network(tmp_path), turned.network(tmp_path / "turned")
    expected = raw.cost([raw.join(*each) for each in there], [raw.join(*e) for e in here], "min")

    def each_to_each(network, people, fairs):
        joined = (joins_of(network, town, Profile.DRIVE, points) for points in (people, fairs))
        people, fairs = joined
        return np.array(
            [
                from_one_place(network, Profile.DRIVE, "min", people[n : n + 1], fairs)
                for n in range(len(people))
            ]
        )

    as_drawn = each_to_each(network, here, there)
    backwards = each_to_each(network_turned, there, here)

    assert backwards == pytest.approx(expected, abs=TENTH_OF_A_SECOND)
    assert as_drawn == pytest.approx(backwards.T, abs=TENTH_OF_A_SECOND)
    forwards = each_to_each(network, there, here).T
    assert (np.abs(as_drawn - forwards) > 0.1).mean() > 0.3  # the one-ways matter


def test_costs_run_from_the_people_to_the_fair(tmp_path):
    town = Town()
    ring = [(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)]
    town.way(ring, oneway="yes")
    network = town.network(tmp_path)
    person = joins_of(network, town, Profile.DRIVE, [(500, 0)])
    fair = joins_of(network, town, Profile.DRIVE, [(1000, 500)])

    there = costs_to_nearest(network, Profile.DRIVE, "m", person, fair).cost[0]
    back = costs_to_nearest(network, Profile.DRIVE, "m", fair, person).cost[0]

    assert there == pytest.approx(1000, abs=0.5)
    assert back == pytest.approx(3000, abs=0.5)
    assert from_one_place(network, Profile.DRIVE, "m", person, fair)[0] == pytest.approx(there)
    assert way_between(network, Profile.DRIVE, person, fair).metres == pytest.approx(1000, abs=0.5)
    assert way_between(network, Profile.DRIVE, fair, person).metres == pytest.approx(3000, abs=0.5)


def test_on_one_oneway_street_who_lives_behind_the_fair_drives_round(tmp_path):
    town = Town()
    town.way([(0, 0), (1000, 0)], oneway="yes")
    town.way([(1000, 0), (1000, 500), (0, 500), (0, 0)])
    network = town.network(tmp_path)
    places = joins_of(network, town, Profile.DRIVE, [(200, 0), (400, 0), (900, 0)])
    fair = joins_of(network, town, Profile.DRIVE, [(400, 0)])

    cost = costs_to_nearest(network, Profile.DRIVE, "m", places, fair).cost

    assert cost == pytest.approx([200, 0, 100 + 2000 + 400], abs=0.5)
    assert way_between(network, Profile.DRIVE, places[2:], fair).metres == pytest.approx(
        2500, abs=0.5
    )
    assert way_between(network, Profile.DRIVE, places[1:2], fair).metres == pytest.approx(
        0, abs=0.1
    )


def test_who_lives_at_the_end_of_the_fairs_street_is_not_sent_round_it(tmp_path):
    """A hall at a crossing is as near to each of its streets; whichever is taken, it is there."""
    town = Town()
    town.way([(0, 0), (1000, 0)], oneway="yes")
    town.way([(1000, 0), (1000, -1000), (0, -1000), (0, 0)])
    network = town.network(tmp_path)
    # North-east of the corner: both streets end at the point that is nearest.
    fair = joins_of(network, town, Profile.DRIVE, [(1030, 40)])
    person = joins_of(network, town, Profile.DRIVE, [(1000, -500)])

    cost = costs_to_nearest(network, Profile.DRIVE, "m", person, fair).cost[0]

    assert cost == pytest.approx(500 + 50, abs=1)
    one = from_one_place(network, Profile.DRIVE, "m", person, fair)
    assert one == pytest.approx([550], abs=1)
    assert way_between(network, Profile.DRIVE, person, fair).metres == pytest.approx(500, abs=1)


def test_who_lives_at_the_beginning_of_a_oneway_street_need_not_drive_along_it(tmp_path):
    town = Town()
    town.way([(0, 0), (1000, 0)], oneway="yes")
    town.way([(1000, 0), (1000, -1000), (0, -1000), (0, 0)])
    network = town.network(tmp_path)
    person = joins_of(network, town, Profile.DRIVE, [(-30, 40)])
    fair = joins_of(network, town, Profile.DRIVE, [(0, -500)])

    cost = costs_to_nearest(network, Profile.DRIVE, "m", person, fair).cost[0]

    assert cost == pytest.approx(500 + 50, abs=1)
    one = from_one_place(network, Profile.DRIVE, "m", person, fair)
    assert one == pytest.approx([550], abs=1)
    assert way_between(network, Profile.DRIVE, person, fair).metres == pytest.approx(500, abs=1)


def test_a_loop_is_driven_the_shorter_way_round(tmp_path):
    town = Town()
    town.grid(-2000, -500, 4, 1)
    town.way([(0, 0), (300, -300), (600, 0), (300, 300), (0, 0)])
    network = town.network(tmp_path)
    side = 300 * 2**0.5
    people = joins_of(network, town, Profile.DRIVE, [(150, -150), (450, 150), (600, 0)])
    fair = joins_of(network, town, Profile.DRIVE, [(450, -150), (0, 0)])

    drives = [
        [
            way_between(network, Profile.DRIVE, people[n : n + 1], fair[m : m + 1]).metres
            for m in (0, 1)
        ]
        for n in range(3)
    ]

    expected = [[side, side / 2], [side, side * 1.5], [side / 2, 2 * side]]
    assert np.array(drives) == pytest.approx(np.array(expected), abs=0.5)
    each = [from_one_place(network, Profile.DRIVE, "m", people[n : n + 1], fair) for n in range(3)]
    assert np.array(each) == pytest.approx(np.array(expected), abs=0.5)


def test_of_two_parallel_streets_the_quicker_is_taken_and_drawn(tmp_path):
    town = Town()
    town.grid(-1000, 0, 2, 2)
    town.grid(2000, 0, 2, 2)
    town.way([(0, 500), (1000, 520), (2000, 500)], "residential")
    town.way([(0, 500), (1000, 1300), (2000, 500)], "motorway", oneway="no")
    network = town.network(tmp_path)
    person = joins_of(network, town, Profile.DRIVE, [(-500, 500)])
    fair = joins_of(network, town, Profile.DRIVE, [(2500, 500)])

    found = way_between(network, Profile.DRIVE, person, fair)
    _, y = town.plane.transform(found.lon, found.lat, direction="INVERSE")

    detour_m = 2 * np.hypot(1000, 800)
    assert y.max() == pytest.approx(1300, abs=0.1)
    assert found.metres == pytest.approx(1000 + detour_m, abs=0.5)
    assert found.minutes == pytest.approx(60 * (1 / 25 + detour_m / 90_000), abs=1e-3)
    shortest = costs_to_nearest(network, Profile.DRIVE, "m", person, fair).cost[0]
    assert shortest == pytest.approx(1000 + 2 * np.hypot(1000, 20), abs=0.5)


def test_where_nobody_drives_driving_costs_nothing_that_is_finite(tmp_path):
    town = Town()
    town.grid(0, 0, 2, 2, "footway")
    network = town.network(tmp_path)

    for profile, walkable in ((Profile.DRIVE, False), (Profile.WALK, True)):
        places = joins_of(network, town, profile, [(0, 200), (900, 1000)])
        found = costs_to_nearest(network, profile, "min", places, places[1:])
        assert np.isfinite(found.cost).tolist() == [walkable, walkable]
        assert places.known.tolist() == [walkable, walkable]
        each = from_one_place(network, profile, "min", places[:1], places)
        assert np.isfinite(each).tolist() == [walkable, walkable]
        found = way_between(network, profile, places[:1], places[1:])
        assert (found is not None) is walkable


def test_without_targets_nobody_gets_anywhere(tmp_path):
    town = Town()
    town.grid(0, 0, 2, 2)
    network = town.network(tmp_path)
    places = joins_of(network, town, Profile.DRIVE, [(0, 200), (900, 1000)])

    found = costs_to_nearest(network, Profile.DRIVE, "min", places, places[:0])

    assert found.cost.tolist() == [np.inf, np.inf]
    assert found.target.tolist() == [-1, -1]
    assert from_one_place(network, Profile.DRIVE, "min", places[:1], places[:0]).size == 0


@pytest.mark.slow
def test_a_large_town_whose_core_remains_costs_what_networkx_says(tmp_path):
    town = random_town(99, side=40)
    network = town.network(tmp_path)
    raw = RawRoads(town, Profile.DRIVE)
    people, fairs = clear_places(raw, 7, 60), clear_places(raw, 8, 12)
    expected = raw.cost([raw.join(*e) for e in people], [raw.join(*e) for e in fairs], "min")
    places, targets = (joins_of(network, town, Profile.DRIVE, each) for each in (people, fairs))

    found = costs_to_nearest(network, Profile.DRIVE, "min", places, targets)

    assert len(contraction(network, Profile.DRIVE, "min").core) > 50
    assert found.cost == pytest.approx(expected.min(axis=1), abs=TENTH_OF_A_SECOND)
    for n in range(0, 60, 10):
        one = from_one_place(network, Profile.DRIVE, "min", places[n : n + 1], targets)
        assert one == pytest.approx(expected[n], abs=TENTH_OF_A_SECOND)
        drawn = way_between(network, Profile.DRIVE, places[n : n + 1], targets[:1])
        assert drawn.minutes == pytest.approx(expected[n, 0], abs=TENTH_OF_A_SECOND)


@pytest.mark.slow
@pytest.mark.parametrize("profile", list(Profile))
def test_pandarm_measures_the_same_from_crossing_to_crossing(tmp_path, profile):
    town = random_town(31)
    network = town.network(tmp_path)
    raw = RawRoads(town, profile)
    arcs = [(s.a, s.b, s.metres) for s in raw.segments if s.along]
    arcs += [(s.b, s.a, s.metres) for s in raw.segments if s.against]
    nodes = pd.DataFrame(town.nodes, index=["lon", "lat"]).T
    tail, head, metres = (pd.Series(each) for each in zip(*arcs, strict=True))
    pandarm = import_module("pandarm")  # here: it takes half a second, in every worker
    other = pandarm.Network(
        nodes["lon"], nodes["lat"], tail, head, metres.to_frame("metres"),
        twoway=False, crs="EPSG:4326",
    )  # fmt: skip
    # At the middle of a two-way street one is on it, and its ends are known to both.
    chosen = list(both_ways(raw))[::7]
    ends = [raw.segments[n] for n in chosen]
    middles = [raw.tail[n] + raw.way[n] / 2 for n in chosen]
    places = joins_of(network, town, profile, middles)
    a, b = [s.a for s in ends], [s.b for s in ends]
    half = np.array([s.metres for s in ends]) / 2

    for n in range(len(chosen)):
        found = from_one_place(network, profile, "m", places[n : n + 1], places)
        expected = np.full(len(chosen), np.inf)
        for start in (a[n], b[n]):
            for end in (a, b):
                between = other.shortest_path_lengths([start] * len(chosen), end, "metres")
                expected = np.minimum(expected, half[n] + np.array(between) + half)
        expected[n] = 0
        assert found == pytest.approx(expected, abs=METRE)


def both_ways(raw):
    """Segments that are open both ways, and whose middle lies on no other."""
    pairs = Counter(frozenset((s.a, s.b)) for s in raw.segments)
    for n, segment in enumerate(raw.segments):
        middle = raw.join(*(raw.tail[n] + raw.way[n] / 2))
        alone = pairs[frozenset((segment.a, segment.b))] == 1 and middle.second_m > CLEAR_M
        if segment.along and segment.against and segment.joinable and alone:
            yield n


def test_the_towns_of_these_tests_hold_what_makes_roads_hard():
    """Else the comparisons above would say little."""
    town = random_town(0)
    raw = RawRoads(town, Profile.DRIVE)
    graph = nx.MultiGraph([(nodes[0], nodes[-1]) for nodes, _ in town.ways])
    oneway = [s for s in raw.segments if s.along != s.against]

    assert nx.number_of_selfloops(graph) > 5
    assert graph.number_of_edges() > nx.Graph(graph).number_of_edges()
    assert sum(1 for _, degree in graph.degree() if degree == 1) > 5
    assert len(oneway) > 30
    assert raw.set_aside_m > 100
    crossed = shapely.MultiLineString([[t, t + w] for t, w in zip(raw.tail, raw.way, strict=True)])
    assert not crossed.is_simple
