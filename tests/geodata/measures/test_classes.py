"""The classes of a measure fit the campaign and the group, and stay while one compares."""

from dataclasses import replace

import numpy as np
import pytest
from campaigns import make_campaign
from hypothesis import given
from hypothesis import strategies as st

from geodata.access.travel import Method, Travel
from geodata.measures.classes import OF_DISTRICT, class_breaks, round_breaks, round_number
from geodata.measures.coverage import coverage
from geodata.measures.measure import FAIRS, GAP, MEASURES
from geodata.measures.query import CoverageQuery, Threshold

QUERY = CoverageQuery(Travel(Method.STRAIGHT), Threshold(10, "km"))
BOXES = {f"5001{n:02}": (100 + n, 29, 101 + n, 30) for n in range(1, 6)}


def campaign_of(persons, old):
    lon = [100.5 + n for n in range(1, 6)]
    people = {"all": np.array(persons, float), "age_60_plus": np.array(old, float)}
    return make_campaign(
        districts=BOXES,
        demand={"lon": np.array(lon), "lat": np.full(5, 29.5), "persons": people},
        fairs=[{"lon": lon[0], "lat": 29.5}],
    )


@pytest.fixture
def campaign():
    return campaign_of([200e3, 500e3, 800e3, 1.2e6, 2e6], [40e3, 45e3, 160e3, 300e3, 400e3])


def test_the_classes_of_the_gap_are_parts_of_the_district_in_the_middle(campaign):
    assert class_breaks(campaign, GAP, QUERY) == (50e3, 100e3, 250e3, 500e3)
    old = replace(QUERY, group="age_60_plus")
    assert class_breaks(campaign, GAP, old) == (10e3, 20e3, 50e3, 100e3)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda each: each.name)
def test_no_threshold_method_or_region_moves_a_class(campaign, measure):
    others = [
        replace(QUERY, threshold=Threshold(300, "km")),
        replace(QUERY, travel=Travel(Method.ESTIMATED), threshold=Threshold(5, "min")),
        replace(QUERY, region="500000"),
    ]

    found = {class_breaks(campaign, measure, each) for each in (QUERY, *others)}

    assert len(found) == 1


def test_the_old_do_not_all_lie_in_one_class_of_the_gap(campaign):
    query = replace(QUERY, group="age_60_plus")
    limits = class_breaks(campaign, GAP, query)
    gaps = coverage(campaign, query).districts["persons_gap"].tolist()

    assert len({sum(gap >= limit for limit in limits) for gap in gaps}) >= 3


def test_fairs_are_compared_with_the_campaigns_own_mean(campaign):
    a, b, c, d = class_breaks(campaign, FAIRS, QUERY)

    assert a < b < 1e5 / 4.7e6 <= c * 1.2 < d


@pytest.mark.parametrize("persons", [[0] * 5, [1] * 5, [3, 0, 9, 0, 2]])
def test_a_campaign_of_few_people_has_classes_too(persons):
    limits = class_breaks(campaign_of(persons, persons), GAP, QUERY)

    assert list(limits) == sorted(set(limits))


@given(st.floats(1e-3, 1e9))
def test_a_number_is_rounded_to_one_that_people_say_and_parts_stay_apart(number):
    said = round_number(number)
    digits = f"{said:e}".partition("e")[0].rstrip("0").rstrip(".")

    assert digits in {"1", "2", "2.5", "5"}
    assert 0.7 <= said / number <= 1.42
    assert len(set(round_breaks(number, OF_DISTRICT))) == len(OF_DISTRICT)
