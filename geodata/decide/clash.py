"""What blocks an impossible request: the fewest rules that clash, and the cheapest ways out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from geodata.base.arrays import Ints
from geodata.optimum.clock import Clock
from geodata.optimum.covering import any_plan, fewest
from geodata.optimum.covers import Covers
from geodata.optimum.dispersion import both_ways, most_apart
from geodata.optimum.models import ways_of
from geodata.optimum.problem import Model, Quota, Sentence, SitingProblem, translatable
from geodata.optimum.rules import Rules
from geodata.optimum.trips import any_serving

SERVES_ALL = (Model.LSCP, Model.P_MEDIAN, Model.P_CENTER, Model.KOLM_POLLAK)
# Above so many rules, sets of them are not tried but thinned out one by one.
MOST_TRIED = 10
FARTHER = 64
NUMBER = translatable("%(count)s venues in place of %(asked)s")
BUDGET = translatable("a budget of %(count)s in place of %(asked)s")
FARTHER_TOLD = translatable("%(count)s in place of %(asked)s as the threshold")
NO_LEAST = translatable("none needed in %(count)s")
EVERYONE = translatable("everyone whom a candidate can reach is served")
EVERYONE_WITHIN = translatable("everyone whom a candidate can reach within %(threshold)s is served")


@dataclass(frozen=True, eq=False, slots=True)
class WayOut:
    """A rule changed as little as helps, and the request with it, which has a plan."""

    sentence: Sentence
    problem: SitingProblem


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


@dataclass(frozen=True, eq=False, slots=True)
class _Rule:
    """A group of rules: how it is told, its request without it, and how it gives way."""

    sentence: Sentence
    name: str
    at: int = 0


def clash_of(problem: SitingProblem) -> Clash | None:
    """What blocks a request; None where nothing does."""
    if is_possible(problem):
        return None
    groups = list(_groups(problem))
    core = _smallest(problem, groups)
    ways = [way for group in core for way in _ways_out(problem, group)]
    return Clash(tuple(group.sentence for group in core), tuple(ways))


def is_possible(problem: SitingProblem) -> bool:
    """Whether any plan keeps all rules and serves whom the model must serve."""
    rules, clock = Rules.of(problem), Clock()
    if (rules.kept & rules.gone).any():
        return False
    if not problem.pairs.venues:
        return False
    if problem.model is Model.P_DISPERSION:
        nowhere = problem.pairs[:0]  # how far apart they are does not matter here
        return most_apart(both_ways(nowhere), rules, clock).found
    if problem.model in SERVES_ALL and problem.capacity is None:
        ways = ways_of(problem, rules)
        if len(ways):
            return any_serving(ways, rules, clock).found
    return any_plan(rules, clock).found


def _groups(problem: SitingProblem) -> Iterator[_Rule]:
    """The rules of a request that can clash."""
    if problem.p is not None:
        exact = problem.model is Model.P_DISPERSION
        text = (
            translatable("just %(count)s venues")
            if exact
            else translatable("%(count)s venues at most")
        )
        yield _Rule(Sentence(text, (("count", problem.p),)), "p")
    if problem.budget is not None:
        told = Sentence("a budget of %(budget)s", (("budget", f"{problem.budget:g}"),))
        yield _Rule(told, "budget")
    if len(problem.keep):
        yield _Rule(Sentence("%(count)s venues are kept", (("count", len(problem.keep)),)), "keep")
    if len(problem.must_go):
        told = Sentence("%(count)s venues must go", (("count", len(problem.must_go)),))
        yield _Rule(told, "must_go")
    for at, quota in enumerate(problem.quotas):
        yield from _quota_rules(at, quota)
    if problem.model in SERVES_ALL and problem.capacity is None:
        told = Sentence(EVERYONE)
        if problem.threshold is not None:
            told = Sentence(EVERYONE_WITHIN, (("threshold", f"{problem.threshold:g}"),))
        yield _Rule(told, "service")


def _quota_rules(at: int, quota: Quota) -> Iterator[_Rule]:
    name = ("district", quota.name or str(at + 1))
    if quota.least:
        told = Sentence("at least %(count)s in %(district)s", (("count", quota.least), name))
        yield _Rule(told, "least", at)
    if quota.most is not None:
        told = Sentence("at most %(count)s in %(district)s", (("count", quota.most), name))
        yield _Rule(told, "most", at)


def _without(problem: SitingProblem, dropped: list[_Rule]) -> SitingProblem:
    """The request without some of its rules."""
    quotas = list(problem.quotas)
    for rule in dropped:
        match rule.name:
            case "p":
                problem = _with_number(problem, None)
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


def _with_number(problem: SitingProblem, number: int | None) -> SitingProblem:
    """Another number; dispersion without one asks for covering's rules, which need none."""
    if number is None and problem.model is Model.P_DISPERSION:
        return replace(problem, model=Model.MCLP, p=None)
    return replace(problem, p=number)


def _smallest(problem: SitingProblem, groups: list[_Rule]) -> list[_Rule]:
    """The fewest rules that clash by themselves."""
    if len(groups) <= MOST_TRIED:
        for size in range(1, len(groups)):
            for some in combinations(groups, size):
                if not is_possible(_without(problem, [g for g in groups if g not in some])):
                    return list(some)
        return groups
    core = list(groups)
    for group in groups:
        rest = [each for each in core if each is not group]
        if not is_possible(_without(problem, [g for g in groups if g not in rest])):
            core = rest
    return core


def _ways_out(problem: SitingProblem, rule: _Rule) -> Iterator[WayOut]:
    """The least change of one rule, all others as they are, that makes a plan possible."""
    for sentence, changed in _changes(problem, rule):
        if is_possible(changed):
            yield WayOut(sentence, changed)
            return


def _changes(problem: SitingProblem, rule: _Rule) -> Iterator[tuple[Sentence, SitingProblem]]:
    """Changes of a rule, the least first."""
    match rule.name:
        case "p":
            yield from _other_numbers(problem)
        case "budget":
            yield from _budgets(problem)
        case "keep":
            yield from _fewer(problem, "keep", problem.keep, translatable("%(count)s fewer kept"))
        case "must_go":
            yield from _fewer(
                problem, "must_go", problem.must_go, translatable("%(count)s fewer that must go")
            )
        case "least" | "most":
            yield from _quota_changes(problem, rule)
        case "service":
            yield from _thresholds(problem)


def _other_numbers(problem: SitingProblem) -> Iterator[tuple[Sentence, SitingProblem]]:
    asked = problem.p or 0
    if problem.model is Model.P_DISPERSION:
        for number in range(asked - 1, -1, -1):
            yield _told(NUMBER, number, asked), _with_number(problem, number)
        return
    for number in range(asked + 1, problem.pairs.venues + 1):
        yield _told(NUMBER, number, asked), _with_number(problem, number)


def _told(text: str, number: object, asked: object) -> Sentence:
    return Sentence(text, (("count", number), ("asked", asked)))


def _budgets(problem: SitingProblem) -> Iterator[tuple[Sentence, SitingProblem]]:
    """The budget that the cheapest plan takes."""
    money = _least_money(problem)
    if money is not None:
        yield _told(BUDGET, f"{money:g}", f"{problem.budget:g}"), replace(problem, budget=money)


def _least_money(problem: SitingProblem) -> float | None:
    """What the cheapest plan costs that keeps all other rules; None where none does."""
    free = replace(problem, budget=None)
    rules, cost = Rules.of(free), problem.venue_cost
    if cost is None or problem.model is Model.P_DISPERSION:
        return None
    ways = ways_of(free, rules)
    if problem.model not in SERVES_ALL or problem.capacity is not None:
        ways = ways[:0]
    covers = Covers.of(ways, np.zeros(ways.demands), gone=rules.gone)
    plan = fewest(covers, rules, Clock(), cost=cost)
    return float(cost[plan.chosen].sum()) if plan.found else None


def _fewer(
    problem: SitingProblem, name: str, venues: Ints, text: str
) -> Iterator[tuple[Sentence, SitingProblem]]:
    """Without one, then two of the venues that a rule names."""
    for number in (1, 2):
        for some in combinations(venues.tolist(), number):
            told = Sentence(text, (("count", number), ("venues", some)))
            rest = np.setdiff1d(venues, some)
            keep = rest if name == "keep" else problem.keep
            gone = rest if name == "must_go" else problem.must_go
            yield told, replace(problem, keep=keep, must_go=gone)


def _quota_changes(problem: SitingProblem, rule: _Rule) -> Iterator[tuple[Sentence, SitingProblem]]:
    quota = problem.quotas[rule.at]
    changed = [replace(quota, least=number) for number in range(quota.least - 1, -1, -1)]
    if rule.name == "most":
        above = range((quota.most or 0) + 1, len(quota.venue_at) + 1)
        changed = [replace(quota, most=number) for number in above]
    for each in changed:
        quotas = (*problem.quotas[: rule.at], each, *problem.quotas[rule.at + 1 :])
        told = {one.name: one.sentence for one in _quota_rules(rule.at, each)}
        sentence = told.get(rule.name, _told(NO_LEAST, quota.name or str(rule.at + 1), ""))
        yield sentence, replace(problem, quotas=quotas)


def _thresholds(problem: SitingProblem) -> Iterator[tuple[Sentence, SitingProblem]]:
    """The next costs above the threshold."""
    if problem.threshold is None:
        return
    longer = np.unique(problem.pairs.cost[problem.pairs.cost > problem.threshold])
    for cost in longer[:FARTHER].tolist():
        told = _told(FARTHER_TOLD, f"{cost:g}", f"{problem.threshold:g}")
        yield told, replace(problem, threshold=cost)
