"""Where places meet the roads: the nearest point of a road, not the nearest crossing."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from geodata.base.arrays import Floats, Ints, sorted_at, spans
from geodata.base.geodesy import SEMI_MAJOR_M
from geodata.base.mercator import CM, FARTHEST_LAT, stretch, to_plane
from geodata.roads.network import Network, Snaps
from geodata.signs.profile import AGAINST, ALONG, Profile

FARTHEST_WALK_M = 2000.0
CHUNK = 4096
# What lies so near the end of an edge is at the node: files have seven digits, the plane
# centimetres.
AT_NODE_M = 0.05
# The plane is finite, but what is a billion boxes away is far enough.
FAR_BOXES = 2.0**31


def snap(
    network: Network,
    lon: Floats,
    lat: Floats,
    profile: Profile | None,
    cap_m: float = FARTHEST_WALK_M,
) -> Snaps:
    """
    The nearest point of a road that a profile uses.

    Parameters
    ----------
    lon, lat
        Places, degrees, WGS-84, shape (n,).
    profile
        None for the roads of all profiles.
    cap_m
        The farthest that a place may be from its road, metres on the ground.
    """
    east, north = to_plane(lon, lat)
    edge, at_m = np.full(len(lon), -1, dtype=np.intp), np.full(len(lon), np.nan)
    walk_m = np.full(len(lon), np.nan)

    def fill(start: int) -> None:
        some = slice(start, start + CHUNK)
        vertex, part, away = nearest_segments(network, east[some], north[some], profile, cap_m)
        found = np.flatnonzero((vertex >= 0) & (np.abs(lat[some]) < FARTHEST_LAT))
        edge[start + found], at_m[start + found] = on_edges(network, vertex[found], part[found])
        walk_m[start + found] = away[found]

    starts = range(0, len(lon), CHUNK)
    if len(starts) == 1:
        fill(0)
    else:  # numpy lets go of the interpreter's lock
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(fill, starts))
    return Snaps(edge, at_m, walk_m)


def nearest_segments(
    network: Network, east: Floats, north: Floats, profile: Profile | None, cap_m: float
) -> tuple[Ints, Floats, Floats]:
    """
    The segment nearest to each point of the plane, no farther than a cap.

    A point's own box is searched first, then those within the best distance so far.

    Returns
    -------
    vertex
        Where the segment begins; -1 without one.
    part
        How far along it, 0 to 1.
    away
        Metres on the ground.
    """
    boxes = network.known.boxes
    bits = sum(ALONG[each] | AGAINST[each] for each in ([profile] if profile else Profile))
    scale = stretch(north)
    best = np.full(len(east), np.inf)
    vertex, part = np.full(len(east), -1, dtype=np.intp), np.zeros(len(east))
    waiting, cap, half = np.arange(len(east)), cap_m * CM * scale, np.zeros(len(east))
    while waiting.size:
        columns = BoxRange.around(east[waiting], half[waiting], boxes.west, boxes.side)
        rows = BoxRange.around(north[waiting], half[waiting], boxes.south, boxes.side)
        point, segment = candidates(network, rows, columns)
        usable = (network["directions_at"][segment] & bits) > 0
        point, segment = point[usable], segment[usable]
        along, squared = distances(network, segment, east[waiting[point]], north[waiting[point]])
        first, least = least_of(point, squared, len(waiting))
        some = first >= 0
        here = waiting[some]
        best[here], vertex[here], part[here] = (
            np.sqrt(least[some]), segment[first[some]], along[first[some]],
        )  # fmt: skip
        # Nothing beyond the searched boxes lies nearer than the nearest of their sides.
        limit = np.minimum(best, cap)
        seen = np.maximum(np.minimum(rows.seen, columns.seen), half[waiting])
        waiting = waiting[seen < limit[waiting]]
        farther = np.where(np.isinf(best[waiting]), half[waiting] + boxes.side, np.inf)
        half[waiting] = np.minimum(farther, limit[waiting])
    beyond = best > cap
    vertex[beyond] = -1
    return vertex, part, best / (scale * CM)


@dataclass(frozen=True, slots=True)
class BoxRange:
    """
    Rows or columns of boxes around some points.

    Parameters
    ----------
    first, last
        The outermost of each point, beyond the lattice for points out there.
    seen
        How far each point is from the nearer end of them.
    """

    first: Ints
    last: Ints
    seen: Floats

    @classmethod
    def around(cls, at: Floats, half: Floats, origin: float, side: float) -> "BoxRange":
        """Those that hold all up to ``half`` on both sides of each point."""
        sides = np.floor((np.array([at - half, at + half]) - origin) / side)
        first, last = np.minimum(np.maximum(sides, -FAR_BOXES), FAR_BOXES)
        seen = np.minimum(at - (origin + first * side), origin + (last + 1) * side - at)
        return cls(first.astype(np.intp), last.astype(np.intp), seen)


def candidates(network: Network, rows: BoxRange, columns: BoxRange) -> tuple[Ints, Ints]:
    """Pairs of a point and a segment in its rows and columns of boxes."""
    boxes = network.known.boxes
    row = rows.first[:, None] + np.arange(int((rows.last - rows.first).max()) + 1)
    inside = (row >= 0) & (row < boxes.rows) & (row <= rows.last[:, None])
    base = np.where(inside, row * boxes.columns, 0)
    west, past = np.minimum(np.maximum([columns.first, columns.last + 1], 0), boxes.columns)
    # The boxes of one row lie together, and so do their segments.
    low = np.asarray(network["box_start"][base + west[:, None]], dtype=np.intp)
    count = np.where(inside, network["box_start"][base + past[:, None]] - low, 0)
    point = np.repeat(np.arange(len(row)), count.sum(axis=1))
    return point, np.asarray(network["boxed"][spans(low.ravel(), count.ravel())], dtype=np.intp)


def distances(
    network: Network, segment: Ints, east: Floats, north: Floats
) -> tuple[Floats, Floats]:
    """How far along each segment its point nearest to a place is, and that distance squared."""
    x, y = (network[name][segment].astype(np.float64) for name in ("east", "north"))
    dx = network["east"][segment + 1] - x
    dy = network["north"][segment + 1] - y
    x, y = east - x, north - y
    squared = dx * dx + dy * dy
    along = (x * dx + y * dy) / np.where(squared > 0, squared, 1)
    along = np.minimum(np.maximum(along, 0), 1)
    x -= along * dx
    y -= along * dy
    return along, x * x + y * y


def least_of(group: Ints, value: Floats, groups: int) -> tuple[Ints, Floats]:
    """Where the least value of each sorted group stands (-1 for an empty one), and that value."""
    first, least = np.full(groups, -1, dtype=np.intp), np.full(groups, np.inf)
    if not len(group):
        return first, least
    begins = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    least[group[begins]] = np.minimum.reduceat(value, begins)
    at = np.flatnonzero(value == least[group])
    first[group[at[::-1]]] = at[::-1]  # the first of equals is written last, and stays
    return first, least


def on_edges(network: Network, vertex: Ints, part: Floats) -> tuple[Ints, Floats]:
    """
    On which edges points of segments are, and how many metres from their tails.

    What is as near to the very end of an edge as can be told is there.
    """
    edge = sorted_at(network["first"], vertex, past=True) - 1
    first = np.asarray(network["first"][edge], dtype=np.intp)
    count = network["first"][edge + 1] - 1 - first
    segment, owner = spans(first, count), np.repeat(np.arange(len(edge)), count)
    x, y = (network[name] for name in ("east", "north"))
    y_first = y[segment].astype(np.float64)
    length = np.hypot(x[segment + 1] - x[segment], y[segment + 1] - y_first)
    length /= np.cosh(y_first / (SEMI_MAJOR_M * CM))  # all that matters is how it varies
    here = vertex[owner]
    done = np.where(segment == here, part[owner], segment < here)
    total = np.bincount(owner, length, len(edge))
    before = np.bincount(owner, length * done, len(edge))
    at_m = network["metres"][edge] * before / np.where(total > 0, total, 1)
    whole = network["metres"][edge].astype(np.float64)
    nearer = np.where(at_m < AT_NODE_M, 0.0, at_m)
    return edge, np.where(whole - at_m < AT_NODE_M, whole, nearer)
