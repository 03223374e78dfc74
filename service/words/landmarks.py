"""What kinds of places are called, and how a station lies to a fair."""

from geodata.search.stations import Station
from service.words import wording
from service.words.language import gettext, lazy_gettext, names

KINDS = {
    "subdistrict": lazy_gettext("Subdistrict"),
    "quarter": lazy_gettext("Neighbourhood"),
    "airport": lazy_gettext("Airport"),
    "station": lazy_gettext("Railway station"),
    "metro": lazy_gettext("Metro station"),
    "university": lazy_gettext("University"),
    "hospital": lazy_gettext("Hospital"),
    "market": lazy_gettext("Market"),
    "bridge": lazy_gettext("Bridge"),
}


def kind_of(kind: str) -> str:
    """What a landmark is; "" for districts and towns."""
    return str(KINDS.get(kind, ""))


def kinds() -> dict[str, str]:
    """The same for a script."""
    return {kind: kind_of(kind) for kind in KINDS}


def station_line(station: Station) -> str:
    """A station and the way from there: Xiaoshizi, 450 m, about 6 min on foot."""
    name = station.name_zh if names() == "zh" else station.name_en
    length = wording.distance(station.metres)
    if station.minutes is None:
        return gettext(
            "%(station)s, %(distance)s in a straight line", station=name, distance=length
        )
    return gettext(
        "%(station)s, %(distance)s, about %(time)s on foot",
        station=name,
        distance=length,
        time=wording.travel_time(station.minutes),
    )
