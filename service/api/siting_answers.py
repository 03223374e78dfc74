"""What siting takes and gives, as JSON Schema."""

from geodata.access.travel import (
    DEFAULT_SPEED_KMH,
    FASTEST_KMH,
    FASTEST_WALK_KMH,
    SLOWEST_KMH,
    SLOWEST_WALK_KMH,
    Method,
)
from geodata.measures.query import FARTHEST
from geodata.optimum.problem import Model, Status
from geodata.roads.traffic import FREE
from geodata.signs.profile import WALK_KMH, Profile
from geodata.siting.calendar import CITY, COUNTY, FREE_DAYS, PERMIT
from geodata.siting.report import GUESS
from geodata.siting.sites import CANDIDATE, FAIR, OWN, POINT, SEAT, TOWN, Source
from service.api.answers import AMOUNT, COUNT, KNOWN_AMOUNT, METHOD, TEXT, TEXTS, record
from service.api.parameters import (
    DAY,
    FAIR_ID,
    LAT,
    LON,
    READABLE,
    Schema,
    number,
    plain,
    positive,
    text,
    word,
)
from service.api.siting_members import (
    LONGEST_NAME,
    MOST_IDS,
    MOST_OWN,
    MOST_P,
    MOST_VISITORS,
    MOST_WHY_NOT,
)
from service.api.siting_reasons import GAINS, REASONS, with_description
from service.api.siting_task import NAME
from service.jobs.job import State

ID: Schema = {"type": "string", "pattern": FAIR_ID}
IDS: Schema = {"type": "array", "items": {"type": "string"}, "maxItems": MOST_IDS}
KNOWN: Schema = {"type": ["number", "null"]}
KNOWN_TEXT: Schema = {"type": ["string", "null"]}
OWN_SITE: Schema = {
    **record(
        "capacity",
        "cost",
        venue_id=ID,
        name={
            "type": "string", "minLength": 1, "maxLength": LONGEST_NAME, "pattern": READABLE,
        },
        lon=LON,
        lat=LAT,
        capacity=KNOWN_AMOUNT,
        cost=KNOWN_AMOUNT,
    ),
    "additionalProperties": False,
}  # fmt: skip
BOUND: Schema = {"type": "integer", "minimum": 0, "maximum": MOST_P}


PER_DISTRICT: Schema = {
    "type": "object",
    "description": "By adcode the least and most venues of the plan.",
    "additionalProperties": {
        "type": "object",
        "properties": {"least": BOUND, "most": {**BOUND, "type": ["integer", "null"]}},
        "additionalProperties": False,
    },
}

BODY: Schema = {
    "type": "object",
    "required": ["model"],
    "additionalProperties": False,
    "properties": {
        "model": word(*Model),
        "travel": word(*Method, description="As for coverage; p-dispersion: straight alone."),
        "profile": word(*Profile),
        "traffic": with_description(
            text(default=FREE.name), "What slows cars by road, by its name."
        ),
        "walk_kmh": number(SLOWEST_WALK_KMH, FASTEST_WALK_KMH, default=plain(WALK_KMH)),
        "speed_kmh": number(SLOWEST_KMH, FASTEST_KMH, default=plain(DEFAULT_SPEED_KMH)),
        "threshold_km": positive(plain(FARTHEST["km"])),
        "threshold_min": with_description(
            positive(plain(FARTHEST["min"])),
            "The most that a trip may take. Without a threshold lscp, mclp and mclp-backup take "
            "that of coverage; the others let everybody go anywhere.",
        ),
        "group": text(default="all"),
        "seekers": with_description(
            text(),
            "An occupation that is a group of the demand, too: its seekers for whom no opening "
            "is left near are counted in place of the group.",
        ),
        "region": text(),
        "from": with_description(DAY, "First day whose fairs are there already."),
        "to": DAY,
        "p": with_description(
            {"type": "integer", "minimum": 1, "maximum": MOST_P},
            "The most venues of the plan, those kept included; p-dispersion has just so many.",
        ),
        "more": with_description(BOUND, "In place of p: the most venues beside those kept."),
        "budget": with_description(
            AMOUNT,
            "The most that the venues cost which are added or may go; each must have a cost. Fairs "
            "that stay are paid for.",
        ),
        "keep": with_description(
            IDS, "Fairs or venues that every plan has; by default all that may not go."
        ),
        "may_go": with_description(IDS, "Fairs that a plan may leave out."),
        "must_go": with_description(IDS, "Fairs or venues that no plan has."),
        "candidates": {
            "description": "Places that are brought along, or ids of those to choose from; by "
            "default the imported candidates, without any the seats of the districts and the towns "
            "of the basemap.",
            "anyOf": [IDS, {"type": "array", "items": OWN_SITE, "maxItems": MOST_OWN}],
        },
        "capacities": {
            "type": "boolean",
            "description": "Whether venues seat no more than they can, for mclp and p-median; by "
            "default where places with a capacity are brought along.",
        },
        "expected": with_description(
            {"type": "integer", "minimum": 0, "maximum": MOST_VISITORS},
            "Visitors of each new fair; from 1,000 on it needs a permit, which is told.",
        ),
        "per_district": PER_DISTRICT,
        "explain": {
            "type": "boolean",
            "default": False,
            "description": "Whether all reasons are told; that takes longer.",
        },
        "why_not": {
            **IDS,
            "maxItems": MOST_WHY_NOT,
            "description": "Fairs or venues about which it is asked why they are not in the plan, "
            "and any places as `lon,lat` in degrees. The plan is the same as without the question.",
        },
    },
}
WARNING = record(
    about={"enum": [FREE_DAYS, PERMIT]},
    text=with_description(TEXT, "A sentence of the calendar, with places for its details."),
    details={"type": "object"},
)
PLACE: dict[str, Schema] = {
    "venue_id": TEXT,
    "name_zh": TEXT,
    "name_en": TEXT,
    "kind": {"enum": [FAIR, OWN, CANDIDATE, SEAT, TOWN, POINT]},
    "adcode": KNOWN_TEXT,
    "lon": LON,
    "lat": LAT,
    "capacity": KNOWN_AMOUNT,
    "cost": KNOWN_AMOUNT,
    "free_from": KNOWN_TEXT,
    "free_to": KNOWN_TEXT,
}
VENUE = record(
    **PLACE,
    kept={"type": "boolean"},
    persons_gained=with_description(
        KNOWN_AMOUNT,
        "Whom it reaches and none before it in this order; null of those kept, and without a "
        "threshold.",
    ),
    persons_nearest=with_description(KNOWN_AMOUNT, "Of whom it is the nearest of the plan."),
    persons_seated=with_description(
        KNOWN_AMOUNT, "Who finds a seat there; null where seats do not count."
    ),
    warnings={"type": "array", "items": WARNING},
)
PERMITS = record(fair_id=TEXT, persons=COUNT, day=DAY, ask_by=DAY, of={"enum": [COUNTY, CITY]})
RESULT = record(
    model=word(*Model),
    travel=METHOD,
    profile=KNOWN_TEXT,
    traffic=KNOWN_TEXT,
    walk_kmh=KNOWN_AMOUNT,
    threshold_km=KNOWN_AMOUNT,
    threshold_min=KNOWN_AMOUNT,
    cost_unit={"enum": ["m", "min"]},
    group=TEXT,
    seekers=KNOWN_TEXT,
    region=KNOWN_TEXT,
    p={"type": ["integer", "null"]},
    more={"type": ["integer", "null"]},
    budget=KNOWN_AMOUNT,
    must_go=with_description(TEXTS, "The venues that were to go."),
    per_district=PER_DISTRICT,
    capacities={"type": "boolean"},
    expected={"type": ["integer", "null"]},
    candidates_from=with_description({"enum": [*Source]}, "What was taken as candidates."),
    places=COUNT,
    candidates=COUNT,
    campaign_version=COUNT,
    status={"enum": [*Status, GUESS]},
    objective=KNOWN,
    bound=KNOWN,
    gap=KNOWN_AMOUNT,
    kappa=KNOWN,
    persons=AMOUNT,
    persons_reached=AMOUNT,
    persons_twice=KNOWN_AMOUNT,
    persons_unreachable=AMOUNT,
    persons_no_road=AMOUNT,
    persons_before=with_description(
        KNOWN_AMOUNT, "Whom the venues that are kept reach by themselves; null without a threshold."
    ),
    spent=with_description(KNOWN_AMOUNT, "What the venues take from the budget; null without one."),
    chosen={"type": "array", "items": VENUE},
    permits=with_description(
        {"type": "array", "items": PERMITS},
        "Of large fairs that stay (State Council Order 505), the most urgent first.",
    ),
    sentences=TEXTS,
    gains={"anyOf": [{"type": "null"}, GAINS]},
    reasons={"anyOf": [{"type": "null"}, REASONS]},
    venues=with_description(
        {"type": "array", "items": record(**PLACE)}, "Those that reasons name."
    ),
)
JOB = record(
    id={"type": "string", "pattern": "^[0-9a-f]{32}$"},
    work=with_description(word(NAME), "What is done."),
    state={"enum": [*State]},
    waiting_before=with_description(
        {"type": ["integer", "null"], "minimum": 0}, "How many are begun before one that waits."
    ),
    best=with_description(KNOWN, "The best plan so far."),
    bound=with_description(KNOWN, "What no plan can be better than."),
    gap=with_description(KNOWN_AMOUNT, "|bound - best| ÷ max(1, |best|)."),
    result={"anyOf": [{"type": "null"}, RESULT]},
    reason=with_description(KNOWN_TEXT, "Why it failed or was stopped."),
    parameter=with_description(KNOWN_TEXT, "The member of the request that is at fault."),
)
REFUSALS = {
    "400": "The body cannot be used; `errors` names everything in it that is wrong.",
    "403": "Siting is switched off on this server, or it was sent by a page of another site.",
    "413": "The body is too long.",
    "415": "The body is not application/json.",
    "422": "The request is larger than this server takes; the command line has no such limit.",
    "429": "A job of this address has not ended, or too many requests came from it.",
    "503": "There is no campaign to ask, too many jobs wait, or none can be kept.",
}
