"""
What a tile holds, as JSON that is as small as what a screen shows.

``s`` are shapes: for each kind its number, then a list of whole numbers for each line or ring: the
first point, east and south of the tile's corner in steps of ``plane.EXTENT`` to its side, then the
steps from point to point. Rings of areas are closed and turn so that what they enclose is filled by
the rule of winding. ``n`` are names: place, Chinese name, Latin one, point, and for a line's name
its angle in degrees and the room along it.
"""

import gzip
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import orjson
import shapely

from geodata.base.arrays import Flags, Ints
from geodata.ground.cut import Shapes, Tile
from geodata.ground.kinds import AREAS, TUNNEL
from geodata.ground.plane import EXTENT
from geodata.ground.strokes import strokes

MOST_BYTES = 20_000
LEVEL = 5
# What is left out of a tile that is too heavy, step by step: so many tolerances, such a part of
# its shapes, and such a part of its names.
RELIEF = (
    (0.0, 1.0, 1.0), (2.0, 1.0, 1.0), (4.0, 0.8, 1.0), (4.0, 0.6, 0.7), (6.0, 0.4, 0.5),
    (8.0, 0.25, 0.3), (12.0, 0.1, 0.2), (24.0, 0.03, 0.1), (64.0, 0.005, 0.02), (0.0, 0.0, 0.0),
)  # fmt: skip
NameRow = tuple[Any, ...]


def tile_body(
    tile: Tile, kinds: Ints, parts: Shapes, names: Sequence[NameRow], most: int = MOST_BYTES
) -> bytes:
    """
    A tile, compressed, in no more bytes than it may weigh.

    Parameters
    ----------
    kinds
        Of each part.
    parts
        Lines and areas with a tile's side as their unit.
    names
        In the order in which they are left out, the last first.

    Returns
    -------
    bytes
        What gzip made of the JSON; b"" for a tile that holds nothing.
    """
    is_joined = False
    for tolerance, share, named in RELIEF:
        if tolerance and not is_joined:
            kinds, parts, is_joined = *as_strokes(kinds, parts), True
        kept, fewer = (kinds, parts) if share == 1 else weightiest(kinds, parts, share)
        told = shapes_of(tile, kept, coarser(fewer, tolerance))
        shown = names[: round(len(names) * named)]
        if not told and not shown:
            return b""
        packed = gzip.compress(orjson.dumps({"s": told, "n": shown}), LEVEL, mtime=0)
        if len(packed) <= most:
            return packed
    return b""


def as_strokes(kinds: Ints, parts: Shapes) -> tuple[Ints, Shapes]:
    """Areas as they are, and the lines of each kind joined: none loses a piece of its middle."""
    linear = (shapely.get_dimensions(parts) == 1) & ~is_area(kinds)
    found, of = [parts[~linear]], [kinds[~linear]]
    for kind in np.unique(kinds[linear]).tolist():
        found.append(strokes(parts[linear & (kinds == kind)]))
        of.append(np.full(len(found[-1]), kind, dtype=kinds.dtype))
    return np.concatenate(of), np.concatenate(found)


def coarser(parts: Shapes, steps: float) -> Shapes:
    """Shapes simplified to so many steps."""
    return shapely.simplify(parts, steps / EXTENT, preserve_topology=False) if steps else parts


def weightiest(kinds: Ints, parts: Shapes, share: float) -> tuple[Ints, Shapes]:
    """A part of the shapes: of waters and the higher kinds, of each bridges and the longest."""
    rank = np.where(is_area(kinds), 100 + kinds, kinds % TUNNEL)
    order = np.lexsort((-shapely.length(parts), kinds < TUNNEL, -rank))
    kept = np.sort(order[: int(len(parts) * share)])
    return kinds[kept], parts[kept]


def shapes_of(tile: Tile, kinds: Ints, parts: Shapes) -> list[list[Any]]:
    """The shapes of a tile by their kinds, each line or ring as whole numbers."""
    flat, of = shapely.get_parts(parts, return_index=True)
    kind, dimension = kinds[of], shapely.get_dimensions(flat)
    # Of a collection that cutting has left, points are nothing to draw.
    areal, linear = (dimension == 2) & is_area(kind), (dimension == 1) & ~is_area(kind)
    lines, kind_of = flat[linear], kind[linear]
    if areal.any():
        polygons = shapely.orient_polygons(flat[areal])
        rings, ring_of = shapely.get_rings(polygons, return_index=True)
        lines, kind_of = np.append(rings, lines), np.append(kind[areal][ring_of], kind_of)
    order = np.argsort(kind_of, kind="stable")
    return by_kind(kind_of[order].tolist(), steps(tile, lines[order]))


def is_area(kinds: Ints) -> Flags:
    """Which kinds are those of areas."""
    return kinds <= max(AREAS)


def by_kind(kinds: Sequence[int], lines: Iterable[list[int]]) -> list[list[Any]]:
    """Rings and lines, sorted by their kinds, in a list for each; what is a point is left out."""
    found: list[list[Any]] = []
    for kind, steps in zip(kinds, lines, strict=True):
        if len(steps) < (6 if kind <= max(AREAS) else 4):
            continue
        if not found or found[-1][0] != kind:
            found.append([kind])
        found[-1].append(steps)
    return found


def steps(tile: Tile, lines: Shapes) -> Iterator[list[int]]:
    """Each line as its first point and the steps from there, without those that lead nowhere."""
    if not len(lines):
        return
    points, of = shapely.get_coordinates(lines, return_index=True)
    whole = np.rint((points - (tile.x, tile.y)) * EXTENT).astype(np.int32)
    begins = np.ones(len(of), dtype=bool)
    begins[1:] = of[1:] != of[:-1]
    steps = whole.copy()
    steps[1:] -= whole[:-1]
    steps[begins] = whole[begins]
    kept = begins | steps.any(axis=1)
    ends = np.cumsum(2 * np.bincount(of[kept], minlength=len(lines))).tolist()
    numbers: list[int] = steps[kept].ravel().tolist()
    for first, end in pairwise([0, *ends]):
        yield numbers[first:end]
