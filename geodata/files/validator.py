"""One table in the making: its cells read, its problems collected."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.campaign.schema import Column, Kind, Table
from geodata.errors import CellProblem
from geodata.files import cells as reading
from geodata.files.cells import CellRefused, PartsRefused, Reader, is_empty
from geodata.files.coordinates import coordinate_reader
from geodata.files.dates import day_reader, read_hours, read_time
from geodata.files.options import ReadOptions

# Kinds of numbers, and between which bounds a plain one is right whatever else is known.
PLAIN = {
    Kind.LON: (-180, 180),
    Kind.LAT: (-180, 180),
    Kind.PERSONS: (0, reading.LARGEST_PERSONS),
    Kind.COUNT: (0, reading.LARGEST_COUNT),
}


@dataclass(slots=True)
class Judge:
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
    """

    table: Table
    options: ReadOptions
    rows: npt.NDArray[np.int64]
    raw: Mapping[str, list[Any]]
    readers: Mapping[Kind, Reader]
    problems: list[CellProblem] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    notices: list[str] = field(default_factory=list)

    def refuse(self, at: int, column: str, value: object, reason: str) -> None:
        """Tell of one cell; ``at`` is its position among the rows left."""
        self.problems.append(CellProblem(int(self.rows[at]), column, value, reason))

    def read(self, column: Column) -> list[Any]:
        """The cells of a column; None where they are empty or refused."""
        values = self.raw.get(column.name)
        if values is None:
            return [None] * len(self.rows)
        if column.kind in PLAIN:
            return self.read_numbers(column, values)
        return self.read_each(column, values, range(len(values)), [None] * len(values))

    def read_numbers(self, column: Column, values: list[Any]) -> list[Any]:
        """As `read`; plain numbers all at once, so that millions of them take seconds."""
        plain = [v if type(v) in (str, int, float) else None for v in values]
        numbers = pd.to_numeric(pd.Series(plain, dtype=object), errors="coerce").to_numpy(float)
        least, most = PLAIN[column.kind]
        good = (numbers >= least) & (numbers <= most)
        if column.kind is Kind.COUNT:
            good &= numbers % 1 == 0
        read: list[Any] = numbers.tolist()
        # What is left is empty, wrong, or written in another way.
        return self.read_each(column, values, np.flatnonzero(~good).tolist(), read)

    def read_each(
        self, column: Column, values: list[Any], positions: Any, read: list[Any]
    ) -> list[Any]:
        """Read the cells at some positions one by one into ``read``."""
        reader = self.readers[column.kind]
        for at in positions:
            value = values[at]
            if is_empty(value):
                read[at] = None
                if column.needed and column.kind not in (Kind.LON, Kind.LAT):
                    self.refuse(at, column.name, None, "is empty, and is needed")
                continue
            try:
                read[at] = reader(value, self.tell)
            except PartsRefused as refusal:
                read[at] = None
                for part, reason in refusal.parts:
                    self.refuse(at, column.name, shown(part), reason)
            except CellRefused as refusal:
                read[at] = None
                self.refuse(at, column.name, shown(value), str(refusal))
        return read

    def tell(self, change: str) -> None:
        """Count a change, to be told once."""
        self.changes[change] += 1


def shown(value: Any) -> object:
    """A cell's value as a problem shows it."""
    if isinstance(value, str) and len(value) > 80:
        return f"{value[:79]}…"
    return value if isinstance(value, str | int | float) else str(value)


def readers_of(options: ReadOptions, *, epoch_1904: bool, projected: bool) -> Mapping[Kind, Reader]:
    """How each kind of cell is read."""
    return {
        Kind.TEXT: reading.read_text,
        Kind.DISTRICT: reading.read_text,
        Kind.ID: reading.read_id,
        Kind.ADCODE: reading.read_adcode,
        Kind.LON: coordinate_reader("lon", projected=projected),
        Kind.LAT: coordinate_reader("lat", projected=projected),
        Kind.DATE: day_reader(options.year, epoch_1904=epoch_1904),
        Kind.TIME: read_time,
        Kind.HOURS: read_hours,
        Kind.COUNT: reading.read_count,
        Kind.PERSONS: reading.read_persons,
        Kind.STATUS: reading.read_status,
        Kind.GROUP: reading.read_group,
        Kind.SITUATIONS: reading.read_situations,
        Kind.CONDITIONS: reading.read_conditions,
        Kind.LINK: reading.read_link,
    }


def typed(column: Column, values: list[Any]) -> Any:
    """A column's values as the stored table has them."""
    match column.kind:
        case Kind.LON | Kind.LAT | Kind.PERSONS:
            return np.array([np.nan if v is None else v for v in values], dtype=float)
        case Kind.COUNT if column.needed:
            return np.array([0 if v is None else v for v in values], dtype=np.int64)
        case Kind.COUNT:
            return pd.array([pd.NA if v is None else int(v) for v in values], dtype="Int64")
        case Kind.STATUS:
            return pd.array(["published" if v is None else v for v in values], dtype="str")
        case Kind.GROUP:
            return pd.array(["all" if v is None else v for v in values], dtype="str")
    return pd.array(["" if v is None else v for v in values], dtype="str")
