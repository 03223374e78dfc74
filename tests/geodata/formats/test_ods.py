"""OpenDocument sheets: what repeats is counted before it is expanded, what is typed is so read."""

import pytest
from doors import Door
from sheets import cell, ods, row, table

HEAD = ("招聘会名称", "举办地点", "区县", "经度", "纬度", "日期", "开始时间", "展位数")
DAY = '<table:table-cell office:value-type="date" office:date-value="2027-02-18"/>'
TIME = '<table:table-cell office:value-type="time" office:time-value="PT09H30M00S"/>'
FAIR = ("东场", "文化馆", "江北区", 106.5, 29.5, DAY, TIME, 40)
END = row(cell(None, number_columns_repeated="1024"), number_rows_repeated="1048570")


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path)


def test_texts_numbers_days_and_times_are_read_as_they_are_typed(door):
    found = door.read(ods(table(row("2027 年计划"), row(*HEAD), row(*FAIR), END)), "t.ods")

    assert found.frame.index.tolist() == [3]
    columns = ["name", "venue", "district", "lon", "lat", "date", "start_time", "booths"]
    assert found.frame[columns].iloc[0].tolist() == [
        "东场", "文化馆", "江北区", 106.5, 29.5, "2027-02-18", "09:30", 40,
    ]  # fmt: skip


def test_spaces_lines_and_comments_of_a_cell_are_kept_apart(door):
    text = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>删？</text:p>'
        '</office:annotation><text:p>东<text:s text:c="2"/>场<text:span>（新）</text:span></text:p>'
        "<text:p>二<text:tab/>楼</text:p></table:table-cell>"
    )

    found = door.read(ods(table(row(*HEAD), row(text, *FAIR[1:]))), "t.ods")

    assert found.frame["name"].tolist() == ["东  场（新）\n二\t楼"]


def test_repeated_rows_and_cells_are_rows_and_cells(door):
    twice = row("A", cell(106.5, number_columns_repeated="1"), 29.5, number_rows_repeated="3")

    found = door.read(ods(table(row("name", "lon", "lat"), twice)), "t.ods", "employers")

    assert found.frame.index.tolist() == [2]  # equal in every cell, and so one
    assert any("2, 3" in notice or "3, 4" in notice for notice in found.notices)


@pytest.mark.parametrize(
    ("bomb", "told"),
    [
        (row("A", number_rows_repeated="1000000000"), "at most 50,000 rows are read from .ods"),
        (row(cell("A", number_columns_repeated="1000000000")), "more than 200 columns"),
        (row(cell(None, number_columns_repeated="999999999"), "A"), "more than 200 columns"),
        (row(number_rows_repeated="99999999") + row("A"), "at most 50,000 rows"),
        (row("A", number_rows_repeated="x"), "broken workbook"),
    ],
)
def test_what_repeats_without_end_is_refused_before_it_is_expanded(door, bomb, told):
    content = ods(table(row("name", "lon", "lat"), bomb))

    assert told in door.reason(content, "t.ods", "employers")


def test_cells_merged_downwards_and_hidden_rows_are_as_in_other_workbooks(door):
    first = ("东场", "文化馆", cell("江北区", number_rows_spanned="2"), *FAIR[3:])
    below = ("西场", "体育馆", "<table:covered-table-cell/>", *FAIR[3:])

    found = door.read(
        ods(table(row(*HEAD), row(*first), row(*below, visibility="collapse"))), "t.ods"
    )

    assert found.frame["district"].tolist() == ["江北区", "江北区"]
    assert "1 cells below merged ones were given their value" in found.notices
    assert "hidden rows were read like the others: 1" in found.notices


def test_the_first_visible_sheet_that_holds_anything_is_read(door):
    rows = (row(*HEAD), row(*FAIR))
    huge = table(row("x", number_rows_repeated="1000000"), name="附表")

    found = door.read(
        ods(table(*rows, *rows, name="旧", style="ta2"), table(END, name="空"), table(*rows), huge),
        "t.ods",
    )

    assert len(found.frame) == 1
    assert "only the sheet 表1 was read, not 空, 附表" in found.notices


UNCOMPUTED = '<table:table-cell table:formula="of:=[.A1]"/>'
FAILED = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)
WRONG = (
    '<table:table-cell table:formula="of:=x()" office:value-type="string">'
    "<text:p>Err:508</text:p></table:table-cell>"
)


@pytest.mark.parametrize(
    ("bad", "value"), [(UNCOMPUTED, "=[.A1]"), (FAILED, "#DIV/0!"), (WRONG, "Err:508")]
)
def test_formulas_without_a_result_are_refused_and_those_with_one_are_read(door, bad, value):
    good = cell(106, formula="of:=53*2")
    head = row("name", "lon", "lat")

    (problem,) = door.problems(ods(table(head, row("A", bad, 29.5))), "t.ods", "employers")
    found = door.read(ods(table(head, row("A", good, 29.5))), "t.ods", "employers")

    assert (problem.row, problem.column, problem.value) == (2, "lon", value)
    assert found.frame["lon"].tolist() == [106]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (ods(table()), "no visible sheet"),
        (ods(table(row("a")), head='<!DOCTYPE x [<!ENTITY a "b">]>'), "entities of its own"),
        (ods(table(row("a")), kind="application/vnd.oasis.opendocument.text"), "no spreadsheet"),
        (ods(table("<table:table-row>")), "broken workbook"),
        (
            ods(table(row("a")), **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
            "password",
        ),
        (ods(table(row("a")))[:200], "cut off or broken"),
        (b"name,lon,lat\n", "looks like plain text"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_plain_words(door, content, told):
    assert told in door.reason(content, "t.ods")
