"""
The p-median as a program, for what rules leave no other way and for what a search has left.

Each point pays for its nearest venue, and a little more for each farther distance within which the
plan has none. Cornuejols, Nemhauser and Wolsey (1980), A canonical representation of simple plant
location problems; Elloumi (2010), A tighter formulation of the p-median problem.
"""

from dataclasses import dataclass

import numpy as np

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.optimum.program import INF, Program


@dataclass(frozen=True, eq=False, slots=True)
class Ladder:
    """
    The venues that a point may go to, nearest first, those at one distance on one rung.

    Parameters
    ----------
    point_at, venue_at, cost
        Of each way, ordered by point and cost, shape (n,).
    """

    point_at: Ints
    venue_at: Ints
    cost: Floats

    @classmethod
    def of_matrix(cls, costs: Floats, kept: Flags, most: int) -> "Ladder":
        """
        The ways that a plan may need.

        Parameters
        ----------
        costs
            Shape (venues, points).
        kept
            Nobody goes farther than to one of these, shape (venues,).
        most
            Of so many venues of a plan one is among the nearest.
        """
        depth = max(len(costs) - most + 1, 1)
        order = np.argsort(costs, axis=0, kind="stable")[:depth]
        point_at = np.broadcast_to(np.arange(costs.shape[1]), order.shape)
        cost = np.take_along_axis(costs, order, axis=0)
        needed = cost <= costs[kept].min(axis=0, initial=np.inf)
        held = needed.T
        return cls(point_at.T[held], order.T[held], cost.T[held])

    @classmethod
    def of_pairs(cls, pairs: Pairs, burden: Floats, kept: Flags) -> "Ladder":
        """
        The ways of some pairs.

        Parameters
        ----------
        burden
            What each pair costs, persons included.
        kept
            Nobody goes farther than to one of these, shape (venues,).
        """
        order = np.lexsort((pairs.venue_at, burden, pairs.demand_at))
        point_at, venue_at = pairs.demand_at[order], pairs.venue_at[order]
        cost = burden[order]
        farthest = np.full(pairs.demands, np.inf)
        certain = kept[venue_at]
        np.minimum.at(farthest, point_at[certain], cost[certain])
        held = cost <= farthest[point_at]
        return cls(point_at[held].astype(np.intp), venue_at[held].astype(np.intp), cost[held])

    def add_to(self, program: Program, venues: Ints) -> float:
        """
        Columns and rows for the rungs above the first.

        Returns
        -------
        float
            What all points pay at the least.
        """
        new_point = np.diff(self.point_at, prepend=-1) != 0
        new_rung = new_point | (np.diff(self.cost, prepend=-1.0) != 0)
        rung = np.cumsum(new_rung) - 1
        begins = np.flatnonzero(new_rung)
        first = new_point[begins]
        last = np.append(first[1:], True)
        # The column of a rung: 1 where the plan has nothing up to it. The last is always 0.
        rise = np.diff(self.cost[begins], append=0.0)
        column = np.full(len(begins), -1, dtype=np.intp)
        column[~last] = program.columns(rise[~last])
        rungs = np.arange(len(begins))
        goes_on = rungs[~last]
        came = rungs[~first]
        row = np.concatenate([rung, goes_on, came])
        columns = np.concatenate([venues[self.venue_at], column[goes_on], column[came - 1]])
        value = np.repeat([1.0, 1.0, -1.0], [len(rung), len(goes_on), len(came)])
        program.rows((row, columns, value), first.astype(float), INF, count=len(begins))
        return float(self.cost[begins[first]].sum())
