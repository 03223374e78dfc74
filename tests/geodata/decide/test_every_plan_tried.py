"""Every model and rule against all plans, tried one by one."""

import brute
import numpy as np
import pytest

from geodata.decide.siting import solve
from geodata.optimum.problem import Model, Status

CASES, SEATED_CASES = 120, 30
DRAWS = [
    *(brute.Draw(model) for model in Model),
    brute.Draw(Model.MCLP, seats=True),
    brute.Draw(Model.P_MEDIAN, seats=True),
]


@pytest.mark.slow
@pytest.mark.parametrize("draw", DRAWS, ids=str)
def test_the_plan_is_one_of_the_best_of_all_plans(draw: brute.Draw) -> None:
    for seed in range(SEATED_CASES if draw.seats else CASES):
        problem = brute.drawn(draw, seed)

        answer, best = solve(problem), brute.best(problem)

        if best is None:
            assert answer.status is Status.INFEASIBLE, seed
            continue
        assert answer.status is Status.OPTIMAL, seed
        assert tuple(answer.chosen.tolist()) in best.plans, seed
        if np.isinf(best.objective):
            assert answer.objective is None, seed
        else:
            assert answer.objective == pytest.approx(best.objective, rel=1e-9, abs=1e-9), seed
            assert answer.gap == 0.0, seed
