"""Trips as people say them: by which way, and what one should know of it."""

from geodata.access.travel import Method
from geodata.roads.movement import Movement
from geodata.search.trips import Notice, Trip
from geodata.signs.profile import Profile
from service.words import wording
from service.words.language import gettext, lazy_gettext
from service.words.traffic import by_car

LONG_WAY = lazy_gettext("A long way round, or roads are missing.")


def way(trip: Trip, movement: Movement) -> str:
    """By which way a trip goes; "" where that is said of its length."""
    if trip.method is Method.ROADS:
        on_foot = movement.profile is Profile.WALK
        return gettext("on foot") if on_foot else by_car(movement.traffic)
    return gettext("(estimated)") if trip.method is Method.ESTIMATED else ""


def away(trip: Trip, movement: Movement) -> str:
    """How far a fair is, in minutes where there are any: about 12 min on foot · 800 m straight."""
    if trip.minutes is None:
        return f"{wording.distance(trip.metres)} {gettext('straight line')}"
    time = gettext("about %(time)s", time=wording.travel_time(trip.minutes))
    straight = gettext("%(way)s straight", way=wording.distance(trip.metres))
    return f"{time} {way(trip, movement)} · {straight}"


def warning(trip: Trip) -> str:
    """What a seeker should know before setting out; "" mostly."""
    if Notice.LONG_WAY in trip.notices:
        return str(LONG_WAY)
    if Notice.NO_WAY in trip.notices:
        return gettext("No way by road is known.")
    if Notice.ROADS_MISSING in trip.notices and trip.method is Method.ROADS:
        return gettext("Too few roads are known around this fair: the time may be wrong.")
    return ""
