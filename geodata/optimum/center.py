"""
The p-center: the longest trip as short as so many venues allow.

Hakimi (1964); by covering at one distance after another, as Minieka (1970), The m-center problem.
"""

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags, Floats
from geodata.optimum.clock import Clock
from geodata.optimum.covering import fewest
from geodata.optimum.covers import Covers
from geodata.optimum.plan import Plan
from geodata.optimum.problem import Status
from geodata.optimum.rules import Rules


def shortest_longest(pairs: Pairs, rules: Rules, clock: Clock) -> Plan:
    """
    The plan whose longest trip is shortest; every point that has a pair is served.

    Parameters
    ----------
    pairs
        The ways that are allowed; none to venues that must go.
    """
    return _Bisection(pairs, rules, clock).run()


class _Bisection:
    """Between a distance that is known to do and one that is known not to."""

    def __init__(self, pairs: Pairs, rules: Rules, clock: Clock) -> None:
        self.pairs, self.rules, self.clock = pairs, rules, clock
        cost = pairs.cost.astype(np.float64)
        starts = pairs.starts[:-1][np.diff(pairs.starts) > 0]
        nearest = np.minimum.reduceat(cost, starts)
        self.least = float(nearest.max())  # somebody goes so far in any plan
        self.costs: Floats = np.unique(cost[cost >= self.least])

    def run(self) -> Plan:
        """Halve what is between until nothing is."""
        low, high, best = -1, len(self.costs) - 1, self._covering(float(self.costs[-1]))
        if not best.found:
            return best
        high = self._reached_at(best.chosen)
        while high - low > 1:
            self._tell(low, high)
            if self.clock.is_over:
                return self._plan(Status.FEASIBLE, best.chosen, low, high)
            middle = (low + high) // 2
            plan = self._covering(float(self.costs[middle]))
            if plan.found:
                best, high = plan, self._reached_at(plan.chosen)
            elif plan.status is Status.INFEASIBLE:
                low = middle
            else:
                return self._plan(Status.FEASIBLE, best.chosen, low, high)
        return self._plan(Status.OPTIMAL, best.chosen, high - 1, high)

    def _covering(self, radius: float) -> Plan:
        """A plan that keeps all rules and serves everybody within a radius."""
        near = self.pairs[self.pairs.cost <= radius]
        covers = Covers.of(near, np.zeros(near.demands), gone=self.rules.gone)
        return fewest(covers, self.rules, self.clock.quiet, enough=self.rules.most)

    def _reached_at(self, chosen: Flags) -> int:
        """Which of the costs is a plan's longest trip."""
        held = chosen[self.pairs.venue_at]
        nearest = np.full(self.pairs.demands, np.inf)
        np.minimum.at(nearest, self.pairs.demand_at[held], self.pairs.cost[held])
        longest = float(nearest[np.unique(self.pairs.demand_at)].max())
        return int(np.searchsorted(self.costs, longest))

    def _tell(self, low: int, high: int) -> None:
        self.clock.tell(float(self.costs[high]), float(self.costs[low + 1]))

    def _plan(self, status: Status, chosen: Flags, low: int, high: int) -> Plan:
        return Plan(status, chosen, float(self.costs[high]), float(self.costs[low + 1]))
