"""Rules of a request that are changed as little as helps, each change checked by solving again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from geodata.base.arrays import Ints
from geodata.base.clock import Clock
from geodata.decide.possible import SERVES_ALL, is_possible
from geodata.decide.sentences import AT_LEAST, AT_MOST_THERE, NUMBER
from geodata.decide.thresholds import Thresholds
from geodata.optimum.covering import fewest
from geodata.optimum.covers import Covers
from geodata.optimum.problem import Model, Quota, Sentence, SitingProblem, translatable
from geodata.optimum.rules import Rules, ways_of

BUDGET = translatable("a budget of %(count)s in place of %(asked)s")
FEWER_KEPT = translatable("%(count)s fewer kept")
FEWER_GONE = translatable("%(count)s fewer that must go")
MORE_THERE = translatable("%(count)s more in %(district)s")
FEWER_THERE = translatable("%(count)s fewer needed in %(district)s")
NONE_THERE = translatable("none needed in %(district)s")


@dataclass(frozen=True, eq=False, slots=True)
class WayOut:
    """
    A rule changed as little as helps, and the request with it, which has a plan.

    Parameters
    ----------
    loosened
        Positions of the venues that are kept, or must go, and of which some no longer do.
    """

    sentence: Sentence
    problem: SitingProblem
    loosened: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """A group of rules: how it is told, its name, and of which quota."""

    sentence: Sentence
    name: str
    at: int = 0


def quota_rules(at: int, quota: Quota) -> Iterator[Rule]:
    """The least and the most of a district."""
    name = district_of(quota, at)
    if quota.least:
        told = Sentence(AT_LEAST, (("count", quota.least), name))
        yield Rule(told, "least", at)
    if quota.most is not None:
        told = Sentence(AT_MOST_THERE, (("count", quota.most), name))
        yield Rule(told, "most", at)


def district_of(quota: Quota, at: int) -> tuple[str, str]:
    """A district in a sentence."""
    return "district", quota.name or str(at + 1)


def ways_out(
    problem: SitingProblem, rule: Rule, thresholds: Thresholds, clock: Clock
) -> Iterator[WayOut]:
    """The least change of one rule, all others as they are, that makes a plan possible."""
    match rule.name:
        case "p":
            yield from _other_number(problem, clock)
        case "budget":
            yield from _other_budget(problem)
        case "keep":
            yield from _fewer_kept(problem)
        case "must_go":
            yield from _fewer_gone(problem)
        case "least":
            yield from _fewer_there(problem, rule.at)
        case "most":
            yield from _more_there(problem, rule.at)
        case "service":
            yield from _longer(problem, thresholds, clock)


def with_number(problem: SitingProblem, number: int | None) -> SitingProblem:
    """Another number; dispersion without one asks for covering's rules, which need none."""
    if number is None and problem.model is Model.P_DISPERSION:
        return replace(problem, model=Model.MCLP, p=None)
    return replace(problem, p=number)


def least(most: int, changed: Callable[[int], SitingProblem]) -> int | None:
    """The least change, of those from 1 up, that makes a plan possible; more of it helps, too."""
    if most < 1 or not is_possible(changed(most)):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_possible(changed(middle)) else (middle + 1, high)
    return high


def _other_number(problem: SitingProblem, clock: Clock) -> Iterator[WayOut]:
    asked, venues = problem.p or 0, problem.pairs.venues
    if problem.model is Model.P_DISPERSION:  # just so many: neither more nor fewer need help
        nearest = sorted(range(venues + 1), key=lambda number: (abs(number - asked), number))
        numbers = (number for number in nearest if number != asked and not clock.is_over)
        found = next((each for each in numbers if is_possible(with_number(problem, each))), None)
    else:
        more = least(venues - asked, lambda more: with_number(problem, asked + more))
        found = None if more is None else asked + more
    if found is not None:
        yield WayOut(_sentence(NUMBER, found, asked), with_number(problem, found))


def _sentence(text: str, number: object, asked: object) -> Sentence:
    return Sentence(text, (("count", number), ("asked", asked)))


def _other_budget(problem: SitingProblem) -> Iterator[WayOut]:
    """The budget that the cheapest plan takes."""
    money = _least_money(problem)
    if money is not None and is_possible(changed := replace(problem, budget=money)):
        yield WayOut(_sentence(BUDGET, f"{money:g}", f"{problem.budget:g}"), changed)


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


def _fewer_kept(problem: SitingProblem) -> Iterator[WayOut]:
    """As many kept as can be, whichever; which ones is the best plan's to say."""
    kept = np.unique(problem.keep)

    def changed(fewer: int) -> SitingProblem:
        quota = Quota(kept, least=len(kept) - fewer)
        return replace(problem, keep=_none(), quotas=(*problem.quotas, quota))

    yield from _way_by(least(len(kept), changed), changed, FEWER_KEPT, kept)


def _fewer_gone(problem: SitingProblem) -> Iterator[WayOut]:
    """As many gone as can be."""
    gone = np.unique(problem.must_go)

    def changed(fewer: int) -> SitingProblem:
        quota = Quota(gone, most=fewer)
        return replace(problem, must_go=_none(), quotas=(*problem.quotas, quota))

    yield from _way_by(least(len(gone), changed), changed, FEWER_GONE, gone)


def _way_by(
    fewer: int | None, changed: Callable[[int], SitingProblem], text: str, venues: Ints
) -> Iterator[WayOut]:
    if fewer is not None:
        told = Sentence(text, (("count", fewer),))
        yield WayOut(told, changed(fewer), tuple(venues.tolist()))


def _none() -> Ints:
    return np.empty(0, dtype=np.intp)


def _more_there(problem: SitingProblem, at: int) -> Iterator[WayOut]:
    quota = problem.quotas[at]
    most = quota.most or 0

    def changed(more: int) -> SitingProblem:
        return _with_quota(problem, at, replace(quota, most=most + more))

    if (more := least(len(quota.venue_at) - most, changed)) is not None:
        yield WayOut(Sentence(MORE_THERE, (("count", more), district_of(quota, at))), changed(more))


def _fewer_there(problem: SitingProblem, at: int) -> Iterator[WayOut]:
    quota = problem.quotas[at]

    def changed(fewer: int) -> SitingProblem:
        return _with_quota(problem, at, replace(quota, least=quota.least - fewer))

    if (fewer := least(quota.least, changed)) is not None:
        text = NONE_THERE if fewer == quota.least else FEWER_THERE
        yield WayOut(Sentence(text, (("count", fewer), district_of(quota, at))), changed(fewer))


def _with_quota(problem: SitingProblem, at: int, quota: Quota) -> SitingProblem:
    return replace(problem, quotas=(*problem.quotas[:at], quota, *problem.quotas[at + 1 :]))


def _longer(problem: SitingProblem, thresholds: Thresholds, clock: Clock) -> Iterator[WayOut]:
    """The next threshold that helps: a longer one also asks for more people, so each is tried."""
    for threshold, changed in thresholds.longer(problem):
        if is_possible(changed):
            yield WayOut(thresholds.change(threshold, problem.threshold or 0.0), changed)
            return
        if clock.is_over:
            return
