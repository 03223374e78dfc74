"""Costs by road: a campaign's people and fairs on the networks that its version rests on."""

import hashlib

import numpy as np
import numpy.typing as npt

from geodata.access.travel import Method, Unit
from geodata.access.trip import TripCosts
from geodata.base.arrays import Floats, Ints
from geodata.base.cache import Cache
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import lives_in
from geodata.errors import QueryRefused
from geodata.roads.movement import Movement, Use
from geodata.roads.network import Network, Snaps
from geodata.roads.snapping import snap
from geodata.signs.profile import Profile
from geodata.ways.costs import from_places, to_nearest

# Roads are the usual way to travel once this share of the region's persons have one.
ENOUGH_SHARE = 0.95
SNAPS_KEPT = 6
COSTS_KEPT = 8


def joins_of(
    network: Network, lon: Floats, lat: Floats, profile: Profile, kept: Cache | None = None
) -> Snaps:
    """
    Where places meet the roads; kept with the network, for the same places come again.

    Parameters
    ----------
    lon, lat
        Degrees, WGS-84, shape (n,).
    kept
        Where they are kept instead.
    """
    places = hashlib.sha256(np.ascontiguousarray(lon).data)
    places.update(np.ascontiguousarray(lat).data)
    key = (profile, places.digest(), network.digest)  # several campaigns may rest on one network

    def meet() -> Snaps:
        return snap(network, lon, lat, profile)

    cache = network.cache if kept is None else kept
    return cache.get("snaps", key, meet, most=SNAPS_KEPT)


def demand_snaps(campaign: Campaign, network: Network, profile: Profile) -> Snaps:
    """Where the people meet the roads."""
    return joins_of(network, campaign.demand.lon, campaign.demand.lat, profile)


def fair_snaps(campaign: Campaign, network: Network, profile: Profile) -> Snaps:
    """Where all fairs meet the roads, cancelled ones too."""
    fairs = campaign.fairs
    kept = campaign.cache if campaign.trial else None
    lon, lat = (fairs[name].to_numpy(float) for name in ("lon", "lat"))
    return joins_of(network, lon, lat, profile, kept)


def fairs_known(campaign: Campaign, profile: Profile) -> npt.NDArray[np.bool_]:
    """Whether any network has a road near each fair, by position in ``campaign.fairs``."""
    known = np.zeros(len(campaign.fairs), dtype=bool)
    for network in campaign.networks.values():
        known |= fair_snaps(campaign, network, profile).known
    return known


def demand_known(campaign: Campaign, profile: Profile) -> npt.NDArray[np.bool_]:
    """Whether any network has a road near each demand point, shape (n,)."""
    known = np.zeros(len(campaign.demand), dtype=bool)
    for network in campaign.networks.values():
        known |= demand_snaps(campaign, network, profile).known
    return known


def share_with_roads(
    campaign: Campaign, profile: Profile = Profile.DRIVE, region: str | None = None
) -> float:
    """Share of all persons in the districts who live near a road that is known, 0 to 1."""

    def measure() -> float:
        inside = lives_in(campaign, region)
        persons = next(iter(campaign.demand.persons.values()), np.zeros(len(inside)))
        total = persons[inside].sum()
        known = demand_known(campaign, profile)
        return float(persons[inside & known].sum() / total) if total else 0.0

    return campaign.still.get("share with roads", (profile, region), measure, most=16)


def has_enough_roads(campaign: Campaign, region: str | None = None) -> bool:
    """Whether roads reach so many persons of a region that they are the usual way to travel."""
    known = bool(campaign.networks)
    return known and share_with_roads(campaign, region=region) >= ENOUGH_SHARE


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


def usual_method(campaign: Campaign, region: str | None = None) -> Method:
    """How people travel unless it is said: by road where enough is known, else straight."""
    return Method.ROADS if has_enough_roads(campaign, region) else Method.STRAIGHT


def road_costs(campaign: Campaign, fairs: Ints, use: Use, unit: Unit) -> TripCosts:
    """
    The cost from every demand point to the nearest of some fairs, kept by set of fairs.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``.
    unit
        ``min`` (the quickest way) or ``m`` (the shortest).
    """
    movement = Movement.of(use).counting(unit)
    profile = movement.profile

    def measure() -> TripCosts:
        size = len(campaign.demand)
        best = TripCosts(
            np.full(size, np.inf),
            unit,
            np.full(size, -1, dtype=np.intp),
            np.zeros(size, dtype=bool),
            np.full(size, np.nan),
        )
        for network in campaign.networks.values():
            places = demand_snaps(campaign, network, profile)
            targets = fair_snaps(campaign, network, profile)[fairs]
            spread = to_nearest(network, movement, unit, targets)
            metric = network.metric(movement, unit)
            reached = from_places(network, metric, places, targets, spread)
            cheaper = reached.cost < best.cost
            best.cost[cheaper] = reached.cost[cheaper]
            best.fair_at[cheaper] = fairs[reached.target[cheaper]]
            fresh = cheaper | (places.known & ~best.known)
            best.walk_m[fresh] = places.walk_m[fresh]
            best.known[places.known] = True
        return best

    key = (fairs.tobytes(), movement, unit)
    return campaign.cache.get("road costs", key, measure, most=COSTS_KEPT)
