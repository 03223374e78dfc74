"""From the ways of an extract to a network: edges between crossings, and what lies where."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.base.geodesy import earth_centred, geodesic_m
from geodata.base.mercator import CM, FARTHEST_LAT, stretch, to_plane
from geodata.base.sandbox import refusal
from geodata.campaign.campaign import Floats, Ints
from geodata.roads.network import Arrays, Joins, Known, Lattice, Network, centres
from geodata.roads.osm import Ways, read_ways
from geodata.roads.snapping import FARTHEST_WALK_M, join, spans
from geodata.roads.tags import AGAINST, ALONG, ENDS_ONLY, Profile

Flags = npt.NDArray[np.bool_]
DEGREES = 1e-7
BOX_M, CELL_M = 1000.0, 500.0
MOST_BOXES = 20_000_000
# A part of the network is set aside if it is shorter than this, and than this share of the longest.
SMALL_PART_M, SMALL_PART = 20_000.0, 0.05
# The part within which traffic circulates is taken for the whole if it is most of it.
CIRCULATING = 0.5


@dataclass(eq=False, slots=True)
class Edges:
    """
    Runs of segments between two nodes.

    Parameters
    ----------
    first
        The first segment of each edge, and the number of all.
    tail, head
        Node at either end.
    metres
        Length.
    way
        Which way it is a piece of.
    directions
        Bits of ``ALONG`` and ``AGAINST`` that are open.
    """

    first: Ints
    tail: Ints
    head: Ints
    metres: Floats
    way: Ints
    directions: npt.NDArray[np.uint8]


def build(path: Path, tell: Callable[[str], None]) -> tuple[Known, Arrays]:
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


def network_of(ways: Ways, path: Path, tell: Callable[[str], None]) -> tuple[Known, Arrays]:
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
    arrays |= boxed(arrays, boxes)
    known = Known(
        source_date=ways.newest,
        nodes=nodes,
        set_aside_km=round(set_aside_km, 1),
        missing_nodes=int((~placed).sum()),
        boxes=boxes,
        cells=lattice_over(path, arrays, CELL_M, FARTHEST_WALK_M),
    )
    tell("joining the land to the roads")
    return known, arrays | cells_joined(known, arrays)


def segments_of(ways: Ways, ids: Ints, placed: Flags) -> Ints:
    """Positions of the vertices that begin a segment."""
    begins = ways.column("starts")[1:-1]
    within = np.ones(len(ids) - 1, dtype=bool)
    within[begins - 1] = False
    start: Ints = np.flatnonzero(within & placed[:-1] & placed[1:] & (ids[:-1] != ids[1:]))
    return start


def lengths_m(lon: Floats, lat: Floats, start: Ints) -> Floats:
    """Geodesic length of each segment in metres."""
    place = earth_centred(lon, lat)
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


def close_small_parts(edges: Edges) -> float:
    """
    Close what cannot be used by either profile, and say how many kilometres nobody can use then.

    Set aside are small parts that are connected to nothing else, and pieces that traffic cannot
    both enter and leave: most are where an extract was cut or a way was drawn wrongly.
    """
    whole = edges.metres.sum()
    for profile in Profile:
        bits = ALONG[profile] | AGAINST[profile]
        mine = np.flatnonzero(edges.directions & bits)
        if mine.size:
            closed = mine[set_aside(edges, mine, profile)]
            edges.directions[closed] &= np.uint8(~bits & 0xFF)
    return float(whole - edges.metres[edges.directions > 0].sum()) / 1000


def set_aside(edges: Edges, mine: Ints, profile: Profile) -> Flags:
    """Which of a profile's edges are in small parts, or on no round trip."""
    _, ends = np.unique(np.concatenate([edges.tail[mine], edges.head[mine]]), return_inverse=True)
    tail, head = ends[: len(mine)], ends[len(mine) :]
    metres, open_to = edges.metres[mine], edges.directions[mine]
    part = parts_of(tail, head, "weak")[tail]
    length = np.bincount(part, metres)
    limit = min(SMALL_PART_M, SMALL_PART * length.max())
    along, against = open_to & ALONG[profile] > 0, open_to & AGAINST[profile] > 0
    circle = parts_of(
        np.concatenate([tail[along], head[against]]),
        np.concatenate([head[along], tail[against]]),
        "strong",
    )
    inside = circle[tail] == circle[head]
    round_trip = np.bincount(circle[tail], metres * inside, circle.max() + 1)
    # The longest round trip of each part, where it is most of the part.
    longest = np.zeros(len(length))
    np.maximum.at(longest, part, round_trip[circle[tail]])
    circulates = longest > CIRCULATING * length
    off = ~inside | (round_trip[circle[tail]] < longest[part])
    aside: Flags = (length[part] < limit) | (circulates[part] & off)
    return aside


def parts_of(tail: Ints, head: Ints, connection: Literal["weak", "strong"]) -> Ints:
    """The connected part of each node, by number."""
    size = int(max(tail.max(), head.max())) + 1 if len(tail) else 0
    arcs = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(size, size))
    _, part = connected_components(arcs.tocsr(), directed=True, connection=connection)
    return np.asarray(part, dtype=np.intp)


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


def lattice_over(path: Path, arrays: Arrays, side_m: float, pad_m: float = 0.0) -> Lattice:
    """Squares of about this many metres over all roads, and so far beyond them."""
    east, north = arrays["east"], arrays["north"]
    middle = stretch((float(north.min()) + float(north.max())) / 2)
    side = side_m * CM * float(middle)
    pad = side * (1 + pad_m / side_m)  # more than is asked for: no road lies on the border
    lattice = Lattice.over(
        (east.min() - pad, north.min() - pad, east.max() + pad, north.max() + pad), side
    )
    if len(lattice) > MOST_BOXES:
        raise refusal(path, "spans more land than a region has; cut out the region")
    return lattice


def boxed(arrays: Arrays, boxes: Lattice) -> Arrays:
    """The segments that touch each box, by the box that bounds them."""
    segment = np.flatnonzero(arrays["directions_at"])
    low_x, high_x = span_of(arrays["east"], segment, boxes.west, boxes.side)
    low_y, high_y = span_of(arrays["north"], segment, boxes.south, boxes.side)
    wide, high = high_x - low_x + 1, high_y - low_y + 1
    owner = np.repeat(np.arange(len(segment)), wide * high)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    row = low_y[owner] + within // wide[owner]
    box = row * boxes.columns + low_x[owner] + within % wide[owner]
    order = np.argsort(box, kind="stable")
    start = np.searchsorted(box[order], np.arange(len(boxes) + 1))
    return {"box_start": start, "boxed": segment[owner[order]]}


def span_of(line: Any, segment: Ints, origin: float, side: float) -> tuple[Ints, Ints]:
    """The first and last row or column that each segment touches."""
    a, b = line[segment].astype(np.float64), line[segment + 1].astype(np.float64)
    low = ((np.minimum(a, b) - origin) // side).astype(np.intp)
    return low, ((np.maximum(a, b) - origin) // side).astype(np.intp)


def cells_joined(known: Known, arrays: Arrays) -> Arrays:
    """The squares whose centres are near a road of each profile, and where they meet it."""
    network = Network(known, "", arrays)
    cell = cells_near(network)
    lon, lat = centres(known.cells, cell)
    made: Arrays = {}
    nearest = join(network, lon, lat, None)
    for profile in Profile:
        # Nearly everywhere the nearest road of all is one that the profile uses.
        bits = ALONG[profile] | AGAINST[profile]
        other = nearest.known & (arrays["directions"][nearest.edge] & bits == 0)
        again = join(network, lon[other], lat[other], profile)
        joins = nearest[np.arange(len(cell))]
        for name in ("edge", "at_m", "walk_m"):
            getattr(joins, name)[other] = getattr(again, name)
        made |= cells_of(network, profile, cell, joins)
    return made


def cells_of(network: Network, profile: Profile, cell: Ints, joins: Joins) -> Arrays:
    """The squares of one profile as they are stored."""
    near = joins.known
    edge = joins.edge[near]
    metres = network["metres"][edge]
    return {
        f"{profile}_cell": cell[near],
        f"{profile}_edge": edge,
        f"{profile}_part": np.rint(joins.at_m[near] / np.where(metres > 0, metres, 1) * 65535),
        f"{profile}_walk": np.rint(joins.walk_m[near] * 16),
    }


def cells_near(network: Network) -> Ints:
    """The squares whose centres may be near a road: near a box that a segment touches."""
    boxes, cells = network.known.boxes, network.known.cells
    held = np.diff(network["box_start"]).reshape(boxes.rows, boxes.columns) > 0
    rings = int(np.ceil(FARTHEST_WALK_M / BOX_M)) + 1
    near = np.pad(held, rings)
    for axis in (0, 1):
        near = np.logical_or.reduce([np.roll(near, n, axis) for n in range(-rings, rings + 1)])
    row, column = np.divmod(np.arange(len(cells)), cells.columns)
    north, east = ((n + 0.5) * cells.side for n in (row, column))
    box_row = (cells.south + north - boxes.south) // boxes.side + rings
    box_column = (cells.west + east - boxes.west) // boxes.side + rings
    inside = (box_row >= 0) & (box_row < near.shape[0])
    inside &= (box_column >= 0) & (box_column < near.shape[1])
    at = np.flatnonzero(inside)
    found: Ints = at[near[box_row[at].astype(np.intp), box_column[at].astype(np.intp)]]
    return found
