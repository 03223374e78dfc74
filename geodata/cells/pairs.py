"""One column with both coordinates, as map services give a point: ``106.55,29.56``."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from geodata.base.arrays import Floats
from geodata.cells.coordinates import in_china, parse_degrees
from geodata.cells.values import CellRefused, Tell, plain_text, read_number
from geodata.formats.raw_table import is_empty

AROUND = re.compile(r"^\s*(?:POINT\s*)?[(\[{]?\s*|\s*[)\]}]?\s*$", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[,，;；、]\s*|\s+")
LOOKED_AT = 100
Pair = tuple[float, float]


def read_pair(value: Any, tell: Tell) -> Pair:
    """
    Two coordinates in the order in which they are written.

    Raises
    ------
    CellRefused
        If the cell holds anything else.
    """
    text = AROUND.sub("", plain_text(value, tell))
    parts = [part for part in BETWEEN.split(text) if part]
    if len(parts) != 2:
        raise CellRefused("is no point; write longitude and latitude, such as 106.55,29.56")
    first, second = parts
    try:
        return one_of_pair(first, "lon", tell), one_of_pair(second, "lat", tell)
    except CellRefused:
        # What names its axis, 29°33′N 106°33′E, says itself which way round it is.
        return one_of_pair(first, "lat", tell), one_of_pair(second, "lon", tell)


def one_of_pair(text: str, axis: str, tell: Tell) -> float:
    """One coordinate: a number, or degrees with their signs."""
    try:
        return read_number(text, tell)
    except CellRefused:
        return parse_degrees(text, axis, tell)


def are_pairs(values: Sequence[Any]) -> bool:
    """Whether any of the first cells that hold something is a point: a heading may be chance."""
    filled = [value for value in values if not is_empty(value)][:LOOKED_AT]
    for value in filled:
        try:
            read_pair(value, lambda _: None)
        except CellRefused:
            continue
        return True
    return False


def axes_of(pairs: Sequence[Pair | None], *, projected: bool) -> tuple[Floats, Floats, bool]:
    """
    Longitudes and latitudes of the points of a column; NaN for none.

    Returns
    -------
    lon, lat
        Shape (n,).
    exchanged
        Whether latitude is written first: every point lies in China only so.
    """
    empty = (np.nan, np.nan)
    both = np.array([pair or empty for pair in pairs], dtype=float).reshape(-1, 2)
    first, second = both[:, 0], both[:, 1]
    known = np.isfinite(first)
    swapped = in_china(second, first) & ~in_china(first, second)
    if projected or not known.any() or not swapped[known].all():
        return first, second, False
    return second, first, True
