"""
Costs over a whole network at once: exact, and quick enough for a change while it is dragged.

Nodes with few neighbours are eliminated in levels, as in sparse Gaussian elimination: each leaves
behind, between any two of its neighbours, the way that led over it. What is left, the core, is
small. Costs spread from their sources up to the core, over it by Dijkstra's algorithm, and back
down, level by level. This is the elimination of customizable contraction hierarchies (Dibbelt,
Strasser and Wagner, 2016), stopped where few neighbours no longer suffice; no shortcut is left
out, so that nothing depends on what the edges cost.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.base.arrays import Floats, Ints
from geodata.ways.elimination import (
    Kind,
    Level,
    Links,
    contract_level,
    core_arcs,
    independent,
)

LEAST_SHARE = 0.002


@dataclass(frozen=True, eq=False, slots=True)
class Spread:
    """
    Costs and where they came from: by node, ``inf`` and -1 where nothing has come yet.

    Parameters
    ----------
    cost
        Shape (nodes,).
    label
        Which source, shape (nodes,).
    """

    cost: Floats
    label: Ints

    @classmethod
    def empty(cls, size: int) -> Self:
        """Nothing has come anywhere."""
        return cls(np.full(size, np.inf), np.full(size, -1, dtype=np.intp))

    def relax(self, node: Ints, cost: Floats, label: Ints) -> None:
        """Take what is cheaper; of several for one node the cheapest."""
        cheaper = np.flatnonzero(cost < self.cost[node])
        order = cheaper[np.argsort(-cost[cheaper], kind="stable")]
        self.cost[node[order]] = cost[order]  # the last, cheapest, stays
        self.label[node[order]] = label[order]


@dataclass(frozen=True, eq=False, slots=True)
class Contraction:
    """
    A network made ready for one metric.

    Parameters
    ----------
    size
        How many nodes it has.
    levels
        In the order of elimination.
    core
        The nodes that are left, shape (m,).
    arcs
        What it costs to get to node i of the core from node j, shape (m, m): against the traffic.
    """

    KIND: ClassVar[Kind] = np.float32  # of what levels keep: half the room, and seven digits do

    size: int
    levels: tuple[Level, ...]
    core: Ints
    arcs: Any

    @classmethod
    def of(
        cls,
        tail: Ints,
        head: Ints,
        along: Floats,
        against: Floats,
        size: int,
    ) -> Self:
        """
        Eliminate what can be.

        Parameters
        ----------
        tail, head
            Nodes at the ends of each edge.
        along, against
            What each edge costs from tail to head and back, ``inf`` where closed.
        size
            How many nodes there are.
        """
        open_ = np.isfinite(along) | np.isfinite(against)
        pairs = Links.of(tail[open_], head[open_], along[open_], against[open_], size)
        left, levels = np.ones(size, dtype=bool), []
        scatter = np.random.default_rng(0).random(size)
        while True:
            chosen = independent(pairs, left, scatter)
            if chosen.sum() <= LEAST_SHARE * left.sum():
                break
            left &= ~chosen
            made, pairs = contract_level(pairs, chosen, cls.KIND)
            levels.append(made)
        core = np.flatnonzero(left)
        return cls(size, tuple(levels), core, core_arcs(pairs, core, size))

    def beside(self, other: "Contraction") -> "Contraction":
        """The same, which holds what does not depend on costs together with another one."""
        if len(self.levels) != len(other.levels):
            return self
        pairs = zip(self.levels, other.levels, strict=True)
        return replace(self, levels=tuple(mine.beside(its) for mine, its in pairs))

    def reversed(self) -> "Contraction":
        """The same with every way leading the other way."""
        levels = tuple(each.reversed() for each in self.levels)
        return replace(self, levels=levels, arcs=self.arcs.T.tocsr())

    def spread(self, node: Ints, cost: Floats, label: Ints) -> Spread:
        """
        What it costs each node to get to the cheapest of some targets.

        Parameters
        ----------
        node
            Nodes next to targets, shape (n,).
        cost
            From the node to the target.
        label
            Which target, not negative.
        """
        spread = Spread.empty(self.size)
        spread.relax(node, cost, label)
        for each in self.levels:
            has = np.flatnonzero(np.isfinite(spread.cost[each.node]))
            here = each.node[has]
            costs = spread.cost[here][:, None] + each.back[has]
            labels = np.repeat(spread.label[here], costs.shape[1])
            spread.relax(each.neighbour[has].ravel().astype(np.intp), costs.ravel(), labels)
        self.over_core(spread)
        for each in reversed(self.levels):
            costs = spread.cost[each.neighbour] + each.away
            best = costs.argmin(axis=1)
            row = np.arange(len(best))
            least, source = costs[row, best], each.neighbour[row, best]
            cheaper = least < spread.cost[each.node]
            spread.cost[each.node[cheaper]] = least[cheaper]
            spread.label[each.node[cheaper]] = spread.label[source[cheaper]]
        return spread

    def over_core(self, spread: Spread) -> None:
        """Spread what has come to the core over the rest of it."""
        known = np.flatnonzero(np.isfinite(spread.cost[self.core]))
        if not known.size:
            return
        cost, label = spread.cost[self.core[known]], spread.label[self.core[known]]
        targets, column = np.unique(label, return_inverse=True)
        graph = with_sources(self.arcs, known, column, cost, len(targets))
        found, _, source = dijkstra(
            graph,
            indices=np.arange(len(self.core), graph.shape[0]),
            min_only=True,
            return_predecessors=True,
        )
        reached = np.isfinite(found[: len(self.core)])
        at = self.core[reached]
        spread.cost[at] = found[: len(self.core)][reached]
        spread.label[at] = targets[source[: len(self.core)][reached] - len(self.core)]


class WholeContraction(Contraction):
    """One whose levels keep every digit, for costs of more than one thing."""

    KIND = np.float64


def with_sources(arcs: Any, at: Ints, source: Ints, cost: Floats, count: int) -> Any:
    """Arcs, and one more node for each of so many sources that leads to where its costs came."""
    order = np.argsort(source, kind="stable")
    ends = len(arcs.data) + np.cumsum(np.bincount(source, minlength=count))
    size = arcs.shape[0] + count
    return csr_array(
        (
            np.concatenate([arcs.data, cost[order]]),
            np.concatenate([arcs.indices, at[order].astype(np.int32)]),
            np.concatenate([arcs.indptr, ends.astype(np.int32)]),
        ),
        shape=(size, size),
    )
