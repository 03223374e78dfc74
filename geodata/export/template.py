"""Empty tables to fill in: Chinese headings, an example row, and a sheet that explains them."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from geodata.base.atomic import replacing
from geodata.campaign.schema import Column, Kind
from geodata.campaign.tables import EXAMPLE, TABLES
from geodata.errors import InputError
from geodata.export.writers import save_book

TEMPLATES = ("fairs", "employers", "openings", "demand", "services", "policies")
EXAMPLES = {
    "name": {
        "fairs": "示例 江北区春季招聘会",
        "employers": "示例 某某公司",
        "services": "示例 某某登记",
        "policies": "示例 某某补贴",
    },
    "name_en": "Example",
    "name_id": "Contoh",
    "venue": "示例 江北区人力资源市场",
    "district": "江北区",
    "address": "示例路 1 号",
    "lon": 106.5744,
    "lat": 29.6066,
    "date": "2027-02-18",
    "start_time": "9:00",
    "end_time": "11:30",
    "booths": 60,
    "expected_seekers": 1200,
    "status": "计划",
    "sector": "汽车",
    "occupation": "电气工程师",
    "headcount": 5,
    "persons": 120,
    "group": "all",
    "services": "示例 某某登记；示例 某某咨询",
    "bring": "身份证",
    "notice": "示例 停车位有限",
    "about": "示例 一两句话",
    "who": "示例 某某人员",
    "hours": "工作日 9:00-17:00",
    "link": "https://www.example.gov.cn/",
    "situations": "返乡务工；高校毕业生",
    "conditions": "age >= 16; situation = returning, graduate",
}
WIDTH = 18


def write_template(table: str, path: Path) -> None:
    """
    Write an empty table to fill in.

    Parameters
    ----------
    table
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
    if table not in TEMPLATES:
        raise InputError(f"{table}: there is no template; choose {', '.join(TEMPLATES)}")
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"{path.name}: a template is an .xlsx file")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = table
    notes = book.create_sheet("说明 Notes")
    notes.append(["列 Column", "English", "必填 Needed", "说明", "Notes"])
    for number, column in enumerate(TABLES[table].columns, 1):
        heading = sheet.cell(1, number, heading_of(column))
        heading.font = Font(bold=True)
        sheet.cell(2, number, example(table, column))
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
        needed = "是 yes" if column.needed else ""
        notes.append([heading_of(column), column.name, needed, column.note_zh, column.note_en])
    notes.append([])
    notes.append(
        [f"第 2 行（编号为 {EXAMPLE}）是示例，导入时略过。Row 2 ({EXAMPLE}) is passed over."]
    )
    for letter in "ABCDE":
        notes.column_dimensions[letter].width = 2 * WIDTH
        for cell in notes[letter]:
            cell.alignment = Alignment(wrap_text=letter in "DE", vertical="top")
    sheet.freeze_panes = "A2"
    with replacing(path) as part:
        save_book(book, part)


def heading_of(column: Column) -> str:
    """A column's heading: its first Chinese name."""
    return column.aliases[0] if column.aliases else column.name


def example(table: str, column: Column) -> object:
    """What the example row holds."""
    if column.kind is Kind.ID:
        return EXAMPLE
    value = EXAMPLES.get(column.name, "")
    return value[table] if isinstance(value, dict) else value
