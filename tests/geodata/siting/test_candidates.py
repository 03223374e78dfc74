"""Candidates that were imported, what they cost and seat, and the calendar."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from campaigns import make_campaign

from geodata.access.travel import Method, Travel
from geodata.decide.siting import solve
from geodata.errors import CheckFailedError, RequestRefused
from geodata.measures.query import CoverageQuery, Threshold
from geodata.optimum.problem import Model, Status
from geodata.siting.account import remarks, require_means, spending
from geodata.siting.calendar import FREE_DAYS, PERMIT, notes, permits
from geodata.siting.campaign_request import Siting, SitingRequest
from geodata.siting.report import report
from geodata.siting.sites import Days, Offer, OwnSite, Source, sites

QUERY = CoverageQuery(Travel(Method.STRAIGHT), Threshold(8, "km"))
PEOPLE = [(106.30, 29.3, 500), (106.50, 29.5, 900), (106.70, 29.7, 700), (106.9, 29.9, 400)]
HALLS = [
    {"venue_id": "a", "name": "甲馆", "lon": 106.30, "lat": 29.3, "capacity": 200, "cost": 30},
    {"venue_id": "b", "name": "乙馆", "lon": 106.70, "lat": 29.7, "capacity": 2000, "cost": 50},
    {"venue_id": "c", "name": "丙馆", "lon": 106.90, "lat": 29.9, "capacity": 300, "cost": 0},
]
FAIR = {"fair_id": "f", "lon": 106.50, "lat": 29.5, "date": "2027-03-01", "expected_seekers": 6000}


def campaign(halls=HALLS, fairs=(FAIR,), **more):
    return make_campaign(demand=PEOPLE, fairs=fairs, candidates=halls, **more)


def siting(model=Model.MCLP, halls=HALLS, **asked):
    return Siting.of(campaign(halls), SitingRequest(model, QUERY, **asked))


def refusals(**asked):
    with pytest.raises(RequestRefused) as refused:
        siting(**asked)
    return [(each.parameter, str(each)) for each in refused.value.problems]


def chosen(found, answer):
    return found.sites.table.index[answer.chosen].tolist()


def test_imported_candidates_are_taken_in_place_of_seats_and_towns_and_it_is_said():
    whole, none = campaign(), campaign(halls=())
    fairs = QUERY.fairs(whole)

    assert sites(whole, fairs).table.index.tolist() == ["f", "a", "b", "c"]
    assert sites(whole, fairs).source is Source.TABLE
    assert sites(none, fairs).source is Source.PLACES
    assert sites(whole, fairs, own=[]).table.index.tolist() == ["f"]
    own = [OwnSite("x", "X", 106.1, 29.1)]
    assert sites(whole, fairs, own=own).table.index.tolist() == ["f", "x"]


def test_a_candidate_where_a_fair_is_held_is_that_venue_and_its_seats_and_cost_are_its():
    hall = {**HALLS[0], "venue_id": "h", "lon": 106.5, "lat": 29.5, "free_to": "2027-03-31"}
    found = sites(campaign([hall, *HALLS]), np.array([0]))

    assert found.at["h"] == found.at["f"] == 0
    row = found.table.loc["f", ["kind", "capacity", "cost", "free_to"]]
    assert row.tolist() == ["fair", 200, 30, "2027-03-31"]


def test_two_halls_at_one_point_stay_two():
    twin = {**HALLS[0], "venue_id": "a2", "cost": 1}

    assert sites(campaign([HALLS[0], twin]), np.array([0])).table.index.tolist() == ["f", "a", "a2"]


def test_a_candidate_with_the_id_of_a_fair_elsewhere_is_refused():
    ((name, said),) = refusals(halls=[{**HALLS[0], "venue_id": "f"}], more=1)

    assert name == "candidates"
    assert "is also the id of a fair elsewhere; give the candidate another id (got 'f')" in said


@pytest.mark.parametrize("budget", [0, 29, 30, 50, 79, 80, 1000])
@pytest.mark.parametrize("seats", [None, True])
@pytest.mark.parametrize("model", [Model.MCLP, Model.P_MEDIAN])
def test_a_budget_buys_what_no_other_set_of_venues_betters(budget, seats, model):
    asked = siting(model, budget=budget, seats=seats, limited=model is Model.MCLP)
    answer = solve(asked.problem())

    told = report(asked, asked.problem(), answer)
    assert answer.status is Status.OPTIMAL
    assert told["spent"] == spending(asked, answer) <= budget
    if model is Model.MCLP:
        worth = {
            some: sum(
                min(people, hall["capacity"] if seats else people)
                for hall, people in zip(HALLS, (500, 700, 400), strict=True)
                if hall["venue_id"] in some
            )
            for count in range(4)
            for some in combinations("abc", count)
            if sum(each["cost"] for each in HALLS if each["venue_id"] in some) <= budget
        }
        assert answer.objective == 900 + max(worth.values())
        assert told["persons_before"] == 900
    assert told["candidates_from"] == "table"


def test_fairs_that_stay_are_not_in_the_budget_and_those_that_may_go_are():
    paid = siting(budget=80)
    assert str(next(remarks(paid, solve(paid.problem())))) == (
        "the venues that are added cost 80 of 80 yuan; fairs that stay are paid for"
    )
    (told,) = refusals(budget=80, may_go=("f",))

    assert "of 1 it is not known: 文化广场 (f)" in told[1]


def test_what_no_budget_can_do_is_refused_in_a_sentence():
    dear = [each for each in HALLS if each["cost"]]
    unknown = [*HALLS, {**HALLS[0], "venue_id": "d", "name": "丁馆", "cost": np.nan}]

    cheapest = "budget: pays for no candidate: the cheapest, 甲馆 (a), costs 30 (got {})"
    assert refusals(halls=dear, budget=0) == [("budget", cheapest.format(0))]
    assert refusals(halls=dear, budget=29.5) == [("budget", cheapest.format(29.5))]
    ((_, missing),) = refusals(halls=unknown, budget=80)
    assert "of 1 it is not known: 丁馆 (d)" in missing
    gone = siting(halls=unknown, budget=30, must_go=("d",))
    assert chosen(gone, solve(gone.problem())) == ["f", "a", "c"]
    ((_, none),) = refusals(halls=(), budget=80)
    assert "fairreach import candidates" in none
    ((_, kept),) = refusals(budget=40, keep=("b", "f"))
    assert "is less than the venues cost that are to be kept: 50" in kept
    assert [name for name, _ in refusals(budget=float("nan"))] == ["budget"]


def test_what_is_not_known_of_seats_is_refused_and_seats_that_are_not_asked_for_are_named():
    unknown = [*HALLS, {**HALLS[0], "venue_id": "d", "name": "丁馆", "capacity": None}]

    ((_, missing),) = refusals(halls=unknown, more=1, seats=True)
    assert "of 1 they are not known: 丁馆 (d)" in missing
    assert "fairreach import candidates" in refusals(halls=(), more=1, seats=True)[0][1]
    assert "mclp and p-median alone" in refusals(model=Model.P_CENTER, more=1, seats=True)[0][1]
    plain = siting(more=1)
    (said,) = remarks(plain, solve(plain.problem()))
    assert str(said) == "the seats of the candidates are not counted"


def test_a_plan_that_costs_or_seats_more_than_it_may_is_withdrawn():
    asked = siting(more=3, seats=True)
    answer = solve(asked.problem())
    require_means(asked, answer)

    poor = replace(asked, request=replace(asked.request, budget=79.0))
    with pytest.raises(CheckFailedError, match="costs 80"):
        require_means(poor, answer)
    going = replace(answer.assignment, persons=answer.assignment.persons * 1.5)
    with pytest.raises(CheckFailedError, match="a seats more persons"):
        require_means(asked, replace(answer, assignment=going))


TODAY = date(2027, 1, 31)  # a permit that is asked for then is for 20 February on
SOON = "a permit asked for today is for 2027-02-20 at the earliest"
MARCH = Days("2027-03-01", "2027-03-31")


@pytest.mark.parametrize(
    ("free", "days", "said"),
    [
        (("", ""), MARCH, []),
        (("2027-03-01", "2027-03-31"), MARCH, []),
        (("2027-01-01", ""), MARCH, []),
        (("2027-03-02", ""), MARCH, ["it is free only from 2027-03-02 to 2027-03-31"]),
        (("", "2027-02-28"), MARCH, ["it is free only until 2027-02-28",
         "that is on none of the days from 2027-03-01 to 2027-03-31"]),
        (("2027-04-01", "2027-04-02"), Days("", ""),
         ["it is free only from 2027-04-01 to 2027-04-02"]),
    ],
)  # fmt: skip
def test_free_days_are_held_against_the_days_asked_for(free, days, said):
    found = notes(Offer(Days(*free), None), days, expected=None, today=TODAY)

    assert [(each.about, str(each.sentence)) for each in found] == [(FREE_DAYS, s) for s in said]


@pytest.mark.parametrize(
    ("seats", "expected", "days", "said"),
    [
        (999, None, MARCH, []),
        (2000, 999, MARCH, []),
        (1000, None, MARCH, ["it has room for 1,000 or more: from so many",
         "the last day to ask for a permit for 2027-03-01 is 2027-02-09"]),
        (None, 5000, MARCH, ["5000 visitors need a permit of the county police", "the last day"]),
        (None, 5001, MARCH, ["5001 visitors need a permit of the city police", "the last day"]),
        (None, 1000, Days("2027-02-20", ""), ["1000", "the last day to ask for a"]),
        (None, 1000, Days("2027-02-01", "2027-03-01"), ["1000", SOON + "; the last day to "
         "ask for 2027-03-01 is 2027-02-09"]),
        (None, 1000, Days("2027-02-01", "2027-02-19"), ["1000", SOON + ", after the days"]),
    ],
)  # fmt: skip
def test_from_1000_visitors_the_last_day_to_ask_for_a_permit_is_told(seats, expected, days, said):
    found = [*notes(Offer(Days("", ""), seats), days, expected=expected, today=TODAY)]

    assert [each.about for each in found] == [PERMIT] * len(said)
    for note, text in zip(found, said, strict=True):
        assert str(note.sentence).startswith(text)


def test_fairs_that_stay_have_their_permits_the_most_urgent_first_and_past_ones_none():
    fairs = [
        {**FAIR, "fair_id": name, "expected_seekers": persons, "date": day}
        for name, persons, day in (
            ("late", 1000, "2027-03-09"), ("small", 999, "2027-03-01"),
            ("unknown", None, "2027-03-01"), ("over", 2000, "2027-01-30"),
            ("soon", 6000, "2027-03-01"),
        )
    ]  # fmt: skip
    whole = campaign(fairs=fairs)

    found = permits(whole, QUERY.fairs(whole), TODAY)

    assert [(e.fair_id, e.ask_by, e.of) for e in found] == [
        ("soon", "2027-02-09", "city"), ("late", "2027-02-17", "county"),
    ]  # fmt: skip
