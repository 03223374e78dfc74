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
from geodata.roads.route import Way, lengths_m, way
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

    @property
    def fastest_m_min(self) -> float:
        """Metres a minute on the quickest road of all; 0 where no road is known near the place."""
        speeds = (each.network.fastest_m_min(self.profile) for each in self.searches)
        return max(speeds, default=0.0)

    def minutes(self, fairs: Ints) -> Floats:
        """Minutes to fairs at these positions, ``inf`` where there is no way, shape (n,)."""
        least = np.full(len(fairs), np.inf)
        for each in self.searches:
            least = np.minimum(least, self.costs(each, fairs))
        return least

    def costs(self, search: NetworkSearch, fairs: Ints) -> Floats:
        """The minutes over one of the networks."""
        metric = search.network.metric(self.profile, "min")
        return to_each(
            search.network, metric, search.place, self.targets(search, fairs), search.spread
        )

    def targets(self, search: NetworkSearch, fairs: Ints) -> Snaps:
        """Where the fairs meet the roads of one of the networks."""
        return fair_snaps(self.campaign, search.network, self.profile)[fairs]

    def lengths_m(self, fairs: Ints) -> Floats:
        """
        How long the quickest ways to fairs are, walks included, metres, shape (n,).

        NaN where there is no way.
        """
        length, least = np.full(len(fairs), np.nan), self.minutes(fairs)
        for each in self.searches:
            mine = np.flatnonzero(np.isfinite(least) & (self.costs(each, fairs) <= least))
            targets = self.targets(each, fairs[mine])
            length[mine] = lengths_m(each.network, self.profile, each.place, targets, each.spread)
        return length

    def way(self, fair: int) -> Way | None:
        """The quickest way to the fair at a position; None without one."""
        ways = []
        for each in self.searches:
            target = self.targets(each, np.array([fair]))
            found = way(each.network, self.profile, each.place, target, each.spread)
            if found is not None:
                ways.append(found)
        return min(ways, key=lambda each: each.minutes, default=None)
