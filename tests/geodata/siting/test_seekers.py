"""Seekers of an occupation for whom no opening is left near, by hand."""

import numpy as np
import pytest
from campaigns import make_campaign

from geodata.access.travel import Method, Travel
from geodata.decide.siting import solve
from geodata.errors import QueryRefused
from geodata.measures.query import CoverageQuery, Threshold
from geodata.optimum.problem import Model
from geodata.siting.campaign_request import Siting, SitingRequest
from geodata.siting.seekers import seekers_without

NEAR = CoverageQuery(Travel(Method.STRAIGHT), Threshold(15, "km"))


@pytest.fixture
def campaign():
    """Welders: 100 and 20 beside a works that offers 60, and 30 far from any."""
    persons = {"all": np.array([500.0, 90, 40]), "焊工": np.array([100.0, 20, 30])}
    return make_campaign(
        demand={
            "lon": np.array([106.5, 106.55, 107.5]),
            "lat": np.full(3, 29.5),
            "persons": persons,
        },
        employers=[{"lon": 106.5, "lat": 29.5}, {"lon": 107.5, "lat": 29.5}],
        openings=[
            {"employer_id": "e1", "occupation": "焊工", "headcount": 40},
            {"employer_id": "e1", "occupation": "学徒", "sector": "焊工", "headcount": 20},
            {"employer_id": "e2", "occupation": "会计", "headcount": 900},
        ],
    )


def test_openings_near_are_shared_among_those_who_want_them(campaign):
    # 60 openings for 120 welders: half an opening each; nobody is near the third point.
    assert seekers_without(campaign, NEAR, "焊工").tolist() == [50, 10, 30]


def test_a_plan_goes_where_most_are_left_without(campaign):
    asked = SitingRequest(Model.MCLP, NEAR, p=1, seekers="焊工")
    siting = Siting.of(campaign, asked)

    answer = solve(siting.problem())

    assert (answer.persons, answer.objective) == (90, 60)


@pytest.mark.parametrize(
    ("occupation", "why"),
    [("会计", "is no group of the population points"), ("all", "is no occupation or sector")],
)
def test_what_the_data_do_not_hold_is_named(campaign, occupation, why):
    with pytest.raises(QueryRefused, match=why):
        seekers_without(campaign, NEAR, occupation)
