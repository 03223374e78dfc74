"""From the ways of an extract to a network: edges between crossings, and what lies where."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.geodesy import ecef, geodesic_m
from geodata.base.mercator import FARTHEST_LAT, to_plane
from geodata.errors import refusal
from geodata.roads.components import Edges, close_small_parts
from geodata.roads.lattice import BOX_M, CELL_M, lattice_over, segments_by_box, snapped_cells
from geodata.roads.network import Arrays, NetworkInfo
from geodata.roads.osm import Ways, read_ways
from geodata.roads.snapping import FARTHEST_WALK_M, spans
from geodata.roads.tags import ENDS_ONLY

DEGREES = 1e-7


def build(path: Path, tell: Callable[[str], None]) -> tuple[NetworkInfo, Arrays]:
    """
    A network from an OpenStreetMap extract.

    Parameters
    ----------
    path
        As `extract.read_ways` takes it.
    tell
        Told how far the work is.

    Raises
    ------
    FileRefused
        As `extract.read_ways`, or if no two of its vertices are connected.
    """
    ways = read_ways(path, tell)
    tell(f"{len(ways.kind):,} ways; joining them")
    return network_of(ways, path, tell)


def network_of(ways: Ways, path: Path, tell: Callable[[str], None]) -> tuple[NetworkInfo, Arrays]:
    """A network from ways that have been read."""
    x, y, ids = (ways.column(each) for each in ("x", "y", "ids"))
    lon, lat = x * DEGREES, y * DEGREES
    placed = (np.abs(lon) <= 180) & (np.abs(lat) < FARTHEST_LAT)
    start = segments_of(ways, ids, placed)
    if not start.size:
        raise refusal(path, "holds no two connected points of a road; export it with its nodes")
    _, vertex = np.unique(ids, return_inverse=True)
    edges = edges_of(ways, start, vertex, lengths_m(lon, lat, start))
    set_aside_km = close_small_parts(edges)
    kept = np.flatnonzero(edges.directions)
    if not kept.size:
        raise refusal(path, "holds no roads that are connected")
    tell(f"{len(kept):,} edges; laying out the index")
    arrays, nodes = laid_out(ways, edges, kept, start, (lon, lat))
    boxes = lattice_over(path, arrays, BOX_M)
    arrays |= segments_by_box(arrays, boxes)
    known = NetworkInfo(
        source_date=ways.newest,
        nodes=nodes,
        set_aside_km=round(set_aside_km, 1),
        missing_nodes=int((~placed).sum()),
        boxes=boxes,
        cells=lattice_over(path, arrays, CELL_M, FARTHEST_WALK_M),
    )
    tell("joining the land to the roads")
    return known, arrays | snapped_cells(known, arrays)


def segments_of(ways: Ways, ids: Ints, placed: Flags) -> Ints:
    """Positions of the vertices that begin a segment."""
    begins = ways.column("starts")[1:-1]
    within = np.ones(len(ids) - 1, dtype=bool)
    within[begins - 1] = False
    start: Ints = np.flatnonzero(within & placed[:-1] & placed[1:] & (ids[:-1] != ids[1:]))
    return start


def lengths_m(lon: Floats, lat: Floats, start: Ints) -> Floats:
    """Geodesic length of each segment in metres."""
    place = ecef(lon, lat)
    a, b = place[start], place[start + 1]
    return geodesic_m(a, b, np.sqrt(((a - b) ** 2).sum(axis=1)))


def edges_of(ways: Ways, start: Ints, vertex: Ints, metres: Floats) -> Edges:
    """Segments gathered into edges, which end where roads meet or a way ends."""
    way = np.searchsorted(ways.column("starts"), start, side="right") - 1
    count = np.bincount(np.concatenate([vertex[start], vertex[start + 1]]))
    goes_on = np.zeros(len(start), dtype=bool)
    follows = (start[1:] == start[:-1] + 1) & (way[1:] == way[:-1])
    goes_on[1:] = follows & (count[vertex[start[1:]]] == 2)
    first = np.append(np.flatnonzero(~goes_on), len(start))
    last = first[1:] - 1
    return Edges(
        first=first,
        tail=vertex[start[first[:-1]]],
        head=vertex[start[last] + 1],
        metres=np.add.reduceat(metres, first[:-1]),
        way=way[first[:-1]],
        directions=ways.column("directions")[way[first[:-1]]].copy(),
    )


def laid_out(
    ways: Ways, edges: Edges, kept: Ints, start: Ints, degrees: tuple[Floats, Floats]
) -> tuple[Arrays, int]:
    """The arrays of the edges that are kept, and how many nodes they have."""
    count = np.diff(edges.first)[kept]
    segment = spans(edges.first[kept], count)
    ends = np.cumsum(count + 1) - 1  # the last vertex of each edge
    last = np.zeros(len(segment) + len(kept), dtype=bool)
    last[ends] = True
    source = np.empty(len(last), dtype=np.intp)
    source[~last] = start[segment]
    source[ends] = start[segment[np.cumsum(count) - 1]] + 1
    east, north = to_plane(*(each[source] for each in degrees))
    nodes, at = np.unique(np.concatenate([edges.tail[kept], edges.head[kept]]), return_inverse=True)
    way = edges.way[kept]
    kind, directions = ways.column("kind")[way], edges.directions[kept]
    joinable = np.where(np.isin(kind, ENDS_ONLY), 0, directions)
    metres, kmh = edges.metres[kept], speeds(ways, edges)[way]
    return {
        "east": np.rint(east).astype(np.int32),
        "north": np.rint(north).astype(np.int32),
        "directions_at": np.where(last, 0, np.repeat(joinable, count + 1)),
        "first": np.append(0, np.cumsum(count + 1)),
        "tail": at[: len(kept)],
        "head": at[len(kept) :],
        "metres": metres,
        "kmh": kmh,
        "kind": kind,
        "directions": directions,
    }, len(nodes)


def speeds(ways: Ways, edges: Edges) -> Floats:
    """The speed on each way; a ferry's from its length and duration where that is stated."""
    minutes, kmh = ways.column("minutes"), ways.column("kmh").astype(np.float64)
    km = np.bincount(edges.way, edges.metres, len(kmh)) / 1000
    stated: Floats = np.where(minutes > 0, np.maximum(km, 1e-3) / (minutes / 60), kmh)
    return stated
