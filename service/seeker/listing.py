"""The list of fairs that a search finds, one card for each."""

from dataclasses import dataclass, replace
from datetime import date

from flask import get_template_attribute, request
from markupsafe import Markup

from geodata.access.from_place import FromPlace
from geodata.access.travel import Method
from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import Fair, fairs_of
from geodata.campaign.illustration import is_mixed
from geodata.roads.profile import Profile
from geodata.search.nearest import Nearest, nearest
from geodata.search.trips import Trip
from service.seeker.filters import Filters
from service.seeker.search import FIRST, Search
from service.words import trips, wording
from service.words.language import gettext, language

MOST_CANCELLED = 3
MOST_FAR = 3
BODIES_KEPT = 20_000


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
    trip
        The way there; None where no place was given.
    openings, employers
        What is on offer there, as far as it is looked for.
    looked_for
        The occupation or sector that was looked for, "" for all.
    profile
        How roads are used on the way.
    marked
        Whether it says that the fair is made up: where others are not.
    """

    number: int
    fair: Fair
    when: date
    trip: Trip | None
    openings: int
    employers: int
    looked_for: str = ""
    profile: Profile = Profile.DRIVE
    marked: bool = False

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
        return trips.way(self.trip, self.profile) if self.trip else ""

    @property
    def away(self) -> str:
        """How far the fair is, and by which way, in a few words."""
        return trips.away(self.trip, self.profile) if self.trip else ""

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
            self.openings,
            self.employers,
            self.looked_for,
            language(),
            request.args.get("lang"),  # it goes along in the card's link
            today,
        )

        def write() -> Markup:
            return Markup(get_template_attribute("_card.html", "card_body")(self, today))  # noqa: S704

        return campaign.cache.get("card bodies", key, write, most=BODIES_KEPT)


@dataclass(frozen=True, slots=True)
class Listing:
    """
    What a search found.

    Parameters
    ----------
    cards
        Coming fairs, the nearest first; the soonest first where no place was given.
    answer
        Where they are; None without a place.
    far
        Whether none of them is within reach: then only the nearest few are listed, unless more
        were asked for.
    there
        The search by road from the place, for whoever asks for other fairs; None without.
    """

    cards: list[Card]
    answer: Nearest | None
    far: bool = False
    there: FromPlace | None = None


def listing(campaign: Campaign, search: Search) -> Listing:
    """The coming fairs that a search finds."""
    fairs = search.fairs(campaign, ("published",))

    if search.here is None:
        soonest = fairs[: search.k].tolist()
        cards = [card_of(campaign, search, n, at, None) for n, at in enumerate(soonest, 1)]
        return Listing(cards, None)
    there = search.from_place(campaign)
    answer = nearest(campaign, search.query(search.here), among=fairs, there=there)
    far = bool(answer.trips) and all(search.is_far(each) for each in answer.trips)
    chosen = answer.trips[:MOST_FAR] if far and search.k <= FIRST else answer.trips
    cards = [card_of(campaign, search, n, each.fair_at, each) for n, each in enumerate(chosen, 1)]
    return Listing(cards, answer, far, there)


def cancelled_cards(campaign: Campaign, search: Search, listed: Listing) -> list[Card]:
    """Cancelled fairs that would have been as near as those listed: nobody shall go there."""
    if search.here is None:
        return []
    fairs = search.window.fairs(campaign, ("cancelled",))
    if not fairs.size:
        return []
    answer = nearest(
        campaign, search.query(search.here, MOST_CANCELLED), among=fairs, there=listed.there
    )
    farthest = max((card.metres or 0 for card in listed.cards), default=float("inf"))
    return [
        card_of(campaign, replace(search, filters=Filters()), 0, trip.fair_at, trip)
        for trip in answer.trips
        if trip.metres <= farthest and not search.is_far(trip)
    ]


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
    counted = filters.openings(campaign)
    looked_for = filters.wanted.occupation or filters.wanted.sector
    return Card(
        number,
        fair,
        date.fromisoformat(fair.date),
        trip,
        int(counted.openings[at]),
        int(counted.employers[at]),
        looked_for,
        search.profile,
        fair.illustrative and is_mixed(campaign, "fairs"),
    )
