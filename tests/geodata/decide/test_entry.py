"""Why not here, of any place: the same plan, the same reason as a candidate's, and what helps."""

from dataclasses import replace

import numpy as np
import pytest
from campaigns import make_campaign
from towns import BRIDGE, river_town, town_campaign

from geodata.access.pairs import Pairs
from geodata.access.travel import Method, Travel
from geodata.decide.entry import Entry
from geodata.decide.explanation import Explainer
from geodata.decide.reasons import with_venue
from geodata.decide.sentences import write_out
from geodata.decide.siting import solve
from geodata.errors import RequestRefused
from geodata.measures.query import CoverageQuery, Threshold
from geodata.optimum.problem import Model, Quota
from geodata.siting.campaign_request import Siting, SitingRequest
from geodata.siting.report import report
from geodata.siting.sites import OwnSite
from geodata.siting.wider import wider

NEAR = CoverageQuery(Travel(Method.STRAIGHT), Threshold(9, "km"))
SPOT = (106.42, 29.43)
TEXT = "106.42,29.43"
ASKED = {
    Model.LSCP: {},
    Model.MCLP: {"more": 3},
    Model.MCLP_BACKUP: {"more": 3},
    Model.P_MEDIAN: {"more": 3, "limited": False},
    Model.P_CENTER: {"more": 3, "limited": False},
    Model.KOLM_POLLAK: {"more": 3, "limited": False},
    Model.P_DISPERSION: {"p": 4, "limited": False},
}


@pytest.fixture(scope="module")
def campaign():
    rng = np.random.default_rng(1)
    x, y = 106.4 + rng.random((2, 200)) * 0.5 - np.array([[0.0], [77.0]])
    people = np.column_stack([x, y, rng.integers(1, 500, 200)])
    return make_campaign(fairs=[{"lon": 106.5, "lat": 29.5}], demand=people)


@pytest.fixture(scope="module")
def halls():
    rng = np.random.default_rng(2)
    lon, lat = rng.random((2, 12)) * 0.5
    cost = rng.integers(1, 40, 12).tolist()
    spots = zip(lon.tolist(), lat.tolist(), cost, strict=True)
    return tuple(
        OwnSite(f"c{n}", "", 106.4 + x, 29.4 + y, None, price)
        for n, (x, y, price) in enumerate(spots)
    )


def asked_about(campaign, halls, model, why_not, **rules):
    """The request, its problem and plan, and the question about one place."""
    siting = Siting.of(campaign, SitingRequest(model, NEAR, own=halls, why_not=(why_not,), **rules))
    problem = siting.problem()
    best = solve(problem)
    at = siting.asked.at[why_not]
    return siting, best, Entry(wider(siting, problem) or problem, best, at)


@pytest.mark.parametrize("model", ASKED)
def test_a_place_is_told_what_a_candidate_there_would_be_and_changes_no_plan(
    campaign, halls, model
):
    plain = Siting.of(campaign, SitingRequest(model, NEAR, own=halls, **ASKED[model])).problem()
    there = (*halls, OwnSite("there", "", *SPOT))
    _, best, entry = asked_about(campaign, halls, model, TEXT, **ASKED[model])
    _, other, same = asked_about(
        campaign, there, model, "there", must_go=("there",), **ASKED[model]
    )

    found, candidate = entry.plan(), same.plan()

    alone = solve(plain)
    assert (best.objective, best.chosen.tolist()) == (alone.objective, alone.chosen.tolist())
    assert best.objective == other.objective
    assert found.answer.objective == pytest.approx(candidate.answer.objective)
    assert (found.loss, found.gain) == pytest.approx((candidate.loss, candidate.gain))
    assert found.loss > 0 or model in {Model.P_CENTER, Model.LSCP}


@pytest.mark.parametrize(
    "model",
    [Model.P_MEDIAN, pytest.param(Model.P_CENTER, marks=pytest.mark.slow), Model.KOLM_POLLAK],
)
def test_trips_so_much_shorter_draw_level_and_a_little_less_does_not(campaign, halls, model):
    _, best, entry = asked_about(campaign, halls, model, TEXT, **ASKED[model])

    less = entry.needs(entry.plan()).trip

    there = entry.problem.pairs.venue_at == entry.venue
    assert less > 0
    assert with_venue(entry.nearer(there, less), best, entry.venue).is_tie or (
        with_venue(entry.nearer(there, less), best, entry.venue).gain > 0
    )
    assert with_venue(entry.nearer(there, 0.98 * less), best, entry.venue).loss > 0


@pytest.mark.parametrize("model", [Model.MCLP, Model.MCLP_BACKUP])
def test_so_many_more_people_draw_level_and_one_beyond_them_brings_it_in(campaign, halls, model):
    _, best, entry = asked_about(campaign, halls, model, TEXT, **ASKED[model])
    needed = entry.needs(entry.plan()).persons

    def chosen(more):
        """Whether a plan that is free to choose takes it, with more people beside it."""
        known = entry.problem.pairs
        ways = Pairs.of(
            np.append(known.demand_at, known.demands),
            np.append(known.venue_at, entry.venue),
            np.append(known.cost, 0.0),
            size=(known.demands + 1, known.venues),
        )
        gone = np.setdiff1d(entry.problem.must_go, [entry.venue])
        persons = np.append(entry.problem.persons, more)
        return solve(replace(entry.problem, pairs=ways, persons=persons, must_go=gone))

    assert entry.venue in chosen(needed + 1).chosen
    assert chosen(needed + 1).objective == best.objective + 1
    assert entry.venue not in chosen(needed - 1).chosen


def test_of_the_fewest_venues_those_are_counted_whom_a_plan_with_it_leaves_out(campaign, halls):
    siting, best, entry = asked_about(campaign, halls, Model.LSCP, "106.7,29.7")
    found = entry.plan()

    left = entry.needs(found).persons

    served = np.isin(np.arange(entry.problem.pairs.demands), siting.problem().pairs.demand_at)
    persons = np.where(served, entry.problem.persons, 0.0)
    most = replace(entry.problem, model=Model.MCLP, p=len(best.chosen), persons=persons)
    assert found.loss == 1
    assert left == best.persons_reached - with_venue(most, best, entry.venue).answer.objective > 0


def test_a_place_that_is_better_than_every_candidate_says_so_and_what_it_may_cost(campaign, halls):
    siting, best, entry = asked_about(campaign, halls, Model.MCLP, "106.7,29.7", budget=40.0)
    found = entry.plan()

    cost = entry.needs(found).venue_cost

    assert found.is_better
    assert not found.is_tie
    assert found.gain == found.answer.objective - best.objective
    for price, level in ((cost, True), (cost + 2, False)):
        paid = siting.problem().venue_cost
        at_price = replace(entry.problem, venue_cost=np.append(paid, price))
        assert (with_venue(at_price, best, entry.venue).loss == 0) is level


def test_people_whom_a_place_alone_reaches_are_no_burden_to_a_plan_with_it():
    far = make_campaign(
        fairs=[{"lon": 106.5, "lat": 29.5}], demand=[(106.5, 29.5, 10), (107.5, 29.5, 1000)]
    )
    few = (OwnSite("c0", "", 106.5, 29.51),)
    _, best, entry = asked_about(far, few, Model.P_MEDIAN, "107.5,29.5", more=1)

    found = entry.plan()

    assert best.persons_reached == found.answer.persons_reached == 10
    assert found.is_tie


def test_rules_that_keep_a_place_out_are_named(campaign, halls):
    siting, best, entry = asked_about(campaign, halls, Model.MCLP, TEXT, more=3)
    full = Quota(np.arange(len(siting.asked)), most=len(best.chosen) - 3, name="北区")
    own = Quota(np.arange(len(siting.sites)), most=len(best.chosen) - 3, name="北区")
    problem = replace(siting.problem(), quotas=(own,))
    ids = [*map(str, siting.asked.table.index)]
    beside = replace(entry.problem, quotas=(full,))

    told = write_out(Explainer(problem, solve(problem), ids, wider=beside).why_not([entry.venue]))

    assert told["why_not"][0]["barred_by"] == ["at most 1 in 北区"]
    assert told["why_not"][0]["venue_id"] == "106.42000,29.43000"


def test_a_place_where_a_venue_is_is_that_venue(campaign, halls):
    siting = Siting.of(
        campaign,
        SitingRequest(
            Model.MCLP, NEAR, own=halls, more=1, why_not=("106.5,29.5", " 106.7 , 29.70000001 ")
        ),
    )

    assert siting.asked.at["106.5,29.5"] == siting.sites.at["f1"]
    assert siting.asked.table.index[-1] == "106.70000,29.70000"
    assert len(siting.asked) == len(siting.sites) + 1


def test_places_of_which_nothing_can_be_said_are_refused_together(tmp_path):
    town = river_town(BRIDGE)
    city = town_campaign(town, town.network(tmp_path), [(0, 1_000, 50)], [(0, 1_100)])
    field = ",".join(map(str, town.place(-2_000, 9_000)))
    texts = ("29.5,106.5", "200,10", "0,0", field, "nobody")
    by_road = CoverageQuery(Travel(Method.ROADS), Threshold(4, "min"))

    with pytest.raises(RequestRefused) as refused:
        Siting.of(city, SitingRequest(Model.MCLP, by_road, more=1, why_not=texts))

    told = {each.value: each.reason for each in refused.value.problems}
    assert told["29.5,106.5"] == told["200,10"] == "is no place on earth; longitude comes first"
    assert told["0,0"] == "lies outside all districts of this campaign"
    assert told["nobody"] == "is no fair or candidate of this request"
    assert told[field] == "has no known road near it: nobody can go there"


def test_a_place_outside_the_region_is_refused(campaign):
    query = replace(NEAR, region="500000")

    with pytest.raises(RequestRefused, match="outside the region"):
        Siting.of(campaign, SitingRequest(Model.MCLP, query, more=1, why_not=("104.5,30.5",)))


def test_a_report_tells_the_place_that_was_asked_about(campaign, halls):
    siting, best, entry = asked_about(campaign, halls, Model.MCLP, TEXT, more=3)
    problem = siting.problem()
    ids = [*map(str, siting.asked.table.index)]
    reasons = Explainer(problem, best, ids, wider=entry.problem).leaner.why_not([entry.venue])

    told = report(siting, problem, best, reasons)

    place = next(each for each in told["venues"] if each["kind"] == "point")
    assert (place["lon"], place["lat"], place["adcode"]) == (*SPOT, "500103")
    assert told["candidates"] == len(siting.sites)
