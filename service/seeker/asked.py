"""What a seeker has asked for, in words: where and when, days to choose, filters to take off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from geodata.base.arrays import Ints
from geodata.base.geodesy import distances_m
from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import Fair, fairs_of
from geodata.campaign.sessions import Session
from geodata.campaign.window import Window
from geodata.search.district_fairs import district_fairs
from service.seeker.search import FAR_M, Search
from service.words import labels, wording
from service.words.language import gettext, ngettext

Link = Callable[..., str]
# The days that one tap chooses; the form has more.
NEAR_DAYS = ("", "today", "weekend", "next-weekend")
ALL_DAYS = {"when": None, "from": None, "to": None}


@dataclass(frozen=True, slots=True)
class Choice:
    """A link and what it is called; ``current`` where it leads to what is shown already."""

    text: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """A fair after the days of a search, and its first session there."""

    fair: Fair
    session: Session


@dataclass(frozen=True, slots=True)
class Asked:
    """
    A search in words.

    Parameters
    ----------
    line
        Where and when.
    days
        The days that can be chosen.
    filters
        Each filter that is on, with the address without it.
    found
        How many fairs fit.
    later
        The next fair that fits, where none does in these days.
    """

    line: str
    days: Sequence[Choice]
    filters: Sequence[Choice]
    found: int
    later: Later | None

    @classmethod
    def of(cls, campaign: Campaign, search: Search, place_name: str | None, link: Link) -> "Asked":
        """
        The words for a search.

        Parameters
        ----------
        place_name
            The district in which the place lies.
        link
            The page's address with some parameters changed.
        """
        found = search.fairs(campaign, ("published",)).size
        return cls(
            line=line(search, place_name),
            days=day_choices(search, link),
            filters=filters_on(search, link),
            found=found,
            later=None if found else next_fair(campaign, search),
        )


def line(search: Search, place_name: str | None) -> str:
    """Where and when, as a line begins."""
    words = gettext("%(place)s, %(days)s", place=whence(search, place_name), days=when(search))
    return words[:1].upper() + words[1:]


def whence(search: Search, place_name: str | None) -> str:
    """The place from which is asked."""
    if search.where.name and not search.adcode:
        town = search.where.name
        if not place_name:
            return town
        return gettext("%(town)s (%(district)s)", town=town, district=place_name)
    if search.adcode:
        return place_name or search.adcode
    if not search.here:
        return gettext("all districts")
    if place_name:
        return gettext("your place in %(district)s", district=place_name)
    return gettext("your place")


def when(search: Search) -> str:
    """The days of a search."""
    first, last = search.first, search.last
    if search.days:
        words = str(labels.DAYS[search.days])
        return words[:1].lower() + words[1:]
    if first and last:
        return wording.full_day(first) if first == last else wording.span(first, last)
    if first:
        return gettext("from %(day)s", day=wording.full_day(first))
    return gettext("to %(day)s", day=wording.full_day(last)) if last else gettext("all dates")


def day_choices(search: Search, link: Link) -> list[Choice]:
    """The near days, and which of them are shown."""
    stated = None if search.first or search.last else search.days or ""
    return [
        Choice(
            gettext("All dates") if not days else str(labels.DAYS[days]),
            link(**ALL_DAYS | {"when": days or None}),
            days == stated,
        )
        for days in NEAR_DAYS
    ]


def filters_on(
    search: Search, link: Link, said_otherwise: Sequence[str] = NEAR_DAYS
) -> list[Choice]:
    """Each filter that is on; ``said_otherwise`` are days that the page says in another way."""
    filters, wanted = search.filters, search.filters.wanted
    told = {
        "occupation": wanted.occupation,
        "sector": wanted.sector,
        "min_openings": filters.least
        and ngettext("at least %(num)s opening", "at least %(num)s openings", filters.least),
        "services": filters.services,
    }
    shown = [Choice(str(text), link(**{name: None})) for name, text in told.items() if text]
    if search.first or search.last or (search.days and search.days not in said_otherwise):
        shown.insert(0, Choice(when(search), link(**ALL_DAYS)))
    if search.travel:
        off = dict.fromkeys(("travel", "profile", "speed_kmh", "traffic", "walk_kmh"))
        shown.append(Choice(wording.method_name(search.travel), link(**off)))
    return shown


def near(campaign: Campaign, search: Search, fairs: Ints) -> Ints:
    """Those of some fairs that are no farther away than is called within reach, in their order."""
    if search.adcode is not None:
        found = district_fairs(campaign, search.adcode, fairs, max(fairs.size, 1))
        around = [trip.fair_at for trip in found.around if trip.metres <= FAR_M]
        return fairs[np.isin(fairs, [*found.inside, *around])]
    if search.here is None or not fairs.size:
        return fairs
    lon, lat = campaign.fairs["lon"].to_numpy()[fairs], campaign.fairs["lat"].to_numpy()[fairs]
    here = np.full(fairs.size, search.here.lon), np.full(fairs.size, search.here.lat)
    return fairs[distances_m(*here, lon, lat) <= FAR_M]


def next_fair(campaign: Campaign, search: Search) -> Later | None:
    """The first fair near the place after the days of a search that its filters let through."""
    last: date | None = search.window.to
    if last is None:
        return None
    after = Window(last + timedelta(days=1))
    fairs = search.filters.fairs(campaign, after.soonest(campaign, ("published",)))
    fairs = near(campaign, search, fairs)
    if not fairs.size:
        return None
    fair = fairs_of(campaign)[int(fairs[0])]
    return Later(fair, after.next_of(fair.times))
