"""
Good p-median plans, quickly: venue by venue, and then exchanged one for one.

Teitz and Bart (1968), Heuristic methods for estimating the generalized vertex median of a weighted
graph; the exchange is weighed as in Resende and Werneck (2007), A fast swap-based local search.
"""

import numpy as np
from scipy.sparse import csr_array

from geodata.base.arrays import Floats, Ints

WORTH_IT = 1e-9


def greedy(costs: Floats, kept: Ints, most: int) -> Ints:
    """
    The kept venues, and then each time the one that saves most.

    Parameters
    ----------
    costs
        Of serving each point from each venue, shape (venues, points).
    most
        How many venues there are in the end, if there are so many.
    """
    chosen = kept.tolist()
    nearest = costs[kept].min(axis=0) if chosen else np.full(costs.shape[1], np.inf)
    while len(chosen) < min(most, len(costs)):
        sums = np.minimum(costs, nearest).sum(axis=1)
        sums[chosen] = np.inf
        best = int(sums.argmin())
        chosen.append(best)
        nearest = np.minimum(nearest, costs[best])
    return np.array(chosen, dtype=np.intp)


def exchange(costs: Floats, plan: Ints, kept: int) -> tuple[Ints, float]:
    """
    A plan that no exchange of one venue for another makes better, and what it costs.

    Parameters
    ----------
    plan
        Its first ``kept`` venues stay.
    """
    plan, points = plan.copy(), np.arange(costs.shape[1])
    while True:
        near = costs[plan]
        at = near.argmin(axis=0)
        first = near[at, points]
        total = float(first.sum())
        if len(plan) == kept:
            return plan, total
        near[at, points] = np.inf
        second = near.min(axis=0)
        saved = np.maximum(first - costs, 0.0).sum(axis=1)
        # Who loses the nearest venue goes to the new one or to the second nearest.
        lost = np.maximum(np.minimum(second, costs) - first, 0.0)
        of_venue = csr_array((np.ones(len(points)), (at, points)), shape=(len(plan), len(points)))
        gain = saved - of_venue @ lost.T
        gain[:kept] = -np.inf
        gain[:, plan] = -np.inf
        out, into = np.unravel_index(int(gain.argmax()), gain.shape)
        if gain[out, into] <= WORTH_IT * max(1.0, total):
            return plan, total
        plan[out] = into
