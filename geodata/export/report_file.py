"""
How a report is written, in XLSX or CSV.

What is a number stays one: a spreadsheet adds it up and shows it with thousands or as per cent.
Nothing in such a file comes in again, so a text that a spreadsheet would run as a formula begins
with an apostrophe in CSV; in XLSX every text is a text cell.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time
from io import StringIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from geodata.base.atomic import atomic_file
from geodata.export.report import Cell, Figure, Heading, Report, Row
from geodata.export.writers import book_bytes, cell_of

DECIMALS = {Figure.WHOLE: 0, Figure.TENTHS: 1, Figure.HUNDREDTHS: 2, Figure.DEGREES: 6}
MOST_DECIMALS = 6
# What a spreadsheet takes for the beginning of a formula, in the widths of East Asia too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Of a sheet's name, after ECMA-376 and what spreadsheet programs take.
MOST_IN_SHEET_NAME = 31
NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
LEAST_WIDTH, MOST_WIDTH, NOTES_WIDTH = 8, 60, 90
A4 = 9
BREAK = 4  # where a heading breaks between words, its longer line is about so much over half
HEAD_HEIGHT = 32  # points, two lines


def csv_report(report: Report) -> bytes:
    """
    A report as CSV: RFC 4180 in UTF-8 with a byte order mark, by which Excel knows it.

    The table comes first, so that a program reads it from the first line; behind an empty line
    follows what the numbers mean.
    """
    text = StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    figures = [column.figure for column in report.columns]
    lines.writerow([harmless(column.text) for column in report.columns])
    for row in report.lines:
        lines.writerow([plain_text(f, value) for f, value in zip(figures, row, strict=True)])
    lines.writerow([])
    lines.writerow([harmless(report.title)])
    lines.writerows([harmless(word), harmless(told)] for word, told in report.notes)
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain_text(figure: Figure, value: Cell) -> str:
    """A cell of CSV: 37375012, 70.5%, 12.3; nothing where it is unknown."""
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if figure is Figure.SHARE:
        digits = share_decimals(value)
        return f"{round(value, digits + 2):.{digits}%}"
    return repr(value) if figure is Figure.DEGREES else f"{value:.{DECIMALS[figure]}f}"


def share_decimals(share: float) -> int:
    """How many decimals of per cent a share needs not to be rounded up to all, or down to none."""
    for digits in range(1, MOST_DECIMALS):
        if round(share, digits + 2) not in (0, 1) or share in (0, 1):
            return digits
    return MOST_DECIMALS


def excel_format(figure: Figure, value: Cell) -> str:
    """How a spreadsheet shows a number: with thousands, or as per cent."""
    if figure is Figure.SHARE:
        return f"0.{'0' * share_decimals(float(value or 0))}%"
    decimals = DECIMALS[figure]
    whole = "0" if figure is Figure.DEGREES else "#,##0"
    return f"{whole}.{'0' * decimals}" if decimals else whole


def xlsx_report(report: Report) -> bytes:
    """A report as XLSX: the table, and a second sheet that says what the numbers mean."""
    return xlsx_reports([report])


def xlsx_reports(reports: Sequence[Report]) -> bytes:
    """Reports in one XLSX: a sheet for each table, and the last with what the numbers mean."""
    last = reports[-1]
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = last.title, "fairreach"
    book.properties.created = book.properties.modified = datetime.combine(last.created, time())
    for report in reports:
        add_table(book, report)
    add_notes(book, last)
    return book_bytes(book)


def add_table(book: Workbook, report: Report) -> None:
    """The sheet of the table: its head stays in sight, on the screen and on each printed page."""
    page = book.create_sheet(sheet_name(report.title))
    page.freeze_panes = "B2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToHeight = 0  # as many pages as it takes; one is as wide as the table
    figures = [column.figure for column in report.columns]
    for at, width in enumerate(widths(report), 1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.row_dimensions[1].height = HEAD_HEIGHT
    page.append([head(page, column) for column in report.columns])
    for row in report.rows:
        page.append(cells(page, figures, row))
    if report.total is not None:
        page.append(cells(page, figures, report.total, bold=True))
    if report.mark:
        page.append([])
        page.append(cells(page, [Figure.TEXT], [report.mark], bold=True))


def add_notes(book: Workbook, report: Report) -> None:
    """The sheet that says what the numbers mean."""
    page = book.create_sheet(sheet_name(report.notes_title))
    page.column_dimensions["A"].width = column_width(word for word, _ in report.notes)
    page.column_dimensions["B"].width = NOTES_WIDTH
    page.append(cells(page, [Figure.TEXT], [report.title], bold=True))
    for word, told in report.notes:
        row = cells(page, [Figure.TEXT, Figure.TEXT], [word, told])
        for cell in row:
            if cell is not None:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.append(row)


def sheet_name(title: str) -> str:
    """A title as a sheet may be called."""
    return NOT_IN_SHEET_NAME.sub(" ", title)[:MOST_IN_SHEET_NAME].strip()


def head(page: Any, column: Heading) -> WriteOnlyCell:
    """A cell of the table's head, over its numbers."""
    cell = cell_of(page, column.text)
    cell.font = Font(bold=True)
    side = "left" if column.figure is Figure.TEXT else "right"
    cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)
    return cell


def cells(page: Any, figures: Sequence[Figure], row: Row, *, bold: bool = False) -> list[Any]:
    """A row of a sheet."""
    made = [cell_of(page, value) for value in row]
    for figure, value, cell in zip(figures, row, made, strict=True):
        if cell is None:
            continue
        if figure is not Figure.TEXT:
            cell.number_format = excel_format(figure, value)
        if bold:
            cell.font = Font(bold=True)
    return made


def widths(report: Report) -> list[float]:
    """How wide each column must be for its longest text or number, its heading on two lines."""
    return [
        max(
            column_width(display_text(column.figure, row[at]) for row in report.lines),
            column_width([column.text[: len(column.text) // 2 + BREAK]]),
        )
        for at, column in enumerate(report.columns)
    ]


def display_text(figure: Figure, value: Cell) -> str:
    """A cell about as a spreadsheet shows it."""
    if isinstance(value, int | float) and figure in DECIMALS:
        return f"{value:,.{DECIMALS[figure]}f}"
    return plain_text(figure, value)


def column_width(texts: Iterable[str]) -> float:
    """The width of a column for its longest text, in characters; Chinese ones count twice."""
    longest = max((text_width(text) for text in texts), default=0)
    return float(min(max(longest + 3, LEAST_WIDTH), MOST_WIDTH))


def text_width(text: str) -> int:
    """How many narrow characters' room a text needs."""
    return sum(1 + (unicodedata.east_asian_width(char) in ("W", "F")) for char in text)


REPORTS: Mapping[str, Callable[[Report], bytes]] = {".xlsx": xlsx_report, ".csv": csv_report}
"""
How a report is written, by the extension of its file.

OSError where there is no room for a draft: openpyxl writes each sheet to a file for a moment.
"""


def write_report(report: Report, path: Path) -> int:
    """Write a report to a file whose extension is one of ``REPORTS``; how many rows it has."""
    with atomic_file(path) as part:
        part.write_bytes(REPORTS[path.suffix.lower()](report))
    return len(report.rows)
