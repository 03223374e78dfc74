"""A seeker's search: from where, when, how and for what."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from geodata.access.travel import DEFAULT_SPEED_KMH, Travel
from geodata.base.arrays import Ints
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.errors import QueryRefused
from geodata.roads.movement import Movement
from geodata.search.nearest_query import MOST_NEAREST, NearestQuery
from geodata.search.trips import Trip
from geodata.signs.profile import Profile
from service.arguments import DAY, Arguments
from service.queries import coming_window
from service.seeker.filters import Filters
from service.seeker.place import Where, degrees_text, where
from service.travel import seekers_travel, stated_movement
from service.words.language import LANGUAGES

FIRST = 8
# Days by name: what the form offers beside a first and a last day.
DAYS = ("today", "weekend", "next-weekend", "week")
SATURDAY = 5
# Farther than this is told to be far: nothing is within reach then.
FAR_MIN, FAR_M = 60.0, 30_000.0
# Around a point a calendar watches at least so far, and never farther than that.
WATCHED_KM, FARTHEST_KM = 30, 100


@dataclass(frozen=True, slots=True)
class Search:
    """
    What a seeker asks: from where, which days, for what, how many.

    ``days`` is one of ``DAYS``, None where days were given as dates or not at all. ``travel`` is
    the way that the seeker chose, None for the usual one to each fair.
    """

    where: Where
    days: str | None
    first: date | None
    last: date | None
    window: Window
    filters: Filters
    travel: Travel | None
    k: int

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
        days, first, last = stated_days(args)
        return cls(
            where=where(args, campaign),
            days=days,
            first=first,
            last=last,
            window=window_of(args, days, now),
            filters=Filters.of(args),
            travel=seekers_travel(args, campaign),
            k=args.whole("k", default_k, least=1, most=MOST_NEAREST),
        )

    @property
    def here(self) -> Place | None:
        """The place; None when none was given."""
        return self.where.here

    @property
    def point(self) -> Place | None:
        """The place where it is a point; a district is none, though its seat stands for it."""
        return None if self.adcode else self.here

    @property
    def adcode(self) -> str | None:
        """The district whose seat stands for the place; None where the place was given."""
        return self.where.adcode

    @property
    def by_road(self) -> bool:
        """Whether the seeker asks for the way by road to every fair."""
        return self.travel is not None and self.travel.by_road

    @property
    def profile(self) -> Profile:
        """How the seeker uses the roads."""
        return Profile.DRIVE if self.travel is None else self.travel.profile

    @property
    def movement(self) -> Movement:
        """How the seeker moves where roads are used."""
        return Movement(Profile.DRIVE) if self.travel is None else self.travel.movement

    @property
    def speed_kmh(self) -> float:
        """Mean speed on estimated ways."""
        return DEFAULT_SPEED_KMH if self.travel is None else self.travel.speed_kmh

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this search from others, to the minute."""
        return self.window.key, self.where.typed, tuple(self.to_dict().items())

    @property
    def narrowed(self) -> bool:
        """Whether days or filters leave some coming fairs out."""
        return bool(self.days or self.first or self.last or self.filters.any)

    def query(self, k: int | None = None) -> NearestQuery | None:
        """The search as `geodata` asks it, from its point; None where no point was given."""
        if self.point is None:
            return None
        return NearestQuery(self.point, k or self.k, self.window, self.travel)

    def fairs(self, campaign: Campaign, statuses: tuple[str, ...]) -> Ints:
        """Positions of the fairs of these statuses that the search is about, the soonest first."""
        return self.filters.fairs(campaign, self.window.soonest(campaign, statuses))

    def is_far(self, trip: Trip) -> bool:
        """Whether a fair is too far to be called within reach."""
        return trip.metres > FAR_M if trip.minutes is None else trip.minutes > FAR_MIN

    def place(self) -> dict[str, object]:
        """The place as parameters of an address; a name that is yet to be chosen stays as typed."""
        if self.where.choices or self.where.missing:
            return {"q": self.where.typed, "kept": self.where.form_value or None}
        if self.here and not self.adcode:
            named = self.where.name if self.where.typed else None
            lon, lat = degrees_text(self.here)
            return {"lon": lon, "lat": lat, "q": named}
        return {"district": self.adcode}

    def calendar_parameters(self, as_far_as_m: float | None = None) -> dict[str, object]:
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

    def parameters(self) -> dict[str, object]:
        """The place, the days and the filters, as other pages take them over."""
        left = ("travel", "profile", "speed_kmh", "traffic", "walk_kmh", "k")
        return {name: value for name, value in self.to_dict().items() if name not in left}

    def to_dict(self) -> dict[str, object]:
        """The parameters of the address, those at their default left out."""
        walking, usual_speed = self.profile is Profile.WALK, self.speed_kmh == DEFAULT_SPEED_KMH
        return (
            self.place()
            | {
                "when": self.days,
                "from": self.first,
                "to": self.last,
                "travel": self.travel.method.value if self.travel else None,
                "profile": self.profile.value if walking else None,
                "speed_kmh": None if usual_speed else f"{self.speed_kmh:g}",
                **stated_movement(self.movement),
                "k": None if self.k == FIRST else self.k,
            }
            | self.filters.to_dict()
        )


def stated_days(args: Arguments) -> tuple[str | None, date | None, date | None]:
    """The days by name, or the first and the last; ``when`` may be one day of the calendar."""
    picked = picked_day(args)
    if picked is not None:
        return None, picked, picked
    days = args.text("when") and args.choice("when", DAYS, DAYS[0])
    return days or None, args.day("from"), args.day("to")


def picked_day(args: Arguments) -> date | None:
    """The day of the calendar that ``when`` is; None where it is none."""
    return args.day("when") if DAY.fullmatch(args.text("when") or "") else None


def window_of(args: Arguments, days: str | None, now: datetime) -> Window:
    """The days of a search; what is over is never coming."""
    window, first, picked = coming_window(args, now), args.day("from"), picked_day(args)
    if days or picked:
        if first is not None or window.to is not None:
            reason = "says the days; leave out the first and the last day"
            raise QueryRefused("when", args.text("when"), reason)
        first, last = (picked, picked) if picked else named_days(days or "", now.date())
        window = Window(first, last)
    if picked and picked < now.date():
        raise QueryRefused(
            "when", picked.isoformat(), "must not be before today, %(today)s", today=now.date()
        )
    if first is not None and first <= now.date():
        return Window(now, window.to)
    return window


def named_days(days: str, today: date) -> tuple[date, date]:
    """The first and last of the days of that name."""
    if days == "today":
        return today, today
    if days == "week":
        return today, today + timedelta(days=6)
    away = SATURDAY - today.weekday() + (7 if days == "next-weekend" else 0)
    return today + timedelta(days=max(away, 0)), today + timedelta(days=away + 1)
