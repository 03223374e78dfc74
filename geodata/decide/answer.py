"""Answers made of checked plans, with what is to be told about them."""

import math
from collections.abc import Iterator

import numpy as np

from geodata.base.clock import gap_between
from geodata.decide.checker import Recount, check
from geodata.optimum.plan import Plan
from geodata.optimum.problem import (
    OUT_OF_REACH,
    Assignment,
    Model,
    Sentence,
    SitingAnswer,
    SitingProblem,
    Status,
    translatable,
)

REACH_ALL = translatable("%(asked)s asked: %(enough)s reach everyone whom a candidate reaches")
DO_AS_WELL = translatable("%(asked)s asked: %(enough)s do as well, nothing is left to gain")
NO_MONEY = translatable("the budget is 0: only venues without cost can be in a plan")


def answer_of(problem: SitingProblem, plan: Plan) -> SitingAnswer:
    """
    The answer that a plan is, once it has been counted anew.

    Raises
    ------
    CheckFailedError
        If the count differs.
    """
    recount = check(problem, plan)
    objective = recount.objective(plan)
    bound = objective if plan.status is Status.OPTIMAL else plan.bound
    finite = math.isfinite(objective)
    dispersion = problem.model is Model.P_DISPERSION
    nowhere = np.zeros(0, dtype=np.intp) if dispersion else np.flatnonzero(~recount.reachable)
    everybody = 0.0 if dispersion else math.fsum(problem.persons.tolist())
    return SitingAnswer(
        status=plan.status,
        objective=objective if finite else None,
        bound=bound if math.isfinite(bound) else None,
        gap=gap_between(objective, bound) if finite and math.isfinite(bound) else None,
        chosen=np.flatnonzero(plan.chosen),
        persons=everybody,
        persons_reached=0.0 if dispersion else _persons(recount, plan),
        persons_unreachable=math.fsum(problem.persons[nowhere].tolist()),
        unreachable=nowhere,
        persons_twice=None if plan.twice is None else recount.persons_twice,
        kappa=plan.kappa,
        assignment=_assignment(recount, plan) if problem.assignment and not dispersion else None,
        sentences=tuple(_sentences(problem, plan, recount)),
    )


def _persons(recount: Recount, plan: Plan) -> float:
    if plan.seats is not None:
        return math.fsum(plan.seats.persons.tolist())
    return recount.persons_covered


def _assignment(recount: Recount, plan: Plan) -> Assignment:
    """Who goes where: to the nearest venue, of equally near ones to the first."""
    if plan.seats is not None:
        return plan.seats
    pairs, problem = recount.problem.pairs, recount.problem
    best = recount.allowed & plan.chosen[pairs.venue_at]
    best &= recount.cost == recount.nearest[pairs.demand_at]
    points, first = np.unique(pairs.demand_at[best], return_index=True)
    venue_at = pairs.venue_at[best][first].astype(np.intp)
    return Assignment(points.astype(np.intp), venue_at, problem.persons[points])


def refusal(problem: SitingProblem, plan: Plan) -> SitingAnswer:
    """The answer where there is no plan, with what is plain to see of the reason."""
    return SitingAnswer(plan.status, sentences=tuple(_obstacles(problem, plan)))


def _obstacles(problem: SitingProblem, plan: Plan) -> Iterator[Sentence]:
    if plan.status is Status.STOPPED:
        yield Sentence("the time was over before a plan was found")
        return
    kept, gone = set(problem.keep.tolist()), set(problem.must_go.tolist())
    candidates = problem.pairs.venues - len(gone)
    if not candidates:
        yield Sentence("there are no candidates")
    if kept & gone:
        yield Sentence(
            "%(count)s venues are to be kept and must go", (("count", len(kept & gone)),)
        )
    if problem.p is not None and len(kept) > problem.p:
        details = (("kept", len(kept)), ("asked", problem.p))
        yield Sentence("%(kept)s venues are kept, and %(asked)s are asked for", details)
    if problem.p is not None and problem.model is Model.P_DISPERSION and problem.p > candidates:
        yield _too_few(problem.p, candidates)


def _too_few(asked: int, candidates: int) -> Sentence:
    details = (("asked", asked), ("candidates", candidates))
    return Sentence("%(asked)s asked: there are only %(candidates)s candidates", details)


def _sentences(problem: SitingProblem, plan: Plan, recount: Recount) -> Iterator[Sentence]:
    """What is to be told of a plan."""
    if plan.status is Status.FEASIBLE:
        yield Sentence("the time was over before the proof; another run may find another plan")
    if problem.budget == 0:
        yield Sentence(NO_MONEY)
    if problem.model is Model.P_DISPERSION:
        if problem.p is not None and problem.p < 2:
            yield Sentence("one venue alone is far from nothing")
        elif not math.isfinite(recount.least_distance()):
            yield Sentence("no two venues of the plan have a way between them")
        return
    yield from _of_people(problem, recount)
    yield from _of_number(problem, plan, recount)


def _of_people(problem: SitingProblem, recount: Recount) -> Iterator[Sentence]:
    """Who cannot be reached."""
    gone = len(set(problem.must_go.tolist()))
    if problem.pairs.venues == gone:
        yield Sentence("there are no candidates")
    elif not problem.persons.sum():
        yield Sentence("there are no people to reach")
    elif not recount.reachable.any():
        yield Sentence("no candidate reaches anybody")
    elif not recount.reachable.all():
        lost = math.fsum(problem.persons[~recount.reachable].tolist())
        details = (("points", int((~recount.reachable).sum())), ("persons", f"{lost:,.0f}"))
        yield Sentence(OUT_OF_REACH, details)


def _of_number(problem: SitingProblem, plan: Plan, recount: Recount) -> Iterator[Sentence]:
    """Why a plan has fewer venues than it might."""
    count, asked = int(plan.chosen.sum()), problem.p
    if asked is None or count >= asked or problem.model is Model.LSCP:
        return
    candidates = problem.pairs.venues - len(set(problem.must_go.tolist()))
    if count == candidates:
        yield _too_few(asked, candidates)
    elif plan.status is Status.OPTIMAL and problem.budget is None and not problem.quotas:
        everyone = bool(recount.reached[recount.reachable & (problem.persons > 0)].all())
        details = (("asked", asked), ("enough", count))
        is_cover = problem.model is Model.MCLP
        yield Sentence(REACH_ALL if is_cover and everyone else DO_AS_WELL, details)
