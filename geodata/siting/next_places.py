"""The next places of a plan by people gained: a quick guess that a page can wait for."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from geodata.access.detour import demand_factors
from geodata.access.travel import Method, Travel
from geodata.access.trip_pairs import trip_pairs
from geodata.base.arrays import Flags, Floats
from geodata.base.geodesy import ecef
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import lives_in
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery
from geodata.siting.campaign_request import with_people
from geodata.siting.guess import Guess, guess
from geodata.siting.sites import Sites, sites

KEPT = 16
# Pairs that are measured and weighed within a second.
MOST_PAIRS = 1_500_000


@dataclass(frozen=True, eq=False, slots=True)
class NextPlaces:
    """The places to choose from, and those that were taken."""

    sites: Sites
    guess: Guess


def next_places(campaign: Campaign, query: CoverageQuery, count: int) -> NextPlaces | None:
    """
    The places that reach most people whom no fair reaches, one after the other.

    None where that takes longer than a page can wait: by road, or with too many pairs.
    """

    def make() -> NextPlaces | None:
        found = sites(campaign, query.fairs(campaign), region=query.region)
        reached = coverage(campaign, query).covered
        inside = lives_in(campaign, query.region)
        persons = np.where(inside, query.persons(campaign), 0.0)
        waiting = (persons > 0) & ~reached
        if query.travel.by_road or pairs_about(campaign, query, found, waiting) > MOST_PAIRS:
            return None
        few = with_people(campaign, waiting)
        pairs = trip_pairs(few, found.venues, query.travel, query.limit)
        none = np.zeros(len(found), dtype=bool)
        taken = guess(pairs, persons[waiting], none, found.held, count)
        before = float(persons[reached].sum())
        return NextPlaces(
            found, replace(taken, reached_before=before, reachable=before + taken.reachable)
        )

    return campaign.cache.get("next places", (query, count), make, most=KEPT)


def pairs_about(campaign: Campaign, query: CoverageQuery, found: Sites, waiting: Flags) -> int:
    """How many pairs there are at most, within the farthest straight line of the threshold."""
    demand, where = campaign.demand, found.venues
    if not waiting.any() or not len(found):
        return 0
    here = cKDTree(ecef(demand.lon[waiting], demand.lat[waiting]))
    there = cKDTree(ecef(where.lon, where.lat))
    return int(here.count_neighbors(there, farthest_m(campaign, query.travel, query.limit)))


def farthest_m(campaign: Campaign, travel: Travel, limit: float) -> float:
    """The longest straight line that a trip within a limit can have."""
    if travel.method is Method.STRAIGHT:
        return limit
    factors: Floats = demand_factors(campaign)
    return travel.metres(limit) / float(factors.min())
