"""The list of fairs that a search finds, one card for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign
from geodata.search.district_fairs import district_fairs
from geodata.search.nearest import PUBLISHED, Nearest, nearest
from geodata.search.trips import Trip
from service.seeker.card import Card, card_of
from service.seeker.filters import Filters
from service.seeker.search import FIRST, Search

MOST_CANCELLED = 3
MOST_FAR = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """
    What a search found.

    Parameters
    ----------
    cards
        Coming fairs, the nearest first; the soonest first where no place was given. For a district
        the soonest in it, then those around it, the nearest to its border first.
    answer
        Where they are; None without a place, and for a district.
    far
        Whether none of them is within reach: then only the nearest few are listed, unless more
        were asked for.
    cut
        Whether fairs that are too far are left out, until more are asked for.
    """

    cards: list[Card]
    answer: Nearest | None
    far: bool = False
    cut: bool = False


def listing(campaign: Campaign, search: Search) -> Listing:
    """The coming fairs that a search finds; of those that are far at first a few, if any."""
    fairs = search.fairs(campaign, PUBLISHED)
    query = search.query()
    inside: Sequence[int] = fairs[: search.k].tolist()
    trips: Sequence[Trip] = ()
    answer, first = None, search.k <= FIRST
    if search.adcode is not None:
        found = district_fairs(campaign, search.adcode, fairs, search.k)
        inside, trips = found.inside, found.around
    elif query is not None:
        answer = nearest(campaign, query, among=fairs)
        inside, trips = (), answer.trips
    far = bool(trips) and not inside and all(search.is_far(trip) for trip in trips)
    listed = trips
    if first and far:
        listed = trips[:MOST_FAR]
    elif first and answer is None:
        listed = [trip for trip in trips if not search.is_far(trip)]
    cut = len(listed) < len(trips) if answer is None else first and far
    ends = [*((at, None) for at in inside), *((trip.fair_at, trip) for trip in listed)]
    cards = [card_of(campaign, search, n, at, trip) for n, (at, trip) in enumerate(ends, 1)]
    return Listing(cards, answer, far, cut)


def cancelled_cards(campaign: Campaign, search: Search, listed: Listing) -> list[Card]:
    """Cancelled fairs that would have been as near as those listed: nobody shall go there."""
    if search.here is None:
        return []
    fairs = search.window.soonest(campaign, ("cancelled",))
    if not fairs.size:
        return []
    all_openings = replace(search, filters=Filters())
    farthest = max((card.metres or 0 for card in listed.cards), default=float("inf"))
    return [
        card_of(campaign, all_openings, 0, at, trip)
        for at, trip in nearest_cancelled(campaign, search, fairs, listed.answer)
        if trip is None or (trip.metres <= farthest and not search.is_far(trip))
    ]


def nearest_cancelled(
    campaign: Campaign, search: Search, fairs: Ints, listed: Nearest | None
) -> Iterator[tuple[int, Trip | None]]:
    """The first few of the cancelled fairs, each with the trip there; without one in a district."""
    query, trips = search.query(MOST_CANCELLED), tuple[Trip, ...]()
    if search.adcode is not None:
        found = district_fairs(campaign, search.adcode, fairs, MOST_CANCELLED)
        yield from ((at, None) for at in found.inside)
        trips = found.around
    elif query is not None:
        there = listed.there if listed is not None else None
        trips = nearest(campaign, query, among=fairs, there=there).trips
    yield from ((trip.fair_at, trip) for trip in trips)
