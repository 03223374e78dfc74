"""The arrays that everything is calculated in."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]


def spans(low: Ints, count: Ints) -> Ints:
    """Whole numbers from each ``low`` on, ``count`` of each, one run after the other."""
    before = np.cumsum(count) - count
    every: Ints = np.arange(int(count.sum())) + np.repeat(low - before, count)
    return every
