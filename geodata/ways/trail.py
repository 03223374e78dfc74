"""The quickest way followed backwards, no farther than it takes to tell whether it is long."""

from collections.abc import Iterable, Iterator

import numpy as np

from geodata.roads.movement import Use
from geodata.roads.network import Network, Snaps
from geodata.ways.contraction import Spread
from geodata.ways.ends import entries
from geodata.ways.route import SLACK, SLACK_MIN, graph_of, piece_from, starts_of

Step = tuple[float, float]
"""Metres that were followed, and the minutes that are left of the way."""


def exceeds(steps: Iterable[Step], limit_m: float, fastest_m_min: float) -> bool:
    """
    Whether a way is longer than a limit.

    Mostly a part of it tells: nobody gets farther in the minutes left than at the quickest speed.
    """
    done_m = 0.0
    for metres, left_min in steps:
        done_m += metres
        if done_m > limit_m:
            return True
        if done_m + left_min * fastest_m_min <= limit_m:
            return False
    return False


def trail(
    network: Network, use: Use, place: Snaps, target: Snaps, spread: Spread
) -> Iterator[Step]:
    """
    The quickest way to a target that can be reached, from its end, the walks first.

    Each step leads to the neighbour from which the cost has come. The rest as for `route.way`.

    Raises
    ------
    LookupError
        Where it is lost: on one edge with the place, or where edges are shorter than costs are
        exact.
    """
    if place.edge[0] == target.edge[0]:
        raise LookupError(place.edge[0])
    metric = network.metric(use, "min")
    graph = graph_of(network, metric)
    ends = entries(network, metric, target)
    enters, entering, _ = ends.flat()
    best = int(np.argmin(spread.cost[enters] + entering))
    state, at_head = int(enters[best]), bool(ends.heads()[best])
    starts, seen = starts_of(network, metric, place), set[int]()
    _, to_m, from_m = piece_from(network, target, at_head=at_head)
    step_m = float(place.walk_m[0] + target.walk_m[0]) + abs(to_m - from_m)
    while state not in seen:
        seen.add(state)
        yield step_m, float(spread.cost[state])
        arcs = slice(graph.arcs.indptr[state], graph.arcs.indptr[state + 1])
        cost = spread.cost[graph.arcs.indices[arcs]] + graph.arcs.data[arcs]
        least = cost.min(initial=np.inf)
        begun = starts.get(state)
        if begun is not None and begun[0] <= least:
            _, from_m, to_m = piece_from(network, place, at_head=begun[1])
            yield abs(to_m - from_m), 0.0
            return
        if least > spread.cost[state] * (1 + SLACK) + SLACK_MIN:
            break
        step = arcs.start + int(cost.argmin())
        step_m = float(metric.metres[graph.edge[step] % network.edges])
        state = int(graph.arcs.indices[step])
    raise LookupError(state)
