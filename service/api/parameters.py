"""The parameters of the JSON API, each with a schema that allows what the service takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.access.travel import (
    CALCULATED,
    DEFAULT_SPEED_KMH,
    FASTEST_KMH,
    FASTEST_WALK_KMH,
    SLOWEST_KMH,
    SLOWEST_WALK_KMH,
)
from geodata.campaign.changes import FORMS, MOST_CHANGES, Kind
from geodata.measures.measure import COVERAGE as MEASURE_BY_DEFAULT
from geodata.measures.measure import MEASURES
from geodata.measures.query import FARTHEST
from geodata.roads.traffic import FREE
from geodata.search.nearest_query import MOST_NEAREST
from geodata.signs.profile import WALK_KMH, Profile
from service.api.geojson import GEOMETRIES
from service.arguments import LONGEST
from service.comparison.states import LONGEST_HELD
from service.jobs.job import Json

Schema = Mapping[str, Json]

MOST_FAIRS = 1000
DEFAULT_FAIRS = 100
MOST_OFFSET = 999_999_999
MOST_PLACES = 20
DEFAULT_PLACES = 8
# What cannot be read or is no letter alone, for any engine of ECMA-262: \s differs between them.
UNREADABLE = r"\u0000-\u001f\u007f-\u009f\ufffd"
BLANK = r" \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
READABLE = f"^[^{UNREADABLE}]*[^{UNREADABLE}{BLANK}][^{UNREADABLE}]*$"
# RFC 3339 knows a year 0000; the calendar of the service begins with the year 1.
FROM_YEAR_1 = "^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# How ids are written wherever a table states one.
FAIR_ID = "^[A-Za-z0-9_-]{1,64}$"


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    One parameter of a query string, its schema as OpenAPI has it.

    ``listed`` tells whether it is a list whose values are parted by commas, ``repeated`` whether
    it is one whose values are each given by themselves.
    """

    name: str
    description: str
    schema: Schema
    required: bool = False
    listed: bool = False
    repeated: bool = False

    def to_dict(self) -> dict[str, Json]:
        """As OpenAPI has it."""
        many = self.listed or self.repeated
        style: dict[str, Json] = {"style": "form", "explode": self.repeated} if many else {}
        return {
            "name": self.name,
            "in": "query",
            "required": self.required,
            "description": self.description,
            "schema": self.schema,
            **style,
        }


def plain(number: float) -> float:
    """A number as it is written shortest."""
    return int(number) if float(number).is_integer() else number


def number(least: float, most: float, **more: Json) -> Schema:
    """A number within bounds, both inclusive."""
    return {"type": "number", "minimum": least, "maximum": most, **more}


def positive(most: float) -> Schema:
    """A number above 0."""
    return {"type": "number", "exclusiveMinimum": 0, "maximum": most}


def whole(least: int, most: int, default: int) -> Schema:
    """A whole number within bounds, both inclusive."""
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


def text(**more: Json) -> Schema:
    """A text that can be read and is not blank."""
    return {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": READABLE, **more}


def changes(kind: Kind) -> Schema:
    """Changes of a kind, each once, as `geodata.campaign.changes` writes them."""
    one: Schema = {"type": "string", "maxLength": LONGEST, "pattern": FORMS[kind]}
    return {"type": "array", "items": one, "uniqueItems": True, "maxItems": MOST_CHANGES}


def word(*words: str, **more: Json) -> Schema:
    """One of a few words."""
    return {"type": "string", "enum": words, **more}


DAY: Schema = {"type": "string", "format": "date", "pattern": FROM_YEAR_1}
LON, LAT = number(-180, 180), number(-90, 90)
BOX: Schema = {
    "type": "array",
    "items": {"type": "number", "minimum": -180, "maximum": 180},
    "prefixItems": [LON, LAT, LON, LAT],
    "minItems": 4,
    "maxItems": 4,
}

VERSION = Parameter(
    "v", "Tag of the campaign's version; makes the answer cacheable.", {"type": "string"}
)
FROM = Parameter("from", "First day, inclusive; without it from the campaign's first.", DAY)
TO = Parameter("to", "Last day, inclusive; without it to the campaign's last.", DAY)
COMING = Parameter("from", "First day, inclusive; without it from this minute on.", DAY)
TRAVEL = Parameter(
    "travel",
    "How people travel; by road where roads are known for 95 % of the people, else straight.",
    word(*CALCULATED),
)
SEEKERS_TRAVEL = Parameter(
    "travel",
    "How the seeker travels. Without it the usual way to each fair: by road where at least 95 % of "
    "the people within 10 km of the place, and of the fair, have a known road, else estimated; all "
    "in one order by minutes, each feature with its own `travel_method`.",
    word(*CALCULATED),
)
PROFILE = Parameter(
    "profile",
    "How people use the roads, with travel=roads.",
    word(*Profile, default=Profile.DRIVE.value),
)
SPEED = Parameter(
    "speed_kmh",
    "Mean speed on the estimated way, with travel=estimated.",
    number(SLOWEST_KMH, FASTEST_KMH, default=plain(DEFAULT_SPEED_KMH)),
)
TRAFFIC = Parameter(
    "traffic",
    "What slows cars, with travel=roads: free, peak (illustrative), or a table of the operator's.",
    text(default=FREE.name),
)
WALK = Parameter(
    "walk_kmh",
    "Walking speed on the flat with travel=roads: on foot, and on the walks to and from a drive.",
    number(SLOWEST_WALK_KMH, FASTEST_WALK_KMH, default=plain(WALK_KMH)),
)
NAMED = (
    "Code or name of a district, also behind its city's (重庆市渝北区); those before and since a "
    "change are understood, too (郫县, 500157), and mean the land of that district."
)
DISTRICTS = (
    Parameter("geometry", "How exact the polygons are.", word(*GEOMETRIES, default="display")),
    VERSION,
)
FAIRS = (
    Parameter("bbox", "west,south,east,north in degrees, WGS-84.", BOX, listed=True),
    FROM,
    TO,
    Parameter("district", NAMED, text()),
    Parameter("limit", "How many at most.", whole(1, MOST_FAIRS, DEFAULT_FAIRS)),
    Parameter("offset", "How many to leave out first.", whole(0, MOST_OFFSET, 0)),
    VERSION,
)
NUMBER = Parameter("k", "How many fairs.", whole(1, MOST_NEAREST, 5))
NEAREST = (
    Parameter("lon", "Longitude, degrees, WGS-84.", LON, required=True),
    Parameter("lat", "Latitude, degrees, WGS-84.", LAT, required=True),
    NUMBER,
    COMING,
    TO,
    SEEKERS_TRAVEL,
    PROFILE,
    SPEED,
    TRAFFIC,
    WALK,
)
DISTRICT_FAIRS = (NUMBER, COMING, TO)
PLACES = (
    Parameter(
        "q",
        "What has been typed: Chinese, pinyin, its initials, English or a code.",
        text(),
        required=True,
    ),
    Parameter("limit", "How many at most.", whole(1, MOST_PLACES, DEFAULT_PLACES)),
    VERSION,
)
WORK = (
    Parameter(
        "q",
        "What has been typed of an occupation or a sector, or of another word for it: Chinese, "
        "pinyin, its initials, English or Indonesian.",
        text(),
        required=True,
    ),
    Parameter("limit", "How many at most.", whole(1, MOST_PLACES, DEFAULT_PLACES)),
    Parameter("from", "First day, inclusive; without it from today on.", DAY),
    VERSION,
)
CHANGES = (
    Parameter(
        "add",
        "What if there were a fair here: longitude,latitude, degrees, WGS-84; with @ and a day one "
        "that is held then, otherwise on the first day asked for. May be repeated.",
        changes(Kind.ADD),
        repeated=True,
    ),
    Parameter(
        "move",
        "What if this fair were elsewhere: its id, @ and longitude,latitude; for one session of "
        "several its beginning between them, f12@2027-02-18T08:30@106.55,29.56. May be repeated.",
        changes(Kind.MOVE),
        repeated=True,
    ),
    Parameter(
        "close",
        "What if this fair were not held: its id; for one session of several with @ and its "
        "beginning. May be repeated.",
        changes(Kind.CLOSE),
        repeated=True,
    ),
    Parameter(
        "redate",
        "What if this fair were held on another day: its id, @ and the day of its first session; "
        "for one session of several its beginning between them, f12@2027-02-18T08:30@2027-03-20. "
        "May be repeated.",
        changes(Kind.REDATE),
        repeated=True,
    ),
)
MEASURE = Parameter(
    "measure",
    "With wait answers have `wait_days`, too; the others are always there.",
    word(*MEASURES, default=MEASURE_BY_DEFAULT.name),
)
STORED = Parameter(
    "version",
    "Number of a version of the plan; without it the present one, whichever it is.",
    {"type": "integer", "minimum": 1},
)
AGAINST = Parameter(
    "against",
    "The state that is held against this one: its parameters, of those here but `v`, as one query "
    "string, and `scenario`, the name of one that is stored, in place of changes and version.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_HELD, "pattern": READABLE},
    required=True,
)
COVERAGE = (
    TRAVEL,
    PROFILE,
    Parameter(
        "threshold_km",
        "Farthest that is covered; 10 on the straight line.",
        positive(plain(FARTHEST["km"])),
    ),
    Parameter(
        "threshold_min",
        "Longest that is covered; 30, not on the straight line.",
        positive(plain(FARTHEST["min"])),
    ),
    Parameter("group", "Whose coverage; groups overlap.", text(default="all")),
    Parameter("region", "Code of a city, 500000; without it all districts.", text()),
    FROM,
    TO,
    SPEED,
    TRAFFIC,
    WALK,
    *CHANGES,
    STORED,
    VERSION,
)
COMPARISON = (*COVERAGE, AGAINST)
