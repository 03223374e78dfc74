"""Trips by road from one place: searched once, then asked for every fair."""

from dataclasses import dataclass

import numpy as np

from geodata.access.by_road import fair_snaps
from geodata.base.arrays import Floats, Ints
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.roads.contraction import Spread
from geodata.roads.costs import spread_from, to_each
from geodata.roads.movement import Movement, Use
from geodata.roads.network import Network, Snaps
from geodata.roads.route import Way, way
from geodata.roads.snapping import snap
from geodata.roads.trail import exceeds, trail
from geodata.signs.profile import Profile


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
    movement
        How the seeker moves on the roads.
    searches
        Of the networks that have a road near the place.
    """

    campaign: Campaign
    movement: Movement
    searches: tuple[NetworkSearch, ...]

    @classmethod
    def of(cls, campaign: Campaign, place: Place, use: Use) -> "FromPlace":
        """Search from a place: the costly part, made once for each network."""
        movement, searches = Movement.of(use), []
        for network in campaign.networks.values():
            snapped = snap(network, np.array([place.lon]), np.array([place.lat]), movement.profile)
            if snapped.known[0]:
                spread = spread_from(network, movement, "min", snapped)
                searches.append(NetworkSearch(network, snapped, spread))
        return cls(campaign, movement, tuple(searches))

    @property
    def profile(self) -> Profile:
        """How the roads are used."""
        return self.movement.profile

    @property
    def walk_m(self) -> float | None:
        """Length of the shortest walk to a road; None where no road is known near the place."""
        return min((float(each.place.walk_m[0]) for each in self.searches), default=None)

    @property
    def fastest_m_min(self) -> float:
        """Metres a minute on the quickest road of all; 0 where no road is known near the place."""
        speeds = (each.network.fastest_m_min(self.movement) for each in self.searches)
        return max(speeds, default=0.0)

    def minutes(self, fairs: Ints) -> Floats:
        """Minutes to fairs at these positions, ``inf`` where there is no way, shape (n,)."""
        least = np.full(len(fairs), np.inf)
        for each in self.searches:
            least = np.minimum(least, self.costs(each, fairs))
        return least

    def costs(self, search: NetworkSearch, fairs: Ints) -> Floats:
        """The minutes over one of the networks."""
        metric = search.network.metric(self.movement, "min")
        return to_each(
            search.network, metric, search.place, self.targets(search, fairs), search.spread
        )

    def targets(self, search: NetworkSearch, fairs: Ints) -> Snaps:
        """Where the fairs meet the roads of one of the networks."""
        return fair_snaps(self.campaign, search.network, self.profile)[fairs]

    def exceed(self, fairs: Ints, limits_m: Floats) -> list[bool]:
        """Whether the quickest way to each fair, walks included, is longer than a limit."""
        least, longer = self.minutes(fairs), np.zeros(len(fairs), dtype=bool)
        for each in self.searches:
            mine = np.flatnonzero(np.isfinite(least) & (self.costs(each, fairs) <= least))
            for at in mine.tolist():
                target = self.targets(each, fairs[at : at + 1])
                longer[at] = self.is_longer(each, target, float(limits_m[at]))
        return longer.tolist()

    def is_longer(self, search: NetworkSearch, target: Snaps, limit_m: float) -> bool:
        """The same over one of the networks, for a fair that can be reached."""
        way_there = (search.network, self.movement, search.place, target, search.spread)
        try:
            return exceeds(trail(*way_there), limit_m, search.network.fastest_m_min(self.movement))
        except LookupError:
            whole = way(*way_there)
            return whole is not None and whole.metres + sum(whole.walk_m) > limit_m

    def way(self, fair: int) -> Way | None:
        """The quickest way to the fair at a position; None without one."""
        ways = []
        for each in self.searches:
            target = self.targets(each, np.array([fair]))
            found = way(each.network, self.movement, each.place, target, each.spread)
            if found is not None:
                ways.append(found)
        return min(ways, key=lambda each: each.minutes, default=None)
