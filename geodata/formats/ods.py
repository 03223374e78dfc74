"""
Sheets of OpenDocument (.ods): the first visible one that holds anything.

A few bytes may say that a row or a cell is repeated a million times; such numbers are looked at
before anything is repeated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geodata.errors import refusal
from geodata.formats.archive import open_archive
from geodata.formats.headers import ROWS_LOOKED_AT
from geodata.formats.ods_cells import OFFICE, STYLE, TABLE, value_of
from geodata.formats.raw_table import RawTable, is_empty
from geodata.formats.sheets import (
    MOST_COLUMNS,
    Merge,
    fill_merged_cells,
    sheet_cells,
    sheet_notices,
)

CONTENT, KIND, MANIFEST = "content.xml", "mimetype", "META-INF/manifest.xml"
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_MERGES = 100_000
ROW, SHEET = f"{TABLE}table-row", f"{TABLE}table"
DOCUMENT = f"{OFFICE}spreadsheet"
CELL, COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"


@dataclass(slots=True)
class Sheet:
    """
    A sheet in the making.

    Parameters
    ----------
    is_read
        Whether its rows are kept; of the others it is enough whether they hold anything.
    rows
        Up to the last that holds anything, each up to its last cell.
    waiting
        How many empty rows follow.
    hidden
        How many rows are hidden.
    """

    title: str
    visible: bool
    is_read: bool
    holds: bool = False
    rows: list[list[Any]] = field(default_factory=list)
    waiting: int = 0
    merges: list[Merge] = field(default_factory=list)
    hidden: int = 0


def read_ods(path: Path, most_rows: int) -> RawTable:
    """
    The first visible sheet with content of an OpenDocument spreadsheet.

    Raises
    ------
    FileRefused
        For an archive that is broken, a bomb or no spreadsheet, or a sheet too wide or too long.
    """
    with open_archive(path) as archive:
        names = archive.namelist()
        if CONTENT not in names:
            raise refusal(path, "is an archive, but no OpenDocument; save it anew as .ods")
        if MANIFEST in names and b"encryption-data" in archive.read(MANIFEST):
            raise refusal(path, "is protected with a password; save it without one")
        if KIND in names and not archive.read(KIND).strip().startswith(SPREADSHEET):
            raise refusal(path, "is an OpenDocument, but no spreadsheet; save its table as .ods")
        with archive.open(CONTENT) as content:
            return first_sheet(path, content, most_rows)


def first_sheet(path: Path, content: IO[bytes], most_rows: int) -> RawTable:
    """The first visible sheet that holds anything, and the names of the others that do."""
    chosen: Sheet | None = None
    others: list[str] = []
    try:
        for sheet in sheets(path, content, most_rows):
            if sheet.is_read and sheet.holds:
                chosen = sheet
            elif sheet.visible and (sheet.holds or chosen is None):
                others.append(sheet.title)
    except DefusedXmlException:
        raise refusal(path, "defines entities of its own; save it anew") from None
    except (ParseError, UnicodeError, ValueError, LookupError, OverflowError):
        reason = "is a broken workbook; open it in a spreadsheet program and save it anew"
        raise refusal(path, reason) from None
    if chosen is None:
        raise refusal(path, "has no visible sheet with anything in it")
    notices = (
        *sheet_notices(chosen.title, others, chosen.hidden),
        *fill_merged_cells(chosen.merges, chosen.rows),
    )
    return RawTable(sheet_cells(chosen.rows), notices=notices)


def sheets(path: Path, content: IO[bytes], most_rows: int) -> Iterator[Sheet]:
    """Every sheet of a document, one by one; a table within a cell, or of a link, is none."""
    invisible: set[str | None] = set()
    above: list[Element] = []
    sheet: Sheet | None = None
    found = False
    for event, node in iterparse(content, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if node.tag == SHEET and above and above[-1].tag == DOCUMENT:
                visible = node.get(f"{TABLE}style-name") not in invisible
                sheet = Sheet(node.get(f"{TABLE}name", ""), visible, visible and not found)
            above.append(node)
            continue
        above.pop()
        if node.tag == f"{STYLE}style" and is_invisible(node):
            invisible.add(node.get(f"{STYLE}name"))
        elif sheet is not None and node.tag == ROW and not is_nested(above):
            if sheet.is_read:
                add_row(path, sheet, node, most_rows)
            sheet.holds = sheet.holds or holds_anything(node)
            node.clear()
        elif sheet is not None and node.tag == SHEET and above[-1].tag == DOCUMENT:
            found = found or (sheet.is_read and sheet.holds)
            yield sheet
            sheet = None
            node.clear()


def holds_anything(row: Element) -> bool:
    """Whether any cell of a row holds something."""
    return any(cell.tag == CELL and (cell.get(f"{OFFICE}value-type") or len(cell)) for cell in row)


def is_nested(above: Sequence[Element]) -> bool:
    """Whether a row stands in a table within a cell."""
    return sum(each.tag == SHEET for each in above) > 1


def is_invisible(style: Element) -> bool:
    """Whether a style hides the sheets that have it."""
    return any(each.get(f"{TABLE}display") == "false" for each in style)


def add_row(path: Path, sheet: Sheet, node: Element, most_rows: int) -> None:
    """Add a row to a sheet, as often as it is repeated."""
    times = repeats(node, "rows")
    number = len(sheet.rows) + sheet.waiting + 1
    row = cells_of(path, sheet, node, number)
    if not row:
        sheet.waiting += times
        return
    last = number + times - 1
    if last > most_rows + ROWS_LOOKED_AT:
        raise refusal(path, f"row {last:,}: at most {most_rows:,} rows are read from .ods")
    sheet.rows.extend([] for _ in range(sheet.waiting))
    sheet.waiting = 0
    sheet.rows.extend(list(row) for _ in range(times))
    if node.get(f"{TABLE}visibility", "visible") != "visible":
        sheet.hidden += times


def cells_of(path: Path, sheet: Sheet, node: Element, number: int) -> list[Any]:
    """The cells of a row up to the last that holds anything; merges are noted."""
    row: list[Any] = []
    at = 0
    for cell in node:
        if cell.tag not in (CELL, COVERED):
            continue
        times = repeats(cell, "columns")
        value = value_of(cell) if cell.tag == CELL else None
        if not is_empty(value):
            if at + times > MOST_COLUMNS:
                reason = f"row {number:,} has more than {MOST_COLUMNS} columns"
                raise refusal(path, f"{reason}; save only the table anew")
            row.extend([None] * (at - len(row)))
            row.extend([value] * times)
            note_merge(path, sheet, cell, at + 1, number)
        at += times
    return row


def note_merge(path: Path, sheet: Sheet, cell: Element, column: int, row: int) -> None:
    """Remember a cell that reaches over others."""
    south = row + int(cell.get(f"{TABLE}number-rows-spanned", "1")) - 1
    east = column + int(cell.get(f"{TABLE}number-columns-spanned", "1")) - 1
    if south > row:
        sheet.merges.append((column, row, east, south))
    if len(sheet.merges) > MOST_MERGES:
        raise refusal(path, f"has more than {MOST_MERGES:,} merged ranges; unmerge them")


def repeats(node: Element, what: str) -> int:
    """How often a row or a cell stands there."""
    return max(1, int(node.get(f"{TABLE}number-{what}-repeated", "1")))
