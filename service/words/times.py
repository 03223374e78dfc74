"""When a fair is held, as people say it: its sessions day by day."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from geodata.campaign.sessions import Session
from service.words import wording
from service.words.language import gettext, ngettext

MOST_FURTHER = 2


class DayTimes(NamedTuple):
    """One day of a fair: the day, and the hours of its sessions in words."""

    day: date
    hours: str


def by_day(times: Sequence[Session]) -> list[DayTimes]:
    """Sessions in order as days, each with all its hours."""
    return [
        DayTimes(
            date.fromisoformat(day),
            gettext(", ").join(wording.hours(each.start_time, each.end_time) for each in same),
        )
        for day, same in groupby(times, key=lambda each: each.date)
    ]


def times_text(times: Sequence[Session], today: date) -> str:
    """Sessions in one line: Thursday 18 February 08:30–11:30, 14:00–17:00; Friday 19 February…"""
    days = (f"{wording.named_day(day, today)} {hours}" for day, hours in by_day(times))
    return gettext("; ").join(days)


def said_in_full(times: Sequence[Session]) -> str:
    """As `times_text`, each day with its year, for what is read on any day."""
    return gettext("; ").join(f"{wording.full_day(day)} {hours}" for day, hours in by_day(times))


def further(times: Sequence[Session], today: date) -> str:
    """The sessions behind the next one in a few words, "" without any; of many the first."""
    if not times:
        return ""
    told = times_text(times[:MOST_FURTHER], today)
    more = len(times) - MOST_FURTHER
    if more > 0:
        told += ngettext(" and %(num)s more time", " and %(num)s more times", more)
    return gettext("Also: %(times)s", times=told)
