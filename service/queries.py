"""What is asked: the queries of ``geodata``, from the parameters of API, pages and commands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from geodata.access.by_road import usual_method
from geodata.access.stated import StatedCosts
from geodata.access.travel import DEFAULT_SPEED_KMH, Method, Travel
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS, Changes
from geodata.campaign.trial import apply
from geodata.campaign.window import Window
from geodata.districts.names import Gazetteer
from geodata.errors import QueryRefused
from geodata.measures.measure import COVERAGE, MEASURES, WAIT
from geodata.measures.query import CoverageQuery, Threshold
from geodata.search.district_fairs import DistrictQuery
from geodata.search.nearest_query import MOST_NEAREST, NearestQuery
from geodata.signs.profile import Profile
from service.arguments import NUMBER, Arguments
from service.travel import seekers_travel, stated_movement, travel_of


def coverage_query(
    args: Arguments, campaign: Campaign | None = None, stated: StatedCosts | None = None
) -> CoverageQuery:
    """What coverage is asked for; by the campaign's usual method where none is stated."""
    region = args.text("region")
    usual = usual_method(campaign, region) if campaign else Method.STRAIGHT
    travel = travel_of(args, usual, campaign) if stated is None else own_costs(args, stated)
    return CoverageQuery(
        travel=travel,
        threshold=threshold(args, travel.method),
        group=args.text("group") or "all",
        date_from=args.day("from"),
        date_to=args.day("to"),
        region=region,
        waits=args.choice("measure", tuple(MEASURES), COVERAGE.name) == WAIT.name,
    )


def own_costs(args: Arguments, stated: StatedCosts) -> Travel:
    """
    The costs of a file in place of a method.

    Raises
    ------
    QueryRefused
        If a method is stated besides, or anything that is part of one.
    """
    for name in ("travel", "profile", "speed_kmh", "traffic", "walk_kmh"):
        if args.text(name) is not None:
            raise QueryRefused(name, args.text(name), "says nothing beside a file of costs")
    return Travel(Method.STATED, stated=stated)


def threshold(args: Arguments, method: Method) -> Threshold:
    """Kilometres or minutes, never both; the method's default where neither is given."""
    km, minutes = args.number("threshold_km"), args.number("threshold_min")
    if km is not None and minutes is not None:
        raise QueryRefused("threshold_min", minutes, "give threshold_km or threshold_min, not both")
    if km is not None:
        return Threshold(km, "km")
    if minutes is not None:
        return Threshold(minutes, "min")
    return CoverageQuery.default_threshold(method)


def nearest_query(
    args: Arguments, now: datetime, campaign: Campaign | None = None, default_k: int = 5
) -> NearestQuery:
    """From where, and which fairs, a job seeker asks."""
    return NearestQuery(
        place=point(args),
        k=args.whole("k", default_k, least=1, most=MOST_NEAREST),
        window=coming_window(args, now),
        travel=seekers_travel(args, campaign),
    )


def district_query(
    args: Arguments, adcode: str, now: datetime, default_k: int = 5
) -> DistrictQuery:
    """Which fairs of a district a job seeker asks for."""
    k = args.whole("k", default_k, least=1, most=MOST_NEAREST)
    return DistrictQuery(adcode, k, coming_window(args, now))


def district_code(named: str, campaign: Campaign) -> str:
    """
    The district whose land is asked about, of this campaign or of another edition.

    Raises
    ------
    QueryRefused
        If there is none of that name, or more than one.
    """
    gazetteer = campaign.gazetteer
    return only_district(named, gazetteer.areas(named), gazetteer)


def own_district(named: str, campaign: Campaign) -> str:
    """
    The one of the campaign's own districts that a name of any edition stands for.

    Raises
    ------
    QueryRefused
        As `district_code`, and where it is several of the campaign's.
    """
    gazetteer = campaign.gazetteer
    return only_district(named, gazetteer.own(named), gazetteer)


def only_district(named: str, found: Sequence[str], gazetteer: Gazetteer) -> str:
    """The one district that was found."""
    if not found:
        raise QueryRefused("district", named, "is no district of this campaign")
    if len(found) > 1:
        raise QueryRefused(
            "district",
            named,
            "stands for several districts: %(districts)s; give one by its code",
            districts=gazetteer.describe(found),
        )
    return found[0]


def point(args: Arguments) -> Place:
    """A place on earth that must be given."""
    return Place(args.required_number("lon"), args.required_number("lat"))


def coming_window(args: Arguments, now: datetime) -> Window:
    """A seeker's days: from this minute on, unless a first day is given."""
    first, last = args.day("from"), args.day("to")
    if first is None and last is not None and last < now.date():
        raise QueryRefused(
            "to", last.isoformat(), "must not be before today, %(today)s", today=now.date()
        )
    return Window(first or now, last)


def any_window(args: Arguments) -> Window:
    """A planner's days: the whole campaign, unless an end is given."""
    return Window(args.day("from"), args.day("to"))


def bounding_box(args: Arguments) -> tuple[float, float, float, float] | None:
    """West, south, east and north in degrees, WGS-84."""
    text = args.text("bbox")
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 4 or not all(map(NUMBER.fullmatch, parts)):
        raise QueryRefused("bbox", text, "must be west,south,east,north in degrees")
    west, south, east, north = map(float, parts)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise QueryRefused(
            "bbox",
            text,
            "must run from west to east and south to north, within 180 and 90 degrees",
        )
    return west, south, east, north


def changes_of(args: Arguments) -> Changes:
    """
    The changes that are named; none where none is.

    Raises
    ------
    QueryRefused
        If one cannot be read, or they cannot stand together.
    """
    return Changes.of({kind: args.every(kind) for kind in KINDS})


def trial_campaign(plan: Campaign, changes: Changes, query: CoverageQuery, today: date) -> Campaign:
    """
    A plan with changes; itself without any.

    Parameters
    ----------
    query
        What is asked: a fair that is added without a day is held on its first.
    today
        When it is held where no day is asked for and the plan has none.

    Raises
    ------
    QueryRefused
        If a change means what the plan has not.
    """
    return apply(plan, changes, query.window(plan).from_ or today) if changes else plan


def query_parameters(query: CoverageQuery) -> dict[str, Any]:
    """A query as parameters of the page, the API and the map's data alike."""
    travel = query.travel
    return {
        "travel": travel.method.value,
        f"threshold_{query.threshold.unit}": f"{query.threshold.value:g}",
        "group": None if query.group == "all" else query.group,
        "region": query.region,
        "from": query.date_from,
        "to": query.date_to,
        "speed_kmh": None if travel.speed_kmh == DEFAULT_SPEED_KMH else f"{travel.speed_kmh:g}",
        "profile": Profile.WALK.value if travel.road_profile is Profile.WALK else None,
        **stated_movement(travel.movement),
    }
