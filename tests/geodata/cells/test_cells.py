"""Single cells."""

import math

import pytest

from geodata.cells.coordinates import coordinate_reader
from geodata.cells.values import (
    CellRefused,
    read_count,
    read_group,
    read_id,
    read_number,
    read_persons,
    read_status,
    read_text,
)
from geodata.formats.raw_table import Uncomputed

HOSTILE = "{{7*7}}{% x %}</script>${1}`<img onerror=x>=cmd|'/C'!A0\x1b[31m\x07\u2028"
degrees_of = {axis: coordinate_reader(axis, projected=False) for axis in ("lon", "lat")}


def silent(_: str) -> None:
    pass


@pytest.mark.parametrize(
    ("cell", "number"),
    [("12", 12), ("１２", 12), ("1,200", 1200), ("-3.5", -3.5), ("1e3", 1000), (7, 7), (" 8 ", 8)],
)
def test_a_number_is_read_however_it_is_written(cell, number):
    assert read_number(cell, silent) == number


@pytest.mark.parametrize(
    "cell",
    ["约50", "nan", "inf", "-Infinity", "1_000", "0x10", "12人", "1,20", "", math.nan, math.inf,
     "1e999", True, Uncomputed("=SUM(A1)")],
)  # fmt: skip
def test_what_is_no_finite_number_is_refused(cell):
    with pytest.raises(CellRefused):
        read_number(cell, silent)


def test_full_width_digits_are_told():
    told = []
    read_number("１２", told.append)

    assert told == ["full-width digits were read as digits"]


@pytest.mark.parametrize("cell", ["-1", "1.5", 1e12, "many"])
def test_a_count_is_whole_and_not_negative(cell):
    assert read_count("40.0", silent) == 40
    with pytest.raises(CellRefused):
        read_count(cell, silent)


def test_persons_may_be_fractions_and_not_negative():
    assert read_persons("12.5", silent) == 12.5
    with pytest.raises(CellRefused):
        read_persons("-0.1", silent)


@pytest.mark.parametrize(
    ("cell", "name"), [("f-1_A", "f-1_A"), (123.0, "123"), (7, "7"), (" x ", "x")]
)
def test_an_id_that_a_spreadsheet_made_a_number_is_text_again(cell, name):
    assert read_id(cell, silent) == name


@pytest.mark.parametrize("cell", ["a b", "é", "x" * 65, "../x", "a/b", 1.5])
def test_an_id_of_other_characters_is_refused(cell):
    with pytest.raises(CellRefused, match="A-Z a-z 0-9"):
        read_id(cell, silent)


def test_text_is_kept_exactly_as_it_is():
    assert read_text(HOSTILE, silent) == HOSTILE.strip()
    assert read_text("全角１２", silent) == "全角１２"


@pytest.mark.parametrize("cell", ["x" * 1001, "a\x00b", "\ud800"])
def test_text_that_no_table_can_keep_is_refused(cell):
    with pytest.raises(CellRefused):
        read_text(cell, silent)


def test_words_for_a_status_are_known_in_both_languages():
    assert [read_status(word, silent) for word in ("计划", "已发布", "已取消", "Cancelled")] == [
        "planned", "published", "cancelled", "cancelled",
    ]  # fmt: skip
    with pytest.raises(CellRefused, match="planned"):
        read_status("maybe", silent)


def test_a_group_may_be_the_users_own():
    assert read_group("农村", silent) == "rural"
    assert read_group("返乡人员", silent) == "返乡人员"


@pytest.mark.parametrize(
    ("axis", "cell", "degrees"),
    [
        ("lat", "29°33′45″N", 29.5625), ("lon", "106°34'12\"E", 106.57),
        ("lat", "29度33分45秒", 29.5625),
        ("lon", "东经106°30′", 106.5), ("lon", "106.5E", 106.5), ("lon", "W70°30'", -70.5),
        ("lon", "１０６．５", 106.5), ("lat", "29.5°", 29.5),
    ],
)  # fmt: skip
def test_degrees_minutes_and_seconds_are_read(axis, cell, degrees):
    assert degrees_of[axis](cell, silent) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(
    ("axis", "cell"),
    [("lat", "29°60′00″N"), ("lon", "29°33′N"), ("lon", "200"), ("lon", "here"), ("lat", "nan")],
)
def test_degrees_that_cannot_be_are_refused(axis, cell):
    with pytest.raises(CellRefused):
        degrees_of[axis](cell, silent)
