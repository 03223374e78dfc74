"""
Where roads are known well enough to go by them: around a place, and around each fair.

That is where enough of the people around live near a road that is known. Where nobody lives around
a point, nobody's road can be missing, and a road near the point itself is enough.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from geodata.access.by_road import ENOUGH_SHARE, demand_known, fairs_known
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.geodesy import ecef
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.roads.snapping import snap
from geodata.signs.profile import Profile

# Whose roads tell how well those around a point are known. The chord of a line of ten kilometres
# is a millimetre shorter than the line.
AROUND_M = 10_000.0


@dataclass(frozen=True, eq=False, slots=True)
class Inhabited:
    """
    Where people live, to find those around a point.

    Parameters
    ----------
    tree
        Over earth-centred coordinates of the demand points that have persons.
    at
        Which demand point each is, shape (n,).
    persons
        At each of them, shape (n,).
    """

    tree: cKDTree
    at: Ints
    persons: Floats


def homes(campaign: Campaign) -> Inhabited:
    """Where the first group's people live; kept."""

    def gather() -> Inhabited:
        demand = campaign.demand
        persons = next(iter(demand.persons.values()), np.zeros(len(demand)))
        at = np.flatnonzero(persons > 0)
        return Inhabited(cKDTree(ecef(demand.lon[at], demand.lat[at])), at, persons[at])

    return campaign.cache.get("inhabited", "", gather, most=1)


def persons_with_roads(campaign: Campaign, profile: Profile) -> Floats:
    """Those of the inhabited points who live near a road that is known; kept by profile."""

    def measure() -> Floats:
        people = homes(campaign)
        return np.where(demand_known(campaign, profile)[people.at], people.persons, 0.0)

    return campaign.cache.get("persons with roads", profile, measure, most=len(Profile))


def share_around(campaign: Campaign, lon: Floats, lat: Floats, profile: Profile) -> Floats:
    """
    Share of the people within ten kilometres of each point who live near a road that is known.

    Returns
    -------
    ndarray
        0 to 1, NaN where nobody lives so near, shape (n,).
    """
    people, with_roads = homes(campaign), persons_with_roads(campaign, profile)
    share = np.full(len(lon), np.nan)
    for n, point in enumerate(ecef(lon, lat)):
        near = np.array(people.tree.query_ball_point(point, AROUND_M), dtype=np.intp)
        if near.size:
            share[n] = with_roads[near].sum() / people.persons[near].sum()
    return share


def known_around_fairs(campaign: Campaign, profile: Profile) -> Flags:
    """Whether roads are known well enough around each fair, by position; kept by profile."""

    def measure() -> Flags:
        lon, lat = (campaign.fairs[name].to_numpy(float) for name in ("lon", "lat"))
        share = share_around(campaign, lon, lat, profile)
        empty = np.isnan(share)
        return np.asarray(np.where(empty, fairs_known(campaign, profile), share >= ENOUGH_SHARE))

    return campaign.cache.get("roads around fairs", profile, measure, most=len(Profile))


def known_around(campaign: Campaign, place: Place, profile: Profile) -> bool:
    """Whether roads are known well enough around one place; where it is, nobody keeps."""
    if not campaign.networks:
        return False
    lon, lat = np.array([place.lon]), np.array([place.lat])
    share = share_around(campaign, lon, lat, profile)
    if np.isnan(share[0]):
        joins = (snap(network, lon, lat, profile) for network in campaign.networks.values())
        return any(bool(each.known[0]) for each in joins)
    return bool(share[0] >= ENOUGH_SHARE)
