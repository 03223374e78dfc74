"""Arrays as keys."""

import numpy as np
import pytest

from geodata.base.arrays import LOOKED_AT, ArrayKey


@pytest.mark.parametrize("size", [0, 1, LOOKED_AT - 1, LOOKED_AT, 1000])
def test_arrays_of_the_same_elements_are_one_key(size):
    kept = {ArrayKey(np.arange(size)): "found"}

    assert kept[ArrayKey(np.arange(size))] == "found"
    assert ArrayKey(np.arange(size + 1)) not in kept
    assert np.arange(size).tobytes() not in kept


def test_arrays_that_differ_where_their_hash_does_not_look_are_two_keys():
    one, other = np.arange(1000), np.arange(1000)
    other[1] = 7

    assert hash(ArrayKey(one)) == hash(ArrayKey(other))
    assert ArrayKey(one) != ArrayKey(other)
