"""What it costs the people of a campaign to get to their nearest fair."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.access.detour import demand_factors
from geodata.access.travel import DEFAULT_SPEED_KMH, Method, metres_per_minute, require_speed
from geodata.base.arrays import Floats, Ints
from geodata.base.geodesy import PointTree, doubt_m
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window

# An edge belongs to the reach it bounds; a micrometre covers what floating point takes off it.
EDGE_M = 1e-6
WINDOWS_KEPT = 8


@dataclass(frozen=True, eq=False, slots=True)
class Costs:
    """
    What the nearest counting fair costs each of a campaign's n demand points.

    Parameters
    ----------
    metres
        Way in metres, shape (n,), ``inf`` where no fair can be reached. Straight: the WGS-84
        geodesic; estimated: that times the detour factor of the point's district.
    minutes
        The same as time, where the method gives one.
    fair_at
        Position of that fair in ``campaign.fairs``, shape (n,); -1 where there is none.
    """

    metres: Floats
    minutes: Floats | None
    fair_at: Ints


@dataclass(frozen=True, eq=False, slots=True)
class Straight:
    """Straight distances to the nearest of a window's fairs, and the tree that gave them."""

    metres: Floats
    fair_at: Ints
    tree: PointTree | None


def straight_costs(campaign: Campaign, window: Window) -> Straight:
    """
    The geodesic from every demand point to its nearest fair, remembered by set of fairs.

    Every method and threshold over the same fairs starts from this one calculation.
    """
    fairs = window.fairs(campaign)

    def measure() -> Straight:
        demand = campaign.demand
        if not fairs.size:
            nowhere = np.full(len(demand), np.inf)
            return Straight(nowhere, np.full(len(demand), -1, dtype=np.intp), None)
        table = campaign.fairs.iloc[fairs]
        tree = PointTree.of(table["lon"].to_numpy(), table["lat"].to_numpy())
        metres, place_at = tree.nearest(demand.lon, demand.lat)
        return Straight(metres, fairs[tree.first[place_at]], tree)

    return campaign.cache.get("straight", fairs.tobytes(), measure, most=WINDOWS_KEPT)


def nearest_costs(
    campaign: Campaign, window: Window, method: Method, speed_kmh: float = DEFAULT_SPEED_KMH
) -> Costs:
    """
    What it costs every demand point to get to its nearest counting fair, but for roads.

    What it costs on a road network is ``by_road.road_costs``.

    Parameters
    ----------
    campaign
        Whose planned and published fairs count.
    window
        On which days.
    method
        How people travel: on the straight line, or estimated.
    speed_kmh
        Mean speed on the road, where the method needs one.

    Raises
    ------
    QueryRefused
        If the speed is out of bounds.
    """
    straight = straight_costs(campaign, window)
    if method is Method.STRAIGHT:
        return Costs(straight.metres, None, straight.fair_at)
    require_speed(speed_kmh)
    road_m = straight.metres * demand_factors(campaign)
    return Costs(road_m, road_m / metres_per_minute(speed_kmh), straight.fair_at)


def within(campaign: Campaign, window: Window, straight_m: Floats) -> npt.NDArray[np.bool_]:
    """
    Whether each demand point has a counting fair within a straight distance of its own.

    What the closed formula leaves in doubt is measured by ``pyproj.Geod``, so the answer is the
    one that ``Geod`` gives for every point.

    Parameters
    ----------
    straight_m
        The farthest distance that still counts, metres, shape (n,) or (1,).
    """
    straight = straight_costs(campaign, window)
    reached = straight.metres <= straight_m + EDGE_M
    if straight.tree is None:
        return reached
    doubtful = np.flatnonzero(np.abs(straight.metres - straight_m) <= doubt_m(straight_m))
    if doubtful.size:
        lon, lat = campaign.demand.lon[doubtful], campaign.demand.lat[doubtful]
        limit = np.broadcast_to(straight_m, straight.metres.shape)[doubtful]
        reached[doubtful] = straight.tree.exact(lon, lat) <= limit + EDGE_M
    return reached
