"""The way from one place to another, as it is drawn on a map."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from geodata.base.arrays import Floats, Ints
from geodata.base.mercator import to_degrees
from geodata.roads.metric import Metric
from geodata.roads.movement import Use
from geodata.roads.network import Network, Snaps
from geodata.ways.contraction import Spread
from geodata.ways.costs import on_one_edge
from geodata.ways.ends import entries, exits
from geodata.ways.states import states_of

Piece = tuple[int, float, float]  # an edge, from which of its metres, to which
Start = tuple[float, bool]  # what it costs to leave a place, and whether by its edge's head
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
    """The arcs of a metric, and parallel to ``arcs.data`` the directed edge of each."""

    arcs: Any
    edge: Ints


def way(network: Network, use: Use, place: Snaps, target: Snaps, spread: Spread) -> Way | None:
    """
    The quickest way between two places that are joined to the network; None without one.

    Parameters
    ----------
    place, target
        One place each.
    spread
        The search from the place, in minutes: `costs.spread_from`.
    """
    metric = network.metric(use, "min")
    walk_m = float(place.walk_m[0]), float(target.walk_m[0])
    pieces = over_states(network, metric, place, target, spread)
    minutes = minutes_of(metric, pieces) if pieces else np.inf
    _, _, direct = on_one_edge(metric, place, target)
    if direct.size and direct[0] - sum(walk_m) * metric.walk <= minutes:
        pieces = [(int(place.edge[0]), float(place.at_m[0]), float(target.at_m[0]))]
        minutes = float(direct[0]) - sum(walk_m) * metric.walk
    if not np.isfinite(minutes):
        return None
    corners = [piece_of(network, *piece) for piece in pieces]
    east, north = (np.concatenate([each[axis] for each in corners]) for axis in (0, 1))
    lon, lat = to_degrees(east, north)
    metres = sum(abs(to - from_) for _, from_, to in pieces)
    return Way(lon, lat, minutes + sum(walk_m) * metric.walk, metres, walk_m)


def minutes_of(metric: Metric, pieces: list[Piece]) -> float:
    """What pieces of edges cost."""
    return sum(abs(b - a) * float(metric.per_m[int(b < a), edge]) for edge, a, b in pieces)


def over_states(
    network: Network, metric: Metric, place: Snaps, target: Snaps, spread: Spread
) -> list[Piece]:
    """The pieces of edges of the quickest way over nodes, in order; none without one."""
    ends = entries(network, metric, target)
    enters, entering, _ = ends.flat()
    if not enters.size:
        return []
    total = spread.cost[enters] + entering
    best = int(np.argmin(total))
    if not np.isfinite(total[best]):
        return []
    starts = starts_of(network, metric, place)
    states, edges = chain_to(graph_of(network, metric), starts, spread, int(enters[best]))
    pieces = [piece_from(network, place, at_head=starts[states[0]][1])]
    pieces += [whole_piece(network, edge) for edge in edges]
    edge, at_m, end_m = piece_from(network, target, at_head=bool(ends.heads()[best]))
    return [*pieces, (edge, end_m, at_m)]


def chain_to(
    graph: Graph, starts: Mapping[int, Start], spread: Spread, last: int
) -> tuple[list[int], list[int]]:
    """
    The states of the quickest way from a place to a state, and the directed edges between them.

    The way is followed backwards, each time to the neighbour from which the cost can have come.
    Where edges are shorter than costs are exact a neighbour may lead nowhere: then the next best
    is tried.
    """
    states, edges, seen = [last], list[int](), {last}
    rivals = [steps_back(graph, spread, starts, last)]
    while True:
        step = next(rivals[-1], None)
        if step is None:
            rivals.pop()
            states.pop()
            edges.pop()
        elif step[0] == START:
            return states[::-1], edges[::-1]
        elif step[0] not in seen:
            seen.add(step[0])
            states.append(step[0])
            edges.append(step[1])
            rivals.append(steps_back(graph, spread, starts, step[0]))


def starts_of(network: Network, metric: Metric, place: Snaps) -> dict[int, Start]:
    """The states to which one leaves a place, the cost to there, and whether by the edge's head."""
    ends = exits(network, metric, place)
    states, costs, _ = ends.flat()
    heads = ends.heads()
    order = np.argsort(-costs)  # of two ways out to one state the quicker, written last, stays
    found = zip(costs[order].tolist(), heads[order].tolist(), strict=True)
    return dict(zip(states[order].tolist(), found, strict=True))


def steps_back(
    graph: Graph, spread: Spread, starts: Mapping[int, Start], state: int
) -> Iterator[tuple[int, int]]:
    """From where the quickest way can have come to a state, and by which edge; the best first."""
    arcs = slice(graph.arcs.indptr[state], graph.arcs.indptr[state + 1])
    before, edge = graph.arcs.indices[arcs], graph.edge[arcs]
    cost = spread.cost[before] + graph.arcs.data[arcs]
    steps = [*zip(cost.tolist(), before.tolist(), edge.tolist(), strict=True)]
    if state in starts:
        steps.append((starts[state][0], START, START))
    steps.sort()
    most = spread.cost[state] * (1 + SLACK) + SLACK_MIN
    return iter([(from_, by) for cost, from_, by in steps if cost <= most])


def piece_from(network: Network, place: Snaps, *, at_head: bool) -> Piece:
    """The piece of a place's own edge to one of its ends."""
    edge = int(place.edge[0])
    return edge, float(place.at_m[0]), float(network["metres"][edge]) if at_head else 0.0


def graph_of(network: Network, metric: Metric) -> Graph:
    """The arcs of a metric, against the traffic; kept with the network."""

    def turn() -> Graph:
        return arcs_of(network, metric)

    return network.kept("graph", metric.movement, metric.unit, turn)


def arcs_of(network: Network, metric: Metric) -> Graph:
    """The ways between states, from where each leads back; of parallel ones the cheapest."""
    states = states_of(network, metric.profile)
    plain, more = np.flatnonzero(states.plain), states.arcs
    tails, heads = (
        np.append(network[a], network[b]) for a, b in (("tail", "head"), ("head", "tail"))
    )
    row, column = np.append(heads[plain], more.target), np.append(tails[plain], more.source)
    edge = np.append(plain, more.edge)
    side, at = np.divmod(edge, network.edges)
    cost = metric.metres[at] * metric.per_m[side, at]
    order = np.lexsort((cost, column, row))
    row, column = row[order], column[order]
    first = np.append(True, (row[1:] != row[:-1]) | (column[1:] != column[:-1]))[: len(row)]
    order, row, column = order[first], row[first], column[first]
    starts = np.searchsorted(row, np.arange(states.size + 1)).astype(np.int32)
    shape = (states.size, states.size)
    return Graph(
        csr_array((cost[order], column.astype(np.int32), starts), shape=shape),
        edge[order].astype(np.int32),
    )


def whole_piece(network: Network, edge: int) -> Piece:
    """A directed edge from one of its nodes to the other."""
    side, at = divmod(edge, network.edges)
    whole = float(network["metres"][at])
    return (at, whole, 0.0) if side else (at, 0.0, whole)


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
