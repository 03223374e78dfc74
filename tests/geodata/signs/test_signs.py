"""Signs in random towns, against exhaustive search."""

import numpy as np
import pytest
from one_place import from_one_place
from raw_roads import GEOD
from signed_towns import signed_town
from signs import SignedRoads
from travellers import clear_places, costs_to_nearest, joins_of, way_between

from geodata.signs.profile import Profile
from geodata.ways.blocks import trips_between
from geodata.ways.isochrones import land_costs

CLOSE = {"min": 1e-3, "m": 1.0}

pytestmark = pytest.mark.slow  # the exhaustive search


@pytest.fixture(scope="module", params=range(8))
def town(request, tmp_path_factory):
    made = signed_town(request.param)
    return request.param, made, made.network(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module", params=list(Profile))
def travel(request, town):
    """A profile's people and fairs in a town, with what exhaustive search finds."""
    seed, made, network = town
    raw = SignedRoads(made, request.param)
    people, fairs = clear_places(raw, seed, 25), clear_places(raw, seed + 50, 6)
    joined = [raw.join(*each) for each in people], [raw.join(*each) for each in fairs]
    return {
        "network": network,
        "profile": request.param,
        "places": joins_of(network, made, request.param, people),
        "targets": joins_of(network, made, request.param, fairs),
        "min": raw.exhaustive(*joined, "min"),
        "m": raw.exhaustive(*joined, "m"),
        "raw": raw,
    }


@pytest.mark.parametrize("unit", ["min", "m"])
def test_every_way_costs_what_exhaustive_search_finds(travel, unit):
    expected, network, profile = travel[unit], travel["network"], travel["profile"]

    found = costs_to_nearest(network, profile, unit, travel["places"], travel["targets"])
    each = [
        from_one_place(network, profile, unit, travel["places"][n : n + 1], travel["targets"])
        for n in range(len(travel["places"]))
    ]

    assert np.array(each) == pytest.approx(expected, abs=CLOSE[unit])
    assert found.cost == pytest.approx(expected.min(axis=1), abs=CLOSE[unit])
    at = np.flatnonzero(found.target >= 0)
    assert expected[at, found.target[at]] == pytest.approx(
        expected[at].min(axis=1), abs=CLOSE[unit]
    )
    assert np.isfinite(expected).mean() > 0.3


@pytest.mark.parametrize("unit", ["min", "m"])
def test_all_pairs_at_once_cost_what_exhaustive_search_finds(travel, unit):
    network, expected = travel["network"], travel[unit]
    found = np.full(expected.shape, np.inf)
    metric = network.metric(travel["profile"], unit)
    for trips in trips_between(network, metric, travel["places"], travel["targets"]):
        np.minimum.at(found, (trips.place, trips.target), trips.cost)

    assert found == pytest.approx(expected, abs=CLOSE[unit])


def test_the_drawn_way_keeps_to_the_signs_too(travel):
    network, profile, expected = travel["network"], travel["profile"], travel["min"]
    for n in range(0, len(travel["places"]), 2):
        for m in range(0, len(travel["targets"]), 2):
            place, target = travel["places"][n : n + 1], travel["targets"][m : m + 1]
            found = way_between(network, profile, place, target)
            if found is None:
                assert expected[n, m] == np.inf
                continue
            assert found.minutes == pytest.approx(expected[n, m], abs=CLOSE["min"])
            assert GEOD.line_length(found.lon, found.lat) == pytest.approx(found.metres, abs=1)


def test_land_within_reach_is_reached_by_ways_that_keep_to_the_signs(travel):
    network, profile, targets = travel["network"], travel["profile"], travel["targets"]
    squares = network.lattice_snaps(profile)

    found = land_costs(network, profile, "min", targets)

    for n in range(0, len(squares), 3):
        each = from_one_place(network, profile, "min", squares[n : n + 1], targets)
        assert found[n] == pytest.approx(each.min(), abs=CLOSE["min"])


@pytest.mark.parametrize("name", ["relations", "node_tags"])
def test_the_signs_of_these_towns_matter(tmp_path, name):
    """Else the comparisons above would say little."""
    differ = 0
    for seed in range(4):
        made, bare = signed_town(seed), signed_town(seed)
        people, fairs = (clear_places(SignedRoads(made, Profile.DRIVE), seed, n) for n in (25, 6))
        setattr(bare, name, type(getattr(bare, name))())
        costs = []
        for number, town in enumerate((made, bare)):
            folder = tmp_path / f"{seed}-{number}"
            folder.mkdir()
            costs.append(cost_matrix(town.network(folder), town, people, fairs))
        differ += (np.abs(costs[0] - costs[1]) > 0.01).any()
    assert differ > 1


def test_these_towns_hold_restrictions_that_are_kept_to(town):
    _, _, network = town

    assert network.known.signs.turns >= 5
    assert len(network["copy_node"]) >= 5
    assert network.known.signs.gates > 1


def cost_matrix(network, town, people, fairs):
    places, targets = (joins_of(network, town, Profile.DRIVE, each) for each in (people, fairs))
    each = [
        from_one_place(network, Profile.DRIVE, "min", places[n : n + 1], targets)
        for n in range(len(places))
    ]
    return np.nan_to_num(np.array(each), posinf=1e6)
