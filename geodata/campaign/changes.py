"""
What might be otherwise about the fairs of a plan: added, moved, closed, held on another day.

A change is written as addresses and files have it. Places are longitude and latitude in degrees,
WGS-84, with at most five decimals, about a metre:

- ``add``: ``106.55,29.56``, and ``106.55,29.56@2027-03-20`` for a fair on a day. Without a day it
  is held on whichever day is asked for.
- ``move``: ``FAIR_ID@106.55,29.56`` for the whole fair, all its sessions, and
  ``FAIR_ID@2027-02-18T08:30@106.55,29.56`` for the one session that begins then.
- ``close``: ``FAIR_ID`` for the whole fair, ``FAIR_ID@2027-02-18T08:30`` for one session. A session
  without an hour is written by its day alone.
- ``redate``: ``FAIR_ID@2027-03-20`` for the whole fair, whose first session is held on that day and
  all others as many days later as before, and ``FAIR_ID@2027-02-18T08:30@2027-03-20`` for one
  session. Hours stay. A fair that is moved as a whole may be held on another day, too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Self

from geodata.errors import QueryRefused

MOST_CHANGES = 50
DIGITS = 5
DECIMALS = rf"(\.[0-9]{{1,{DIGITS}}})?"
LON = rf"-?(180(\.0{{1,{DIGITS}}})?|(1[0-7][0-9]|[1-9]?[0-9]){DECIMALS})"
LAT = rf"-?(90(\.0{{1,{DIGITS}}})?|[1-8]?[0-9]{DECIMALS})"
FAIR_ID = "[A-Za-z0-9_-]{1,64}"
DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
SESSION = f"{DAY}(T([01][0-9]|2[0-3]):[0-5][0-9])?"


class Kind(StrEnum):
    """What becomes of a fair."""

    ADD = "add"
    MOVE = "move"
    CLOSE = "close"
    REDATE = "redate"


KINDS = tuple(kind.value for kind in Kind)
FORMS: Mapping[Kind, str] = {
    Kind.ADD: f"^{LON},{LAT}(@{DAY})?$",
    Kind.MOVE: f"^{FAIR_ID}(@{SESSION})?@{LON},{LAT}$",
    Kind.CLOSE: f"^{FAIR_ID}(@{SESSION})?$",
    Kind.REDATE: f"^{FAIR_ID}(@{SESSION})?@{DAY}$",
}
"""How each kind of change is written, as a regular expression for ECMA-262, too."""


def no_change(kind: Kind, text: str) -> QueryRefused:
    """The refusal of a text that is no change of its kind."""
    if kind is Kind.ADD:
        return QueryRefused(
            kind.value,
            text,
            "must be longitude,latitude in degrees on earth, with at most five decimals, such as "
            "106.55000,29.56000",
        )
    if kind is Kind.MOVE:
        return QueryRefused(
            kind.value,
            text,
            "must be the id of a fair and its place on earth, with at most five decimals, such as "
            "f12@106.55000,29.56000",
        )
    if kind is Kind.REDATE:
        return QueryRefused(
            kind.value, text, "must be the id of a fair and a day, such as f12@2027-03-20"
        )
    return QueryRefused(
        kind.value,
        text,
        "must be the id of a fair, for one session with its beginning, such as "
        "f12@2027-02-18T08:30",
    )


@dataclass(frozen=True, slots=True)
class Change:
    """
    One change.

    Parameters
    ----------
    kind
        What it does.
    fair_id
        Which fair is meant; "" for one that is added.
    session
        Beginning of the one session that is meant, ``2027-02-18T08:30``; "" for the whole fair.
    lon, lat
        The new place, degrees, WGS-84; 0 where there is none.
    day
        On which day a fair that is added is held, ISO text; "" for whichever day is asked for. On
        which day it is held instead, where that is what changes.
    """

    kind: Kind
    fair_id: str = ""
    session: str = ""
    lon: float = 0.0
    lat: float = 0.0
    day: str = ""

    @classmethod
    def of(cls, kind: Kind, text: str) -> Self:
        """
        The change that a text says.

        Raises
        ------
        QueryRefused
            If it is not as `FORMS` has it, or names a day that no calendar has.
        """
        if not re.search(FORMS[kind], text) or text.endswith("\n"):
            raise no_change(kind, text)
        *names, last = text.split("@")
        if kind is Kind.ADD:
            place, days = (names or [last])[0], [last] if names else []
            return cls(kind, "", "", *point_of(place), day_in(days, kind, text))
        if kind is Kind.CLOSE:
            fair, sessions = (names or [last])[0], [last] if names else []
            return cls(kind, fair, day_in(sessions, kind, text))
        fair, *sessions = names
        if kind is Kind.REDATE:
            held, day = (day_in(each, kind, text) for each in (sessions, [last]))
            return cls(kind, fair, held, day=day)
        return cls(kind, fair, day_in(sessions, kind, text), *point_of(last))

    def meets(self, fair_id: str, session: str) -> bool:
        """Whether it changes a fair, or that session of it."""
        whole = not (self.session and session)
        return bool(fair_id) and self.fair_id == fair_id and (whole or self.session == session)

    def contradicts(self, other: "Change") -> bool:
        """Whether both cannot be made: a place and a day are two things of a whole fair."""
        moves = [each for each in (self, other) if each.kind is Kind.MOVE and not each.session]
        if len(moves) == 1 and Kind.REDATE in (self.kind, other.kind):
            return False
        return self.meets(other.fair_id, other.session)

    @property
    def is_placed(self) -> bool:
        """Whether it gives a fair a place."""
        return self.kind in (Kind.ADD, Kind.MOVE)

    def __str__(self) -> str:
        place = f"{self.lon:.{DIGITS}f},{self.lat:.{DIGITS}f}" if self.is_placed else ""
        return "@".join(each for each in (self.fair_id, self.session, place, self.day) if each)


def point_of(text: str) -> tuple[float, float]:
    """Longitude and latitude; there is no zero below zero."""
    lon, lat = (float(part) + 0.0 for part in text.split(","))
    return lon, lat


def day_in(texts: Sequence[str], kind: Kind, whole: str) -> str:
    """The day, perhaps with its hour, that a change names; "" where it names none."""
    for text in texts:
        try:
            date.fromisoformat(text[:10])
        except ValueError:
            raise QueryRefused(kind.value, whole, "names a day that no calendar has") from None
        return text
    return ""


def change_text(change: Change) -> str:
    """A change with its kind, as an address has it: ``close=f12``."""
    return f"{change.kind.value}={change}"


@dataclass(frozen=True, slots=True)
class Changes:
    """
    Changes that can be made together, each of its kind in the order given.

    Raises
    ------
    QueryRefused
        If there are too many, or one is repeated or contradicts another.
    """

    each: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        if len(self.each) > MOST_CHANGES:
            last = self.each[-1]
            raise QueryRefused(
                last.kind.value,
                str(last),
                "there may be at most %(most)s changes in all",
                most=MOST_CHANGES,
            )
        seen: set[Change] = set()
        for change in self.each:
            require_room(change, seen)
            seen.add(change)

    @classmethod
    def of(cls, texts: Mapping[str, Iterable[str]]) -> Self:
        """The changes of texts by kind; one too many is enough to refuse them."""
        every = (Change.of(kind, text) for kind in Kind for text in texts.get(kind.value, ()))
        return cls(tuple(islice(every, MOST_CHANGES + 1)))

    def __len__(self) -> int:
        return len(self.each)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.each)

    def without(self, change: Change) -> "Changes":
        """The others."""
        return Changes(tuple(other for other in self.each if other != change))

    def texts(self) -> dict[str, tuple[str, ...]]:
        """As `of` takes them; a kind that does not occur is left out."""
        by_kind = {kind: [str(each) for each in self.each if each.kind is kind] for kind in Kind}
        return {kind.value: tuple(told) for kind, told in by_kind.items() if told}


def require_room(change: Change, others: set[Change]) -> None:
    """
    Refuse a change that cannot stand beside others.

    Raises
    ------
    QueryRefused
        If it says what one of them says, or means a fair or a session that one of them means.
    """
    kind, text = change.kind.value, str(change)
    if change in others:
        raise QueryRefused(kind, text, "is given more than once")
    for other in others:
        if other.contradicts(change):
            raise QueryRefused(
                kind,
                text,
                "contradicts %(other)s, which changes the same",
                other=change_text(other),
            )


NO_CHANGES = Changes()
