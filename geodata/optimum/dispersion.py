"""
The p-dispersion: so many venues, the nearest two of them as far apart as can be.

Shier (1977), A min-max theorem for p-center problems on a tree; Kuby (1987), Programming models for
facility dispersion; by sets without near pairs, as Sayyady and Fathi (2016), An integer programming
approach for solving the p-dispersion problem.
"""

import numpy as np
from scipy.sparse import csr_array

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.clock import Clock
from geodata.optimum.plan import Plan, chosen_of, nothing
from geodata.optimum.problem import Status
from geodata.optimum.program import INF, Program
from geodata.optimum.rules import Rules
from geodata.optimum.statement import Outcome


def both_ways(pairs: Pairs) -> Pairs:
    """Each pair of two venues once, the first before the second, at the lower of its two costs."""
    apart = pairs.demand_at != pairs.venue_at
    first = np.minimum(pairs.demand_at, pairs.venue_at)[apart]
    second = np.maximum(pairs.demand_at, pairs.venue_at)[apart]
    return Pairs.of(first, second, pairs.cost[apart], size=(pairs.demands, pairs.venues))


def most_apart(pairs: Pairs, rules: Rules, clock: Clock) -> Plan:
    """
    The plan whose least distance is greatest; two venues without a pair are never near.

    Parameters
    ----------
    pairs
        Of `both_ways`.
    """
    return _Bisection(pairs, rules, clock).run()


class _Bisection:
    """Between a distance that is known to be possible and one that is known not to be."""

    def __init__(self, pairs: Pairs, rules: Rules, clock: Clock) -> None:
        self.pairs, self.rules, self.clock = pairs, rules, clock
        self.cost = pairs.cost.astype(np.float64)
        # A plan may have no two venues with a way between them.
        self.costs: Floats = np.append(np.unique(self.cost), np.inf)

    def run(self) -> Plan:
        """Halve what is between until nothing is."""
        best = self._apart(0.0)
        if best.values is None:
            return nothing(best.status, len(self.rules.kept))
        chosen = chosen_of(best, len(self.rules.kept))
        low, high = self._least_at(chosen), len(self.costs)
        while high - low > 1:
            self._tell(low, high)
            middle = (low + high) // 2
            found = self._apart(float(self.costs[middle]))
            if found.values is not None:
                chosen = chosen_of(found, len(self.rules.kept))
                low = self._least_at(chosen)
            elif found.status is Status.INFEASIBLE:
                high = middle
            else:
                return self._plan(Status.FEASIBLE, chosen, low, high)
        return self._plan(Status.OPTIMAL, chosen, low, low + 1)

    def _apart(self, distance: float) -> Outcome:
        """A plan of so many venues, none of two nearer to each other than a distance."""
        near = self.cost < distance
        program = Program()
        columns = self.rules.venue_columns(program)
        row, venue_at, count = _conflicts(self.pairs[near])
        program.rows((row, columns[venue_at], 1.0), -INF, 1.0, count=count)
        return program.solve(self.clock.quiet)

    def _least_at(self, chosen: Flags) -> int:
        """Which of the costs is a plan's least distance."""
        held = chosen[self.pairs.demand_at] & chosen[self.pairs.venue_at]
        least = float(self.cost[held].min(initial=np.inf))
        return int(np.searchsorted(self.costs, least))

    def _tell(self, low: int, high: int) -> None:
        self.clock.tell(float(self.costs[low]), float(self.costs[high - 1]))

    def _plan(self, status: Status, chosen: Flags, low: int, high: int) -> Plan:
        return Plan(status, chosen, float(self.costs[low]), float(self.costs[high - 1]))


def _conflicts(near: Pairs) -> tuple[Ints, Ints, int]:
    """
    Groups of venues of which a plan has one at most: each near pair is inside one of them.

    Groups are grown as large as they can be, because larger ones leave a solver less to search.
    """
    ones = np.ones(len(near), dtype=bool)
    half = csr_array((ones, (near.demand_at, near.venue_at)), shape=(near.venues, near.venues))
    graph = (half + half.T).tocsr()
    is_near = graph.toarray()
    done = np.zeros_like(is_near)
    rows: list[Ints] = []
    for one, other in zip(near.demand_at.tolist(), near.venue_at.tolist(), strict=True):
        if done[one, other]:
            continue
        group = _group(is_near, one, other)
        done[np.ix_(group, group)] = True
        rows.append(group)
    sizes = [len(group) for group in rows]
    members = np.concatenate(rows) if rows else np.empty(0, dtype=np.intp)
    return np.repeat(np.arange(len(rows)), sizes), members, len(rows)


def _group(is_near: Flags, one: int, other: int) -> Ints:
    """Two near venues, and others that are near to all of the group."""
    group = [one, other]
    common = is_near[one] & is_near[other]
    while common.any():
        next_ = int(common.argmax())
        group.append(next_)
        common = common & is_near[next_]
    return np.array(group, dtype=np.intp)
