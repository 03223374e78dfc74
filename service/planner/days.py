"""The days of a plan: how many fairs on each, and stretches that are often asked for."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import format_date

from geodata.campaign.campaign import Campaign
from service.words.language import gettext

MOST_MONTHS = 6
WEEK, MONTH = 7, 30


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day of the chart: how many counting fairs, and whether the day is among those shown."""

    day: date
    fairs: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days under a name; None is an open end."""

    name: str
    first: date | None
    last: date | None


def day_bars(campaign: Campaign, first: date | None, last: date | None) -> list[DayBar]:
    """Every day of the campaign, those from ``first`` to ``last`` chosen."""
    if campaign.dates is None:
        return []
    start, end = campaign.dates
    held = campaign.counting_days["date"].value_counts()
    days = (start + timedelta(n) for n in range((end - start).days + 1))
    return [
        DayBar(
            day,
            int(held.get(day.isoformat(), 0)),
            (first or start) <= day <= (last or end),
        )
        for day in days
    ]


def periods(campaign: Campaign, today: date) -> list[Period]:
    """The whole plan, the next week and month, and each month that it touches."""
    whole = Period(gettext("Whole plan"), None, None)
    if campaign.dates is None:
        return [whole]
    start, end = campaign.dates
    coming = [
        Period(name, max(today, start), today + timedelta(days - 1))
        for name, days in ((gettext("Next 7 days"), WEEK), (gettext("Next 30 days"), MONTH))
        if start <= today + timedelta(days - 1) < end and today <= end
    ]
    return [whole, *coming, *months(start, end, lambda day: str(format_date(day, "MMMM y")))]


def months(start: date, end: date, name: Callable[[date], str]) -> Sequence[Period]:
    """The months that a plan touches, unless it is one alone or there are many."""
    found = []
    day = start.replace(day=1)
    while day <= end:
        last = day.replace(day=monthrange(day.year, day.month)[1])
        found.append(Period(name(day), max(day, start), min(last, end)))
        day = last + timedelta(1)
    return found if 1 < len(found) <= MOST_MONTHS else []
