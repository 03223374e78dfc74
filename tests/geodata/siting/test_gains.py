"""Who gains and loses by a plan is what coverage finds before and after it, to the person."""

import numpy as np
import pytest
from campaigns import make_campaign

from geodata.access.costs import trip_costs
from geodata.access.travel import Method, Travel
from geodata.decide.siting import solve
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery, Threshold
from geodata.optimum.problem import Model
from geodata.siting.campaign_request import Siting, SitingRequest
from geodata.siting.report import plan_after, report

NEAR = CoverageQuery(Travel(Method.STRAIGHT), Threshold(12, "km"), "rural")


def campaign(places):
    """Two groups in three districts and outside them, and fairs at some places."""
    chance = np.random.default_rng(7)
    lon, lat = chance.uniform(105.9, 108.1, 300), chance.uniform(28.9, 30.1, 300)
    rural = chance.integers(0, 400, 300).astype(float)
    everybody = rural + chance.integers(0, 900, 300)
    return make_campaign(
        demand={"lon": lon, "lat": lat, "persons": {"all": everybody, "rural": rural}},
        fairs=[{"lon": lon, "lat": lat} for lon, lat in places],
    )


FAIRS = [(106.2, 29.3), (106.5, 29.6), (107.2, 29.4), (107.8, 29.8)]


def told_of(siting):
    problem = siting.problem()
    return report(siting, problem, answer := solve(problem)), answer


@pytest.mark.parametrize(
    "asked",
    [
        SitingRequest(Model.MCLP, NEAR, p=3, keep=()),
        SitingRequest(Model.MCLP, NEAR, p=5, may_go=("f1",), must_go=("f3",)),
        SitingRequest(Model.P_MEDIAN, NEAR, limited=False, p=3, keep=()),
    ],
)
def test_each_figure_is_what_coverage_finds_before_and_after(asked):
    plan = campaign(FAIRS)
    siting = Siting.of(plan, asked)
    told, answer = told_of(siting)
    places = siting.sites.table.iloc[answer.chosen][["lon", "lat"]].to_numpy().tolist()
    then = campaign(places)

    assert told["gains"]["by"] == ("reach" if asked.limited else "trip")
    for row in told["gains"]["groups"]:
        query = CoverageQuery(NEAR.travel, NEAR.threshold, row["group"])
        before, after = coverage(plan, query), coverage(then, query)
        assert row["persons"] == before.total.persons
        if asked.limited:
            persons = query.persons(plan) * (plan.demand.district_at >= 0)
            assert row["covered_before"] == before.total.persons_covered
            assert row["covered_after"] == after.total.persons_covered
            assert row["gained"] == persons[after.covered & ~before.covered].sum()
            assert row["lost"] == persons[before.covered & ~after.covered].sum()
        assert row["mean_before"] == pytest.approx(before.total.mean_cost)
        assert row["mean_after"] == pytest.approx(after.total.mean_cost)
    for row in told["gains"]["districts"]:
        if asked.limited:
            figures = coverage(then, NEAR).districts.loc[row["adcode"]]
            assert row["covered_after"] == figures["persons_covered"]
            if figures["persons"]:
                assert row["share_after"] == pytest.approx(figures["coverage"])


def test_the_worst_hit_stands_first_and_is_named_also_where_the_whole_gains():
    # The hall of the east moves to the middle of many more people.
    demand = [(106.5, 29.5, 900), (107.5, 29.5, 100), (104.5, 30.5, 40)]
    plan = make_campaign(demand=demand, fairs=[{"lon": 107.5, "lat": 29.5}])
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(20, "km"))
    siting = Siting.of(plan, SitingRequest(Model.MCLP, query, p=1, keep=()))

    told = told_of(siting)[0]["gains"]

    assert (told["worst"], told["worst_by_share"]) == ("500112", "500112")
    first, second, third = told["districts"]
    assert (first["adcode"], first["lost"], first["share_before"], first["share_after"]) == (
        "500112", 100, 1, 0,
    )  # fmt: skip
    assert (second["adcode"], second["gained"]) == ("500103", 900)
    assert (third["lost"], third["gained"]) == (0, 0)
    assert told["groups"][0]["worst"] == "500112"


def test_where_nobody_loses_no_district_is_the_worst():
    siting = Siting.of(campaign(FAIRS), SitingRequest(Model.MCLP, NEAR, more=2))

    told = told_of(siting)[0]["gains"]

    assert told["worst"] is None
    assert all(row["worst"] is None and row["lost"] == 0 for row in told["groups"])
    gained = [row["gained"] for row in told["districts"]]
    assert gained == sorted(gained, reverse=True)
    assert gained[0] > 0


def test_without_a_threshold_who_goes_farther_loses():
    plan = campaign(FAIRS)
    siting = Siting.of(plan, SitingRequest(Model.P_MEDIAN, NEAR, limited=False, p=2, keep=()))

    told, answer = told_of(siting)

    before = trip_costs(plan, np.arange(4), NEAR.travel).cost
    after = trip_costs(plan_after(siting, answer.chosen), np.arange(2), NEAR.travel).cost
    persons = NEAR.persons(plan) * (plan.demand.district_at >= 0)
    rural = next(row for row in told["gains"]["groups"] if row["group"] == "rural")
    assert rural["lost"] == persons[after > before + 0.01].sum() > 0
    assert rural["gained"] == persons[after < before - 0.01].sum()
