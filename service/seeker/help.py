"""One-stop help: for a place and a situation the fairs, the services and the policy packages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, request

from geodata.campaign.campaign import Campaign
from geodata.campaign.eligibility import (
    REGISTRATIONS,
    SITUATIONS,
    Condition,
    Facts,
    NumberCondition,
    Outcome,
)
from geodata.errors import QueryRefused
from geodata.search import catalogue
from geodata.search.departure import Locality
from geodata.search.service_points import ServicePoint, service_points
from geodata.search.services import services_at
from service.arguments import Arguments
from service.seeker.asked import Choice, filters_on
from service.seeker.card import Card
from service.seeker.catalogue_notes import counts, deciding_facts, sources
from service.seeker.listing import listing
from service.seeker.page import row_of, unkept
from service.seeker.place import sent_point
from service.seeker.search import Search
from service.web import page_map
from service.web.context import current_campaign, services
from service.web.page_map import MapData, Row
from service.web.problems import in_readers_words
from service.web.records import district_name
from service.web.templates import render
from service.words import labels, wording
from service.words.language import gettext, language, page_url

blueprint = APIBlueprint("one_stop", __name__, enable_openapi=False)
PATH = "/help"
FAIRS = 3
POINTS = 3
OFFICES = 6
MOST_ON_MAP = 20
# Of a finder's address the place, the days and the filters count here.
CARRIED = ("when", "from", "to", "occupation", "sector", "min_openings", "services")
PLACE = ("lon", "lat", "district", "q", "kept", "lang")
LARGEST = {"age": 120, "months_unemployed": 999, "wage_yuan": 10_000_000}
FORM = ("q", "situation", "household_registration", *LARGEST)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A service or a policy package as the page shows it.

    Parameters
    ----------
    offer
        What the catalogue says.
    name
        In the language of the page.
    outcome
        Whether it is for the one who asks, by what is known: ``yes``, ``ask`` or ``no``.
    conditions, unmet
        In words: all of them, and those that are not met.
    missing
        In words: the facts that would decide.
    points, more
        The nearest of its points, and how many others there are.
    """

    offer: catalogue.Offer
    name: str
    outcome: str
    conditions: list[str]
    unmet: list[str]
    missing: list[str]
    points: tuple[catalogue.Point, ...]
    more: int

    @property
    def says_more(self) -> bool:
        """Whether anything is known of it besides its name."""
        offer, conditions = self.offer, bool(self.conditions or self.missing)
        told = offer.about or offer.who or offer.bring or offer.link or self.points
        return conditions or bool(told) or offer.illustrative


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What ``help.html`` holds, whatever was asked."""

    campaign: Campaign
    asked: set[str]
    largest: Mapping[str, int]
    counts: str
    sources: Sequence[str]
    today: date
    form: Mapping[str, object]
    link: Callable[..., str]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What it holds besides of a place and a person."""

    search: Search
    place: Locality | None
    place_name: str | None
    cards: Sequence[Card]
    far: bool
    walk_kmh: float
    offered: Sequence[Entry]
    policies: Sequence[Entry]
    numbers: Mapping[tuple[float, float], int]
    at_fairs: Mapping[str, Sequence[Card]]
    district_of: Callable[[catalogue.Point], str]
    map: MapData
    more_fairs: str
    filters: Sequence[Choice]
    kept_filters: Mapping[str, object]
    advice: Sequence[object]
    offices: Sequence[ServicePoint]


@blueprint.get(PATH)
def one_stop() -> Response:
    """The page. Who asks and from where, nobody keeps."""
    campaign, now = current_campaign(), services().settings.now()
    args = Arguments.of_page(request.args)
    try:
        search, facts = search_of(args, campaign, now), facts_of(args)
    except QueryRefused as error:
        form = {name: request.args.get(name, "")[:100] for name in FORM}
        form["kept"] = sent_point(request.args)
        page = help_page(campaign, form, form, now.date())
        page = replace(page, problem=in_readers_words(error))
        return unkept(render("help.html", page), HTTPStatus.BAD_REQUEST)
    state = state_of(search, facts)
    form_values = {name: "" if value is None else value for name, value in state.items()}
    form_values |= {"q": search.where.typed, "kept": search.where.form_value}
    page = help_page(campaign, form_values, state, now.date())
    return unkept(render("help.html", page, answer_to(campaign, search, facts, now.date())))


def help_page(
    campaign: Campaign, form: Mapping[str, object], state: Mapping[str, object], today: date
) -> HelpPage:
    """The page with its form; ``state`` are the parameters of its address."""
    return HelpPage(
        campaign=campaign,
        asked=deciding_facts(campaign),
        largest=LARGEST,
        counts=counts(campaign),
        sources=sources(campaign),
        today=today,
        form=form,
        link=lambda **changes: page_url(PATH, state, **changes),
    )


def search_of(args: Arguments, campaign: Campaign, now: datetime) -> Search:
    """The search for the fairs, travelling as is usual at the place."""
    taken = {name: args.values[name] for name in (*PLACE, *CARRIED) if name in args.values}
    return Search.of(Arguments(taken, forgiving=True), campaign, now, FAIRS)


def facts_of(args: Arguments) -> Facts:
    """What a seeker says of themselves; all of it may be left out."""
    return Facts(
        situation=word(args, "situation", SITUATIONS),
        household_registration=word(args, "household_registration", REGISTRATIONS),
        **{name: number(args, name) for name in LARGEST},
    )


def word(args: Arguments, name: str, words: Mapping[str, object]) -> str | None:
    """One of some words; None where it was not given."""
    return args.choice(name, tuple(words), "") or None


def number(args: Arguments, name: str) -> int | None:
    """A whole number within bounds; None where it was not given."""
    if args.text(name) is None:
        return None
    return args.whole(name, 0, least=0, most=LARGEST[name])


def state_of(search: Search, facts: Facts) -> dict[str, object]:
    """The parameters of the page's address."""
    return search.parameters() | {
        "situation": facts.situation,
        "household_registration": facts.household_registration,
        **{name: facts.value_of(name) for name in LARGEST},
    }


def answer_to(campaign: Campaign, search: Search, facts: Facts, today: date) -> Answer:
    """What there is for a place and a person."""
    listed = listing(campaign, search)
    place = listed.answer.place if listed.answer else None
    adcode = search.adcode or (place.adcode if place else None)
    found = [
        catalogue.match_offers(offers, facts, search.point, adcode)
        for offers in (catalogue.services(campaign), catalogue.policies(campaign))
    ]
    offered, policies = map(entries, found)
    numbers = numbers_on_map([*offered, *policies], len(listed.cards) + 1)
    rows = [*(row_of(card, today) for card in listed.cards), *pins(numbers, offered, policies)]
    return Answer(
        search=search,
        place=place,
        place_name=district_name(campaign, adcode),
        cards=listed.cards,
        far=listed.far,
        walk_kmh=search.movement.walk_kmh,
        offered=offered,
        policies=policies,
        numbers=numbers,
        at_fairs=at_fairs(campaign, listed.cards),
        district_of=lambda point: district_name(campaign, point.adcode) or point.district,
        map=page_map.finder(campaign, search.point, rows, can_choose=True)
        | page_map.area(campaign, search.adcode),
        more_fairs=page_url("/", search.parameters()),
        filters=filters_on(search, partial(page_url, PATH, state_of(search, facts)), ()),
        kept_filters={name: search.to_dict()[name] for name in CARRIED},
        advice=labels.ADVICE.get(facts.situation or "", ()),
        offices=service_points([*found[0], *found[1]], adcode)[:OFFICES],
    )


def entries(found: Sequence[catalogue.Match]) -> list[Entry]:
    """What was found, in words; the first of many."""
    return [
        Entry(
            offer=each.offer,
            name=each.offer.name(language()),
            outcome=each.verdict.outcome.value,
            conditions=[in_words(condition) for condition in each.offer.conditions],
            unmet=[in_words(condition) for condition in each.verdict.unmet],
            missing=[str(labels.FACTS[fact]) for fact in each.verdict.missing],
            points=each.points[:POINTS],
            more=max(0, len(each.points) - POINTS),
        )
        for each in found
    ]


def in_words(condition: Condition) -> str:
    """A condition as people say it: Age in years: 16 or more."""
    fact = str(labels.FACTS[condition.fact])
    if isinstance(condition, NumberCondition):
        return wording.bound(fact, condition.sign, condition.bound)
    words = gettext(", ").join(str(labels.FACT_WORDS[word]) for word in condition.words)
    if condition.sign == "=":
        return gettext("%(fact)s: %(words)s", fact=fact, words=words)
    return gettext("%(fact)s: not %(words)s", fact=fact, words=words)


def numbers_on_map(shown: Sequence[Entry], first: int) -> dict[tuple[float, float], int]:
    """The numbers on the map of the points that are shown, from ``first`` on; not of too many."""
    places = dict.fromkeys(
        (point.lon, point.lat)
        for entry in shown
        if entry.outcome != Outcome.NO
        for point in entry.points
        if point.lon is not None and point.lat is not None
    )
    return {place: number for number, place in enumerate([*places][:MOST_ON_MAP], first)}


def pins(numbers: Mapping[tuple[float, float], int], *lists: Sequence[Entry]) -> list[Row]:
    """The numbered points as the map is told of them, each with all that is dealt with there."""
    names: dict[tuple[float, float], list[str]] = {place: [] for place in numbers}
    for entry in (entry for entries in lists for entry in entries):
        for point in entry.points:
            if point.lon is not None and point.lat is not None:
                names.get((point.lon, point.lat), []).append(entry.name)
    return [
        (number, f"point-{number}", *place, f"{number}. {gettext(', ').join(names[place])}")
        for place, number in numbers.items()
    ]


def at_fairs(campaign: Campaign, cards: Sequence[Card]) -> dict[str, list[Card]]:
    """The fairs on the page by the services offered there, which go by their names."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        for name in services_at(campaign, card.fair, language()):
            found.setdefault(name, []).append(card)
    return found
