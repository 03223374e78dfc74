"""Who gains and loses by a plan, and its reasons, as JSON Schema."""

from geodata.optimum.problem import Status
from service.api.answers import AMOUNT, COUNT, KNOWN_AMOUNT, TEXT, TEXTS, record
from service.api.parameters import Schema


def described(schema: Schema, description: str) -> Schema:
    """A schema and what it means."""
    return {**schema, "description": description}


KNOWN: Schema = {"type": ["number", "null"]}
KNOWN_TEXT: Schema = {"type": ["string", "null"]}
STATUS: Schema = {"enum": [*Status]}
CHANGE: dict[str, Schema] = {
    "persons": AMOUNT,
    "persons_no_road": described(AMOUNT, "Of whom no road is known; they neither gain nor lose."),
    "covered_before": described(AMOUNT, "By the fairs that count now, as coverage counts."),
    "covered_after": AMOUNT,
    "gained": described(AMOUNT, "Who come within the threshold; without one, whose trip shortens."),
    "lost": described(AMOUNT, "Who fall out of it; without one, whose trip gets longer."),
    "share_before": KNOWN_AMOUNT,
    "share_after": KNOWN_AMOUNT,
    "mean_before": described(KNOWN_AMOUNT, "The mean trip of those who can make one."),
    "mean_after": KNOWN_AMOUNT,
}
GAINS = record(
    by=described({"enum": ["reach", "trip"]}, "trip: the plan has no threshold."),
    worst=described(KNOWN_TEXT, "The district where most persons lose; null where nobody does."),
    worst_by_share=described(KNOWN_TEXT, "The district of which the greatest part loses."),
    districts=described(
        {"type": "array", "items": record(adcode=TEXT, name_zh=TEXT, name_en=TEXT, **CHANGE)},
        "Of the group that is asked for, the worst hit first.",
    ),
    groups={"type": "array", "items": record(group=TEXT, worst=KNOWN_TEXT, **CHANGE)},
)
PLAN: dict[str, Schema] = {
    "status": STATUS,
    "objective": KNOWN,
    "loss": described(KNOWN_AMOUNT, "How much worse it is, in the unit of the objective."),
    "is_tie": {"type": "boolean"},
    "chosen": TEXTS,
    "added": TEXTS,
    "dropped": TEXTS,
}
PLANS: Schema = {"type": "array", "items": record(**PLAN)}
NEEDS = record(
    persons=described(
        KNOWN_AMOUNT,
        "So many more people within reach of it whom nothing else in that plan reaches; of lscp "
        "so many of those whom a plan with it and no more venues leaves out.",
    ),
    venue_cost=described(KNOWN_AMOUNT, "What it may cost, where there is a budget."),
    trip=described(KNOWN_AMOUNT, "By how much less each trip to it would cost, in `cost_unit`."),
)
ENTRY = record(
    venue_id=described(TEXT, "Of a place that is no venue `106.55000,29.56000`."),
    **PLAN,
    gain=described(
        KNOWN_AMOUNT, "How much better the plan with it is, which a place that is no candidate can."
    ),
    needs=described(
        NEEDS, "What alone would make that plan as good as the best, each found by solving again."
    ),
    barred_by=described(TEXTS, "The rules that allow no plan with it beside what is kept."),
)
LOST = record(
    venue_id=TEXT,
    loss=described(KNOWN_AMOUNT, "Of the plan without it; null where there is no such plan."),
    replacement=KNOWN_TEXT,
    loss_replaced=KNOWN_AMOUNT,
    status=described(STATUS, "Of the search for the replacement."),
)
STEP = record(
    more=COUNT,
    objective=KNOWN,
    chosen=TEXTS,
    nested_objective=described(KNOWN, "Of the best plan that holds the nested one before it."),
    nested=TEXTS,
    price_of_nesting=KNOWN_AMOUNT,
)
WAY_OUT = record(
    change=TEXT,
    venues=described(TEXTS, "That are then kept no more, or come back."),
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
    without=described({"type": "array", "items": LOST}, "What each new venue is worth."),
    why_not={"type": "array", "items": ENTRY},
    others=described(PLANS, "Within 1 %, with at least two other venues."),
    more=described({"type": "array", "items": STEP}, "What 0 to 30 venues more are worth."),
    is_complete=described({"type": "boolean"}, "Whether there was time for all reasons."),
    cut_off=described(
        {"type": "array", "items": {"enum": ["why_not", "without", "others", "more"]}},
        "Those of which some, or all, are missing: the time was over.",
    ),
    blocked_by=described(TEXTS, "The fewest rules that clash, of an impossible request."),
    ways_out={"type": "array", "items": WAY_OUT},
)
