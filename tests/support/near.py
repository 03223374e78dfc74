"""``pytest.approx`` for long arrays: that looks at one number after the other, in Python."""

from typing import Any

import numpy as np

LEAST = 1e-12


def assert_near(actual: Any, expected: Any, *, rel: float = 0, least: float = LEAST) -> None:
    """
    The same shape, and no value farther off than so much of the expected or ``least``.

    Infinities are near only to themselves, and what is no number to nothing.
    """
    a, b = (np.asarray(each, dtype=np.float64) for each in (actual, expected))
    assert a.shape == b.shape
    with np.errstate(invalid="ignore"):
        near = np.abs(a - b) <= np.maximum(rel * np.abs(b), least)
    far = ~((near & np.isfinite(b)) | (a == b))
    assert not far.any(), f"{far.sum()} of {far.size}, first {a[far][0]} for {b[far][0]}"
