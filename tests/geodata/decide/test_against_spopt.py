"""Middle-sized requests, against what spopt finds with the same solver."""

from importlib import import_module

import numpy as np
import pytest

from geodata.access.pairs import Pairs
from geodata.decide.siting import solve
from geodata.optimum.problem import Model, SitingProblem

DEMANDS, VENUES = 150, 30
# spopt speaks to an older pulp.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def spopt():
    """The peer; to import it takes two seconds, and no other process of the tests needs it."""
    return import_module("spopt.locate")


@pytest.fixture(scope="module")
def town():
    """Costs between 150 places and 30 venues, and the persons of the places."""
    rng = np.random.default_rng(7)
    homes, halls = rng.random((DEMANDS, 2)) * 40, rng.random((VENUES, 2)) * 40
    costs = np.hypot(*(homes[:, None] - halls[None]).transpose(2, 0, 1))
    return costs.round(3), rng.integers(1, 500, DEMANDS).astype(float)


def full(costs):
    demand_at, venue_at = np.indices(costs.shape)
    return Pairs.of(demand_at.ravel(), venue_at.ravel(), costs.ravel(), size=costs.shape)


def solved(model):
    solver = import_module("pulp").HiGHS(msg=False)
    return model.solve(solver)


def test_lscp_needs_as_few_venues(town, spopt):
    costs, persons = town

    answer = solve(SitingProblem(Model.LSCP, full(costs), persons, threshold=12.0))

    assert (
        answer.objective
        == solved(spopt.LSCP.from_cost_matrix(costs, 12.0)).problem.objective.value()
    )


@pytest.mark.parametrize("p", [3, 8])
def test_mclp_covers_as_many(town, spopt, p):
    costs, persons = town

    answer = solve(SitingProblem(Model.MCLP, full(costs), persons, p=p, threshold=7.0))

    peer = solved(spopt.MCLP.from_cost_matrix(costs, persons, 7.0, p_facilities=p))
    assert answer.objective == pytest.approx(peer.problem.objective.value())


def test_mclp_covers_as_many_with_a_venue_that_is_kept(town, spopt):
    costs, persons = town
    kept = np.zeros(VENUES, dtype=int)
    kept[[4, 9]] = 1
    asked = SitingProblem(
        Model.MCLP, full(costs), persons, p=5, threshold=7.0, keep=np.array([4, 9])
    )

    peer = solved(
        spopt.MCLP.from_cost_matrix(
            costs, persons, 7.0, p_facilities=5, predefined_facilities_arr=kept
        )
    )
    assert solve(asked).objective == pytest.approx(peer.problem.objective.value())


@pytest.mark.parametrize("p", [1, 4, 12])
def test_the_median_costs_as_little(town, spopt, p):
    costs, persons = town

    answer = solve(SitingProblem(Model.P_MEDIAN, full(costs), persons, p=p))

    peer = solved(spopt.PMedian.from_cost_matrix(costs, persons, p_facilities=p))
    assert answer.objective == pytest.approx(peer.problem.objective.value())


def test_the_longest_trip_of_a_center_is_as_short(town, spopt):
    costs, persons = town

    answer = solve(SitingProblem(Model.P_CENTER, full(costs), persons, p=5))

    peer = solved(spopt.PCenter.from_cost_matrix(costs, p_facilities=5))
    assert answer.objective == pytest.approx(peer.problem.objective.value())


def test_venues_are_as_far_apart(spopt):
    rng = np.random.default_rng(8)
    halls = rng.random((VENUES, 2)) * 40
    apart = np.hypot(*(halls[:, None] - halls[None]).transpose(2, 0, 1))

    answer = solve(SitingProblem(Model.P_DISPERSION, full(apart), np.zeros(VENUES), p=6))

    peer = solved(spopt.PDispersion.from_cost_matrix(apart, p_facilities=6))
    assert answer.objective == pytest.approx(peer.problem.objective.value())


def test_a_plan_that_covers_all_can_cover_as_many_points_twice(town, spopt):
    costs, _ = town
    solver = import_module("pulp").HiGHS(msg=False)
    peer = spopt.LSCPB.from_cost_matrix(costs, 12.0, solver).solve(solver)
    needed = int(
        solve(SitingProblem(Model.LSCP, full(costs), np.ones(DEMANDS), threshold=12.0)).objective
    )

    answer = solve(
        SitingProblem(Model.MCLP_BACKUP, full(costs), np.ones(DEMANDS), p=needed, threshold=12.0)
    )

    assert answer.persons_twice == pytest.approx(peer.problem.objective.value())
