"""Where a campaign's people and fairs meet the roads."""

import hashlib
from collections.abc import Mapping

import numpy as np

from geodata.base.array_folder import arrays_at
from geodata.base.arrays import Floats
from geodata.campaign.campaign import Campaign, Trial
from geodata.roads.network import Network, Snaps
from geodata.roads.snapping import FARTHEST_WALK_M, snap
from geodata.signs.profile import Profile

SNAPS_KEPT = 6
FORMAT = 1  # changes with where the same places meet the same roads
AT_REST = 3  # of one network and profile: of today's people, and of versions that one goes back to


def joins_of(
    network: Network, lon: Floats, lat: Floats, profile: Profile, *, at_rest: bool = False
) -> Snaps:
    """
    Where places meet the roads; kept with the network, for the same places come again.

    Parameters
    ----------
    lon, lat
        Degrees, WGS-84, shape (n,).
    at_rest
        Keep it for other processes, too.
    """
    places = hashlib.sha256(f"{FORMAT} {FARTHEST_WALK_M}".encode())
    for each in (lon, lat):
        places.update(np.ascontiguousarray(each).data)
    name = f"snaps-{profile}-{places.hexdigest()[:32]}"

    def meet() -> Mapping[str, np.ndarray]:
        met = snap(network, lon, lat, profile)
        return {each: getattr(met, each) for each in Snaps.__slots__}

    def find() -> Snaps:
        if not (at_rest and network.folder):
            return Snaps(**meet())
        # Mapped if it is there, else made, and left for the next process.
        return Snaps(**arrays_at(network.folder / name, Snaps.__slots__, meet, most=AT_REST))

    # Several campaigns may rest on one network.
    return network.cache.get("snaps", (name, network.digest), find, most=SNAPS_KEPT)


def demand_snaps(campaign: Campaign, network: Network, profile: Profile) -> Snaps:
    """Where the people meet the roads."""
    demand = campaign.demand
    key = demand, network.digest, profile  # the very same people are not told by every coordinate

    def meet() -> Snaps:
        return joins_of(network, demand.lon, demand.lat, profile, at_rest=True)

    return campaign.still.get("demand snaps", key, meet, most=SNAPS_KEPT)


def fair_snaps(campaign: Campaign, network: Network, profile: Profile) -> Snaps:
    """Where all fairs meet the roads, cancelled ones too."""
    trial = campaign.trial
    if trial is None:
        lon, lat = (campaign.fairs[name].to_numpy(float) for name in ("lon", "lat"))
        return joins_of(network, lon, lat, profile)
    key = network.digest, profile
    return campaign.cache.get(
        "snaps", key, lambda: snaps_in_trial(campaign, trial, network, profile), most=SNAPS_KEPT
    )


def snaps_in_trial(campaign: Campaign, trial: Trial, network: Network, profile: Profile) -> Snaps:
    """Where the fairs of a what-if meet the roads: only those are looked for that have come."""
    found = fair_snaps(trial.plan, network, profile)[trial.standing]
    fresh = np.flatnonzero(trial.standing < 0)
    lon, lat = (campaign.fairs[name].to_numpy(float)[fresh] for name in ("lon", "lat"))
    come = snap(network, lon, lat, profile)
    for name in Snaps.__slots__:
        getattr(found, name)[fresh] = getattr(come, name)
    return found
