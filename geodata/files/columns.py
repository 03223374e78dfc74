"""
Columns of a file from outside, each read at once: ids and numbers, a million rows in a second.

What tables of a campaign need beside, their dates, places and names, nothing here has.
"""

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.base.arrays import Floats, Ints
from geodata.base.sandbox import run_in_sandbox
from geodata.cells.values import CellRefused, as_text, read_number
from geodata.errors import CellProblem, FileRefused
from geodata.formats.delimited import delimiter_of, read_text_table
from geodata.formats.encodings import decode
from geodata.formats.formulas import unshield
from geodata.formats.headers import ROWS_LOOKED_AT, normal
from geodata.formats.raw_table import is_empty

MOST_ROWS, MOST_ROWS_SHEET = 50_000_000, 1_048_576
TEXTS = (".csv", ".tsv", ".txt")
LONGEST_ID = 64
# More problems than these nobody reads.
MOST_TOLD = 2_000
MISSING = "is empty, and is needed"
NAMES: Mapping[str, tuple[str, ...]] = {
    "demand_id": ("需求点编号", "人口点编号"),
    "venue_id": ("场地编号", "候选点编号"),
    "cost": ("成本", "费用", "出行成本"),
    "persons": ("人数", "人口"),
    "capacity": ("容量", "座位数"),
    "district": ("区县", "行政区"),
}
"""The columns of siting's files, and what else they may be called."""


@dataclass(frozen=True, eq=False, slots=True)
class IdColumn:
    """Which of some ids each row has, shape (n,); -1 where a cell was refused."""

    at: Ints
    ids: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Columns:
    """
    What a file holds.

    Parameters
    ----------
    path
        The file.
    rows
        The file's number of each row, shape (n,).
    ids, numbers
        Its columns by name.
    problems
        All that cannot be used.
    """

    path: Path
    rows: npt.NDArray[np.int64]
    ids: Mapping[str, IdColumn]
    numbers: Mapping[str, Floats]
    problems: list[CellProblem] = field(default_factory=list)

    def refuse(self, at: int, column: str, value: object, reason: str) -> None:
        """Add a problem with one cell of the row at a position."""
        self.problems.append(CellProblem(int(self.rows[at]), column, value, reason))


def read_columns(path: Path, ids: Sequence[str], numbers: Sequence[str]) -> Columns:
    """
    Read some columns of a file, in a child process that may take only so much.

    Raises
    ------
    FileRefused
        If the file cannot be read at all; what is wrong with cells is in the result.
    """
    return run_in_sandbox(parse_columns, path, tuple(ids), tuple(numbers), path=path)


def parse_columns(path: Path, ids: Sequence[str], numbers: Sequence[str]) -> Columns:
    """Read the columns here and now; `read_columns` calls this in a child."""
    cells = _cells(path)
    wanted = (*ids, *numbers)
    header, where = _header(cells, wanted)
    problems = list(_header_problems(cells, header, where, wanted))
    if problems:
        raise FileRefused(path, problems)
    body = cells.iloc[header + 1 :]
    taken = body[[where[name][0] for name in wanted]].set_axis(list(wanted), axis=1)
    taken = taken.drop(index=_empty_rows(taken, ids))
    found = Columns(path, taken.index.to_numpy(np.int64), {}, {})
    id_columns = {name: _ids(found, name, taken[name]) for name in ids}
    floats = {name: _numbers(found, name, taken[name]) for name in numbers}
    return Columns(path, found.rows, id_columns, floats, found.problems)


def _cells(path: Path) -> pd.DataFrame:
    """Raw cells; the index counts rows as a spreadsheet does."""
    from geodata.formats.reader import (  # noqa: PLC0415  (GDAL is set up there, in the child only)
        beginning,
        read_raw_table,
        require_readable,
    )

    if path.suffix.lower() == ".parquet":
        return _parquet_cells(path)
    if path.suffix.lower() not in TEXTS:
        return read_raw_table(path, most_rows=MOST_ROWS, most_rows_xlsx=MOST_ROWS_SHEET).cells
    require_readable(path, path.suffix.lower(), beginning(path))
    text, _ = decode(path, path.read_bytes())
    if "\x00" in text:
        return read_text_table(path, MOST_ROWS).cells  # which says where
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=delimiter_of(text),
            header=None,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        # Rows of other lengths, open quotation marks: the slower reader says which row it is.
        return read_text_table(path, MOST_ROWS).cells
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    return cells


def _parquet_cells(path: Path) -> pd.DataFrame:
    """The rows of a Parquet file beneath a row of its columns' names, as of other files."""
    import fastparquet  # noqa: PLC0415  (for such a file alone)

    with path.open("rb") as file:
        frame = fastparquet.ParquetFile(file).to_pandas()
    texts = {name: frame[name].astype(object) for name in frame.columns}
    body = pd.DataFrame(dict(enumerate(texts.values())))
    cells = pd.concat([pd.DataFrame([list(texts)]), body], ignore_index=True)
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    return cells


def _header(cells: pd.DataFrame, wanted: Sequence[str]) -> tuple[int, dict[str, list[int]]]:
    """The row of the headings among the first twenty, and where in it each wanted column stands."""
    ours = {normal(heading): name for name in wanted for heading in (name, *NAMES.get(name, ()))}
    rows = cells.head(ROWS_LOOKED_AT).itertuples(index=False, name=None)
    found = [[ours.get(normal(cell)) for cell in row] for row in rows]
    at = max(range(len(found)), key=lambda n: len(set(found[n]) - {None}), default=0)
    names = found[at] if found else []
    return at, {
        name: [place for place, given in enumerate(names) if given == name] for name in wanted
    }


def _header_problems(
    cells: pd.DataFrame, header: int, where: Mapping[str, list[int]], wanted: Sequence[str]
) -> Iterator[CellProblem]:
    row = int(cells.index[header]) if len(cells) else None
    for name in wanted:
        if not where[name]:
            yield CellProblem(row, name, None, "this column is missing")
        elif len(where[name]) > 1:
            yield CellProblem(row, name, None, "this column is there twice")


def _empty_rows(cells: pd.DataFrame, ids: Sequence[str]) -> list[int]:
    """The rows in which nothing stands; few have no ids, so few are looked at whole."""
    blank = np.ones(len(cells), dtype=bool)
    for name in ids:
        codes, values = pd.factorize(cells[name], use_na_sentinel=False)
        blank &= np.array([_is_missing(value) for value in values], dtype=bool)[codes]
    doubtful = cells.loc[cells.index[blank]]
    rows = zip(doubtful.index, doubtful.itertuples(index=False, name=None), strict=True)
    return [row for row, values in rows if all(map(_is_missing, values))]


def _is_missing(value: object) -> bool:
    """Whether a cell holds nothing; NaN stands for one of a row that is too short."""
    return is_empty(value) or (isinstance(value, float) and math.isnan(value))


def _ids(found: Columns, name: str, cells: pd.Series) -> IdColumn:
    """The ids of each row, sorted."""
    codes, values = pd.factorize(cells, use_na_sentinel=False)
    texts, reasons = zip(*map(_id, values), strict=True) if len(values) else ((), ())
    good = {text for text, why in zip(texts, reasons, strict=True) if not why}
    order = {text: at for at, text in enumerate(sorted(good))}
    places = [-1 if why else order[text] for text, why in zip(texts, reasons, strict=True)]
    at = np.array(places, dtype=np.intp)[codes]
    for row in np.flatnonzero(at < 0)[:MOST_TOLD].tolist():
        code = int(codes[row])
        value = None if reasons[code] == MISSING else str(values[code])
        found.refuse(row, name, value, reasons[code])
    return IdColumn(at, tuple(order))


def _id(value: Any) -> tuple[str, str]:
    """A cell as an id, and why it is none; "" if it is one."""
    if _is_missing(value):
        return "", MISSING
    try:
        text = unshield(as_text(value)).strip()
    except CellRefused as refused:
        return "", str(refused)
    if len(text) > LONGEST_ID:
        return text, f"is longer than {LONGEST_ID} characters"
    return text, "" if text.isprintable() else "holds characters that nobody sees"


def _numbers(found: Columns, name: str, cells: pd.Series) -> Floats:
    """Numbers, 0 or more; NaN where a cell was refused."""
    values = cells.to_numpy(dtype=object)
    # As Python reads them, to the last digit: a cost may be just the threshold.
    numbers = np.fromiter(map(_plain, values), float, len(values))
    good = (numbers >= 0) & (numbers < np.inf)
    for count, row in enumerate(np.flatnonzero(~good).tolist()):
        value = None if _is_missing(values[row]) else values[row]
        number, reason = _number(value)
        numbers[row] = number
        if reason and count < MOST_TOLD:
            found.refuse(row, name, value, reason)
    return numbers


def _plain(value: object) -> float:
    """A cell that is written as Python writes numbers; NaN for all others."""
    if type(value) not in (str, int, float):
        return np.nan
    try:
        return float(value) if "_" not in str(value) else np.nan  # type: ignore[arg-type]
    except ValueError:
        return np.nan


def _number(value: object) -> tuple[float, str]:
    """A cell as a number, and why it is none; "" if it is one."""
    if value is None:
        return np.nan, MISSING
    try:
        number = read_number(value, lambda _: None)
    except CellRefused as refused:
        return np.nan, str(refused)
    return number, "" if number >= 0 else "must be 0 or more"
