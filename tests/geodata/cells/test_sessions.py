"""Days and hours of several sessions, as people and web pages write them."""

import pytest

from geodata.campaign.sessions import sessions_text
from geodata.cells.sessions import date_reader, read_pairs, session_reader
from geodata.cells.values import CellRefused
from geodata.districts.names import Gazetteer
from geodata.errors import FileRefused
from geodata.files.options import ReadOptions
from geodata.files.read import parse

NOBODY = Gazetteer.from_json([])
PLACE = "name,venue,lon,lat"


@pytest.fixture
def read(tmp_path):
    def read(content, **options):
        path = tmp_path / "t.csv"
        path.write_text(content, encoding="utf-8")
        return parse(path, "fairs", ReadOptions(**options), NOBODY)

    return read


@pytest.fixture
def refused(read):
    def refused(content):
        with pytest.raises(FileRefused) as refusal:
            read(content)
        return [(each.row, each.column, each.reason) for each in refusal.value.problems]

    return refused


def days(written, year=2027):
    told = []
    return sessions_text(date_reader(year, epoch_1904=False)(written, told.append)), told


def listed(written, year=2027):
    return sessions_text(session_reader(year)(written, lambda _: None))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2027-02-17T16:00:00.000Z", "2027-02-18"), ("2027-02-17 16:00Z", "2027-02-18"),
        ("2027-02-17T16:00:00+00:00", "2027-02-18"), ("2027-02-17T20:30:00Z", "2027-02-18"),
        ("2027-02-18T00:00:00Z", "2027-02-18"), ("2027-02-18T15:59:59Z", "2027-02-18"),
        ("2027-02-18T00:00:00+08:00", "2027-02-18"), ("2026-12-31T16:00:00Z", "2027-01-01"),
    ],
)  # fmt: skip
def test_a_moment_in_utc_is_the_day_that_it_is_in_china(written, read):
    found, told = days(written)

    assert found == read
    moved = written[:10] != read
    assert any("in UTC or another zone" in each for each in told) == moved


def test_midnight_in_china_is_no_time_of_day_that_was_left_out():
    assert days("2027-02-17T16:00:00.000Z")[1] == [
        "days given in UTC or another zone were read as the day in China at that moment"
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2月18-20日", "2027-02-18; 2027-02-19; 2027-02-20"),
        ("2027-02-18至2027-02-20", "2027-02-18; 2027-02-19; 2027-02-20"),
        ("2027年2月27日—3月1日", "2027-02-27; 2027-02-28; 2027-03-01"),
        ("2026年12月31日-1月1日", "2026-12-31; 2027-01-01"),
        ("2月18日、20日", "2027-02-18; 2027-02-20"),
        ("2027-02-18\n2027-02-20", "2027-02-18; 2027-02-20"),
        ("2月18-19日 9:00-12:00", "2027-02-18 09:00-12:00; 2027-02-19 09:00-12:00"),
        ("2027年2月18日上午9:00-11:30", "2027-02-18 09:00-11:30"),
    ],
)  # fmt: skip
def test_a_range_or_a_list_of_days_is_a_session_on_each(written, read):
    assert days(written)[0] == read


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("每周三", "list its days in a column sessions"),
        ("3月每周六上午", "list its days in a column sessions"),
        ("周一至周五", "list its days in a column sessions"),
        ("every Saturday", "list its days in a column sessions"),
        ("2027-02-01至2027-03-31", "is a range of 59 days; list its days"),
        ("2月20日-18日", "write them in order"), ("2月18-31日", "no day of the calendar"),
        ("2月18日、3月", "no date that can be read"),
        ("2/3/2027", "the 2nd day of month 3 or the 3rd"),
    ],
)  # fmt: skip
def test_days_that_are_not_clear_are_refused_with_a_remedy(written, reason):
    with pytest.raises(CellRefused, match=reason):
        days(written)


@pytest.mark.parametrize(
    "written",
    [
        "8:30-11:30 14:00-17:00", "8:30-11:30，14:00-17:00", "8:30-11:30；14:00-17:00",
        "8:30-11:30、14:00-17:00", "8:30-11:30/14:00-17:00", "8:30-11:30\n14:00-17:00",
        "上午8:30-11:30 下午2:00-5:00", "上午8:30—11:30下午2:00—5:00", "8点半至11点半，14点至17点",
        "8:30am-11:30am 2:00pm-5:00pm", "８：３０－１１：３０，１４：００－１７：００",
    ],
)  # fmt: skip
def test_two_pairs_of_times_are_two_sessions(written):
    assert read_pairs(written, lambda _: None) == (("08:30", "11:30"), ("14:00", "17:00"))


@pytest.mark.parametrize("written", ["19:00-24:00", "19:00-24：00", "晚上7点-24点", "19:00-0:00"])
def test_a_fair_until_midnight_ends_with_the_last_minute_of_its_day(written):
    told = []

    assert read_pairs(written, told.append) == (("19:00", "23:59"),)
    assert told == ["an end at 24:00 was read as 23:59"]


@pytest.mark.parametrize(
    "written",
    ["20:00-次日0:30", "20:00-0:30", "22:00-第二天2:00", "20:00-24:30", "20:00-凌晨1:00"],
)
def test_a_fair_past_midnight_is_refused_with_what_to_write_instead(written):
    with pytest.raises(CellRefused, match="past midnight; end it at 23:59, or leave the end out"):
        read_pairs(written, lambda _: None)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("8:30-11:30 2:00-4:00", "begins again at 02:00"),
        ("8:30-11:30 11:00-12:00", "begins again at 11:00"),
        ("9:00-11:30-12:00", "no pair of times"),
    ],
)
def test_pairs_of_times_that_cannot_be_are_refused(written, reason):
    with pytest.raises(CellRefused, match=reason):
        read_pairs(written, lambda _: None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2027-02-18 08:30-11:30; 2027-02-18 14:00-17:00; 2027-02-19 09:00-12:00",) * 2,
        ("2027-02-19；2027-02-18", "2027-02-18; 2027-02-19"),
        ("2027-02-18 8:30-11:30, 14:00-17:00",
         "2027-02-18 08:30-11:30; 2027-02-18 14:00-17:00"),
        ("2月18日 上午8:30-11:30；下午2:00-5:00；2月19日 9:00",
         "2027-02-18 08:30-11:30; 2027-02-18 14:00-17:00; 2027-02-19 09:00"),
        ("2027-02-18 -11:30; 2027-02-19", "2027-02-18 -11:30; 2027-02-19"),
        ('[{"date":"2027-02-18","start_time":"08:30","end_time":""}, {"date":"2027-02-19"}]',
         "2027-02-18 08:30; 2027-02-19"),
    ],
)  # fmt: skip
def test_sessions_are_read_as_they_are_listed(written, read):
    assert listed(written) == read


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2027-02-18 8:30-11:30; 2027-02-18 11:00-12:00", "two sessions at the same time"),
        ("2027-02-18; 2027-02-18 11:00-12:00", "two sessions at the same time"),
        ("8:30-11:30; 2027-02-18", "begins with no day"), ("每天", "names no days"),
        ("[1, 2]", "no list of sessions"), ("; ".join(["2027-02-18"] * 500), "5,000 characters"),
    ],
)  # fmt: skip
def test_sessions_that_cannot_be_are_refused(written, reason):
    with pytest.raises(CellRefused, match=reason):
        listed(written)


def test_days_and_hours_in_two_columns_are_every_pair_on_every_day(read):
    found = read(
        f"{PLACE},日期,时间\nA,V,106.5,29.5,2月18-19日,8:30-11:30 14:00-17:00\n", year=2027
    )

    assert found.frame[["date", "start_time", "end_time"]].iloc[0].tolist() == [
        "2027-02-18", "08:30", "11:30",
    ]  # fmt: skip
    assert found.frame["sessions"].iloc[0] == (
        "2027-02-18 08:30-11:30; 2027-02-18 14:00-17:00; "
        "2027-02-19 08:30-11:30; 2027-02-19 14:00-17:00"
    )


def test_a_fair_of_one_session_has_an_empty_cell_of_sessions(read):
    found = read(f"{PLACE},sessions\nA,V,106.5,29.5,2027-02-18 8:30-11:30\n")

    assert found.frame["sessions"].tolist() == [""]
    assert found.frame["end_time"].tolist() == ["11:30"]


def test_the_column_of_days_may_be_missing_or_empty_where_sessions_are_given(read, refused):
    row = "A,V,106.5,29.5,"
    found = read(f"{PLACE},date,sessions\n{row},2027-02-18;2027-02-20\n{row}2027-02-21,\n")

    assert found.frame["date"].tolist() == ["2027-02-18", "2027-02-21"]
    assert refused(f"{PLACE},sessions\n{row}2027-02-18\n{row}\n") == [
        (3, "sessions", "is empty, and is needed")
    ]
    assert refused(f"{PLACE},date,sessions\n{row},\n") == [(2, "date", "is empty, and is needed")]


def test_columns_that_say_another_day_or_hour_than_the_first_session_are_refused(refused):
    head = f"{PLACE},date,start_time,end_time,sessions\n"
    told = "is not that of the first session, 2027-02-18 08:30-11:30; change it there too"

    found = refused(f"{head}A,V,106.5,29.5,2027-02-19,9:00,11:30,2027-02-18 8:30-11:30\n")

    assert [(row, column) for row, column, _ in found] == [(2, "date"), (2, "start_time")]
    assert all(told in reason for _, _, reason in found)


def test_hours_in_columns_of_their_own_end_by_midnight(read, refused):
    head = f"{PLACE},date,start_time,end_time\n"
    at = "A,V,106.5,29.5,2027-02-18"

    assert read(f"{head}{at},19:00,24:00\n").frame["end_time"].tolist() == ["23:59"]
    ((_, column, reason),) = refused(f"{head}{at},20:00,0:30\n")
    assert (column, "past midnight" in reason) == ("end_time", True)
    ((_, column, reason),) = refused(f"{head}{at},11:30,9:00\n")
    assert (column, reason) == ("end_time", "ends before it starts, at 11:30")
    assert refused(f"{head}{at},24:00,\n")[0][1] == "start_time"


def test_hours_that_stand_in_two_columns_are_refused(refused):
    head = f"{PLACE},date,hours\n"

    ((_, column, reason),) = refused(f"{head}A,V,106.5,29.5,2027-02-18 9:00-11:30,14:00-17:00\n")

    assert (column, "in another column" in reason) == ("date", True)


def test_an_id_made_from_a_row_is_the_same_with_further_sessions(read):
    once = read(f"{PLACE},date,hours\nA,V,106.5,29.5,2027-02-18,8:30-11:30\n")
    twice = read(f"{PLACE},date,hours\nA,V,106.5,29.5,2027-02-18,8:30-11:30 14:00-17:00\n")

    assert once.frame["fair_id"].tolist() == twice.frame["fair_id"].tolist()
