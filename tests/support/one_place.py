"""Costs from one place to many, as a seeker's search finds them."""

from geodata.base.arrays import Floats
from geodata.roads.network import Network, Snaps
from geodata.signs.profile import Profile
from geodata.ways.costs import spread_from, to_each


def from_one_place(
    network: Network, profile: Profile, unit: str, place: Snaps, targets: Snaps
) -> Floats:
    """What it costs from a place to each target, shape (n,)."""
    spread = spread_from(network, profile, unit, place)
    return to_each(network, network.metric(profile, unit), place, targets, spread)
