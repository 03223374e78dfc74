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
from itertools import combinations
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata.base.arrays import Flags, Floats, Ints

Costs = npt.NDArray[np.floating[Any]]
Kind = type[np.float32] | type[np.float64]
MOST_NEIGHBOURS = 4
LEAST_SHARE = 0.002


@dataclass(frozen=True, eq=False, slots=True)
class Links:
    """
    Links of neighbours a < b, each once, and what it costs to get from one to the other.

    Parameters
    ----------
    a, b
        Nodes, shape (n,).
    ab, ba
        Costs, ``inf`` where there is no way, shape (n,).
    """

    a: Ints
    b: Ints
    ab: Floats
    ba: Floats

    @classmethod
    def of(cls, tail: Ints, head: Ints, along: Floats, against: Floats, size: int) -> Self:
        """Of several ways between the same two nodes the cheapest; ways to oneself are dropped."""
        apart = tail != head
        tail, head, along, against = (each[apart] for each in (tail, head, along, against))
        turned = tail > head
        a, b = np.where(turned, head, tail), np.where(turned, tail, head)
        key = a.astype(np.int64) * size + b
        order = np.argsort(key, kind="stable")
        begins = np.flatnonzero(np.diff(key[order], prepend=-1))
        if not begins.size:
            return cls(a, b, along, against)
        first = order[begins]
        return cls(
            a[first],
            b[first],
            np.minimum.reduceat(np.where(turned, against, along)[order], begins),
            np.minimum.reduceat(np.where(turned, along, against)[order], begins),
        )


@dataclass(frozen=True, eq=False, slots=True)
class Level:
    """
    Nodes that were eliminated together; none is another's neighbour.

    Parameters
    ----------
    node
        Shape (n,).
    neighbour
        Shape (n, 4); an unused place repeats the node.
    away, back
        Cost from the node to each neighbour and from it, ``inf`` where unused, shape (n, 4).
    """

    node: Ints
    neighbour: npt.NDArray[np.int32]
    away: Costs
    back: Costs

    def beside(self, other: "Level") -> "Level":
        """The same, which holds its nodes together with another one of the same nodes."""
        same = np.array_equal(self.node, other.node)
        if not same or not np.array_equal(self.neighbour, other.neighbour):
            return self
        return replace(self, node=other.node, neighbour=other.neighbour)

    def reversed(self) -> "Level":
        """The same with every way leading the other way."""
        return replace(self, away=self.back, back=self.away)


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


def independent(pairs: Links, left: Flags, scatter: Floats) -> Flags:
    """Nodes with few neighbours, none of them next to another; those with the fewest go first."""
    size = len(left)
    neighbours = np.bincount(pairs.a, minlength=size) + np.bincount(pairs.b, minlength=size)
    chosen = left & (neighbours <= MOST_NEIGHBOURS)
    rank = neighbours + scatter
    both = chosen[pairs.a] & chosen[pairs.b]
    a, b = pairs.a[both], pairs.b[both]
    chosen[np.where(rank[a] > rank[b], a, b)] = False
    return chosen


def contract_level(pairs: Links, chosen: Flags, kind: Kind) -> tuple[Level, Links]:
    """The round that takes these nodes out, and the pairs that remain."""
    size, node = len(chosen), np.flatnonzero(chosen)
    from_a = chosen[pairs.a]
    gone = from_a | chosen[pairs.b]
    from_a = from_a[gone]
    mine, other = pairs.a[gone], pairs.b[gone]
    mine, other = np.where(from_a, mine, other), np.where(from_a, other, mine)
    ab, ba = pairs.ab[gone], pairs.ba[gone]
    away, back = np.where(from_a, ab, ba), np.where(from_a, ba, ab)
    order = np.argsort(mine, kind="stable")
    row = np.searchsorted(node, mine[order])
    column = np.arange(len(order)) - np.searchsorted(mine[order], node)[row]
    shape = len(node), MOST_NEIGHBOURS
    neighbour = np.repeat(node[:, None], MOST_NEIGHBOURS, axis=1)
    table = {True: np.full(shape, np.inf), False: np.full(shape, np.inf)}
    neighbour[row, column] = other[order]
    table[True][row, column], table[False][row, column] = away[order], back[order]
    made = Level(
        node,
        neighbour.astype(np.int32),
        table[True].astype(kind),
        table[False].astype(kind),
    )
    kept = [(each[~gone],) for each in (pairs.a, pairs.b, pairs.ab, pairs.ba)]
    return made, bridge(kept, neighbour, table[True], table[False], size)


def bridge(kept: list[Any], neighbour: Ints, away: Floats, back: Floats, size: int) -> Links:
    """The pairs that are kept, and those between neighbours of nodes that are gone."""
    columns = [list(each) for each in kept]
    for i, j in combinations(range(MOST_NEIGHBOURS), 2):
        there, again = back[:, i] + away[:, j], back[:, j] + away[:, i]
        leads = np.isfinite(there) | np.isfinite(again)
        parts = (neighbour[leads, i], neighbour[leads, j], there[leads], again[leads])
        for column, part in zip(columns, parts, strict=True):
            column.append(part)
    a, b, ab, ba = (np.concatenate(column) for column in columns)
    return Links.of(a, b, ab, ba, size)


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


def core_arcs(pairs: Links, core: Ints, size: int) -> Any:
    """The ways within the core, against the traffic: row i leads to where one may come from."""
    place = np.full(size, -1, dtype=np.intp)
    place[core] = np.arange(len(core))
    a, b = place[pairs.a], place[pairs.b]
    there, again = np.isfinite(pairs.ab), np.isfinite(pairs.ba)
    row, column = np.concatenate([b[there], a[again]]), np.concatenate([a[there], b[again]])
    cost = np.concatenate([pairs.ab[there], pairs.ba[again]])
    order = np.lexsort((column, row))
    starts = np.searchsorted(row[order], np.arange(len(core) + 1))
    return csr_array(
        (cost[order], column[order].astype(np.int32), starts.astype(np.int32)),
        shape=(len(core), len(core)),
    )
