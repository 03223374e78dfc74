"""A seeker's search: from where, when, how and for what."""

import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np

from geodata.access.from_place import FromPlace
from geodata.access.travel import DEFAULT_SPEED_KMH, Method, Travel
from geodata.base.arrays import Ints
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.errors import QueryRefused
from geodata.roads.profile import Profile
from geodata.search.nearest import MOST_NEAREST, NearestQuery
from service.arguments import Arguments, coming_window, travel_method, travel_profile, travel_speed
from service.seeker.filters import Filters
from service.seeker.place import Where, degrees_text, where
from service.words.language import LANGUAGES

FIRST = 8
# Days by name: what the form offers beside a first and a last day.
DAYS = ("today", "weekend", "week")
SATURDAY = 5
# Farther than this is told to be far: nothing is within reach then.
FAR_MIN, FAR_M = 60.0, 30_000.0
# Around a point a calendar watches at least so far, and never farther than that.
WATCHED_KM, FARTHEST_KM = 30, 100


@dataclass(frozen=True, slots=True)
class Search:
    """
    What a seeker asks: from where, which days, for what, how many.

    ``days`` is one of ``DAYS``, None where days were given as dates or not at all. ``stated`` tells
    whether the way to travel was chosen by the seeker; where it was not, ``searched`` is what was
    found by road while the usual one was looked for.
    """

    where: Where
    days: str | None
    first: date | None
    last: date | None
    window: Window
    filters: Filters
    stated: bool
    method: Method
    speed_kmh: float
    profile: Profile
    k: int
    searched: FromPlace | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(
        cls, args: Arguments, campaign: Campaign, now: datetime, default_k: int = FIRST
    ) -> "Search":
        """
        The search that an address asks for.

        Raises
        ------
        QueryRefused
            If anything in it cannot be used.
        """
        args.choice("lang", tuple(LANGUAGES), "zh")
        stated = args.text("travel")
        place = where(args, campaign)
        days = args.text("when") and args.choice("when", DAYS, DAYS[0])
        window = window_of(args, days, now)
        searched = None if stated else by_car(campaign, place.here)
        method = travel_method(args) if stated else usual(campaign, searched, window)
        return cls(
            where=place,
            days=days,
            first=args.day("from"),
            last=args.day("to"),
            window=window,
            filters=Filters.of(args),
            stated=stated is not None,
            method=method,
            speed_kmh=travel_speed(args, method),
            profile=travel_profile(args, method),
            k=args.whole("k", default_k, least=1, most=MOST_NEAREST),
            searched=searched,
        )

    @property
    def here(self) -> Place | None:
        """The place; None when none was given."""
        return self.where.here

    @property
    def adcode(self) -> str | None:
        """The district whose seat stands for the place; None where the place was given."""
        return self.where.adcode

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this search from others, to the minute."""
        return self.window.key, self.where.typed, tuple(self.to_dict().items()), self.method

    @property
    def narrowed(self) -> bool:
        """Whether days or filters leave some coming fairs out."""
        return bool(self.days or self.first or self.last or self.filters.any)

    def query(self, here: Place, k: int | None = None) -> NearestQuery:
        """The search as `geodata` asks it, from a place."""
        travel = Travel(self.method, self.profile, self.speed_kmh)
        return NearestQuery(here, k or self.k, self.window, travel)

    def from_place(self, campaign: Campaign) -> FromPlace | None:
        """The search by road from the place, the one already made where it serves; None without."""
        if self.here is None or self.method is not Method.ROADS:
            return None
        if self.searched is not None and self.searched.profile is self.profile:
            return self.searched
        return FromPlace.of(campaign, self.here, self.profile)

    def fairs(self, campaign: Campaign, statuses: tuple[str, ...]) -> Ints:
        """Positions of the fairs of these statuses that the search is about."""
        return self.filters.fairs(campaign, self.window.fairs(campaign, statuses))

    def is_far(self, metres: float, minutes: float | None) -> bool:
        """Whether a fair is too far to be called within reach."""
        return metres > FAR_M if minutes is None else minutes > FAR_MIN

    def place(self) -> dict[str, object]:
        """The place as parameters of an address; a name that is yet to be chosen stays as typed."""
        if self.where.choices:
            return {"q": self.where.typed}
        if self.here and not self.adcode:
            named = self.where.name if self.where.typed else None
            lon, lat = degrees_text(self.here)
            return {"lon": lon, "lat": lat, "q": named}
        return {"district": self.adcode}

    def watched(self, as_far_as_m: float | None = None) -> dict[str, object]:
        """
        The parameters of a calendar that brings what this search would find in time to come.

        Parameters
        ----------
        as_far_as_m
            How far around the place to watch; None for its district, or for what is near a point.
        """
        place = self.place() | {"q": None}
        if self.here and (as_far_as_m is not None or not self.adcode):
            lon, lat = degrees_text(self.here)
            tens = math.ceil((as_far_as_m or 0) / 10_000)
            place = {
                "lon": lon,
                "lat": lat,
                "radius_km": min(max(10 * tens, WATCHED_KM), FARTHEST_KM),
            }
        return {k: v for k, v in (place | self.filters.to_dict()).items() if v is not None}

    def to_dict(self) -> dict[str, object]:
        """The parameters of the address, those at their default left out."""
        walking, usual_speed = self.profile is Profile.WALK, self.speed_kmh == DEFAULT_SPEED_KMH
        # A profile or a speed belongs to one way: from another place another may be the best.
        stated = self.stated or walking or not usual_speed
        return (
            self.place()
            | {
                "when": self.days,
                "from": self.first,
                "to": self.last,
                "travel": self.method.value if stated else None,
                "profile": self.profile.value if walking else None,
                "speed_kmh": None if usual_speed else f"{self.speed_kmh:g}",
                "k": None if self.k == FIRST else self.k,
            }
            | self.filters.to_dict()
        )


def window_of(args: Arguments, days: str | None, now: datetime) -> Window:
    """The days of a search; what is over is never coming."""
    window, first = coming_window(args, now), args.day("from")
    if days:
        if first is not None or window.to is not None:
            raise QueryRefused("when", days, "says the days; leave out the first and the last day")
        begin, end = named_days(days, now.date())
        window, first = Window(begin, end), begin
    if first is not None and first <= now.date():
        return Window(now, window.to)
    return window


def named_days(days: str, today: date) -> tuple[date, date]:
    """The first and last of the days of that name."""
    if days == "today":
        return today, today
    if days == "week":
        return today, today + timedelta(days=6)
    away = SATURDAY - today.weekday()
    return today + timedelta(days=max(away, 0)), today + timedelta(days=away + 1)


def by_car(campaign: Campaign, here: Place | None) -> FromPlace | None:
    """The search by road from a place; None without a place."""
    return None if here is None else FromPlace.of(campaign, here, Profile.DRIVE)


def usual(campaign: Campaign, searched: FromPlace | None, window: Window) -> Method:
    """
    By road from where roads lead to any coming fair, else estimated.

    Minutes say more to a seeker than metres; the page says which of the two they are.
    """
    if searched is None or searched.walk_m is None:
        return Method.ESTIMATED
    fairs = window.fairs(campaign, ("published",))
    leads = not fairs.size or bool(np.isfinite(searched.minutes(fairs)).any())
    return Method.ROADS if leads else Method.ESTIMATED
