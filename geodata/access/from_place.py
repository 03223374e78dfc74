"""Trips by road from one place: searched once, then asked for every fair."""

from dataclasses import dataclass

import numpy as np

from geodata.access.by_road import fair_snaps
from geodata.base.arrays import Floats, Ints
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.roads.contraction import Spread
from geodata.roads.costs import spread_from, to_each
from geodata.roads.network import Network, Snaps
from geodata.roads.profile import Profile
from geodata.roads.route import Way, way
from geodata.roads.snapping import snap


@dataclass(frozen=True, eq=False, slots=True)
class NetworkSearch:
    """One network, where the place meets it, and what it costs from there to each of its nodes."""

    network: Network
    place: Snaps
    spread: Spread


@dataclass(frozen=True, eq=False, slots=True)
class FromPlace:
    """
    The search from one place over all networks of a campaign, in minutes.

    Nobody keeps it but who asked: it tells where somebody is.

    Parameters
    ----------
    campaign
        Whose fairs and networks.
    profile
        How the roads are used.
    searches
        Of the networks that have a road near the place.
    """

    campaign: Campaign
    profile: Profile
    searches: tuple[NetworkSearch, ...]

    @classmethod
    def of(cls, campaign: Campaign, place: Place, profile: Profile) -> "FromPlace":
        """Search from a place: the costly part, made once for each network."""
        searches = []
        for network in campaign.networks.values():
            snapped = snap(network, np.array([place.lon]), np.array([place.lat]), profile)
            if snapped.known[0]:
                spread = spread_from(network, profile, "min", snapped)
                searches.append(NetworkSearch(network, snapped, spread))
        return cls(campaign, profile, tuple(searches))

    @property
    def walk_m(self) -> float | None:
        """Length of the shortest walk to a road; None where no road is known near the place."""
        return min((float(each.place.walk_m[0]) for each in self.searches), default=None)

    def minutes(self, fairs: Ints) -> Floats:
        """Minutes to fairs at these positions, ``inf`` where there is no way, shape (n,)."""
        least = np.full(len(fairs), np.inf)
        for each in self.searches:
            metric = each.network.metric(self.profile, "min")
            targets = fair_snaps(self.campaign, each.network, self.profile)[fairs]
            cost = to_each(each.network, metric, each.place, targets, each.spread)
            least = np.minimum(least, cost)
        return least

    def way(self, fair: int) -> Way | None:
        """The quickest way to the fair at a position; None without one."""
        ways = []
        for each in self.searches:
            target = fair_snaps(self.campaign, each.network, self.profile)[np.array([fair])]
            found = way(each.network, self.profile, each.place, target, each.spread)
            if found is not None:
                ways.append(found)
        return min(ways, key=lambda each: each.minutes, default=None)
