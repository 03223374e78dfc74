"""A file's table as it was read, before its cells are validated."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

FEATURE = "feature"


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """A cell that holds a formula whose result the file does not carry."""

    formula: str

    def __str__(self) -> str:
        return self.formula


@dataclass(slots=True)
class RawTable:
    """
    Raw cells, title rows and header included.

    Parameters
    ----------
    cells
        Objects; the index holds the rows as a spreadsheet counts them, the columns count from 0.
        A cell is text, int, float, bool, datetime, date, time, timedelta, `Uncomputed`, or None.
        A file of features puts its fields' names in row 0 and its first feature in row 1.
    geometry
        For files of features: one shape or None for each row after the first, in ``crs``.
    crs
        What the file says of its coordinates, as pyproj reads it; None where it says nothing.
    datum
        The shifted datum that the file says its coordinates are in, ``gcj02`` or ``bd09``.
    epoch_1904
        Whether bare numbers that stand for days count from 1904 on.
    no_surplus
        Whether a cell right of the last heading means that its row was cut wrongly.
    notices
        What was changed in reading.
    """

    cells: pd.DataFrame
    geometry: npt.NDArray[np.object_] | None = None
    crs: str | None = None
    datum: str | None = None
    epoch_1904: bool = False
    no_surplus: bool = False
    notices: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """What its rows are to whoever made the file."""
        return "row" if self.geometry is None else FEATURE

    def is_filled(self) -> npt.NDArray[np.bool_]:
        """Which rows hold anything, shape (n,); features do, whatever their fields say."""
        if self.geometry is not None:
            return np.ones(len(self.cells), dtype=bool)
        filled = np.zeros(len(self.cells), dtype=bool)
        for at in range(self.cells.shape[1]):
            column = self.cells.iloc[:, at]
            filled |= ~np.fromiter((is_empty(v) for v in column), dtype=bool, count=len(filled))
        return filled


def is_empty(value: Any) -> bool:
    """Whether a cell holds nothing."""
    return value is None or (isinstance(value, str) and not value.strip())
