"""
The fairs of a district: those in it by date, then those around it by the distance from its border.

A district is no point: nobody is so many minutes away from all of it.
"""

from dataclasses import dataclass, field

import numpy as np
import shapely

from geodata.access.travel import Method
from geodata.base.arrays import Floats, Ints
from geodata.base.geodesy import distances_m
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.districts.editions import land_of, lie_in
from geodata.search.trips import Trip

# One for each district of a region with several cities; each is a number for each fair.
DISTRICTS_KEPT = 200


@dataclass(frozen=True, slots=True)
class DistrictQuery:
    """
    A district, and which fairs are asked for.

    Parameters
    ----------
    adcode
        One of the campaign's districts, or one that preceded or follows some of them.
    k
        How many fairs.
    window
        A seeker's starts now.
    """

    adcode: str
    k: int = 5
    window: Window = field(default_factory=Window)


@dataclass(frozen=True, slots=True)
class DistrictFairs:
    """
    The fairs of a district.

    Parameters
    ----------
    inside
        Positions in ``campaign.fairs`` of those in it, the soonest first.
    around
        To those outside it, the nearest first; metres from the border, and no minutes.
    """

    inside: tuple[int, ...]
    around: tuple[Trip, ...]

    @property
    def trips(self) -> tuple[Trip, ...]:
        """Both in their order, those in the district at no distance from it."""
        inside = (Trip(at, 0.0, None, Method.STRAIGHT) for at in self.inside)
        return (*inside, *self.around)


def district_fairs(campaign: Campaign, adcode: str, fairs: Ints, k: int) -> DistrictFairs:
    """
    The first k of some fairs as a district has them.

    Parameters
    ----------
    adcode
        One of the campaign's districts, or one that preceded or follows some of them.
    fairs
        Positions in ``campaign.fairs``, the soonest first.
    """
    metres, within = border_m(campaign, adcode)[fairs], lie_in(campaign.fairs, adcode)[fairs]
    inside = fairs[within][:k].tolist()
    left, away = fairs[~within], metres[~within]
    # Equally far to the millimetre, they keep their own order.
    nearest = np.argsort(np.round(away, 3), kind="stable")[: k - len(inside)]
    rows = zip(left[nearest].tolist(), away[nearest].tolist(), strict=True)
    around = (Trip(at, metres, None, Method.STRAIGHT) for at, metres in rows)
    return DistrictFairs(tuple(inside), tuple(around))


def border_m(campaign: Campaign, adcode: str) -> Floats:
    """Metres from a district to each fair of its campaign, 0 within it, shape (fairs,)."""

    def measure() -> Floats:
        lon, lat = (campaign.fairs[axis].to_numpy(dtype=float) for axis in ("lon", "lat"))
        return metres_from(land_of(campaign.districts, adcode), lon, lat)

    return campaign.cache.get("border distances", adcode, measure, most=DISTRICTS_KEPT)


def metres_from(area: shapely.Geometry, lon: Floats, lat: Floats) -> Floats:
    """
    Metres from an area to points, 0 within it.

    The border's nearest point is found on a plane that is true to scale where the area lies, and
    the way there is measured on the ellipsoid: around a district that errs by less than 1 %.

    Parameters
    ----------
    area
        Polygons, degrees, WGS-84.
    lon, lat
        Degrees, shape (n,).

    Returns
    -------
    Floats
        Shape (n,).
    """
    narrow = np.cos(np.radians((area.bounds[1] + area.bounds[3]) / 2))
    plane = shapely.transform(area, lambda xy: xy * [narrow, 1.0])
    lines = shapely.shortest_line(plane, shapely.points(lon * narrow, lat))
    nearest = shapely.get_point(lines, 0)
    metres = distances_m(shapely.get_x(nearest) / narrow, shapely.get_y(nearest), lon, lat)
    metres[shapely.intersects_xy(area, lon, lat)] = 0.0
    return metres
