"""Shapes cut into the tiles of a zoom: each gets what lies in it and a little beyond."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from geodata.base.arrays import Floats, Ints

Shapes = npt.NDArray[np.object_]
MARGIN = 1 / 32  # of a tile's side: a line at its edge is drawn as wide as elsewhere


class Tile(NamedTuple):
    """One tile's address: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int


def tiles_of(zoom: int, shapes: Shapes) -> Iterator[tuple[Tile, Ints, Shapes]]:
    """
    The tiles of a zoom that hold any of some shapes.

    Parameters
    ----------
    shapes
        Lines and areas, shape (n,); a tile's side is their unit.

    Yields
    ------
    tuple
        The tile, the positions of its shapes, and what of each lies there.
    """
    bounds = shapely.bounds(shapes)
    there = np.flatnonzero(~np.isnan(bounds[:, 0]))
    if not there.size:
        return
    first = np.floor(bounds[there, :2] - MARGIN).astype(np.int64)
    last = np.floor(bounds[there, 2:] + MARGIN).astype(np.int64)
    alone = (first == last).all(axis=1)
    held = by_square(first[alone], there[alone])
    rest = there[~alone]
    for x, y, at, parts in quarters(zoom, shapes, rest, bounds[rest]):
        mine = held.pop((x, y), None)
        if mine is None:
            yield Tile(zoom, x, y), at, parts
        else:
            yield Tile(zoom, x, y), np.append(at, mine), np.append(parts, shapes[mine])
    for (x, y), mine in held.items():
        yield Tile(zoom, x, y), mine, shapes[mine]


def by_square(squares: npt.NDArray[np.int64], positions: Ints) -> dict[tuple[int, int], Ints]:
    """Positions by the square that each lies in."""
    if not len(squares):
        return {}
    order = np.lexsort((squares[:, 1], squares[:, 0]))
    ordered = squares[order]
    new = np.append(True, (np.diff(ordered, axis=0) != 0).any(axis=1))
    groups = np.split(positions[order], np.flatnonzero(new)[1:])
    return dict(zip(map(tuple, ordered[new].tolist()), groups, strict=True))


def quarters(
    zoom: int, shapes: Shapes, at: Ints, bounds: Floats
) -> Iterator[tuple[int, int, Ints, Shapes]]:
    """Squares of side 1 with their shapes, by cutting squares of the world into four."""
    side = 2**zoom
    stack: list[tuple[int, int, int, Ints, Any, Floats]] = []
    stack.append((side, 0, 0, at, shapes[at], bounds))
    while stack:
        size, x, y, positions, parts, boxes = stack.pop()
        if not len(positions):
            continue
        if size == 1:
            if 0 <= x < side and 0 <= y < side:
                yield x, y, positions, parts
            continue
        half = size // 2
        corners = ((east, south) for east in (x, x + half) for south in (y, y + half))
        stack.extend(
            (half, *corner, *within(positions, parts, boxes, (*corner, half))) for corner in corners
        )


def within(
    positions: Ints, parts: Shapes, boxes: Floats, square: tuple[int, int, int]
) -> tuple[Ints, Shapes, Floats]:
    """What of shapes lies in a square and its margin, and their boxes."""
    x, y, size = square
    west, south, east, north = x - MARGIN, y - MARGIN, x + size + MARGIN, y + size + MARGIN
    meets = (
        (boxes[:, 0] < east) & (boxes[:, 2] > west) & (boxes[:, 1] < north) & (boxes[:, 3] > south)
    )
    positions, parts, boxes = positions[meets], parts[meets].copy(), boxes[meets].copy()
    over = (
        (boxes[:, 0] < west) | (boxes[:, 2] > east) | (boxes[:, 1] < south) | (boxes[:, 3] > north)
    )
    if over.any():
        parts[over] = shapely.clip_by_rect(parts[over], west, south, east, north)
        boxes[over] = shapely.bounds(parts[over])
        left = ~np.isnan(boxes[:, 0])
        positions, parts, boxes = positions[left], parts[left], boxes[left]
    return positions, parts, boxes
