"""
When a fair is held: one session or several, and how a cell writes them.

A cell holds nothing for a fair of one session, whose day and hours have columns of their own, and
all sessions of one that has several: ``2027-02-18 08:30-11:30; 2027-02-18 14:00-17:00``. Without a
beginning it is ``2027-02-18 -11:30``, without an end ``2027-02-18 08:30``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.base.arrays import Ints

# All of China keeps one time, and a fair's day is a day there.
CHINA = timezone(timedelta(hours=8))
BETWEEN = "; "
Texts = npt.NDArray[np.str_]


class Session(NamedTuple):
    """One session of a fair: a day as ISO text, hours as ``HH:MM``, "" where they are not known."""

    date: str
    start_time: str = ""
    end_time: str = ""

    def __str__(self) -> str:
        until = f"-{self.end_time}" if self.end_time else ""
        return f"{self.date} {self.start_time}{until}".rstrip()

    @property
    def begins(self) -> tuple[str, str]:
        """Day and hour of its beginning, by which it is told from the fair's other sessions."""
        return self.date, self.start_time

    def is_over(self, day: str, minute: str) -> bool:
        """Whether it has ended; one without a stated end lasts until the day's."""
        ended = self.end_time != "" and self.end_time <= minute
        return self.date < day or (self.date == day and ended)


Sessions = tuple[Session, ...]


def coming(sessions: Sessions, day: str, minute: str) -> Sessions:
    """Those of the sessions of a fair that are not over at a minute of a day."""
    return tuple(each for each in sessions if not each.is_over(day, minute))


def cell_text(sessions: Sequence[Session]) -> str:
    """The sessions of a fair as its cell holds them."""
    return BETWEEN.join(map(str, sessions)) if len(sessions) > 1 else ""


def sessions_of(cell: str, first: Session) -> Sessions:
    """The sessions of a fair, in order, from its cell; the one of its own columns without any."""
    return tuple(map(_session_of, cell.split(BETWEEN))) if cell else (first,)


def _session_of(text: str) -> Session:
    day, _, hours = text.partition(" ")
    start, _, end = hours.partition("-")
    return Session(day, start, end)


def shift_to(sessions: Sessions, day: date) -> Sessions:
    """
    Sessions as they are where the first of them is held on a day, and the others as much later.

    Raises
    ------
    OverflowError
        If one would be held on a day that no calendar has.
    """
    later = day - date.fromisoformat(sessions[0].date)
    return tuple(
        each._replace(date=(date.fromisoformat(each.date) + later).isoformat()) for each in sessions
    )


def overlap(sessions: Sequence[Session]) -> tuple[Session, Session] | None:
    """The first two of some sessions in order that cannot both be; None where all can."""
    for one, other in pairwise(sessions):
        lasts = one.end_time or one.start_time or "24:00"
        same = one.begins == other.begins
        if one.date == other.date and (same or (other.start_time or "24:00") < lasts):
            return one, other
    return None


def sessions_text(sessions: Iterable[Session]) -> str:
    """Sessions one after the other, as a message names them."""
    return BETWEEN.join(map(str, sessions))


@dataclass(frozen=True, eq=False, slots=True)
class SessionTable:
    """
    Every session of the fairs of a campaign: the fairs in order, the sessions of each in theirs.

    Parameters
    ----------
    fair_at
        Position of the fair, shape (n,).
    date, start_time, end_time
        As those of `Session`, shape (n,).
    """

    fair_at: Ints
    date: Texts
    start_time: Texts
    end_time: Texts

    @classmethod
    def of(cls, fairs: pd.DataFrame) -> "SessionTable":
        """The sessions of a table of fairs; a column that it lacks says nothing."""
        nothing = [""] * len(fairs)
        names = (*Session._fields, "sessions")
        *columns, cells = (fairs[name].tolist() if name in fairs else nothing for name in names)
        fair_at = list(range(len(fairs)))
        for at in reversed([at for at, cell in enumerate(cells) if cell]):  # from the end: it grows
            held = sessions_of(cells[at], Session("", "", ""))
            fair_at[at : at + 1] = [at] * len(held)
            for column, texts in zip(columns, zip(*held, strict=True), strict=True):
                column[at : at + 1] = texts
        return cls(np.array(fair_at, dtype=np.intp), *(np.array(c, dtype=np.str_) for c in columns))

    def days(self, chosen: npt.NDArray[np.bool_]) -> pd.DataFrame:
        """Each day of the chosen fairs once: ``fair_at, date``; ``chosen`` is of the fairs."""
        held = pd.DataFrame({"fair_at": self.fair_at, "date": self.date})
        return held[chosen[self.fair_at]].drop_duplicates()
