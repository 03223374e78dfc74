"""Several days and hours in one cell, as people write them. What could mean two is refused."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import orjson

from geodata.campaign.sessions import Session, Sessions, overlap, sessions_text
from geodata.cells.dates import (
    NO_YEAR,
    WEEKDAY,
    YEAR_FIRST,
    calendar_day,
    read_day,
    read_end,
    read_hours,
)
from geodata.cells.values import LONGEST_TEXT, CellRefused, Tell, plain_text

AS_LISTED = "2027-02-18 8:30-11:30; 2027-02-18 14:00-17:00"
LIST_THEM = f"list its days in a column sessions (各场时间), such as {AS_LISTED}"
MOST_DAYS = 7
MOST_SESSIONS = 100
WEEKLY = re.compile(
    r"每|逢|工作日|长期|常年|(周|星期|礼拜)[一二三四五六日天]\s*[-–—~至到、,]|周末"
    r"|\b(every|weekly|weekdays|weekends?|daily|setiap)\b",
    re.IGNORECASE,
)
FULL = r"\d{4} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2} ?[日号]?"
IN_YEAR = r"\d{1,2} ?月 ?\d{1,2} ?[日号]?"
FIRST_DAY = rf"(?:{FULL}|\d{{8}}|{IN_YEAR})"
# A day that follows another need not say again what they have in common.
NEXT = rf"(?:{FULL}|{IN_YEAR}|\d{{1,2}}[/.]\d{{1,2}}|\d{{1,2}} ?[日号]?)(?![\d:点时月])"
RANGE = re.compile(rf"({FIRST_DAY}) ?(?:--?|[–—―~至到]) ?({NEXT})")
LIST = re.compile(rf"({FIRST_DAY})((?: ?[、,和及] ?{NEXT})+)")
ALONE = re.compile(FIRST_DAY)
CLOCK = (
    r"(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|早)? ?\d{1,2} ?"
    r"(?:[:.时点] ?(?:\d{1,2}|半)? ?分?)?"
    r"(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
)
PAIR = rf"{CLOCK} ?(?:--?|[–—―~至到]) ?(?:次日|翌日|第二天)? ?{CLOCK}"
PAIRS = re.compile(rf"{PAIR}(?:(?: ?[,;、/&+和及与] ?| |(?=[凌早上中下傍晚])){PAIR})+")
ONE_PAIR = re.compile(PAIR)
PARTS = re.compile(r" ?; ?|(?<=:\d\d) ?[,、] ?(?=\d{4} ?[-/.年])")
Pairs = tuple[tuple[str, str], ...]


def date_reader(year: int | None, *, epoch_1904: bool) -> Callable[[Any, Tell], Sessions]:
    """A reader of the days of a fair; ``year`` is that of days written without one."""

    def read(value: Any, tell: Tell) -> Sessions:
        if isinstance(value, str):
            text = one_line(value, tell)
            if "\n" in value.strip() or not is_one_day(text):
                return sessions_in(text, tell, year)
        return (Session(read_day(value, tell, year, epoch_1904=epoch_1904).isoformat()),)

    return read


def is_one_day(text: str) -> bool:
    """Whether a cell holds, or ought to hold, a single day."""
    bare = WEEKDAY.sub("", text)
    return not (WEEKLY.search(text) or RANGE.match(bare) or LIST.match(bare) or has_hours(bare))


def has_hours(text: str) -> bool:
    """Whether a pair of times stands behind a day."""
    day = ALONE.match(text)
    return day is not None and ONE_PAIR.search(text, day.end()) is not None


def session_reader(year: int | None) -> Callable[[Any, Tell], Sessions]:
    """A reader of all sessions of a fair, as people and programs list them."""

    def read(value: Any, tell: Tell) -> Sessions:
        if not isinstance(value, str):
            return (Session(read_day(value, tell, year, epoch_1904=False).isoformat()),)
        stated = value.strip()
        text = cell_of(stated) if stated.startswith("[") else stated
        return sessions_in(one_line(text, tell), tell, year)

    return read


def cell_of(text: str) -> str:
    """The sessions that an answer of the API lists, as a cell has them."""
    try:
        told = ({name: cell or "" for name, cell in each.items()} for each in orjson.loads(text))
        return "; ".join(str(Session(**each)) for each in told)
    except (orjson.JSONDecodeError, TypeError, AttributeError):
        raise CellRefused(f"is no list of sessions; write it as {AS_LISTED}") from None


def one_line(value: str, tell: Tell) -> str:
    """A cell's text in one line, its own lines parted by semicolons."""
    if len(value) > LONGEST_TEXT * 5:
        raise CellRefused(f"is longer than {LONGEST_TEXT * 5:,} characters")
    lines = (" ".join(line.split()) for line in plain_text(value, tell).splitlines())
    return "; ".join(line.strip(" ;") for line in lines if line.strip(" ;"))


def sessions_in(text: str, tell: Tell, year: int | None) -> Sessions:
    """
    The sessions that a text lists, in order.

    Raises
    ------
    CellRefused
        If one of them cannot be read, if two cannot both be, or if there are too many.
    """
    if WEEKLY.search(text):
        raise CellRefused(f"names no days of the calendar; {LIST_THEM}")
    found: list[Session] = []
    for part in filter(None, PARTS.split(text)):
        days, hours = days_and_rest(WEEKDAY.sub("", part).strip(), tell, year)
        if not days and not found:
            raise CellRefused(f"begins with no day; write it as {AS_LISTED}")
        pairs = hours_of(hours, tell)
        held = [day.isoformat() for day in days] or [found[-1].date]
        found += [Session(day, *pair) for day in held for pair in pairs]
    return in_order(found)


def hours_of(text: str, tell: Tell) -> Pairs:
    """The hours that stand behind a day: none, an end alone, or those of `read_pairs`."""
    if not text:
        return (("", ""),)
    if text.startswith("-"):
        return (("", read_end(text.lstrip("- "), tell)),)
    return read_pairs(text, tell)


def in_order(found: Sequence[Session]) -> Sessions:
    """Sessions by day and hour, each once."""
    if len(found) > MOST_SESSIONS:
        raise CellRefused(f"are more than {MOST_SESSIONS} sessions")
    sessions = tuple(sorted(set(found)))
    both = overlap(sessions)
    if both is not None:
        raise CellRefused(f"has two sessions at the same time, {sessions_text(both)}")
    return sessions


def days_and_rest(text: str, tell: Tell, year: int | None) -> tuple[list[date], str]:
    """The days that a text begins with, and what stands behind them; no days without any."""

    def day(stated: str) -> date:
        return read_day(stated, tell, year, epoch_1904=False)

    if match := RANGE.match(text):
        days = list(days_between(day(match[1]), match[2]))
        tell("a range of days was read as a session on each of its days")
    elif match := LIST.match(text):
        days = [day(match[1])]
        for each in filter(None, re.split(" ?[、,和及] ?", match[2])):
            days.append(following(days[-1], each))
    elif match := ALONE.match(text):
        days = [day(match.group())]
    else:
        return [], text
    return days, text[match.end() :].strip(" ,:T")


def days_between(first: date, stated: str) -> Iterator[date]:
    """Every day from one to another that is written behind it."""
    count = (following(first, stated) - first).days + 1
    if count > MOST_DAYS:
        raise CellRefused(f"is a range of {count} days; {LIST_THEM}")
    yield from (first + timedelta(n) for n in range(count))


def following(first: date, stated: str) -> date:
    """A later day that is written behind another: its month and year may be that of the other."""
    text = stated.strip()
    if YEAR_FIRST.fullmatch(text):
        day = read_day(text, lambda _: None, None, epoch_1904=False)
    elif match := NO_YEAR.fullmatch(text) or re.fullmatch(r"(\d{1,2})[/.](\d{1,2})", text):
        turn_of_year = first.month == 12 and int(match[1]) == 1
        day = calendar_day(first.year + turn_of_year, int(match[1]), int(match[2]))
    else:
        day = calendar_day(first.year, first.month, int(text.rstrip("日号 ")))
    if day <= first:
        raise CellRefused(f"has {day.isoformat()} behind {first.isoformat()}; write them in order")
    return day


def read_pairs(value: Any, tell: Tell) -> Pairs:
    """
    The hours of one day: pairs of times, in order.

    Raises
    ------
    CellRefused
        If they cannot be read, or one begins before the one before it has ended.
    """
    if not isinstance(value, str):
        return (read_hours(value, tell),)
    text = one_line(value, tell)
    if not PAIRS.fullmatch(text):
        return (read_hours(text, tell),)
    pairs = tuple(read_hours(each.strip(), tell) for each in ONE_PAIR.findall(text))
    for one, other in pairwise(pairs):
        if other[0] < one[1]:
            told = f"begins again at {other[0]}, before {one[1]}"
            raise CellRefused(f"{told}; write it as 8:30-11:30 14:00-17:00")
    return pairs
