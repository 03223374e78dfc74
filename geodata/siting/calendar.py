"""
Warnings from the calendar: days on which a venue is not free, and permits for large fairs.

Whoever expects 1,000 persons or more needs a permit of the police, asked for 20 days ahead: of the
county up to 5,000 persons, of the city above (大型群众性活动安全管理条例, State Council Order 505,
2007, articles 2, 11 and 12).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign
from geodata.optimum.problem import Sentence, translatable
from geodata.siting.sites import Days, Offer

LARGE, LARGER = 1_000, 5_000
DAYS_AHEAD = timedelta(days=20)
COUNTY, CITY = "county", "city"
FREE_DAYS, PERMIT = "free_days", "permit"
FREE_BETWEEN = translatable("it is free only from %(free_from)s to %(free_to)s")
FREE_FROM = translatable("it is free only from %(free_from)s on")
FREE_TO = translatable("it is free only until %(free_to)s")
NEVER = translatable("that is on none of the days from %(first)s to %(last)s")
EXPECTED = {
    COUNTY: translatable("%(persons)s visitors need a permit of the county police"),
    CITY: translatable("%(persons)s visitors need a permit of the city police"),
}
SEATS = {
    COUNTY: translatable(
        "it has room for 1,000 or more: from so many visitors on it needs a permit of the county "
        "police"
    ),
    CITY: translatable(
        "it has room for more than 5,000: from 1,000 visitors on it needs a permit of the county "
        "police, above 5,000 of the city's"
    ),
}
ASK_BY = translatable("the last day to ask for a permit for %(day)s is %(by)s")
FROM_NOW = translatable(
    "a permit asked for today is for %(day)s at the earliest; the last day to ask for %(last)s is "
    "%(by)s"
)
TOO_LATE = translatable(
    "a permit asked for today is for %(day)s at the earliest, after the days asked for"
)
AHEAD = translatable("ask for a permit 20 days before the fair")


class Note(NamedTuple):
    """A warning: what it is about, and what it says."""

    about: str
    sentence: Sentence

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "about": self.about,
            "text": self.sentence.text,
            "details": dict(self.sentence.details),
        }


@dataclass(frozen=True, slots=True)
class Permit:
    """The permit of a fair that stays: who gives it, and by when it is to be asked for."""

    fair_id: str
    persons: int
    day: str
    ask_by: str
    of: str

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in ("fair_id", "persons", "day", "ask_by", "of")}


def notes(venue: Offer, days: Days, *, expected: int | None, today: date | None) -> Iterator[Note]:
    """
    What to know of a new fair at a venue.

    Parameters
    ----------
    venue
        What it offers.
    days
        Those that were asked for.
    expected
        Visitors; None takes the seats for the most that may come.
    """
    free = venue.free
    held = free.within(days)
    if any(free) and held != days:
        yield from free_days(free, held, days)
    if held is None:
        return
    persons = expected if expected is not None else int(venue.capacity or 0)
    if persons < LARGE:
        return
    if expected is None:
        yield Note(PERMIT, Sentence(SEATS[authority(persons)]))
    else:
        yield Note(PERMIT, Sentence(EXPECTED[authority(persons)], (("persons", persons),)))
    yield Note(PERMIT, when(held, today))


def free_days(free: Days, held: Days | None, days: Days) -> Iterator[Note]:
    """On which of the days asked for a venue is free; when at all, where that is none of them."""
    said = free if held is None else held
    text = FREE_BETWEEN if all(said) else FREE_FROM if said.first else FREE_TO
    told = (("free_from", said.first), ("free_to", said.last))
    yield Note(FREE_DAYS, Sentence(text, tuple((name, day) for name, day in told if day)))
    if held is None and all(days):
        yield Note(FREE_DAYS, Sentence(NEVER, (("first", days.first), ("last", days.last))))


def when(held: Days, today: date | None) -> Sentence:
    """By which day to ask for a permit of a fair on one of some days."""
    soonest = "" if today is None else (today + DAYS_AHEAD).isoformat()
    if held.first >= soonest and held.first:
        return Sentence(ASK_BY, (("day", held.first), ("by", ahead(held.first))))
    if held.last and held.last < soonest:
        return Sentence(TOO_LATE, (("day", soonest),))
    if held.last and soonest:
        told = (("day", soonest), ("last", held.last), ("by", ahead(held.last)))
        return Sentence(FROM_NOW, told)
    return Sentence(AHEAD)


def ahead(day: str) -> str:
    """The last day to ask for a permit of a fair on a day."""
    return (date.fromisoformat(day) - DAYS_AHEAD).isoformat()


def authority(persons: int) -> str:
    """Whose police gives a permit."""
    return COUNTY if persons <= LARGER else CITY


def permits(campaign: Campaign, fairs: Ints, today: date | None) -> list[Permit]:
    """
    The permits that fairs need which are still to come, the most urgent first.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``.
    """
    rows = campaign.fairs.iloc[fairs]
    persons = rows["expected_seekers"].to_numpy(float, na_value=np.nan)
    first = "" if today is None else today.isoformat()
    large = rows[(persons >= LARGE) & (rows["date"] >= first).to_numpy(dtype=bool)]
    found = zip(large.index, large["expected_seekers"].astype(int), large["date"], strict=True)
    told = [Permit(str(at), n, day, ahead(day), authority(n)) for at, n, day in found]
    return sorted(told, key=lambda each: (each.ask_by, each.fair_id))
