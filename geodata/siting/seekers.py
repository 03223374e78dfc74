"""Who looks for an occupation and finds too few openings near: weights in place of persons."""

import numpy as np

from geodata.access.trip_pairs import Venues, trip_pairs
from geodata.base.arrays import Floats
from geodata.campaign.campaign import Campaign
from geodata.errors import QueryRefused
from geodata.measures.query import CoverageQuery


def seekers_without(campaign: Campaign, query: CoverageQuery, occupation: str) -> Floats:
    """
    Seekers of an occupation, less the openings that are near them.

    Openings near are shared among the seekers within the threshold of their employer, and each
    seeker adds up the shares (Luo and Wang 2003, https://doi.org/10.1068/b29120: the two-step
    floating catchment area). Whom one opening and more is left for counts no more.

    Parameters
    ----------
    query
        Travel and threshold.
    occupation
        A group of the demand, and an occupation or sector of openings.

    Returns
    -------
    Floats
        Seekers for whom no opening is left, at each demand point, shape (n,).

    Raises
    ------
    QueryRefused
        If the data do not hold both: seekers by that occupation, and its openings.
    """
    wanted = campaign.demand.persons.get(occupation)
    if wanted is None:
        raise QueryRefused(
            "seekers",
            occupation,
            "is no group of the population points, so it is not known who looks for it; "
            "there are: %(groups)s",
            groups=", ".join(campaign.demand.persons) or "none",
        )
    offers = campaign.openings
    mine = offers[(offers["occupation"] == occupation) | (offers["sector"] == occupation)]
    if mine.empty:
        raise QueryRefused("seekers", occupation, "is no occupation or sector of any opening")
    posts = mine.groupby("employer_id")["headcount"].sum()
    employers = campaign.employers.loc[posts.index]
    where = Venues(employers["lon"].to_numpy(float), employers["lat"].to_numpy(float))
    pairs = trip_pairs(campaign, where, query.travel, query.limit)
    asking = np.bincount(pairs.venue_at, wanted[pairs.demand_at], pairs.venues)
    each = np.divide(posts.to_numpy(float), asking, out=np.zeros(len(asking)), where=asking > 0)
    near = np.bincount(pairs.demand_at, each[pairs.venue_at], pairs.demands)
    left: Floats = wanted * np.clip(1.0 - near, 0.0, 1.0)
    return left
