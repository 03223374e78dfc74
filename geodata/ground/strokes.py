"""Streets as one sees them: lines joined through crossings, each with what leads straight on."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
import shapely

from geodata.base.arrays import Floats
from geodata.ground.cut import Shapes

STRAIGHT_ON = -0.5  # the cosine between two ways from a crossing: a bend of less than 60 degrees


def strokes(lines: Shapes) -> Shapes:
    """
    The same lines, as few as they may be.

    Parameters
    ----------
    lines
        Lines of one kind; where two meet they share the very point.

    Returns
    -------
    array
        At each crossing the two that lead on most straightly are one line, then the next two; where
        only two meet, they always are.
    """
    flat: Shapes = shapely.get_parts(lines)
    flat = flat[shapely.get_dimensions(flat) == 1]
    if not len(flat):
        return flat
    points, of = shapely.get_coordinates(flat, return_index=True)
    begins = np.searchsorted(of, np.arange(len(flat) + 1))
    first, last = begins[:-1], begins[1:] - 1
    # A line's ends are its number and, for the last point, so many more.
    ends = np.concatenate([points[first], points[last]])
    away = np.concatenate([points[first + 1], points[last - 1]]) - ends
    partner = partners(ends, away)
    pieces = np.split(points, begins[1:-1])
    found = [
        np.concatenate([pieces[n] if forward else pieces[n][::-1] for n, forward in chain])
        for chain in chains(partner)
    ]
    made: Shapes = np.array([shapely.linestrings(each) for each in found], dtype=object)
    return made


def partners(ends: Floats, away: Floats) -> list[int]:
    """For each end of a line the end that it leads on to, or -1."""
    _, node = np.unique(ends, axis=0, return_inverse=True)
    order = np.argsort(node.ravel(), kind="stable")
    limits = np.flatnonzero(np.diff(node.ravel()[order], prepend=-1, append=-1))
    length = np.maximum(np.hypot(*away.T), np.finfo(float).tiny)
    ways = (away / length[:, np.newaxis]).tolist()
    found = [-1] * len(ends)
    ordered = order.tolist()
    for begin, end in pairwise(limits.tolist()):
        for one, other in straight_on(ordered[begin:end], ways):
            found[one], found[other] = other, one
    return found


def straight_on(here: Sequence[int], ways: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    """The pairs of the ends that meet at a point, the straightest first."""
    if len(here) == 2:
        yield here[0], here[1]
        return
    bends = (
        (ways[one][0] * ways[other][0] + ways[one][1] * ways[other][1], one, other)
        for one, other in combinations(here, 2)
    )
    free = set(here)
    for bend, one, other in sorted(bends):
        if bend > STRAIGHT_ON:
            return
        if one in free and other in free:
            free -= {one, other}
            yield one, other


def chains(partner: Sequence[int]) -> Iterator[list[tuple[int, bool]]]:
    """Lines that lead on to each other: the number of each, and whether it is followed forwards."""
    count = len(partner) // 2
    left = [True] * count
    # From loose ends first: what is left then are rings.
    loose = [end for end in range(2 * count) if partner[end] < 0]
    for begin in (*loose, *range(count)):
        chain, end = [], begin
        while end >= 0 and left[end % count]:
            line = end % count
            left[line] = False
            chain.append((line, end < count))
            end = partner[(end + count) % (2 * count)]
        if chain:
            yield chain
