"""
What it costs to get to the nearest target once some targets have gone and others have come.

Only states whose nearest target is gone, and those that are nearer to one that has come, are
looked at. Sums are made in the order of the search over the whole network, so that costs are the
same to the last bit.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geodata.base.arrays import Ints, spans
from geodata.roads.metric import Metric
from geodata.roads.network import Network, Snaps
from geodata.ways.contraction import Spread
from geodata.ways.core_spread import MOST_SETTLED, around, settle
from geodata.ways.costs import Reached, contraction, from_places
from geodata.ways.ends import entries, exits
from geodata.ways.ladder import Climb
from geodata.ways.stairs import Ranks, stairs_of
from geodata.ways.states import states_of

COLUMNS = Snaps.__slots__


@dataclass(frozen=True, eq=False, slots=True)
class Leaving:
    """
    Where places are left.

    Parameters
    ----------
    places
        Where they meet the roads.
    place, start
        The places next to a state: ``place[start[s]:start[s + 1]]``.
    """

    places: Snaps
    place: Ranks
    start: Ranks

    @classmethod
    def of(cls, network: Network, metric: Metric, places: Snaps) -> "Leaving":
        """The states to which one leaves places."""
        ends, size = exits(network, metric, places), states_of(network, metric.profile).size
        state = np.concatenate([*ends.state, ends.more_state])
        place = np.concatenate([ends.place, ends.place, ends.more])
        start = np.zeros(size + 1, dtype=np.int32)
        np.cumsum(np.bincount(state, minlength=size), out=start[1:])
        return cls(places, place[np.argsort(state, kind="stable")].astype(np.int32), start)

    def next_to(self, states: Ints, edges: Ints) -> Ints:
        """The places that are left to any of some states, or lie on any of some edges."""
        near = np.isin(self.places.edge, edges)
        low = np.asarray(self.start[states], dtype=np.intp)
        near[self.place[spans(low, self.start[states + 1] - low)]] = True
        return np.flatnonzero(near)


@dataclass(frozen=True, eq=False)
class Standing:
    """
    Costs to the nearest of some targets, from which those to changed ones follow.

    Parameters
    ----------
    targets
        Where they meet the roads.
    spread
        What each state costs, and to which of them.
    reached
        The same of places.
    """

    network: Network
    metric: Metric
    targets: Snaps
    spread: Spread
    reached: Reached

    @classmethod
    def of(cls, network: Network, metric: Metric, places: Snaps, targets: Snaps) -> "Standing":
        """What a search over the whole network finds."""
        ends = entries(network, metric, targets)
        spread = contraction(network, metric.movement, metric.unit).spread(*ends.flat())
        reached = from_places(network, metric, places, targets, spread)
        return cls(network, metric, targets, spread, reached)

    @cached_property
    def climb(self) -> Climb:
        """What lies above the targets."""
        return self.climb_from(self.targets)

    def climb_from(self, targets: Snaps) -> Climb:
        """What lies above some targets."""
        state, cost, place = entries(self.network, self.metric, targets).flat()
        return stairs_of(self.network, self.metric).up.climb(state, place, cost)

    def without(self, gone: Ints, leaving: Leaving) -> "Standing | None":
        """
        The same once some targets have gone; None where too much is lost.

        Gaps are filled from their borders, and from targets that stay within them. Those that stay
        are numbered anew.

        Parameters
        ----------
        gone
            Their positions.
        leaving
            The places that were reached.
        """
        stairs = stairs_of(self.network, self.metric)
        left = np.zeros(len(self.targets) + 1, dtype=bool)
        left[gone] = True  # the last place is that of no target
        lost = left[self.spread.label]
        gaps = np.flatnonzero(lost[stairs.core])
        if len(gaps) > MOST_SETTLED:
            return None
        spread = Spread(self.spread.cost.copy(), self.spread.label.copy())
        spread.cost[lost], spread.label[lost] = np.inf, -1
        stay = self.climb[lost[self.climb.state] & ~left[self.climb.place]]
        touched = settle(stairs, spread, stay, around(stairs, spread, gaps))
        if touched is None:
            return None
        below = stairs.up.rank[np.flatnonzero(lost)]
        stairs.descend(spread, np.sort(below[below >= 0]))
        edges = self.targets.edge[gone]
        targets = Snaps(self.targets.edge.copy(), self.targets.at_m, self.targets.walk_m)
        targets.edge[gone] = -1
        found = self.anew(leaving, targets, spread, np.flatnonzero(lost), edges)
        return found.renumbered(np.flatnonzero(~left[:-1]))

    def joined_by(self, come: Snaps, leaving: Leaving) -> "Standing | None":
        """
        The same once more targets have come; None where too much is nearer to them.

        Parameters
        ----------
        come
            Numbered after the others.
        leaving
            The places that were reached.
        """
        stairs, before = stairs_of(self.network, self.metric), len(self.targets)
        spread = Spread(self.spread.cost.copy(), self.spread.label.copy())
        climb = self.climb_from(come)
        climb = Climb(climb.state, climb.place + before, climb.cost)
        touched = settle(stairs, spread, climb, [])
        if touched is None:
            return None
        below = stairs.descend(spread, np.flatnonzero(stairs.below(touched)))
        targets = Snaps(
            *(np.append(getattr(self.targets, each), getattr(come, each)) for each in COLUMNS)
        )
        return self.anew(leaving, targets, spread, np.append(touched, below), come.edge)

    def anew(
        self, leaving: Leaving, targets: Snaps, spread: Spread, states: Ints, edges: Ints
    ) -> "Standing":
        """The same with other costs of some states, for the places next to these or on edges."""
        at = leaving.next_to(states, edges[edges >= 0])
        some = from_places(self.network, self.metric, leaving.places[at], targets, spread)
        found = Reached(self.reached.cost.copy(), self.reached.target.copy())
        found.cost[at], found.target[at] = some.cost, some.target
        return Standing(self.network, self.metric, targets, spread, found)

    def renumbered(self, stay: Ints) -> "Standing":
        """The same with those targets alone that stay: all states and places lead to these."""
        number = np.full(len(self.targets) + 1, -1, dtype=np.intp)
        number[stay] = np.arange(len(stay))
        spread = Spread(self.spread.cost, number[self.spread.label])
        reached = Reached(self.reached.cost, number[self.reached.target])
        return Standing(self.network, self.metric, self.targets[stay], spread, reached)
