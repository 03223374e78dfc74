"""
The nearest of many places, found by chord in a k-d tree over earth-centred coordinates.

`geodesy` turns the chord into the length of the geodesic. Apart from it, because loading scipy's
trees takes longer than a child of the sandbox takes for a whole file.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from geodata.base.arrays import Floats, Ints
from geodata.base.geodesy import (
    ECCENTRICITY2,
    FARTHEST_BY_FORMULA_M,
    SEMI_MAJOR_M,
    distances_m,
    ecef,
    ecef_of,
    geodesic_m,
    shortest_m,
)

# What chord and geodesic may disagree about: the formula's own error, doubled ...
FORMULA_GUARD_M = 0.002
# ... and which of two points is the nearer one. At equal chord, geodesics differ by at most
# chord^3 / 24 x the spread of 1 / R^2 over all directions, 2 x eccentricity^2 / a^2 at the most.
NEIGHBOUR_GUARD = 2 * ECCENTRICITY2 / (24 * SEMI_MAJOR_M**2)
RIVALS = 4
CHUNK = 65_536


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
        here, whole = ecef_of(lon, lat), len(self.lon)
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
