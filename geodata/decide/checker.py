"""
A second look at every plan, by another way than the solver's.

The solvers merge demand, drop venues and scale costs. Here everything is counted anew, from the
request alone: the rules, and each person once.
"""

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from geodata.access.trip import within
from geodata.base.arrays import Flags, Floats
from geodata.errors import CheckFailedError
from geodata.optimum.plan import Plan
from geodata.optimum.problem import Assignment, Model, SitingProblem

# By how much two calculations of the same number may differ.
SAME = 1e-6
BOUNDED = 1e-6
# What a sum of floats may be above its limit.
ROUNDED = 1e-9


class Recount:
    """
    What a plan is, from the request and its chosen venues alone.

    Parameters
    ----------
    problem
        The request.
    chosen
        Whether a venue is in the plan, shape (venues,).
    """

    def __init__(self, problem: SitingProblem, chosen: Flags) -> None:
        self.problem, self.chosen = problem, chosen
        pairs = problem.pairs
        cost = pairs.cost.astype(np.float64)
        allowed = np.ones(len(cost), dtype=bool)
        if problem.threshold is not None:
            allowed = within(cost, problem.threshold)
        gone = np.zeros(pairs.venues, dtype=bool)
        gone[problem.must_go] = True
        self.allowed, self.cost = allowed, cost
        open_ = allowed & chosen[pairs.venue_at]
        self.nearest = np.full(pairs.demands, np.inf)
        np.minimum.at(self.nearest, pairs.demand_at[open_], cost[open_])
        self.venues_near = np.bincount(pairs.demand_at[open_], minlength=pairs.demands)
        possible = allowed & ~gone[pairs.venue_at]
        self.reachable = np.bincount(pairs.demand_at[possible], minlength=pairs.demands) > 0

    @property
    def reached(self) -> Flags:
        """Which demand points have a venue of the plan, shape (demands,)."""
        return self.venues_near > 0

    @property
    def persons_covered(self) -> float:
        """The union of all whom a venue of the plan reaches."""
        return math.fsum(self.problem.persons[self.reached].tolist())

    @property
    def persons_twice(self) -> float:
        """Those whom two venues of the plan reach."""
        return math.fsum(self.problem.persons[self.venues_near > 1].tolist())

    def objective(self, plan: Plan) -> float:
        """The objective as it is defined."""
        if plan.seats is not None:
            return self._of_seats(plan.seats)
        return OBJECTIVES[self.problem.model](self, plan)

    def _of_seats(self, seats: Assignment) -> float:
        if self.problem.model is not Model.P_MEDIAN:
            return math.fsum(seats.persons.tolist())
        costs = self.costs_of(seats)
        return math.fsum((seats.persons * costs).tolist())

    def costs_of(self, seats: Assignment) -> Floats:
        """The cost of each way that people go; NaN for one that is not allowed."""
        pairs, asked = self.problem.pairs, set(zip(*_ends(seats), strict=True))
        known = {
            (demand, venue): cost
            for demand, venue, cost, allowed in zip(
                pairs.demand_at.tolist(),
                pairs.venue_at.tolist(),
                self.cost.tolist(),
                self.allowed.tolist(),
                strict=True,
            )
            if allowed and (demand, venue) in asked
        }
        return np.array([known.get(ends, math.nan) for ends in zip(*_ends(seats), strict=True)])

    def persons_cost(self, _: Plan | None = None) -> float:
        """Sum of persons times the cost of their trip, of all who can be reached."""
        served = self.reachable
        spent = self.problem.persons[served] * self.nearest[served]
        return math.fsum(spent.tolist())

    def longest(self, _: Plan | None = None) -> float:
        """The greatest cost of a trip, of all who can be reached."""
        return float(self.nearest[self.reachable].max(initial=0.0))

    def least_distance(self, _: Plan | None = None) -> float:
        """How far apart the nearest two venues are; ``inf`` where no two have a way."""
        pairs, chosen = self.problem.pairs, self.chosen
        both = chosen[pairs.demand_at] & chosen[pairs.venue_at]
        both &= pairs.demand_at != pairs.venue_at
        return float(self.cost[both].min(initial=np.inf))

    def equivalent_cost(self, plan: Plan) -> float:
        """The equally-distributed equivalent of all trips."""
        persons, costs = self.problem.persons[self.reachable], self.nearest[self.reachable]
        total, kappa = float(persons.sum()), plan.kappa or 0.0
        if not total:
            return 0.0
        if not np.isfinite(costs[persons > 0]).all():
            return math.inf
        persons, costs = persons[persons > 0], costs[persons > 0]
        if not kappa:
            return math.fsum((persons * costs).tolist()) / total
        return float(np.logaddexp.reduce(kappa * costs + np.log(persons / total))) / kappa


OBJECTIVES: Mapping[Model, Callable[[Recount, Plan], float]] = {
    Model.LSCP: lambda recount, _: float(recount.chosen.sum()),
    Model.MCLP: lambda recount, _: recount.persons_covered,
    Model.MCLP_BACKUP: lambda recount, _: recount.persons_covered,
    Model.P_MEDIAN: Recount.persons_cost,
    Model.P_CENTER: Recount.longest,
    Model.P_DISPERSION: Recount.least_distance,
    Model.KOLM_POLLAK: Recount.equivalent_cost,
}
SERVES_ALL = (Model.LSCP, Model.P_MEDIAN, Model.P_CENTER, Model.KOLM_POLLAK)
MORE_IS_BETTER = (Model.MCLP, Model.MCLP_BACKUP, Model.P_DISPERSION)


def check(problem: SitingProblem, plan: Plan) -> Recount:
    """
    The recount of a plan that is what the solver said.

    Raises
    ------
    CheckFailedError
        If it breaks a rule, or is not worth what was said.
    """
    recount = Recount(problem, plan.chosen)
    broken = [*_broken_rules(problem, plan.chosen), *_broken_service(recount, plan)]
    broken += _broken_promises(recount, plan)
    if broken:
        raise CheckFailedError(f"the plan was withdrawn: {'; '.join(broken)}")
    return recount


def _broken_rules(problem: SitingProblem, chosen: Flags) -> Iterator[str]:
    """The rules that a plan breaks, one sentence each."""
    count, exact = int(chosen.sum()), problem.model is Model.P_DISPERSION
    if problem.p is not None and (count > problem.p or (exact and count != problem.p)):
        yield f"it has {count} venues in place of {problem.p}"
    if not chosen[problem.keep].all():
        yield "a venue that is kept is missing"
    if chosen[problem.must_go].any():
        yield "a venue is in it that must go"
    if problem.budget is not None and problem.venue_cost is not None:
        spent = math.fsum(problem.venue_cost[chosen].tolist())
        if spent > problem.budget + ROUNDED * max(1.0, abs(problem.budget)):
            yield f"it costs {spent:g}, and the budget is {problem.budget:g}"
    for each in problem.quotas:
        held = int(chosen[each.venue_at].sum())
        if held < each.least or (each.most is not None and held > each.most):
            yield f"it has {held} venues in {each.name or 'a district'}"


def _broken_service(recount: Recount, plan: Plan) -> Iterator[str]:
    """Who is not served as the model promises."""
    problem = recount.problem
    if plan.seats is not None:
        yield from _broken_seats(recount, plan.seats)
    elif problem.model in SERVES_ALL and (recount.reachable & ~recount.reached).any():
        yield "somebody is left out whom a candidate can reach"


def _broken_seats(recount: Recount, seats: Assignment) -> Iterator[str]:
    problem, slack = recount.problem, 1 + SAME
    if np.isnan(recount.costs_of(seats)).any():
        yield "somebody goes where there is no way within the threshold"
    if not recount.chosen[seats.venue_at].all():
        yield "somebody goes to a venue that is not in it"
    going = np.bincount(seats.demand_at, seats.persons, len(problem.persons))
    if (going > problem.persons * slack + SAME).any():
        yield "more persons go than live somewhere"
    seated = np.bincount(seats.venue_at, seats.persons, problem.pairs.venues)
    if problem.capacity is not None and (seated > problem.capacity * slack + SAME).any():
        yield "a venue has fewer seats than persons"


def _broken_promises(recount: Recount, plan: Plan) -> Iterator[str]:
    """Where the solver's figures are not those of the recount."""
    found = recount.objective(plan)
    if not _is_same(found, plan.objective):
        yield f"its objective is {found!r}, and the solver said {plan.objective!r}"
    slack = BOUNDED * max(1.0, abs(found)) if math.isfinite(found) else 0.0
    more = recount.problem.model in MORE_IS_BETTER or (
        plan.seats is not None and recount.problem.model is Model.MCLP
    )
    if (found > plan.bound + slack) if more else (found < plan.bound - slack):
        yield f"it is better than the bound {plan.bound!r}"
    if plan.twice is not None and not _is_same(recount.persons_twice, plan.twice):
        yield f"{recount.persons_twice!r} persons are covered twice, and not {plan.twice!r}"


def _is_same(one: float, other: float) -> bool:
    return one == other or abs(one - other) <= SAME * max(1.0, abs(one))


def _ends(seats: Assignment) -> tuple[list[int], list[int]]:
    return seats.demand_at.tolist(), seats.venue_at.tolist()
