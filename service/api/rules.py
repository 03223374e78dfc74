"""
What refuses a query though each of its values is as its schema says.

OpenAPI has no words for rules that span several parameters or rest on the campaign, so each
operation lists its own as ``x-refusals``.
"""

from dataclasses import dataclass, field
from typing import Literal

from geodata.access.travel import CALCULATED, Method
from geodata.campaign.changes import KINDS, MOST_CHANGES
from geodata.signs.profile import Profile
from service.api.parameters import Schema
from service.jobs.job import Json

MEANING = """\
A query is refused with 400 if a value is not as its schema says, if a parameter is not listed, or
if one of the operation's `x-refusals` holds. Of these, `description` says the rule in words and
`parameter` is the name that stands in the answer's `errors`. A rule concerns a query if the query,
as one object, is valid against the JSON Schema `when`. Of those it refuses all; with `ascending`
those alone in which the first of the two values (a JSON Pointer each) is greater than the second;
with `dependsOn` those that the campaign, or today's date, has no answer for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule by which a query is refused.

    Parameters
    ----------
    parameter
        The one that the refusal names.
    description
        The rule in a sentence.
    when
        JSON Schema of the queries, each as one object, that the rule concerns.
    ascending
        JSON Pointers to two values; the rule refuses where the first is greater.
    depends_on
        What else decides; "" where the query alone does.
    """

    parameter: str
    description: str
    when: Schema = field(default_factory=dict)
    ascending: tuple[str, str] | None = None
    depends_on: Literal["", "campaign", "today"] = ""

    def to_dict(self) -> dict[str, Json]:
        """As `MEANING` says it."""
        told: dict[str, Json] = {
            "parameter": self.parameter,
            "description": self.description,
            "when": self.when,
        }
        if self.ascending:
            told["ascending"] = self.ascending
        if self.depends_on:
            told["dependsOn"] = self.depends_on
        return told


def queries_with(*names: str, **values: Json) -> Schema:
    """The queries that give some parameters, and others with these very values."""
    exact: Schema = {name: {"const": value} for name, value in values.items()}
    return {"required": [*names, *values], **({"properties": exact} if exact else {})}


def without(schema: Schema, *names: str) -> Schema:
    """Those of some queries that do not give these parameters."""
    missing: list[Json] = [{"not": {"required": [name]}} for name in names]
    return {**schema, "allOf": missing}


def beside_another_way(name: str, way: Method) -> Schema:
    """The queries that give a parameter beside another way to travel than its own."""
    others: list[Json] = [each.value for each in CALCULATED if each is not way]
    return {**queries_with(name, "travel"), "properties": {"travel": {"enum": others}}}


KINDS_TOLD = {
    "add": "The day of a fair that is added must be one.",
    "move": "A fair or session that is moved must be one of the plan's, and not cancelled.",
    "close": "A fair or session that is closed must be one of the plan's, and not cancelled.",
    "redate": "A fair or session that is held on another day must be one of the plan's, and not "
    "cancelled; no other session of the fair may be held then.",
}
DATES = Rule(
    "from",
    "The first day must not be after the last.",
    queries_with("from", "to"),
    ascending=("/from", "/to"),
)
OVER = Rule(
    "to",
    "Without a first day the last must not be before today.",
    without(queries_with("to"), "from"),
    depends_on="today",
)
BOXES = (
    Rule("bbox", "A box must run from west to east.", queries_with("bbox"), ("/bbox/0", "/bbox/2")),
    Rule(
        "bbox", "A box must run from south to north.", queries_with("bbox"), ("/bbox/1", "/bbox/3")
    ),
)
DISTRICT = Rule(
    "district",
    "The district must be one of the campaign's, and its name that of one alone.",
    queries_with("district"),
    depends_on="campaign",
)
TRAVEL = (
    Rule(
        "travel",
        "Travel by road needs a road network.",
        queries_with(travel=Method.ROADS.value),
        depends_on="campaign",
    ),
    Rule(
        "profile",
        "The profile says how roads are used and needs travel=roads.",
        beside_another_way("profile", Method.ROADS),
    ),
    Rule(
        "speed_kmh",
        "The speed counts for estimated ways alone and needs travel=estimated.",
        {**queries_with("speed_kmh"), "not": queries_with(travel=Method.ESTIMATED.value)},
    ),
    Rule(
        "traffic",
        "The traffic must be one of the tables that are known.",
        queries_with("traffic"),
        depends_on="campaign",
    ),
    Rule(
        "traffic",
        "Traffic slows cars by road and needs travel=roads.",
        beside_another_way("traffic", Method.ROADS),
    ),
    Rule(
        "traffic", "Traffic slows cars alone.", queries_with("traffic", profile=Profile.WALK.value)
    ),
    Rule(
        "walk_kmh",
        "The walking speed counts by road alone and needs travel=roads.",
        beside_another_way("walk_kmh", Method.ROADS),
    ),
)
PROFILE = Rule(
    "profile",
    "Without travel the profile is refused where the straight line is usual.",
    without(queries_with("profile"), "travel"),
    depends_on="campaign",
)
SEEKERS_PROFILE = Rule(
    "profile",
    "Without travel the profile asks for the way by road, and is refused without a road network.",
    without(queries_with("profile"), "travel"),
    depends_on="campaign",
)
MOVEMENT = tuple(
    Rule(
        name,
        f"Without travel {name} is refused where the straight line is usual.",
        without(queries_with(name), "travel"),
        depends_on="campaign",
    )
    for name in ("traffic", "walk_kmh")
)
SEEKERS_MOVEMENT = tuple(
    Rule(
        name,
        f"Without travel {name} asks for the way by road, and is refused without a road network.",
        without(queries_with(name), "travel"),
        depends_on="campaign",
    )
    for name in ("traffic", "walk_kmh")
)
THRESHOLDS = (
    Rule(
        "threshold_min",
        "The threshold is in kilometres or in minutes, never both.",
        queries_with("threshold_km", "threshold_min"),
    ),
    Rule(
        "threshold_min",
        "The straight line has no travel time.",
        queries_with("threshold_min", travel=Method.STRAIGHT.value),
    ),
    Rule(
        "threshold_min",
        "Without travel minutes are refused where the straight line is usual.",
        without(queries_with("threshold_min"), "travel"),
        depends_on="campaign",
    ),
)
GROUP = Rule(
    "group",
    "The group must be one of the campaign's.",
    depends_on="campaign",
)
REGION = Rule(
    "region",
    "The region must be one of the campaign's.",
    queries_with("region"),
    depends_on="campaign",
)

CHANGES = tuple(
    Rule(
        kind,
        f"{KINDS_TOLD[kind]} There may be at most {MOST_CHANGES} changes in all, and none may "
        "repeat or contradict another.",
        queries_with(kind),
        depends_on="campaign",
    )
    for kind in KINDS
)

FAIRS = (*BOXES, DATES, DISTRICT)
NEAREST = (DATES, OVER, *TRAVEL, SEEKERS_PROFILE, *SEEKERS_MOVEMENT)
DISTRICT_FAIRS = (DATES, OVER)
STORED = Rule(
    "version",
    "The version must be one of the store's.",
    queries_with("version"),
    depends_on="campaign",
)
AGAINST = Rule(
    "against",
    "The state that is held must be one that could be asked for by itself, of the same rules; a "
    "scenario must be one that is stored, and stands in place of changes and version.",
    queries_with("against"),
    depends_on="campaign",
)
COVERAGE = (*TRAVEL, PROFILE, *MOVEMENT, *THRESHOLDS, GROUP, REGION, DATES, *CHANGES, STORED)
COMPARISON = (*COVERAGE, AGAINST)
