"""Workbooks (.xlsx): the first visible sheet that holds anything, after a look into the archive."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from geodata.cells import is_empty
from geodata.grid import Grid, Uncomputed
from geodata.headers import ROWS_LOOKED_AT
from geodata.sandbox import refusal

MOST_UNPACKED = 400 * 2**20
MOST_PARTS = 2_000
MOST_COLUMNS = 200
MOST_MERGES = 100_000
HEAD = 4_096
CHUNK = 2**20
MERGE = re.compile(rb"mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")
# Office Open XML writes what XML cannot hold as _x0001_ (ECMA-376 part 1, 22.9.2.19).
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_workbook(path: Path, most_rows: int) -> Grid:
    """
    A workbook's first visible sheet with content.

    Raises
    ------
    FileRefused
        For an archive that is broken, a bomb or no workbook, or a sheet too wide or too long.
    """
    look_into(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not read
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            return first_sheet(path, book, most_rows)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, EOFError,
            zipfile.BadZipFile, OSError) as error:  # fmt: skip
        raise refusal(path, f"is a broken workbook ({type(error).__name__}: {error})") from None


def look_into(path: Path) -> None:
    """Refuse an archive that is none, that opens to too much, or that may expand further."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
                raise refusal(
                    path,
                    f"opens to more than {MOST_UNPACKED // 2**20} MB; save only the table anew",
                )
            if not any(part.filename.endswith("workbook.xml") for part in parts):
                raise refusal(path, "is an archive, but no workbook")
            if any(part.flag_bits & 1 for part in parts):
                raise refusal(path, "is protected with a password; save it without one")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as content:
                        if b"<!DOCTYPE" in content.read(HEAD):
                            raise refusal(path, f"{part.filename} defines entities of its own")
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise refusal(path, f"is cut off or broken ({error}); save it anew") from None


def first_sheet(path: Path, book: Any, most_rows: int) -> Grid:
    """The first visible sheet that holds anything."""
    notices = []
    sheets = [s for s in book.worksheets if s.sheet_state == "visible"]
    for number, sheet in enumerate(sheets):
        rows = list(rows_of(path, sheet, most_rows))
        if not rows:
            continue
        if len(sheets) > 1:
            others = ", ".join(s.title for s in (*sheets[:number], *sheets[number + 1 :]))
            notices.append(f"only the sheet {sheet.title} was read, not {others}"[:300])
        notices += fill_merged(path, sheet, rows)
        mark_uncomputed(path, sheet, rows)
        width = max(map(len, rows))
        cells = pd.DataFrame(
            [row + [None] * (width - len(row)) for row in rows],
            index=pd.RangeIndex(1, len(rows) + 1),
            dtype=object,
        )
        return Grid(cells, epoch_1904=book.epoch == CALENDAR_MAC_1904, notices=tuple(notices))
    raise refusal(path, "has no visible sheet with anything in it")


def rows_of(path: Path, sheet: Any, most_rows: int) -> Iterator[list[Any]]:
    """A sheet's rows up to the last that holds anything, each up to its last cell."""
    sheet.reset_dimensions()  # what a file says of its size need not be so
    waiting = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        row = trimmed(cells)
        if not row:
            waiting += 1
            continue
        if len(row) > MOST_COLUMNS:
            where = f"{get_column_letter(len(row))}{number}"
            raise refusal(path, f"cell {where}: at most {MOST_COLUMNS} columns are read")
        if number > most_rows + ROWS_LOOKED_AT:
            raise refusal(path, f"row {number:,}: at most {most_rows:,} rows are read from .xlsx")
        yield from ([] for _ in range(waiting))
        waiting = 0
        yield [unescaped(value) for value in row]


def trimmed(cells: tuple[Any, ...]) -> list[Any]:
    """A row without the empty cells at its end."""
    last = len(cells)
    while last and is_empty(cells[last - 1]):
        last -= 1
    return list(cells[:last])


def unescaped(value: Any) -> Any:
    """A cell's own text; what a formula could not compute is told as such."""
    if not isinstance(value, str):
        return value
    if value in ERROR_CODES:
        return Uncomputed(value)
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


def fill_merged(path: Path, sheet: Any, rows: list[list[Any]]) -> Iterator[str]:
    """Give every cell of a column that was merged downwards the value of the first."""
    filled = 0
    for west, north, east, south in merged(path, sheet):
        if south == north or east != west or north > len(rows) or west > len(rows[north - 1]):
            continue
        value = rows[north - 1][west - 1]
        for row in rows[north : min(south, len(rows))]:
            row.extend([None] * (west - len(row)))
            if is_empty(row[west - 1]):
                row[west - 1], filled = value, filled + 1
    if filled:
        yield f"{filled:,} cells below merged ones were given their value"


def merged(path: Path, sheet: Any) -> Iterator[tuple[int, int, int, int]]:
    """The merged ranges of a sheet: west, north, east, south, counted from 1."""
    count, tail = 0, b""
    with zipfile.ZipFile(path) as archive, archive.open(part_of(sheet)) as content:
        while chunk := content.read(CHUNK):
            text = tail + chunk
            for found in MERGE.finditer(text):
                count += 1
                if count > MOST_MERGES:
                    raise refusal(path, f"has more than {MOST_MERGES:,} merged ranges")
                yield range_boundaries(found[1].decode())
            cut = max((m.end() for m in MERGE.finditer(text)), default=0)
            tail = text[max(cut, len(text) - HEAD) :]


def part_of(sheet: Any) -> str:
    """Where in the archive a sheet stands."""
    return str(sheet._worksheet_path)  # noqa: SLF001 - openpyxl keeps it to itself


def mark_uncomputed(path: Path, sheet: Any, rows: list[list[Any]]) -> None:
    """Tell formulas whose result the file does not hold from cells that are empty."""
    if not has_formulas(path, sheet):
        return
    formulas = openpyxl.load_workbook(path, read_only=True, data_only=False)
    twin = formulas[sheet.title]
    twin.reset_dimensions()
    for cells, row in zip(twin.iter_rows(values_only=True), rows, strict=False):
        for at, value in enumerate(cells[:MOST_COLUMNS]):
            formula = getattr(value, "text", value)  # arrays keep theirs in an object
            if not (isinstance(formula, str) and formula.startswith("=")):
                continue
            row.extend([None] * (at + 1 - len(row)))
            if row[at] is None:
                row[at] = Uncomputed(formula)


def has_formulas(path: Path, sheet: Any) -> bool:
    """Whether a sheet holds any formula."""
    tail = b""
    with zipfile.ZipFile(path) as archive, archive.open(part_of(sheet)) as content:
        while chunk := content.read(CHUNK):
            if re.search(rb"<(\w+:)?f[\s>/]", tail + chunk):
                return True
            tail = chunk[-16:]
    return False
