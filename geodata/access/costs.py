"""What it costs the people of a campaign to get to their nearest fair, however they travel."""

from geodata.access.by_road import require_networks, road_costs
from geodata.access.straight import estimated_costs, straight_costs
from geodata.access.travel import Method, Travel
from geodata.access.trip import TripCosts
from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign


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
            require_networks(campaign, travel.method)
            return road_costs(campaign, fairs, travel.movement, travel.unit)
