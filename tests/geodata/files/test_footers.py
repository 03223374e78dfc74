"""Totals, notes and signatures around a table are told and not stored, and no real row is lost."""

import pytest
from doors import Door

HEAD = "序号,招聘会名称,举办地点,经度,纬度,日期,展位数\n"
ROWS = "1,东场,文化馆,106.55,29.56,2027-03-01,30\n2,西场,体育馆,106.56,29.57,2027-03-02,40\n"


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path)


def test_a_total_a_note_and_signatures_below_the_table_are_passed_over(door):
    found = door.read(
        HEAD
        + ROWS
        + "合计,,,,,,70\n注：时间如有变动另行通知,,,,,,\n\n填表人：某人,,,审核人：某人,,,\n"
    )

    assert found.frame["name"].tolist() == ["东场", "西场"]
    (told,) = [notice for notice in found.notices if "passed over as totals" in notice]
    assert told.endswith("row 4 (合计), row 5 (注：时间如有变动另行通知), row 7 (填表人：某人)")


@pytest.mark.parametrize("word", ["合 计", "小计", "总计：", "Total", "Jumlah"])
def test_a_total_between_rows_is_passed_over(door, word):
    one, two = ROWS.splitlines()

    found = door.read(f"{HEAD}{one}\n{word},,,,,,30\n{two}\n")

    assert found.frame.index.tolist() == [2, 4]


def test_a_total_stands_in_any_of_our_own_columns(door):
    demand = door.read("lon,lat,persons\n106.5,29.5,12\n合计,,12\n", table="demand")
    employers = door.read("name,lon,lat\nA,106.5,29.5\n合计,,\n", table="employers")

    assert (len(demand.frame), len(employers.frame)) == (1, 1)


def test_a_row_that_could_be_stored_is_stored_whatever_it_is_called(door):
    found = door.read(
        "name,venue,lon,lat,date\n合计,文化馆,106.5,29.5,2027-03-01\n"
        "注：东场,文化馆,106.5,29.5,2027-03-01\n"
    )

    assert found.frame["name"].tolist() == ["合计", "注：东场"]


def test_a_note_between_rows_and_a_row_without_its_cells_are_refused_as_before(door):
    one, two = ROWS.splitlines()
    between = door.problems(f"{HEAD}{one}\n注：改期,,,,,,\n{two}\n")
    unnamed = door.problems(f"{HEAD}{ROWS}3,,体育馆,106.56,29.57,2027-03-02,\n")

    assert {problem.row for problem in between} == {3}
    assert [(problem.row, problem.column) for problem in unnamed] == [(4, "name")]


def test_a_service_without_a_place_is_no_note(door):
    found = door.read(
        "事项名称,简介\n失业登记,说明：带证件\n备注：上述事项免费,\n", table="services"
    )

    assert found.frame["name"].tolist() == ["失业登记"]


@pytest.mark.parametrize(
    "words",
    [
        "合计：2 家", "共2场招聘会", "制表单位（盖章）：某局    2027年1月1日", "2027年1月",
        "（盖章）", "（以上信息如有变化，以现场为准）", "以上安排如有变动另行通知", "附件：1 份",
        "*标有星号者为专场", "Note: doors open at nine", "Catatan: bawa KTP", "1、注：x",
    ],
)  # fmt: skip
def test_words_below_a_table_are_known_in_many_forms(door, words):
    content = f"招聘会名称,举办地点,经度,纬度,日期\n东场,馆,106.5,29.5,2027-03-01\n{words},,,,\n"
    if words.startswith("1"):
        assert len(door.problems(content)) == 1
    else:
        assert len(door.read(content).frame) == 1


def test_a_lone_cell_below_a_table_is_asked_about_once(door):
    problems = door.problems(HEAD + ROWS + ",南场,,,,,\n某市人力资源和社会保障局,,,,,,\n")

    assert [(problem.row, problem.value) for problem in problems] == [
        (4, "南场"), (5, "某市人力资源和社会保障局"),
    ]  # fmt: skip
    assert all("holds one cell alone" in problem.reason for problem in problems)


def test_a_service_of_which_only_the_name_is_known_is_a_service(door):
    found = door.read("事项名称,简介\n失业登记,带证件\n档案查询,\n", table="services")

    assert found.frame["name"].tolist() == ["失业登记", "档案查询"]
