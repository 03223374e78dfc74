"""Costs that somebody else has worked out: a bureau's own, in place of a travel method."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Ints


@dataclass(frozen=True, eq=False, slots=True)
class StatedCosts:
    """
    What trips cost, as a file says. A pair that it does not name is no way.

    Parameters
    ----------
    source
        The file's name.
    demand_at, fair_at
        Positions in a campaign's demand and fairs, sorted by demand and then fair, each pair once,
        shape (n,).
    cost
        Of each, shape (n,).
    """

    source: str
    demand_at: npt.NDArray[np.int32]
    fair_at: npt.NDArray[np.int32]
    cost: npt.NDArray[np.floating[Any]]

    def to_nearest(self, fairs: Ints) -> tuple[Ints, Ints, npt.NDArray[np.floating[Any]]]:
        """Who can get to any of some fairs, the cheapest of these for each, and what it costs."""
        some = np.flatnonzero(np.isin(self.fair_at, fairs))
        order = some[np.lexsort((self.cost[some], self.demand_at[some]))]
        first = order[np.diff(self.demand_at[order], prepend=-1) != 0]
        demand, fair = (each[first].astype(np.intp) for each in (self.demand_at, self.fair_at))
        return demand, fair, self.cost[first]
