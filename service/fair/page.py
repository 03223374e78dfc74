"""The page of one fair: what has changed, when and where, the way there, and what is on offer."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

import segno
from apiflask import APIBlueprint
from flask import Response, request, url_for

from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import Fair, fair_of
from geodata.campaign.history import State
from geodata.campaign.sessions import Sessions, coming
from geodata.errors import NotFoundError
from geodata.search.services import services_at
from geodata.search.stations import stations_near
from service.arguments import Arguments
from service.fair.changes import Change, changes, when, where
from service.fair.map_links import Destination, MapLink, map_links, transit_links
from service.fair.openings import FairOpenings, openings_of
from service.fair.schema_org import event
from service.web import page_map
from service.web.caching import ASK_AGAIN, with_etag
from service.web.context import current_campaign, services
from service.web.page_map import MapData
from service.web.records import day_of, district_name
from service.web.templates import render
from service.words import times, wording
from service.words.landmarks import station_line
from service.words.language import LANGUAGES, gettext, language, page_url, stated_language
from service.words.times import DayTimes

blueprint = APIBlueprint("fair_page", __name__, enable_openapi=False)
MOST_PAGES = 1_000
ONE_NUMBER = re.compile(r"\+?\d[\d ()-]{3,18}\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which words are looked for among the openings, "" for all, and which part of the list."""

    words: str
    page: int

    @classmethod
    def of(cls, args: Arguments) -> "Asked":
        """
        What an address asks for.

        Raises
        ------
        QueryRefused
            If anything in it cannot be used.
        """
        args.choice("lang", tuple(LANGUAGES), "zh")
        words = args.text("q") or ""
        return cls(words.strip(), args.whole("page", 1, least=1, most=MOST_PAGES))


@blueprint.get("/fairs/<fair_id>")
def fair(fair_id: str) -> Response:
    """One fair; cancelled ones and those that are over keep their page, and say so."""
    campaign, now = current_campaign(), services().settings.now()
    asked = Asked.of(Arguments.of_page(request.args))
    record = fair_of(campaign, fair_id)
    if record is None:
        return withdrawn(campaign, fair_id, now.date())
    stated = (language(), stated_language(), own_address(fair_id))
    key = ("fair page", fair_id, *stated, asked, now.date(), len(still_to_come(record, now)))
    return with_etag(
        campaign,
        key,
        lambda: Response(
            render("fair.html", fair_page(campaign, record, asked, now)),
            mimetype="text/html",
        ),
    )


def withdrawn(campaign: Campaign, fair_id: str, today: date) -> Response:
    """
    What is said of a fair that was published once: its code may hang on a wall.

    Raises
    ------
    NotFoundError
        If there never was a published fair of that id, or its day was over before it went.
    """
    if fair_id not in campaign.gone:
        raise NotFoundError(f"there is no fair {fair_id[:64]!r}")
    fair = campaign.gone[fair_id]
    page = FairGonePage(
        campaign=campaign,
        fair=fair,
        when=when(fair, today),
        where=where(fair),
        link=lambda **changes: page_url(f"/fairs/{fair_id}", {}, **changes),
    )
    response = Response(render("fair_gone.html", page), HTTPStatus.GONE, mimetype="text/html")
    response.headers["Cache-Control"] = ASK_AGAIN
    return response


@dataclass(frozen=True, slots=True)
class FairPage:
    """What ``fair.html`` holds, besides what every page holds."""

    campaign: Campaign
    today: date
    fair: Fair
    coming: Sequence[DayTimes]
    past: Sequence[DayTimes]
    changes: Sequence[Change]
    changed_on: date | None
    over: bool
    district: str | None
    dialled: str
    map_links: Sequence[MapLink]
    transit_links: Sequence[MapLink]
    stations: Sequence[str]
    offered: Sequence[str]
    asked: Asked
    offers: FairOpenings
    found: str
    found_text: str
    made_up: bool
    address: str
    qr: str
    event: str | None
    map: MapData
    path: str
    part: Callable[[int], str]
    link: Callable[..., str]
    back: str


@dataclass(frozen=True, slots=True)
class FairGonePage:
    """What ``fair_gone.html`` holds."""

    campaign: Campaign
    fair: State
    when: str
    where: str
    link: Callable[..., str]


def fair_page(campaign: Campaign, fair: Fair, asked: Asked, now: datetime) -> FairPage:
    """The page of one fair."""
    today = now.date()
    offers = openings_of(campaign, fair.fair_id, asked.words, asked.page)
    revision = campaign.revisions.get(fair.fair_id)
    before = revision.before if revision else None
    ahead = still_to_come(fair, now)
    there = Destination(fair.lon, fair.lat, fair.venue, fair.address)
    address, path = own_address(fair.fair_id), url_for("fair_page.fair", fair_id=fair.fair_id)
    return FairPage(
        campaign=campaign,
        today=today,
        fair=fair,
        coming=times.by_day(ahead),
        past=times.by_day([each for each in fair.times if each not in ahead]),
        changes=changes(fair, before, today),
        changed_on=day_of(revision.changed_at) if revision else None,
        over=not ahead,
        district=district_name(campaign, fair.adcode),
        dialled=dial_number(fair.phone),
        map_links=map_links(there),
        transit_links=transit_links(there),
        stations=stations(campaign, fair),
        offered=services_at(campaign, fair, language()),
        asked=asked,
        offers=offers,
        found=words_for(asked, offers),
        found_text=found_text(employers="{employers}", openings="{openings}"),
        made_up=fair.illustrative,
        address=address,
        qr=qr_image(address),
        event=event(campaign, fair, before, offers, address),
        map=page_map.finder(campaign, None, [map_row(fair, ahead, today)], can_choose=False),
        path=path,
        part=lambda page: page_url(path, {"q": asked.words, "page": page}),
        link=lambda **changes: page_url(path, parameters(asked, offers), **changes),
        back=page_url("/", {}),
    )


def stations(campaign: Campaign, fair: Fair) -> list[str]:
    """The nearest stations in words; of a fair whose place is not known there are none."""
    if fair.precision == "district":
        return []
    return [station_line(each) for each in stations_near(campaign, fair.fair_id)]


def dial_number(phone: str) -> str:
    """What a telephone dials for a text that is one number; "" for any other."""
    plain = unicodedata.normalize("NFKC", phone)
    return re.sub(r"[^+\d]", "", plain) if ONE_NUMBER.fullmatch(plain) else ""


def still_to_come(fair: Fair, now: datetime) -> Sessions:
    """The sessions of a fair that are not over; none of one that is."""
    return coming(fair.times, now.date().isoformat(), now.strftime("%H:%M"))


def words_for(asked: Asked, offers: FairOpenings) -> str:
    """How much the words find; what there is without any."""
    if not asked.words:
        return wording.openings(offers.openings, offers.companies)
    if not offers.found_companies:
        return gettext("Nothing has been found for these words.")
    return found_text(
        employers=wording.exact(offers.found_companies),
        openings=wording.exact(offers.found_openings),
    )


def found_text(employers: str, openings: str) -> str:
    """How much has been found, for numbers as text or for places that a script fills."""
    return gettext(
        "Openings found: %(openings)s. Employers: %(employers)s.",
        openings=openings,
        employers=employers,
    )


def own_address(fair_id: str) -> str:
    """The page's whole address, in no stated language: each reader gets their own."""
    scheme = "https" if services().settings.https else request.scheme
    return url_for("fair_page.fair", fair_id=fair_id, _external=True, _scheme=scheme)


def qr_image(address: str) -> str:
    """
    An address as a QR code: an SVG image as a ``data:`` address.

    It is in the page, so it is there without the network, too. Its ground is white in every colour
    scheme, and its border the four modules of ISO/IEC 18004: readers need both.
    """
    code = segno.make_qr(address, error="m")
    return code.svg_data_uri(
        border=4, dark="#000", light="#fff", omitsize=True, encode_minimal=True, svgclass=None
    )


def map_row(fair: Fair, ahead: Sessions, today: date) -> tuple[int, str, float, float, str]:
    """The fair as its map is told of it, with the day of its next session."""
    day = (ahead or fair.times)[0].date
    line = f"{fair.name} · {wording.day(date.fromisoformat(day), today)}"
    return 1, fair.fair_id, fair.lon, fair.lat, line


def parameters(asked: Asked, offers: FairOpenings) -> Mapping[str, object]:
    """What the page's address says of the list."""
    return {"q": asked.words, "page": offers.page if offers.page > 1 else None}
