"""The checksum of a column is one, however its cells come."""

from itertools import chain

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Double, Text

from geodata.campaign.provenance import Provenance
from geodata.store.columns import ColumnSum, of_column
from geodata.store.store import Store

NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def in_batches(kind, batches):
    found = ColumnSum(kind)
    for cells in batches:
        found.add(cells)
    return found.hexdigest()


@pytest.mark.slow
@given(st.lists(st.lists(NUMBERS, min_size=1)))
def test_numbers_that_come_in_batches_have_the_checksum_of_all(batches):
    assert in_batches(Double(), batches) == of_column(Double(), list(chain.from_iterable(batches)))


@pytest.mark.slow
@given(st.lists(st.lists(TEXTS, min_size=1)))
def test_texts_that_come_in_batches_have_the_checksum_of_all(batches):
    assert in_batches(Text(), batches) == of_column(Text(), list(chain.from_iterable(batches)))


def test_people_are_stored_whole_where_a_zero_has_a_sign(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/f.db")
    frame = pd.DataFrame(
        {"demand_id": ["a", "b"], "lon": [-0.0, 106.5], "lat": [29.5, -0.0], "persons": [-0.0, 7],
         "group": ["all", "all"]}
    )  # fmt: skip
    source = Provenance("demand", "d.csv", "2027-01-01T00:00:00+00:00", "wgs84", 2, False)
    store.replace({"demand": frame}, provenance={"demand": source})

    assert np.array_equal(store.load().demand.persons["all"], [0, 7])
