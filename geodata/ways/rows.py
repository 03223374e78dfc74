"""
Costs from every state of a network's core to some venues, and what one place makes of them.

A place meets few states of the core on its way up. The rows of these, and the states beneath the
core where the place and a venue may meet, give what it costs to every venue at once, with no
search over the network. The costs are those of the search but for single precision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Self

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Floats, Ints, spans
from geodata.roads.metric import Metric
from geodata.roads.network import METRICS_KEPT, Network, Snaps
from geodata.signs.profile import Profile
from geodata.ways.costs import contraction, on_one_edge
from geodata.ways.elimination import MOST_NEIGHBOURS
from geodata.ways.ends import exits
from geodata.ways.ladder import Ladder, Reached

BENEATH = np.dtype([("state", "<i4"), ("venue", "<i4"), ("minutes", "<f8"), ("metres", "<f8")])
STEP_M = 10.0
NO_LENGTH = 65535
# What the lengths of the table may be off: half a step, and the rounding of some hundred edges.
OFF_M = STEP_M / 2 + 15.0


@dataclass(frozen=True, eq=False, slots=True)
class RowTable:
    """
    What is on the disk, mapped.

    Parameters
    ----------
    minutes
        Of the quickest way from each state of the core to each venue, ``inf`` where there is none,
        shape (core, n).
    length
        Of that way in tens of metres, 65535 where it is not known, shape (core, n).
    steps_m
        Metres of each step up a ladder, shape (beneath the core, 4).
    beneath
        The states beneath the core that lie above venues, sorted by state: `BENEATH`, shape (m,).
    """

    minutes: npt.NDArray[np.float32]
    length: npt.NDArray[np.uint16]
    steps_m: npt.NDArray[np.float32]
    beneath: npt.NDArray[np.void]


@dataclass(frozen=True, eq=False, slots=True)
class WayOut:
    """
    What it costs from one place to each of n venues.

    Parameters
    ----------
    minutes
        ``inf`` where there is no way, shape (n,).
    least_m, most_m
        Between which the length of that way lies, walks included, shape (n,).
    """

    minutes: Floats
    least_m: Floats
    most_m: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """
    The table of one network and profile for n venues, ready to be asked.

    Parameters
    ----------
    table
        From the core.
    targets
        Where the venues meet the roads.
    """

    table: RowTable
    targets: Snaps

    @classmethod
    def of(cls, table: RowTable, network: Network, metric: Metric, targets: Snaps) -> Self:
        """
        A table, and what lies between the core and the venues.

        Raises
        ------
        ValueError
            If the table is not of this network and so many venues.
        """
        made = contraction(network, metric.movement, metric.unit)
        shape, below = (len(made.core), len(targets)), made.size - len(made.core)
        if table.minutes.shape != shape or table.length.shape != shape:
            raise ValueError(f"a table of {shape} is none of {table.minutes.shape}")
        if table.steps_m.shape != (below, MOST_NEIGHBOURS):
            raise ValueError(f"a table of {below} steps is none of {table.steps_m.shape}")
        return cls(table, targets)

    def way_out(self, network: Network, metric: Metric, place: Snaps) -> WayOut:
        """What it costs from one place to each venue."""
        ladder = ladder_of(network, metric.profile)
        above = ladder.climb_from_one(starts(network, metric, place), self.table.steps_m)
        found = self.over_core(ladder, above)
        for venue, minutes, metres in (self.meetings(above), self.on_edge(metric, place)):
            for at, spent, length in zip(venue.tolist(), minutes, metres, strict=True):
                if spent < found.minutes[at]:
                    found.minutes[at] = spent
                    found.least_m[at], found.most_m[at] = length - OFF_M, length + OFF_M
        return found

    def over_core(self, ladder: Ladder, above: Mapping[int, Reached]) -> WayOut:
        """The best of the states of the core that a place meets."""
        venues = len(self.targets)
        minutes, metres = np.full(venues, inf), np.full(venues, inf)
        for state, (cost, length) in above.items():
            at = int(ladder.core_at[state])
            if at >= 0:
                through = cost + self.table.minutes[at].astype(np.float64)
                better = through < minutes
                minutes[better] = through[better]
                tens = self.table.length[at, better]
                metres[better] = np.where(tens == NO_LENGTH, np.nan, length + tens * STEP_M)
        least_m, most_m = np.fmax(metres - OFF_M, 0.0), metres + OFF_M
        return WayOut(minutes, least_m, np.where(np.isnan(metres), inf, most_m))

    def meetings(self, above: Mapping[int, Reached]) -> tuple[Ints, Floats, Floats]:
        """Venues, and what it costs to them by a state beneath the core above both ends."""
        states = np.fromiter(above.keys(), dtype=np.intp, count=len(above))
        cost, length = np.array(list(above.values())).T
        beneath = self.table.beneath
        low = np.searchsorted(beneath["state"], states)
        count = np.searchsorted(beneath["state"], states, side="right") - low
        met, row = beneath[spans(low, count)], np.repeat(np.arange(len(states)), count)
        return met["venue"], cost[row] + met["minutes"], length[row] + met["metres"]

    def on_edge(self, metric: Metric, place: Snaps) -> tuple[Ints, Floats, Floats]:
        """Venues on the very edge of a place, and what it costs to them along it."""
        here = np.flatnonzero(self.targets.edge == place.edge[0])
        _, target, cost = on_one_edge(metric, place, self.targets[here])
        venue = here[target]
        along_m = np.abs(self.targets.at_m[venue] - place.at_m[0])
        return venue, cost, along_m + self.targets.walk_m[venue] + place.walk_m[0]


def starts(network: Network, metric: Metric, place: Snaps) -> dict[int, Reached]:
    """The states to which one leaves a place: what that costs and how far it is, with the walk."""
    state, cost, _ = exits(network, metric, place).flat()
    _, metres, _ = exits(network, network.metric(metric.profile, "m"), place).flat()
    order = np.argsort(-cost)  # of two ways out to one state the quicker, written last, stays
    found = zip(cost[order].tolist(), metres[order].tolist(), strict=True)
    return dict(zip(state[order].tolist(), found, strict=True))


def ladder_of(network: Network, profile: Profile) -> Ladder:
    """The way up from places, in minutes; kept with the network."""

    def make() -> Ladder:
        return Ladder.of(contraction(network, profile, "min"), back=False)

    return network.cache.get("ladder", profile, make, most=METRICS_KEPT)
