"""Workbooks as other programs pack them: strict, with parts of Power Query, or spelt otherwise."""

import zipfile
from io import BytesIO

import pytest
from doors import Door
from openpyxl import Workbook

from geodata.formats.xlsx_package import NAMESPACES

ROWS = (
    ["招聘会名称", "举办地点", "经度", "纬度", "日期"],
    ["东场", "馆", 106.5, 29.5, "2027-02-18"],
)
SHEETS = b"http://schemas.openxmlformats.org/spreadsheetml"
SHARED = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
COMMENTS = SHARED.replace(b"sharedStrings", b"comments")
RELATION = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
QUERY = '<?xml version="1.0" encoding="utf-16"?><DataMashup>UEsDB</DataMashup>'.encode("utf-16")


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path)


def parts():
    """The parts of a workbook whose one name is a shared text, as Excel writes all of them."""
    book = Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    content = BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = ROWS[1][0].encode()
    files["xl/sharedStrings.xml"] = b'<sst xmlns="%s/2006/main"><si><t>%s</t></si></sst>' % (
        SHEETS,
        name,
    )
    inline = b't="inlineStr"><is><t>%s</t></is>' % name
    replace(files, "xl/worksheets/sheet1.xml", inline, b't="s"><v>0</v>')
    listed = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % SHARED
    replace(files, "[Content_Types].xml", b"</Types>", listed)
    related = b'<Relationship Type="%s" Target="sharedStrings.xml" Id="rId9"/></Relationships>'
    replace(files, "xl/_rels/workbook.xml.rels", b"</Relationships>", related % RELATION)
    return files


def replace(files, name, before, after):
    assert before in files[name]
    files[name] = files[name].replace(before, after)


def packed(files):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return content.getvalue()


def strict(part):
    for namespace, usual in NAMESPACES.items():
        part = part.replace(usual, namespace)
    return part


def test_a_part_that_no_sheet_needs_may_be_in_utf_16(door):
    found = door.read(packed(parts() | {"customXml/item1.xml": QUERY}), "t.xlsx")

    assert found.frame["name"].tolist() == ["东场"]


def test_strict_open_xml_is_read_with_its_dates_and_uncomputed_formulas(door):
    files = {name: strict(part) for name, part in parts().items()}
    dated, formula = dict(files), dict(files)
    sheet = "xl/worksheets/sheet1.xml"
    replace(dated, sheet, b't="inlineStr"><is><t>2027-02-18</t></is>', b't="d"><v>2027-02-18</v>')
    replace(formula, sheet, b"<v>106.5</v>", b"<f>1+1</f>")

    found = door.read(packed(dated), "t.xlsx")

    assert found.frame[["name", "lon", "date"]].iloc[0].tolist() == ["东场", 106.5, "2027-02-18"]
    (problem,) = door.problems(packed(formula), "t.xlsx")
    assert (problem.column, problem.value) == ("lon", "=1+1")


@pytest.mark.parametrize(
    ("own", "spelt"),
    [
        ("xl/sharedStrings.xml", "xl/SharedStrings.xml"),
        ("xl/worksheets/sheet1.xml", "xl/worksheets/Sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml"),
        ("xl/workbook.xml", "xl/Workbook.xml"),
        ("[Content_Types].xml", "[content_types].xml"),
    ],
)
def test_a_part_that_is_spelt_in_other_letters_is_found(door, own, spelt):
    files = {spelt if name == own else name: part for name, part in parts().items()}
    assert spelt in files

    found = door.read(packed(files), "t.xlsx")

    assert found.frame["name"].tolist() == ["东场"]


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_part_that_is_missing_is_named_in_plain_words(door, name):
    reason = door.reason(packed({n: part for n, part in parts().items() if n != name}), "t.xlsx")

    assert f"that is not in it ({name})" in reason
    assert "KeyError" not in reason


def test_a_part_that_is_only_listed_is_not_missed(door):
    files = parts()
    listed = b'<Override PartName="/xl/none.xml" ContentType="%s"/></Types>' % COMMENTS
    replace(files, "[Content_Types].xml", b"</Types>", listed)

    assert len(door.read(packed(files), "t.xlsx").frame) == 1


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_broken_part_is_refused_without_the_words_of_a_library(door, part):
    files = parts()
    files[part] = files[part][:-30]

    reason = door.reason(packed(files), "t.xlsx")

    assert reason == "is a broken workbook; open it in a spreadsheet program and save it anew"
