"""The search for the p-median against a program that knows nothing of prices."""

import numpy as np
import pytest
from random_network import distances

from geodata.base.clock import Clock
from geodata.optimum.lagrange import Incumbent, Node
from geodata.optimum.median import _Search, least_cost
from geodata.optimum.median_program import Ladder
from geodata.optimum.problem import Status
from geodata.optimum.program import Program

NOBODY = np.empty(0, dtype=np.intp)


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
    costs = distances(70, 140, seed)

    plan = least_cost(costs, NOBODY, p, Clock(), start=NOBODY)

    assert plan.status is Status.OPTIMAL
    assert plan.objective == pytest.approx(by_program(costs, p))
    assert plan.chosen.sum() <= p


def test_a_plan_never_has_more_venues_than_asked_for_when_others_were_settled_since():
    costs = distances(30, 60, 1)
    incumbent = Incumbent(costs, np.arange(4), 1e9, 1.0)
    opened, chosen = (np.zeros(30, dtype=bool) for _ in range(2))
    opened[[5, 6]] = True
    chosen[[0, 1, 2, 3]] = True
    node = Node(np.ones(30), np.arange(30), opened, 0.0, np.zeros(30), chosen)

    _Search(incumbent, NOBODY, 4, Clock())._exchange(node)

    assert len(incumbent.plan) == 4
    assert {5, 6} <= set(incumbent.plan.tolist())
