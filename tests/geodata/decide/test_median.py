"""The search for the p-median against a program that knows nothing of prices."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from geodata.optimum.clock import Clock
from geodata.optimum.lagrange import Incumbent, Node
from geodata.optimum.median import _Search, least_cost
from geodata.optimum.median_program import Ladder
from geodata.optimum.problem import Status
from geodata.optimum.program import Program

NOBODY = np.empty(0, dtype=np.intp)


def graph(size, seed):
    """Whole-numbered distances between all nodes of a random graph, as OR-Library's pmed."""
    rng = np.random.default_rng(seed)
    one = np.concatenate([np.arange(1, size), rng.integers(0, size, size * 2)])
    other = np.concatenate([rng.integers(0, np.arange(1, size)), rng.integers(0, size, size * 2)])
    length = rng.integers(1, 101, len(one)).astype(float)
    ends = (length[one != other], (one[one != other], other[one != other]))
    return shortest_path(csr_array(ends, shape=(size, size)), directed=False)


def by_program(costs, p):
    program = Program()
    columns = program.columns(np.zeros(len(costs)), whole=True)
    program.row(columns, 1.0, upper=p)
    ladder = Ladder.of_matrix(costs, np.zeros(len(costs), dtype=bool), p)
    least = ladder.add_to(program, columns)
    return program.solve(Clock()).objective + least


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("p", [1, 2, 5, 12, 30])
def test_the_search_finds_what_the_program_finds(p, seed):
    costs = graph(70, seed)

    plan = least_cost(costs, NOBODY, p, Clock(), start=NOBODY)

    assert plan.status is Status.OPTIMAL
    assert plan.objective == pytest.approx(by_program(costs, p))
    assert plan.chosen.sum() <= p


def test_a_plan_never_has_more_venues_than_asked_for_when_others_were_settled_since():
    costs = graph(30, 1)
    incumbent = Incumbent(costs, np.arange(4), 1e9, 1.0)
    opened, chosen = (np.zeros(30, dtype=bool) for _ in range(2))
    opened[[5, 6]] = True
    chosen[[0, 1, 2, 3]] = True
    node = Node(np.ones(30), np.arange(30), opened, 0.0, np.zeros(30), chosen)

    _Search(incumbent, NOBODY, 4, Clock())._exchange(node)

    assert len(incumbent.plan) == 4
    assert {5, 6} <= set(incumbent.plan.tolist())
