"""Streets joined through their crossings, and what is left of them in a tile that is too heavy."""

import gzip
import json

import numpy as np
import pytest
import shapely

from geodata.ground.cut import Tile
from geodata.ground.encode import tile_body
from geodata.ground.kinds import BRIDGE, Kind
from geodata.ground.plane import EXTENT
from geodata.ground.strokes import strokes


def lines(*each):
    """Lines as an array."""
    return np.array([shapely.LineString(points) for points in each], dtype=object)


def lengths(found):
    """How long each line is, the longest first."""
    return pytest.approx(sorted(shapely.length(found).round(6).tolist(), reverse=True))


def test_at_a_crossing_what_leads_straight_on_is_one_street():
    west, east = [(-2, 0), (0, 0)], [(3, 0.2), (0, 0)]
    north, south = [(0, 0), (0, 1)], [(0.1, -1), (0, 0)]

    found = strokes(lines(west, north, east, south))

    assert len(found) == 2
    assert lengths(found) == [shapely.length(lines(west, east)).sum(), 2.004988]


def test_a_street_that_ends_at_another_stays_apart_and_a_bend_alone_does_not():
    bend = lines([(0, 0), (1, 0)], [(1, 0), (1, 1)])
    tee = lines([(0, 0), (1, 0)], [(1, 0), (2, 0)], [(1, 0), (1, 1)])

    assert lengths(strokes(bend)) == [2]
    assert lengths(strokes(tee)) == [2, 1]


def test_rings_and_loops_are_followed_once():
    ring = lines([(0, 0), (1, 0), (1, 1)], [(1, 1), (0, 1), (0, 0)])
    loop = lines([(5, 5), (6, 5), (6, 6), (5, 5)])

    assert lengths(strokes(ring)) == [4]
    assert lengths(strokes(loop)) == [2 + 2**0.5]
    assert len(strokes(lines())) == 0


@pytest.mark.parametrize("seed", range(20))
def test_joining_loses_nothing_and_makes_nothing_up(seed):
    chance = np.random.default_rng(seed)
    places = chance.integers(0, 6, (40, 2, 2)) / 4
    given = lines(*[ends for ends in places.tolist() if ends[0] != ends[1]])

    found = strokes(given)

    assert len(found) <= len(given)
    assert shapely.length(found).sum() == pytest.approx(shapely.length(given).sum())
    assert shapely.union_all(found).equals(shapely.union_all(given))


def test_a_tile_that_is_too_heavy_keeps_its_long_streets_whole_and_its_bridges():
    chance = np.random.default_rng(5)
    at = np.linspace(0.1, 0.9, 17).round(4).tolist()
    blocks = [[(x, y), (x + 0.05, y)] for x in at[:-1] for y in at]
    grid = [[(round(x, 4), round(y, 4)) for x, y in block] for block in blocks]
    lanes = chance.uniform(0.1, 0.9, (9_000, 2)).round(4).tolist()
    ends = [[(x, y), (x + 0.004, y + 0.003)] for x, y in lanes]
    bridge = [[(0.5, 0.95), (0.502, 0.95)]]
    kinds = np.full(len(grid) + len(ends) + 1, int(Kind.LANE))
    kinds[-1] += BRIDGE

    body = tile_body(Tile(12, 0, 0), kinds, lines(*grid, *ends, *bridge), [], 11_000)

    drawn = dict.fromkeys(kinds.tolist(), 0)
    whole = 0
    for kind, *streets in json.loads(gzip.decompress(body))["s"]:
        drawn[kind] += len(streets)
        whole += sum(sum(steps[2::2]) > 0.79 * EXTENT for steps in map(np.abs, streets))
    assert len(body) <= 11_000
    assert drawn[Kind.LANE] < len(ends)
    assert whole == len(at)
    assert drawn[Kind.LANE + BRIDGE] == 1
