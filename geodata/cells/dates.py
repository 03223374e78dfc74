"""Days and hours as people write them in tables. What could mean two things is refused."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from geodata.campaign.sessions import CHINA
from geodata.cells.values import CellRefused, Tell, plain_text

FIRST_YEAR, LAST_YEAR = 2000, 2100
SERIALS = (36_526, 73_415)  # the same years, as days since 1899-12-30
EPOCH_1900 = date(1899, 12, 30)
DAYS_1904 = 1462
WEEKDAY = re.compile(r"\(.*?\)|(星期|周|礼拜)[一二三四五六日天]|[A-Za-z]+day\b,?")
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
NO_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
SERIAL = re.compile(r"\d{5}(\.0*)?")
MOMENT = re.compile(
    r"(?P<day>.*?\d[日号]?)(?:T|\s+)(?P<hour>\d{1,2}:\d{2})(?P<second>:\d{2}(?:\.\d+)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
WITHOUT_YEAR = "days without a year"
IN_UTC = "days given in UTC or another zone were read as the day in China at that moment"
LEFT_OUT = "the time of day beside a date was left out: hours stand in a column of their own (时间)"
CLOCK = re.compile(
    r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|早)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:.时点]\s*(?P<minute>\d{1,2}|半)?\s*分?)?(?::(?P<second>\d{2}))?\s*"
    r"(?P<suffix>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
AFTERNOON = ("下午", "傍晚", "晚上", "晚", "pm", "p.m.")
MORNING = ("凌晨", "早上", "早晨", "上午", "早", "am", "a.m.")
DAY_MIN, NOON_MIN, EVENING_MIN, DAWN_MIN = 1440, 720, 1080, 360
LIKELY_PM = 480  # an end before it may have been meant for the afternoon
DAYS_END = re.compile(r"24\s*[:.时点]\s*0{0,2}\s*分?(:00)?")
NEXT_DAY = re.compile(r"次日|翌日|隔日|第二天|明日|\+1|(2[4-9]|3\d)\s*[:.时点]")
PAST_MIDNIGHT = "runs past midnight; end it at 23:59, or leave the end out"
BETWEEN = re.compile(r"\s*(?:--?|[–—―~至到])\s*")


def read_day(value: Any, tell: Tell, year: int | None, *, epoch_1904: bool) -> date:
    """
    A day.

    Raises
    ------
    CellRefused
        If it is none, is impossible, or could be two.
    """
    if isinstance(value, datetime):
        return day_of_moment(value, tell)
    if isinstance(value, date):
        return require_year(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if together := TOGETHER.fullmatch(f"{value:.0f}"):
            return calendar_day(*map(int, together.groups()))
        return serial_day(float(value), tell, epoch_1904=epoch_1904)
    return parse_day(plain_text(value, tell), tell, year)


def day_reader(year: int | None, *, epoch_1904: bool) -> Callable[[Any, Tell], str]:
    """A reader of single days, as ISO 8601 writes them; as `read_day`."""

    def read(value: Any, tell: Tell) -> str:
        return read_day(value, tell, year, epoch_1904=epoch_1904).isoformat()

    return read


def day_of_moment(moment: datetime, tell: Tell) -> date:
    """The day of a moment; of one in a time zone, the day that it is in China."""
    if moment.tzinfo is None:
        if moment.time() != time(0):
            tell(LEFT_OUT)
        return require_year(moment.date())
    here = moment.astimezone(CHINA)
    if here.date() != moment.date():
        tell(IN_UTC)
    if time(0) not in (here.time(), moment.time()):  # midnight there or here stands for the day
        tell(LEFT_OUT)
    return require_year(here.date())


def serial_day(number: float, tell: Tell, *, epoch_1904: bool) -> date:
    """A day as spreadsheets count them."""
    days = number + (DAYS_1904 if epoch_1904 else 0)
    if not SERIALS[0] <= days < SERIALS[1]:
        raise CellRefused("is no date; write it as 2027-02-18")
    tell(f"numbers were read as days counted by a spreadsheet since {1904 if epoch_1904 else 1900}")
    return EPOCH_1900 + timedelta(days=int(days))


def parse_day(text: str, tell: Tell, year: int | None) -> date:
    """A day in words and figures."""
    bare = WEEKDAY.sub("", text).strip()
    moment = MOMENT.fullmatch(bare)
    day = parse_bare_day(moment["day"] if moment else bare, tell, year)
    if moment is None:
        return day
    if moment["zone"]:
        return day_of_moment(moment_of(day, moment["hour"], moment["zone"]), tell)
    if f"{moment['hour']}{moment['second'] or ''}".strip("0:."):
        tell(LEFT_OUT)
    return day


def moment_of(day: date, hour: str, zone: str) -> datetime:
    """A moment of a day in a time zone, such as ``16:00`` in ``Z``."""
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{hour:0>5}{zone}")
    except ValueError:
        raise CellRefused("is no moment of a day; write the day as 2027-02-18") from None


def parse_bare_day(bare: str, tell: Tell, year: int | None) -> date:
    """A day without a time of day, in words and figures."""
    if match := YEAR_FIRST.fullmatch(bare) or TOGETHER.fullmatch(bare):
        return calendar_day(*map(int, match.groups()))
    if match := NO_YEAR.fullmatch(bare):
        if year is None:
            raise CellRefused("has no year; state it with --year, or write 2027-02-18")
        tell(f"{WITHOUT_YEAR} were read as days of {year}")
        return calendar_day(year, *map(int, match.groups()))
    if match := YEAR_LAST.fullmatch(bare):
        first, second, last = map(int, match.groups())
        return year_last(first, second, last, tell)
    if SERIAL.fullmatch(bare):
        return serial_day(float(bare), tell, epoch_1904=False)
    raise CellRefused("is no date that can be read; write it as 2027-02-18")


def year_last(first: int, second: int, year: int, tell: Tell) -> date:
    """A day with its year at the end; either order is in use, so the figures must decide."""
    if first <= 12 and second <= 12 and first != second:
        raise CellRefused(
            f"could be the {ordinal(first)} day of month {second} or the {ordinal(second)} "
            f"of month {first}; write it as 2027-02-18"
        )
    tell("dates with the year at the end were read by the figure that can only be a day")
    return calendar_day(year, second, first) if first > 12 else calendar_day(year, first, second)


def ordinal(number: int) -> str:
    """A number of one or two figures in a row: 1st, 2nd, 3rd, 11th."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number // 10 == 1 else endings.get(number % 10, 'th')}"


def calendar_day(year: int, month: int, day: int) -> date:
    """A day of the calendar."""
    try:
        return require_year(date(year, month, day))
    except ValueError as error:
        if isinstance(error, CellRefused):
            raise
        raise CellRefused("is no day of the calendar") from None


def require_year(day: date) -> date:
    """A day in years that a plan can be about."""
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise CellRefused(f"lies outside the years {FIRST_YEAR} to {LAST_YEAR - 1}")
    return day


def read_time(value: Any, tell: Tell) -> str:
    """A time of day as ``HH:MM``."""
    return f"{minutes_of(value, tell) // 60:02d}:{minutes_of(value, tell) % 60:02d}"


def read_hours(value: Any, tell: Tell) -> tuple[str, str]:
    """Opening hours as two times; the second is "" where only the first is given."""
    if not isinstance(value, str):
        return read_time(value, tell), ""
    parts = BETWEEN.split(plain_text(value, tell))
    if len(parts) > 2:
        raise CellRefused("is no pair of times; write it as 9:00-11:30")
    start = minutes_of(parts[0], tell)
    if len(parts) == 1:
        return clock(start), ""
    end = end_minutes(parts[1], tell)
    if end <= start and end + 720 < 1440 and is_afternoon(parts[0]) and not day_part(parts[1]):
        end += 720
    return clock(start), clock(end_after(start, end, tell))


def read_end(value: Any, tell: Tell) -> str:
    """A time at which something ends: as `read_time`, or ``24:00``."""
    return clock(end_minutes(value, tell))


def end_minutes(value: Any, tell: Tell) -> int:
    """A time at which something ends, as minutes after midnight: 1,440 for the day's own end."""
    if isinstance(value, timedelta) and value == timedelta(days=1):
        return DAY_MIN
    text = plain_text(value, tell) if isinstance(value, str) else ""
    if DAYS_END.fullmatch(text):
        return DAY_MIN
    if NEXT_DAY.match(text):
        raise CellRefused(PAST_MIDNIGHT)
    return minutes_of(value, tell)


def end_after(start: int, end: int, tell: Tell) -> int:
    """The end of what starts on the same day; the day ends at 23:59, the last minute it has."""
    if end == 0 and start >= EVENING_MIN:
        end = DAY_MIN
    if end <= start:
        late = start >= NOON_MIN and end < DAWN_MIN
        reason = PAST_MIDNIGHT if late else "ends before it starts"
        if end < LIKELY_PM and start < end + NOON_MIN:
            reason += f"; in the afternoon it is {clock(end + NOON_MIN)}"
        raise CellRefused(reason)
    if end == DAY_MIN:
        tell("an end at 24:00 was read as 23:59")
        return DAY_MIN - 1
    return end


def clock(minutes: int) -> str:
    """Minutes after midnight as ``HH:MM``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def day_part(text: str) -> str:
    """The part of the day that a time names, "" without."""
    match = CLOCK.fullmatch(text.strip())
    return ((match["part"] or match["suffix"] or "") if match else "").casefold()


def is_afternoon(text: str) -> bool:
    """Whether a time names the second half of the day."""
    return day_part(text) in AFTERNOON


def minutes_of(value: Any, tell: Tell) -> int:
    """A time of day as minutes after midnight."""
    match value:
        case datetime() if value.tzinfo is not None:
            return minutes_of(value.astimezone(CHINA).time(), tell)
        case datetime() | time():
            return value.hour * 60 + value.minute
        case timedelta() if timedelta(0) <= value < timedelta(days=1):
            return int(value.total_seconds()) // 60
        case int() | float() if 0 <= value < 1 and not isinstance(value, bool):
            return round(value * 1440) % 1440
        case int() | float():
            raise CellRefused("is no time of day; write it as 9:00")
    return parse_minutes(plain_text(value, tell))


def parse_minutes(text: str) -> int:
    """A time of day in words and figures."""
    match = CLOCK.fullmatch(text)
    if not match or not (re.search(r"[:.时点]", text) or match["part"] or match["suffix"]):
        raise CellRefused("is no time of day; write it as 9:00")
    hour = int(match["hour"])
    minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
    part = day_part(text)
    if part in AFTERNOON and hour < 12:
        hour += 12
    elif part in MORNING and hour == 12:
        hour = 0
    elif part == "中午" and hour < 3:
        hour += 12
    if hour > 23 or minute > 59:
        raise CellRefused("is no time of day; write it as 9:00")
    return hour * 60 + minute
