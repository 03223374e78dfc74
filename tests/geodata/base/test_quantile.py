import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.base.quantile import weighted_quantile, weighted_quantiles

ROWS = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 5).map(float), st.floats(0, 1e9)),
        st.integers(1, 1_000).map(float),
        st.integers(0, 3),
    ),
    max_size=60,
)


def plainly(values, weights, share):
    """The definition itself: try each value in turn."""
    for value in np.unique(values[weights > 0]):
        if weights[values <= value].sum() * 10 >= weights.sum() * round(share * 10):
            return value
    return np.nan


@pytest.mark.slow
@given(ROWS, st.sampled_from([0.1, 0.5, 0.9, 1.0]))
def test_it_is_the_least_value_that_enough_of_the_weight_keeps_to(rows, share):
    columns = np.array(rows, dtype=float).reshape(-1, 3).T
    values, weights, part_of = columns[0], columns[1], columns[2].astype(np.intp)

    found = [
        *weighted_quantiles(values, weights, part_of, 4, share),
        weighted_quantile(values, weights, share),
    ]

    wanted = [plainly(values[part_of == p], weights[part_of == p], share) for p in range(4)]
    wanted.append(plainly(values, weights, share))
    np.testing.assert_array_equal(found, wanted)


def test_nine_of_ten_people_are_nine_tenths():
    values = np.arange(1.0, 11.0)

    found = weighted_quantiles(values, np.ones(10), np.zeros(10, dtype=np.intp), 1, 0.9)

    assert found.tolist() == [9.0]
