"""The fairs nearest to one place: what a job seeker asks."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import shapely

from geodata.access.by_road import require_networks
from geodata.access.detour import detour_factor
from geodata.access.from_place import FromPlace
from geodata.access.travel import Method, Travel, metres_per_minute
from geodata.base.arrays import Ints
from geodata.base.geodesy import PointTree, distances_m
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.errors import QueryRefused

MOST_NEAREST = 50
PUBLISHED = ("published",)
SETS_KEPT = 32


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
        minutes, and what cannot be reached is left out.

    Raises
    ------
    QueryRefused
        For a place that is not on earth, or a ``k`` out of bounds.
    """

    place: Place
    k: int = 5
    window: Window = field(default_factory=Window)
    travel: Travel = field(default_factory=lambda: Travel(Method.STRAIGHT))

    def __post_init__(self) -> None:
        if not 1 <= self.k <= MOST_NEAREST:
            raise QueryRefused("k", self.k, "must be between 1 and %(most)s", most=MOST_NEAREST)


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
    """

    adcode: str | None
    factor: float
    borrowed: bool
    walk_m: float | None = None


@dataclass(frozen=True, slots=True)
class Nearest:
    """
    The fairs nearest to a place, in order.

    Parameters
    ----------
    fair_at
        Positions in ``campaign.fairs``; fairs equally far (to the millimetre) in their own order:
        date, time, id.
    distance_m
        Geodesic on WGS-84 to each, metres.
    travel_min
        Minutes to each; None where the method gives none.
    place
        Where was asked from.
    """

    fair_at: tuple[int, ...]
    distance_m: tuple[float, ...]
    travel_min: tuple[float | None, ...]
    place: Locality


@dataclass(frozen=True, eq=False, slots=True)
class Venues:
    """The places where a window's fairs are held, and the fairs at each in their own order."""

    tree: PointTree
    fairs: list[list[int]]


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
        Positions of the fairs to choose from, in their own order; by default all of the query's
        window with these statuses.
    there
        By road: the search from that place, where it has been made already.

    Raises
    ------
    QueryRefused
        If the query goes by roads and the campaign has none.
    """
    if among is None:
        among = query.window.fairs(campaign, statuses)
    place = locality_of(campaign, query.place)
    if query.travel.by_road:
        require_networks(campaign, query.travel.method)
        there = there or FromPlace.of(campaign, query.place, query.travel.profile)
        return nearest_by_road(campaign, query, among, replace(place, walk_m=there.walk_m), there)
    found = straight_order(venues(campaign, among), query)
    metres = tuple(distance for distance, _ in found)
    pace = place.factor / metres_per_minute(query.travel.speed_kmh)
    minutes = tuple(m * pace if query.travel.estimated else None for m in metres)
    return Nearest(tuple(at for _, at in found), metres, minutes, place)


def nearest_by_road(
    campaign: Campaign, query: NearestQuery, fairs: Ints, place: Locality, there: FromPlace
) -> Nearest:
    """The fairs that take the fewest minutes by road, equal ones in their own order."""
    minutes = there.minutes(fairs)
    order = np.lexsort((fairs, np.round(minutes, 4)))
    order = order[np.isfinite(minutes[order])][: query.k]
    at = fairs[order]
    lon, lat = (campaign.fairs[name].to_numpy()[at] for name in ("lon", "lat"))
    metres = distances_m(
        np.full(len(at), query.place.lon), np.full(len(at), query.place.lat), lon, lat
    )
    return Nearest(
        tuple(at.tolist()), tuple(metres.tolist()), tuple(minutes[order].tolist()), place
    )


def fairs_table(campaign: Campaign, found: Nearest, method: Method) -> pd.DataFrame:
    """
    The fairs nearest to a place as a table.

    Returns
    -------
    pd.DataFrame
        Rows of ``campaign.fairs`` in order, with ``distance_m``, ``travel_min`` (NaN where the
        method gives none) and ``travel_method``.
    """
    table = campaign.fairs.iloc[list(found.fair_at)].copy()
    table["distance_m"] = np.array(found.distance_m, dtype=float)
    table["travel_min"] = np.array(found.travel_min, dtype=float)
    table["travel_method"] = method.value
    return table


def straight_order(there: Venues | None, query: NearestQuery) -> list[tuple[float, int]]:
    """Distance and position of the k nearest fairs, by distance and then in their own order."""
    if there is None:
        return []
    places, metres = there.tree.nearest_few(query.place.lon, query.place.lat, query.k)
    found = [
        (round(away, 3), at, away)
        for place, away in zip(places.tolist(), metres.tolist(), strict=True)
        for at in there.fairs[place]
    ]
    return [(away, at) for _, at, away in sorted(found)[: query.k]]


def venues(campaign: Campaign, fairs: Ints) -> Venues | None:
    """The places of some fairs, kept from one request to the next; None without any."""

    def gather() -> Venues | None:
        if not fairs.size:
            return None
        table = campaign.fairs.iloc[fairs]
        tree = PointTree.of(table["lon"].to_numpy(), table["lat"].to_numpy())
        return Venues(tree, fairs_by_place(tree, fairs))

    return campaign.cache.get("venues", fairs.tobytes(), gather, most=SETS_KEPT)


def fairs_by_place(tree: PointTree, fairs: Ints) -> list[list[int]]:
    """The fairs at each place of a tree, in the campaign's order."""
    groups: list[list[int]] = [[] for _ in range(len(tree.lon))]
    for at, place in zip(fairs.tolist(), tree.place_of.tolist(), strict=True):
        groups[place].append(at)
    return groups


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
