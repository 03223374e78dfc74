"""What siting promises of a campaign is what coverage then finds, to the person."""

import re
from datetime import date

import numpy as np
import pytest
from campaigns import make_campaign

from geodata.access.travel import Method, Travel
from geodata.decide.explanation import Explainer
from geodata.decide.sentences import write_out
from geodata.decide.siting import solve
from geodata.decide.thresholds import Thresholds
from geodata.errors import RequestRefused
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery, Threshold
from geodata.optimum.problem import Model, Status
from geodata.siting.campaign_request import (
    Bounds,
    Siting,
    SitingRequest,
    dispersed_otherwise,
)

DAY = date(2027, 3, 13).isoformat()


def town(seed, fairs):
    """People around two districts' middles, and fairs at some places."""
    rng = np.random.default_rng(seed)
    people = np.column_stack(
        [106.4 + rng.random(80) * 0.5, 29.4 + rng.random(80) * 0.5, rng.integers(1, 500, 80)]
    )
    rows = [
        {"fair_id": f"f{at}", "name": f"Fair {at}", "venue": "Hall", "lon": lon, "lat": lat}
        for at, (lon, lat) in enumerate(fairs)
    ]
    return make_campaign(fairs=[row | {"date": DAY} for row in rows], demand=people)


def places(seed, count):
    rng = np.random.default_rng(seed)
    return [(106.4 + x, 29.4 + y) for x, y in rng.random((count, 2)) * 0.5]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("travel", "threshold"),
    [
        (Travel(Method.STRAIGHT), Threshold(7, "km")),
        (Travel(Method.ESTIMATED), Threshold(20, "min")),
        (Travel(Method.ESTIMATED), Threshold(9, "km")),
    ],
)
def test_the_plan_covers_whom_coverage_counts_for_the_same_fairs(travel, threshold, seed):
    fairs = places(seed, 9)
    query = CoverageQuery(travel, threshold)
    whole = town(seed, fairs)
    asked = Siting.of(whole, SitingRequest(Model.MCLP, query, p=4, keep=()))

    answer = solve(asked.problem())

    chosen = asked.sites.table.iloc[answer.chosen]
    planned = town(seed, list(zip(chosen["lon"], chosen["lat"], strict=True)))
    assert answer.status is Status.OPTIMAL
    assert answer.objective == coverage(planned, query).total.persons_covered
    assert answer.persons == coverage(planned, query).total.persons


def test_fairs_are_kept_unless_they_may_go():
    campaign = town(1, places(1, 5))
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(5, "km"))

    kept = Siting.of(campaign, SitingRequest(Model.MCLP, query, more=2)).problem()
    loose = Siting.of(
        campaign, SitingRequest(Model.MCLP, query, more=2, may_go=("f1",), must_go=("f2",))
    ).problem()

    assert kept.keep.tolist() == [0, 1, 2, 3, 4]
    assert kept.p == 7
    assert loose.keep.tolist() == [0, 3, 4]
    assert loose.must_go.tolist() == [2]


def test_what_is_promised_with_the_fairs_there_are_is_what_coverage_finds():
    campaign = town(2, places(2, 6))
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(5, "km"))

    answer = solve(Siting.of(campaign, SitingRequest(Model.MCLP, query, more=0)).problem())

    assert answer.objective == coverage(campaign, query).total.persons_covered


def test_venues_apart_go_by_straight_lines_alone():
    campaign = town(3, places(3, 4))
    by_time = CoverageQuery(Travel(Method.ESTIMATED), Threshold(30, "min"))

    request = SitingRequest(Model.P_DISPERSION, by_time, limited=False, p=2, keep=())

    assert [problem.reason for problem in dispersed_otherwise(request)] == [
        "p-dispersion spreads venues by straight lines alone"
    ]
    assert len(Siting.of(campaign, request).problem().pairs) > 0


def test_an_unknown_fair_or_district_is_refused():
    campaign = town(3, places(3, 4))
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(5, "km"))

    with pytest.raises(RequestRefused) as refused:
        Siting.of(
            campaign,
            SitingRequest(
                Model.MCLP, query, p=2, keep=("nobody",), per_district={"999999": Bounds(1)}
            ),
        )

    assert [(each.parameter, each.value) for each in refused.value.problems] == [
        ("keep", "nobody"), ("per_district", "999999"),
    ]  # fmt: skip


def test_p_and_more_are_one_too_many():
    campaign = town(3, places(3, 4))
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(5, "km"))

    with pytest.raises(RequestRefused) as refused:
        Siting.of(campaign, SitingRequest(Model.MCLP, query, p=9, more=2))

    assert [each.parameter for each in refused.value.problems] == ["more"]


def blocked(siting):
    """What blocks a request, in words."""
    problem = siting.problem()
    answer = solve(problem)
    assert answer.status is Status.INFEASIBLE
    ids = [*map(str, siting.sites.table.index)]
    return write_out(Explainer(problem, answer, ids, Thresholds.of(siting)).clash())


def test_fewer_than_are_kept_come_to_what_blocks_it():
    campaign = town(1, places(1, 5))
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(5, "km"))

    told = blocked(Siting.of(campaign, SitingRequest(Model.MCLP, query, p=3)))

    assert told["blocked_by"] == ["3 venues at most", "5 venues are kept"]
    assert [way["change"] for way in told["ways_out"]] == [
        "5 venues in place of 3", "2 fewer kept",
    ]  # fmt: skip
    dropped = set(told["ways_out"][1]["venues"])
    assert len(dropped) == 2
    rest = [at for n, at in enumerate(places(1, 5)) if f"f{n}" not in dropped]
    found = coverage(town(1, rest), query).total.persons_covered
    assert told["ways_out"][1]["persons_reached"] == found


def test_a_longer_threshold_is_a_way_out_in_round_minutes_and_no_shorter_one_helps():
    campaign = town(2, places(2, 6))
    travel, asked = Travel(Method.ESTIMATED), {"p": 6, "keep": ()}

    def siting(minutes):
        query = CoverageQuery(travel, Threshold(minutes, "min"))
        return Siting.of(campaign, SitingRequest(Model.LSCP, query, **asked))

    told = blocked(siting(15))

    assert told["blocked_by"] == [
        "6 venues at most", "everyone whom a candidate can reach within 15 min is served",
    ]  # fmt: skip
    longer = re.fullmatch(r"(\d+) in place of 15 minutes", told["ways_out"][1]["change"])
    enough = int(longer.group(1))
    assert [solve(siting(each).problem()).has_plan for each in range(15, enough + 1)] == [
        *[False] * (enough - 15), True,
    ]  # fmt: skip


def test_a_district_that_may_have_too_few_is_named_with_how_many_more_it_needs():
    campaign = town(2, places(2, 6))
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(5, "km"))
    bounds = {"500103": Bounds(0, 4)}

    told = blocked(Siting.of(campaign, SitingRequest(Model.MCLP, query, p=9, per_district=bounds)))

    assert told["blocked_by"] == ["6 venues are kept", "at most 4 in 500103区"]
    assert [way["change"] for way in told["ways_out"]] == ["2 fewer kept", "2 more in 500103区"]
