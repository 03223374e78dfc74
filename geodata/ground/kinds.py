"""
What of OpenStreetMap is ground, of which kind, and from which zoom on it is shown.

Meanings follow the tagging conventions of the OpenStreetMap wiki. Borders of authorities are none
of it: districts come from the boundary file alone.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Protocol

ZOOMS = (6, 8, 10, 12, 14)
"""The zooms at which the ground is cut; between and beyond them a map magnifies."""


class Tags(Protocol):
    """What osmium and a dict have in common."""

    def get(self, key: str, default: str = "", /) -> str:
        """The value of a key."""
        ...

    def __contains__(self, key: object, /) -> bool: ...


class Kind(IntEnum):
    """
    Areas and lines in the order in which they are drawn.

    Tiles hold these numbers, and `maps/static/map/tiles.js` knows them.
    """

    BUILT = 0
    GREEN = 1
    WATER = 2
    BANK = 3
    STREAM = 4
    RIVER = 5
    FERRY = 6
    STREET = 7
    LANE = 8
    TERTIARY = 9
    SECONDARY = 10
    PRIMARY = 11
    TRUNK = 12
    MOTORWAY = 13
    RAIL = 14
    METRO = 15
    SIDING = 16


AREAS = (Kind.BUILT, Kind.GREEN, Kind.WATER)
TUNNEL, BRIDGE = 32, 64
"""Added to the kind of a line that leads under or over something."""
FROM_ZOOM: Mapping[Kind, int] = {
    Kind.BUILT: 8, Kind.GREEN: 10, Kind.WATER: 6, Kind.BANK: 8, Kind.STREAM: 14, Kind.RIVER: 6,
    Kind.FERRY: 10, Kind.STREET: 14, Kind.LANE: 12, Kind.TERTIARY: 12, Kind.SECONDARY: 10,
    Kind.PRIMARY: 8, Kind.TRUNK: 8, Kind.MOTORWAY: 6, Kind.RAIL: 8, Kind.METRO: 10,
    Kind.SIDING: 14,
}  # fmt: skip
BRIDGES_FROM_ZOOM = 12  # farther away a line is one, whatever it crosses


class Place(IntEnum):
    """What has a name, in the order in which names are given room."""

    CITY = 0
    AIRPORT = 1
    TOWN = 2
    STATION = 3
    SUBDISTRICT = 4
    RIVER = 5
    METRO_STATION = 6
    QUARTER = 7
    BRIDGE = 8
    UNIVERSITY = 9
    HOSPITAL = 10
    STREET = 11
    MARKET = 12
    VILLAGE = 13
    ENTRANCE = 14


NAMED_FROM_ZOOM: Mapping[Place, int] = {
    Place.CITY: 6, Place.AIRPORT: 10, Place.TOWN: 10, Place.STATION: 12, Place.SUBDISTRICT: 10,
    Place.RIVER: 6, Place.METRO_STATION: 12, Place.QUARTER: 12, Place.BRIDGE: 12,
    Place.UNIVERSITY: 14, Place.HOSPITAL: 14, Place.STREET: 12, Place.MARKET: 14,
    Place.VILLAGE: 12, Place.ENTRANCE: 14,
}  # fmt: skip
LANDMARKS = frozenset(
    {
        Place.AIRPORT, Place.TOWN, Place.STATION, Place.SUBDISTRICT, Place.METRO_STATION,
        Place.QUARTER, Place.BRIDGE, Place.UNIVERSITY, Place.HOSPITAL, Place.MARKET,
    }
)  # fmt: skip
"""What one looks for by its name."""
# Named streets: nearer than this zoom all of them, else those of these kinds alone.
STREETS_NAMED_FROM_ZOOM = 14
MAIN_STREETS = (Kind.MOTORWAY, Kind.TRUNK, Kind.PRIMARY, Kind.SECONDARY)
STREETS = (*MAIN_STREETS, Kind.TERTIARY, Kind.LANE, Kind.STREET)

ROADS: Mapping[str, Kind] = {
    "motorway": Kind.MOTORWAY, "trunk": Kind.TRUNK, "primary": Kind.PRIMARY,
    "secondary": Kind.SECONDARY, "tertiary": Kind.TERTIARY, "unclassified": Kind.LANE,
    "motorway_link": Kind.TERTIARY, "trunk_link": Kind.TERTIARY, "primary_link": Kind.TERTIARY,
    "secondary_link": Kind.TERTIARY, "tertiary_link": Kind.LANE, "residential": Kind.STREET,
    "living_street": Kind.STREET, "road": Kind.STREET, "pedestrian": Kind.STREET,
}  # fmt: skip
RAILS: Mapping[str, Kind] = {
    "rail": Kind.RAIL, "narrow_gauge": Kind.RAIL, "subway": Kind.METRO,
    "light_rail": Kind.METRO, "monorail": Kind.METRO, "tram": Kind.METRO,
}  # fmt: skip
WATERS: Mapping[str, Kind] = {
    "river": Kind.RIVER, "canal": Kind.STREAM, "stream": Kind.STREAM, "riverbank": Kind.BANK,
}  # fmt: skip
WATER = {"natural": {"water"}, "waterway": {"riverbank", "dock"}, "landuse": {"reservoir", "basin"}}
GREEN = {
    "leisure": {"park", "garden", "golf_course", "nature_reserve"},
    "landuse": {"recreation_ground", "village_green", "cemetery"},
}
BUILT = {"landuse": {"residential", "commercial", "retail", "industrial", "education"}}
PLACES: Mapping[str, Place] = {
    "city": Place.CITY, "town": Place.TOWN, "suburb": Place.SUBDISTRICT,
    "borough": Place.SUBDISTRICT, "quarter": Place.QUARTER, "neighbourhood": Place.QUARTER,
    "village": Place.VILLAGE,
}  # fmt: skip
BY_RAIL = ("subway", "light_rail", "monorail")
NO = ("", "no")
KEYS = (
    "highway", "waterway", "natural", "landuse", "leisure", "railway", "route", "place", "aeroway",
    "amenity", "man_made", "station",
)  # fmt: skip
"""One of these has whatever is read."""


def line_kind(tags: Tags) -> int | None:
    """What a way is drawn as, with ``TUNNEL`` or ``BRIDGE`` in it; None for what is no line."""
    kind = road_kind(tags) if "highway" in tags else rail_kind(tags)
    if kind is None:
        kind = water_line(tags)
    if kind is None:
        return None
    if tags.get("tunnel") not in (*NO, None):
        return kind + TUNNEL
    return kind + BRIDGE if tags.get("bridge") not in (*NO, None) else int(kind)


def road_kind(tags: Tags) -> Kind | None:
    """The kind of a street; None for paths, service ways, and squares that are areas."""
    return None if tags.get("area") == "yes" else ROADS.get(tags.get("highway", ""))


def rail_kind(tags: Tags) -> Kind | None:
    """The kind of a railway in use or of a ferry."""
    if tags.get("route") == "ferry":
        return Kind.FERRY
    kind = RAILS.get(tags.get("railway", ""))
    return Kind.SIDING if kind is Kind.RAIL and "service" in tags else kind


def water_line(tags: Tags) -> Kind | None:
    """The kind of a centre line or of a bank."""
    if tags.get("natural") == "coastline":
        return Kind.BANK
    return WATERS.get(tags.get("waterway", ""))


def area_kind(tags: Tags) -> Kind | None:
    """What an area is drawn as; None for what is no ground, and for the land of an authority."""
    if tags.get("boundary") == "administrative":
        return None
    for kind, meant in ((Kind.WATER, WATER), (Kind.GREEN, GREEN), (Kind.BUILT, BUILT)):
        if any(tags.get(key) in values for key, values in meant.items()):
            return kind
    return None


def place_kind(tags: Tags) -> Place | None:
    """What a point, or the middle of an area, is called."""
    if rail := station_kind(tags):
        return rail
    if tags.get("aeroway") == "aerodrome":
        return Place.AIRPORT if takes_travellers(tags) else None
    if tags.get("man_made") == "bridge":
        return Place.BRIDGE
    if found := AMENITIES.get(tags.get("amenity", "")):
        return found
    return PLACES.get(tags.get("place", ""))


def takes_travellers(aerodrome: Tags) -> bool:
    """Whether one flies from there; not so from helipads, and from what an army or a club has."""
    kind = aerodrome.get("aerodrome:type", "") or aerodrome.get("aerodrome", "")
    if (
        "military" in aerodrome
        or aerodrome.get("landuse") == "military"
        or kind in CLOSED_AIRFIELDS
    ):
        return False
    name = f"{aerodrome.get('name', '')} {aerodrome.get('name:en', '')}".casefold()
    return not any(word in name for word in ("heli", "直升"))


CLOSED_AIRFIELDS = ("military", "private", "gliding", "heliport", "airfield")
AMENITIES: Mapping[str, Place] = {
    "university": Place.UNIVERSITY, "college": Place.UNIVERSITY, "hospital": Place.HOSPITAL,
    "marketplace": Place.MARKET,
}  # fmt: skip


def station_kind(tags: Tags) -> Place | None:
    """A station of trains or of the metro, or an entrance to one."""
    railway = tags.get("railway", "")
    if railway == "subway_entrance":
        return Place.ENTRANCE
    if railway not in {"station", "halt", "stop"} and tags.get("station", "") not in BY_RAIL:
        return None
    if tags.get("station", "") in BY_RAIL or any(tags.get(key) == "yes" for key in BY_RAIL):
        return Place.METRO_STATION
    return Place.STATION if railway in {"station", "halt"} else None
