"""The quickest way followed backwards, no farther than it takes to tell whether it is long."""

from collections.abc import Iterable, Iterator

import numpy as np

from geodata.roads.contraction import Spread
from geodata.roads.costs import arrivals, reversed_metric
from geodata.roads.network import Network, Snaps
from geodata.roads.profile import Profile
from geodata.roads.route import SLACK, SLACK_MIN, graph_of, leaving_piece, starts_of

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
    network: Network, profile: Profile, place: Snaps, target: Snaps, spread: Spread
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
    metric, graph = network.metric(profile, "min"), graph_of(network, profile)
    enters, entering, _ = arrivals(network, metric, target)
    node = int(enters[np.argmin(spread.cost[enters] + entering)])
    starts, seen = starts_of(network, metric, place), set[int]()
    _, to_m, from_m = leaving_piece(network, reversed_metric(metric), target, node)
    step_m = float(place.walk_m[0] + target.walk_m[0]) + abs(to_m - from_m)
    while node not in seen:
        seen.add(node)
        yield step_m, float(spread.cost[node])
        arcs = slice(graph.arcs.indptr[node], graph.arcs.indptr[node + 1])
        cost = spread.cost[graph.arcs.indices[arcs]] + graph.arcs.data[arcs]
        least = cost.min(initial=np.inf)
        if starts.get(node, np.inf) <= least:
            _, from_m, to_m = leaving_piece(network, metric, place, node)
            yield abs(to_m - from_m), 0.0
            return
        if least > spread.cost[node] * (1 + SLACK) + SLACK_MIN:
            break
        best = arcs.start + int(cost.argmin())
        step_m, node = float(network["metres"][graph.edge[best]]), int(graph.arcs.indices[best])
    raise LookupError(node)
