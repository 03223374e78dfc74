"""Requests in which one venue is to be chosen: each is tried, which proves the best one."""

import numpy as np

from geodata.decide.answer import answer_of
from geodata.decide.checker import Recount
from geodata.decide.siting import solve
from geodata.optimum.plan import Plan
from geodata.optimum.problem import Model, SitingAnswer, SitingProblem, Status
from geodata.optimum.rules import Rules


def solve_few(problem: SitingProblem, *, time_limit_s: float | None = None) -> SitingAnswer:
    """As `solve`; of covering with one venue left to choose without a solver."""
    plan = single(problem)
    return solve(problem, time_limit_s=time_limit_s) if plan is None else answer_of(problem, plan)


def single(problem: SitingProblem) -> Plan | None:
    """The plan with the venue that gains most, none where none gains; None for other requests."""
    rules = Rules.of(problem)
    asks_for_one = problem.p == int(rules.kept.sum()) + 1 and not (rules.kept & rules.gone).any()
    covers = problem.model is Model.MCLP and problem.capacity is None
    if not (asks_for_one and covers and rules.number_alone):
        return None
    recount = Recount(problem, rules.kept)
    pairs, waiting = problem.pairs, np.where(recount.reached, 0.0, problem.persons)
    gain = np.bincount(
        pairs.venue_at[recount.allowed],
        waiting[pairs.demand_at[recount.allowed]],
        pairs.venues,
    )
    gain[rules.gone | rules.kept] = 0.0
    chosen = rules.kept.copy()
    if gain.max(initial=0.0) > 0.0:
        chosen[gain.argmax()] = True
    worth = Recount(problem, chosen).persons_covered
    return Plan(Status.OPTIMAL, chosen, worth, worth)
