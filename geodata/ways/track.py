"""What the quickest way to a target is followed back over: made once, whatever is asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from geodata.base.arrays import Ints
from geodata.roads.metric import Metric
from geodata.roads.network import Network, Snaps
from geodata.ways.contraction import Spread
from geodata.ways.ends import entries, exits
from geodata.ways.states import states_of

Piece = tuple[int, float, float]  # an edge, from which of its metres, to which
Start = tuple[float, Piece]  # what it costs to leave a place, and the piece of its edge to there
# What the costs of two nodes may differ by from that of the edge between them: a search adds up
# thousands of costs of seven digits.
SLACK, SLACK_MIN = 1e-6, 1e-3


@dataclass(frozen=True, eq=False, slots=True)
class Graph:
    """The arcs of a metric, and parallel to ``arcs.data`` the directed edge of each."""

    arcs: Any
    edge: Ints


@dataclass(frozen=True, eq=False, slots=True)
class Track:
    """
    The way from one place to another over a network, before it is followed.

    Parameters
    ----------
    network, metric
        Over which network, and what its edges cost, in minutes.
    graph
        The arcs of the metric.
    place, target
        One place each.
    spread
        The search from the place: what it costs to get to each state.
    starts
        The states to which one leaves the place.
    last
        The state from which the target is entered, None where no way over states leads there, and
        the piece of its edge from the target back to there.
    """

    network: Network
    metric: Metric
    graph: Graph
    place: Snaps
    target: Snaps
    spread: Spread
    starts: Mapping[int, Start]
    last: tuple[int, Piece] | None

    @property
    def walk_m(self) -> tuple[float, float]:
        """Length of the straight walks to the road and from it."""
        return float(self.place.walk_m[0]), float(self.target.walk_m[0])


def track(network: Network, metric: Metric, place: Snaps, target: Snaps, spread: Spread) -> Track:
    """
    The track between two places that are joined to the network.

    Parameters
    ----------
    metric
        In minutes.
    place, target
        One place each.
    spread
        The search from the place, in minutes: `costs.spread_from`.
    """
    graph, pieces = graph_of(network, metric), pieces_from(network, target)
    starts, ends = starts_of(network, metric, place), entries(network, metric, target)
    enters, entering, _ = ends.flat()
    total = spread.cost[enters] + entering
    last = None
    if np.isfinite(total.min(initial=np.inf)):
        best = int(np.argmin(total))
        last = int(enters[best]), pieces[int(ends.heads()[best])]
    return Track(network, metric, graph, place, target, spread, starts, last)


def starts_of(network: Network, metric: Metric, place: Snaps) -> dict[int, Start]:
    """The states to which one leaves a place, the cost to there, and the piece of its edge."""
    pieces, ends = pieces_from(network, place), exits(network, metric, place)
    states, costs, _ = ends.flat()
    heads = ends.heads()
    order = np.argsort(-costs)  # of two ways out to one state the quicker, written last, stays
    found = zip(states[order].tolist(), costs[order].tolist(), heads[order].tolist(), strict=True)
    return {state: (cost, pieces[head]) for state, cost, head in found}


def pieces_from(network: Network, place: Snaps) -> tuple[Piece, Piece]:
    """The pieces of a place's own edge to its tail and to its head."""
    edge, at_m = int(place.edge[0]), float(place.at_m[0])
    return (edge, at_m, 0.0), (edge, at_m, float(network["metres"][edge]))


def graph_of(network: Network, metric: Metric) -> Graph:
    """The arcs of a metric, against the traffic; kept with the network."""

    def turn() -> Graph:
        return arcs_of(network, metric)

    return network.derive("graph", metric.movement, metric.unit, turn)


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
