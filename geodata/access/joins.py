"""Where a campaign's people and fairs meet the roads."""

import hashlib

import numpy as np

from geodata.base.arrays import Floats
from geodata.campaign.campaign import Campaign, Trial
from geodata.roads.network import Network, Snaps
from geodata.roads.snapping import snap
from geodata.signs.profile import Profile

SNAPS_KEPT = 6


def joins_of(network: Network, lon: Floats, lat: Floats, profile: Profile) -> Snaps:
    """
    Where places meet the roads; kept with the network, for the same places come again.

    Parameters
    ----------
    lon, lat
        Degrees, WGS-84, shape (n,).
    """
    places = hashlib.sha256(np.ascontiguousarray(lon).data)
    places.update(np.ascontiguousarray(lat).data)
    key = (profile, places.digest(), network.digest)  # several campaigns may rest on one network

    def meet() -> Snaps:
        return snap(network, lon, lat, profile)

    return network.cache.get("snaps", key, meet, most=SNAPS_KEPT)


def demand_snaps(campaign: Campaign, network: Network, profile: Profile) -> Snaps:
    """Where the people meet the roads."""
    demand = campaign.demand
    key = demand, network.digest, profile  # the very same people are not told by every coordinate

    def meet() -> Snaps:
        return joins_of(network, demand.lon, demand.lat, profile)

    return campaign.still.get("demand snaps", key, meet, most=SNAPS_KEPT)


def fair_snaps(campaign: Campaign, network: Network, profile: Profile) -> Snaps:
    """Where all fairs meet the roads, cancelled ones too."""
    trial = campaign.trial
    if trial is not None:
        key = network.digest, profile
        return campaign.cache.get(
            "snaps", key, lambda: snaps_in_trial(campaign, trial, network, profile), most=SNAPS_KEPT
        )
    lon, lat = (campaign.fairs[name].to_numpy(float) for name in ("lon", "lat"))
    return joins_of(network, lon, lat, profile)


def snaps_in_trial(campaign: Campaign, trial: Trial, network: Network, profile: Profile) -> Snaps:
    """Where the fairs of a what-if meet the roads: only those are looked for that have come."""
    found = fair_snaps(trial.plan, network, profile)[trial.standing]
    fresh = np.flatnonzero(trial.standing < 0)
    lon, lat = (campaign.fairs[name].to_numpy(float)[fresh] for name in ("lon", "lat"))
    come = snap(network, lon, lat, profile)
    for name in Snaps.__slots__:
        getattr(found, name)[fresh] = getattr(come, name)
    return found
