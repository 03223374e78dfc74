"""What blocks an impossible request: the fewest rules that clash, and the cheapest ways out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations

import numpy as np

from geodata.base.clock import Clock
from geodata.decide.possible import SERVES_ALL, is_possible
from geodata.decide.sentences import AT_MOST
from geodata.decide.thresholds import NEXT_COSTS, Thresholds
from geodata.decide.ways_out import Rule, WayOut, quota_rules, ways_out, with_number
from geodata.optimum.problem import Model, Sentence, SitingProblem, translatable

# Above so many rules, sets of them are not tried but thinned out one by one.
MOST_TRIED = 10
KEPT = translatable("%(count)s venues are kept")


@dataclass(frozen=True, eq=False, slots=True)
class Clash:
    """
    Rules that no plan can keep together, any fewer of which some plan can.

    Parameters
    ----------
    rules
        One sentence each.
    ways_out
        Each checked by solving again.
    """

    rules: tuple[Sentence, ...]
    ways_out: tuple[WayOut, ...]


def clash_of(
    problem: SitingProblem,
    thresholds: Thresholds = NEXT_COSTS,
    *,
    time_limit_s: float | None = None,
) -> Clash | None:
    """
    What blocks a request; None where nothing does.

    Parameters
    ----------
    thresholds
        How a threshold is told, and which longer ones are tried.
    time_limit_s
        After so many seconds no further way out is looked for.
    """
    if is_possible(problem):
        return None
    clock = Clock.starting(time_limit_s, None)
    groups = list(groups_of(problem, thresholds))
    core = _smallest(problem, groups, clock)
    ways = [way for rule in core for way in ways_out(problem, rule, thresholds, clock)]
    return Clash(tuple(rule.sentence for rule in core), tuple(ways))


def groups_of(problem: SitingProblem, thresholds: Thresholds) -> Iterator[Rule]:
    """The rules of a request that can clash."""
    if problem.p is not None:
        exact = problem.model is Model.P_DISPERSION
        text = translatable("just %(count)s venues") if exact else AT_MOST
        yield Rule(Sentence(text, (("count", problem.p),)), "p")
    if problem.budget is not None:
        told = Sentence("a budget of %(budget)s", (("budget", f"{problem.budget:g}"),))
        yield Rule(told, "budget")
    if len(problem.keep):
        yield Rule(Sentence(KEPT, (("count", len(problem.keep)),)), "keep")
    if len(problem.must_go):
        told = Sentence("%(count)s venues must go", (("count", len(problem.must_go)),))
        yield Rule(told, "must_go")
    for at, quota in enumerate(problem.quotas):
        yield from quota_rules(at, quota)
    if problem.model in SERVES_ALL and problem.capacity is None:
        yield Rule(thresholds.rule(problem.threshold), "service")


def _without(problem: SitingProblem, dropped: list[Rule]) -> SitingProblem:
    """The request without some of its rules."""
    quotas = list(problem.quotas)
    for rule in dropped:
        match rule.name:
            case "p":
                problem = with_number(problem, None)
            case "budget":
                problem = replace(problem, budget=None)
            case "keep":
                problem = replace(problem, keep=np.empty(0, dtype=np.intp))
            case "must_go":
                problem = replace(problem, must_go=np.empty(0, dtype=np.intp))
            case "least":
                quotas[rule.at] = replace(quotas[rule.at], least=0)
            case "most":
                quotas[rule.at] = replace(quotas[rule.at], most=None)
            case "service":
                problem = replace(problem, model=Model.MCLP)
    return replace(problem, quotas=tuple(quotas))


def _smallest(problem: SitingProblem, groups: list[Rule], clock: Clock) -> list[Rule]:
    """The fewest rules that clash; with many, or without time, some of which each is needed."""
    if len(groups) <= MOST_TRIED:
        sizes = range(1, len(groups))
        for some in chain.from_iterable(combinations(groups, size) for size in sizes):
            if clock.is_over:
                break
            if _clash(problem, groups, some):
                return list(some)
        else:
            return groups
    core = groups
    for rule in groups:
        rest = [each for each in core if each is not rule]
        core = rest if _clash(problem, groups, rest) else core
    return core


def _clash(problem: SitingProblem, groups: list[Rule], some: Sequence[Rule]) -> bool:
    """Whether some of the rules clash without the others."""
    return not is_possible(_without(problem, [each for each in groups if each not in some]))
