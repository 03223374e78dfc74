"""One fair as the lists show it: what it offers, when it is held, and the way there."""

from dataclasses import dataclass
from datetime import date
from math import isnan

from flask import get_template_attribute
from markupsafe import Markup

from geodata.access.travel import Method
from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import Fair, fairs_of
from geodata.campaign.history import State
from geodata.campaign.illustration import is_mixed
from geodata.campaign.sessions import Session
from geodata.roads.movement import Movement
from geodata.search.openings import occupations_at
from geodata.search.trips import Trip
from geodata.signs.profile import Profile
from service.fair.changes import Change, change_of_time
from service.seeker.search import Search
from service.words import trips, wording
from service.words.language import gettext, language, stated_language
from service.words.times import further

MOST_CALLED = 2
BODIES_KEPT = 20_000
DRIVES = Movement(Profile.DRIVE)


@dataclass(frozen=True, slots=True)
class Card:
    """
    One fair in the list.

    Parameters
    ----------
    number
        Its place in the list; 0 where it has none.
    fair
        What the campaign holds of it.
    session
        The first of its sessions that is asked for and not over.
    trip
        The way there; None where no place was given.
    openings, employers
        What is on offer there, as far as it is looked for.
    wages
        What is paid there, in words, "" where none of what is looked for states it.
    looked_for
        The occupation or sector that was looked for, "" for all.
    called
        What of it is on offer, as the tables call it.
    movement
        How the seeker moves on roads.
    before
        The fair before its latest change; None if it has never changed.
    marked
        Whether it says that the fair is made up: where others are not.
    from_border
        Whether the trip begins at a district's border, and not at a place.
    """

    number: int
    fair: Fair
    session: Session
    trip: Trip | None
    openings: int
    employers: int
    wages: str = ""
    looked_for: str = ""
    called: str = ""
    movement: Movement = DRIVES
    marked: bool = False
    from_border: bool = False
    before: State | None = None

    @property
    def when(self) -> date:
        """The day of its session."""
        return date.fromisoformat(self.session.date)

    def also(self, today: date) -> str:
        """Its later sessions in a few words, "" without any."""
        times = self.fair.times
        return further(times[times.index(self.session) + 1 :], today)

    def change(self, today: date) -> Change | None:
        """How its time has changed since it was first told; None if it has not."""
        return change_of_time(self.fair, self.before, today)

    @property
    def metres(self) -> float | None:
        """Straight distance; None where no place was given."""
        return self.trip.metres if self.trip else None

    @property
    def minutes(self) -> float | None:
        """Travel time; None where no place was given, or the method has none."""
        return self.trip.minutes if self.trip else None

    @property
    def by_road(self) -> bool:
        """Whether the way there is one on known roads."""
        return self.trip is not None and self.trip.method is Method.ROADS

    @property
    def way(self) -> str:
        """By which way, in a few words."""
        return trips.way(self.trip, self.movement) if self.trip else ""

    @property
    def line_of(self) -> str:
        """Which line the distance is, where there are no minutes."""
        return gettext("from its border") if self.from_border else gettext("straight line")

    @property
    def away(self) -> str:
        """How far the fair is, and by which way, in a few words."""
        if self.trip is None:
            return ""
        if self.from_border:
            return f"{wording.distance(self.trip.metres)} {self.line_of}"
        return trips.away(self.trip, self.movement)

    @property
    def warning(self) -> str:
        """What one should know before setting out, "" mostly."""
        return trips.warning(self.trip) if self.trip else ""

    def line(self, today: date) -> str:
        """The card in one line, for the map."""
        parts = [
            f"{self.number}. {self.fair.name}",
            self.away,
            wording.day(self.when, today),
            self.warning,
            gettext("This fair is made up.") if self.marked else "",
        ]
        return " · ".join(filter(None, parts))

    def body(self, campaign: Campaign, today: date) -> Markup:
        """What the card says wherever it is asked from; written once for a campaign and a day."""
        key = (
            self.fair.fair_id,
            self.session,
            self.openings,
            self.employers,
            self.looked_for,
            self.called,
            language(),
            stated_language(),  # it goes along in the card's link
            today,
        )

        def write() -> Markup:
            return Markup(get_template_attribute("_card.html", "card_body")(self, today))  # noqa: S704

        return campaign.cache.get("card bodies", key, write, most=BODIES_KEPT)


def openings_text(campaign: Campaign, search: Search, at: int) -> str:
    """What the openings that are looked for are called at a fair, the first few names."""
    wanted = search.filters.wanted
    if not wanted.occupation:
        return wanted.sector
    names = occupations_at(campaign, wanted, at)
    return gettext(", ").join([*names[:MOST_CALLED], *("…" for _ in names[MOST_CALLED:][:1])])


def card_of(campaign: Campaign, search: Search, number: int, at: int, trip: Trip | None) -> Card:
    """
    One fair of the campaign as a card.

    Parameters
    ----------
    search
        Only what it looks for is counted.
    at
        The fair's position in ``campaign.fairs``.
    """
    fair, filters = fairs_of(campaign)[at], search.filters
    names = openings_text(campaign, search, at)
    revision = campaign.revisions.get(fair.fair_id)
    counted = filters.openings(campaign)
    low, high = float(counted.wage_min[at]), float(counted.wage_max[at])
    return Card(
        number,
        fair,
        search.window.next_of(fair.times),
        trip,
        int(counted.openings[at]),
        int(counted.employers[at]),
        "" if isnan(low) else wording.wage(low, high),
        filters.wanted.occupation or filters.wanted.sector,
        names,
        search.movement,
        fair.illustrative and is_mixed(campaign, "fairs"),
        before=revision.before if revision else None,
        from_border=trip is not None and search.adcode is not None,
    )
