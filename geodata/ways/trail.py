"""The quickest way followed backwards, no farther than it takes to tell whether it is long."""

from collections.abc import Iterable, Iterator

import numpy as np

from geodata.ways.track import SLACK, SLACK_MIN, Track

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


def trail(track: Track) -> Iterator[Step]:
    """
    The quickest way to a target that can be reached, from its end, the walks first.

    Each step leads to the neighbour from which the cost has come.

    Raises
    ------
    LookupError
        Where it is lost: on one edge with the place, or where edges are shorter than costs are
        exact.
    """
    if track.last is None or track.place.edge[0] == track.target.edge[0]:
        raise LookupError(track.target.edge[0])
    arcs, costs, seen = track.graph.arcs, track.spread.cost, set[int]()
    state, (_, to_m, from_m) = track.last
    step_m = sum(track.walk_m) + abs(to_m - from_m)
    while state not in seen:
        seen.add(state)
        yield step_m, float(costs[state])
        here = slice(arcs.indptr[state], arcs.indptr[state + 1])
        cost = costs[arcs.indices[here]] + arcs.data[here]
        least = cost.min(initial=np.inf)
        begun = track.starts.get(state)
        if begun is not None and begun[0] <= least:
            _, from_m, to_m = begun[1]
            yield abs(to_m - from_m), 0.0
            return
        if least > costs[state] * (1 + SLACK) + SLACK_MIN:
            break
        step = here.start + int(cost.argmin())
        step_m = float(track.metric.metres[track.graph.edge[step] % track.network.edges])
        state = int(arcs.indices[step])
    raise LookupError(state)
