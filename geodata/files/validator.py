"""One table in the making: its cells read, its problems collected."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.campaign.schema import AXES, WAGE_BOUNDS, WHOLE, Column, Kind, Table
from geodata.cells.values import (
    LARGEST_AMOUNT,
    LARGEST_COUNT,
    LARGEST_PERSONS,
    CellRefused,
    PartsRefused,
    Reader,
)
from geodata.errors import CellProblem
from geodata.files.options import ReadOptions
from geodata.formats.raw_table import is_empty

LONGEST_EXCERPT = 80
# Kinds of numbers, and between which bounds a plain one is right whatever else is known.
BOUNDS = {
    Kind.LON: (-180, 180),
    Kind.LAT: (-180, 180),
    Kind.PERSONS: (0, LARGEST_PERSONS),
    Kind.AMOUNT: (0, LARGEST_AMOUNT),
    Kind.COUNT: (0, LARGEST_COUNT),
    Kind.WAGE: WAGE_BOUNDS,
}


@dataclass(slots=True)
class Validator:
    """
    One table in the making.

    Parameters
    ----------
    rows
        The file's number of each row that is left.
    raw
        Raw cells of each of our columns that is there.
    problems, changes
        What was found, and what was changed how often.
    illustrative
        Whether any row says that it is made up.
    """

    table: Table
    options: ReadOptions
    rows: npt.NDArray[np.int64]
    raw: Mapping[str, list[Any]]
    readers: Mapping[Kind, Reader]
    problems: list[CellProblem] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    notices: list[str] = field(default_factory=list)
    illustrative: bool = False

    def refuse(self, at: int, column: str, value: object, reason: str) -> None:
        """Add a problem with one cell; ``at`` is its position among the rows left."""
        self.refuse_row(int(self.rows[at]), column, value, reason)

    def refuse_row(self, row: int, column: str, value: object, reason: str) -> None:
        """Add a problem with one cell of a row, as the file counts its rows."""
        self.problems.append(CellProblem(row, column, value, reason))

    def read(self, column: Column) -> list[Any]:
        """The cells of a column; None where they are empty or refused."""
        values = self.raw.get(column.name)
        if values is None:
            return [None] * len(self.rows)
        if column.kind in BOUNDS:
            return self.read_numbers(column, values)
        return self.read_each(column, values, range(len(values)), [None] * len(values))

    def read_numbers(self, column: Column, values: list[Any]) -> list[Any]:
        """As `read`; plain numbers all at once, so that millions of them take seconds."""
        plain = [v if type(v) in (str, int, float) else None for v in values]
        numbers = pd.to_numeric(pd.Series(plain, dtype=object), errors="coerce").to_numpy(float)
        least, most = BOUNDS[column.kind]
        good = (numbers >= least) & (numbers <= most)
        if column.kind in WHOLE:
            good &= numbers % 1 == 0
        read: list[Any] = numbers.tolist()
        # What is left is empty, wrong, or written in another way.
        return self.read_each(column, values, np.flatnonzero(~good).tolist(), read)

    def read_each(
        self, column: Column, values: list[Any], positions: Iterable[int], read: list[Any]
    ) -> list[Any]:
        """Read the cells at some positions one by one into ``read``."""
        for at in positions:
            if not is_empty(values[at]):
                read[at] = self.read_cell(column, at, values[at])
                continue
            read[at] = None
            if column.needed and column.kind not in AXES and not self.is_given(column, at):
                self.refuse(at, column.name, None, "is empty, and is needed")
        return read

    def is_given(self, column: Column, at: int) -> bool:
        """Whether a row fills the column that stands for another."""
        values = self.raw.get(column.given_by or "")
        return values is not None and not is_empty(values[at])

    def read_cell(self, column: Column, at: int, value: Any) -> Any:
        """The value of a cell that holds something; None where it was refused."""
        try:
            return self.readers[column.kind](value, self.tell)
        except PartsRefused as refusal:
            for part, reason in refusal.parts:
                self.refuse(at, column.name, excerpt(part), reason)
        except CellRefused as refusal:
            self.refuse(at, column.name, excerpt(value), str(refusal))
        return None

    def tell(self, change: str) -> None:
        """Count a change, to be told once."""
        self.changes[change] += 1

    def all_notices(self) -> list[str]:
        """What was changed or left out, each change with how often."""
        return [*self.notices, *(f"{text} ({n:,} times)" for text, n in self.changes.items())]


def excerpt(value: Any) -> str | float:
    """A cell's value as a problem quotes it."""
    if isinstance(value, str) and len(value) > LONGEST_EXCERPT:
        return f"{value[: LONGEST_EXCERPT - 1]}…"
    return value if isinstance(value, str | int | float) else str(value)


def column_values(column: Column, values: list[Any]) -> Any:
    """A column's values as a frame has them, with what stands for empty cells."""
    empty = column.empty_value
    complete: Any = [empty if value is None else value for value in values]
    match column.dtype:
        case "float64" | "int64" | "bool" as plain:
            return np.array(complete, dtype=plain)
        case "Int64":
            return pd.array(complete, dtype="Int64")
    return pd.array(complete, dtype="str")
