"""Straight distances to the nearest fair, and the costs that are multiples of them."""

from dataclasses import dataclass

import numpy as np

from geodata.access.changed import nearest_in_trial, tree_of
from geodata.access.detour import demand_factors
from geodata.access.travel import Unit, metres_per_minute
from geodata.access.trip import StraightLines, TripCosts
from geodata.base.arrays import Floats, Ints
from geodata.base.point_tree import PointTree
from geodata.campaign.campaign import Campaign

SETS_KEPT = 8


@dataclass(frozen=True, eq=False, slots=True)
class StraightDistances:
    """
    Straight distances to the nearest of some fairs, and the tree that gave them.

    Parameters
    ----------
    metres
        The WGS-84 geodesic from each demand point, ``inf`` without any fair, shape (n,).
    fair_at
        Position of that fair in ``campaign.fairs``, -1 without one, shape (n,).
    tree
        The places of the fairs; None without any.
    """

    metres: Floats
    fair_at: Ints
    tree: PointTree | None


def straight_distances(campaign: Campaign, fairs: Ints) -> StraightDistances:
    """
    The geodesic from every demand point to the nearest of some fairs, kept by set of fairs.

    The straight line and the estimate of the roads both start from this one calculation.
    """

    def measure() -> StraightDistances:
        demand = campaign.demand
        if not fairs.size:
            nowhere = np.full(len(demand), np.inf)
            return StraightDistances(nowhere, np.full(len(demand), -1, dtype=np.intp), None)
        tree = tree_of(campaign, fairs)
        if campaign.trial is not None:
            return StraightDistances(*nearest_in_trial(campaign, campaign.trial, fairs), tree)
        metres, place_at = tree.nearest(demand.lon, demand.lat)
        return StraightDistances(metres, fairs[tree.first[place_at]], tree)

    return campaign.cache.get("straight", fairs.tobytes(), measure, most=SETS_KEPT)


def straight_costs(campaign: Campaign, fairs: Ints) -> TripCosts:
    """What the straight line to the nearest of some fairs costs, in metres."""
    straight = straight_distances(campaign, fairs)
    return costs_of(campaign, straight, straight.metres, "m", np.ones(1))


def estimated_costs(campaign: Campaign, fairs: Ints, speed_kmh: float, unit: Unit) -> TripCosts:
    """The straight line times the detour factor of the people's district, in metres or minutes."""

    def measure() -> TripCosts:
        straight = straight_distances(campaign, fairs)
        factors = demand_factors(campaign)
        pace = metres_per_minute(speed_kmh) if unit == "min" else 1.0
        return costs_of(campaign, straight, straight.metres * factors / pace, unit, factors / pace)

    key = (fairs.tobytes(), unit, speed_kmh if unit == "min" else None)
    return campaign.cache.get("estimated costs", key, measure, most=SETS_KEPT)


def costs_of(
    campaign: Campaign, straight: StraightDistances, cost: Floats, unit: Unit, per_m: Floats
) -> TripCosts:
    """Costs that are multiples of straight distances; one can set out from everywhere."""
    demand, lines = campaign.demand, None
    if straight.tree is not None:
        lines = StraightLines(straight.metres, per_m, demand.lon, demand.lat, straight.tree)
    everywhere = np.broadcast_to(np.bool_(True), len(demand))
    return TripCosts(
        cost, unit, straight.fair_at, everywhere, np.broadcast_to(0.0, len(demand)), lines
    )
