"""What the edges of a network cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Floats, Ints
from geodata.roads.movement import Movement
from geodata.signs.profile import AGAINST, ALONG, LOCAL_SHIFT, WALK_KMH, Profile
from geodata.signs.tags import FERRY

Edges: TypeAlias = Mapping[str, npt.NDArray[Any]]
"""The arrays of a network, as `network.Network` lists them."""


@dataclass(frozen=True, eq=False, slots=True)
class Metric:
    """
    What it costs one movement to travel, in one unit.

    Parameters
    ----------
    movement
        As much of it as the costs of edges depend on.
    unit
        ``min`` or ``m``.
    metres
        Of each edge, shape (edges,).
    per_m
        Cost of a metre of each edge along it and against it, shape (2, edges).
    open, local
        Whether each edge is open along and against, and whether that is so to who starts or ends
        there alone, shape (2, edges).
    walk
        Cost of a metre walked to or from a road.
    """

    movement: Movement
    unit: str
    metres: Floats
    per_m: Floats
    open: npt.NDArray[np.bool_]
    local: npt.NDArray[np.bool_]
    walk: float

    @classmethod
    def of(cls, arrays: Edges, movement: Movement, unit: str) -> Self:
        """The metric of a network's arrays for a movement."""
        metres, directions = np.asarray(arrays["metres"], dtype=np.float64), arrays["directions"]
        profile, walk = movement.profile, min_per_m(movement.walk_kmh)
        if unit == "m":
            per_m, walk = np.broadcast_to(1.0, (2, len(metres))), 1.0
        elif profile is Profile.DRIVE:
            per_m = movement.traffic.slow(per_metre(arrays, "kmh"), arrays["kind"])
        else:
            on_foot = np.where(arrays["kind"] == FERRY, 1.0, WALK_KMH / movement.walk_kmh)
            per_m = per_metre(arrays, "walk_kmh") * on_foot
        bits = np.array([[ALONG[profile]], [AGAINST[profile]]], dtype=np.uint8)
        open_, local = directions & bits > 0, directions & bits << LOCAL_SHIFT > 0
        return cls(movement, unit, metres, per_m, open_, local, walk)

    @property
    def profile(self) -> Profile:
        """Whose it is."""
        return self.movement.profile

    def per_m_at(self, edge: Ints) -> Floats:
        """Cost of a metre of some edges along and against them, shape (2, n)."""
        if self.unit == "m":  # `take` would write out the one number for all edges first
            return np.broadcast_to(1.0, (2, len(edge)))
        return self.per_m.take(edge, axis=1)

    def whole(self, side: int) -> Floats:
        """Cost of each whole edge along it (0) or against it (1), ``inf`` where closed."""
        whole: Floats = np.where(self.open[side], self.metres * self.per_m[side], np.inf)
        return whole

    @property
    def along(self) -> Floats:
        """Cost of each whole edge from tail to head."""
        return self.whole(0)

    @property
    def against(self) -> Floats:
        """Cost of each whole edge from head to tail."""
        return self.whole(1)


def per_metre(arrays: Edges, kmh: str) -> Floats:
    """Minutes a metre of each edge along it and against it, shape (2, edges)."""
    both: Floats = np.array([arrays[kmh], arrays[f"{kmh}_back"]], dtype=np.float64)
    return 60 / (1000 * both)


def min_per_m(walk_kmh: float) -> float:
    """Minutes a metre of who walks."""
    return 60 / (walk_kmh * 1000)
