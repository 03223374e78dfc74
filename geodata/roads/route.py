"""The way from one place to another, as it is drawn on a map."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.base.arrays import Floats, Ints
from geodata.base.mercator import to_degrees
from geodata.roads.costs import arrivals, mirrored
from geodata.roads.network import METRICS_KEPT, Joins, Metric, Network
from geodata.roads.profile import Profile

NOWHERE = -9999  # scipy's predecessor of a source, and of what was not reached


@dataclass(frozen=True, eq=False, slots=True)
class Way:
    """
    The quickest way from a place to a target.

    Parameters
    ----------
    lon, lat
        Its corners on the road, degrees, WGS-84, shape (n,).
    minutes
        From door to door, walks included.
    metres
        Length on the road.
    walk_m
        Length of the straight walks to the road and from it.
    """

    lon: Floats
    lat: Floats
    minutes: float
    metres: float
    walk_m: tuple[float, float]


@dataclass(frozen=True, eq=False, slots=True)
class Graph:
    """The arcs of a metric, with the edge of each: ``edge`` lies parallel to ``arcs.data``."""

    arcs: Any
    edge: Ints


def way(network: Network, profile: Profile, place: Joins, target: Joins) -> Way | None:
    """
    The quickest way between two places that are joined to the network; None without one.

    Parameters
    ----------
    place, target
        One place each.
    """
    metric = network.metric(profile, "min")
    found = within_edge(metric, place, target)
    through = over_nodes(network, profile, place, target)
    if through is not None and (found is None or through[0] < found):
        minutes, pieces = through
    elif found is not None:
        minutes, pieces = found, [(int(place.edge[0]), float(place.at_m[0]), float(target.at_m[0]))]
    else:
        return None
    walk_m = float(place.walk_m[0]), float(target.walk_m[0])
    corners = [piece_of(network, *piece) for piece in pieces]
    east, north = (np.concatenate([each[axis] for each in corners]) for axis in (0, 1))
    lon, lat = to_degrees(east, north)
    metres = sum(abs(to - from_) for _, from_, to in pieces)
    return Way(lon, lat, minutes + sum(walk_m) * metric.walk, metres, walk_m)


def within_edge(metric: Metric, place: Joins, target: Joins) -> float | None:
    """Minutes along the one edge on which both lie; None if they do not, or it is closed."""
    edge = place.edge[0]
    if edge < 0 or edge != target.edge[0]:
        return None
    ahead_m = float(target.at_m[0] - place.at_m[0])
    opens = metric.along[edge] if ahead_m > 0 else metric.against[edge]
    if ahead_m and not np.isfinite(opens):
        return None
    return float(abs(ahead_m) * metric.per_m[edge])


def over_nodes(
    network: Network, profile: Profile, place: Joins, target: Joins
) -> tuple[float, list[tuple[int, float, float]]] | None:
    """Minutes on the road, and the pieces of edges (edge, from metre, to metre) in order."""
    metric = network.metric(profile, "min")
    leaves, leaving, _ = arrivals(network, mirrored(metric), place)
    enters, entering, _ = arrivals(network, metric, target)
    if not leaves.size or not enters.size:
        return None
    graph, size = graph_of(network, profile), network.known.nodes
    order = np.argsort(leaves)
    with_place = csr_array(
        (
            np.append(graph.arcs.data, leaving[order]),
            np.append(graph.arcs.indices, leaves[order].astype(np.int32)),
            np.append(graph.arcs.indptr, np.int32(len(graph.arcs.data) + len(leaves))),
        ),
        shape=(size + 1, size + 1),
    )
    found, came_from = dijkstra(with_place, indices=[size], return_predecessors=True)
    cost, before = found[0], came_from[0]
    total = cost[enters] + entering
    best = int(np.argmin(total))
    if not np.isfinite(total[best]):
        return None
    nodes = [int(enters[best])]
    while before[nodes[-1]] not in (size, NOWHERE):
        nodes.append(int(before[nodes[-1]]))
    nodes.reverse()
    walks = (place.walk_m[0] + target.walk_m[0]) * metric.walk
    pieces = [leaving_piece(network, metric, place, nodes[0])]
    pieces += [edge_between(network, graph, a, b) for a, b in pairwise(nodes)]
    edge, to, from_ = leaving_piece(network, mirrored(metric), target, nodes[-1])
    return float(total[best] - walks), [*pieces, (edge, from_, to)]


def leaving_piece(
    network: Network, metric: Metric, place: Joins, node: int
) -> tuple[int, float, float]:
    """The piece of a place's own edge to a node at one of its ends, the shorter if it is both."""
    edge, at_m = int(place.edge[0]), float(place.at_m[0])
    whole = float(network["metres"][edge])
    ends = []
    if network["head"][edge] == node and (np.isfinite(metric.along[edge]) or at_m >= whole):
        ends.append((whole - at_m, whole))
    if network["tail"][edge] == node and (np.isfinite(metric.against[edge]) or at_m <= 0):
        ends.append((at_m, 0.0))
    return edge, at_m, min(ends)[1]


def graph_of(network: Network, profile: Profile) -> Graph:
    """The arcs of a network for a profile in minutes; kept with it."""

    def gather() -> Graph:
        return arcs_of(network, network.metric(profile, "min"))

    return network.cache.get("graph", profile, gather, most=METRICS_KEPT)


def arcs_of(network: Network, metric: Metric) -> Graph:
    """One arc for each direction that is open; of parallel ones the cheapest."""
    along, against = np.isfinite(metric.along), np.isfinite(metric.against)
    tail, head = network["tail"], network["head"]
    row, column = np.append(tail[along], head[against]), np.append(head[along], tail[against])
    cost = np.append(metric.along[along], metric.against[against])
    edge = np.append(np.flatnonzero(along), np.flatnonzero(against))
    order = np.lexsort((cost, column, row))
    row, column = row[order], column[order]
    first = np.append(True, (row[1:] != row[:-1]) | (column[1:] != column[:-1]))[: len(row)]
    order, row, column = order[first], row[first], column[first]
    size = network.known.nodes
    starts = np.searchsorted(row, np.arange(size + 1)).astype(np.int32)
    arcs = csr_array((cost[order], column.astype(np.int32), starts), shape=(size, size))
    return Graph(arcs, edge[order])


def edge_between(network: Network, graph: Graph, a: int, b: int) -> tuple[int, float, float]:
    """The edge by which one gets from a node to its neighbour, whole."""
    low, high = graph.arcs.indptr[a], graph.arcs.indptr[a + 1]
    edge = int(graph.edge[low + np.searchsorted(graph.arcs.indices[low:high], b)])
    whole = float(network["metres"][edge])
    return (edge, 0.0, whole) if network["tail"][edge] == a else (edge, whole, 0.0)


def piece_of(network: Network, edge: int, from_m: float, to_m: float) -> tuple[Floats, Floats]:
    """The corners of a piece of an edge on the plane, from one of its metres to another."""
    vertices = slice(network["first"][edge], network["first"][edge + 1])
    x, y = (network[name][vertices].astype(np.float64) for name in ("east", "north"))
    steps = np.hypot(np.diff(x), np.diff(y))
    whole = float(network["metres"][edge])
    at = np.append(0.0, np.cumsum(steps)) * (whole / steps.sum() if steps.sum() else 0.0)
    low, high = min(from_m, to_m), max(from_m, to_m)
    inside = at[(at > low) & (at < high)]
    metres = np.concatenate([[low], inside, [high]])
    east, north = np.interp(metres, at, x), np.interp(metres, at, y)
    return (east, north) if from_m <= to_m else (east[::-1], north[::-1])
