"""A road network in memory: what is known of it, and its arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Floats, Ints
from geodata.base.cache import Cache
from geodata.base.mercator import to_degrees
from geodata.roads.metric import Metric, min_per_m
from geodata.roads.movement import Movement, Use
from geodata.signs.profile import Profile

Arrays = dict[str, npt.NDArray[Any]]
T = TypeVar("T")
METRICS_KEPT = 4  # two profiles, in minutes and in metres
STATED_KEPT = 2  # of stated traffic or walking speed: they have a shelf of their own
Aside = tuple[float, float, float]
"""A piece that is set aside: kilometres, and the longitude and latitude of a point of it."""


@dataclass(frozen=True, slots=True)
class CellGrid:
    """
    Squares of the plane, numbered by rows from the south-west corner.

    Parameters
    ----------
    west, south
        The corner, centimetres.
    side
        Of a square, centimetres.
    columns, rows
        How many.
    """

    west: float
    south: float
    side: float
    columns: int
    rows: int

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], side: float) -> Self:
        """Squares that cover west, south, east and north."""
        west, south, east, north = map(float, bounds)
        columns = int((east - west) // side) + 1
        return cls(west, south, side, columns, int((north - south) // side) + 1)

    def __len__(self) -> int:
        return self.columns * self.rows


def centres(cells: CellGrid, cell: Ints) -> tuple[Floats, Floats]:
    """Longitude and latitude of the middle of each square."""
    row, column = np.divmod(cell, cells.columns)
    return to_degrees(
        cells.west + (column + 0.5) * cells.side, cells.south + (row + 0.5) * cells.side
    )


@dataclass(frozen=True, slots=True)
class Signs:
    """
    What a network knows of signs that are no tags of a way.

    Parameters
    ----------
    turns, turns_unread
        Restrictions of turns for cars that are kept to, and those that cannot be understood.
    gates
        Nodes that not everybody passes.
    timed
        Ways, nodes and restrictions that hold at some times only; nothing is closed for them.
    """

    turns: int
    turns_unread: int
    gates: int
    timed: int


@dataclass(frozen=True, slots=True)
class NetworkInfo:
    """
    What is known of a network besides its roads.

    Parameters
    ----------
    source_date
        Day of the extract, ISO text, "" where the file does not say.
    nodes
        Where edges meet.
    set_aside_km
        Length of the small parts that are connected to nothing, or that traffic cannot both
        enter and leave.
    missing_nodes
        Vertices that the extract does not hold; its ways are cut there.
    boxes, cells
        The index of segments, and the squares whose centres are joined to the roads.
    signs
        None in a network of the earlier format, which knows of none.
    aside
        The longest pieces that are set aside.
    """

    source_date: str
    nodes: int
    set_aside_km: float
    missing_nodes: int
    boxes: CellGrid
    cells: CellGrid
    signs: Signs | None = None
    aside: tuple[Aside, ...] = ()


@dataclass(frozen=True, eq=False)
class Network:
    """
    A routable network. Vertices lie on the plane of `geodata.base.mercator`, in whole centimetres.

    Parameters
    ----------
    known
        What is known of it.
    digest
        Of its content: the name of its folder.
    arrays
        As ``folder.ARRAYS`` lists them. The vertices of edge e are ``first[e]`` to
        ``first[e + 1] - 1``; it leads from node ``tail[e]`` to node ``head[e]``, ``metres[e]``
        long. ``directions`` are bits of `profile.ALONG` and `AGAINST`, and of those open to who
        starts or ends there alone; ``directions_at`` repeats the former at each vertex that begins
        a segment, 0 at the last of an edge and where nothing joins the road between its ends
        (`tags.ENDS_ONLY`, gates). ``kmh`` and ``walk_kmh`` are speeds along it, ``*_back`` against
        it. The rest of the turns' arrays is in `turns`. ``boxed`` are the
        segments (by their first vertex) that touch a box of ``known.boxes``, ``box_start`` where
        each box begins. Each ``*_cell`` is a square of ``known.cells`` whose centre is joined to
        edge ``*_edge`` for that profile, at ``*_part`` of its length (65535ths), ``*_walk``
        sixteenths of a metre away.
    cache
        What has been derived from it in this process.
    folder
        Where it lies, and what is derived from it for other processes; None in memory alone.
    """

    known: NetworkInfo
    digest: str
    arrays: Mapping[str, npt.NDArray[Any]]
    cache: Cache = field(default_factory=Cache, repr=False)
    folder: Path | None = field(default=None, repr=False)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self.arrays[name]

    @property
    def edges(self) -> int:
        """How many edges there are."""
        return len(self["tail"])

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees, WGS-84."""
        east, north = self["east"], self["north"]
        lon, lat = to_degrees([east.min(), east.max()], [north.min(), north.max()])
        return float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])

    def lattice_snaps(self, profile: Profile) -> "Snaps":
        """Where the centres of the squares meet the roads, in the order of ``*_cell``."""
        edge = np.asarray(self[f"{profile}_edge"], dtype=np.intp)
        at_m = self["metres"][edge] * (self[f"{profile}_part"] / 65535.0)
        return Snaps(edge, at_m, self[f"{profile}_walk"] / 16.0)

    def metric(self, use: Use, unit: str) -> Metric:
        """What the edges cost a movement in minutes (``min``) or metres (``m``)."""
        movement = Movement.of(use)
        on_roads = movement.on_roads(unit)

        def weigh() -> Metric:
            made = Metric.of(self.arrays, on_roads, unit)
            if on_roads.is_usual:
                return made
            usual = self.metric(on_roads.profile, unit)  # what is the same is held once
            return replace(made, metres=usual.metres, open=usual.open, local=usual.local)

        metric = self.derive("metric", on_roads, unit, weigh)
        if unit == "m" or on_roads.walk_kmh == movement.walk_kmh:
            return metric
        return replace(metric, walk=min_per_m(movement.walk_kmh))

    def derive(self, kind: str, on_roads: Movement, unit: str, make: Callable[[], T]) -> T:
        """
        What is derived of one kind from the costs of edges, made once.

        What is stated is kept apart, so that an odd speed drives nothing out that most ask for.
        """
        if on_roads.is_usual:
            return self.cache.get(kind, (on_roads, unit), make, most=METRICS_KEPT)
        return self.cache.get(f"stated {kind}", (on_roads, unit), make, most=STATED_KEPT)

    def fastest_m_min(self, use: Use) -> float:
        """Metres a minute on its quickest road, or of who walks to it."""
        metric = self.metric(use, "min")

        def look() -> float:
            return float(metric.per_m.min(initial=np.inf))

        return 1 / min(self.derive("fastest", metric.movement, "min", look), metric.walk)


@dataclass(frozen=True, eq=False, slots=True)
class Snaps:
    """
    Where n places meet the roads.

    Parameters
    ----------
    edge
        The edge, shape (n,); -1 where no road is known within the cap.
    at_m
        How far along the edge, in metres from its tail, shape (n,).
    walk_m
        Length of the straight walk to that point, metres, shape (n,); NaN without a road.
    """

    edge: Ints
    at_m: Floats
    walk_m: Floats

    def __len__(self) -> int:
        return len(self.edge)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Where a road is known."""
        return self.edge >= 0

    def __getitem__(self, at: Any) -> "Snaps":
        return Snaps(self.edge[at], self.at_m[at], self.walk_m[at])
