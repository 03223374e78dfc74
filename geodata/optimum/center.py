"""
The p-center: the longest trip as short as so many venues allow.

Hakimi (1964); by covering at one distance after another, as Minieka (1970), The m-center problem.
Few points keep a plan from being better, so only those are asked for that some plan has left out:
Chen and Chen (2009), New relaxation-based algorithms for the optimal solution of the continuous and
discrete p-center problems.
"""

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.clock import Clock
from geodata.optimum.center_search import Table, shorter
from geodata.optimum.cover_search import cover_of, is_out_of_reach
from geodata.optimum.covering import fewest
from geodata.optimum.covers import COMPARED, Covers
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
        # Somebody goes as far as the farthest nearest venue in any plan.
        self.costs: Floats = np.unique(cost[cost >= nearest.max()])
        self.points: Ints = np.unique(pairs.demand_at)
        self.asked: Flags = np.zeros(pairs.demands, dtype=bool)
        self.asked[self.points[int(nearest.argmax())]] = True
        self.best: Flags = np.zeros(pairs.venues, dtype=bool)
        self.low, self.high = -1, len(self.costs)

    def run(self) -> Plan:
        """Halve what is between, or where a search has been, try just below what it found."""
        first = self._covering(float(self.costs[-1]))
        if self.high == len(self.costs):
            return first
        is_searched = self._is_table() and self._search()
        while self.high - self.low > 1:
            self.clock.tell(float(self.costs[self.high]), float(self.costs[self.low + 1]))
            if self.clock.is_over:
                return self._plan(Status.FEASIBLE)
            at = self.high - 1 if is_searched else (self.low + self.high) // 2
            plan = self._covering(float(self.costs[at]))
            if plan.status is Status.INFEASIBLE:
                self.low = at
            elif self.high > at:
                return self._plan(Status.FEASIBLE)
        return self._plan(Status.OPTIMAL)

    def _is_table(self) -> bool:
        """Whether a plan is asked for that differs in its venues alone, of no more than a table."""
        free = len(self.rules.free)
        left = (self.rules.most or 0) - int(self.rules.kept.sum())
        is_small = len(self.points) * self.pairs.venues <= COMPARED
        return self.rules.number_alone and 0 < left < free and is_small

    def _search(self) -> bool:
        """Find a good plan, and with fractions of venues what no plan can do."""
        table = Table.of(self.pairs, self.points, self.rules)
        plan = shorter(table, self.best, self.clock)
        self._take(plan, float(table.longest(plan)))
        above = self.high
        while above - self.low > 1 and not self.clock.is_over:
            middle = (self.low + above) // 2
            if self._is_out_of_reach(float(self.costs[middle])):
                self.low = middle
            else:
                above = middle
        return True

    def _is_out_of_reach(self, radius: float) -> bool:
        """Whether not even fractions of so many venues serve everybody within a radius."""
        near = self.pairs[self.pairs.cost <= radius]
        covers = Covers.of(near, np.zeros(near.demands), gone=self.rules.gone)
        return is_out_of_reach(covers, self.rules)

    def _covering(self, radius: float) -> Plan:
        """A plan that keeps all rules and serves everybody within a radius."""
        while True:
            asked = self.pairs[self.asked[self.pairs.demand_at]]
            near = asked[asked.cost <= radius]
            covers = Covers.of(near, np.zeros(near.demands), gone=self.rules.gone)
            plan = self._covers(covers)
            if not plan.found or not self._ask_more(plan.chosen, radius):
                return plan

    def _covers(self, covers: Covers) -> Plan:
        """A plan that covers some sets."""
        if not self.rules.number_alone or self.rules.most is None:
            return fewest(covers, self.rules, self.clock.quiet, enough=self.rules.most)
        return cover_of(covers, self.rules, self.clock)

    def _ask_more(self, chosen: Flags, radius: float) -> bool:
        """Ask for points that a plan leaves out, the farthest of each venue; whether it does."""
        trip, venue = self._trips(chosen)
        self._take(chosen, float(trip[self.points].max()))
        left = self.points[trip[self.points] > radius]
        left = left[np.argsort(-trip[left], kind="stable")]
        _, farthest = np.unique(venue[left], return_index=True)
        self.asked[left[farthest]] = True
        return len(left) > 0

    def _trips(self, chosen: Flags) -> tuple[Floats, Ints]:
        """What each point's trip to its nearest chosen venue costs, and which that is."""
        held = np.flatnonzero(chosen[self.pairs.venue_at])
        at, cost = self.pairs.demand_at[held], self.pairs.cost[held]
        order = np.lexsort((cost, at))
        first = order[np.diff(at[order], prepend=-1) != 0]
        trip, venue = np.full(self.pairs.demands, np.inf), np.full(self.pairs.demands, -1)
        trip[at[first]], venue[at[first]] = cost[first], self.pairs.venue_at[held[first]]
        return trip, venue

    def _take(self, chosen: Flags, longest: float) -> None:
        """Hold a plan if its longest trip is shorter; ``inf`` where somebody has none."""
        at = int(np.searchsorted(self.costs, longest))
        if at < self.high:
            self.high, self.best = at, chosen

    def _plan(self, status: Status) -> Plan:
        bound = self.costs[min(self.low + 1, self.high)]
        return Plan(status, self.best, float(self.costs[self.high]), float(bound))
