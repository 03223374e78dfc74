"""
Whether so many venues can cover some sets: an exact search, quicker than a program without cuts.

At each node sets that are implied and venues that are outdone are left out, and prices of the sets
bound the number of venues from below. Toregas and others (1971) for the relaxation; the reductions
are those of Garfinkel and Nemhauser (1972), Integer programming.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.clock import Clock
from geodata.optimum.covering import fewest
from geodata.optimum.covers import COMPARED, Covers, essential
from geodata.optimum.highs import covering_prices
from geodata.optimum.plan import Plan, nothing
from geodata.optimum.problem import Status
from geodata.optimum.rules import Rules

Table = npt.NDArray[np.float32]
# What prices are trusted to: a bound must be above a number by more.
ROUNDING = 1e-6
# Where so many more venues are allowed than fractions need, a program's cuts are the quicker proof.
CUTS_HELP = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class _Node:
    """
    Sets that are still to be covered.

    Parameters
    ----------
    table
        1 where a venue covers a set, shape (sets, venues).
    venues
        Positions of those of the table.
    taken
        Those already in the plan.
    left
        How many more it may have.
    """

    table: Table
    venues: Ints
    taken: tuple[int, ...]
    left: int

    def having(self, at: Ints) -> "_Node":
        """The part with some venues of the table."""
        open_ = ~self.table[:, at].any(axis=1)
        others = np.ones(len(self.venues), dtype=bool)
        others[at] = False
        taken = (*self.taken, *self.venues[at].tolist())
        table = self.table[np.ix_(open_, others)]
        return _Node(table, self.venues[others], taken, self.left - len(at))

    def among(self, held: Flags) -> "_Node":
        """The part with no other venues of the table than some."""
        return _Node(self.table[:, held], self.venues[held], self.taken, self.left)

    def reduced(self) -> "_Node | None":
        """The same without what needs no look; None where no plan is left."""
        node = self
        while len(node.table):
            sizes = node.table.sum(axis=1)
            if node.left <= 0 or sizes.min() == 0.0:
                return None
            if (sizes == 1.0).any():
                node = node.having(np.unique(node.table[sizes == 1.0].argmax(axis=1)))
                continue
            held = np.asarray(~_inside(node.table.T).any(axis=0))
            some = node.table[held]
            covering = np.asarray(~_inside(some).any(axis=1))
            if held.all() and covering.all():
                break
            node = _Node(some, node.venues, node.taken, node.left).among(covering)
        return node if node.left >= 0 else None


def _inside(table: Table) -> Flags:
    """Whether column i lies within column k, shape (i, k); of equal ones the later in the first."""
    shared, size = table.T @ table, table.sum(axis=0)
    inside = shared == size[:, None]
    later: Flags = np.tri(len(size), k=-1, dtype=bool)
    return np.asarray(inside & (~inside.T | later))


@dataclass(frozen=True, eq=False, slots=True)
class _Relaxed:
    """
    What fractions of venues say of a node.

    Parameters
    ----------
    share
        Of each venue, shape (venues,).
    bound
        So many venues are needed at least.
    with_each
        And so many where each of them is one, shape (venues,).
    """

    share: Floats
    bound: float
    with_each: Floats

    @classmethod
    def of(cls, node: _Node) -> "_Relaxed":
        """Whatever the solver's rounding, the bound holds for any prices that are not negative."""
        share, prices = covering_prices(node.table)
        rest = 1.0 - prices @ node.table
        bound = float(prices.sum() + np.minimum(rest, 0.0).sum())
        return cls(share, bound, bound + np.maximum(rest, 0.0))

    @property
    def is_whole(self) -> bool:
        """Whether there are no fractions."""
        return bool((np.abs(self.share - np.round(self.share)) < ROUNDING).all())

    @property
    def surest(self) -> int:
        """The venue that is nearest to being one, and is not."""
        return int(np.where(self.share < 1.0 - ROUNDING, self.share, 0.0).argmax())


def cover_of(covers: Covers, rules: Rules, clock: Clock) -> Plan:
    """A plan of no more venues than the rules allow that covers all sets."""
    start = _start(covers, rules)
    if start is None:
        return _by_program(covers, rules, clock)
    stack, is_first = [start], True
    while stack:
        if clock.is_over:
            return nothing(Status.STOPPED, covers.venues)
        node = stack.pop().reduced()
        if node is None:
            continue
        if not len(node.table):
            return _plan(node.taken, rules)
        found = _Relaxed.of(node)
        if found.bound > node.left + ROUNDING:
            continue
        if found.is_whole:
            return _plan((*node.taken, *node.venues[found.share > 0.5].tolist()), rules)
        if is_first and node.left - found.bound >= CUTS_HELP:
            return _by_program(covers, rules, clock)
        is_first = False
        stack += _parts(node, found)
    return nothing(Status.INFEASIBLE, covers.venues)


def is_out_of_reach(covers: Covers, rules: Rules) -> bool:
    """Whether not even fractions of so many venues cover all sets."""
    start = _start(covers, rules)
    if start is None:
        return False
    node = start.reduced()
    if node is None or not len(node.table):
        return node is None
    return _Relaxed.of(node).bound > node.left + ROUNDING


def _start(covers: Covers, rules: Rules) -> _Node | None:
    """What is left beside the kept venues, None where that is too large for a table."""
    sets = essential(covers[~covers.covered_by(rules.kept)])
    if len(sets) * sets.venues > COMPARED:
        return None
    table = sets.matrix.toarray()
    venues = np.flatnonzero(table.any(axis=0) & ~rules.kept & ~rules.gone)
    left = (rules.most or 0) - int(rules.kept.sum())
    return _Node(table[:, venues], venues, tuple(np.flatnonzero(rules.kept).tolist()), left)


def _parts(node: _Node, found: _Relaxed) -> tuple[_Node, _Node]:
    """The plans without the surest venue, and those with it."""
    held = found.with_each <= node.left + ROUNDING
    at = found.surest
    having = node.having(np.array([at]))
    held[at] = False
    return node.among(held), having.among(np.delete(held, at))


def _by_program(covers: Covers, rules: Rules, clock: Clock) -> Plan:
    return fewest(covers, rules, clock.quiet, enough=rules.most)


def _plan(taken: tuple[int, ...], rules: Rules) -> Plan:
    chosen = np.zeros_like(rules.kept)
    chosen[list(taken)] = True
    count = float(chosen.sum())
    return Plan(Status.OPTIMAL, chosen, count, count)
