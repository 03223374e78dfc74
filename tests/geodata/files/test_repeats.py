"""Rows that stand there more than once: the same row, sessions of one fair, or a contradiction."""

import pytest

from geodata.districts.names import Gazetteer
from geodata.errors import FileRefused
from geodata.files.options import ReadOptions
from geodata.files.read import parse

HEAD = "fair_id,name,venue,lon,lat,date,start_time,end_time,status\n"
ROW = "f1,A,V,106.5,29.5,2027-02-18,08:30,11:30,\n"


@pytest.fixture
def read(tmp_path):
    def read(content, table="fairs"):
        path = tmp_path / "t.csv"
        path.write_text(content, encoding="utf-8")
        return parse(path, table, ReadOptions(), Gazetteer.from_json([]))

    return read


@pytest.fixture
def refused(read):
    def refused(content):
        with pytest.raises(FileRefused) as refusal:
            read(content)
        return [(each.row, each.column, each.reason) for each in refusal.value.problems]

    return refused


@pytest.mark.parametrize("row", [ROW, ROW.removeprefix("f1")])
def test_rows_that_are_equal_in_every_cell_are_one_fair_and_a_notice(read, row):
    other = "f2,B,V,106.5,29.5,2027-02-18,08:30,11:30,\n"
    found = read(HEAD + row + other + row + row)

    assert found.frame["name"].tolist() == ["A", "B"]
    assert found.frame.index.tolist() == [2, 3]
    assert "2 rows are the same as another and were taken once: rows 2, 4 and 5" in found.notices


def test_an_employer_that_stands_there_twice_is_one(read):
    found = read("name,lon,lat\nA,106.5,29.5\nA,106.5,29.5\n", "employers")

    assert len(found.frame) == 1


def test_population_points_that_are_equal_stay_two(read):
    assert len(read("lon,lat,persons\n106.5,29.5,7\n106.5,29.5,7\n", "demand").frame) == 2


def test_rows_of_one_stated_id_are_sessions_of_one_fair(read):
    found = read(HEAD + ROW.replace("08:30,11:30", "14:00,17:00") + ROW)

    assert found.frame.index.tolist() == [2]
    assert found.frame[["date", "start_time", "end_time", "sessions"]].iloc[0].tolist() == [
        "2027-02-18", "08:30", "11:30", "2027-02-18 08:30-11:30; 2027-02-18 14:00-17:00",
    ]  # fmt: skip
    assert "1 rows were read as further sessions of the fair with their id" in found.notices


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("f1,B,V,106.5,29.5,2027-02-19,,,\n", "name"),
        ("f1,A,W,106.5,29.5,2027-02-19,,,\n", "venue"),
        ("f1,A,V,106.6,29.5,2027-02-19,,,\n", "lon"),
        ("f1,A,V,106.5,29.5,2027-02-18,08:30,11:30,取消\n", "status"),
    ],
)  # fmt: skip
def test_rows_of_one_id_that_differ_in_more_than_their_times_are_refused_with_the_column(
    refused, row, column
):
    ((number, named, reason),) = refused(HEAD + ROW + row)

    assert (number, named) == (3, column)
    assert "differs from row 2, which has the same fair_id" in reason


def test_sessions_in_two_rows_that_cannot_both_be_are_refused(refused):
    ((number, column, reason),) = refused(HEAD + ROW + ROW.replace("08:30", "09:00"))

    assert (number, column) == (3, "date")
    assert "at the same time, 2027-02-18 08:30-11:30; 2027-02-18 09:00-11:30" in reason


def test_rows_without_an_id_stay_fairs_of_their_own(read):
    bare = ROW.removeprefix("f1")
    found = read(HEAD + bare + bare.replace("08:30,11:30", "14:00,17:00") + bare[:-1] + "计划\n")

    assert len(found.frame) == 3
    assert found.frame["sessions"].tolist() == ["", "", ""]
    assert found.frame["fair_id"].is_unique


@pytest.mark.parametrize("order", [("", "取消"), ("取消", ""), ("计划", "取消")])
def test_a_fair_that_is_cancelled_in_one_row_and_not_in_another_is_a_question(refused, order):
    rows = [f"{ROW.removeprefix('f1')[:-1]}{status}\n" for status in order]

    ((number, column, reason),) = refused(HEAD + "".join(rows))

    assert (number, column) == (3, "status")
    assert "in row 2; which is right? keep one of the rows" in reason
