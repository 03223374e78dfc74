"""Trips by road from one place: searched once, then asked for every fair."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geodata.access.fair_rows import FairRows, ready_rows
from geodata.access.joins import fair_snaps
from geodata.base.arrays import Floats, Ints
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.roads.metric import Metric
from geodata.roads.movement import Movement, Use
from geodata.roads.network import Network, Snaps
from geodata.roads.snapping import snap
from geodata.signs.profile import Profile
from geodata.ways.contraction import Spread
from geodata.ways.costs import spread_from, to_each
from geodata.ways.route import Way, way
from geodata.ways.rows import WayOut
from geodata.ways.track import Track, track
from geodata.ways.trail import exceeds, trail

# To a thousandth of a minute, whichever way they were found: so they order lists and are told.
DIGITS = 3


@dataclass(frozen=True, eq=False)
class NetworkSearch:
    """
    One network, as it is seen from a place.

    Parameters
    ----------
    campaign
        Whose fairs.
    movement
        How the seeker moves on it.
    place
        Where the place meets it.
    rows
        What it costs from its core to the fairs, where that has been made ready.
    """

    campaign: Campaign
    network: Network
    movement: Movement
    place: Snaps
    rows: FairRows | None

    @cached_property
    def spread(self) -> Spread:
        """The costly part: what it costs from the place to every state of the network."""
        return spread_from(self.network, self.movement, "min", self.place)

    @cached_property
    def metric(self) -> Metric:
        """What its edges cost, in minutes."""
        return self.network.metric(self.movement, "min")

    @cached_property
    def out(self) -> WayOut | None:
        """What it costs to every venue, looked up in rows; None without them."""
        if self.rows is None:
            return None
        return self.rows.rows.way_out(self.network, self.metric, self.place)

    def targets(self, fairs: Ints) -> Snaps:
        """Where fairs meet the network."""
        return fair_snaps(self.campaign, self.network, self.movement.profile)[fairs]

    def minutes(self, fairs: Ints) -> Floats:
        """Minutes to fairs at these positions, ``inf`` where there is no way, shape (n,)."""
        if self.rows is None or self.out is None:
            targets = self.targets(fairs)
            spent = to_each(self.network, self.metric, self.place, targets, self.spread)
        else:
            column = self.rows.column[fairs]
            spent = np.where(column >= 0, self.out.minutes[column], np.inf)
        return np.round(spent, DIGITS)

    def track(self, fair: int) -> Track:
        """The way from the place to a fair, before it is followed."""
        target = self.targets(np.array([fair]))
        return track(self.network, self.metric, self.place, target, self.spread)

    def length_m(self, fair: int) -> tuple[float, float]:
        """Between which lengths that of the quickest way to a fair lies, as far as rows tell."""
        if self.rows is None or self.out is None:
            return 0.0, np.inf
        return self.out.length_m(int(self.rows.column[fair]))


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
        """Where a place meets the networks; searched are they when something is asked."""
        movement, searches = Movement.of(use), []
        for network in campaign.networks.values():
            snapped = snap(network, np.array([place.lon]), np.array([place.lat]), movement.profile)
            if snapped.known[0]:
                rows = ready_rows(campaign, network, movement)
                searches.append(NetworkSearch(campaign, network, movement, snapped, rows))
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
            least = np.minimum(least, each.minutes(fairs))
        return least

    def exceed(self, fairs: Ints, limits_m: Floats) -> list[bool]:
        """Whether the quickest way to each fair, walks included, is longer than a limit."""
        least, longer = self.minutes(fairs), np.zeros(len(fairs), dtype=bool)
        for each in self.searches:
            mine = np.flatnonzero(np.isfinite(least) & (each.minutes(fairs) <= least))
            for at in mine.tolist():
                longer[at] = self.is_longer(each, int(fairs[at]), float(limits_m[at]))
        return longer.tolist()

    def is_longer(self, search: NetworkSearch, fair: int, limit_m: float) -> bool:
        """The same over one of the networks, for a fair that can be reached."""
        least_m, most_m = search.length_m(fair)
        if least_m > limit_m or most_m <= limit_m:
            return least_m > limit_m
        there = search.track(fair)
        try:
            return exceeds(trail(there), limit_m, search.network.fastest_m_min(self.movement))
        except LookupError:
            whole = way(there)
            return whole is not None and whole.metres + sum(whole.walk_m) > limit_m

    def way(self, fair: int) -> Way | None:
        """The quickest way to the fair at a position; None without one."""
        ways = (way(each.track(fair)) for each in self.searches)
        found = (each for each in ways if each is not None)
        return min(found, key=lambda each: each.minutes, default=None)
