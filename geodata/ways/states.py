"""
The states between which one profile travels.

Most are nodes. At a node where a run of edges begins that is forbidden there are copies of it
(`turns`). Ways that are open to who starts or ends there alone lie in two layers of their own:
one in which one leaves the place, and one in which one arrives. The way leads from the first to
everybody's roads and from these to the last, never back, so that nobody passes through.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from geodata.base.arrays import Flags, Ints, spans
from geodata.roads.network import METRICS_KEPT, Network
from geodata.roads.turns import TURNS
from geodata.signs.profile import AGAINST, ALONG, LOCAL_SHIFT, Profile


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Several values for each of some keys: sorted by key."""

    key: Ints
    value: Ints

    @classmethod
    def of(cls, key: Ints, value: Ints) -> Self:
        """Each pair once."""
        order = np.lexsort((value, key))
        key, value = key[order], value[order]
        again = (key[1:] == key[:-1]) & (value[1:] == value[:-1])
        first = np.append(True, ~again)[: len(key)]
        return cls(key[first], value[first])

    def find(self, keys: Ints) -> tuple[Ints, Ints]:
        """Positions in ``keys``, each as often as it has values, and those values."""
        if not len(self.key):  # most networks have few of these, and lists ask often
            return np.empty(0, np.intp), self.value
        low = np.searchsorted(self.key, keys)
        count = np.searchsorted(self.key, keys, side="right") - low
        return np.repeat(np.arange(len(keys)), count), self.value[spans(low, count)]


@dataclass(frozen=True, eq=False, slots=True)
class Arcs:
    """Ways between states, each by a directed edge, shape (n,)."""

    source: Ints
    target: Ints
    edge: Ints

    def __getitem__(self, at: Flags | Ints) -> "Arcs":
        return Arcs(self.source[at], self.target[at], self.edge[at])

    def __add__(self, more: "Arcs") -> "Arcs":
        return Arcs(
            np.append(self.source, more.source),
            np.append(self.target, more.target),
            np.append(self.edge, more.edge),
        )


@dataclass(frozen=True, eq=False, slots=True)
class States:
    """
    States by number: first the nodes, then their copies, then the layers of some of them.

    Directed edges are numbered as edges along, and beyond their number against.

    Parameters
    ----------
    size
        How many there are.
    plain
        Which directed edges lead from node to node and nowhere else, shape (2, edges).
    arcs
        All other ways between states.
    leave
        Where one is after a directed edge that is not plain, for who starts on it.
    enter
        From where a directed edge may be taken, besides its node.
    from_node, to_node
        Where who starts exactly at a node may be, and who arrives at it, besides itself.
    """

    size: int
    plain: Flags
    arcs: Arcs
    leave: Table
    enter: Table
    from_node: Table
    to_node: Table

    @classmethod
    def of(cls, network: Network, profile: Profile) -> Self:
        """The states of a profile."""
        drawing = Drawing(network, profile)
        plain = drawing.plain()
        taken = drawing.without_layers(plain)
        within = drawing.local[taken.edge]
        rooms = drawing.layered_states(taken[within])
        arcs = taken[~within] + drawing.through_layers(taken[within], rooms)
        beside = arcs[arcs.source != drawing.tails[arcs.edge]]
        from_node, to_node = drawing.at_nodes(rooms)
        return cls(
            size=drawing.first_layer + 2 * len(rooms),
            plain=plain.reshape(2, -1),
            arcs=arcs,
            leave=drawing.leave(taken, rooms),
            enter=Table.of(beside.edge, beside.source),
            from_node=from_node,
            to_node=to_node,
        )


class Drawing:
    """What the states of a profile are drawn from."""

    def __init__(self, network: Network, profile: Profile) -> None:
        directions = network["directions"]
        bits = np.array([[ALONG[profile]], [AGAINST[profile]]], dtype=np.uint8)
        self.tails, self.heads = (
            np.append(network[a], network[b]).astype(np.intp)
            for a, b in (("tail", "head"), ("head", "tail"))
        )
        self.open: Flags = (directions & bits > 0).ravel()
        self.local: Flags = self.open & (directions & bits << LOCAL_SHIFT > 0).ravel()
        turning = profile is Profile.DRIVE
        self.copy_node, self.turn_copy, self.turn_edge, self.turn_state, self.into, self.copy = (
            np.asarray(network[name] if turning else [], dtype=np.intp) for name in TURNS
        )
        self.nodes = network.known.nodes
        self.first_layer = self.nodes + len(self.copy_node)

    def plain(self) -> Flags:
        """The directed edges that lead everybody from node to node and nowhere else."""
        plain: Flags = self.open & ~self.local
        plain[self.into] = False
        return plain

    def without_layers(self, plain: Flags) -> Arcs:
        """The ways between nodes and copies by edges that are not plain, or from a copy."""
        edge = np.flatnonzero(self.open & ~plain)
        target = self.heads[edge]
        which, copy = Table.of(self.into, self.copy).find(edge)
        target[which] = self.nodes + copy
        return Arcs(self.tails[edge], target, edge) + Arcs(
            self.nodes + self.turn_copy, self.turn_state, self.turn_edge
        )

    def layered_states(self, local: Arcs) -> Ints:
        """The states that stand in the two layers as well: all that local ways touch."""
        return np.unique(np.append(local.source, local.target))

    def through_layers(self, local: Arcs, rooms: Ints) -> Arcs:
        """Local ways: out of the first layer, within either, and into the last."""
        source, target = (np.searchsorted(rooms, each) for each in (local.source, local.target))
        leaving, arriving = self.first_layer, self.first_layer + len(rooms)
        out = Arcs(leaving + source, local.target, local.edge)
        along = Arcs(leaving + source, leaving + target, local.edge)
        into = Arcs(local.source, arriving + target, local.edge)
        return out + along + into + Arcs(arriving + source, arriving + target, local.edge)

    def leave(self, taken: Arcs, rooms: Ints) -> Table:
        """Where one is after an edge on which one started."""
        own = taken[taken.source == self.tails[taken.edge]]
        local = own[self.local[own.edge]]
        layer = self.first_layer + np.searchsorted(rooms, local.target)
        return Table.of(np.append(own.edge, local.edge), np.append(own.target, layer))

    def at_nodes(self, rooms: Ints) -> tuple[Table, Table]:
        """Where one may be who starts exactly at a node, and who ends there."""
        public = np.zeros(self.nodes, dtype=bool)
        everybody = self.open & ~self.local
        public[self.tails[everybody]] = public[self.heads[everybody]] = True
        node = np.append(np.arange(self.nodes), self.copy_node)[rooms]
        leaving = self.first_layer + np.arange(len(rooms))
        starts = (rooms < self.nodes) & ~public[node]
        ends = ~public[node]
        copies = self.nodes + np.arange(len(self.copy_node))
        arrives = np.concatenate([self.copy_node, node[ends], node[ends]])
        states = np.concatenate([copies, leaving[ends], leaving[ends] + len(rooms)])
        return Table.of(node[starts], leaving[starts]), Table.of(arrives, states)


def states_of(network: Network, profile: Profile) -> States:
    """The states of a profile; kept with the network."""

    def draw() -> States:
        return States.of(network, profile)

    return network.cache.get("states", profile, draw, most=METRICS_KEPT)
