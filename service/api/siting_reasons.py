"""Who gains and loses by a plan, and its reasons, as JSON Schema."""

from geodata.optimum.problem import Status
from service.api.answers import AMOUNT, COUNT, KNOWN_AMOUNT, TEXT, TEXTS, record
from service.api.parameters import Schema


def with_description(schema: Schema, description: str) -> Schema:
    """A schema and what it means."""
    return {**schema, "description": description}


KNOWN: Schema = {"type": ["number", "null"]}
KNOWN_TEXT: Schema = {"type": ["string", "null"]}
STATUS: Schema = {"enum": [*Status]}
CHANGE: dict[str, Schema] = {
    "persons": AMOUNT,
    "persons_no_road": with_description(
        AMOUNT, "Of whom no road is known; they neither gain nor lose."
    ),
    "covered_before": with_description(AMOUNT, "By the fairs that count now, as coverage counts."),
    "covered_after": AMOUNT,
    "gained": with_description(
        AMOUNT, "Who come within the threshold; without one, whose trip shortens."
    ),
    "lost": with_description(AMOUNT, "Who fall out of it; without one, whose trip gets longer."),
    "share_before": KNOWN_AMOUNT,
    "share_after": KNOWN_AMOUNT,
    "mean_before": with_description(KNOWN_AMOUNT, "The mean trip of those who can make one."),
    "mean_after": KNOWN_AMOUNT,
}
GAINS = record(
    by=with_description({"enum": ["reach", "trip"]}, "trip: the plan has no threshold."),
    worst=with_description(
        KNOWN_TEXT, "The district where most persons lose; null where nobody does."
    ),
    worst_by_share=with_description(KNOWN_TEXT, "The district of which the greatest part loses."),
    districts=with_description(
        {"type": "array", "items": record(adcode=TEXT, name_zh=TEXT, name_en=TEXT, **CHANGE)},
        "Of the group that is asked for, the worst hit first.",
    ),
    groups={"type": "array", "items": record(group=TEXT, worst=KNOWN_TEXT, **CHANGE)},
)
PLAN: dict[str, Schema] = {
    "status": STATUS,
    "objective": KNOWN,
    "loss": with_description(KNOWN_AMOUNT, "How much worse it is, in the unit of the objective."),
    "is_tie": {"type": "boolean"},
    "chosen": TEXTS,
    "added": TEXTS,
    "dropped": TEXTS,
}
PLANS: Schema = {"type": "array", "items": record(**PLAN)}
NEEDS = record(
    persons=with_description(
        KNOWN_AMOUNT,
        "So many more people within reach of it whom nothing else in that plan reaches; of lscp "
        "so many of those whom a plan with it and no more venues leaves out.",
    ),
    venue_cost=with_description(KNOWN_AMOUNT, "What it may cost, where there is a budget."),
    trip=with_description(
        KNOWN_AMOUNT, "By how much less each trip to it would cost, in `cost_unit`."
    ),
)
ENTRY = record(
    venue_id=with_description(TEXT, "Of a place that is no venue `106.55000,29.56000`."),
    **PLAN,
    gain=with_description(
        KNOWN_AMOUNT, "How much better the plan with it is, which a place that is no candidate can."
    ),
    needs=with_description(
        NEEDS, "What alone would make that plan as good as the best, each found by solving again."
    ),
    barred_by=with_description(TEXTS, "The rules that allow no plan with it beside what is kept."),
)
LOST = record(
    venue_id=TEXT,
    loss=with_description(
        KNOWN_AMOUNT, "Of the plan without it; null where there is no such plan."
    ),
    replacement=KNOWN_TEXT,
    loss_replaced=KNOWN_AMOUNT,
    status=with_description(STATUS, "Of the search for the replacement."),
)
STEP = record(
    more=COUNT,
    objective=KNOWN,
    chosen=TEXTS,
    nested_objective=with_description(
        KNOWN, "Of the best plan that holds the nested one before it."
    ),
    nested=TEXTS,
    price_of_nesting=KNOWN_AMOUNT,
)
WAY_OUT = record(
    change=TEXT,
    venues=with_description(TEXTS, "That are then kept no more, or come back."),
    status=STATUS,
    objective=KNOWN,
    persons_reached=KNOWN_AMOUNT,
)
REASONS = record(
    "without",
    "why_not",
    "others",
    "more",
    "is_complete",
    "cut_off",
    "blocked_by",
    "ways_out",
    without=with_description({"type": "array", "items": LOST}, "What each new venue is worth."),
    why_not={"type": "array", "items": ENTRY},
    others=with_description(PLANS, "Within 1 %, with at least two other venues."),
    more=with_description({"type": "array", "items": STEP}, "What 0 to 30 venues more are worth."),
    is_complete=with_description({"type": "boolean"}, "Whether there was time for all reasons."),
    cut_off=with_description(
        {"type": "array", "items": {"enum": ["why_not", "without", "others", "more"]}},
        "Those of which some, or all, are missing: the time was over.",
    ),
    blocked_by=with_description(TEXTS, "The fewest rules that clash, of an impossible request."),
    ways_out={"type": "array", "items": WAY_OUT},
)
