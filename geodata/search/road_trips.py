"""The quickest trips from a place: by road where that can be trusted, else straight."""

from dataclasses import replace

import numpy as np

from geodata.access.from_place import DIGITS, FromPlace
from geodata.access.known_roads import known_around_fairs
from geodata.access.travel import Method
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.geodesy import distances_m
from geodata.search.departure import Departure
from geodata.search.trips import Notice, Trip, straight_trips

# A way by road that is so many times as long as the straight line, from this length of it on, is
# a long way round, or a road is missing in the data.
LONG_WAY, LONG_WAY_FROM_M = 4.0, 3_000.0
Left = tuple[Ints, tuple[Notice, ...]]
"""Fairs that are not reached by road, and what is to be said of the trips there."""


def trips(start: Departure, fairs: Ints, k: int) -> list[Trip]:
    """
    The trips to the k nearest of some fairs, in order; to fairs equally near as they are given.

    They are by road where roads are known well enough around the fair, too. Others are straight.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``.
    """
    found, left = road_trips(start, fairs, k)
    for some, notices in left:
        straight = straight_trips(start.campaign, some, start.place, k, start.min_per_m)
        found += [replace(trip, notices=notices) for trip in straight] if notices else straight
    if start.there is None or start.only_by_road:
        return found
    given = {at: n for n, at in enumerate(fairs.tolist())}
    found.sort(key=lambda trip: (round(trip.minutes or 0.0, DIGITS), given[trip.fair_at]))
    return found[:k]


def road_trips(start: Departure, fairs: Ints, k: int) -> tuple[list[Trip], list[Left]]:
    """
    The k quickest trips by road, and the fairs to which others are to be made.

    Those are the fairs around which roads are not known well enough, and those that no way leads
    to; none where nobody would go there but by road.
    """
    there, campaign = start.there, start.campaign
    if there is None:
        return [], [] if start.only_by_road else [(fairs, ())]
    minutes, known = there.minutes(fairs), known_around_fairs(campaign, there.profile)[fairs]
    leads = np.isfinite(minutes)
    order = least(minutes if start.only_by_road else np.where(known, minutes, np.inf), k)
    at, spent = fairs[order], minutes[order]
    lon, lat = (campaign.fairs[name].to_numpy()[at] for name in ("lon", "lat"))
    here = np.full(len(at), start.place.lon), np.full(len(at), start.place.lat)
    metres = distances_m(*here, lon, lat)
    marked = zip(long_ways(there, at, spent, metres), ~known[order], strict=True)
    notices = [notices_of(long=bool(long), missing=bool(missing)) for long, missing in marked]
    rows = zip(at.tolist(), metres.tolist(), spent.tolist(), notices, strict=True)
    found = [Trip(fair, away, took, Method.ROADS, told) for fair, away, took, told in rows]
    if start.only_by_road:
        return found, []
    missing = fairs[~known], (Notice.ROADS_MISSING,)
    return found, [missing, (fairs[known & ~leads], (Notice.NO_WAY,))]


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
