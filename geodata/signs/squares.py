"""
Ways across places that one may cross on foot: from each entrance of a convex one to every other.

An entrance is where another way meets the outline. Where the outline is not convex, straight ways
across would leave it: there one walks along it. Key:area of the OpenStreetMap wiki.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from geodata.base.arrays import Floats, Ints
from geodata.signs.osm import Ways
from geodata.signs.profile import AGAINST, ALONG, LOCAL_SHIFT, WALK_KMH, Profile
from geodata.signs.tags import Highway

# Of one place; of more, none is crossed.
MOST_ENTRANCES = 12
WALKED = ALONG[Profile.WALK] | AGAINST[Profile.WALK]
NO_NUMBER = 0
Pair = tuple[int, int]


def add_ways_across(ways: Ways) -> None:
    """Append the ways across all squares that were read."""
    for ends, vertices, found in list(every_way_across(ways)):  # none may look on while they grow
        ways.append(NO_NUMBER, (ends, *vertices), found)


def every_way_across(ways: Ways) -> Iterator[tuple[Pair, tuple[Pair, Pair], Highway]]:
    """The ends of each way across, their longitudes and latitudes, and the way."""
    if not ways.squares:
        return
    ids, x, y, starts = (ways.column(name) for name in ("ids", "x", "y", "starts"))
    outlines = [np.arange(starts[at], starts[at + 1]) for at in ways.squares]
    shared = shared_by_ways(ids, outlines)
    for at, outline in zip(ways.squares, outlines, strict=True):
        bits = int(ways.directions[at]) & (WALKED | WALKED << LOCAL_SHIFT)
        if bits & WALKED != WALKED or not is_convex(x[outline], y[outline]):
            continue
        found = Highway(int(ways.kind[at]), (1.0, 1.0), (WALK_KMH, WALK_KMH), bits)
        for a, b in ways_across(ids[outline], shared):
            ends = outline[[a, b]]
            numbers, east, north = (tuple(column[ends].tolist()) for column in (ids, x, y))
            yield numbers, (east, north), found


def shared_by_ways(ids: Ints, outlines: list[Ints]) -> set[int]:
    """The vertices of outlines at which a second way, or another outline, passes."""
    closing = [ids[each[0]] for each in outlines]  # stands in its outline twice
    mine = np.unique(np.concatenate([ids[each] for each in outlines]))
    every = np.concatenate([ids[np.isin(ids, mine)], mine])
    node, uses = np.unique(every, return_counts=True)
    closed, twice = np.unique(closing, return_counts=True)
    uses[np.searchsorted(node, closed)] -= twice
    return set(node[uses > 2].tolist())


def ways_across(outline: Ints, shared: set[int]) -> Iterator[tuple[int, int]]:
    """The pairs of entrances that are not next to each other, by their place on an outline."""
    around = outline[:-1].tolist()
    entrances = [at for at, node in enumerate(around) if node in shared]
    if len(entrances) > MOST_ENTRANCES or len(set(around)) < len(around):
        return
    for a, b in combinations(entrances, 2):
        if 1 < b - a < len(around) - 1:
            yield a, b


def is_convex(x: Ints, y: Ints) -> bool:
    """Whether a closed outline turns one way all along, and once round."""
    dx, dy = np.diff(x.astype(np.float64)), np.diff(y.astype(np.float64))
    if len(dx) < 4:
        return False
    next_dx, next_dy = np.roll(dx, -1), np.roll(dy, -1)
    turn: Floats = np.arctan2(dx * next_dy - dy * next_dx, dx * next_dx + dy * next_dy)
    one_way = bool((turn >= 0).all() or (turn <= 0).all())
    return one_way and abs(abs(turn.sum()) - 2 * np.pi) < 1e-6
