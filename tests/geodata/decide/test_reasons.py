"""Why a plan is as it is, on requests small enough to try all plans."""

from dataclasses import replace
from itertools import combinations, pairwise

import brute
import numpy as np
import pytest

from geodata.access.pairs import Pairs
from geodata.base.clock import Clock
from geodata.decide.checker import Recount
from geodata.decide.clash import clash_of
from geodata.decide.explanation import Explainer, Patience
from geodata.decide.lean import lean
from geodata.decide.possible import is_possible
from geodata.decide.reasons import cancellation, other_plans, value_of_more, with_venue
from geodata.decide.single import single, solve_few
from geodata.decide.siting import solve
from geodata.optimum.problem import Model, Quota, SitingProblem


def pairs(*rows, venues, demands):
    table = np.array(rows, dtype=float)
    ends = table[:, :2].astype(int)
    return Pairs.of(ends[:, 0], ends[:, 1], table[:, 2], size=(demands, venues))


@pytest.fixture
def valley():
    """Five villages, four halls: 0 serves two large ones, 1 and 2 one each, 3 a small one."""
    ways = pairs(
        (0, 0, 5), (1, 0, 6), (1, 1, 4), (2, 1, 9), (3, 2, 3), (4, 3, 2), venues=4, demands=5
    )  # fmt: skip
    persons = np.array([90.0, 60.0, 50.0, 40.0, 10.0])
    return SitingProblem(Model.MCLP, ways, persons, p=2, threshold=10.0)


def test_a_venue_that_is_not_in_the_plan_is_told_with_what_it_loses(valley):
    best = solve(valley)
    assert (best.objective, best.chosen.tolist()) == (200, [0, 1])

    why = with_venue(valley, best, 2)

    assert why.loss == 10
    assert why.answer.chosen.tolist() == [0, 2]
    assert with_venue(valley, best, 0).is_tie


def test_a_cancellation_tells_its_loss_and_the_best_replacement(valley):
    best = solve(valley)

    lost = cancellation(valley, best, 1)

    assert lost.alone.loss == 50
    assert lost.replacement == 2
    assert lost.replaced.loss == 10


def far_and_near(model, **asked):
    """Many near one hall, few far from all: what is kept decides how inequality weighs."""
    rng = np.random.default_rng(7)
    costs = rng.integers(1, 90, (9, 6)).astype(float)
    at = np.argwhere(costs < 99)
    ways = Pairs.of(at[:, 0], at[:, 1], costs.ravel(), size=(9, 6))
    return SitingProblem(model, ways, rng.integers(1, 99, 9).astype(float), **asked)


def equivalent(problem, kappa, chosen):
    costs = problem.pairs.cost.reshape(9, 6)[:, sorted(chosen)].min(axis=1)
    return np.log(np.average(np.exp(kappa * costs), weights=problem.persons)) / kappa


def test_the_most_equal_plan_is_compared_by_one_kappa_whatever_is_kept():
    problem = far_and_near(Model.KOLM_POLLAK, p=3)
    best = solve(problem)

    def told(plan):
        return pytest.approx(equivalent(problem, best.kappa, plan))

    for venue in best.chosen.tolist():
        lost = cancellation(problem, best, venue)
        rest = set(best.chosen.tolist()) - {venue}
        assert lost.alone.answer.objective == told(rest)
        others = [rest | {each} for each in set(range(6)) - rest - {venue}]
        least = min(equivalent(problem, best.kappa, plan) for plan in (rest, *others))
        assert lost.replaced.answer.objective == pytest.approx(least)
    for step in value_of_more(problem, most=4):
        assert step.best.objective == told(step.best.chosen.tolist())
        assert step.nested.objective == told(step.nested.chosen.tolist())


def test_whom_the_cancelled_venue_alone_reaches_are_lost_and_not_left_out():
    ways = pairs((0, 0, 5), (0, 1, 6), (1, 1, 1), (1, 2, 2), (2, 0, 3), venues=3, demands=3)
    problem = SitingProblem(Model.P_MEDIAN, ways, np.ones(3), p=2)
    best = solve(problem)
    assert best.chosen.tolist() == [0, 1]

    lost = cancellation(problem, best, 0)

    assert (lost.replacement, lost.replaced.loss) == (None, None)
    assert cancellation(problem, best, 1).replaced.loss == 1


def test_the_value_of_the_next_falls_and_ends_when_nothing_is_gained(valley):
    steps = list(value_of_more(valley))

    assert [step.more for step in steps] == [0, 1, 2, 3, 4, 5]
    assert [step.best.objective for step in steps] == [0, 150, 200, 240, 250, 250]
    assert [step.price for step in steps] == [0] * 6


def test_reasons_for_which_there_was_no_time_are_named(valley):
    best, ids = solve(valley), ["church", "school", "mill", "barn"]

    told = Explainer(valley, best, ids).all([2])
    over = Explainer(valley, best, ids, patience=Patience(whole=Clock(end=0.0))).all([2])

    assert (told["is_complete"], told["cut_off"]) == (True, [])
    assert [len(told[part]) for part in ("why_not", "without", "more")] == [1, 2, 6]
    assert not over["is_complete"]
    assert sorted(over["cut_off"]) == ["more", "others", "why_not", "without"]
    assert [over[part] for part in over["cut_off"]] == [[], [], [], []]


def test_each_nested_plan_holds_the_one_before():
    ways = pairs(
        (0, 0, 1), (1, 0, 1), (0, 1, 1), (2, 1, 1), (1, 2, 1), (3, 2, 1), venues=3, demands=4
    )  # fmt: skip
    crossed = SitingProblem(Model.MCLP, ways, np.array([10.0, 10, 8, 8]), p=1)

    steps = list(value_of_more(crossed, most=3))

    plans = [set(step.nested.chosen.tolist()) for step in steps]
    assert all(one <= other for one, other in pairwise(plans))
    assert [step.price for step in steps[:3]] == [0, 0, 8]


@pytest.mark.parametrize("model", [Model.MCLP, Model.P_MEDIAN, Model.P_CENTER])
def test_other_plans_differ_in_two_venues_and_are_as_good(model):
    rng = np.random.default_rng(3)
    costs = rng.integers(1, 9, (8, 7)).astype(float)
    at = np.argwhere(costs < 99)
    ways = Pairs.of(at[:, 0], at[:, 1], costs.ravel(), size=(8, 7))
    problem = SitingProblem(
        model, ways, np.full(8, 5.0), p=3, threshold=5.0 if model is Model.MCLP else None
    )
    best = solve(problem)

    others = list(other_plans(problem, best))

    plans = [set(best.chosen.tolist()), *(set(each.answer.chosen.tolist()) for each in others)]
    for one, other in combinations(plans, 2):
        assert len(one - other) >= 2 or len(one) != len(other)
    for each in others:
        assert each.loss <= 0.01 * best.objective


def test_no_other_plan_is_told_from_none_found_in_time():
    problem = far_and_near(Model.P_MEDIAN, p=3)
    best = solve(problem)

    assert [each.loss for each in other_plans(problem, best, time_limit_s=0.0)] == [None]


def test_rules_that_clash_are_told_with_ways_out_that_work(valley):
    asked = replace(
        valley, keep=np.array([0, 1]), quotas=(Quota(np.array([2, 3]), least=1, name="巫山"),)
    )
    assert solve(asked).objective is None

    clash = clash_of(asked)

    assert sorted(map(str, clash.rules)) == [
        "2 venues are kept", "2 venues at most", "at least 1 in 巫山",
    ]  # fmt: skip
    assert [str(way.sentence) for way in clash.ways_out] == [
        "3 venues in place of 2", "1 fewer kept", "none needed in 巫山",
    ]  # fmt: skip
    assert all(solve(way.problem).has_plan for way in clash.ways_out)


def test_too_few_venues_to_serve_all_need_more_or_longer_trips():
    ways = pairs((0, 0, 5), (1, 1, 5), (1, 0, 9), (2, 1, 2), (2, 0, 31), venues=2, demands=3)
    asked = SitingProblem(Model.P_MEDIAN, ways, np.ones(3), p=1, threshold=30.0)

    clash = clash_of(asked)

    assert len(clash.rules) == 2
    assert [str(way.sentence) for way in clash.ways_out] == [
        "2 venues in place of 1", "31 in place of 30 as the threshold",
    ]  # fmt: skip


def test_fewer_kept_than_there_is_room_for_are_found_at_once_however_many_there_are():
    halls = 60
    at = np.arange(halls)
    ways = Pairs.of(at, at, np.ones(halls), size=(halls, halls))
    asked = SitingProblem(Model.MCLP, ways, np.arange(halls) + 1.0, p=20, keep=at[:50])

    clash = clash_of(asked)

    assert [str(rule) for rule in clash.rules] == ["20 venues at most", "50 venues are kept"]
    assert [str(way.sentence) for way in clash.ways_out] == [
        "50 venues in place of 20", "30 fewer kept",
    ]  # fmt: skip
    blocked = Explainer(asked, solve(asked), [f"v{n}" for n in at]).clash()
    # The smallest of those that were kept go.
    assert blocked["ways_out"][1]["venues"] == [f"v{n}" for n in range(30)]
    assert blocked["ways_out"][1]["persons_reached"] == sum(range(31, 51))


def test_a_quota_gives_way_by_as_little_as_helps():
    ways = pairs((0, 0, 5), (1, 1, 5), (2, 2, 5), venues=4, demands=3)
    east = Quota(np.array([0, 1, 2]), most=1, name="无锡")
    asked = SitingProblem(Model.LSCP, ways, np.ones(3), threshold=30.0, quotas=(east,))

    clash = clash_of(asked)

    assert [str(way.sentence) for way in clash.ways_out] == ["2 more in 无锡"]


def test_a_budget_that_is_too_small_is_told_what_would_do():
    ways = pairs((0, 0, 5), (1, 1, 5), venues=2, demands=2)
    prices = np.array([2.5, 4.0])
    asked = SitingProblem(Model.LSCP, ways, np.ones(2), budget=6.0, venue_cost=prices)

    clash = clash_of(asked)

    assert "a budget of 6.5 in place of 6" in [str(way.sentence) for way in clash.ways_out]


@pytest.mark.slow
def test_of_many_random_requests_the_impossible_ones_are_blocked_and_no_others():
    blocked = 0
    for model in Model:
        for seed in range(40):
            problem = brute.drawn(brute.Draw(model), seed)
            clash = clash_of(problem)
            assert (clash is None) == (brute.best(problem) is not None), (model, seed)
            if clash is not None:
                blocked += 1
                assert all(is_possible(way.problem) for way in clash.ways_out), (model, seed)
    assert blocked > 20


@pytest.mark.parametrize("seed", range(25))
def test_fewer_points_have_the_same_plans_and_figures(seed):
    problem = brute.drawn(brute.Draw(Model.MCLP), seed)
    fewer = lean(problem)

    best, same = solve(problem), solve(fewer)

    assert (best.status, best.objective) == (same.status, pytest.approx(same.objective))
    if best.has_plan:
        assert same.persons == pytest.approx(best.persons)
        assert same.persons_unreachable == pytest.approx(best.persons_unreachable)
        chosen = np.isin(np.arange(problem.pairs.venues), same.chosen)
        assert Recount(problem, chosen).persons_covered == pytest.approx(best.objective)


@pytest.mark.parametrize("seed", range(25))
def test_one_venue_is_chosen_without_a_solver_as_with_one(seed):
    problem = replace(brute.drawn(brute.Draw(Model.MCLP), seed), budget=None, quotas=())
    asked = replace(problem, p=len(np.unique(problem.keep)) + 1)
    if single(asked) is None:
        assert set(problem.keep.tolist()) & set(problem.must_go.tolist())
        return
    assert solve_few(asked).objective == pytest.approx(solve(asked).objective)
    assert solve_few(asked).status is solve(asked).status
