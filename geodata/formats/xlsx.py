"""Workbooks (.xlsx): the first visible sheet that holds anything, after a look into the archive."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from geodata.errors import refusal
from geodata.formats.headers import ROWS_LOOKED_AT
from geodata.formats.raw_table import RawTable, Uncomputed, is_empty
from geodata.formats.sheets import MOST_COLUMNS, fill_merged_cells, sheet_cells, sheet_notices
from geodata.formats.xlsx_package import Source, plain_package
from geodata.formats.xlsx_xml import look_at, uncomputed_cells

ROWS_TO_SEE_ANYTHING = 100
# Office Open XML writes what XML cannot hold as _x0001_ (ECMA-376 part 1, 22.9.2.19).
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_workbook(path: Path, most_rows: int) -> RawTable:
    """
    A workbook's first visible sheet with content.

    Raises
    ------
    FileRefused
        For an archive that is broken, a bomb or no workbook, or a sheet too wide or too long.
    """
    source = plain_package(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not read
            book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
            return first_sheet(path, source, book, most_rows)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, EOFError,
            zipfile.BadZipFile, zlib.error, OSError):  # fmt: skip
        reason = "is a broken workbook; open it in a spreadsheet program and save it anew"
        raise refusal(path, reason) from None


def first_sheet(path: Path, source: Source, book: Any, most_rows: int) -> RawTable:
    """The first visible sheet that holds anything."""
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for number, sheet in enumerate(sheets):
        look = look_at(path, source, part_of(sheet))
        rows = list(rows_of(path, sheet, most_rows, errors=look.errors))
        if look.formulas:
            mark_uncomputed_cells(path, source, sheet, rows, most_rows)
        if not rows:
            continue
        others = [*sheets[:number], *filter(holds_anything, sheets[number + 1 :])]
        titles = [str(other.title) for other in others]
        left_out = sheet_notices(str(sheet.title), titles, look.hidden)
        notices = (*left_out, *fill_merged_cells(look.merges, rows))
        epoch_1904 = book.epoch == CALENDAR_MAC_1904
        return RawTable(sheet_cells(rows), epoch_1904=epoch_1904, notices=notices)
    raise refusal(path, "has no visible sheet with anything in it")


def holds_anything(sheet: Any) -> bool:
    """Whether there is anything in the first rows of a sheet."""
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(values_only=True), ROWS_TO_SEE_ANYTHING)
    return any(not is_empty(value) for row in rows for value in row)


def rows_of(path: Path, sheet: Any, most_rows: int, *, errors: bool) -> Iterator[list[Any]]:
    """A sheet's rows up to the last that holds anything, each up to its last cell."""
    sheet.reset_dimensions()  # what a file says of its size need not be so
    waiting = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        row = trim(cells)
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
        yield [unescape(value, errors=errors) for value in row]


def trim(cells: tuple[Any, ...]) -> list[Any]:
    """A row without the empty cells at its end."""
    last = len(cells)
    while last and is_empty(cells[last - 1]):
        last -= 1
    return list(cells[:last])


def unescape(value: Any, *, errors: bool) -> Any:
    """A cell's own text; in a sheet with errors, what looks like one is marked as such."""
    if not isinstance(value, str):
        return value
    if errors and value in ERROR_CODES:
        return Uncomputed(value)
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)


def part_of(sheet: Any) -> str:
    """Where in the archive a sheet stands."""
    return str(sheet._worksheet_path)  # noqa: SLF001 - openpyxl keeps it to itself


def mark_uncomputed_cells(
    path: Path, source: Source, sheet: Any, rows: list[list[Any]], most_rows: int
) -> None:
    """Tell formulas whose result the file does not hold from cells that are empty."""
    for row, column, formula in uncomputed_cells(source, part_of(sheet)):
        if row > most_rows + ROWS_LOOKED_AT or column > MOST_COLUMNS:
            where = f"{get_column_letter(column)}{row}"
            raise refusal(
                path, f"cell {where}: a formula beyond the rows and columns that are read"
            )
        rows.extend([] for _ in range(row - len(rows)))
        cells = rows[row - 1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = formula
