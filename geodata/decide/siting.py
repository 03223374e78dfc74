"""The plan that is asked for, solved and checked."""

from geodata.base.clock import Clock, Progress
from geodata.decide.answer import answer_of, refusal
from geodata.decide.request import require_sound
from geodata.decide.saving import without_idle
from geodata.optimum.models import best_plan
from geodata.optimum.problem import SitingAnswer, SitingProblem
from geodata.optimum.rules import Rules


def solve(
    problem: SitingProblem,
    *,
    time_limit_s: float | None = None,
    on_progress: Progress | None = None,
) -> SitingAnswer:
    """
    The best plan, proven so, or what stands in its way.

    Parameters
    ----------
    time_limit_s
        After so many seconds the best plan so far is the answer; None waits for the proof.
    on_progress
        Told the best plan so far, the bound and the gap, in the solving thread; what it raises
        ends the solving.

    Raises
    ------
    QueryRefused
        If the request contradicts itself or lacks what its model needs.
    CheckFailedError
        If a plan is not what the solver said of it; it is then no plan.
    """
    require_sound(problem)
    clock = Clock.starting(time_limit_s, on_progress)
    rules = Rules.of(problem)
    plan = best_plan(problem, rules, clock)
    if not plan.found:
        return refusal(problem, plan)
    return answer_of(problem, without_idle(problem, rules, plan, clock))
