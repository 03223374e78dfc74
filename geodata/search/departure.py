"""The place asked from, with all that its trips depend on: resolved once, before any fair."""

from dataclasses import dataclass

import numpy as np
import shapely

from geodata.access.by_road import require_networks
from geodata.access.detour import detour_factor
from geodata.access.from_place import FromPlace
from geodata.access.known_roads import known_around
from geodata.access.travel import metres_per_minute
from geodata.base.arrays import Floats
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.search.nearest_query import NearestQuery


@dataclass(frozen=True, slots=True)
class Locality:
    """
    What is known of the place asked from.

    Parameters
    ----------
    adcode
        The district that holds it; None outside the campaign's region.
    factor
        Its detour factor.
    borrowed
        Whether the factor is another place's.
    walk_m
        By road: the walk to the road, metres; None where no road is known near the place.
    roads_known
        Whether roads are known well enough around it; None where nobody would go by road.
    """

    adcode: str | None
    factor: float
    borrowed: bool
    walk_m: float | None = None
    roads_known: bool | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Departure:
    """
    Where trips begin, and how they are made from there.

    Parameters
    ----------
    campaign
        Whose fairs they lead to.
    place, locality
        The place, and what is known of it.
    there
        The search by road; None where no road leads from there, or nobody would take one.
    min_per_m
        Minutes for each metre of the straight line, on estimated ways; None where there are none.
    only_by_road
        Whether nobody goes where no road leads.
    """

    campaign: Campaign
    place: Place
    locality: Locality
    there: FromPlace | None
    min_per_m: float | None
    only_by_road: bool


def departure(campaign: Campaign, query: NearestQuery, there: FromPlace | None = None) -> Departure:
    """
    The place that a query asks from.

    Parameters
    ----------
    there
        The search by road from it, where it has been made already.

    Raises
    ------
    QueryRefused
        If the query goes by roads and the campaign has none.
    """
    place, profile, speed = query.place, query.road_profile, query.estimate_kmh
    adcode = district_at(campaign, place)
    if query.travel is not None:
        require_networks(campaign, query.travel.method)
    factor, borrowed = detour_factor(adcode or "")
    known = walk_m = None
    if profile is None or not campaign.networks:
        there = None
    else:
        known = known_around(campaign, place, profile)
        if there is None and (known or query.travel is not None):
            there = FromPlace.of(campaign, place, query.movement)
        walk_m = there.walk_m if there is not None else None
    return Departure(
        campaign,
        place,
        Locality(adcode, factor, borrowed, walk_m, known),
        None if walk_m is None else there,
        None if speed is None else factor / metres_per_minute(speed),
        only_by_road=profile is not None and speed is None,
    )


def district_at(campaign: Campaign, place: Place) -> str | None:
    """The district that holds a place, the first in order that covers it; None in none."""
    (west, south, east, north), polygons, adcodes = district_index(campaign)
    lon, lat = place.lon, place.lat
    near = np.flatnonzero((west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)).tolist()
    inside = (at for at in near if shapely.intersects_xy(polygons[at], lon, lat))
    first = next(inside, None)
    return None if first is None else adcodes[first]


def district_index(campaign: Campaign) -> tuple[Floats, list[shapely.Geometry], list[str]]:
    """The districts' bounds, degrees, shape (4, n), their prepared polygons and their codes."""

    def build() -> tuple[Floats, list[shapely.Geometry], list[str]]:
        polygons = campaign.districts.geometry.to_numpy()
        shapely.prepare(polygons)
        bounds = np.ascontiguousarray(shapely.bounds(polygons).T)
        return bounds, list(polygons), campaign.districts.index.tolist()

    return campaign.cache.get("district index", "", build, most=1)
