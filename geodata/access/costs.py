"""What it costs the people of a campaign to get to their nearest fair, however they travel."""

import numpy as np

from geodata.access.by_road import road_costs
from geodata.access.straight import estimated_costs, straight_costs
from geodata.access.travel import Method, Travel
from geodata.access.trip import TripCosts
from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign
from geodata.errors import QueryRefused


def trip_costs(campaign: Campaign, fairs: Ints, travel: Travel) -> TripCosts:
    """
    What the trip to the nearest of some fairs costs every demand point.

    Kept with the campaign by fairs and by what matters of the travel, so another threshold costs
    nothing.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``.
    travel
        How people travel, and in which unit.

    Raises
    ------
    QueryRefused
        If people go by roads and the campaign has none.
    """
    match travel.method:
        case Method.STRAIGHT:
            return straight_costs(campaign, fairs)
        case Method.ESTIMATED:
            return estimated_costs(campaign, fairs, travel.speed_kmh, travel.unit)
        case Method.ROADS:
            return road_costs(campaign, fairs, travel.movement, travel.unit)
        case Method.STATED:
            return stated_costs(campaign, fairs, travel)


def stated_costs(campaign: Campaign, fairs: Ints, travel: Travel) -> TripCosts:
    """
    What a file says that the trip to the nearest of some fairs costs.

    Raises
    ------
    QueryRefused
        Without a file.
    """
    if travel.stated is None:
        raise QueryRefused("travel", Method.STATED.value, "needs a file of costs")
    size = len(campaign.demand)
    cost, fair_at = np.full(size, np.inf), np.full(size, -1, dtype=np.intp)
    at, nearest, least = travel.stated.to_nearest(fairs)
    cost[at], fair_at[at] = least, nearest
    known, walk_m = np.broadcast_to(np.bool_(True), size), np.broadcast_to(0.0, size)
    return TripCosts(cost, travel.unit, fair_at, known, walk_m)
