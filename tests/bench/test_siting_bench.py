"""
Plans proven, against spopt with the same solver in the same run, building included.

Networks of hundreds of nodes, as OR-Library's pmed has them, are beyond spopt's patience: those are
proven by us alone, and the plan is counted once more here.
"""

import numpy as np
import pulp
import pytest
from bench.size import sized
from random_network import distances
from spopt.locate import MCLP, PMedian

from geodata.access.pairs import Pairs
from geodata.decide.siting import solve
from geodata.optimum.problem import Model, SitingProblem, Status

# spopt speaks to an older pulp.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
POINTS, CANDIDATES = sized((10_000, 500), (300, 40))
HOMES, HALLS = sized((1_000, 300), (80, 20))
NODES = sized(900, 60)
EDGES = NODES * NODES // 50  # as many as pmed has of that size
RADIUS_KM, SIDE_KM = 10.0, 300


def costs_between(points, venues, seed):
    """Straight distances in a square of three hundred kilometres."""
    rng = np.random.default_rng(seed)
    homes, halls = rng.random((points, 2)) * SIDE_KM, rng.random((venues, 2)) * SIDE_KM
    persons = rng.integers(1, 2_000, points).astype(float)
    return np.hypot(*(homes[:, None] - halls[None]).transpose(2, 0, 1)), persons


def full(costs):
    demand_at, venue_at = np.indices(costs.shape)
    return Pairs.of(demand_at.ravel(), venue_at.ravel(), costs.ravel(), size=costs.shape)


@pytest.mark.parametrize("p", sized((20, 141), (3, 9)))
def test_the_most_people_are_covered_and_it_is_proven_quicker(versus, p):
    costs, persons = costs_between(POINTS, CANDIDATES, 3)

    played = versus(
        f"siting mclp {POINTS:,} x {CANDIDATES}, p = {p}",
        lambda: solve(SitingProblem(Model.MCLP, full(costs), persons, p=p, threshold=RADIUS_KM)),
        lambda: MCLP.from_cost_matrix(costs, persons, RADIUS_KM, p_facilities=p).solve(
            pulp.HiGHS(msg=False)
        ),
        goal=60,
    )

    assert played.ours.status is Status.OPTIMAL
    assert played.ours.objective == pytest.approx(played.peer.problem.objective.value())


def test_the_median_is_proven_quicker(versus):
    costs, persons = costs_between(HOMES, HALLS, 4)

    played = versus(
        f"siting p-median {HOMES:,} x {HALLS}, p = {sized(20, 4)}",
        lambda: solve(SitingProblem(Model.P_MEDIAN, full(costs), persons, p=sized(20, 4))),
        lambda: PMedian.from_cost_matrix(costs, persons, p_facilities=sized(20, 4)).solve(
            pulp.HiGHS(msg=False)
        ),
        goal=20,
    )

    assert played.ours.status is Status.OPTIMAL
    assert played.ours.objective == pytest.approx(played.peer.problem.objective.value())


@pytest.fixture(scope="module")
def network():
    """The ways between all nodes, each of which is a demand of one and a candidate."""
    return distances(NODES, EDGES, 9)


def proven(benchmark, model, costs, p):
    problem = SitingProblem(model, full(costs), np.ones(len(costs)), p=p)
    answer = benchmark.pedantic(lambda: solve(problem), rounds=1)
    assert answer.status is Status.OPTIMAL
    return answer.objective, costs[:, answer.chosen].min(axis=1)


@pytest.mark.parametrize("p", sized((5, 10, 90), (3, 6, 12)))
def test_the_median_of_a_network_is_proven(network, benchmark, report, p):
    objective, nearest = proven(benchmark, Model.P_MEDIAN, network, p)

    took = f"{benchmark.stats.stats.median:.2f} s"
    report(f"siting p-median, network of {NODES} nodes, p = {p}", took, goal="60 s")
    assert objective == nearest.sum()


@pytest.mark.parametrize("p", sized((5, 10, 90), (3, 6, 12)))
def test_the_center_of_a_network_is_proven(network, benchmark, report, p):
    objective, nearest = proven(benchmark, Model.P_CENTER, network, p)

    took = f"{benchmark.stats.stats.median:.2f} s"
    report(f"siting p-center, network of {NODES} nodes, p = {p}", took, goal="10 s")
    assert objective == nearest.max()
