"""From the cells of a fair's days and hours, wherever they stand, to its sessions."""

from collections.abc import Mapping, Sequence
from typing import Any

from geodata.campaign.sessions import Session, Sessions, cell_text, overlap, sessions_text
from geodata.cells.dates import DAY_MIN, WITHOUT_YEAR, clock, end_after
from geodata.cells.sessions import Pairs
from geodata.cells.values import CellRefused
from geodata.files.validator import Validator
from geodata.formats.raw_table import is_empty

NO_HOURS: Pairs = (("", ""),)


def complete_times(validator: Validator, read: Mapping[str, list[Any]]) -> None:
    """
    Fill in the first session of every row, and the cell of all where there are several.

    ``date`` comes as the sessions of its days, of no hours mostly, and ``hours`` as pairs.
    """
    for at, (days, stated) in enumerate(zip(read["date"], read["sessions"], strict=True)):
        refuse_timeless(validator, at)
        hours = column_hours(validator, at, read)
        read["date"][at] = read["sessions"][at] = None
        if hours is None or not (days or stated):
            continue
        held = stated or times_of(validator, at, days, hours)
        if stated and not agrees(validator, at, stated, days, hours):
            continue
        if held:
            read["date"][at], read["start_time"][at], read["end_time"][at] = held[0]
            read["sessions"][at] = cell_text(held)
    if any(change.startswith(WITHOUT_YEAR) for change in validator.changes):
        validator.notices += winter_notice(read["date"])


def winter_notice(days: Sequence[str | None]) -> list[str]:
    """That days without a year lie at both ends of one: those of a winter are of two years."""
    months = {int(day[5:7]) for day in days if day}
    if not (months & {11, 12} and months & {1, 2, 3}):
        return []
    return ["days from November on and days to March are in one table: state the year of each"]


def refuse_timeless(validator: Validator, at: int) -> None:
    """Refuse a row without sessions in a table that has no other column for days."""
    if "date" not in validator.raw and is_empty(validator.raw["sessions"][at]):
        validator.refuse(at, "sessions", None, "is empty, and is needed")


def column_hours(validator: Validator, at: int, read: Mapping[str, list[Any]]) -> Pairs | None:
    """The hours that a row gives in columns of their own; None if they were refused."""
    start, end = (read[name][at] or "" for name in ("start_time", "end_time"))
    pairs: Pairs = read["hours"][at] or NO_HOURS
    if len(pairs) > 1:
        first, last = pairs[0], pairs[-1]
        if start in ("", first[0]) and end in ("", first[1], last[1]):
            return tuple(pairs)
        reason = f"is not that of the hours in this row, {first[0]}-{first[1]}"
        validator.refuse(at, "start_time", start or end, reason)
        return None
    alone, until = pairs[0]
    start, end = start or alone, end or until
    try:
        return ((start, end_of(validator, start, end)),)
    except CellRefused as refusal:
        reason = str(refusal).replace("it starts", f"it starts, at {start}")
        validator.refuse(at, "end_time", end, reason)
        return None


def end_of(validator: Validator, start: str, end: str) -> str:
    """The end of a row's hours, which must come after their start."""
    if not end or (not start and end != clock(DAY_MIN)):
        return end
    return clock(end_after(minutes(start or "00:00"), minutes(end), validator.tell))


def minutes(hour: str) -> int:
    """``HH:MM`` as minutes after midnight."""
    return int(hour[:2]) * 60 + int(hour[3:])


def times_of(validator: Validator, at: int, days: Sessions, hours: Pairs) -> Sessions | None:
    """The sessions of some days with the hours of each; None if the hours stand twice."""
    if hours == NO_HOURS:
        return days
    stated = [day for day in days if day[1:] not in (("", ""), *hours)]
    if stated:
        reason = f"has hours, and the row has others in another column, {'-'.join(hours[0])}"
        validator.refuse(at, "date", sessions_text(stated), reason)
        return None
    held = dict.fromkeys(Session(day.date, *pair) for day in days for pair in hours)
    return tuple(held)


def agrees(
    validator: Validator, at: int, stated: Sessions, days: Sessions | None, hours: Pairs
) -> bool:
    """Whether the other columns of a row say nothing else than its first session, or refuse it."""
    first, whole = stated[0], {day.date for day in stated}
    (start, end), *more = hours
    said = {
        "date": days and {day.date for day in days} not in ({first.date}, whole) and days[0].date,
        "start_time": start not in ("", first.start_time) and start,
        "end_time": end not in ("", first.end_time) and end,
        "hours": bool(more) and f"{start}-{end}",
    }
    wrong = {name: value for name, value in said.items() if value}
    for name, value in wrong.items():
        reason = f"is not that of the first session, {first}; change it there too, or leave it out"
        validator.refuse(at, name, value, reason)
    return not wrong


def merge(rows: list[Sessions]) -> tuple[Sessions, tuple[Session, Session] | None]:
    """The sessions of several rows as one fair's, and the first two that cannot both be."""
    held = tuple(sorted({session for sessions in rows for session in sessions}))
    return held, overlap(held)
