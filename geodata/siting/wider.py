"""A plan's problem with places beside it that are asked about, none of which a plan may have."""

from dataclasses import replace

import numpy as np

from geodata.access.pairs import Pairs
from geodata.access.trip_pairs import Venues
from geodata.base.arrays import Floats
from geodata.optimum.problem import Model, SitingProblem
from geodata.siting.campaign_request import Siting, quotas
from geodata.siting.sites import between


def wider(siting: Siting, problem: SitingProblem) -> SitingProblem | None:
    """
    The problem with the places that are asked about behind its venues; None where there are none.

    They must go, so that its plans are those of the problem, until a reason asks for one of them.
    Nobody knows what they cost and seat: they cost nothing and seat everybody.
    """
    extra = len(siting.asked) - len(siting.sites)
    if not extra:
        return None
    new = np.arange(len(siting.sites), len(siting.asked))
    return replace(
        problem,
        pairs=pairs(siting, problem),
        persons=np.ones(len(siting.asked)) if is_apart(problem) else problem.persons,
        must_go=np.append(problem.must_go, new),
        venue_cost=lengthen(problem.venue_cost, extra, 0.0),
        capacity=lengthen(problem.capacity, extra, float(siting.persons.sum())),
        quotas=tuple(quotas(siting.request, siting.asked, siting.campaign)),
    )


def is_apart(problem: SitingProblem) -> bool:
    """Whether its pairs are between venues."""
    return problem.model is Model.P_DISPERSION


def pairs(siting: Siting, problem: SitingProblem) -> Pairs:
    """Its trips, and those to the places."""
    if is_apart(problem):
        return between(siting.asked)
    known, first = problem.pairs, len(siting.sites)
    venues = siting.asked.venues
    more = siting.pairs_to(Venues(venues.lon[first:], venues.lat[first:]), siting.limit)
    return Pairs.of(
        np.append(known.demand_at, more.demand_at),
        np.append(known.venue_at, more.venue_at + first),
        np.append(known.cost, more.cost),
        size=(known.demands, len(siting.asked)),
    )


def lengthen(values: Floats | None, extra: int, value: float) -> Floats | None:
    """Values of venues, and one for each of the places."""
    return None if values is None else np.append(values, np.full(extra, value))
