"""
Costs from every state of a network's core to some venues, and what one place makes of them.

A place meets few states of the core on its way up. The rows of these, and the states beneath the
core where the place and a venue may meet, give what it costs to every venue at once, with no
search over the network. The costs are those of the search but for single precision.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf, isnan, nan
from typing import Self

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Floats
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
Top = tuple[int, float, float]
"""The row of a state of the core, what it costs to get there, and the metres of the way."""
Meeting = tuple[int, float, float]
"""A venue, what it costs to get there, and the metres of the way."""


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
    below
        Length of the ways that do not pass the core, by venue, metres.
    tops
        The rows of the core that the place meets, what it costs to get there, and how far it is.
    table
        From there.
    """

    minutes: Floats
    below: Mapping[int, float]
    tops: Sequence[Top]
    table: RowTable

    def length_m(self, venue: int) -> tuple[float, float]:
        """Between which lengths that of the way to a venue lies, walks included."""
        metres = self.below.get(venue)
        if metres is None:
            metres = self.over_core_m(venue)
        if isnan(metres):
            return 0.0, inf
        return max(metres - OFF_M, 0.0), metres + OFF_M

    def over_core_m(self, venue: int) -> float:
        """Length of the quickest way that passes the core, NaN where it is not known."""
        ways = [
            (cost + float(self.table.minutes[row, venue]), n)
            for n, (row, cost, _) in enumerate(self.tops)
        ]
        least, which = min(ways, default=(inf, -1))
        if least == inf:
            return nan
        row, _, up_m = self.tops[which]
        tens = int(self.table.length[row, venue])
        return nan if tens == NO_LENGTH else up_m + tens * STEP_M


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
    states
        Those of ``table.beneath`` side by side, which makes them quick to look through.
    """

    table: RowTable
    targets: Snaps
    states: npt.NDArray[np.int32]

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
        return cls(table, targets, np.ascontiguousarray(table.beneath["state"]))

    def way_out(self, network: Network, metric: Metric, place: Snaps) -> WayOut:
        """What it costs from one place to each venue."""
        ladder = ladder_of(network, metric.profile)
        above = ladder.climb_from_one(starts(network, metric, place), self.table.steps_m)
        rows = ladder.core_at[list(above)].tolist()
        tops = [(row, *above[at]) for row, at in zip(rows, above, strict=True) if row >= 0]
        minutes, below = self.over_core(tops), {}
        for venue, spent, metres in chain(self.meetings(above), self.on_edge(metric, place)):
            if spent < minutes[venue]:
                minutes[venue], below[venue] = spent, metres
        return WayOut(minutes, below, tops, self.table)

    def over_core(self, tops: Sequence[Top]) -> Floats:
        """The least minutes to each venue over the states of the core that a place meets."""
        minutes = np.full(len(self.targets), inf)
        for row, cost, _ in tops:
            through = np.add(self.table.minutes[row], cost, dtype=np.float64)
            np.minimum(minutes, through, out=minutes)
        return minutes

    def meetings(self, above: Mapping[int, Reached]) -> Iterator[Meeting]:
        """Venues above which a state beneath the core lies that lies above a place, too."""
        states = np.fromiter(above, dtype=np.int32, count=len(above))
        low, past = (self.states.searchsorted(states, side=side) for side in ("left", "right"))
        for at in np.flatnonzero(low < past).tolist():
            cost, length = above[int(states[at])]
            for _, venue, minutes, metres in self.table.beneath[low[at] : past[at]].tolist():
                yield venue, cost + minutes, length + metres

    def on_edge(self, metric: Metric, place: Snaps) -> Iterator[Meeting]:
        """Venues on the very edge of a place, reached along it."""
        here = np.flatnonzero(self.targets.edge == place.edge[0])
        if not here.size:
            return
        _, target, cost = on_one_edge(metric, place, self.targets[here])
        venue = here[target]
        along_m = np.abs(self.targets.at_m[venue] - place.at_m[0])
        metres = along_m + self.targets.walk_m[venue] + place.walk_m[0]
        yield from zip(venue.tolist(), cost.tolist(), metres.tolist(), strict=True)


def starts(network: Network, metric: Metric, place: Snaps) -> dict[int, Reached]:
    """The states to which one leaves a place: what that costs and how far it is, with the walk."""
    ends = exits(network, metric, place)
    state, cost, _ = ends.flat()
    per_m = metric.per_m[np.where(ends.heads(), 0, 1), place.edge[0]]
    walk_m = float(place.walk_m[0])
    metres = walk_m + (cost - walk_m * metric.walk) / per_m
    order = np.argsort(-cost)  # of two ways out to one state the quicker, written last, stays
    found = zip(cost[order].tolist(), metres[order].tolist(), strict=True)
    return dict(zip(state[order].tolist(), found, strict=True))


def ladder_of(network: Network, profile: Profile) -> Ladder:
    """The way up from places, in minutes; kept with the network."""

    def make() -> Ladder:
        return Ladder.of(contraction(network, profile, "min"), back=False)

    return network.cache.get("ladder", profile, make, most=METRICS_KEPT)
