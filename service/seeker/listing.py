"""The list of fairs that a search finds, one card for each."""

from dataclasses import dataclass
from datetime import date

from flask import get_template_attribute, request
from markupsafe import Markup

from geodata.access.from_place import FromPlace
from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import Fair, fairs_of
from geodata.campaign.illustration import is_mixed
from geodata.search.nearest import Nearest, nearest
from service.seeker.filters import Filters
from service.seeker.search import FIRST, Search
from service.words import wording
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
    metres, minutes
        Straight distance and travel time; None where no place was given, or the method has none.
    openings, employers
        What is on offer there, as far as it is looked for.
    looked_for
        The occupation or sector that was looked for, "" for all.
    marked
        Whether it says that the fair is made up: where others are not.
    """

    number: int
    fair: Fair
    when: date
    metres: float | None
    minutes: float | None
    openings: int
    employers: int
    looked_for: str = ""
    marked: bool = False

    def line(self, today: date) -> str:
        """The card in one line, for the map."""
        parts = [
            f"{self.number}. {self.fair.name}",
            wording.travel_time(self.minutes) if self.minutes is not None else "",
            wording.distance(self.metres) if self.metres is not None else "",
            wording.day(self.when, today),
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

    def card(number: int, at: int, *away: float | None) -> Card:
        return card_of(campaign, number, at, (away[0], away[1]), search.filters)

    if search.here is None:
        soonest = fairs[: search.k].tolist()
        return Listing([card(n, at, None, None) for n, at in enumerate(soonest, 1)], None)
    there = search.from_place(campaign)
    answer = nearest(campaign, search.query(search.here), among=fairs, there=there)
    rows = rows_of(answer)
    far = bool(rows) and all(search.is_far(metres, minutes) for _, metres, minutes in rows)
    chosen = rows[:MOST_FAR] if far and search.k <= FIRST else rows
    return Listing([card(n, *row) for n, row in enumerate(chosen, 1)], answer, far, there)


def rows_of(answer: Nearest) -> list[tuple[int, float, float | None]]:
    """Position, straight distance and minutes of each fair."""
    return list(zip(answer.fair_at, answer.distance_m, answer.travel_min, strict=True))


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
        card_of(campaign, 0, at, (metres, minutes))
        for at, metres, minutes in rows_of(answer)
        if metres <= farthest and not search.is_far(metres, minutes)
    ]


def card_of(
    campaign: Campaign,
    number: int,
    at: int,
    away: tuple[float | None, float | None] = (None, None),
    filters: Filters | None = None,
) -> Card:
    """
    One fair of the campaign as a card.

    Parameters
    ----------
    at
        Its position in ``campaign.fairs``.
    away
        Straight distance in metres and travel time in minutes, as far as they are known.
    filters
        With them only what is looked for is counted.
    """
    fair, filters = fairs_of(campaign)[at], filters or Filters()
    counted = filters.openings(campaign)
    looked_for = filters.wanted.occupation or filters.wanted.sector
    return Card(
        number,
        fair,
        date.fromisoformat(fair.date),
        *away,
        int(counted.openings[at]),
        int(counted.employers[at]),
        looked_for,
        fair.illustrative and is_mixed(campaign, "fairs"),
    )
