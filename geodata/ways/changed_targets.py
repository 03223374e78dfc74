"""
What it costs to get to the nearest target once some targets have gone and others have come.

Only states whose nearest target is gone, and those that are nearer to one that has come, are
looked at. Sums are made in the order of the search over the whole network, so that costs are the
same to the last bit.
"""

from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush

import numpy as np

from geodata.base.arrays import Flags, Floats, Ints, spans
from geodata.roads.metric import Metric
from geodata.roads.network import Network, Snaps
from geodata.ways.contraction import Spread
from geodata.ways.costs import Reached, from_places
from geodata.ways.ends import entries, exits
from geodata.ways.ladder import Climb
from geodata.ways.stairs import Stairs, stairs_of

# Beyond so many states of the core the search over the whole of it is quicker.
MOST_SETTLED = 4_000
Seed = tuple[float, int, int]
"""What a state of the core costs, its position, and the target."""


@dataclass(frozen=True, eq=False, slots=True)
class Leaving:
    """
    Where places are left.

    Parameters
    ----------
    places
        Where they meet the roads.
    place, state
        The places with a road by position, shape (n,), and the nodes next to each, shape (2, n).
    more, more_state
        Further states, and the positions of their places, shape (m,).
    """

    places: Snaps
    place: Ints
    state: Ints
    more: Ints
    more_state: Ints

    @classmethod
    def of(cls, network: Network, metric: Metric, places: Snaps) -> "Leaving":
        """The states to which one leaves places."""
        ends = exits(network, metric, places)
        return cls(places, ends.place, ends.state, ends.more, ends.more_state)

    def next_to(self, states: Flags, edges: Ints) -> Ints:
        """The places that are left to any of some states, or lie on any of some edges."""
        near = np.isin(self.places.edge, edges)
        near[self.place[states[self.state].any(axis=0)]] = True
        near[self.more[states[self.more_state]]] = True
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

    @cached_property
    def climb(self) -> Climb:
        """What lies above the targets."""
        return self.climb_from(self.targets)

    def climb_from(self, targets: Snaps) -> Climb:
        """What lies above some targets."""
        state, cost, place = entries(self.network, self.metric, targets).flat()
        return stairs_of(self.network, self.metric).up.climb(state, place, cost)

    def changed(self, gone: Ints, come: Snaps, leaving: Leaving) -> Reached | None:
        """
        What it costs places once targets have gone and come; None where too much is different.

        Parameters
        ----------
        gone
            Positions of targets.
        come
            Those that have come, numbered after the others.
        leaving
            The places that were reached.
        """
        stairs, before = stairs_of(self.network, self.metric), len(self.targets)
        left = np.zeros(before + 1, dtype=bool)
        left[gone] = True  # the last place is that of no target
        lost = left[self.spread.label]
        spread = Spread(self.spread.cost.copy(), self.spread.label.copy())
        spread.cost[lost], spread.label[lost] = np.inf, -1
        stay = self.climb[lost[self.climb.state] & ~left[self.climb.place]]
        fresh = self.climb_from(come)
        climb = joined(stay, Climb(fresh.state, fresh.place + before, fresh.cost))
        touched = settle(stairs, spread, lost, climb)
        if touched is None:
            return None
        touched |= lost
        nearer = np.flatnonzero(touched & (spread.label >= before))
        ranks = stairs.below(nearer)
        below = stairs.up.rank[np.flatnonzero(lost)]
        ranks[below[below >= 0]] = True
        touched[stairs.descend(spread, np.flatnonzero(ranks))] = True
        targets = with_changes(self.targets, gone, come)
        return self.reached_anew(leaving, targets, spread, touched, gone)

    def reached_anew(
        self, leaving: Leaving, targets: Snaps, spread: Spread, touched: Flags, gone: Ints
    ) -> Reached:
        """The costs of places, of which those next to states that were touched are new."""
        edges = np.append(self.targets.edge[gone], targets.edge[len(self.targets) :])
        at = leaving.next_to(touched, edges[edges >= 0])
        some = from_places(self.network, self.metric, leaving.places[at], targets, spread)
        found = Reached(self.reached.cost.copy(), self.reached.target.copy())
        found.cost[at], found.target[at] = some.cost, some.target
        return found


def with_changes(targets: Snaps, gone: Ints, come: Snaps) -> Snaps:
    """Targets of which some are at no road any more, and more of them."""
    edge, at_m, walk_m = (
        np.append(getattr(targets, each), getattr(come, each)) for each in Snaps.__slots__
    )
    edge[gone] = -1
    return Snaps(edge, at_m, walk_m)


def joined(one: Climb, other: Climb) -> Climb:
    """Two climbs as one."""
    return Climb(*(np.append(getattr(one, each), getattr(other, each)) for each in Climb.__slots__))


def settle(stairs: Stairs, spread: Spread, lost: Flags, climb: Climb) -> Flags | None:
    """
    Bring what has come up to a core with gaps, and spread it over the core as far as it is cheaper.

    Parameters
    ----------
    spread
        Endless where its target is lost; takes on what is cheaper.
    climb
        What lies above targets that have come, and above those that stay where states are lost.

    Returns
    -------
    ndarray
        The states whose cost is new; None if they are too many.
    """
    touched = np.zeros(len(spread.cost), dtype=bool)
    cheaper = np.flatnonzero(climb.cost < spread.cost[climb.state])
    at = stairs.up.core_at[climb.state[cheaper]]
    low = cheaper[at < 0]
    spread.relax(climb.state[low], climb.cost[low], climb.place[low])
    touched[climb.state[low]] = True
    high = cheaper[at >= 0]
    gaps = lost[stairs.core]
    if gaps.sum() > MOST_SETTLED:
        return None
    columns = climb.cost[high], at[at >= 0], climb.place[high]
    seeds = list(zip(*(each.tolist() for each in columns), strict=True))
    seeds += around(stairs, spread, np.flatnonzero(gaps), gaps)
    found = over_core(stairs, spread.cost[stairs.core], seeds)
    if found is None:
        return None
    for position, (cost, label) in found.items():
        state = stairs.core[position]
        spread.cost[state], spread.label[state], touched[state] = cost, label, True
    return touched


def around(stairs: Stairs, spread: Spread, at: Ints, gaps: Flags) -> list[Seed]:
    """What gaps in the core cost by way of the states next to them that are none."""
    start = stairs.out_of.indptr
    low, count = start[at].astype(np.intp), (start[at + 1] - start[at]).astype(np.intp)
    arc = spans(low, count)
    gap, nearer = np.repeat(at, count), stairs.out_of.indices[arc]
    known = ~gaps[nearer]
    state = stairs.core[nearer[known]]
    cost = spread.cost[state] + stairs.out_of.data[arc[known]]
    leads = np.isfinite(cost)
    columns = (cost[leads], gap[known][leads], spread.label[state][leads])
    return list(zip(*(each.tolist() for each in columns), strict=True))


def over_core(
    stairs: Stairs, known: Floats, seeds: list[Seed]
) -> dict[int, tuple[float, int]] | None:
    """Spread seeds over the core where they are cheaper than what is known."""
    least, found = known.tolist(), dict[int, tuple[float, int]]()
    start, heads, costs = stairs.into.indptr, stairs.into.indices, stairs.into.data
    heapify(seeds)
    while seeds:
        cost, at, label = heappop(seeds)
        if cost >= least[at]:
            continue
        least[at], found[at] = cost, (cost, label)
        if len(found) > MOST_SETTLED:
            return None
        arcs = slice(start[at], start[at + 1])
        for head, step in zip(heads[arcs].tolist(), costs[arcs].tolist(), strict=True):
            if cost + step < least[head]:
                heappush(seeds, (cost + step, head, label))
    return found
