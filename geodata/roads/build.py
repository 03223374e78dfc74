"""From the ways of an extract to a network: edges between crossings, and what lies where."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from geodata.base.arrays import Flags, Floats, Ints, spans
from geodata.base.geodesy import ecef, geodesic_m
from geodata.base.mercator import FARTHEST_LAT, to_plane
from geodata.errors import refusal
from geodata.roads.components import Edges, close_small_parts, parts_of
from geodata.roads.gates import gate_vertices, part_at_gates
from geodata.roads.lattice import BOX_M, CELL_M, lattice_over, segments_by_box, snapped_cells
from geodata.roads.network import Arrays, Aside, NetworkInfo, Signs
from geodata.roads.snapping import FARTHEST_WALK_M
from geodata.roads.turns import Crossings, turns_of
from geodata.signs.osm import Ways, read_ways
from geodata.signs.profile import OPEN
from geodata.signs.several import as_one
from geodata.signs.squares import NO_NUMBER, add_ways_across
from geodata.signs.tags import ENDS_ONLY

DEGREES = 1e-7
ENDS_HERE = 3  # as a crossing of as many
MOST_ASIDE = 10  # pieces that are told
SPEEDS = ("kmh", "kmh_back", "walk_kmh", "walk_kmh_back")


def build(path: Path, tell: Callable[[str], None]) -> tuple[NetworkInfo, Arrays]:
    """
    A network from an OpenStreetMap extract.

    Parameters
    ----------
    path
        As `osm.read_ways` takes it.
    tell
        Told how far the work is.

    Raises
    ------
    FileRefused
        As `osm.read_ways`, or if no two of its vertices are connected.
    """
    return build_together((path,), tell)


def build_together(
    paths: Sequence[Path], tell: Callable[[str], None]
) -> tuple[NetworkInfo, Arrays]:
    """One network from several extracts, as `build`; what is refused is named."""
    ways = as_one([read_ways(path, tell) for path in paths])
    tell(f"{len(ways.kind):,} ways; joining them")
    return network_of(ways, paths[0], tell)


def network_of(ways: Ways, path: Path, tell: Callable[[str], None]) -> tuple[NetworkInfo, Arrays]:
    """A network from ways that have been read."""
    add_ways_across(ways)
    lon, lat = (ways.column(each) * DEGREES for each in ("x", "y"))
    placed = (np.abs(lon) <= 180) & (np.abs(lat) < FARTHEST_LAT)
    start = segments_of(ways, ways.column("ids"), placed)
    if not start.size:
        raise refusal(path, "holds no two connected points of a road; export it with its nodes")
    edges, number, gates = edges_of(ways, start, lengths_m(lon, lat, start))
    aside = close_small_parts(edges)
    if aside.all():
        raise refusal(path, "holds no roads that are connected")
    tell(f"{len(aside) - aside.sum():,} edges; laying out the index")
    arrays, node = lay_out(ways, edges, start, (lon, lat))
    turns = turns_of(ways.restrictions, crossings_of(ways, edges, arrays, number[node]))
    boxes = lattice_over(path, arrays, BOX_M)
    arrays |= turns.arrays | segments_by_box(arrays, boxes)
    known = NetworkInfo(
        source_date=ways.newest,
        nodes=len(node),
        set_aside_km=round(float(edges.metres[aside].sum()) / 1000, 1),
        missing_nodes=int((~placed).sum()),
        boxes=boxes,
        cells=lattice_over(path, arrays, CELL_M, FARTHEST_WALK_M),
        signs=Signs(turns.read, turns.unread, gates, timed_signs(ways)),
        aside=largest_aside(edges, aside, start, (lon, lat)),
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


def edges_of(ways: Ways, start: Ints, metres: Floats) -> tuple[Edges, Ints, int]:
    """
    Segments gathered into edges, which end where roads meet, a way ends or a gate stands.

    Returns
    -------
    Edges
        Between vertices, which are numbered anew.
    Ints
        OpenStreetMap's number of each vertex; those beyond are sides of gates.
    int
        How many vertices are gates.
    """
    number, vertex = np.unique(ways.column("ids"), return_inverse=True)
    gate, passed = gate_vertices(ways.gates, number)
    way = np.searchsorted(ways.column("starts"), start, side="right") - 1
    count = np.bincount(np.concatenate([vertex[start], vertex[start + 1]]), minlength=len(number))
    count[gate] = np.where(count[gate] == 2, ENDS_HERE, count[gate])
    goes_on = np.zeros(len(start), dtype=bool)
    follows = (start[1:] == start[:-1] + 1) & (way[1:] == way[:-1])
    goes_on[1:] = follows & (count[vertex[start[1:]]] == 2)
    first = np.append(np.flatnonzero(~goes_on), len(start))
    last = first[1:] - 1
    edges = Edges(
        first=first,
        tail=vertex[start[first[:-1]]],
        head=vertex[start[last] + 1],
        metres=np.add.reduceat(metres, first[:-1]),
        way=way[first[:-1]],
        directions=ways.column("directions")[way[first[:-1]]].copy(),
    )
    parted = part_at_gates(edges, gate, passed, len(number))
    return (
        parted,
        np.append(number, np.full(len(parted.tail) - len(edges.tail), NO_NUMBER)),
        len(gate),
    )


def lay_out(
    ways: Ways, edges: Edges, start: Ints, degrees: tuple[Floats, Floats]
) -> tuple[Arrays, Ints]:
    """The arrays of the edges that anybody can use, and the vertex that each node is."""
    source, count = vertices_of(edges, start)
    east, north = to_plane(*(each[source] for each in degrees))
    kept = np.flatnonzero(edges.directions & OPEN)
    node, at = np.unique(np.concatenate([edges.tail[kept], edges.head[kept]]), return_inverse=True)
    way = edges.way[kept]
    kind, directions = ways.column("kind")[way], edges.directions[kept]
    joins = np.where(
        np.isin(kind, ENDS_ONLY) | (kept >= len(edges.first) - 1), 0, directions & OPEN
    )
    last = np.zeros(len(source), dtype=bool)
    last[np.cumsum(count) - 1] = True
    return {
        "east": np.rint(east).astype(np.int32),
        "north": np.rint(north).astype(np.int32),
        "directions_at": np.where(last, 0, np.repeat(joins, count)),
        "first": np.append(0, np.cumsum(count)),
        "tail": at[: len(kept)],
        "head": at[len(kept) :],
        "metres": edges.metres[kept],
        "kind": kind,
        "directions": directions,
    } | {name: each[way] for name, each in speeds(ways, edges).items()}, node


def vertices_of(edges: Edges, start: Ints) -> tuple[Ints, Ints]:
    """Positions of the vertices of the edges that anybody can use, and how many each has."""
    kept = np.flatnonzero(edges.directions & OPEN)
    real = kept[kept < len(edges.first) - 1]
    count = np.diff(edges.first)[real]
    segment = spans(edges.first[real], count)
    ends = np.cumsum(count + 1) - 1  # the last vertex of each edge
    last = np.zeros(len(segment) + len(real), dtype=bool)
    last[ends] = True
    source = np.empty(len(last), dtype=np.intp)
    source[~last] = start[segment]
    source[ends] = start[segment[np.cumsum(count) - 1]] + 1
    through = kept[len(real) :] - (len(edges.first) - 1)
    at = np.repeat(gate_positions(edges, start)[through], 2)
    return np.append(source, at), np.append(count + 1, np.full(len(through), 2))


def gate_positions(edges: Edges, start: Ints) -> Ints:
    """Position of the vertex at which each edge through a gate lies."""
    count = len(edges.first) - 1
    if len(edges.tail) == count:
        return np.empty(0, dtype=np.intp)
    sides = np.append(edges.tail[:count], edges.head[:count]) >= edges.tail[count]
    at = np.flatnonzero(sides)
    begins, ends = start[edges.first[:-1]], start[edges.first[1:] - 1] + 1
    found: Ints = np.append(begins, ends)[at]
    return found


def speeds(ways: Ways, edges: Edges) -> dict[str, Floats]:
    """The speeds on each way; a ferry's from its length and duration where that is stated."""
    minutes = ways.column("minutes")
    km = np.bincount(edges.way, edges.metres, len(minutes)) / 1000
    with np.errstate(divide="ignore", invalid="ignore"):
        stated = np.maximum(km, 1e-3) / (minutes / 60)
    every = {name: ways.column(name).astype(np.float64) for name in SPEEDS}
    return {name: np.where(minutes > 0, stated, each) for name, each in every.items()}


def largest_aside(
    edges: Edges, aside: Flags, start: Ints, degrees: tuple[Floats, Floats]
) -> tuple[Aside, ...]:
    """The longest connected pieces of what is set aside, and where each begins."""
    mine = np.flatnonzero(aside)
    if not mine.size:
        return ()
    _, ends = np.unique(np.append(edges.tail[mine], edges.head[mine]), return_inverse=True)
    part = parts_of(ends[: len(mine)], ends[len(mine) :], "weak")[ends[: len(mine)]]
    km = np.bincount(part, edges.metres[mine]) / 1000
    longest = np.argsort(-km, kind="stable")[:MOST_ASIDE]
    real = mine < len(edges.first) - 1
    found = []
    for each in longest.tolist():
        inside = mine[(part == each) & real]
        if inside.size and km[each] > 0:
            lon, lat = (float(axis[start[edges.first[inside[0]]]]) for axis in degrees)
            found.append((round(float(km[each]), 3), round(lon, 5), round(lat, 5)))
    return tuple(found)


def timed_signs(ways: Ways) -> int:
    """How many signs hold at some times only; many nodes that say so are on no way."""
    nodes = [number for kind, number in ways.timed if kind == "n"]
    return len(ways.timed) - len(nodes) + int(np.isin(nodes, ways.column("ids")).sum())


def crossings_of(ways: Ways, edges: Edges, arrays: Arrays, node: Ints) -> Crossings:
    """The edges that cars use, as restrictions of turns speak of them."""
    kept = np.flatnonzero(edges.directions & OPEN)
    way = ways.column("number")[edges.way[kept]].copy()
    way[kept >= len(edges.first) - 1] = NO_NUMBER  # gates are on no way
    return Crossings(way, arrays["tail"], arrays["head"], arrays["directions"], node)
