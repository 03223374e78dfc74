"""
Up through a contracted network: what lies above a few states, from them to the core.

A way between two places leads up from the first, over the core or not that far, and down to the
other. Few states lie above a place, a dozen or so in a city.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import inf
from typing import Self

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Floats, Ints
from geodata.ways.contraction import Contraction
from geodata.ways.elimination import Costs

Reached = tuple[float, float]
"""What a state costs, and the metres of the way."""


@dataclass(frozen=True, eq=False, slots=True)
class Climb:
    """
    States above some places, each once for each place, and the least cost between the two.

    Parameters
    ----------
    state, place
        Sorted by place, then state, shape (n,).
    cost
        Shape (n,).
    """

    state: Ints
    place: Ints
    cost: Floats

    @classmethod
    def least(cls, state: Ints, place: Ints, cost: Floats) -> Self:
        """Of several costs between the same two the least."""
        order = np.lexsort((cost, state, place))
        state, place = state[order], place[order]
        again = (state[1:] == state[:-1]) & (place[1:] == place[:-1])
        first = np.append(True, ~again)[: len(order)]
        return cls(state[first], place[first], cost[order[first]])

    def __len__(self) -> int:
        return len(self.cost)

    def __getitem__(self, at: npt.NDArray[np.bool_] | Ints) -> "Climb":
        return Climb(self.state[at], self.place[at], self.cost[at])


@dataclass(frozen=True, eq=False, slots=True)
class Ladder:
    """
    Every eliminated state with its neighbours above, in the order of elimination.

    Parameters
    ----------
    rank
        Its row in the arrays below by state, -1 in the core, shape (states,).
    core_at
        Its position in the core by state, -1 beneath it, shape (states,).
    neighbour
        States, shape (n, 4); an unused place repeats the state itself.
    cost
        To each of them, or from it in a ladder of ways back, shape (n, 4).
    """

    rank: npt.NDArray[np.int32]
    core_at: npt.NDArray[np.int32]
    neighbour: npt.NDArray[np.int32]
    cost: Costs

    @classmethod
    def of(cls, contraction: Contraction, *, back: bool) -> Self:
        """Of the costs away from the states below, or ``back`` to them."""
        levels, size = contraction.levels, contraction.size
        node = np.concatenate([np.empty(0, np.intp), *(each.node for each in levels)])
        rank, core_at = (np.full(size, -1, dtype=np.int32) for _ in range(2))
        rank[node] = np.arange(len(node))
        core_at[contraction.core] = np.arange(len(contraction.core))
        costs = [each.back if back else each.away for each in levels]
        neighbours = [each.neighbour for each in levels]
        return cls(
            rank,
            core_at,
            np.concatenate([np.empty((0, 4), np.int32), *neighbours]),
            np.concatenate([np.empty((0, 4), np.float32), *costs]),
        )

    def climb(self, state: Ints, place: Ints, cost: Floats) -> Climb:
        """
        All that lies above some states, themselves included.

        Parameters
        ----------
        state, place, cost
            Where places are left or entered, and what that costs, shape (n,).
        """
        found = fresh = Climb.least(state, place, cost)
        while len(fresh):
            above = self.above(fresh)
            merged = Climb.least(
                np.append(found.state, above.state),
                np.append(found.place, above.place),
                np.append(found.cost, above.cost),
            )
            fresh = merged[is_new(merged, found)]
            found = merged
        return found

    def climb_from_one(
        self, starts: Mapping[int, Reached], metres: npt.NDArray[np.float32]
    ) -> dict[int, Reached]:
        """
        The same for one place, quickly, and how long the ways are.

        Parameters
        ----------
        starts
            By state, what it costs to get there, and the metres of the way.
        metres
            Of each step up, shape (n, 4).

        Returns
        -------
        dict
            The same of all states above the place.
        """
        least = dict(starts)
        below = [(int(self.rank[at]), at) for at in least if self.rank[at] >= 0]
        heapify(below)  # what lies lower is final before what lies above it is looked at
        while below:
            rank, at = heappop(below)
            cost, length = least[at]
            rows = (table[rank].tolist() for table in (self.neighbour, self.cost, metres))
            for above, step, step_m in zip(*rows, strict=True):
                before = least.get(above)
                if step < inf and (before is None or cost + step < before[0]):
                    least[above] = cost + step, length + step_m
                    if before is None and self.rank[above] >= 0:
                        heappush(below, (int(self.rank[above]), above))
        return least

    def above(self, climb: Climb) -> Climb:
        """The neighbours above some states, one step up."""
        rank = self.rank[climb.state]
        below = np.flatnonzero(rank >= 0)
        row = rank[below]
        cost = climb.cost[below, None] + self.cost[row]
        leads = np.isfinite(cost)
        place = np.repeat(climb.place[below, None], cost.shape[1], axis=1)
        state = self.neighbour[row].astype(np.intp)
        return Climb.least(state[leads], place[leads], cost[leads])


def is_new(merged: Climb, before: Climb) -> npt.NDArray[np.bool_]:
    """Which of some states were not there before, or cost more."""
    span = np.intp(merged.state.max(initial=0) + 1)
    keys, known = (each.place * span + each.state for each in (merged, before))
    at = np.searchsorted(keys, known)
    new = np.ones(len(merged), dtype=bool)
    new[at] = merged.cost[at] < before.cost
    return new
