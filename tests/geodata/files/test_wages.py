"""Wages for a month are read as offices write them; what is another wage becomes no number."""

import pytest

from geodata.districts.names import Gazetteer
from geodata.errors import FileRefused
from geodata.files.options import ReadOptions
from geodata.files.read import parse

HEAD = "企业编号,岗位,招聘人数"


def openings(path, heading, *cells):
    rows = [f"{HEAD},{heading}", *(f"e1,焊工,2,{cell}" for cell in cells)]
    path.write_text("\n".join(rows), encoding="utf-8")
    return parse(path, "openings", ReadOptions(), Gazetteer(()))


def stated(read):
    frame = read.frame[["wage_min", "wage_max"]].astype(object)
    return [tuple(row) for row in frame.where(frame.notna(), None).to_numpy().tolist()]


@pytest.mark.parametrize(
    ("cell", "wages"),
    [
        ("4000-6000", (4000, 6000)), ("4000～6000元/月", (4000, 6000)),
        ("月薪4000—6000元", (4000, 6000)),
        ('"4,000-6,500"', (4000, 6500)), ("5-8k", (5000, 8000)), ("5K-8K", (5000, 8000)),
        ("0.6-1万元/月", (6000, 10000)), ("4000-6千", (4000, 6000)),
        ("４０００至６０００", (4000, 6000)),
        ("5000", (5000, 5000)), ("5千元", (5000, 5000)), ("4500以上", (4500, None)),
        ("4500元起", (4500, None)), ("6000元以下", (None, 6000)), ("不超过6000", (None, 6000)),
        ("￥5000", (5000, 5000)), ("8-12k·13薪", (8000, 12000)),
        ("面议", (None, None)), ("/", (None, None)), ("-", (None, None)), ("", (None, None)),
    ],
)  # fmt: skip
def test_a_range_in_one_cell_is_read_as_its_two_ends(tmp_path, cell, wages):
    read = openings(tmp_path / "o.csv", "薪资", cell, "4321")

    assert stated(read) == [wages, (4321, 4321)]
    assert not any("were left out" in notice for notice in read.notices)


@pytest.mark.parametrize(
    "cell",
    ["30元/小时", "200元/天", "10万/年", "年薪15万", "6000-4000", "8", "底薪3000",
     "从优", "$5000", "4000-6000-8000", "9999999", "税后4000"],
)  # fmt: skip
def test_what_is_no_wage_for_a_month_is_left_out_and_told(tmp_path, cell):
    read = openings(tmp_path / "o.csv", "工资待遇", cell, "4000-5000")

    assert stated(read) == [(None, None), (4000, 5000)]
    (told,) = (notice for notice in read.notices if "wages were left out" in notice)
    assert f"row 2 ({cell})" in told


def test_the_two_ends_may_have_columns_of_their_own(tmp_path):
    read = openings(
        tmp_path / "o.csv", "最低月薪（元）,最高月薪（元）", "4000,6000", "4000元,", ",6000"
    )

    assert stated(read) == [(4000, 6000), (4000, None), (None, 6000)]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ("6000,4000", "row 2, wage_max: is less than the least wage, 6,000 (got 4000)"),
        ("30,60", "row 2, wage_min: must be whole yuan a month, from 500 to 1,000,000 (got '30')"),
        ("面议,", "row 2, wage_min: is no number (got '面议')"),
        ("4000.5,", "row 2, wage_min: must be whole yuan a month, from 500 to 1,000,000"),
    ],
)
def test_ends_that_cannot_be_are_refused_with_their_cell(tmp_path, cells, problem):
    with pytest.raises(FileRefused) as refused:
        openings(tmp_path / "o.csv", "最低月薪,最高月薪", cells)

    assert str(refused.value.problems[0]).startswith(problem)


def test_a_range_that_contradicts_the_ends_beside_it_is_refused(tmp_path):
    with pytest.raises(FileRefused) as refused:
        openings(tmp_path / "o.csv", "最低月薪,薪资", "4000,4500-6000")

    (problem,) = refused.value.problems
    assert str(problem) == "row 2, wage_min: is not that of the wages in this row, 4,500 (got 4000)"
