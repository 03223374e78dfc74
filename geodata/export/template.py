"""Empty tables to fill in: Chinese headings, an example row, and a sheet that explains them."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from geodata.base.atomic import atomic_file
from geodata.campaign.columns import EXAMPLE
from geodata.campaign.headings import heading
from geodata.campaign.schema import Kind, Table
from geodata.campaign.tables import TABLES
from geodata.errors import InputError
from geodata.export.writers import save_book

TEMPLATES = tuple(name for name, table in TABLES.items() if table.has_template)
WIDTH = 18
NOTES_TITLE = "说明 Notes"
NOTES_HEADINGS = ("列 Column", "English", "必填 Needed", "说明", "Notes")
LONG_NOTES = "DE"
FOOTNOTE = f"第 2 行（编号为 {EXAMPLE}）是示例，导入时略过。Row 2 ({EXAMPLE}) is passed over."


def write_template(name: str, path: Path) -> None:
    """
    Write an empty table to fill in.

    Parameters
    ----------
    name
        One of ``TEMPLATES``.
    path
        An ``.xlsx`` file; one that is there is replaced.

    Raises
    ------
    InputError
        For another table or extension.
    FairreachError
        If the file cannot be written.
    """
    if name not in TEMPLATES:
        raise InputError(f"{name}: there is no template; choose {', '.join(TEMPLATES)}")
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path.name}: a template is an .xlsx file")
    book = template_book(TABLES[name])
    with atomic_file(path) as part:
        save_book(book, part)


def template_book(table: Table) -> Workbook:
    """A table's headings with an example row, and a second sheet that explains them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = table.name
    fill_headings(sheet, table)
    fill_notes(book.create_sheet(NOTES_TITLE), table)
    return book


def fill_headings(sheet: Worksheet, table: Table) -> None:
    """The headings of a table, and its example row."""
    for number, column in enumerate(table.columns, 1):
        head = sheet.cell(1, number, heading(column, "zh"))
        head.font = Font(bold=True)
        sheet.cell(2, number, EXAMPLE if column.kind is Kind.ID else column.example)
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.freeze_panes = "A2"


def fill_notes(sheet: Worksheet, table: Table) -> None:
    """What each column of a table holds."""
    sheet.append(NOTES_HEADINGS)
    for column in table.columns:
        needed = "是 yes" if column.needed else ""
        names = heading(column, "zh"), column.name
        sheet.append([*names, needed, column.note_zh, column.note_en])
    sheet.append([])
    sheet.append([FOOTNOTE])
    for at in range(1, len(NOTES_HEADINGS) + 1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = 2 * WIDTH
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=letter in LONG_NOTES, vertical="top")
