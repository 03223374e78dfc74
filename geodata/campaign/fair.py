"""One fair as a record: what a page, a calendar or a search engine is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from geodata.campaign.campaign import Campaign
from geodata.campaign.history import State
from geodata.campaign.sessions import Session, Sessions, sessions_of


@dataclass(frozen=True, slots=True)
class Fair:
    """
    A row of ``campaign.fairs``.

    Dates are ISO text, times ``HH:MM``; missing text is "", a missing number None. ``adcode`` is
    the district that holds the point, "" outside all. ``sessions`` is the cell, `times` what it
    says.
    """

    fair_id: str
    name: str
    venue: str
    address: str
    lon: float
    lat: float
    date: str
    start_time: str
    end_time: str
    status: str
    precision: str
    district: str = ""
    booths: int | None = None
    expected_seekers: int | None = None
    services: str = ""
    bring: str = ""
    notice: str = ""
    illustrative: bool = False
    adcode: str = ""
    sessions: str = ""
    phone: str = ""
    organiser: str = ""
    link: str = ""
    transport: str = ""

    @property
    def times(self) -> Sessions:
        """When it is held: its sessions, in order; one at least."""
        return sessions_of(self.sessions, Session(self.date, self.start_time, self.end_time))


AnyFair = Fair | State
"""A fair of the campaign, or one as seekers were last shown it."""


def fairs_of(campaign: Campaign) -> Sequence[Fair]:
    """Every fair of a campaign, in its order."""

    def read() -> Sequence[Fair]:
        table = campaign.fairs.reset_index()
        names = [each.name for each in fields(Fair) if each.name in table]
        columns = (table[name].astype(object).where(table[name].notna(), None) for name in names)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return [Fair(**dict(zip(names, row, strict=True))) for row in rows]

    return campaign.cache.get("fairs", "", read, most=1)


def fair_of(campaign: Campaign, fair_id: str) -> Fair | None:
    """The fair of an id; None if the campaign has none."""

    def index() -> Mapping[str, Fair]:
        return {fair.fair_id: fair for fair in fairs_of(campaign)}

    return campaign.cache.get("fairs by id", "", index, most=1).get(fair_id)
