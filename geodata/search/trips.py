"""Trips from one place to fairs: how far each is, how long it takes, and by which method."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geodata.access.from_place import DIGITS, FromPlace
from geodata.access.known_roads import known_around_fairs
from geodata.access.travel import Method
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.geodesy import distances_m
from geodata.base.place import Place
from geodata.base.point_tree import PointTree
from geodata.campaign.campaign import Campaign

# A way by road that is so many times as long as the straight line, from this length of it on, is
# a long way round, or a road is missing in the data.
LONG_WAY, LONG_WAY_FROM_M = 4.0, 3_000.0
SETS_KEPT = 32


class Notice(StrEnum):
    """
    What a seeker should know of a trip.

    ``long_way``: the way by road is over four times the straight line, from three kilometres on.
    ``roads_missing``: around the fair the roads of fewer than 95 % of the people are known.
    ``no_way``: roads are known well enough at both ends, but no way leads from one to the other,
    so that the trip is estimated.
    """

    LONG_WAY = "long_way"
    ROADS_MISSING = "roads_missing"
    NO_WAY = "no_way"


@dataclass(frozen=True, slots=True)
class Trip:
    """
    The trip to one fair.

    Parameters
    ----------
    fair_at
        Its position in ``campaign.fairs``.
    metres
        Geodesic on WGS-84, metres.
    minutes
        None where the method gives none.
    """

    fair_at: int
    metres: float
    minutes: float | None
    method: Method
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Venues:
    """The places where some fairs are held, and which of them at each, in their order."""

    tree: PointTree
    fairs: list[list[int]]


def straight_trips(
    campaign: Campaign, fairs: Ints, place: Place, k: int, min_per_m: float | None = None
) -> list[Trip]:
    """
    The k fairs nearest by the straight line, equal ones (to the millimetre) as they are given.

    Parameters
    ----------
    min_per_m
        Minutes for each metre of the line, where the trips are estimated.
    """
    there = venues(campaign, fairs)
    if there is None:
        return []
    places, metres = there.tree.nearest_few(place.lon, place.lat, k)
    found = [
        (round(away, 3), n, away)
        for where, away in zip(places.tolist(), metres.tolist(), strict=True)
        for n in there.fairs[where]
    ]
    method = Method.STRAIGHT if min_per_m is None else Method.ESTIMATED
    return [
        Trip(int(fairs[n]), away, None if min_per_m is None else away * min_per_m, method)
        for _, n, away in sorted(found)[:k]
    ]


def venues(campaign: Campaign, fairs: Ints) -> Venues | None:
    """The places of some fairs, kept from one request to the next; None without any."""

    def gather() -> Venues | None:
        if not fairs.size:
            return None
        table = campaign.fairs.iloc[fairs]
        tree = PointTree.of(table["lon"].to_numpy(), table["lat"].to_numpy())
        return Venues(tree, fairs_by_place(tree))

    return campaign.cache.get("venues", fairs.tobytes(), gather, most=SETS_KEPT)


def fairs_by_place(tree: PointTree) -> list[list[int]]:
    """The fairs at each place of a tree, as numbers in the order in which they are given."""
    groups: list[list[int]] = [[] for _ in range(len(tree.lon))]
    for n, place in enumerate(tree.place_of.tolist()):
        groups[place].append(n)
    return groups


def road_trips(there: FromPlace, fairs: Ints, minutes: Floats, place: Place, k: int) -> list[Trip]:
    """
    The k fairs that take the fewest minutes by road, equal ones as they are given.

    Parameters
    ----------
    minutes
        To each of the fairs, ``inf`` where there is no way: these are left out.
    """
    campaign = there.campaign
    order = least(minutes, k)
    at, spent = fairs[order], minutes[order]
    lon, lat = (campaign.fairs[name].to_numpy()[at] for name in ("lon", "lat"))
    metres = distances_m(np.full(len(at), place.lon), np.full(len(at), place.lat), lon, lat)
    known = known_around_fairs(campaign, there.profile)[at]
    marked = zip(long_ways(there, at, spent, metres), ~known, strict=True)
    notices = [notices_of(long=bool(long), missing=bool(missing)) for long, missing in marked]
    rows = zip(at.tolist(), metres.tolist(), spent.tolist(), notices, strict=True)
    return [Trip(fair, away, took, Method.ROADS, told) for fair, away, took, told in rows]


def least(minutes: Floats, k: int) -> Ints:
    """Where the k least of some minutes stand, equal ones as they come, none that is endless."""
    near = np.flatnonzero(np.isfinite(minutes))
    if len(near) > k:  # sorting all of thousands takes longer than finding them
        near = near[minutes[near] <= np.partition(minutes[near], k - 1)[k - 1]]
    return near[np.argsort(minutes[near], kind="stable")][:k]


def notices_of(*, long: bool, missing: bool) -> tuple[Notice, ...]:
    """What is to be said of a trip by road."""
    return (Notice.LONG_WAY,) * long + (Notice.ROADS_MISSING,) * missing


def long_ways(there: FromPlace, fairs: Ints, minutes: Floats, metres: Floats) -> list[bool]:
    """Whether the ways by road to some fairs are a long way round for their straight distance."""
    long = np.zeros(len(fairs), dtype=bool)
    # Nobody gets farther in these minutes than at the quickest speed: most ways need no measuring.
    at = np.flatnonzero(is_long(minutes * there.fastest_m_min, metres))
    long[at] = there.exceed(fairs[at], LONG_WAY * metres[at])
    return long.tolist()


def is_long(length_m: Floats, straight_m: Floats) -> Flags:
    """Whether ways are a long way round for their straight distances."""
    return (length_m > LONG_WAY * straight_m) & (straight_m >= LONG_WAY_FROM_M)


def usual_trips(
    there: FromPlace, fairs: Ints, place: Place, k: int, min_per_m: float
) -> list[Trip]:
    """
    The k quickest trips from a place with roads: by them where they are known well enough.

    To fairs around which they are not, and to those that no way leads to, trips are estimated.
    """
    campaign = there.campaign
    minutes, known = there.minutes(fairs), known_around_fairs(campaign, there.profile)[fairs]
    by_road = known & np.isfinite(minutes)
    found = road_trips(there, fairs[by_road], minutes[by_road], place, k)
    reasons = ((~known, Notice.ROADS_MISSING), (known & ~by_road, Notice.NO_WAY))
    for which, reason in reasons:
        for trip in straight_trips(campaign, fairs[which], place, k, min_per_m):
            found.append(Trip(trip.fair_at, trip.metres, trip.minutes, trip.method, (reason,)))
    given = {at: n for n, at in enumerate(fairs.tolist())}
    found.sort(key=lambda trip: (round(trip.minutes or 0.0, DIGITS), given[trip.fair_at]))
    return found[:k]
