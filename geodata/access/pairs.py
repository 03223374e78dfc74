"""Which venues each demand point can go to, and what each trip costs."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from geodata.access.trip import within
from geodata.base.arrays import Ints

Positions = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """
    The ways from demand points to venues, sorted by demand and then venue, each once.

    A pair that is missing is no way at all, and never a number.

    Parameters
    ----------
    demand_at, venue_at
        Positions of a way's ends, shape (n,).
    cost
        Of each way, in one unit, finite and not negative, shape (n,).
    demands, venues
        How many points and venues there are, those without a way included.
    """

    demand_at: Positions
    venue_at: Positions
    cost: npt.NDArray[np.floating]
    demands: int
    venues: int

    @classmethod
    def of(
        cls,
        demand_at: npt.NDArray[np.integer],
        venue_at: npt.NDArray[np.integer],
        cost: npt.NDArray[np.floating],
        *,
        size: tuple[int, int],
    ) -> Self:
        """
        Pairs in any order, put in theirs; of those that stand there twice the cheaper stays.

        Parameters
        ----------
        size
            How many demand points and venues there are.
        """
        demands, venues = size
        ends = demand_at.astype(np.int64) * venues + venue_at
        if not (ends[1:] > ends[:-1]).all():  # millions come in order as a rule
            at = np.lexsort((cost, ends))
            at = at[np.diff(ends[at], prepend=-1) != 0]
            demand_at, venue_at, cost = demand_at[at], venue_at[at], cost[at]
        return cls(demand_at.astype(np.int32), venue_at.astype(np.int32), cost, demands, venues)

    def __len__(self) -> int:
        return len(self.cost)

    def __getitem__(self, chosen: npt.NDArray[np.bool_] | Ints | slice) -> "Pairs":
        """Some of the pairs, chosen by flags, ascending positions or a stretch."""
        return Pairs(
            self.demand_at[chosen],
            self.venue_at[chosen],
            self.cost[chosen],
            self.demands,
            self.venues,
        )

    def within(self, limit: float) -> "Pairs":
        """Those that cost no more than a limit, which counts itself."""
        return self[within(self.cost.astype(np.float64, copy=False), limit)]

    @property
    def starts(self) -> Ints:
        """Where each demand point's pairs begin, and after them all their end, shape (m + 1,)."""
        return np.searchsorted(self.demand_at, np.arange(self.demands + 1))
