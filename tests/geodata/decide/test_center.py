"""The search for covers against a program, and a center's plan against the trips themselves."""

import numpy as np
import pytest

from geodata.access.pairs import Pairs
from geodata.base.clock import Clock
from geodata.optimum.center import shortest_longest
from geodata.optimum.cover_search import cover_of, is_out_of_reach
from geodata.optimum.covering import fewest
from geodata.optimum.covers import Covers
from geodata.optimum.problem import Status
from geodata.optimum.rules import Rules

SIZE = 70


@pytest.fixture(scope="module")
def town():
    homes = np.random.default_rng(12).random((SIZE, 2)) * 100
    return np.hypot(*(homes[:, None] - homes[None]).transpose(2, 0, 1))


def rules(most, kept=()):
    none = np.zeros(SIZE, dtype=bool)
    keep = none.copy()
    keep[list(kept)] = True
    return Rules(keep, none, most)


def ways(costs):
    demand_at, venue_at = np.indices(costs.shape)
    return Pairs.of(demand_at.ravel(), venue_at.ravel(), costs.ravel(), size=costs.shape)


def needed(costs, radius, asked):
    """The fewest venues that serve everybody within a radius, by a program without reductions."""
    near = ways(costs).within(radius)
    covers = Covers.of(near, np.zeros(SIZE), gone=asked.gone)
    return covers, int(fewest(covers, asked, Clock()).objective)


@pytest.mark.parametrize("kept", [(), (3, 40)], ids=["free", "kept"])
@pytest.mark.parametrize("radius", [9.0, 14.0, 20.0, 35.0])
def test_a_cover_is_found_with_as_many_venues_as_are_needed_and_with_none_fewer(town, radius, kept):
    covers, fewest_venues = needed(town, radius, rules(None, kept))

    enough, too_few = (rules(most, kept) for most in (fewest_venues, fewest_venues - 1))
    plan = cover_of(covers, enough, Clock())

    assert covers.covered_by(plan.chosen).all()
    assert enough.allow(plan.chosen)
    assert cover_of(covers, too_few, Clock()).status is Status.INFEASIBLE
    assert not is_out_of_reach(covers, enough)


@pytest.mark.parametrize("p", [1, 4, 11, 30])
def test_no_plan_of_a_center_has_a_shorter_longest_trip(town, p):
    plan = shortest_longest(ways(town), rules(p), Clock())

    assert plan.status is Status.OPTIMAL
    assert plan.chosen.sum() <= p
    assert plan.objective == town[:, plan.chosen].min(axis=1).max()
    shorter = town[town < plan.objective].max()
    assert needed(town, shorter, rules(None))[1] > p


def test_the_time_limit_leaves_a_plan_with_its_bound(town):
    plan = shortest_longest(ways(town), rules(11), Clock(end=0.0))

    assert plan.status is not Status.OPTIMAL
    if plan.found:
        assert plan.bound <= plan.objective
