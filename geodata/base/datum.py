"""
The datums in which Chinese coordinates arrive: WGS-84, GCJ-02 and BD-09.

GCJ-02 shifts WGS-84 by up to several hundred metres with a fixed sum of polynomials and sines;
BD-09 turns and shifts GCJ-02 once more. Neither has a published inverse, so the way back is
found by iteration: it converges at once, because the shift hardly changes from place to place.
"""

from collections.abc import Callable
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Pair = tuple[Floats, Floats]
Shift = Callable[[Floats, Floats], Pair]

# The Krasovsky 1940 ellipsoid, on which the shift of GCJ-02 is turned from metres to degrees.
AXIS_M = 6_378_245.0
ECCENTRICITY_2 = 0.00669342162296594323
# GCJ-02 leaves places outside this rectangle as they are: west, south, east, north.
SHIFTED_AREA = (72.004, 0.8293, 137.8347, 55.8271)
ENOUGH_DEGREES = 1e-10
MOST_ROUNDS = 30


class Datum(StrEnum):
    """What coordinates are given in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> Pair:
    """
    Points in another datum.

    Parameters
    ----------
    lon, lat
        Degrees, WGS-84, of any equal shape.
    datum
        What to give them in.

    Returns
    -------
    tuple of arrays
        Longitudes and latitudes, degrees.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if datum is Datum.WGS84:
        return x, y
    x, y = _shift(x, y, _gcj02_shift)
    return (x, y) if datum is Datum.GCJ02 else _shift(x, y, _bd09_shift)


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> Pair:
    """
    Points from another datum, exact to a tenth of a millimetre: the inverse of `from_wgs84`.

    Parameters
    ----------
    lon, lat
        Degrees in ``datum``, of any equal shape.
    datum
        What they are given in.

    Returns
    -------
    tuple of arrays
        Longitudes and latitudes, degrees, WGS-84.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if datum is Datum.BD09:
        x, y = _unshift(x, y, _bd09_shift)
    return (x, y) if datum is Datum.WGS84 else _unshift(x, y, _gcj02_shift)


def _shift(x: Floats, y: Floats, shift: Shift) -> Pair:
    dx, dy = shift(x, y)
    return x + dx, y + dy


def _unshift(x: Floats, y: Floats, shift: Shift) -> Pair:
    """The point that a shift moves to (x, y)."""
    u, v = x, y
    for _ in range(MOST_ROUNDS):
        dx, dy = shift(u, v)
        before, (u, v) = (u, v), (x - dx, y - dy)
        change = np.maximum(np.abs(u - before[0]), np.abs(v - before[1]))
        if not (change > ENOUGH_DEGREES).any():
            break
    return u, v


def _gcj02_shift(lon: Floats, lat: Floats) -> Pair:
    west, south, east, north = SHIFTED_AREA
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    # Elsewhere the polynomials grow beyond sense; any place will do where nothing is shifted.
    x, y = np.where(inside, lon - 105, 0.0), np.where(inside, lat - 35, 0.0)
    shared = 2 / 3 * (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x))
    root = np.sqrt(np.abs(x))
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + shared + _waves(x, 150, 300)
    north_m = (
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + shared + _waves(y, 160, 320)
    )
    angle = np.radians(y + 35)
    bend = 1 - ECCENTRICITY_2 * np.sin(angle) ** 2
    across_m = AXIS_M / np.sqrt(bend)
    along_m = across_m * (1 - ECCENTRICITY_2) / bend
    return (
        np.where(inside, np.degrees(east_m / (across_m * np.cos(angle))), 0.0),
        np.where(inside, np.degrees(north_m / along_m), 0.0),
    )


def _waves(t: Floats, twelfth: float, thirtieth: float) -> Floats:
    """The longer waves of the shift along one axis, metres."""
    waves: Floats = 2 / 3 * (20 * np.sin(np.pi * t) + 40 * np.sin(np.pi * t / 3)) + 2 / 3 * (
        twelfth * np.sin(np.pi * t / 12) + thirtieth * np.sin(np.pi * t / 30)
    )
    return waves


def _bd09_shift(lon: Floats, lat: Floats) -> Pair:
    ripple = np.pi * 3000 / 180
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * ripple)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * ripple)
    return radius * np.cos(angle) + 0.0065 - lon, radius * np.sin(angle) + 0.006 - lat
