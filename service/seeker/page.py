"""The seeker's finder: which coming fair is worth going to from here."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Response, render_template, request

from geodata.access.travel import Method
from geodata.campaign.campaign import Campaign
from geodata.campaign.districts import city_of
from geodata.errors import QueryRefused
from geodata.roads.profile import WALK_KMH
from geodata.search.nearest import MOST
from geodata.search.openings import usual_sectors
from geodata.search.services import services_offered
from service.arguments import Arguments
from service.seeker.listing import Card, Listing, cancelled, listing
from service.seeker.place import kept_of
from service.seeker.search import FIRST, Search
from service.web import page_map
from service.web.caching import shared_for, tagged
from service.web.context import current_campaign, services
from service.web.problems import spoken
from service.web.records import district_name
from service.words import wording
from service.words.language import language, names, page_url

blueprint = APIBlueprint("finder", __name__, enable_openapi=False)
PATH = "/"
SHARED_S = 60
LISTS_KEPT = 200
FORM = (
    "q", "district", "when", "from", "to", "travel", "occupation", "sector", "min_openings",
    "services",
)  # fmt: skip


@blueprint.get(PATH)
def finder() -> Response:
    """The page: a question, then the list."""
    campaign, now = current_campaign(), services().settings.now()
    try:
        search = Search.of(Arguments.of_page(request.args), campaign, now)
    except QueryRefused as error:
        return unkept(page(campaign, refused(error), now), HTTPStatus.BAD_REQUEST)
    if tells_a_place(search):
        return unkept(page(campaign, found(campaign, search, now), now))
    # A district's list is the same for everybody: it is written once a minute.
    asked = (language(), request.args.get("lang"), request.host_url)
    key = ("list", search.key, asked, now.date())

    def write() -> str:
        return page(campaign, found(campaign, search, now), now)

    def answer() -> Response:
        text = campaign.cache.get("lists", key, write, most=LISTS_KEPT)
        return Response(text, mimetype="text/html")

    return shared_for(tagged(campaign, key, answer), SHARED_S)


def tells_a_place(search: Search) -> bool:
    """Whether the answer tells where a seeker is more closely than a district: nobody keeps it."""
    return search.here is not None and search.adcode is None


def page(campaign: Campaign, content: dict[str, Any], now: datetime) -> str:
    """The page with its form."""
    return render_template(
        "finder.html",
        campaign=campaign,
        today=now.date(),
        cities=cities(campaign),
        methods=wording.methods(campaign),
        sectors=usual_sectors(campaign),
        offered=services_offered(campaign, language()),
        **content,
    )


def unkept(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """A page that nobody between the service and its reader may keep."""
    response = Response(text, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def refused(error: QueryRefused) -> dict[str, Any]:
    """What the template says of a search that cannot be made; nothing typed is lost."""
    form = sent()
    return {
        "problem": spoken(error),
        "form": form,
        "cards": None,
        "link": lambda **changes: page_url(PATH, form, **changes),
    }


def sent() -> dict[str, str]:
    """The form as it was sent."""
    return {name: request.args.get(name, "")[:100] for name in FORM} | {
        "kept": kept_of(request.args)
    }


def found(campaign: Campaign, search: Search, now: datetime) -> dict[str, Any]:
    """What the template says of a search."""
    today = now.date()
    listed = listing(campaign, search)
    place = listed.answer.place if listed.answer else None
    farthest_m = max(card.metres or 0 for card in listed.cards) if listed.far else None
    return {
        "search": search,
        "where": search.where,
        "watched": search.watched(farthest_m),
        "cards": listed.cards,
        # Whether any fair fits, though none can be reached.
        "fits": bool(listed.cards) or search.fairs(campaign, ("published",)).size > 0,
        "most": MOST,
        "walk_kmh": WALK_KMH,
        "far": listed.far,
        "cancelled": cancelled(campaign, search, listed.cards),
        "place": place,
        "place_name": district_name(campaign, search.adcode or (place.adcode if place else None)),
        "over": campaign.dates is not None and campaign.dates[1] < today,
        "more": more(search, listed),
        "form": {k: v or "" for k, v in search.to_dict().items()}
        | {"q": search.where.typed, "kept": search.where.kept}
        | {"travel": wording.travel_choice(search.method.value, search.profile.value)},
        "map": page_map.finder(
            campaign,
            search.here,
            [row_of(card, today) for card in listed.cards],
            can_choose=True,
            profile=search.profile if search.method is Method.ROADS else None,
        ),
        "link": lambda **changes: page_url(PATH, search.to_dict(), **changes),
    }


def row_of(card: Card, today: Any) -> tuple[int, str, float, float, str]:
    """A card as the map is told of it."""
    fair = card.fair
    return card.number, str(fair["fair_id"]), fair["lon"], fair["lat"], card.line(today)


def more(search: Search, listed: Listing) -> int | None:
    """How many fairs a longer list would have; None where this one has them all."""
    if search.k >= MOST:
        return None
    if listed.far and search.k <= FIRST:
        return FIRST * 2
    return min(MOST, search.k * 2) if len(listed.cards) == search.k else None


def cities(campaign: Campaign) -> list[tuple[str, list[tuple[str, str]]]]:
    """The districts to choose from, by city; "" stands for cities without a name here."""
    return campaign.cache.get("cities", language(), lambda: grouped(campaign), most=8)


def grouped(campaign: Campaign) -> list[tuple[str, list[tuple[str, str]]]]:
    """The districts by city, in the language of the page."""
    known = {"500000": ("重庆市", "Chongqing"), "510100": ("成都市", "Chengdu")}
    groups: dict[str, list[tuple[str, str]]] = {}
    for adcode, name in campaign.districts[f"name_{names()}"].items():
        named = known.get(city_of(str(adcode)), ("", ""))[names() != "zh"]
        groups.setdefault(named, []).append((str(adcode), str(name)))
    return list(groups.items())
