"""The arrays that everything is calculated in."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
LOOKED_AT = 16


class ArrayKey:
    """
    What keeps things by an array that nobody changes: another of the same elements is the same.

    A few of them are hashed. All are compared, unless it is this very array: of thousands, that
    takes an eighth of the time of a key that holds them as bytes.
    """

    __slots__ = ("_array", "_hash")

    def __init__(self, array: Ints) -> None:
        few = array[:: max(len(array) // LOOKED_AT, 1)]
        self._array, self._hash = array, hash((len(array), few.tobytes()))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ArrayKey):
            return NotImplemented
        return self._array is other._array or np.array_equal(self._array, other._array)


def spans(low: Ints, count: Ints) -> Ints:
    """Whole numbers from each ``low`` on, ``count`` of each, one run after the other."""
    before = np.cumsum(count) - count
    every: Ints = np.arange(int(count.sum())) + np.repeat(low - before, count)
    return every


def sorted_at(among: npt.NDArray[Any], wanted: npt.NDArray[Any], *, past: bool = False) -> Ints:
    """
    Where values stand in a sorted array: before those equal to them, or ``past`` them.

    Of another type numpy would take the whole array over before it looks: what is sought takes on
    the type of the array, which has to have room for it.
    """
    at: Ints = np.searchsorted(among, wanted.astype(among.dtype), side="right" if past else "left")
    return at


def distinct_points(places: Floats) -> tuple[Ints, Ints]:
    """
    Points that several rows may share, in the order of each point's first row.

    Parameters
    ----------
    places
        Longitude and latitude by row, shape (n, 2).

    Returns
    -------
    ndarray
        The first row of each point, shape (points,).
    ndarray
        The point of each row, shape (n,).
    """
    # A pair of doubles, seen as one complex number, is sorted at once.
    place = np.ascontiguousarray(places).view(np.complex128).ravel()
    _, first, point_at = np.unique(place, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[point_at]
