"""What the sheets of every spreadsheet program have in common."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from geodata.formats.raw_table import is_empty

MOST_COLUMNS = 200
Merge = tuple[int, int, int, int]
"""A merged range: west, north, east, south, counted from 1."""


def sheet_cells(rows: Sequence[list[Any]]) -> pd.DataFrame:
    """Rows of any lengths as a raw table has them."""
    width = max(map(len, rows))
    return pd.DataFrame(
        [row + [None] * (width - len(row)) for row in rows],
        index=pd.RangeIndex(1, len(rows) + 1),
        dtype=object,
    )


def sheet_notices(title: str, others: Sequence[str], hidden: int) -> Iterator[str]:
    """What was left out of a workbook, and what was not although it is not seen."""
    if others:
        yield f"only the sheet {title} was read, not {', '.join(others)}"[:300]
    if hidden:
        yield f"hidden rows were read like the others: {hidden:,}"


def fill_merged_cells(merges: Iterable[Merge], rows: list[list[Any]]) -> Iterator[str]:
    """Give every cell of a column that was merged downwards the value of the first."""
    filled = 0
    for west, north, east, south in merges:
        if south == north or east != west or north > len(rows) or west > len(rows[north - 1]):
            continue
        value = rows[north - 1][west - 1]
        for row in rows[north : min(south, len(rows))]:
            row.extend([None] * (west - len(row)))
            if is_empty(row[west - 1]):
                row[west - 1], filled = value, filled + 1
    if filled:
        yield f"{filled:,} cells below merged ones were given their value"
