"""A round of elimination: nodes with few neighbours go, and leave the ways that led over them."""

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geodata.base.arrays import Flags, Floats, Ints

Costs = npt.NDArray[np.floating[Any]]
Kind = type[np.float32] | type[np.float64]
MOST_NEIGHBOURS = 4


@dataclass(frozen=True, eq=False, slots=True)
class Links:
    """
    Pairs of neighbours a < b, each once, and what it costs to get from one to the other.

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
