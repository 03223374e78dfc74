"""A plan by road promises what coverage by road then finds, to the person."""

import numpy as np
import pytest
from towns import BRIDGE, river_town, town_campaign

from geodata.access.travel import Method, Travel
from geodata.decide.siting import solve
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery, Threshold
from geodata.optimum.problem import Model, Status
from geodata.signs.profile import Profile
from geodata.siting.campaign_request import Siting, SitingRequest
from geodata.siting.report import report
from geodata.siting.sites import OwnSite

HALLS = [(540, 1250), (-2_000, 500)]
BY_ROAD = CoverageQuery(Travel(Method.ROADS), Threshold(4, "min"))


@pytest.fixture(scope="module")
def town():
    return river_town(BRIDGE)


@pytest.fixture(scope="module")
def city(town, tmp_path_factory):
    """``city(fairs)``: whole persons on both banks of a river, some of them far from every road."""
    network = town.network(tmp_path_factory.mktemp("town"))
    chance = np.random.default_rng(4)
    x, y = chance.uniform(-6_000, 3_000, 400), chance.uniform(0, 2_000, 400)
    people = np.column_stack([x, y, chance.integers(0, 60, 400)])

    def made(fairs):
        return town_campaign(town, network, people, fairs)

    return made


@pytest.fixture(scope="module")
def own(town):
    """A grid of candidates, on streets, beside them and far from any."""
    spots = [(x, y) for x in range(-5_000, 2_500, 1_500) for y in (200, 900, 1_600)]
    return tuple(OwnSite(f"c{n}", f"丙{n}", *town.place(*at)) for n, at in enumerate(spots))


@pytest.mark.parametrize(
    ("model", "query", "rules"),
    [
        (Model.MCLP, BY_ROAD, {"p": 3, "keep": ()}),
        (Model.MCLP, BY_ROAD, {"more": 2, "must_go": ("f1",)}),
        (
            Model.MCLP,
            CoverageQuery(Travel(Method.ROADS, Profile.WALK), Threshold(1.5, "km")),
            {"p": 3, "keep": ()},
        ),
        (Model.MCLP_BACKUP, BY_ROAD, {"more": 2}),
        (Model.LSCP, BY_ROAD, {"keep": ()}),
    ],
)
def test_the_plan_reaches_whom_coverage_by_road_counts(city, own, model, query, rules):
    plan = city(HALLS)
    siting = Siting.of(plan, SitingRequest(model, query, own=own, **rules))
    problem = siting.problem()
    answer = solve(problem)

    told = report(siting, problem, answer)

    chosen = siting.sites.table.iloc[answer.chosen]
    town = river_town(BRIDGE).plane
    then = city([town.transform(*at, direction="INVERSE") for at in chosen[["lon", "lat"]].values])
    found = coverage(then, query).total
    (total,) = told["gains"]["groups"]
    assert answer.status is Status.OPTIMAL
    assert answer.persons_reached == found.persons_covered == total["covered_after"]
    assert total["covered_before"] == coverage(plan, query).total.persons_covered
    assert answer.persons == found.persons - found.persons_no_road
    assert told["persons_no_road"] == found.persons_no_road == total["persons_no_road"] > 0
    assert total["covered_after"] - total["covered_before"] == total["gained"] - total["lost"]


def test_the_median_by_road_has_the_mean_trip_that_coverage_finds(city, own):
    plan = city(HALLS)
    asked = SitingRequest(Model.P_MEDIAN, BY_ROAD, limited=False, p=3, keep=(), own=own)
    siting = Siting.of(plan, asked)
    problem = siting.problem()

    answer = solve(problem)

    (total,) = report(siting, problem, answer)["gains"]["groups"]
    assert answer.objective / answer.persons_reached == pytest.approx(total["mean_after"], rel=1e-6)
