"""The ground that a file for mail carries: the tiles of its first view, each zoom that has room."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from geodata.ground.folder import Address, GroundTiles
from geodata.ground.kinds import ZOOMS
from geodata.ground.plane import to_square

NEAREST_ZOOM = 10
MOST_BYTES = 1_400_000  # of tiles; their addresses take the rest of 1.5 MB

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(slots=True)
class Carried:
    """
    Tiles that lie in a file.

    Parameters
    ----------
    zooms
        Those whose tiles are all there.
    tiles
        By the ground's digest and the tile, what gzip made of it, as base 64.
    """

    zooms: list[int] = field(default_factory=list)
    tiles: dict[tuple[str, Address], str] = field(default_factory=dict)


def carried_tiles(grounds: Sequence[GroundTiles], bounds: Bounds) -> Carried:
    """The tiles of some land, zoom by zoom as long as there is room for all of a zoom."""
    carried, room = Carried(), MOST_BYTES
    for zoom in ZOOMS:
        if zoom > NEAREST_ZOOM:
            break
        tiles = tiles_at(grounds, zoom, bounds)
        room -= sum(map(len, tiles.values()))
        if room < 0:
            break
        carried.zooms.append(zoom)
        carried.tiles |= tiles
    return carried


def tiles_at(
    grounds: Sequence[GroundTiles], zoom: int, bounds: Bounds
) -> dict[tuple[str, Address], str]:
    """The tiles of a zoom that lie in bounds."""
    west, south, east, north = bounds
    corners = np.floor(to_square([(west, north), (east, south)]) * 2**zoom)
    (first_x, first_y), (last_x, last_y) = corners.tolist()
    return {
        (ground.digest, (z, x, y)): base64.b64encode(packed).decode()
        for ground in grounds
        for z, x, y in ground.addresses(zoom)
        if first_x <= x <= last_x and first_y <= y <= last_y
        if (packed := ground.tile(z, x, y))
    }
