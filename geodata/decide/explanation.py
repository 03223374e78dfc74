"""All reasons of an answer at once, with the names of its venues, as programs read them."""

from collections.abc import Iterator, Sequence

from geodata.decide.clash import clash_of
from geodata.decide.reasons import (
    Alternative,
    Cancellation,
    Step,
    cancelled,
    other_plans,
    value_of_more,
    with_venue,
)
from geodata.optimum.problem import SitingAnswer, SitingProblem

Record = dict[str, object]


def explanation(
    problem: SitingProblem,
    answer: SitingAnswer,
    venue_ids: Sequence[str],
    *,
    why_not: Sequence[int] = (),
    time_limit_s: float | None = None,
) -> Record:
    """
    Why a plan is as it is, or what blocks it.

    Parameters
    ----------
    venue_ids
        The names of the positions of venues.
    why_not
        Venues that are asked about.
    time_limit_s
        Of each of the requests that the reasons are.
    """
    if not answer.has_plan:
        return _blocked(problem, venue_ids)
    free = [at for at in answer.chosen.tolist() if at not in set(problem.keep.tolist())]
    lost = [(at, cancelled(problem, answer, at, time_limit_s=time_limit_s)) for at in free]
    asked = [(at, with_venue(problem, answer, at, time_limit_s=time_limit_s)) for at in why_not]
    others = other_plans(problem, answer, time_limit_s=time_limit_s)
    steps = value_of_more(problem, time_limit_s=time_limit_s) if problem.p is not None else ()
    return {
        "without": [_lost(at, each, venue_ids) for at, each in lost],
        "why_not": [{"venue_id": venue_ids[at], **_plan(one, venue_ids)} for at, one in asked],
        "others": [_plan(each, venue_ids) for each in others],
        "more": [_step(each, venue_ids) for each in steps],
    }


def _blocked(problem: SitingProblem, venue_ids: Sequence[str]) -> Record:
    """The rules that clash, and what would help."""
    clash = clash_of(problem)
    if clash is None:
        return {"blocked_by": [], "ways_out": []}
    return {
        "blocked_by": [str(rule) for rule in clash.rules],
        "ways_out": [
            {
                "change": str(way.sentence),
                "venues": list(_named(dict(way.sentence.details), venue_ids)),
            }
            for way in clash.ways_out
        ],
    }


def _named(details: dict[str, object], venue_ids: Sequence[str]) -> Iterator[str]:
    venues = details.get("venues")
    if isinstance(venues, tuple):
        yield from (venue_ids[at] for at in venues)


def _plan(each: Alternative, venue_ids: Sequence[str]) -> Record:
    return {
        "status": each.answer.status.value,
        "objective": each.answer.objective,
        "loss": each.loss,
        "is_tie": each.is_tie,
        "chosen": [venue_ids[at] for at in each.answer.chosen.tolist()],
    }


def _lost(at: int, each: Cancellation, venue_ids: Sequence[str]) -> Record:
    return {
        "venue_id": venue_ids[at],
        "loss": each.alone.loss,
        "replacement": None if each.replacement is None else venue_ids[each.replacement],
        "loss_replaced": each.replaced.loss,
    }


def _step(step: Step, venue_ids: Sequence[str]) -> Record:
    return {
        "more": step.more,
        "objective": step.best.objective,
        "chosen": [venue_ids[at] for at in step.best.chosen.tolist()],
        "nested_objective": step.nested.objective,
        "nested": [venue_ids[at] for at in step.nested.chosen.tolist()],
        "price_of_nesting": step.price,
    }
