"""The seeker's pages: which coming fair is worth going to from here, and what is on offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from apiflask import APIBlueprint
from flask import Response, render_template, request, url_for

from geodata.by_road import places_joined
from geodata.campaign import Campaign
from geodata.districts import Gazetteer, city_of
from geodata.errors import NotFoundError, QueryRefused
from geodata.memo import remembered
from geodata.nearest import MOST, Nearest, NearestQuery, nearest
from geodata.roads.highways import Profile
from geodata.travel import DEFAULT_SPEED_KMH, Method, Window
from service import map_data, wording
from service.bodies import tagged
from service.geojson import plain_records
from service.language import language, page_url
from service.problems import spoken
from service.query import (
    Arguments,
    coming_window,
    travel_method,
    travel_profile,
    travel_speed,
)
from service.snapshot import current_campaign, services

blueprint = APIBlueprint("finder", __name__, enable_openapi=False)
PATH = "/"
FIRST = 8
MOST_CANCELLED = 3


@dataclass(frozen=True, slots=True)
class Search:
    """
    What a seeker asks: from where, which days, how many.

    ``adcode`` is the district whose seat stands for the place; without it the place was given.
    ``here`` is longitude and latitude, WGS-84; None when no place was given at all. ``stated``
    tells whether the way to travel was chosen by the seeker.
    """

    here: tuple[float, float] | None
    adcode: str | None
    first: date | None
    last: date | None
    window: Window
    stated: bool
    method: Method
    speed_kmh: float
    profile: Profile
    k: int

    @classmethod
    def of(cls, args: Arguments, campaign: Campaign, now: datetime) -> "Search":
        """
        The search that an address asks for.

        Raises
        ------
        QueryRefused
            If anything in it cannot be used.
        """
        args.choice("lang", ("zh", "en"), "zh")
        stated = args.text("travel")
        here, adcode = place_of(args, campaign)
        window, first = coming_window(args, now), args.day("from")
        if first is not None and first <= now.date():
            window = Window(now, window.to)  # what is over is not coming
        return cls(
            here=here,
            adcode=adcode,
            first=first,
            last=args.day("to"),
            window=window,
            stated=stated is not None,
            method=travel_method(args) if stated else usual(campaign, here),
            speed_kmh=travel_speed(args),
            profile=travel_profile(args),
            k=args.whole("k", FIRST, least=1, most=MOST),
        )

    def query(self) -> NearestQuery:
        """The search as `geodata` asks it, from its place."""
        lon, lat = self.here or (0.0, 0.0)
        return NearestQuery(
            lon, lat, self.k, self.window, self.method, self.speed_kmh, self.profile
        )

    def to_dict(self) -> dict[str, Any]:
        """The parameters of the address, those at their default left out."""
        place: dict[str, Any] = {"district": self.adcode}
        if self.here and not self.adcode:
            place = {"lon": f"{self.here[0]:g}", "lat": f"{self.here[1]:g}"}
        return place | {
            "from": self.first,
            "to": self.last,
            "travel": self.method.value if self.stated else None,
            "profile": self.profile.value if self.profile is Profile.WALK else None,
            "speed_kmh": None if self.speed_kmh == DEFAULT_SPEED_KMH else f"{self.speed_kmh:g}",
            "k": None if self.k == FIRST else self.k,
        }


def usual(campaign: Campaign, here: tuple[float, float] | None) -> Method:
    """
    By road from a place near a road that is known, else estimated.

    Minutes say more to a seeker than metres; the page says which of the two they are.
    """
    if here and places_joined(campaign, *here, Profile.DRIVE):
        return Method.ROADS
    return Method.ESTIMATED


def place_of(args: Arguments, campaign: Campaign) -> tuple[tuple[float, float] | None, str | None]:
    """Where a seeker is: a point, or a district's seat; a point goes before a district."""
    if args.text("lon") is not None or args.text("lat") is not None:
        here = (args.needed("lon"), args.needed("lat"))
        NearestQuery(*here)  # refuses a place that is not on earth
        return here, None
    named = args.text("district")
    if named is None:
        return None, None
    gazetteer = Gazetteer.of(campaign.districts)
    adcode = gazetteer.resolve(named)
    if adcode is None:
        raise QueryRefused("district", named, "is no district of this campaign")
    return gazetteer.seat(adcode), adcode


@dataclass(frozen=True, slots=True)
class Card:
    """One fair in the list; ``metres`` and ``minutes`` are None where no place was given."""

    number: int
    fair: Mapping[str, Any]
    when: date
    metres: float | None
    minutes: float | None
    openings: int
    employers: int

    def line(self, today: date) -> str:
        """The card in one line, for the map."""
        parts = [
            f"{self.number}. {self.fair['name']}",
            wording.spent(self.minutes) if self.minutes is not None else "",
            wording.way(self.metres) if self.metres is not None else "",
            wording.day(self.when, today),
        ]
        return " · ".join(filter(None, parts))


@blueprint.get(PATH)
def finder() -> Response:
    """The page: a question, then the list. Where a seeker is, nobody keeps."""
    campaign, now = current_campaign(), services().settings.now()
    status = 200
    try:
        search = Search.of(Arguments.of_page(request.args), campaign, now)
        content = found(campaign, search, now)
    except QueryRefused as error:
        status, content = 400, {"problem": spoken(error), "form": sent(), "cards": None}
        content |= {"methods": wording.methods(campaign)}
    page = render_template(
        "finder.html", campaign=campaign, today=now.date(), cities=cities(campaign), **content
    )
    response = Response(page, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def sent() -> dict[str, str]:
    """The form as it was sent."""
    names = ("district", "from", "to", "travel")
    return {name: request.args.get(name, "")[:100] for name in names}


def found(campaign: Campaign, search: Search, now: datetime) -> dict[str, Any]:
    """What the template says of a search."""
    today = now.date()
    cards, answer = listed(campaign, search)
    rows = [
        (
            card.number,
            str(card.fair["fair_id"]),
            card.fair["lon"],
            card.fair["lat"],
            card.line(today),
        )
        for card in cards
    ]
    return {
        "search": search,
        "cards": cards,
        "cancelled": cancelled(campaign, search, cards),
        "place": answer.place if answer else None,
        "place_name": district_name(
            campaign, search.adcode or (answer.place.adcode if answer else None)
        ),
        "over": campaign.dates is not None and campaign.dates[1] < today,
        "more": min(MOST, search.k * 2) if len(cards) == search.k < MOST else None,
        "form": {k: v or "" for k, v in search.to_dict().items()}
        | {"travel": wording.travel_choice(search.method.value, search.profile.value)},
        "methods": wording.methods(campaign),
        "map": map_data.finder(
            campaign,
            search.here,
            rows,
            can_choose=True,
            profile=search.profile if search.method is Method.ROADS else None,
        ),
        "link": lambda **changes: page_url(PATH, search.to_dict(), **changes),
    }


def listed(campaign: Campaign, search: Search) -> tuple[list[Card], Nearest | None]:
    """The nearest coming fairs; the soonest where no place was given."""
    if search.here is None:
        soonest = search.window.fairs(campaign, ("published",))[: search.k].tolist()
        return [card_of(campaign, n, at) for n, at in enumerate(soonest, 1)], None
    answer = nearest(campaign, search.query())
    rows = zip(answer.fair_at, answer.distance_m, answer.travel_min, strict=True)
    return [card_of(campaign, n, *row) for n, row in enumerate(rows, 1)], answer


def cancelled(campaign: Campaign, search: Search, cards: Sequence[Card]) -> list[Card]:
    """Cancelled fairs that would have been as near as those listed: nobody shall go there."""
    if search.here is None:
        return []
    query = replace(search.query(), k=MOST_CANCELLED)
    answer = nearest(campaign, query, ("cancelled",))
    farthest = max((card.metres or 0 for card in cards), default=float("inf"))
    rows = zip(answer.fair_at, answer.distance_m, answer.travel_min, strict=True)
    return [card_of(campaign, 0, *row) for row in rows if row[1] <= farthest]


def card_of(
    campaign: Campaign,
    number: int,
    at: int,
    metres: float | None = None,
    minutes: float | None = None,
) -> Card:
    """One fair of the campaign as a card."""
    fair = fair_records(campaign)[at]
    posts, employers = on_offer(campaign).get(fair["fair_id"], (0, 0))
    when = date.fromisoformat(fair["date"])
    return Card(number, fair, when, metres, minutes, posts, employers)


def fair_records(campaign: Campaign) -> list[dict[str, Any]]:
    """Every fair as plain values, None where a number is missing."""
    return remembered(
        campaign, "fair records", "", lambda: plain_records(campaign.fairs.reset_index()), most=1
    )


def on_offer(campaign: Campaign) -> Mapping[str, tuple[int, int]]:
    """Openings and employers of each fair that has any."""

    def count() -> dict[str, tuple[int, int]]:
        by_fair = campaign.openings.groupby("fair_id")
        posts, employers = by_fair["headcount"].sum(), by_fair["employer_id"].nunique()
        return {
            str(fair): (int(n), int(m))
            for fair, n, m in zip(posts.index, posts, employers, strict=True)
        }

    return remembered(campaign, "on offer", "", count, most=1)


def district_name(campaign: Campaign, adcode: str | None) -> str | None:
    """A district in the language of the page."""
    if not adcode:
        return None
    return str(campaign.districts.loc[adcode, f"name_{language()}"])


def cities(campaign: Campaign) -> list[tuple[str, list[tuple[str, str]]]]:
    """The districts to choose from, by city; "" stands for cities without a name here."""
    names = {"500000": ("重庆市", "Chongqing"), "510100": ("成都市", "Chengdu")}
    groups: dict[str, list[tuple[str, str]]] = {}
    for adcode, name in campaign.districts[f"name_{language()}"].items():
        city = city_of(str(adcode))
        named = names.get(city, ("", ""))[language() != "zh"]
        groups.setdefault(named, []).append((str(adcode), str(name)))
    return list(groups.items())


@blueprint.get("/fairs/<fair_id>")
def fair(fair_id: str) -> Response:
    """One fair: when, where, and what is on offer."""
    campaign, today = current_campaign(), services().settings.now().date()
    Arguments.of_page(request.args).choice("lang", ("zh", "en"), "zh")
    if fair_id not in campaign.fairs.index:
        raise NotFoundError(f"there is no fair {fair_id[:64]!r}")
    return tagged(
        campaign,
        ("fair page", fair_id, language(), request.args.get("lang"), today),
        lambda: Response(
            render_template("fair.html", **told(campaign, fair_id, today)), mimetype="text/html"
        ),
    )


def told(campaign: Campaign, fair_id: str, today: date) -> dict[str, Any]:
    """What the template says of one fair."""
    (at,) = np.flatnonzero(campaign.fairs.index == fair_id)
    card = card_of(campaign, 1, int(at))
    row = (1, fair_id, card.fair["lon"], card.fair["lat"], card.line(today))
    return {
        "campaign": campaign,
        "today": today,
        "card": card,
        "past": card.when < today,
        "district": district_name(campaign, card.fair["adcode"]),
        "employers": coming(campaign, fair_id),
        "map": map_data.finder(campaign, None, [row], can_choose=False),
        "link": lambda **changes: page_url(url_for("finder.fair", fair_id=fair_id), changes),
        "back": page_url(PATH, {}),
    }


def coming(campaign: Campaign, fair_id: str) -> list[dict[str, Any]]:
    """The employers of a fair by their number of openings, each with what it offers."""
    openings = campaign.openings[campaign.openings["fair_id"] == fair_id]
    columns = ["occupation", "sector", "headcount"]
    here = campaign.employers.loc[openings["employer_id"].unique(), ["name", "sector"]]
    known: Any = here.to_dict(orient="index")
    found: list[dict[str, Any]] = [
        {
            **known[employer_id],
            "headcount": int(offers["headcount"].sum()),
            "openings": offers[columns].to_dict(orient="records"),
        }
        for employer_id, offers in openings.groupby("employer_id", sort=False)
    ]
    return sorted(found, key=lambda each: -each["headcount"])
