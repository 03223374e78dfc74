"""The days whose fairs count."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from geodata.base.arrays import Flags, Ints
from geodata.campaign.campaign import Campaign
from geodata.campaign.sessions import Session, Sessions, Texts
from geodata.campaign.vocabulary import COUNTING_STATUSES
from geodata.errors import QueryRefused

FOREVER = "9999-12-31"
WINDOWS_KEPT = 8


def day_text(day: date | None) -> str:
    """A day, or that of a moment, as text that sorts; "" for none."""
    return day.isoformat()[:10] if day else ""


def require_order(first: date | None, last: date | None) -> None:
    """
    Refuse days the wrong way round; None leaves an end open.

    Raises
    ------
    QueryRefused
        If the first day is after the last.
    """
    start, end = day_text(first), day_text(last)
    if end and start > end:
        raise QueryRefused("from", start, "must not be after %(to)s", to=end)


@dataclass(frozen=True, slots=True)
class Window:
    """
    The days whose fairs count, both ends inclusive; None leaves an end open.

    A fair counts once if any of its sessions lies within. A ``from_`` with a time of day counts
    those that have not ended by then: on that day those whose end is later, or is not known.
    """

    from_: date | datetime | None = None
    to: date | None = None

    def __post_init__(self) -> None:
        require_order(self.from_, self.to)

    @property
    def key(self) -> tuple[str, str, str]:
        """First day, minute of that day and last day as text that sorts, "" where open."""
        minute = self.from_.strftime("%H:%M") if isinstance(self.from_, datetime) else ""
        return day_text(self.from_), minute, day_text(self.to)

    def fairs(self, campaign: Campaign, statuses: tuple[str, ...] = COUNTING_STATUSES) -> Ints:
        """Positions in ``campaign.fairs`` of the fairs of these statuses within the window."""
        return np.sort(self.soonest(campaign, statuses))

    def soonest(self, campaign: Campaign, statuses: tuple[str, ...] = COUNTING_STATUSES) -> Ints:
        """
        As `fairs`, in the order of the first session of each that lies within the window.

        The same array each time: it cannot be written to.
        """

        def fairs() -> Ints:
            found = campaign.times.fair_at[self.next_sessions(campaign, statuses)]
            found.flags.writeable = False
            return found

        return campaign.cache.get("soonest", (self.key, statuses), fairs, most=WINDOWS_KEPT)

    def next_sessions(self, campaign: Campaign, statuses: tuple[str, ...]) -> Ints:
        """Rows of ``campaign.times``: of each such fair the first within, the soonest first."""
        key = self.key, statuses
        return campaign.cache.get(
            "window", key, lambda: self._next(campaign, statuses), most=WINDOWS_KEPT
        )

    def _next(self, campaign: Campaign, statuses: tuple[str, ...]) -> Ints:
        times = campaign.times
        counts = campaign.of_status(statuses)
        rows = np.flatnonzero(self.holds(times.date, times.end_time) & counts[times.fair_at])
        fairs, first = np.unique(times.fair_at[rows], return_index=True)
        rows = rows[first]
        return rows[np.lexsort((fairs, times.start_time[rows], times.date[rows]))]

    def holds(self, day: Texts, end: Texts) -> Flags:
        """Which sessions of these days and ends lie within."""
        first, minute, last = self.key
        within = (day >= first) & (day <= (last or FOREVER))
        return within & ((day != first) | (end == "") | (end > minute))  # type: ignore[no-any-return]

    def next_of(self, times: Sessions) -> Session:
        """The first of a fair's sessions that lies within; its last one where none does."""
        if len(times) == 1:
            return times[0]
        days, _, ends = map(np.array, zip(*times, strict=True))
        within = self.holds(days, ends)
        return times[int(np.argmax(within))] if within.any() else times[-1]
