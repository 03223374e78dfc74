"""Costs by road: a campaign's people and fairs on the networks that its version rests on."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.access.travel import Method
from geodata.base.arrays import Floats, Ints
from geodata.campaign.campaign import Campaign
from geodata.errors import QueryRefused
from geodata.roads.costs import from_one_place, from_places, to_nearest
from geodata.roads.network import Joins, Network
from geodata.roads.profile import Profile
from geodata.roads.route import Way, way
from geodata.roads.snapping import join

# Roads are the usual way to travel once this share of the region's persons have one.
ENOUGH = 0.95
JOINS_KEPT = 6
COSTS_KEPT = 8


@dataclass(frozen=True, eq=False, slots=True)
class RoadCosts:
    """
    What the nearest fair costs each of a campaign's n demand points by road.

    Parameters
    ----------
    cost
        Minutes or metres, walks to and from the road included, ``inf`` where no fair can be
        reached or no road is known, shape (n,).
    fair_at
        Position of that fair in ``campaign.fairs``, -1 without one, shape (n,).
    known
        Whether a road is known near the point, shape (n,).
    walk_m
        Length of the walk to the road, NaN without one, shape (n,).
    """

    cost: Floats
    fair_at: Ints
    known: npt.NDArray[np.bool_]
    walk_m: Floats


def joined(network: Network, lon: Floats, lat: Floats, profile: Profile) -> Joins:
    """
    Where places meet the roads; kept with the network, for the same places come again.

    Parameters
    ----------
    lon, lat
        Degrees, WGS-84, shape (n,).
    """
    places = hashlib.sha256(np.ascontiguousarray(lon).data)
    places.update(np.ascontiguousarray(lat).data)
    key = (profile, places.digest())  # several campaigns may rest on one network

    def meet() -> Joins:
        return join(network, lon, lat, profile)

    return network.cache.get("joins", key, meet, most=JOINS_KEPT)


def demand_joins(campaign: Campaign, network: Network, profile: Profile) -> Joins:
    """Where the people meet the roads."""
    return joined(network, campaign.demand.lon, campaign.demand.lat, profile)


def fair_joins(campaign: Campaign, network: Network, profile: Profile) -> Joins:
    """Where all fairs meet the roads, cancelled ones too."""
    fairs = campaign.fairs
    return joined(network, fairs["lon"].to_numpy(float), fairs["lat"].to_numpy(float), profile)


def fairs_known(campaign: Campaign, profile: Profile) -> npt.NDArray[np.bool_]:
    """Whether any network has a road near each fair, by position in ``campaign.fairs``."""
    known = np.zeros(len(campaign.fairs), dtype=bool)
    for network in campaign.networks.values():
        known |= fair_joins(campaign, network, profile).known
    return known


def road_known(campaign: Campaign, profile: Profile) -> npt.NDArray[np.bool_]:
    """Whether any network has a road near each demand point, shape (n,)."""
    known = np.zeros(len(campaign.demand), dtype=bool)
    for network in campaign.networks.values():
        known |= demand_joins(campaign, network, profile).known
    return known


def share_with_roads(campaign: Campaign, profile: Profile = Profile.DRIVE) -> float:
    """Share of all persons in the districts who live near a road that is known, 0 to 1."""

    def measure() -> float:
        inside = campaign.demand.district_at >= 0
        persons = next(iter(campaign.demand.persons.values()), np.zeros(len(inside)))
        total = persons[inside].sum()
        known = road_known(campaign, profile)
        return float(persons[inside & known].sum() / total) if total else 0.0

    return campaign.cache.get("share with roads", profile, measure, most=2)


def has_enough_roads(campaign: Campaign) -> bool:
    """Whether roads reach so many persons that they are the usual way to travel."""
    return bool(campaign.networks) and share_with_roads(campaign) >= ENOUGH


def require_networks(campaign: Campaign, method: Method) -> None:
    """
    Refuse to go by roads that nobody knows.

    Raises
    ------
    QueryRefused
        If the method goes by road and the campaign has no network that can be opened.
    """
    if method is not Method.ROADS or campaign.networks:
        return
    if campaign.road_sources:
        raise QueryRefused(
            "travel", method.value, "the road network is missing or damaged; import it again"
        )
    raise QueryRefused("travel", method.value, "no road network has been imported")


def usual_method(campaign: Campaign) -> Method:
    """How people travel unless it is said: by road where enough is known, else straight."""
    return Method.ROADS if has_enough_roads(campaign) else Method.STRAIGHT


def road_costs(campaign: Campaign, fairs: Ints, profile: Profile, unit: str) -> RoadCosts:
    """
    The cost from every demand point to the nearest of some fairs, remembered by set of fairs.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``.
    unit
        ``min`` (the quickest way) or ``m`` (the shortest).
    """

    def measure() -> RoadCosts:
        size = len(campaign.demand)
        best = RoadCosts(
            np.full(size, np.inf),
            np.full(size, -1, dtype=np.intp),
            np.zeros(size, dtype=bool),
            np.full(size, np.nan),
        )
        for network in campaign.networks.values():
            places = demand_joins(campaign, network, profile)
            targets = fair_joins(campaign, network, profile)[fairs]
            spread = to_nearest(network, profile, unit, targets)
            metric = network.metric(profile, unit)
            found = from_places(network, metric, places, targets, spread)
            cheaper = found.cost < best.cost
            best.cost[cheaper] = found.cost[cheaper]
            best.fair_at[cheaper] = fairs[found.target[cheaper]]
            fresh = cheaper | (places.known & ~best.known)
            best.walk_m[fresh] = places.walk_m[fresh]
            best.known[places.known] = True
        return best

    key = (fairs.tobytes(), profile, unit)
    return campaign.cache.get("road costs", key, measure, most=COSTS_KEPT)


@dataclass(frozen=True, eq=False, slots=True)
class FromPlace:
    """
    What it costs from one place to each of some fairs.

    Parameters
    ----------
    minutes
        ``inf`` where there is no way, shape (n,).
    walk_m
        The walk to the road; None where no road is known near the place.
    """

    minutes: Floats
    walk_m: float | None


def from_place(
    campaign: Campaign, lon: float, lat: float, fairs: Ints, profile: Profile
) -> FromPlace:
    """Minutes from a place (degrees, WGS-84) to fairs at these positions."""
    minutes, walks = np.full(len(fairs), np.inf), []
    for network, place in places_joined(campaign, lon, lat, profile):
        targets = fair_joins(campaign, network, profile)[fairs]
        found = from_one_place(network, profile, "min", place, targets)
        minutes = np.minimum(minutes, found)
        walks.append(float(place.walk_m[0]))
    return FromPlace(minutes, min(walks, default=None))


def places_joined(
    campaign: Campaign, lon: float, lat: float, profile: Profile
) -> list[tuple[Network, Joins]]:
    """The networks that have a road near a place, and where it meets them."""
    here = np.array([lon]), np.array([lat])
    found = [(network, join(network, *here, profile)) for network in campaign.networks.values()]
    return [(network, place) for network, place in found if place.edge[0] >= 0]


def way_to_fair(
    campaign: Campaign, lon: float, lat: float, fair: int, profile: Profile
) -> Way | None:
    """The quickest way from a place to the fair at a position; None without one."""
    ways: list[Any] = [
        way(network, profile, place, fair_joins(campaign, network, profile)[np.array([fair])])
        for network, place in places_joined(campaign, lon, lat, profile)
    ]
    return min((each for each in ways if each), key=lambda each: each.minutes, default=None)
