"""How people travel, from the parameters of API, pages and commands."""

from geodata.access.travel import (
    CALCULATED,
    DEFAULT_SPEED_KMH,
    Method,
    Travel,
    require_speed,
    require_walking_speed,
)
from geodata.campaign.campaign import Campaign
from geodata.errors import QueryRefused
from geodata.roads.movement import Movement
from geodata.roads.traffic import FREE, Traffic, TrafficTables, usual_traffic
from geodata.signs.profile import WALK_KMH, Profile
from service.arguments import Arguments

# In a form one control says both the method and the profile.
ON_FOOT = "roads-walk"


def travel_method(args: Arguments, usual: Method = Method.STRAIGHT) -> Method:
    """How people travel; the usual method unless stated."""
    if args.forgiving and args.text("travel") == ON_FOOT:
        return Method.ROADS
    return Method(args.choice("travel", [m.value for m in CALCULATED], usual.value))


def travel_profile(args: Arguments, method: Method) -> Profile:
    """
    How people use the roads; they drive unless stated.

    Raises
    ------
    QueryRefused
        If it is stated for a method that does not go by road: who asks would be misled.
    """
    on_foot = args.forgiving and args.text("travel") == ON_FOOT
    usual = Profile.WALK if on_foot else Profile.DRIVE
    stated = args.choice("profile", [p.value for p in Profile], usual.value)
    if args.text("profile") is not None and method is not Method.ROADS:
        raise QueryRefused("profile", stated, "says how roads are used; give travel=roads with it")
    if on_foot and stated != usual:
        raise QueryRefused("profile", stated, "is not on foot; give travel=roads with it")
    return Profile(stated)


def travel_speed(args: Arguments, method: Method) -> float:
    """
    Mean speed on the estimated way, km/h.

    Raises
    ------
    QueryRefused
        If it is stated for a method that asks for no speed: who asks would be misled.
    """
    speed = args.number("speed_kmh")
    if speed is None:
        return DEFAULT_SPEED_KMH
    require_speed(speed)
    if method is not Method.ESTIMATED:
        raise QueryRefused(
            "speed_kmh", speed, "counts for estimated ways alone; give travel=estimated with it"
        )
    return speed


def walking_speed(args: Arguments, method: Method) -> float:
    """
    Walking speed by the roads of a network, km/h.

    Raises
    ------
    QueryRefused
        If it is stated for a method that does not go by road: who asks would be misled.
    """
    speed = args.number("walk_kmh")
    if speed is None:
        return WALK_KMH
    require_walking_speed(speed)
    if method is not Method.ROADS:
        raise QueryRefused("walk_kmh", speed, "counts by road alone; give travel=roads with it")
    return speed


def travel_traffic(
    args: Arguments, method: Method, profile: Profile, tables: TrafficTables
) -> Traffic:
    """
    What slows cars; nothing unless stated.

    Raises
    ------
    QueryRefused
        If there is no such table, or none counts for the method: who asks would be misled.
    """
    named = args.text("traffic")
    if named is None:
        return FREE
    found = tables.find(named)
    if found is None:
        known = ", ".join(each.name for each in tables.rows)
        raise QueryRefused("traffic", named, "must be one of: %(choices)s", choices=known)
    if method is not Method.ROADS:
        raise QueryRefused("traffic", named, "counts by road alone; give travel=roads with it")
    if profile is Profile.WALK:
        raise QueryRefused("traffic", named, "slows cars alone; leave it out on foot")
    return found


def stated_movement(movement: Movement) -> dict[str, str | None]:
    """What is stated of a movement beside its profile, as parameters; None where it is usual."""
    walks = movement.walk_kmh != WALK_KMH
    return {
        "traffic": None if movement.traffic.is_free else movement.traffic.name,
        "walk_kmh": f"{movement.walk_kmh:g}" if walks else None,
    }


def travel_of(args: Arguments, usual: Method, campaign: Campaign | None) -> Travel:
    """How people travel; ``usual`` is the method where none is stated."""
    method = travel_method(args, usual)
    profile = travel_profile(args, method)
    tables = campaign.traffic if campaign else usual_traffic()
    return Travel(
        method,
        profile,
        travel_speed(args, method),
        traffic=travel_traffic(args, method, profile, tables),
        walk_kmh=walking_speed(args, method),
    )


def seekers_travel(args: Arguments, campaign: Campaign | None = None) -> Travel | None:
    """
    How a seeker travels; None, the usual way to each fair, where nothing is said of it.

    Who states alone what counts by road goes by road, where there are roads; who states in a form
    a speed alone goes by the estimate that it counts for.
    """
    by_road = any(args.text(name) is not None for name in ("profile", "traffic", "walk_kmh"))
    speed = args.number("speed_kmh")
    if args.text("travel") is None and not by_road and speed is None:
        return None
    usual = Method.STRAIGHT
    if by_road and campaign is not None and campaign.networks:
        usual = Method.ROADS
    elif speed is not None and args.forgiving:
        usual = Method.ESTIMATED
    return travel_of(args, usual, campaign)
