"""
Why a plan is as it is: each answer is another request, solved and checked as the first one.

What a venue would cost the plan, what a cancellation loses, what one more gains, what else does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from geodata.base.arrays import Flags, Ints
from geodata.decide.possible import SERVES_ALL
from geodata.decide.single import solve_few
from geodata.decide.siting import solve
from geodata.optimum.problem import Model, Quota, SitingAnswer, SitingProblem, Status
from geodata.optimum.rules import Rules, ways_of

# Plans are as good as each other for people within this share, and the same below the other.
AS_GOOD, SAME = 0.01, 1e-9
MOST_MORE, MOST_OTHERS, DIFFERENT = 30, 3, 2
MORE_IS_BETTER = (Model.MCLP, Model.MCLP_BACKUP, Model.P_DISPERSION)


@dataclass(frozen=True, eq=False, slots=True)
class Alternative:
    """
    The best plan under one more condition, and what it loses against the best of all.

    Parameters
    ----------
    answer
        Of the request with the condition.
    loss
        In the unit of the objective, 0 or more; None where there is no plan.
    gain
        How much better it is: a venue that the best plan could not have may do more.
    """

    answer: SitingAnswer
    loss: float | None
    gain: float | None = None

    @property
    def is_tie(self) -> bool:
        """Whether it is as good as the best."""
        return self.loss is not None and max(self.loss, self.gain or 0.0) <= self._least

    @property
    def is_better(self) -> bool:
        """Whether it is better than the best that could do without the condition."""
        return self.gain is not None and self.gain > self._least

    @property
    def _least(self) -> float:
        return SAME * max(1.0, abs(self.answer.objective or 0.0))


@dataclass(frozen=True, eq=False, slots=True)
class Cancellation:
    """
    What is lost without a venue of the plan.

    Parameters
    ----------
    alone
        The rest of the plan as it is.
    replaced
        The rest with the best replacement.
    replacement
        Position of that venue; None where nothing is better than none.
    """

    alone: Alternative
    replaced: Alternative
    replacement: int | None


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """
    A number of venues beside the kept ones.

    Parameters
    ----------
    more
        That number.
    best, nested
        The best plan of so many, and the best that contains the nested plan of one fewer; None
        where there is none.
    price
        What nesting loses.
    """

    more: int
    best: SitingAnswer
    nested: SitingAnswer
    price: float | None


def loss_of(problem: SitingProblem, best: SitingAnswer, other: SitingAnswer) -> float | None:
    """How much worse another plan is; None where one of them has no figure."""
    worse = difference(problem, best, other)
    return None if worse is None else max(0.0, worse)


def difference(problem: SitingProblem, best: SitingAnswer, other: SitingAnswer) -> float | None:
    """As `loss_of`; below 0 where the other plan is better."""
    if best.objective is None or other.objective is None:
        return None
    worse = other.objective - best.objective
    return -worse if problem.model in MORE_IS_BETTER else worse


def with_venue(
    problem: SitingProblem, best: SitingAnswer, venue: int, *, time_limit_s: float | None = None
) -> Alternative:
    """
    Why not here: the best plan with a venue, for the same people as the best.

    It would enter by itself once it saved, or gained, as much more as the loss.
    """
    answer = solve_few(problem_with(problem, best, venue), time_limit_s=time_limit_s)
    worse = difference(problem, best, answer)
    if worse is None or (problem.capacity is not None and problem.model is Model.P_MEDIAN):
        return Alternative(answer, loss_of(problem, best, answer))
    return Alternative(answer, max(0.0, worse), max(0.0, -worse))


def problem_with(problem: SitingProblem, best: SitingAnswer, venue: int) -> SitingProblem:
    """The request of which every plan has a venue; it counts whom, and as, the best plan did."""
    keep = np.union1d(problem.keep, [venue]).astype(np.intp)
    gone = np.setdiff1d(problem.must_go, [venue])
    return replace(with_kappa_of(without_burdens(problem, venue), best), keep=keep, must_go=gone)


def with_kappa_of(problem: SitingProblem, best: SitingAnswer) -> SitingProblem:
    """The same with the kappa of its best plan: other kept venues would have another one."""
    return problem if best.kappa is None else replace(problem, kappa=best.kappa)


def without_burdens(problem: SitingProblem, venue: int) -> SitingProblem:
    """The same without its trips of people whom no plan had to serve: they would be a burden."""
    if problem.model not in SERVES_ALL or venue not in problem.must_go:
        return problem
    pairs = problem.pairs
    others = (pairs.venue_at == venue) & ~served(problem)[pairs.demand_at]
    return replace(problem, pairs=pairs[~others])


def served(problem: SitingProblem) -> Flags:
    """Whom a venue reaches that may be in a plan, shape (demands,)."""
    found = np.zeros(problem.pairs.demands, dtype=bool)
    found[ways_of(problem, Rules.of(problem)).demand_at] = True
    return found


def cancellation(
    problem: SitingProblem, best: SitingAnswer, venue: int, *, time_limit_s: float | None = None
) -> Cancellation:
    """What the plan loses without one of its venues, and what replaces it best."""
    rest, same = np.setdiff1d(best.chosen, [venue]), with_kappa_of(problem, best)
    alone = _as_it_is(same, best, rest)
    asked = replace(_without(same, venue), keep=rest, p=_number(problem, best))
    answer = solve_few(asked, time_limit_s=time_limit_s)
    new = np.setdiff1d(answer.chosen, rest)
    replaced = Alternative(answer, loss_of(problem, best, answer))
    return Cancellation(alone, replaced, int(new[0]) if len(new) else None)


def _without(problem: SitingProblem, venue: int) -> SitingProblem:
    """The same without a venue, for the same people: whom it alone reaches are not left out."""
    gone = np.union1d(problem.must_go, [venue]).astype(np.intp)
    fewer = replace(problem, must_go=gone)
    if problem.model in SERVES_ALL and (served(problem) & ~served(fewer)).any():
        none = Quota(np.array([venue], dtype=np.intp), most=0)
        return replace(problem, quotas=(*problem.quotas, none))
    return fewer


def _number(problem: SitingProblem, best: SitingAnswer) -> int:
    return problem.p if problem.p is not None else len(best.chosen)


def _as_it_is(problem: SitingProblem, best: SitingAnswer, rest: Ints) -> Alternative:
    """A plan that is settled already."""
    # Quotas leave the people the same: whoever that venue alone could reach is lost, not left out.
    others = np.setdiff1d(np.arange(problem.pairs.venues), rest)
    number = len(rest) if problem.model is Model.P_DISPERSION else None
    asked = replace(
        problem,
        keep=rest,
        quotas=(Quota(others, most=0),),
        must_go=np.empty(0, dtype=np.intp),
        p=number if number is not None else len(rest),
        budget=None,
    )
    answer = solve(asked)
    return Alternative(answer, loss_of(problem, best, answer))


def value_of_more(
    problem: SitingProblem, *, most: int = MOST_MORE, time_limit_s: float | None = None
) -> Iterator[Step]:
    """
    The best plans of 0, 1, 2 ... more venues than the kept ones, and the nested series.

    It ends where one more gains nothing, and leaves out numbers without any plan.
    """
    nested = problem.keep
    before: SitingAnswer | None = None
    for more in range(most + 1):
        asked = replace(problem, p=len(problem.keep) + more)
        best = solve_few(asked, time_limit_s=time_limit_s)
        if not best.has_plan:
            continue
        problem = with_kappa_of(problem, best)
        grown = replace(with_kappa_of(asked, best), keep=nested) if before is not None else asked
        series = solve_few(grown, time_limit_s=time_limit_s) if before is not None else best
        yield Step(more, best, series, loss_of(problem, best, series))
        nested = series.chosen if series.has_plan else nested
        if before is not None and _is_same(before, best):
            return
        before = best


def _is_same(one: SitingAnswer, other: SitingAnswer) -> bool:
    if one.objective is None or other.objective is None:
        return False
    return abs(one.objective - other.objective) <= SAME * max(1.0, abs(one.objective))


def other_plans(
    problem: SitingProblem,
    best: SitingAnswer,
    *,
    most: int = MOST_OTHERS,
    time_limit_s: float | None = None,
) -> Iterator[Alternative]:
    """
    Plans that are nearly as good, and differ from each other in at least two venues.

    Those that are just as good come first. Where the time was too short to know whether there is
    another one, the last has no loss.
    """
    known = [best.chosen]
    for _ in range(most):
        quotas = problem.quotas + tuple(_different(problem, plan) for plan in known)
        if any(quota.most is not None and quota.most < 0 for quota in quotas):
            return
        answer = solve(replace(problem, quotas=quotas), time_limit_s=time_limit_s)
        loss = loss_of(problem, best, answer)
        if loss is None or loss > AS_GOOD * abs(best.objective or 0.0):
            if not is_proven(answer):
                yield Alternative(answer, None)
            return
        known.append(answer.chosen)
        yield Alternative(answer, loss)


def _different(problem: SitingProblem, plan: Ints) -> Quota:
    """That two venues of a plan are missing."""
    own = np.setdiff1d(plan, problem.keep)
    return Quota(own, most=len(own) - DIFFERENT)


def gains(steps: list[Step]) -> list[float]:
    """What each venue more adds to, or takes off, the best objective."""
    figures = [step.best.objective or 0.0 for step in steps]
    return [abs(after - before) for before, after in pairwise(figures)]


def is_proven(answer: SitingAnswer) -> bool:
    """Whether a reason rests on a proof."""
    return answer.status in (Status.OPTIMAL, Status.INFEASIBLE)
