"""The way from one place to another, as it is drawn on a map."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from geodata.base.arrays import Floats, Ints
from geodata.base.mercator import to_degrees
from geodata.roads.contraction import Spread
from geodata.roads.costs import arrivals, reversed_metric
from geodata.roads.network import METRICS_KEPT, Metric, Network, Snaps
from geodata.roads.profile import Profile

Piece = tuple[int, float, float]  # an edge, from which of its metres, to which
START = -1
# What the costs of two nodes may differ by from that of the edge between them: a search adds up
# thousands of costs of seven digits.
SLACK, SLACK_MIN = 1e-6, 1e-3


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


def way(
    network: Network, profile: Profile, place: Snaps, target: Snaps, spread: Spread
) -> Way | None:
    """
    The quickest way between two places that are joined to the network; None without one.

    Parameters
    ----------
    place, target
        One place each.
    spread
        The search from the place, in minutes: `costs.spread_from`.
    """
    metric = network.metric(profile, "min")
    direct = within_edge(metric, place, target)
    through = over_nodes(network, profile, place, target, spread)
    if through is not None and (direct is None or through[0] < direct):
        minutes, pieces = through
    elif direct is not None:
        minutes, pieces = (
            direct, [(int(place.edge[0]), float(place.at_m[0]), float(target.at_m[0]))]
        )  # fmt: skip
    else:
        return None
    walk_m = float(place.walk_m[0]), float(target.walk_m[0])
    corners = [piece_of(network, *piece) for piece in pieces]
    east, north = (np.concatenate([each[axis] for each in corners]) for axis in (0, 1))
    lon, lat = to_degrees(east, north)
    metres = sum(abs(to - from_) for _, from_, to in pieces)
    return Way(lon, lat, minutes + sum(walk_m) * metric.walk, metres, walk_m)


def within_edge(metric: Metric, place: Snaps, target: Snaps) -> float | None:
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
    network: Network, profile: Profile, place: Snaps, target: Snaps, spread: Spread
) -> tuple[float, list[Piece]] | None:
    """Minutes on the road, and the pieces of edges in order."""
    metric = network.metric(profile, "min")
    enters, entering, _ = arrivals(network, metric, target)
    if not enters.size:
        return None
    total = spread.cost[enters] + entering
    best = int(np.argmin(total))
    if not np.isfinite(total[best]):
        return None
    nodes, edges = chain_to(network, profile, place, spread, int(enters[best]))
    pieces = [leaving_piece(network, metric, place, nodes[0])]
    pieces += [whole_piece(network, edge, node) for node, edge in zip(nodes, edges, strict=False)]
    edge, to, from_ = leaving_piece(network, reversed_metric(metric), target, nodes[-1])
    pieces.append((edge, from_, to))
    return sum(abs(b - a) * float(metric.per_m[edge]) for edge, a, b in pieces), pieces


def chain_to(
    network: Network, profile: Profile, place: Snaps, spread: Spread, last: int
) -> tuple[list[int], list[int]]:
    """
    The nodes of the quickest way from a place to a node, and the edges between them.

    The way is followed backwards, each time to the neighbour from which the cost can have come.
    Where edges are shorter than costs are exact a neighbour may lead nowhere: then the next best
    is tried.
    """
    metric = network.metric(profile, "min")
    graph, starts = graph_of(network, profile), starts_of(network, metric, place)
    nodes, edges, seen = [last], list[int](), {last}
    rivals = [steps_back(graph, spread, starts, last)]
    while True:
        step = next(rivals[-1], None)
        if step is None:
            rivals.pop()
            nodes.pop()
            edges.pop()
        elif step[0] == START:
            return nodes[::-1], edges[::-1]
        elif step[0] not in seen:
            seen.add(step[0])
            nodes.append(step[0])
            edges.append(step[1])
            rivals.append(steps_back(graph, spread, starts, step[0]))


def starts_of(network: Network, metric: Metric, place: Snaps) -> dict[int, float]:
    """The nodes to which one leaves a place, and the cost to there."""
    leaves, leaving, _ = arrivals(network, reversed_metric(metric), place)
    order = np.argsort(-leaving)  # of two ways out to one node the quicker, written last, stays
    return dict(zip(leaves[order].tolist(), leaving[order].tolist(), strict=True))


def steps_back(
    graph: Graph, spread: Spread, starts: Mapping[int, float], node: int
) -> Iterator[tuple[int, int]]:
    """From where the quickest way can have come to a node, and by which edge; the best first."""
    arcs = slice(graph.arcs.indptr[node], graph.arcs.indptr[node + 1])
    before, edge = graph.arcs.indices[arcs], graph.edge[arcs]
    cost = spread.cost[before] + graph.arcs.data[arcs]
    steps = [*zip(cost.tolist(), before.tolist(), edge.tolist(), strict=True)]
    if node in starts:
        steps.append((starts[node], START, START))
    steps.sort()
    most = spread.cost[node] * (1 + SLACK) + SLACK_MIN
    return iter([(from_, by) for cost, from_, by in steps if cost <= most])


def leaving_piece(network: Network, metric: Metric, place: Snaps, node: int) -> Piece:
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
    """The arcs of a network in minutes, against the traffic; kept with it."""

    def turn() -> Graph:
        return arcs_of(network, reversed_metric(network.metric(profile, "min")))

    return network.cache.get("graph", profile, turn, most=METRICS_KEPT)


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


def whole_piece(network: Network, edge: int, node: int) -> Piece:
    """An edge from one of its nodes to the other."""
    whole = float(network["metres"][edge])
    return (edge, 0.0, whole) if network["tail"][edge] == node else (edge, whole, 0.0)


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
