"""Calendars to add a fair to, or to subscribe to: what is cancelled or moved arrives by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from apiflask import APIBlueprint
from flask import Response, g, request, url_for

from geodata.base.geodesy import distances_m
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import Fair, fairs_of
from geodata.campaign.history import Revision
from geodata.campaign.sessions import Session
from geodata.campaign.vocabulary import ANNOUNCED, PUBLISHED
from geodata.campaign.window import Window
from geodata.districts.editions import lie_in
from geodata.districts.locate import adcodes
from geodata.errors import NotFoundError, QueryRefused
from service.arguments import Arguments
from service.fair.calendar_entry import Entry, calendar, entry_bytes
from service.fair.page import own_address
from service.queries import any_window, district_code, point
from service.seeker.filters import Filters
from service.seeker.search import FARTHEST_KM
from service.web.caching import with_etag
from service.web.context import current_campaign, services
from service.web.records import district_name
from service.words import wording
from service.words.language import ANSWERED_IN, LANGUAGES, gettext, language

blueprint = APIBlueprint("calendars", __name__, enable_openapi=False)
CALENDAR = "text/calendar; charset=utf-8"
WHERE = ("district", "lon", "lat", "radius_km")
WHAT = ("from", "to", "occupation", "sector", "services", "min_openings")
RADIUS_KM = 10.0
# A hundredth of a degree is about a kilometre: enough for a circle, too little to find a door.
PLACE_DIGITS = 2
EDGE_M = 1e-6


@dataclass(frozen=True, slots=True)
class Circle:
    """What lies within some kilometres of a place, which is rounded: it stands in addresses."""

    centre: Place
    radius_km: float


@dataclass(frozen=True, slots=True)
class Watch:
    """
    What a subscription watches.

    Parameters
    ----------
    adcode
        A district; None where a circle is watched.
    circle
        None where a district is watched.
    window
        On which days. Not from now on: what is over stays in a calendar.
    filters
        Which fairs that take place are wanted. Those that do not are told of in any case: what is
        on offer at a fair is often withdrawn with it.
    """

    adcode: str | None
    circle: Circle | None
    window: Window
    filters: Filters

    @classmethod
    def of(cls, args: Arguments, campaign: Campaign) -> "Watch":
        """
        What an address asks to watch.

        Raises
        ------
        QueryRefused
            If anything in it cannot be used.
        """
        args.choice("lang", tuple(LANGUAGES), "zh")
        circle = circle_of(args)
        adcode = None if circle else adcode_of(args, campaign)
        return cls(adcode, circle, any_window(args), Filters.of(args))

    def holds(self, places: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """Which of some places and days (`announcements`) it watches."""
        first, _, last = self.window.key
        here = (places["date"] >= first) & (places["date"] <= (last or "9999-12-31"))
        if self.circle is None:
            return here.to_numpy(dtype=bool) & lie_in(places, str(self.adcode))
        centre, radius_km = self.circle.centre, self.circle.radius_km
        here_at = np.full(len(places), centre.lon), np.full(len(places), centre.lat)
        metres = distances_m(*here_at, places["lon"].to_numpy(), places["lat"].to_numpy())
        return here.to_numpy(dtype=bool) & (metres <= radius_km * 1000 + EDGE_M)

    def name(self, campaign: Campaign) -> str:
        """What the calendar is called; a place is not named, for calendars are shown around."""
        if self.circle is None:
            return gettext("Job fairs in %(place)s", place=district_name(campaign, self.adcode))
        way = wording.distance(self.circle.radius_km * 1000)
        return gettext("Job fairs within %(way)s of my place", way=way)


def circle_of(args: Arguments) -> Circle | None:
    """The circle that is asked for, its centre rounded before anything is made of it."""
    radius_km, named = args.number("radius_km"), args.text("district")
    if args.text("lon") is None and args.text("lat") is None:
        if radius_km is not None:
            raise QueryRefused("radius_km", radius_km, "needs lon and lat")
        return None
    here = point(args)
    if named is not None:
        raise QueryRefused("district", named, "is given beside lon and lat; give one of them")
    radius_km = RADIUS_KM if radius_km is None else radius_km
    if not 0 < radius_km <= FARTHEST_KM:
        raise QueryRefused(
            "radius_km", radius_km, "must be more than 0 and at most %(most)s", most=FARTHEST_KM
        )
    return Circle(here.rounded(PLACE_DIGITS), radius_km)


def adcode_of(args: Arguments, campaign: Campaign) -> str:
    """The district that is asked for."""
    named = args.text("district")
    if named is None:
        raise QueryRefused("district", None, "is missing; give a district, or lon and lat")
    return district_code(named, campaign)


@blueprint.get("/fairs/<fair_id>.ics")
def one(fair_id: str) -> Response:
    """One fair; one that has gone is there as cancelled."""
    campaign = current_campaign()
    Arguments.of_page(request.args).choice("lang", tuple(LANGUAGES), "zh")
    entries = entries_of(campaign, fair_id)
    response = with_etag(
        campaign,
        ("fair calendar", fair_id, language(), own_address(fair_id)),
        lambda: answer(campaign, entries[0].fair.name, entries),
    )
    return as_file(response, f"{fair_id}.ics", "attachment")


@blueprint.get("/calendar.ics")
def feed() -> Response:
    """The fairs of a district, or of the circle around a place, to subscribe to."""
    campaign = current_campaign()
    known = (*WHERE, *WHAT, "lang")
    watch = Watch.of(Arguments.strict(request.args, known), campaign)
    response = with_etag(
        campaign,
        ("calendar", watch, language(), root()),
        lambda: answer(campaign, watch.name(campaign), watched_entries(campaign, watch)),
    )
    if watch.circle:
        # The address tells where somebody is: no cache on the way shall have it, nor do we keep the
        # body. The calendar itself may, and asks whether it has changed: a 304 is cheap to carry.
        g.pop("body_tag", None)
        response.headers["Cache-Control"] = "private, no-cache"
    return as_file(response, "job-fairs.ics", "inline")


def answer(campaign: Campaign, name: str, entries: list[Entry]) -> Response:
    """Entries as a calendar."""
    zone = services().settings.timezone
    years = [int(entry.session.date[:4]) for entry in entries] or [1970]
    lines = [entry_bytes(campaign, entry, zone) for entry in entries]
    body = calendar(name, lines, zone, (min(years), max(years)))
    return Response(body, content_type=CALENDAR)


def as_file(response: Response, file: str, shown: str) -> Response:
    """An answer under a file's name, in the language that it is in."""
    response.headers.set("Content-Disposition", shown, filename=file)
    response.headers["Content-Language"] = language()
    response.vary.add(ANSWERED_IN)
    return response


def entries_of(campaign: Campaign, fair_id: str) -> list[Entry]:
    """
    One fair as it is announced, or was: an entry for each session, those that were dropped too.

    Raises
    ------
    NotFoundError
        If seekers were never shown it.
    """
    revision = campaign.revisions.get(fair_id)
    gone = revision is not None and fair_id in campaign.gone
    fair = campaign.gone[fair_id] if gone else announced_fairs(campaign).get(fair_id)
    if fair is None:
        raise NotFoundError(f"there is no announced fair {fair_id[:64]!r}")
    known = revision or Revision(0, campaign.provenance["fairs"].imported_at)

    def entry(session: Session, *, dropped: bool = False) -> Entry:
        return Entry(fair, known, gone, own_address(fair_id), session, dropped)

    dropped = (entry(session, dropped=True) for session in known.dropped)
    return [*map(entry, fair.times), *dropped]


def announced_fairs(campaign: Campaign) -> Mapping[str, Fair]:
    """The fairs that seekers are shown, by id."""
    return campaign.cache.get(
        "announced",
        "",
        lambda: {fair.fair_id: fair for fair in fairs_of(campaign) if fair.status in ANNOUNCED},
        most=1,
    )


def watched_entries(campaign: Campaign, watch: Watch) -> list[Entry]:
    """The entries of a subscription, by day and hour: whatever is, or was, where it watches."""
    places = announcements(campaign)
    chosen = pd.Index(places.loc[watch.holds(places), "fair_id"].unique())
    if watch.filters.any:
        chosen = chosen.difference(unwanted_fairs(campaign, chosen, watch.filters))
    entries = [entry for fair_id in chosen for entry in entries_of(campaign, str(fair_id))]
    return sorted(entries, key=lambda each: (*each.session.begins, each.fair.fair_id))


def unwanted_fairs(campaign: Campaign, fair_ids: pd.Index, filters: Filters) -> pd.Index:
    """Those of some fairs that take place and are not what is looked for."""
    at = campaign.fairs.index.get_indexer(fair_ids)
    at = at[at >= 0]
    at = at[(campaign.fairs["status"].to_numpy()[at] == PUBLISHED)]
    return campaign.fairs.index[np.setdiff1d(at, filters.fairs(campaign, at))]


def announcements(campaign: Campaign) -> pd.DataFrame:
    """
    Every place and day at which a fair is announced, or was.

    Who watches a place wants to hear that a fair is no longer there, too.

    Returns
    -------
    pd.DataFrame
        ``fair_id, lon, lat, date, adcode``; the gone among them, planned fairs not.
    """
    columns = ["fair_id", "lon", "lat", "date"]

    def gather() -> pd.DataFrame:
        announced = campaign.fairs["status"].isin(ANNOUNCED).to_numpy(dtype=bool)
        days = campaign.times.days(announced)
        there = campaign.fairs.reset_index().drop(columns="date").iloc[days["fair_at"]]
        fairs = there.assign(date=days["date"].to_numpy())
        known = {*fairs["fair_id"], *campaign.gone}
        earlier = [
            (fair_id, *place)
            for fair_id, revision in campaign.revisions.items()
            if fair_id in known
            for place in revision.places
        ]
        former = pd.DataFrame(earlier, columns=columns)
        held = adcodes(campaign.districts, former["lon"], former["lat"])
        former = former.assign(adcode=held)
        return pd.concat([fairs[[*columns, "adcode"]], former], ignore_index=True)

    return campaign.cache.get("announcements", "", gather, most=1)


def subscription(query: Mapping[str, object]) -> dict[str, str]:
    """
    The addresses of the feed that watches what a search is about.

    Parameters
    ----------
    query
        Parameters of a search: ``district``, or ``lon`` and ``lat``; days and filters. What a feed
        does not know is left out, and a place is rounded.

    Returns
    -------
    dict[str, str]
        ``web``, the whole address, and ``app``, the same as calendar programs open it.
    """
    known: dict[str, object] = {name: query.get(name) for name in (*WHERE, *WHAT)}
    for name in ("lon", "lat"):
        if known[name] is not None:
            known[name] = f"{round(float(str(known[name])), PLACE_DIGITS):g}"
    asked: dict[str, Any] = {
        name: str(value) for name, value in known.items() if value not in (None, "")
    }
    address = url_for("calendars.feed", **asked, lang=language())
    web = root() + address.removeprefix("/")
    return {"web": web, "app": f"webcal:{web.partition(':')[2]}"}


def root() -> str:
    """The service's own address, as its users reach it."""
    scheme = "https" if services().settings.https else request.scheme
    return url_for("finder.finder", _external=True, _scheme=scheme)
