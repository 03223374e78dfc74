"""Venues that a plan has and does not need: asking stops when nothing is left to gain."""

from dataclasses import replace

import numpy as np

from geodata.base.arrays import Flags
from geodata.base.clock import Clock
from geodata.decide.checker import Recount
from geodata.optimum.covering import fewest
from geodata.optimum.covers import Covers
from geodata.optimum.plan import Plan
from geodata.optimum.problem import Model, SitingProblem, Status
from geodata.optimum.rules import Rules, ways_of
from geodata.optimum.trips import nearest_costs

COVERS = (Model.MCLP, Model.MCLP_BACKUP)
SAME = 1e-9


def without_idle(problem: SitingProblem, rules: Rules, plan: Plan, clock: Clock) -> Plan:
    """
    The same plan without venues that add nothing, and with the fewest where it reaches its end.

    With capacities, and for the models that count venues themselves, it stays as it is.
    """
    if problem.capacity is not None or problem.model in (Model.LSCP, Model.P_DISPERSION):
        return plan
    found = _fewest_at_the_end(problem, rules, plan, clock)
    return replace(plan, chosen=_pruned(problem, rules, found))


def _fewest_at_the_end(problem: SitingProblem, rules: Rules, plan: Plan, clock: Clock) -> Flags:
    """Where a plan does all that all venues together could do, the fewest that do the same."""
    if problem.model in (Model.MCLP_BACKUP, Model.P_CENTER) or plan.status is not Status.OPTIMAL:
        return plan.chosen
    ways = ways_of(problem, rules)
    inhabited = problem.persons[ways.demand_at] > 0
    best = nearest_costs(ways, ~rules.gone)
    needed = inhabited
    if problem.model is not Model.MCLP:
        needed = ways.cost <= best[ways.demand_at]
    reached = nearest_costs(ways, plan.chosen)
    served = np.isfinite(reached) if problem.model is Model.MCLP else reached <= best
    wanted = np.unique(ways.demand_at[needed])
    if not served[wanted].all() or not len(wanted):
        return plan.chosen
    covers = Covers.of(ways[needed], problem.persons, gone=rules.gone)
    fewer = fewest(covers, rules, clock.quiet)
    is_fewer = fewer.found and fewer.chosen.sum() < plan.chosen.sum()
    return fewer.chosen if is_fewer else plan.chosen


def _pruned(problem: SitingProblem, rules: Rules, chosen: Flags) -> Flags:
    """Without what adds nothing, later venues first."""
    chosen = chosen.copy()
    for at in _doubtful(problem, rules, chosen).tolist():
        rest = chosen.copy()
        rest[at] = False
        if rules.allow(rest) and _worth(problem, rest) == _worth(problem, chosen):
            chosen = rest
    return chosen


def _doubtful(
    problem: SitingProblem, rules: Rules, chosen: Flags
) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Chosen venues, not kept, that are nobody's only nearest one; the last first."""
    ways = ways_of(problem, rules)
    open_ = ways[chosen[ways.venue_at] & (problem.persons[ways.demand_at] > 0)]
    alone = np.bincount(open_.demand_at, minlength=ways.demands) == 1
    needed = np.zeros(len(chosen), dtype=bool)
    if problem.model in COVERS:
        needed[open_.venue_at[alone[open_.demand_at]]] = True
    return np.flatnonzero(chosen & ~rules.kept & ~needed)[::-1]


def _worth(problem: SitingProblem, chosen: Flags) -> tuple[float, ...]:
    """What a plan is worth by its model."""
    recount = Recount(problem, chosen)
    match problem.model:
        case Model.MCLP:
            return (recount.persons_covered,)
        case Model.MCLP_BACKUP:
            return (recount.persons_covered, recount.persons_twice)
        case Model.P_CENTER:
            return (recount.longest(),)
    return tuple(recount.nearest[recount.reachable & (problem.persons > 0)].tolist())
