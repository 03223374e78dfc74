"""The seeker's finder: which coming fair is worth going to from here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from http import HTTPStatus

import numpy as np
from apiflask import APIBlueprint
from flask import Response, get_template_attribute, request
from markupsafe import Markup

from geodata.base.geodesy import distances_m
from geodata.campaign.campaign import Campaign
from geodata.districts.cities import city_name, city_of
from geodata.errors import QueryRefused
from geodata.search.departure import Locality
from geodata.search.nearest_query import MOST_NEAREST
from geodata.search.services import offered_services
from service.arguments import Arguments
from service.seeker.asked import Asked
from service.seeker.card import Card
from service.seeker.listing import Listing, cancelled_cards, listing
from service.seeker.picture import PictureLinks
from service.seeker.place import Where, sent_point
from service.seeker.search import FIRST, Search
from service.seeker.work import TakenFor, WorkField
from service.web import page_map
from service.web.caching import shared_for, with_etag
from service.web.context import current_campaign, services
from service.web.page_map import MapData, RoadWays, Row
from service.web.problems import in_readers_words
from service.web.records import district_name
from service.web.templates import render
from service.words import wording
from service.words.language import language, names, page_url, stated_language

blueprint = APIBlueprint("finder", __name__, enable_openapi=False)
PATH = "/"
SHARED_S = 60
LISTS_KEPT = 200
FORM = (
    "q", "district", "when", "from", "to", "travel", "speed_kmh", "traffic", "walk_kmh",
    "occupation", "sector", "min_openings", "services",
)  # fmt: skip
PLACE = ("lon", "lat", "q", "kept", "district")
City = tuple[str, list[tuple[str, str]]]
"""A city's name, "" for none, and its districts: codes and names."""


@dataclass(frozen=True, slots=True)
class FinderPage:
    """What ``finder.html`` holds, whatever was asked."""

    campaign: Campaign
    today: date
    districts: Callable[[], Markup]
    fields: Callable[[], Markup]
    form: Mapping[str, object]
    link: Callable[..., str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What it holds besides of a search that cannot be made."""

    problem: str
    cards: None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What it holds besides of a search.

    Parameters
    ----------
    fits
        Whether any fair fits, though none can be reached.
    more
        How many fairs a longer list would have; None where this one has them all.
    """

    search: Search
    where: Where
    asked: Asked
    watched: Mapping[str, object]
    cards: Sequence[Card]
    fits: bool
    most: int
    walk_kmh: float
    far: bool
    cancelled: Sequence[Card]
    place: Locality | None
    place_name: str | None
    over: bool
    more: int | None
    map: MapData
    picture: PictureLinks
    taken_for: TakenFor


@blueprint.get(PATH)
def finder() -> Response:
    """The page: a question, then the list."""
    campaign, now = current_campaign(), services().settings.now()
    try:
        search = Search.of(Arguments.of_page(request.args), campaign, now)
    except QueryRefused as error:
        form = sent_form()
        page = render(
            "finder.html", finder_page(campaign, now, form, form), Refusal(in_readers_words(error))
        )
        return unkept(page, HTTPStatus.BAD_REQUEST)

    def write() -> str:
        page = finder_page(campaign, now, form_of(search), search.to_dict(), search)
        return render("finder.html", page, answer_to(campaign, search, now))

    if tells_a_place(search):
        return unkept(write())
    # A district's list is the same for everybody: it is written once a minute.
    stated = (language(), stated_language(), request.host_url)
    key = ("list", search.key, stated, now.date())

    def answer() -> Response:
        text = campaign.cache.get("lists", key, write, most=LISTS_KEPT)
        return Response(text, mimetype="text/html")

    return shared_for(with_etag(campaign, key, answer), SHARED_S)


def tells_a_place(search: Search) -> bool:
    """Whether the answer tells where a seeker is more closely than a district: nobody keeps it."""
    where = search.where
    return bool(where.missing) or (where.here is not None and where.adcode is None)


def finder_page(
    campaign: Campaign,
    now: datetime,
    form: Mapping[str, object],
    state: Mapping[str, object],
    search: Search | None = None,
) -> FinderPage:
    """
    The page with its form.

    Parameters
    ----------
    form
        What the fields hold.
    state
        The parameters of the page's address.
    search
        What they ask for; None where that cannot be searched.
    """
    today = now.date()
    return FinderPage(
        campaign=campaign,
        today=today,
        districts=partial(district_list, campaign, state),
        fields=partial(filter_fields, campaign, today, form, search),
        form=form,
        link=lambda **changes: page_url(PATH, state, **changes),
    )


def unkept(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """A page that nobody between the service and its reader may keep."""
    response = Response(text, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def sent_form() -> dict[str, str]:
    """The form as it was sent: nothing typed is lost."""
    return {name: request.args.get(name, "")[:100] for name in FORM} | {
        "kept": sent_point(request.args)
    }


def form_of(search: Search) -> dict[str, object]:
    """The form as a search fills it."""
    way = search.travel
    travel = wording.travel_choice(way.method.value, way.profile.value) if way else ""
    place = {"q": search.where.typed, "kept": search.where.form_value, "travel": travel}
    return {name: value or "" for name, value in search.to_dict().items()} | place


def answer_to(campaign: Campaign, search: Search, now: datetime) -> Answer:
    """What a search finds."""
    today = now.date()
    listed = listing(campaign, search)
    place = listed.answer.place if listed.answer else None
    near = district_name(campaign, search.adcode or (place.adcode if place else None))
    asked = Asked.of(campaign, search, near, partial(page_url, PATH, search.to_dict()))
    return Answer(
        search=search,
        where=search.where,
        asked=asked,
        watched=search.calendar_parameters(
            farthest_m(search, listed.cards) if listed.far else None
        ),
        cards=listed.cards,
        fits=asked.found > 0,
        most=MOST_NEAREST,
        walk_kmh=search.movement.walk_kmh,
        far=listed.far,
        cancelled=cancelled_cards(campaign, search, listed),
        place=place,
        place_name=near,
        over=campaign.dates is not None and campaign.dates[1] < today,
        more=more(search, listed, asked.found),
        picture=PictureLinks.of(campaign, search.window),
        taken_for=TakenFor.of(campaign, search.filters, today),
        map=page_map.finder(
            campaign,
            search.point,
            [row_of(card, today) for card in listed.cards],
            can_choose=True,
            ways=road_ways(search, listed),
        )
        | page_map.area(campaign, search.adcode),
    )


def farthest_m(search: Search, cards: Sequence[Card]) -> float:
    """How far the farthest of some cards is from the point around which a calendar watches."""
    here = search.here
    if here is None or not cards:
        return 0.0
    lon, lat = (np.array([getattr(card.fair, axis) for card in cards]) for axis in ("lon", "lat"))
    from_here = np.full(len(cards), here.lon), np.full(len(cards), here.lat)
    return float(distances_m(*from_here, lon, lat).max())


def road_ways(search: Search, listed: Listing) -> RoadWays | None:
    """The fairs of the list to which known roads lead; None without any."""
    fairs = [card.fair.fair_id for card in listed.cards if card.by_road]
    return RoadWays(fairs, search.movement) if fairs else None


def row_of(card: Card, today: date) -> Row:
    """A card as the map is told of it."""
    fair = card.fair
    return card.number, fair.fair_id, fair.lon, fair.lat, card.line(today)


def more(search: Search, listed: Listing, fits: int) -> int | None:
    """How many fairs a longer list would have, where so many fit."""
    if search.k >= MOST_NEAREST:
        return None
    if listed.cut:
        return FIRST * 2
    longer = search.k < fits and len(listed.cards) == search.k
    return min(MOST_NEAREST, search.k * 2) if longer else None


def district_list(campaign: Campaign, state: Mapping[str, object]) -> Markup:
    """The districts to choose from, each with its link; written once for all places."""
    elsewhere = {**state, **dict.fromkeys(PLACE)}
    key = language(), stated_language(), tuple(elsewhere.items())

    def write() -> Markup:
        def link(adcode: str) -> str:
            return page_url(PATH, elsewhere, district=adcode)

        made = get_template_attribute("_list.html", "district_list")(cities(campaign), link)
        return Markup(made)  # noqa: S704  # a template's, which has escaped what it was given

    return campaign.cache.get("district lists", key, write, most=LISTS_KEPT)


def filter_fields(
    campaign: Campaign, today: date, form: Mapping[str, object], search: Search | None
) -> Markup:
    """The fields that narrow a list and say how one travels; written once for all places."""
    filled = tuple(form.get(name) for name in FORM if name not in PLACE)
    chosen = search and (search.first, search.last, search.travel is None)

    def write() -> Markup:
        made = get_template_attribute("_question.html", "filter_fields")(
            form,
            search,
            campaign,
            work=WorkField.of(campaign, today),
            offered=offered_services(campaign, language()),
            methods=wording.methods(campaign, traffic_apart=bool(form.get("traffic"))),
        )
        return Markup(made)  # noqa: S704  # a template's, which has escaped what it was given

    key = language(), today, filled, chosen
    return campaign.cache.get("filter fields", key, write, most=LISTS_KEPT)


def cities(campaign: Campaign) -> list[City]:
    """The districts to choose from, by city; "" stands for cities without a name here."""
    return campaign.cache.get("cities", language(), lambda: group_by_city(campaign), most=8)


def group_by_city(campaign: Campaign) -> list[City]:
    """The districts by city, in the language of the page."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for adcode, name in campaign.districts[f"name_{names()}"].items():
        named = city_name(city_of(str(adcode)), names())
        groups.setdefault(named, []).append((str(adcode), str(name)))
    return list(groups.items())
