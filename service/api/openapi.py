"""What the JSON API takes and gives, as OpenAPI 3.1 says it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from flask import Flask, Response, request

from geodata.access.travel import FASTEST_KMH, SLOWEST_KMH, Method
from geodata.roads.profile import Profile
from geodata.search.nearest import MOST_NEAREST
from service.api.geojson import GEOMETRIES
from service.arguments import LONGEST, Arguments

P = ParamSpec("P")
View = Callable[P, Response]
Schema = Mapping[str, Any]

MOST_FAIRS = 1000
DEFAULT_FAIRS = 100
MOST_PLACES = 20
DEFAULT_PLACES = 8


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query string, its schema as OpenAPI has it."""

    name: str
    description: str
    schema: Schema
    required: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As OpenAPI has it."""
        return {
            "name": self.name,
            "in": "query",
            "required": self.required,
            "description": self.description,
            "schema": dict(self.schema),
        }


def number(least: float, most: float, **more: Any) -> Schema:
    """A number within bounds, both inclusive."""
    return {"type": "number", "minimum": least, "maximum": most} | more


def positive(most: float) -> Schema:
    """A number above 0."""
    return {"type": "number", "exclusiveMinimum": 0, "maximum": most}


def whole(least: int, most: int, default: int) -> Schema:
    """A whole number within bounds, both inclusive."""
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


DAY: Schema = {"type": "string", "format": "date"}
TEXT: Schema = {"type": "string"}
METHODS: Schema = {"type": "string", "enum": [m.value for m in Method]}
SPEEDS = number(SLOWEST_KMH, FASTEST_KMH, default=30)
PROFILES: Schema = {"type": "string", "enum": [p.value for p in Profile], "default": "drive"}

VERSION = Parameter("v", "Tag of the campaign's version; makes the answer cacheable.", TEXT)
FROM = Parameter("from", "First day, inclusive; without it from the campaign's first.", DAY)
TO = Parameter("to", "Last day, inclusive; without it to the campaign's last.", DAY)
COMING = Parameter("from", "First day, inclusive; without it from this minute on.", DAY)
TRAVEL = Parameter(
    "travel",
    "How people travel; by road where roads are known for 95 % of the people, else straight.",
    METHODS,
)
PROFILE = Parameter("profile", "How people use the roads, with travel=roads.", PROFILES)
SPEED = Parameter("speed_kmh", "Mean speed on the road.", SPEEDS)
DISTRICTS = (
    Parameter("geometry", "How exact the polygons are.", {"enum": [*GEOMETRIES]}),
    VERSION,
)
FAIRS = (
    Parameter("bbox", "west,south,east,north in degrees, WGS-84.", TEXT),
    FROM,
    TO,
    Parameter("district", "Code or name of a district.", TEXT),
    Parameter("limit", "How many at most.", whole(1, MOST_FAIRS, DEFAULT_FAIRS)),
    Parameter("offset", "How many to leave out first.", whole(0, 999_999_999, 0)),
    VERSION,
)
NEAREST = (
    Parameter("lon", "Longitude, degrees, WGS-84.", number(-180, 180), required=True),
    Parameter("lat", "Latitude, degrees, WGS-84.", number(-90, 90), required=True),
    Parameter("k", "How many fairs.", whole(1, MOST_NEAREST, 5)),
    COMING,
    TO,
    TRAVEL,
    PROFILE,
    SPEED,
)
PLACES = (
    Parameter(
        "q",
        "What has been typed: Chinese, pinyin, its initials, English or a code.",
        {"type": "string", "minLength": 1, "maxLength": LONGEST},
        required=True,
    ),
    Parameter("limit", "How many at most.", whole(1, MOST_PLACES, DEFAULT_PLACES)),
    VERSION,
)
COVERAGE = (
    TRAVEL,
    PROFILE,
    Parameter("threshold_km", "Farthest that is covered; 10 on the straight line.", positive(500)),
    Parameter("threshold_min", "Longest that is covered; 30, not on the straight line.",
              positive(600)),
    Parameter("group", "Whose coverage; groups overlap.", {"type": "string", "default": "all"}),
    FROM,
    TO,
    SPEED,
    VERSION,
)  # fmt: skip

FEATURES: Schema = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": {"type": "object"}},
    },
}
FEATURE: Schema = {"type": "object", "properties": {"type": {"const": "Feature"}}}
OBJECT: Schema = {"type": "object"}
PROBLEM: Schema = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"parameter": TEXT, "value": {}, "reason": TEXT},
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What one view takes and gives."""

    parameters: tuple[Parameter, ...]
    media: str
    schema: Schema

    def to_dict(self, *, found_by_id: bool = False) -> dict[str, Any]:
        """Responses as OpenAPI has them."""
        problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        refusals = {"400": "A parameter cannot be used.", "503": "There is no campaign to ask."}
        if found_by_id:
            refusals |= {"404": "There is nothing of that id."}
        return {
            "200": {
                "description": "The answer.",
                "content": {self.media: {"schema": dict(self.schema)}},
            },
            **{code: {"description": why, "content": problem} for code, why in refusals.items()},
        }


OPERATIONS: dict[str, Operation] = {}


def takes(
    *parameters: Parameter, media: str, schema: Schema = OBJECT
) -> Callable[[Callable[Concatenate[Arguments, P], Response]], View[P]]:
    """
    Give a view its arguments, refuse all others, and say so in the API's description.

    Parameters
    ----------
    parameters
        All that the view knows.
    media, schema
        Content type and JSON Schema of its answer.
    """
    known = tuple(each.name for each in parameters)

    def decorate(view: Callable[Concatenate[Arguments, P], Response]) -> View[P]:
        OPERATIONS[f"get_api_{view.__name__}"] = Operation(parameters, media, schema)

        @wraps(view)
        def asked(*args: P.args, **kwargs: P.kwargs) -> Response:
            return view(Arguments.strict(request.args, known), *args, **kwargs)

        return asked

    return decorate


def describe(app: Flask) -> None:
    """Have an APIFlask app describe its operations in full."""

    def complete(spec: dict[str, Any]) -> dict[str, Any]:
        for path in spec["paths"].values():
            told = OPERATIONS[path["get"]["operationId"]]
            path["parameters"] = [p for p in path["get"].get("parameters", ()) if p["in"] == "path"]
            path["get"]["parameters"] = [p.to_dict() for p in told.parameters]
            path["get"]["responses"] = told.to_dict(found_by_id=bool(path["parameters"]))
        spec.setdefault("components", {})["schemas"] = {"Problem": dict(PROBLEM)}
        return spec

    app.config["AUTO_OPERATION_ID"] = True
    app.spec_callback = complete  # type: ignore[attr-defined]
