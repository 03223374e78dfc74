"""Days and hours as people write them."""

from datetime import date, datetime, time, timedelta

import pytest

from geodata.cells.dates import read_day, read_hours, read_time
from geodata.cells.values import CellRefused


def silent(_: str) -> None:
    pass


def day(value, year=None, *, epoch_1904=False):
    return read_day(value, silent, year, epoch_1904=epoch_1904).isoformat()


@pytest.mark.parametrize(
    "written",
    [
        "2027-02-18", "2027/2/18", "2027.2.18", "20270218", "2027年2月18日", "2027年02月18号",
        "２０２７年２月１８日", "2027年2月18日（周四）", "2027-02-18 星期四", "2027-02-18 00:00:00",
        "2027-02-18T09:00", "18/2/2027", "2/18/2027", "18.02.2027", " 2027-02-18 ", "46436",
        46436, 46436.0, date(2027, 2, 18), datetime(2027, 2, 18), datetime(2027, 2, 18, 9, 30),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written):
    assert day(written) == "2027-02-18"


def test_a_serial_counts_from_the_epoch_of_its_workbook():
    # 1904 workbooks count 1,462 days less for the same day.
    assert day(46436 - 1462, epoch_1904=True) == "2027-02-18"


def test_a_day_without_a_year_takes_the_year_that_is_stated():
    assert day("2月18日", 2027) == "2027-02-18"
    with pytest.raises(CellRefused, match="--year"):
        day("2月18日")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2027-02-30", "no day of the calendar"), ("2027-13-01", "no day of the calendar"),
        ("2/3/2027", "could be the 2nd day of month 3 or the 3rd of month 2"),
        ("11/1/2027", "could be the 11th day of month 1 or the 1st of month 11"),
        ("3.2.2027", "could be"),
        ("2月30日", "no day of the calendar"), ("明天", "no date that can be read"),
        ("18/2/27", "no date that can be read"), ("2-18", "no date that can be read"),
        (12, "no date"), (-1, "no date"), (1e9, "no date"), ("1899-01-01", "outside the years"),
        (datetime(1900, 1, 1), "outside the years"), ("2027-02-18~2027-02-20", "no date"),
    ],
)  # fmt: skip
def test_a_day_that_is_impossible_or_ambiguous_is_refused(written, reason):
    with pytest.raises(CellRefused, match=reason):
        day(written, 2027)


def test_a_date_that_is_the_same_either_way_round_is_not_ambiguous():
    assert day("5/5/2027") == "2027-05-05"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9:00", "09:00"), ("09:00:00", "09:00"), ("9：00", "09:00"), ("９：００", "09:00"),
        ("上午9:00", "09:00"), ("下午2:30", "14:30"), ("晚上7点", "19:00"), ("9点", "09:00"),
        ("9点半", "09:30"), ("9点30分", "09:30"), ("9时30分", "09:30"), ("中午12:00", "12:00"),
        ("9:00 AM", "09:00"), ("2:30pm", "14:30"), ("12:15 am", "00:15"), ("0:00", "00:00"),
        (time(9, 0), "09:00"), (0.375, "09:00"), (timedelta(hours=9), "09:00"),
        (datetime(1900, 1, 1, 9, 0), "09:00"),
    ],
)  # fmt: skip
def test_a_time_is_read_however_it_is_written(written, read):
    assert read_time(written, silent) == read


@pytest.mark.parametrize("written", ["25:00", "9:60", "nine", "9", 9, 1.5, True, "-1:00", "9:00-"])
def test_what_is_no_time_of_day_is_refused(written):
    with pytest.raises(CellRefused, match="no time of day"):
        read_time(written, silent)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9:00-11:30", ("09:00", "11:30")), ("9:00—11:30", ("09:00", "11:30")),
        ("9：00～11：30", ("09:00", "11:30")), ("上午9:00-11:30", ("09:00", "11:30")),
        ("9:00至11:30", ("09:00", "11:30")), ("下午2:00-4:30", ("14:00", "16:30")),
        ("上午9:00 – 下午4:00", ("09:00", "16:00")), ("9:00", ("09:00", "")),
        (time(9, 0), ("09:00", "")),
    ],
)  # fmt: skip
def test_opening_hours_are_two_times(written, read):
    assert read_hours(written, silent) == read


@pytest.mark.parametrize("written", ["11:30-9:00", "9:00-9:00", "9:00-11:30-12:00"])
def test_hours_that_end_before_they_start_are_refused(written):
    with pytest.raises(CellRefused):
        read_hours(written, silent)


def test_what_was_changed_is_told():
    told = []
    read_day("2月18日", told.append, 2027, epoch_1904=False)
    read_day(46436, told.append, None, epoch_1904=False)

    assert told == [
        "days without a year were read as days of 2027",
        "numbers were read as days counted by a spreadsheet since 1900",
    ]
