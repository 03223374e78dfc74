"""The days whose fairs count."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign
from geodata.campaign.vocabulary import COUNTING_STATUSES
from geodata.errors import QueryRefused


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

    A ``from_`` with a time of day counts the fairs that have not ended by then: on that day those
    whose ``end_time`` is later, or is not known.
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
        key = self.key, statuses
        return campaign.cache.get("window", key, lambda: self._fairs(campaign, statuses), most=8)

    def _fairs(self, campaign: Campaign, statuses: tuple[str, ...]) -> Ints:
        first, minute, last = self.key
        table = campaign.fairs
        counts = table["status"].isin(statuses)
        if first:
            counts &= table["date"] >= first
        if last:
            counts &= table["date"] <= last
        if minute:
            ended = (table["end_time"] != "") & (table["end_time"] <= minute)
            counts &= ~((table["date"] == first) & ended)
        return np.flatnonzero(counts.to_numpy(dtype=bool))
