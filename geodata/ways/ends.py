"""At which states of a network places are left and entered, and what it costs to get there."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geodata.base.arrays import Flags, Floats, Ints
from geodata.roads.metric import Metric
from geodata.roads.network import Network, Snaps
from geodata.ways.contraction import Spread
from geodata.ways.states import Table, states_of

TAIL, HEAD = 0, 1
Found = tuple[Ints, Ints, Floats, Flags]
"""Places by position, states, what they cost, and whether that is at the edge's head."""


@dataclass(frozen=True, eq=False, slots=True)
class Ends:
    """
    The states next to some places.

    Parameters
    ----------
    place
        Positions of the places that meet a road, shape (n,).
    state, cost
        The nodes at both ends of their edges and what it costs to or from there, the walk
        included, ``inf`` where closed, shape (2, n).
    at_head
        Whether each of the two is the edge's head.
    more, more_state, more_cost, more_at_head
        Further states: position of the place and the same, shape (m,).
    """

    place: Ints
    state: Ints
    cost: Floats
    at_head: tuple[bool, bool]
    more: Ints
    more_state: Ints
    more_cost: Floats
    more_at_head: Flags

    def flat(self) -> tuple[Ints, Floats, Ints]:
        """Every state that is open, its cost, and the position of its place."""
        cost = np.concatenate([*self.cost, self.more_cost])
        open_ = np.isfinite(cost)
        state = np.concatenate([*self.state, self.more_state])
        place = np.concatenate([self.place, self.place, self.more])
        return state[open_], cost[open_], place[open_]

    def heads(self) -> Flags:
        """Whether each state of `flat` is at the head of the place's edge."""
        cost = np.concatenate([*self.cost, self.more_cost])
        first = [np.full(len(self.place), each) for each in self.at_head]
        every: Flags = np.concatenate([*first, self.more_at_head])[np.isfinite(cost)]
        return every

    def least(self, spread: Spread, size: int) -> Spread:
        """The least cost of each of so many places, once the costs of the states are known."""
        found = Spread.empty(size)
        one, other = self.cost + spread.cost[self.state]
        second = other < one
        cost = np.where(second, other, one)
        found.cost[self.place] = cost
        label = spread.label[np.where(second, self.state[1], self.state[0])]
        found.label[self.place] = np.where(np.isfinite(cost), label, -1)
        if self.more.size:
            further = self.more_cost + spread.cost[self.more_state]
            found.relax(self.more, further, spread.label[self.more_state])
        return found

    def least_of(self, cost: Floats, reached: Flags) -> tuple[Ints, Floats]:
        """
        The least costs of places, once those of the states are known.

        Parameters
        ----------
        cost
            By state and column.
        reached
            Which states have any.

        Returns
        -------
        ndarray
            Positions of the places from which any state leads on, shape (m,).
        ndarray
            Their costs by column, ``inf`` where none leads, shape (m, columns).
        """
        near = np.flatnonzero(reached[self.state].any(axis=0))
        more = np.flatnonzero(reached[self.more_state])
        places, row = np.unique(np.append(self.place[near], self.more[more]), return_inverse=True)
        least = np.full((len(places), cost.shape[1]), np.inf)
        one, other = (
            cost[at[near]] + by[near, None] for at, by in zip(self.state, self.cost, strict=True)
        )
        least[row[: len(near)]] = np.minimum(one, other)
        if more.size:
            further = self.more_cost[more, None] + cost[self.more_state[more]]
            np.minimum.at(least, row[len(near) :], further)
        return places, least


def exits(network: Network, metric: Metric, places: Snaps) -> Ends:
    """The states to which one leaves places, and what it costs to get there."""
    states, onto = states_of(network, metric.profile), Edge(network, metric, places)
    costs = onto.costs(onto.rest_m, onto.at_m)
    usable = states.plain.take(onto.edge, axis=1)
    return onto.ends(costs, usable, (states.leave, states.from_node), first=HEAD)


def entries(network: Network, metric: Metric, places: Snaps) -> Ends:
    """The states from which one enters places, and what it costs from there."""
    states, onto = states_of(network, metric.profile), Edge(network, metric, places)
    costs = onto.costs(onto.at_m, onto.rest_m)
    usable = metric.open.take(onto.edge, axis=1)
    return onto.ends(costs, usable, (states.enter, states.to_node), first=TAIL)


class Edge:
    """The edges that places are on, and where on them they are."""

    def __init__(self, network: Network, metric: Metric, places: Snaps) -> None:
        self.place = np.flatnonzero(places.known)
        self.edge = places.edge[self.place]
        self.at_m = places.at_m[self.place]
        self.rest_m = metric.metres[self.edge] - self.at_m
        self.walk = places.walk_m[self.place] * metric.walk
        self.nodes = tuple(network[name][self.edge].astype(np.intp) for name in ("tail", "head"))
        # A place at the very end of an edge is at the node, and on none of the edges there.
        self.at_node = np.array([self.at_m <= 0, self.rest_m <= 0])
        self.metric, self.count = metric, network.edges

    def costs(self, along_m: Floats, against_m: Floats) -> Floats:
        """What so many metres along and against cost, with the walk, shape (2, n)."""
        costs: Floats = np.array([along_m, against_m]) * self.metric.per_m_at(self.edge) + self.walk
        return costs

    def ends(
        self, costs: Floats, usable: Flags, tables: tuple[Table, Table], *, first: int
    ) -> Ends:
        """
        The states at both ends and all that the tables name.

        Parameters
        ----------
        costs, usable
            Along and against.
        tables
            What is found by directed edge, and by node.
        first
            To which end one travels along, or from which: the other one is for against.
        """
        which = np.array([first, 1 - first])
        state = np.array([self.nodes[each] for each in which])
        here = self.at_node[which]
        cost = np.where(
            here, self.walk, np.where(usable & ~self.at_node.any(axis=0), costs, np.inf)
        )
        found = [*self.by_edge(tables[0], costs, which), *self.by_node(tables[1])]
        at, more, more_cost, heads = (np.concatenate(each) for each in zip(*found, strict=True))
        both = bool(which[0]), bool(which[1])
        return Ends(self.place, state, cost, both, self.place[at], more, more_cost, heads)

    def by_edge(self, table: Table, costs: Floats, which: Ints) -> Iterator[Found]:
        """What a table says of the edges of places between their ends."""
        between = np.flatnonzero(~self.at_node.any(axis=0))
        for side in (0, 1):
            row, state = table.find(self.edge[between] + side * self.count)
            at = between[row]
            yield at, state, costs[side][at], np.full(len(at), bool(which[side]))

    def by_node(self, table: Table) -> Iterator[Found]:
        """What a table says of the nodes at which places are."""
        for end in (TAIL, HEAD):
            here = np.flatnonzero(self.at_node[end])
            row, state = table.find(self.nodes[end][here])
            at = here[row]
            yield at, state, self.walk[at], np.full(len(at), bool(end))
