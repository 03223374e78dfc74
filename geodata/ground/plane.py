"""
The plane of the tiles: Mercator's on a sphere (EPSG 3857), the world one square from 0 to 1.

What is stored in tiles are whole steps of it, ``EXTENT`` to a tile's side.
"""

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Floats

EXTENT = 2048
FARTHEST_LAT = 85.05112


def to_square(lonlat: npt.ArrayLike) -> Floats:
    """Points of the square, east and south, from longitudes and latitudes, shape (n, 2)."""
    degrees = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    east = (degrees[:, 0] + 180) / 360
    sin = np.sin(np.radians(np.clip(degrees[:, 1], -FARTHEST_LAT, FARTHEST_LAT)))
    return np.column_stack([east, 0.5 - np.arctanh(sin) / (2 * np.pi)])


def to_degrees(square: npt.ArrayLike) -> Floats:
    """Longitudes and latitudes from points of the square, shape (n, 2)."""
    points = np.asarray(square, dtype=np.float64).reshape(-1, 2)
    lat = np.degrees(np.arctan(np.sinh((0.5 - points[:, 1]) * 2 * np.pi)))
    return np.column_stack([points[:, 0] * 360 - 180, lat])
