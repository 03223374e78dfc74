"""Tiles read back: their lines and rings as points, many at once."""

import gzip
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np
import orjson

from geodata.base.arrays import Floats, Ints
from geodata.ground.folder import Address, GroundTiles
from geodata.ground.kinds import TUNNEL
from geodata.ground.plane import EXTENT, to_degrees


@dataclass(frozen=True, eq=False, slots=True)
class TileLines:
    """
    Lines and rings of tiles of one zoom, one after the other.

    Parameters
    ----------
    zoom
        Of the tiles.
    steps
        Their points in steps from the tile's corner, east and south, shape (points, 2).
    line_at
        The line of each point, shape (points,).
    tile
        Column and row of each line's tile, shape (lines, 2).
    """

    zoom: int
    steps: Ints
    line_at: Ints
    tile: Ints

    @classmethod
    def of(cls, ground: GroundTiles, addresses: Iterable[Address], kinds: Collection[int]) -> Self:
        """The lines and rings of some kinds, over and under others too, in some tiles."""
        flat: list[list[int]] = []
        tiles: list[tuple[int, int]] = []
        zoom = 0
        for address in addresses:
            zoom, *at = address
            packed = ground.tile(*address)
            held = orjson.loads(gzip.decompress(packed))["s"] if packed else ()
            found = [line for kind, *lines in held if kind % TUNNEL in kinds for line in lines]
            flat.extend(found)
            tiles.extend([(at[0], at[1])] * len(found))
        sizes = np.fromiter(map(len, flat), dtype=np.intp, count=len(flat)) // 2
        numbers = np.fromiter(chain.from_iterable(flat), dtype=np.intp, count=2 * int(sizes.sum()))
        line_at = np.repeat(np.arange(len(flat)), sizes)
        steps = _points(numbers.reshape(-1, 2), sizes, line_at)
        return cls(zoom, steps, line_at, np.array(tiles, dtype=np.intp).reshape(-1, 2))

    def degrees(self, steps: Floats | Ints, line_at: Ints) -> Floats:
        """Points in steps of some lines' tiles as longitudes and latitudes, shape (n, 2)."""
        return to_degrees((steps / EXTENT + self.tile[line_at]) / 2**self.zoom)


def _points(moves: Ints, sizes: Ints, line_at: Ints) -> Ints:
    """The points of lines, each from its first point and the moves from there."""
    if not len(moves):
        return moves
    summed = np.cumsum(moves, axis=0)
    first = np.cumsum(sizes) - sizes
    points: Ints = summed - (summed[first] - moves[first])[line_at]
    return points
