"""
Good p-center plans, quickly: venues exchanged so that ever fewer points are left out.

Points that stay out for long weigh more, and a venue just exchanged rests. Zhang, Lü, Su, Li, Fang
and Ma (2020), Vertex weighting-based tabu search for p-center problem.
"""

from dataclasses import dataclass

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.clock import Clock
from geodata.optimum.rules import Rules

SEED = 505
# After so many exchanges at one radius a plan is taken to be as good as can be found.
STEPS = 2000
# How many exchanges a venue rests that has gone.
RESTS = 4


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """
    All trips, and what a plan may have.

    Parameters
    ----------
    cost
        Shape (venues, points), ``inf`` where there is no way.
    kept, gone
        Whether each venue must be in a plan, and must not, shape (venues,).
    most
        Venues of a plan.
    """

    cost: Floats
    kept: Flags
    gone: Flags
    most: int

    @classmethod
    def of(cls, pairs: Pairs, points: Ints, rules: Rules) -> "Table":
        """The table of some pairs and the points that have any."""
        cost = np.full((pairs.venues, len(points)), np.inf)
        cost[pairs.venue_at, np.searchsorted(points, pairs.demand_at)] = pairs.cost
        return cls(cost, rules.kept, rules.gone, rules.most or 0)

    def longest(self, chosen: Flags) -> float:
        """The longest trip of a plan."""
        return float(self.cost[chosen].min(axis=0).max())


def shorter(table: Table, chosen: Flags, clock: Clock) -> Flags:
    """
    A plan whose longest trip is shorter, or the same one.

    Parameters
    ----------
    chosen
        A plan to begin with, which serves all.
    """
    best = _filled(table, chosen)
    kept = np.flatnonzero(table.kept)
    while not clock.is_over:
        plan = np.concatenate([kept, np.flatnonzero(best & ~table.kept)])
        near = (table.cost < table.longest(best)) & ~table.gone[:, None]
        found = _Exchange(near, plan, len(kept)).run(clock)
        if found is None:
            break
        best = np.zeros_like(chosen)
        best[found] = True
    return best


def _filled(table: Table, chosen: Flags) -> Flags:
    """A plan with as many venues as it may have, each the nearest of who goes farthest."""
    filled = chosen.copy()
    trip = table.cost[chosen].min(axis=0)
    free = ~table.gone & ~chosen
    for _ in range(table.most - int(chosen.sum())):
        cost = np.where(free, table.cost[:, int(trip.argmax())], np.inf)
        # Where the farthest has no better way, any venue will do.
        at = int(cost.argmin()) if np.isfinite(cost).any() else int(free.argmax())
        filled[at], free[at] = True, False
        trip = np.minimum(trip, table.cost[at])
    return filled


class _Exchange:
    """The search for a plan that leaves nobody out at one radius."""

    def __init__(self, near: Flags, plan: Ints, kept: int) -> None:
        self.near, self.plan, self.kept = near, plan.copy(), kept
        self.share = near.astype(np.float32)
        self.held = near[plan]
        self.weight = np.ones(near.shape[1], dtype=np.float32)
        self.rests_until = np.zeros(len(near), dtype=np.intp)
        self.rng = np.random.default_rng(SEED)

    def run(self, clock: Clock) -> Ints | None:
        """The plan that serves all, None if none was found."""
        count = self.held.sum(axis=0)
        for step in range(STEPS):
            out = np.flatnonzero(count == 0)
            if not len(out):
                return self.plan
            if clock.is_over:
                return None
            into = np.flatnonzero(self.near[:, out[self.rng.integers(len(out))]])
            awake = into[self.rests_until[into] <= step]
            into = awake if len(awake) else into
            if not len(into):
                return None
            change = self._change(into, out, np.flatnonzero(count == 1))
            change[:, self.rests_until[self.plan] > step] = np.inf
            least = change.min()
            if least == np.inf:
                self.rests_until[:] = 0
                continue
            if least >= 0.0:
                self.weight[out] += 1.0
            ties = np.flatnonzero(change == least)
            new, place = divmod(int(ties[self.rng.integers(len(ties))]), len(self.plan))
            count += self._exchange(int(into[new]), place, step)
        return None

    def _change(self, into: Ints, out: Ints, once: Ints) -> Floats:
        """How much more weight is left out by each exchange, shape (into, plan)."""
        # BLAS flagged this product as invalid once, by chance: every number in it is finite.
        with np.errstate(invalid="ignore"):
            gain = self.share[np.ix_(into, out)] @ self.weight[out]
        own = self.held[:, once] * self.weight[once]
        spared = self.share[np.ix_(into, once)] @ own.T
        change: Floats = own.sum(axis=1) - spared - gain[:, None]
        change[:, : self.kept] = np.inf
        return change

    def _exchange(self, new: int, place: int, step: int) -> Ints:
        """Put a venue in the place of another; how many more serve each point."""
        before = self.held[place].astype(np.intp)
        self.rests_until[self.plan[place]] = step + 1 + int(self.rng.integers(1, RESTS))
        self.rests_until[new] = step + 2
        self.plan[place], self.held[place] = new, self.near[new]
        return np.asarray(self.held[place] - before)
