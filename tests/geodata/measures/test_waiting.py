"""Days until the next fair: of the person in the middle, never 0 for nobody and for never."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from campaigns import make_campaign
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.access.stated import StatedCosts
from geodata.access.travel import Method, Travel
from geodata.campaign.changes import Changes
from geodata.campaign.trial import apply
from geodata.measures.basis import Basis
from geodata.measures.coverage import coverage
from geodata.measures.measure import WAIT
from geodata.measures.query import CoverageQuery, Threshold
from geodata.measures.waiting import median_days, waits

QUERY = CoverageQuery(Travel(Method.STRAIGHT), Threshold(10, "km"), waits=True)
BOXES = {"500101": (106, 29, 107, 30), "500102": (107, 29, 108, 30), "500103": (108, 29, 109, 30)}
FAIRS = [
    {"lon": 106.5, "lat": 29.5, "date": "2027-03-01"},
    {"lon": 106.9, "lat": 29.5, "date": "2027-03-08",
     "sessions": "2027-03-08; 2027-03-20"},
    {"lon": 107.5, "lat": 29.5, "date": "2027-03-11"},
]  # fmt: skip
PEOPLE = [(106.5, 29.5, 40), (106.9, 29.5, 60), (107.5, 29.5, 49), (107.9, 29.9, 51)]


@pytest.fixture(scope="module")
def campaign():
    return make_campaign(districts=BOXES, demand=PEOPLE, fairs=FAIRS)


def days(campaign, query=QUERY):
    rows = coverage(campaign, query).to_dict()["districts"]
    return {row["adcode"]: row["wait_days"] for row in rows}


def test_a_district_waits_until_half_of_its_people_have_had_a_fair(campaign):
    assert days(campaign) == {"500101": 7, "500102": None, "500103": None}
    assert coverage(campaign, QUERY).to_dict()["total"]["wait_days"] == 7


def test_days_are_counted_from_the_first_one_asked_for(campaign):
    later = replace(QUERY, date_from=date(2027, 3, 8))
    assert days(campaign, later)["500101"] == 0
    between = replace(QUERY, date_from=date(2027, 3, 9), date_to=date(2027, 3, 19))
    assert days(campaign, between)["500101"] is None
    assert days(campaign, replace(between, date_to=None))["500101"] == 11  # its second session


def test_never_and_nobody_are_no_number_of_days_and_told_apart(campaign):
    rows = coverage(campaign, QUERY).to_dict()["districts"]

    assert [WAIT.value(row) for row in rows] == [7, np.inf, None]


def test_half_is_enough_and_a_person_less_is_not():
    at, persons = np.zeros(2, dtype=np.intp), np.array([50.0, 50.0])
    found = median_days(np.array([3.0, np.inf]), persons, at, 1)
    assert found.tolist() == [3, 3]
    assert np.isnan(median_days(np.array([3.0, np.inf]), persons - [1, 0], at, 1)).all()


def test_answers_have_no_such_figure_unless_it_is_asked_for(campaign):
    told = coverage(campaign, replace(QUERY, waits=False)).to_dict()

    assert "wait_days" not in told["total"]
    assert not any("wait_days" in row for row in told["districts"])


@pytest.mark.slow
@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=6),
    st.integers(1, 12),
    st.sampled_from([Method.STRAIGHT, Method.ESTIMATED]),
)
def test_whoever_waits_at_all_is_covered_and_nobody_else(places, span, method):
    fairs = [
        {"lon": 106 + x / 20, "lat": 29 + y / 20, "date": f"2027-03-{1 + 2 * n:02}"}
        for n, (x, y) in enumerate(places)
    ]
    campaign = make_campaign(districts=BOXES, demand=PEOPLE, fairs=fairs)
    last = date(2027, 3, span)
    query = replace(QUERY, travel=Travel(method), date_from=date(2027, 3, 1), date_to=last)

    reached = np.isfinite(waits(campaign, Basis.of(campaign, query)))

    assert reached.tolist() == coverage(campaign, query).covered.tolist()


def test_a_what_if_waits_for_its_own_fairs(campaign):
    moved = apply(campaign, Changes.of({"move": ["f3@107.90000,29.90000"]}), date(2027, 3, 1))

    assert days(moved)["500102"] == 10
    assert days(campaign)["500102"] is None


def test_a_file_of_costs_tells_fairs_at_one_place_apart():
    fairs = [FAIRS[0], FAIRS[0] | {"date": "2027-03-06"}]
    campaign = make_campaign(districts=BOXES, demand=PEOPLE, fairs=fairs)
    told = StatedCosts(
        "times.csv", np.arange(2, dtype=np.int32), np.arange(2, dtype=np.int32), np.full(2, 9.0)
    )
    travel = Travel(Method.STATED, unit="min", stated=told)
    query = replace(QUERY, travel=travel, threshold=Threshold(10, "min"))

    asked_twice = [waits(campaign, Basis.of(campaign, query)).tolist() for _ in range(2)]

    assert asked_twice == [[0, 5, np.inf, np.inf]] * 2
