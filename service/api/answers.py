"""What the JSON API answers, as JSON Schema."""

from dataclasses import fields
from typing import TYPE_CHECKING

from geodata.access.travel import CALCULATED
from geodata.campaign.schema import Column, Kind, Table
from geodata.campaign.sessions import Session
from geodata.campaign.tables import DISTRICTS as DISTRICTS_TABLE
from geodata.campaign.tables import FAIRS as FAIRS_TABLE
from geodata.campaign.vocabulary import STATUSES
from geodata.measures.comparison import FIGURES as LESSENED
from geodata.measures.comparison import MOVED as PEOPLE_MOVED
from geodata.measures.figures import Figures
from geodata.search.trips import Notice
from service.api.geojson import AUTOMATIC
from service.api.parameters import Schema

if TYPE_CHECKING:
    from service.jobs.job import Json

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
AMOUNT: Schema = {"type": "number", "minimum": 0}
KNOWN_AMOUNT: Schema = {"type": ["number", "null"], "minimum": 0}
OBJECT: Schema = {"type": "object"}
JSON_TYPES = {
    "str": "string",
    "float64": "number",
    "int64": "integer",
    "Int64": "integer",
    "bool": "boolean",
}
TEXTS: Schema = {"type": "array", "items": TEXT}
METHOD: Schema = {"enum": [each.value for each in CALCULATED]}
ASKED: Schema = {
    "enum": [*(each.value for each in CALCULATED), AUTOMATIC],
    "description": "The method that was asked for; automatic where none was: then each feature's "
    "`travel_method` says its own.",
}
NOTICES = (
    "long_way: the way by road is over four times the straight line, from 3 km of that on; a long "
    "way round, or roads are missing. roads_missing: less than 95 % of the people within 10 km of "
    "the fair have a known road. no_way: no way by road is known, so the trip is estimated."
)
ROADS_AROUND: Schema = {
    "type": "boolean",
    "description": "Whether at least 95 % of the people within 10 km of the place have a known "
    "road; where nobody lives so near, whether a road is known within 2 km. Not on ways that use "
    "no roads.",
}
SESSION: Schema = {
    "type": "object",
    "required": [*Session._fields],
    "properties": dict.fromkeys(Session._fields, TEXT),
    "description": "A day, and hours as HH:MM, empty where they are not known.",
}
SESSIONS: Schema = {
    "type": "array",
    "items": SESSION,
    "minItems": 1,
    "description": "When the fair is held, in order; `date`, `start_time` and `end_time` are those "
    "of the first.",
}
# Null where nobody lives, or nobody can reach a fair.
NULLABLE = {"coverage", "coverage_known", "fairs_per_100k", "mean_cost", "p90_cost"}


def record(*optional: str, **members: Schema) -> Schema:
    """An object with these members, all of them needed but the optional ones."""
    needed: list[Json] = [name for name in members if name not in optional]
    return {"type": "object", "required": needed, "properties": dict(members)}


def features(feature: Schema, **members: Schema) -> Schema:
    """A FeatureCollection of such features, with further members beside them."""
    return record(
        type={"const": "FeatureCollection"},
        features={"type": "array", "items": feature},
        **members,
    )


def feature(geometry: Schema, properties: Schema, **members: Schema) -> Schema:
    """A GeoJSON feature."""
    return record(type={"const": "Feature"}, geometry=geometry, properties=properties, **members)


def properties(*names: str, **members: Schema) -> Schema:
    """Properties of a feature, the names alone being those of texts."""
    return record(**dict.fromkeys(names, TEXT), **members)


def columns_of(table: Table) -> dict[str, Schema]:
    """The columns of a table as the properties of its rows, and the district that holds a point."""
    columns = {column.name: cell(column) for column in table.stored_columns}
    return columns | ({"adcode": TEXT} if table.states_district else {})


def cell(column: Column) -> Schema:
    """What a column's cells are in an answer: null where a figure is not known."""
    if column.kind is Kind.STATUS:
        return {"enum": [*STATUSES]}
    if column.kind is Kind.SESSIONS:
        return SESSIONS
    kind = JSON_TYPES[column.dtype]
    return {"type": [kind, "null"] if column.nullable else kind}


SOURCE: dict[str, Schema] = {"campaign_version": COUNT, "illustrative": TEXTS}
POINT = record(
    type={"const": "Point"},
    coordinates={"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
)
POLYGON: Schema = {
    "anyOf": [
        {"type": "null"},
        record(type={"enum": ["Polygon", "MultiPolygon"]}, coordinates={"type": "array"}),
    ]
}
FAIR_COLUMNS = columns_of(FAIRS_TABLE)
FAIR = feature(POINT, record(**FAIR_COLUMNS), id=TEXT)
FAIR_OFFERS: dict[str, Schema] = {
    "employers": {"type": "array", "items": OBJECT},
    "openings": {"type": "array", "items": OBJECT},
}
FAIR_AWAY: dict[str, Schema] = {
    "next_session": {**SESSION, "description": "The first session that is asked for and not over."},
    "distance_m": AMOUNT,
    "travel_min": KNOWN_AMOUNT,
    "travel_method": {**METHOD, "description": "The method of this fair's distance and minutes."},
    "travel_notices": {
        "type": "array",
        "items": {"enum": [each.value for each in Notice]},
        "description": NOTICES,
    },
}
FROM_BORDER: dict[str, Schema] = {
    "next_session": FAIR_AWAY["next_session"],
    "border_m": {**AMOUNT, "description": "Metres from the district's border; 0 within it."},
}
FIGURE: dict[str, Schema] = {
    each.name: KNOWN_AMOUNT if each.name in NULLABLE else AMOUNT for each in fields(Figures)
}

AS_OF: Schema = {
    "type": ["string", "null"],
    "format": "date",
    "description": "As of which day the districts are: the demo has those of the census, "
    "2020-11-01, or, where it was asked for, of 2025-11-06. null for imported ones: not known.",
}
DISTRICTS = features(
    feature(POLYGON, record(**columns_of(DISTRICTS_TABLE)), id=TEXT),
    districts_as_of=AS_OF,
    **SOURCE,
)
FAIRS = features(FAIR, total=COUNT, limit=COUNT, offset=COUNT, **SOURCE)
FAIR_ALONE = feature(POINT, record(**FAIR_COLUMNS, **FAIR_OFFERS), id=TEXT, **SOURCE)
TRAFFIC: Schema = {
    "type": "string",
    "description": "Where people drive by road, what slows them: free where nothing does. Beside "
    "any other `traffic_source` says where it comes from.",
}
NEAREST = features(
    feature(POINT, record(**FAIR_COLUMNS, **FAIR_AWAY), id=TEXT),
    definition=record(
        "traffic",
        "traffic_source",
        "walk_kmh",
        travel=ASKED,
        traffic=TRAFFIC,
        traffic_source=TEXT,
        walk_kmh=AMOUNT,
    ),
    place=record("roads_known_around", roads_known_around=ROADS_AROUND),
    **SOURCE,
)
DISTRICT_FAIRS = features(
    feature(POINT, record(**FAIR_COLUMNS, **FROM_BORDER), id=TEXT), adcode=TEXT, **SOURCE
)
PLACE = feature(POINT, properties("kind", "name_zh", "name_en", "adcode"))
PLACES = features(
    PLACE,
    similar={
        "type": "array",
        "items": PLACE,
        "description": "Where no place has the name: those that may be meant by it.",
    },
    **SOURCE,
)
WORKS: Schema = {
    "type": "array",
    "items": record(
        kind={"enum": ["occupation", "sector"]},
        name=TEXT,
        name_en=TEXT,
        name_id=TEXT,
        openings=COUNT,
        fairs=COUNT,
    ),
}
WORK = record(
    work=WORKS,
    similar={**WORKS, "description": "Where nothing has the name: what is spelt alike."},
    **SOURCE,
)
CHANGES: Schema = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Of a what-if only: how it differs from the campaign of that version.",
}
DEFINITION = record(
    "traffic",
    "traffic_source",
    "changes",
    changes=CHANGES,
    travel=METHOD,
    threshold_km=KNOWN_AMOUNT,
    threshold_min=KNOWN_AMOUNT,
    speed_kmh=KNOWN_AMOUNT,
    traffic=TRAFFIC,
    traffic_source=TEXT,
    group=TEXT,
    region={"type": ["string", "null"]},
    denominator=TEXT,
    cost_unit={"enum": ["m", "min"]},
    districts_as_of=AS_OF,
    **SOURCE,
)
WAIT: dict[str, Schema] = {
    "wait_days": {
        **KNOWN_AMOUNT,
        "description": "With measure=wait only. Days from the first one asked for until half of "
        "the people of whom it is known have had a fair within the threshold, 0 for that very day. "
        "null where fewer of them have one on any of the days; nothing is known where nobody "
        "lives, or where `persons_no_road` is more than half of `persons`.",
    }
}
COVERAGE = record(
    definition=DEFINITION,
    total=record(*WAIT, **FIGURE, **WAIT),
    districts={
        "type": "array",
        "items": record(*WAIT, adcode=TEXT, name_zh=TEXT, name_en=TEXT, **FIGURE, **WAIT),
    },
    outside=record(points=COUNT, persons=AMOUNT),
)
GAPS = features(
    feature(POINT, record(persons=AMOUNT, cell_m=AMOUNT)),
    definition=DEFINITION,
)
LESS: Schema = {"type": ["number", "null"]}
MOVED = (
    "`gained` and `lost` are the persons whom the second state alone, or the first alone, covers; "
    "`unknown_before` and `unknown_after` those of whom only the second, or only the first, knows. "
    "`coverage` is gained less lost, of all persons. Null is what cannot be said: all of people "
    "where the states count others."
)
DIFFERENCE: dict[str, Schema] = {
    **dict.fromkeys(LESSENED, LESS),
    **dict.fromkeys(PEOPLE_MOVED, KNOWN_AMOUNT),
}
SIDE = record(definition=DEFINITION, total=record(**FIGURE))
COMPARISON = record(
    before=SIDE,
    after=SIDE,
    basis=record(
        same_people={"type": "boolean", "description": "Whether both count the same persons."},
        same_districts={"type": "boolean"},
        districts={**COUNT, "description": "How many districts both count."},
    ),
    total={**record(**DIFFERENCE), "description": f"The second less the first. {MOVED}"},
    districts={
        "type": "array",
        "items": record(
            adcode=TEXT,
            name_zh=TEXT,
            name_en=TEXT,
            **DIFFERENCE,
            before=record(**FIGURE),
            after=record(**FIGURE),
        ),
    },
)
PROBLEM = record(
    "errors",
    title=TEXT,
    status={"type": "integer"},
    detail=TEXT,
    errors={
        "type": "array",
        "items": record(parameter=TEXT, value={}, reason=TEXT),
    },
)
