"""The trips from a campaign's people to any venues, as pairs: by whatever method they travel."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.spatial import cKDTree

from geodata.access.by_road import require_roads
from geodata.access.detour import demand_factors
from geodata.access.joins import demand_snaps, joins_of
from geodata.access.pairs import Pairs
from geodata.access.travel import Method, Travel, metres_per_minute
from geodata.access.trip import farthest, within
from geodata.base.arrays import Floats, Ints
from geodata.base.geodesy import (
    FARTHEST_BY_FORMULA_M,
    distances_m,
    ecef,
    geodesic_m,
)
from geodata.base.point_tree import FORMULA_GUARD_M
from geodata.campaign.campaign import Campaign
from geodata.errors import QueryRefused
from geodata.ways.blocks import Trips, trips_between

CHUNK = 4_000_000  # pairs measured at a time


@dataclass(frozen=True, eq=False, slots=True)
class Venues:
    """
    Places where fairs are or could be held.

    Parameters
    ----------
    lon, lat
        Degrees, WGS-84, shape (n,).
    """

    lon: Floats
    lat: Floats

    @classmethod
    def of_fairs(cls, campaign: Campaign, fairs: Ints) -> Self:
        """Those of the fairs at these positions, in their order."""
        table = campaign.fairs.iloc[fairs]
        return cls(table["lon"].to_numpy(float), table["lat"].to_numpy(float))

    def __len__(self) -> int:
        return len(self.lon)


def trip_pairs(campaign: Campaign, venues: Venues, travel: Travel, limit: float = np.inf) -> Pairs:
    """
    Which venues each demand point can go to, and what each trip costs.

    The same costs as those of `trip_costs`, and the same ones within the limit: whom a set of
    venues covers by these pairs, coverage counts as covered.

    Parameters
    ----------
    limit
        The most that a trip may cost, in the unit of the travel, itself included. Without one
        every venue that can be reached is paired with everybody: mind the size.

    Returns
    -------
    Pairs
        Costs as float32, none of them above the limit.

    Raises
    ------
    QueryRefused
        If people go by roads and the campaign has none, or the costs are a file's.
    """
    if travel.method is Method.STATED:
        raise QueryRefused("travel", Method.STATED.value, "costs of a file are pairs already")
    if travel.method is Method.ROADS:
        require_roads(campaign)
    found = by_road if travel.method is Method.ROADS else by_straight_lines
    trips = [compact(each, limit) for each in found(campaign, venues, travel, limit)]
    place, target, cost = (
        np.concatenate([np.empty(0, kind), *(each[at] for each in trips)])
        for at, kind in enumerate((np.int32, np.int32, np.float32))
    )
    return Pairs.of(place, target, cost, size=(len(campaign.demand), len(venues)))


def compact(trips: Trips, limit: float) -> tuple[Ints, Ints, Floats]:
    """Trips in half the room; what was within the limit stays so when it is rounded."""
    cost = trips.cost.astype(np.float32)
    most = np.float32(limit)
    if most > limit:
        most = np.nextafter(most, np.float32(0))
    return trips.place.astype(np.int32), trips.target.astype(np.int32), np.minimum(cost, most)


def by_road(campaign: Campaign, venues: Venues, travel: Travel, limit: float) -> Iterator[Trips]:
    """Trips over each of the networks."""
    for network in campaign.networks.values():
        places = demand_snaps(campaign, network, travel.profile)
        targets = joins_of(network, venues.lon, venues.lat, travel.profile)
        metric = network.metric(travel.movement, travel.unit)
        yield from trips_between(network, metric, places, targets, float(farthest(limit)))


def by_straight_lines(
    campaign: Campaign, venues: Venues, travel: Travel, limit: float
) -> Iterator[Trips]:
    """Trips that cost a multiple of the straight line."""
    demand = campaign.demand
    if not len(demand) or not len(venues):
        return
    per_m = cost_per_m(campaign, travel)
    here, there = ecef(demand.lon, demand.lat), ecef(venues.lon, venues.lat)
    for place, target in candidates(here, there, limit / per_m):
        a, b = here[place], there[target]
        metres = geodesic_m(a, b, np.sqrt(((a - b) ** 2).sum(axis=1)))
        doubtful = np.abs(metres - limit / per_m[place]) <= FORMULA_GUARD_M
        exact = np.flatnonzero(doubtful | (metres > FARTHEST_BY_FORMULA_M))
        metres[exact] = distances_m(
            demand.lon[place[exact]],
            demand.lat[place[exact]],
            venues.lon[target[exact]],
            venues.lat[target[exact]],
        )
        near = within(metres, limit / per_m[place])
        yield Trips(place[near], target[near], metres[near] * per_m[place[near]])


def cost_per_m(campaign: Campaign, travel: Travel) -> Floats:
    """What a metre of the straight line costs from each demand point, shape (n,)."""
    if travel.method is Method.STRAIGHT:
        return np.ones(len(campaign.demand))
    pace = metres_per_minute(travel.speed_kmh) if travel.unit == "min" else 1.0
    return demand_factors(campaign) / pace


def candidates(here: Floats, there: Floats, radius_m: Floats) -> Iterator[tuple[Ints, Ints]]:
    """
    Pairs that may be within a radius, a part at a time.

    Parameters
    ----------
    here, there
        Earth-centred, metres, shape (n, 3) and (m, 3).
    radius_m
        About each point of ``here``; a chord is no longer than the line above it.
    """
    tree = cKDTree(there)
    rows = max(1, CHUNK // len(there))
    for start in range(0, len(here), rows):
        some = slice(start, start + rows)
        reach = np.minimum(radius_m[some] + FORMULA_GUARD_M, 2e7)
        lists = tree.query_ball_point(here[some], reach, return_sorted=True)
        count = np.fromiter(map(len, lists), dtype=np.intp, count=len(lists))
        place = np.repeat(np.arange(start, start + len(lists)), count)
        flat = np.concatenate([np.empty(0, np.intp), *lists]).astype(np.intp)
        yield place, flat
