"""A contracted network as stairs: what lies above each state, and what lies below it."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Flags, Ints, spans
from geodata.roads.metric import Metric
from geodata.roads.network import Network
from geodata.ways.contraction import Contraction, Spread
from geodata.ways.costs import contraction
from geodata.ways.elimination import Costs
from geodata.ways.ladder import Ladder

Ranks = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Stairs:
    """
    Both ways of a contraction, for changes that touch few of its states.

    Parameters
    ----------
    up
        By which targets are left upwards: costs back to the states below.
    away
        Costs from each state to its neighbours above, by rank, shape (n, 4).
    node
        The states by rank, shape (n,).
    first
        The rank with which each level begins, and n, shape (levels + 1,).
    child, start
        Ranks of the states to which a state leads down: ``child[start[s]:start[s + 1]]``.
    core
        The states of the core.
    into, out_of
        Its arcs by where they lead to, against the traffic, and by where they come from.
    """

    up: Ladder
    away: Costs
    node: Ranks
    first: Ints
    child: Ranks
    start: Ranks
    core: Ints
    into: Any
    out_of: Any

    @classmethod
    def of(cls, made: Contraction) -> Self:
        """The stairs of a contraction."""
        up, down = (Ladder.of(made, back=back) for back in (True, False))
        levels = [np.empty(0, np.intp), *(each.node for each in made.levels)]
        row, column = np.nonzero(np.isfinite(down.cost))
        above = down.neighbour[row, column]
        order = np.argsort(above, kind="stable")
        start = np.zeros(made.size + 1, dtype=np.int32)
        np.cumsum(np.bincount(above, minlength=made.size), out=start[1:])
        return cls(
            up=up,
            away=down.cost,
            node=np.concatenate(levels).astype(np.int32),
            first=np.cumsum([len(each) for each in levels]),
            child=row[order].astype(np.int32),
            start=start,
            core=made.core,
            into=made.arcs,
            out_of=made.arcs.T.tocsr(),
        )

    def below(self, states: Ints) -> Flags:
        """Which states, by rank, lie below any of some."""
        seen, front = np.zeros(len(self.node), dtype=bool), states
        last = np.empty(len(self.node), dtype=np.intp)
        while front.size:
            low = np.asarray(self.start[front], dtype=np.intp)
            rank = self.child[spans(low, self.start[front + 1] - low)]
            rank = rank[~seen[rank]]
            last[rank] = at = np.arange(len(rank))
            rank = rank[last[rank] == at]  # each once, which is quicker so than by sorting
            seen[rank] = True
            front = self.node[rank].astype(np.intp)
        return seen

    def descend(self, spread: Spread, ranks: Ints) -> Ints:
        """Take cheaper costs from above, level by level; the states that have."""
        cheaper = [np.empty(0, np.intp)]
        bounds = np.searchsorted(ranks, self.first)
        for low, past in zip(bounds[-2::-1], bounds[:0:-1], strict=True):
            rank = ranks[low:past]
            if rank.size:
                cheaper.append(self.step_down(spread, rank))
        return np.concatenate(cheaper)

    def step_down(self, spread: Spread, rank: Ints) -> Ints:
        """The same for states of one level."""
        above, node = self.up.neighbour[rank], self.node[rank].astype(np.intp)
        costs = spread.cost[above] + self.away[rank]
        best, row = costs.argmin(axis=1), np.arange(len(rank))
        gain = np.flatnonzero(costs[row, best] < spread.cost[node])
        spread.cost[node[gain]] = costs[gain, best[gain]]
        spread.label[node[gain]] = spread.label[above[gain, best[gain]]]
        return node[gain]


def stairs_of(network: Network, metric: Metric) -> Stairs:
    """The stairs of a network for a metric; kept with it."""

    def make() -> Stairs:
        return Stairs.of(contraction(network, metric.movement, metric.unit))

    return network.derive("stairs", metric.movement, metric.unit, make)
