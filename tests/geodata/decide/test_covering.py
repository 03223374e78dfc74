"""Plans that cover: what is told of one is what its venues cover."""

import numpy as np
import pytest

from geodata.optimum.covering import with_cover
from geodata.optimum.covers import Covers
from geodata.optimum.plan import Plan
from geodata.optimum.problem import Status

# Of venues 0, 1 and 2: the first set is near 0 and 1, the second near 1, the third near 2.
SETS = Covers(np.array([0, 2, 3, 4]), np.array([0, 1, 1, 2]), np.array([5.0, 7.0, 11.0]), 3)
FIRST_TWO = np.array([True, True, False])


@pytest.mark.parametrize("status", [Status.FEASIBLE, Status.OPTIMAL])
def test_a_plan_that_was_cut_short_has_all_whom_its_venues_cover(status):
    said = 4.0 if status is Status.FEASIBLE else 12.0  # the solver had not counted all yet
    found = with_cover(Plan(status, FIRST_TWO, objective=said, bound=20.0), SETS)

    assert (found.objective, found.bound, found.status) == (12, 20, status)


def test_no_plan_covers_nobody_and_has_no_number():
    none = Plan(Status.STOPPED, np.zeros(3, dtype=bool))

    assert with_cover(none, SETS) is none
