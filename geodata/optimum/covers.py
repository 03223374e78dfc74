"""Which venues can cover each demand point; points that the same venues cover are one."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from geodata.access.pairs import Pairs
from geodata.base.arrays import Flags, Floats, Ints

SEED = 505
# Above so many cells, to compare every set with every other takes longer than to solve with all.
COMPARED = 6_000_000


@dataclass(frozen=True, eq=False)
class Covers:
    """
    Sets of venues, each with the persons who need one of them.

    Parameters
    ----------
    starts
        Where the venues of each set begin in ``venue_at``, and last their end, shape (n + 1,).
    venue_at
        The venues of all sets, ascending in each.
    persons
        Who need one of each set, shape (n,).
    venues
        How many venues there are.
    """

    starts: Ints
    venue_at: Ints
    persons: Floats
    venues: int

    @classmethod
    def of(cls, pairs: Pairs, persons: Floats, *, gone: Flags) -> "Covers":
        """The sets of all demand points that some venue covers which may be in a plan."""
        held = ~gone[pairs.venue_at]
        demand_at, venue_at = pairs.demand_at[held], pairs.venue_at[held].astype(np.intp)
        points, counts = np.unique(demand_at, return_counts=True)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return cls(starts, venue_at, persons[points], pairs.venues)

    def __len__(self) -> int:
        return len(self.persons)

    @cached_property
    def sizes(self) -> Ints:
        """How many venues each set has, shape (n,)."""
        return np.diff(self.starts)

    @cached_property
    def set_at(self) -> Ints:
        """To which set each of ``venue_at`` belongs."""
        return np.repeat(np.arange(len(self)), self.sizes)

    @cached_property
    def matrix(self) -> "csr_array[np.float32, tuple[int, int]]":
        """Sets by venues, 1 where a set has a venue."""
        ones = np.ones(len(self.venue_at), dtype=np.float32)
        return csr_array((ones, self.venue_at, self.starts), shape=(len(self), self.venues))

    def __getitem__(self, chosen: Flags) -> "Covers":
        """Some of the sets."""
        sizes = self.sizes[chosen]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return Covers(starts, self.venue_at[chosen[self.set_at]], self.persons[chosen], self.venues)

    def covered_by(self, chosen: Flags) -> Flags:
        """Which sets have one of the chosen venues, shape (n,)."""
        return self.count_of(chosen) > 0

    def count_of(self, chosen: Flags) -> Ints:
        """How many of the chosen venues each set has, shape (n,)."""
        held = np.bincount(self.set_at, chosen[self.venue_at], len(self))
        return np.asarray(held, dtype=np.intp)

    def without_venues(self, dropped: Flags) -> "Covers":
        """The sets without some venues; each must keep one."""
        held = ~dropped[self.venue_at]
        sizes = np.bincount(self.set_at[held], minlength=len(self))
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return Covers(starts, self.venue_at[held], self.persons, self.venues)

    def merged(self) -> "Covers":
        """Equal sets as one, with the persons of all."""
        if not len(self):
            return self
        first, group = _groups(self)
        if not _is_same(self, first[group]):  # two sets of one fingerprint, once in 2**100 runs
            return self
        kept = np.zeros(len(self), dtype=bool)
        kept[first] = True
        summed = np.bincount(group, self.persons)
        rank = np.argsort(np.argsort(first))
        persons = np.empty(len(first))
        persons[rank] = summed
        merged = self[kept]
        return Covers(merged.starts, merged.venue_at, persons, self.venues)


def _groups(covers: Covers) -> tuple[Ints, Ints]:
    """The first set of each group of equal ones, and the group of each set."""
    keys = np.random.default_rng(SEED).integers(0, 2**63, (2, covers.venues), dtype=np.uint64)
    prints = [np.add.reduceat(key[covers.venue_at], covers.starts[:-1]) for key in keys]
    table = np.stack([*prints, covers.sizes.astype(np.uint64)], axis=1)
    whole = np.ascontiguousarray(table).view(np.dtype((np.void, table.itemsize * 3))).ravel()
    _, first, group = np.unique(whole, return_index=True, return_inverse=True)
    return first, group


def _is_same(covers: Covers, other: Ints) -> bool:
    """Whether each set is equal to the one named for it."""
    sizes = covers.sizes
    if (sizes != sizes[other]).any():
        return False
    within: npt.NDArray[np.intp] = np.arange(len(covers.venue_at)) - covers.starts[covers.set_at]
    theirs = covers.venue_at[covers.starts[other][covers.set_at] + within]
    return bool((theirs == covers.venue_at).all())


def essential(covers: Covers) -> Covers:
    """Without the sets that are covered whenever a smaller one is."""
    covers = covers.merged()
    if len(covers) ** 2 > COMPARED * 4 or len(covers) * covers.venues > COMPARED:
        return covers
    dense = covers.matrix.toarray()
    shared = dense @ dense.T
    # Row i has column k's whole set and more; merged, none is equal to another.
    implied = (shared == covers.sizes[None, :]) & (covers.sizes[None, :] < covers.sizes[:, None])
    return covers[~implied.any(axis=1)]


def outdone(covers: Covers, cost: Floats | None, *, free: Flags) -> Flags:
    """
    Which free venues cover nothing that another free one does not cover too, for no more money.

    Of equal ones the first stays.
    """
    dropped = np.zeros(covers.venues, dtype=bool)
    held = np.flatnonzero(free)
    if len(held) ** 2 > COMPARED * 4 or len(covers) * len(held) > COMPARED:
        return dropped
    dense = covers.matrix.toarray()[:, held]
    shared, size = dense.T @ dense, dense.sum(axis=0)
    inside = shared == size[:, None]  # all that i covers, k covers
    if cost is not None:
        inside &= cost[held][None, :] <= cost[held][:, None]
    equal = inside & inside.T
    earlier = np.tri(len(held), k=-1, dtype=bool)
    worse = inside & (~equal | earlier)
    dropped[held] = worse.any(axis=1)
    return dropped
