"""The fairs nearest to one place: what a job seeker asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import shapely

from geodata.access.by_road import require_networks
from geodata.access.detour import detour_factor
from geodata.access.from_place import FromPlace
from geodata.access.known_roads import known_around
from geodata.access.travel import DEFAULT_SPEED_KMH, Method, Travel, metres_per_minute
from geodata.base.arrays import Ints
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.errors import QueryRefused
from geodata.roads.movement import Movement
from geodata.search.trips import Trip, road_trips, straight_trips, usual_trips
from geodata.signs.profile import Profile

MOST_NEAREST = 50
PUBLISHED = ("published",)


@dataclass(frozen=True, slots=True)
class NearestQuery:
    """
    A place, and which fairs are asked for.

    Parameters
    ----------
    lon, lat
        The place, degrees, WGS-84.
    k
        How many fairs, 1 to 50.
    window
        A seeker's starts now: give ``Window(now)`` with now in the campaign's time zone.
    travel
        How the seeker travels. The order is that of the straight distance: the detour factor
        belongs to the place asked from, so it changes no order. By road the order is that of the
        minutes, and what cannot be reached is left out. None takes the usual way to each fair: by
        road where roads are known well enough around the place and around the fair, else estimated,
        all in one order by minutes.

    Raises
    ------
    QueryRefused
        For a place that is not on earth, or a ``k`` out of bounds.
    """

    place: Place
    k: int = 5
    window: Window = field(default_factory=Window)
    travel: Travel | None = field(default_factory=lambda: Travel(Method.STRAIGHT))

    def __post_init__(self) -> None:
        if not 1 <= self.k <= MOST_NEAREST:
            raise QueryRefused("k", self.k, "must be between 1 and %(most)s", most=MOST_NEAREST)

    @property
    def road_profile(self) -> Profile | None:
        """How roads are used, where people may go by them; people drive unless it is said."""
        return Profile.DRIVE if self.travel is None else self.travel.road_profile

    @property
    def movement(self) -> Movement:
        """How the seeker moves where roads are used."""
        return Movement(Profile.DRIVE) if self.travel is None else self.travel.movement

    @property
    def estimate_kmh(self) -> float | None:
        """The speed on estimated ways, where there may be any."""
        return DEFAULT_SPEED_KMH if self.travel is None else self.travel.estimate_kmh


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


@dataclass(frozen=True, slots=True)
class Nearest:
    """
    The fairs nearest to a place, in order.

    Parameters
    ----------
    trips
        To each; fairs equally far (to the millimetre) by their next session: date, time, id.
    place
        Where was asked from.
    """

    trips: tuple[Trip, ...]
    place: Locality

    @property
    def fair_at(self) -> tuple[int, ...]:
        """Positions in ``campaign.fairs``."""
        return tuple(trip.fair_at for trip in self.trips)

    @property
    def distance_m(self) -> tuple[float, ...]:
        """Geodesic on WGS-84 to each, metres."""
        return tuple(trip.metres for trip in self.trips)

    @property
    def travel_min(self) -> tuple[float | None, ...]:
        """Minutes to each; None where the method gives none."""
        return tuple(trip.minutes for trip in self.trips)


def nearest(
    campaign: Campaign,
    query: NearestQuery,
    statuses: tuple[str, ...] = PUBLISHED,
    among: Ints | None = None,
    there: FromPlace | None = None,
) -> Nearest:
    """
    The fairs nearest to a place, quickly enough for every request.

    Parameters
    ----------
    campaign
        Whose fairs.
    query
        From where, how many, when and how.
    statuses
        Which fairs a seeker may be shown.
    among
        Positions of the fairs to choose from, the soonest first; by default all of the query's
        window with these statuses.
    there
        The search by road from that place (`way_out`), where it has been made already.

    Raises
    ------
    QueryRefused
        If the query goes by roads and the campaign has none.
    """
    if among is None:
        among = query.window.soonest(campaign, statuses)
    if query.travel is not None:
        require_networks(campaign, query.travel.method)
    place, there = locality_of(campaign, query.place), there or way_out(campaign, query)
    if query.road_profile is not None and campaign.networks:
        known = known_around(campaign, query.place, query.road_profile)
        place = replace(place, walk_m=there.walk_m if there else None, roads_known=known)
    return Nearest(tuple(trips(campaign, query, among, place, there)), place)


def trips(
    campaign: Campaign, query: NearestQuery, fairs: Ints, place: Locality, there: FromPlace | None
) -> list[Trip]:
    """The trips to the nearest of some fairs, in order."""
    speed, here, k = query.estimate_kmh, query.place, query.k
    if speed is None and query.road_profile is None:
        return straight_trips(campaign, fairs, here, k)
    if there is not None and there.walk_m is None:
        there = None  # no road leads from here
    if speed is None:
        return road_trips(there, fairs, there.minutes(fairs), here, k) if there else []
    pace = place.factor / metres_per_minute(speed)
    if there is None:
        return straight_trips(campaign, fairs, here, k, pace)
    return usual_trips(there, fairs, here, k, pace)


def way_out(campaign: Campaign, query: NearestQuery) -> FromPlace | None:
    """The search by road from a place; None where nobody would go by road from there."""
    profile = query.road_profile
    if profile is None or not campaign.networks:
        return None
    if query.travel is None and not known_around(campaign, query.place, profile):
        return None
    return FromPlace.of(campaign, query.place, query.movement)


def fairs_table(campaign: Campaign, found: Sequence[Trip]) -> pd.DataFrame:
    """
    The fairs at the ends of some trips as a table.

    Returns
    -------
    pd.DataFrame
        Rows of ``campaign.fairs`` in order, with ``distance_m``, ``travel_min`` (NaN where the
        method gives none), ``travel_method`` and ``travel_notices``, parted by spaces.
    """
    table = campaign.fairs.iloc[[trip.fair_at for trip in found]].copy()
    table["distance_m"] = np.array([trip.metres for trip in found], dtype=float)
    table["travel_min"] = np.array([trip.minutes for trip in found], dtype=float)
    table["travel_method"] = [trip.method.value for trip in found]
    table["travel_notices"] = [" ".join(trip.notices) for trip in found]
    return table


def locality_of(campaign: Campaign, place: Place) -> Locality:
    """The district of one place (the first in order that covers it) and its detour factor."""
    tree, polygons, adcodes = district_index(campaign)
    adcode = None
    for at in sorted(tree.query(shapely.Point(place.lon, place.lat)).tolist()):
        if shapely.intersects_xy(polygons[at], place.lon, place.lat):
            adcode = adcodes[at]
            break
    factor, borrowed = detour_factor(adcode or "")
    return Locality(adcode, factor, borrowed)


def district_index(
    campaign: Campaign,
) -> tuple[shapely.STRtree, list[shapely.Geometry], list[str]]:
    """A tree over the districts' bounds, their prepared polygons and their codes."""

    def build() -> tuple[shapely.STRtree, list[shapely.Geometry], list[str]]:
        polygons = campaign.districts.geometry.to_numpy()
        shapely.prepare(polygons)
        return shapely.STRtree(polygons), list(polygons), campaign.districts.index.tolist()

    return campaign.cache.get("district index", "", build, most=1)
