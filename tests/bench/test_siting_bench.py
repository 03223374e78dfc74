"""Plans proven, against spopt with the same solver in the same run, building included."""

import numpy as np
import pulp
import pytest
from bench.size import sized
from spopt.locate import MCLP, PMedian

from geodata.access.pairs import Pairs
from geodata.decide.siting import solve
from geodata.optimum.problem import Model, SitingProblem, Status

# spopt speaks to an older pulp.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
POINTS, CANDIDATES = sized((10_000, 500), (300, 40))
HOMES, HALLS = sized((1_000, 300), (80, 20))
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
