"""Costs by road: a campaign's people and fairs on the networks that its version rests on."""

from functools import reduce

import numpy as np
import numpy.typing as npt

from geodata.access.changed_roads import Way, reach
from geodata.access.joins import demand_snaps, fair_snaps
from geodata.access.travel import Method, Unit
from geodata.access.trip import TripCosts
from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import lives_in
from geodata.errors import QueryRefused
from geodata.roads.movement import Movement, Use
from geodata.roads.network import Network
from geodata.signs.profile import Profile

# Roads are the usual way to travel once this share of the region's persons have one.
ENOUGH_SHARE = 0.95
COSTS_KEPT = 8


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
    if method is Method.ROADS:
        require_roads(campaign)


def require_roads(campaign: Campaign) -> None:
    """
    Refuse whatever goes by road over a campaign without roads.

    Raises
    ------
    QueryRefused
        If it has no network that can be opened.
    """
    if campaign.networks:
        return
    if campaign.road_sources:
        raise QueryRefused(
            "travel", Method.ROADS.value, "the road network is missing or damaged; import it again"
        )
    raise QueryRefused("travel", Method.ROADS.value, "no road network has been imported")


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

    Raises
    ------
    QueryRefused
        If the campaign has no roads.
    """
    require_roads(campaign)
    movement = Movement.of(use).counting(unit)
    profile = movement.profile

    def over(network: Network) -> TripCosts:
        people = demand_snaps(campaign, network, profile)
        way = Way(network, movement, unit, people, fair_snaps(campaign, network, profile))
        found = reach(campaign, way, fairs)
        return TripCosts(found.cost, unit, found.target, people.known, people.walk_m)

    def measure() -> TripCosts:
        return reduce(cheaper, map(over, campaign.networks.values()))

    key = (fairs.tobytes(), movement, unit)
    return campaign.cache.get("road costs", key, measure, most=COSTS_KEPT)


def cheaper(one: TripCosts, other: TripCosts) -> TripCosts:
    """The cheaper trip of each demand point over one of two networks; of equals the first."""
    gain = other.cost < one.cost
    fresh = gain | (other.known & ~one.known)
    return TripCosts(
        np.where(gain, other.cost, one.cost),
        one.unit,
        np.where(gain, other.fair_at, one.fair_at),
        one.known | other.known,
        np.where(fresh, other.walk_m, one.walk_m),
    )
