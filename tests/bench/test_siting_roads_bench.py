"""
The most people covered by road, pairs included, where fairs are kept and where none is.

On the evaluation network; where it is absent, on the streets that stand in for it.
"""

from dataclasses import replace

import numpy as np
import pytest
from bench.size import sized

from geodata.access.travel import Method, Travel
from geodata.access.trip_pairs import Venues, trip_pairs
from geodata.base.cache import Cache
from geodata.campaign.campaign import Campaign, Demand
from geodata.decide.siting import solve
from geodata.optimum.problem import Model, SitingProblem, Status
from geodata.store.store import Store

PLACES, CANDIDATES = sized((100_000, 1_000), (2_000, 200))
ROUNDS = sized(3, 1)
FAIRS, MORE = 141, 20
BY_ROAD = Travel(Method.ROADS, unit="min")
SPREAD_DEG = 0.01


@pytest.fixture(scope="module")
def campaign(imported) -> Campaign:
    """People about those of the demo, and the network warm."""
    store = Store.open(imported.url)
    loaded = store.load()
    store.close()
    rng = np.random.default_rng(5)
    at, few = rng.integers(0, len(loaded.demand), PLACES), rng.integers(1, 300, PLACES)
    lon, lat = (
        ends[at] + rng.normal(0, SPREAD_DEG, PLACES)
        for ends in (loaded.demand.lon, loaded.demand.lat)
    )
    persons = dict.fromkeys(loaded.demand.persons, few.astype(float))
    demand = Demand(lon, lat, loaded.demand.district_at[at], persons)
    crowded = replace(loaded, demand=demand, cache=Cache())
    trip_pairs(crowded, Venues.of_fairs(crowded, np.arange(1)), BY_ROAD, 1.0)
    return crowded


@pytest.fixture(scope="module")
def region(campaign) -> tuple[Campaign, Venues]:
    """The campaign, with its fairs and candidates where people live."""
    fairs = Venues.of_fairs(campaign, np.arange(FAIRS))
    at = np.random.default_rng(6).integers(0, PLACES, CANDIDATES - FAIRS)
    return campaign, Venues(
        np.concatenate([fairs.lon, campaign.demand.lon[at]]),
        np.concatenate([fairs.lat, campaign.demand.lat[at]]),
    )


@pytest.mark.parametrize("kept", [FAIRS, 0])
@pytest.mark.parametrize("minutes", [30.0, 45.0])
def test_the_most_people_are_covered_by_road_and_it_is_proven(
    region, benchmark, report, kept, minutes
):
    campaign, venues = region
    (persons, *_) = campaign.demand.persons.values()
    p, keep = FAIRS + MORE if kept else FAIRS, np.arange(kept)

    def plan():
        pairs = trip_pairs(campaign, venues, BY_ROAD, minutes)
        return solve(SitingProblem(Model.MCLP, pairs, persons, p, threshold=minutes, keep=keep))

    answer = benchmark.pedantic(plan, rounds=ROUNDS)

    what = f"siting {p} of {CANDIDATES:,} by road, {kept} kept, {PLACES:,} places, {minutes:g} min"
    report(what, f"{benchmark.stats.stats.median:.2f} s", goal="10 s")
    assert answer.status is Status.OPTIMAL
    if kept:  # else those that add nothing are left out
        assert set(keep.tolist()) <= set(answer.chosen.tolist())
