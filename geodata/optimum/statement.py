"""What a solver is given, and what it answers, as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Floats, Ints
from geodata.optimum.problem import Status


@dataclass(frozen=True, eq=False, slots=True)
class Statement:
    """
    A program in full.

    Parameters
    ----------
    is_least
        Whether the least is asked for, else the most.
    cost, lower, upper, whole
        By column; ``whole`` is 1 where only whole numbers will do.
    row_lower, row_upper
        By row.
    row, column, value
        Of each entry that is not 0.
    """

    is_least: bool
    cost: Floats
    lower: Floats
    upper: Floats
    whole: npt.NDArray[np.int32]
    row_lower: Floats
    row_upper: Floats
    row: Ints
    column: Ints
    value: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """What HiGHS found: the value of each column, None without a solution, and the bound."""

    status: Status
    values: Floats | None
    objective: float
    bound: float
