"""Places that travel over a network: where they are, and what their ways cost."""

import numpy as np
import pytest
from one_place import from_one_place

from geodata.roads.snapping import snap
from geodata.signs.profile import WALK_KMH, Profile
from geodata.ways.costs import from_places, spread_from, to_nearest
from geodata.ways.route import way
from geodata.ways.track import track

DRIVE_25 = 60 / 25_000  # minutes for a metre of a residential street
WALK = 60 / (1000 * WALK_KMH)
CLEAR_M = 2.0  # by how much a place must be nearer to its road than to any other


def way_between(network, profile, place, target):
    spread = spread_from(network, profile, "min", place)
    return way(track(network, network.metric(profile, "min"), place, target, spread))


def costs_to_nearest(network, profile, unit, places, targets):
    spread = to_nearest(network, profile, unit, targets)
    return from_places(network, network.metric(profile, unit), places, targets, spread)


def clear_places(raw, seed, count):
    """Random points, near streets and far from them, for which one road alone is the nearest."""
    chance = np.random.default_rng(seed + 1000)
    found = []
    while len(found) < count:
        segment = int(chance.integers(len(raw.segments)))
        spread = float(chance.choice([0.0, 20.0, 300.0]))
        middle = raw.tail[segment] + chance.uniform(0.05, 0.95) * raw.way[segment]
        x, y = middle + chance.normal(0, 1, 2) * spread
        joined = raw.join(x, y)
        clear = joined.second_m - joined.walk_m > CLEAR_M + 0.005 * joined.walk_m
        if clear and 1e-4 < joined.part < 1 - 1e-4:
            found.append((x, y))
    return found


def joins_of(network, town, profile, points):
    return snap(network, *town.places(points), profile)


def minutes(tmp_path, town, here, there, profile=Profile.DRIVE):
    """What it costs from one point to another, the same in a list, for a crowd and when drawn."""
    network = town.network(tmp_path)
    place, target = (joins_of(network, town, profile, [each]) for each in (here, there))
    (cost,) = from_one_place(network, profile, "min", place, target)
    assert costs_to_nearest(network, profile, "min", place, target).cost == pytest.approx([cost])
    drawn = way_between(network, profile, place, target)
    assert (np.inf if drawn is None else drawn.minutes) == pytest.approx(cost, abs=2e-3)
    return cost
