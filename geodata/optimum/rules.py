"""What every plan must keep, whatever makes one better than another."""

from dataclasses import dataclass, replace

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.optimum.problem import Model, Quota, SitingProblem
from geodata.optimum.program import INF, Program

# A budget of 0.3 pays 0.1 and 0.2.
MONEY_TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Rules:
    """
    Number, money, quotas, and which venues are settled.

    Parameters
    ----------
    kept, gone
        Whether each venue must be in a plan, and must not, shape (venues,).
    most
        Venues of a plan; None for any number.
    exactly
        Whether a plan has just so many, as dispersion asks.
    budget, cost
        The most that a plan costs, and what each venue does; None without a budget.
    quotas
        Least and most of some venues.
    """

    kept: Flags
    gone: Flags
    most: int | None = None
    exactly: bool = False
    budget: float | None = None
    cost: Floats | None = None
    quotas: tuple[Quota, ...] = ()

    @classmethod
    def of(cls, problem: SitingProblem) -> "Rules":
        """The rules of a request."""
        kept, gone = (np.zeros(problem.pairs.venues, dtype=bool) for _ in range(2))
        kept[problem.keep] = True
        gone[problem.must_go] = True
        return cls(
            kept,
            gone,
            problem.p,
            problem.model is Model.P_DISPERSION,
            problem.budget,
            problem.venue_cost if problem.budget is not None else None,
            tuple(each for each in problem.quotas if each.least or each.most is not None),
        )

    @property
    def free(self) -> Ints:
        """Positions of the venues that a plan may have or not."""
        return np.flatnonzero(~self.kept & ~self.gone)

    @property
    def number_alone(self) -> bool:
        """Whether any plan of so many venues will do: no money, no quotas."""
        return self.budget is None and not self.quotas

    @property
    def money(self) -> float:
        """The budget, and a little for what floating point adds to a sum."""
        return INF if self.budget is None else self.budget * (1 + MONEY_TOLERANCE)

    def deciding(self, kept: Flags, gone: Flags) -> "Rules":
        """The same with more venues settled."""
        return replace(self, kept=self.kept | kept, gone=self.gone | gone)

    def allow(self, chosen: Flags) -> bool:
        """Whether a plan keeps all rules."""
        count = int(chosen.sum())
        settled = bool(chosen[self.kept].all()) and not chosen[self.gone].any()
        number = self.most is None or (count == self.most if self.exactly else count <= self.most)
        paid = self.cost is None or float(self.cost[chosen].sum()) <= self.money
        return settled and number and paid and all(_holds(each, chosen) for each in self.quotas)

    def venue_columns(self, program: Program, cost: Floats | float = 0.0) -> Ints:
        """
        Begin a program with a column for each venue, and the rows of the rules.

        Parameters
        ----------
        cost
            What each venue adds to the objective.
        """
        columns = program.columns(np.broadcast_to(cost, self.kept.shape), whole=True)
        program.settle(columns, self.kept.astype(float), (~self.gone).astype(float))
        if self.most is not None:
            program.row(columns, 1.0, self.most if self.exactly else -INF, self.most)
        if self.cost is not None:
            program.row(columns, self.cost, upper=self.money)
        for each in self.quotas:
            most = INF if each.most is None else float(each.most)
            program.row(each.venue_at, 1.0, each.least, most)
        return columns


def _holds(quota: Quota, chosen: Flags) -> bool:
    count = int(chosen[quota.venue_at].sum())
    return quota.least <= count and (quota.most is None or count <= quota.most)


def ways_of(problem: SitingProblem, rules: Rules) -> Pairs:
    """The pairs within the threshold, to venues that may be in a plan."""
    near = problem.pairs
    if problem.threshold is not None:
        near = near.within(problem.threshold)
    return near[~rules.gone[near.venue_at]]
