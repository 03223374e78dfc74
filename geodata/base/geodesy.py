"""
Distances on the WGS-84 ellipsoid, in metres, for millions of points at once.

A k-d tree over earth-centred coordinates finds the nearest point by chord, and a closed formula
turns the chord into the length of the geodesic: ``2 R asin(chord / 2 R)``, where R is the
ellipsoid's radius of curvature at the middle latitude in the direction of the line (Euler's
formula over the meridional and the prime vertical radius). Measured against Karney's algorithm
(``pyproj.Geod``) on two million lines all over the earth, poles included, the formula errs by at
most 0.01 mm up to 200 km and 0.9 mm up to 500 km; longer lines are given to ``Geod`` itself.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import Geod
from scipy.spatial import cKDTree

from geodata.base.arrays import Floats, Ints

GEOD = Geod(ellps="WGS84")
SEMI_MAJOR_M, SEMI_MINOR_M = GEOD.a, GEOD.b
ECCENTRICITY2 = GEOD.es
FARTHEST_BY_FORMULA_M = 500_000.0
# What chord and geodesic may disagree about: the formula's own error, doubled ...
FORMULA_GUARD_M = 0.002
# ... and which of two points is the nearer one. At equal chord, geodesics differ by at most
# chord^3 / 24 x the spread of 1 / R^2 over all directions, 2 x eccentricity^2 / a^2 at the most.
NEIGHBOUR_GUARD = 2 * ECCENTRICITY2 / (24 * SEMI_MAJOR_M**2)
RIVALS = 4
CHUNK = 65_536


def areas_m2(polygons: npt.NDArray[np.object_]) -> Floats:
    """The area of each polygon on the ellipsoid, square metres, shape (n,)."""
    return np.array([abs(GEOD.geometry_area_perimeter(each)[0]) for each in polygons], dtype=float)


def ecef(lon: Floats, lat: Floats) -> Floats:
    """
    Earth-centred, earth-fixed coordinates of points on the ellipsoid.

    Parameters
    ----------
    lon, lat
        Degrees, WGS-84, shape (n,).

    Returns
    -------
    ndarray
        x, y, z in metres, shape (n, 3).
    """
    lam, phi = np.radians(lon), np.radians(lat)
    sin = np.sin(phi)
    normal = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY2 * sin * sin)
    out = np.empty((len(lam), 3))
    across = normal * np.cos(phi)
    np.multiply(across, np.cos(lam), out=out[:, 0])
    np.multiply(across, np.sin(lam), out=out[:, 1])
    np.multiply(normal * (1 - ECCENTRICITY2), sin, out=out[:, 2])
    return out


def geodesic_m(a: Floats, b: Floats, chord: Floats) -> Floats:
    """
    Length of the geodesic between earth-centred points whose chord is known.

    Parameters
    ----------
    a, b
        Points on the ellipsoid, metres, shape (n, 3).
    chord
        Straight distance between them, metres, shape (n,). Up to ``FARTHEST_BY_FORMULA_M``.

    Returns
    -------
    ndarray
        Metres, shape (n,); see the module for the error.
    """
    x, y, z = (a[:, axis] + b[:, axis] for axis in range(3))
    equatorial2 = (x * x + y * y) * (1 - ECCENTRICITY2) ** 2
    cos2 = equatorial2 / (equatorial2 + z * z)
    w2 = 1 - ECCENTRICITY2 * (1 - cos2)
    prime_vertical = np.sqrt(w2) / SEMI_MAJOR_M
    meridional = prime_vertical * w2 / (1 - ECCENTRICITY2)
    north = a[:, 2] - b[:, 2]
    # At distance nought every direction is as good, and at a pole both radii are the same.
    north2 = north * north / np.maximum(cos2 * chord * chord, 1e-12)
    curvature = prime_vertical + np.minimum(north2, 1) * (meridional - prime_vertical)
    return 2 / curvature * np.arcsin(np.minimum(chord * curvature / 2, 1))


def shortest_m(chord: float) -> float:
    """
    The shortest that a geodesic can be between points whose chord is at least so long, in metres.

    Dividing by the semi-axes, which maps the ellipsoid onto the unit sphere, shortens no line by
    more than the longer axis and stretches none by more than the shorter. So a chord becomes
    chord / a at the least, the great circle over it 2 asin(chord / 2 a), and a line on the
    ellipsoid is at least b times as long as its image.
    """
    return float(2 * SEMI_MINOR_M * np.arcsin(min(chord / (2 * SEMI_MAJOR_M), 1.0)))


def distances_m(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Exact geodesic lengths in metres between n pairs of points in degrees (Karney 2013)."""
    _, _, metres = GEOD.inv(lon, lat, to_lon, to_lat)
    return np.asarray(metres, dtype=np.float64)


@dataclass(frozen=True, eq=False, slots=True)
class PointTree:
    """
    Places to find the nearest of.

    Several fairs at one venue are one place: ``place_of[i]`` is the place of the i-th point given
    to :meth:`of`, ``first[p]`` the first point given at place p.
    """

    lon: Floats
    lat: Floats
    first: Ints
    place_of: Ints
    tree: cKDTree

    @classmethod
    def of(cls, lon: Floats, lat: Floats) -> "PointTree":
        """A tree over points in degrees, WGS-84, shape (n,), at least one."""
        _, first, place_of = np.unique(
            np.column_stack([lon, lat]), axis=0, return_index=True, return_inverse=True
        )
        places_lon, places_lat = lon[first], lat[first]
        tree = cKDTree(ecef(places_lon, places_lat))
        return cls(places_lon, places_lat, first, place_of.ravel(), tree)

    def nearest(self, lon: Floats, lat: Floats) -> tuple[Floats, Ints]:
        """
        The nearest place of each of n points.

        Returns
        -------
        metres
            Length of the geodesic, shape (n,), by the formula above; exact beyond 500 km.
        place_at
            Which place, shape (n,). Of two that differ by less than their lengths are known to,
            either may stand here.
        """
        metres, place_at = np.empty(len(lon)), np.empty(len(lon), dtype=np.intp)

        def fill(start: int) -> None:
            some = slice(start, start + CHUNK)
            here = ecef(lon[some], lat[some])
            chord, place_at[some] = self.tree.query(here)
            metres[some] = geodesic_m(here, self.tree.data[place_at[some]], np.asarray(chord))

        # numpy and the tree let go of the interpreter's lock; chunks stay in the processor's cache.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(fill, range(0, len(lon), CHUNK)))
        far = np.flatnonzero(metres > FARTHEST_BY_FORMULA_M)
        if far.size:
            metres[far] = self.exact(lon[far], lat[far])
        return metres, place_at

    def nearest_few(self, lon: float, lat: float, count: int) -> tuple[Ints, Floats]:
        """
        Places that hold the nearest ones of a point, anywhere on earth, and some more.

        The chord puts places in order that are nearly as far in another than the geodesic does;
        so many are measured that none of the rest can be among the nearest.

        Parameters
        ----------
        lon, lat
            Degrees, WGS-84.
        count
            How many are wanted; all there are if there are fewer.

        Returns
        -------
        place_at
            Which places, by chord, shape (n,) with n >= ``count``.
        metres
            To each of them, by ``Geod``, shape (n,).
        """
        here, whole = ecef(np.array([lon]), np.array([lat]))[0], len(self.lon)
        wanted = min(count + RIVALS, whole)
        while True:
            found = self.tree.query(here, k=np.arange(1, wanted + 1))
            chord, place_at = np.asarray(found[0]), np.asarray(found[1], dtype=np.intp)
            to_lon, to_lat = self.lon[place_at], self.lat[place_at]
            metres = distances_m(np.full(wanted, lon), np.full(wanted, lat), to_lon, to_lat)
            if wanted == whole:
                return place_at, metres
            farthest_m = np.partition(metres, count - 1)[count - 1] + FORMULA_GUARD_M
            if farthest_m <= shortest_m(chord[-1]):
                return place_at, metres
            wanted = min(2 * wanted, whole)

    def exact(self, lon: Floats, lat: Floats) -> Floats:
        """Distance from each of n points to its nearest place in metres, by ``Geod`` alone."""
        rivals = min(RIVALS, len(self.lon))
        _, places = self.tree.query(ecef(lon, lat), k=np.arange(1, rivals + 1))
        metres = distances_m(
            np.repeat(lon, rivals),
            np.repeat(lat, rivals),
            self.lon[places].ravel(),
            self.lat[places].ravel(),
        )
        least: Floats = metres.reshape(-1, rivals).min(axis=1)
        return least


def doubt_m(distance_m: Floats | float) -> Floats | float:
    """How far from the truth a distance of :meth:`PointTree.nearest` may be, in metres."""
    return FORMULA_GUARD_M + NEIGHBOUR_GUARD * distance_m**3


def circles(lon: Floats, lat: Floats, radius_m: Floats, corners: int) -> npt.NDArray[np.float64]:
    """
    Points at equal geodesic distance around n centres.

    Parameters
    ----------
    lon, lat
        Centres, degrees, shape (n,).
    radius_m
        Metres, shape (n,).
    corners
        How many points to each circle.

    Returns
    -------
    ndarray
        Closed rings anticlockwise, degrees, shape (n, corners + 1, 2).
    """
    azimuths = np.append(-np.arange(corners) * (360 / corners), 0.0)
    each = len(azimuths)
    to_lon, to_lat, _ = GEOD.fwd(
        np.repeat(lon, each),
        np.repeat(lat, each),
        np.tile(azimuths, len(lon)),
        np.repeat(radius_m, each),
    )
    return np.stack([to_lon, to_lat], axis=-1).reshape(len(lon), each, 2)
