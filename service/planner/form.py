"""The controls of the planner's page: what they show, and what they send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.access.travel import Method
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS
from geodata.campaign.regions import regions
from geodata.errors import QueryRefused
from geodata.measures.measure import COVERAGE
from geodata.measures.query import FARTHEST, CoverageQuery
from geodata.roads.traffic import FREE
from service.arguments import Arguments
from service.planner.days import DayBar, Period, day_bars, periods
from service.travel import ON_FOOT
from service.words import wording
from service.words.traffic import traffic_choice

# What the form sends and no address keeps.
FORM_ALONE = ("threshold", "unit")
KEPT = ("sort", "district", "lang", "version", "against")


@dataclass(frozen=True, slots=True)
class Form:
    """
    The values of the page's controls.

    Parameters
    ----------
    traffics
        What may slow cars, by name; empty where nobody drives by road.
    walk_kmh
        Walking speed; None where there is no field for it.
    regions
        By code, what each is called; empty where there is but one.
    bars, periods
        The chart of days above the dates, and the stretches to choose.
    kept, changes
        What goes along unseen; of a what-if its changes, each by its kind.
    """

    travel: str
    methods: Mapping[str, object]
    threshold: object
    unit: str
    group: object
    groups: Sequence[str]
    region: object
    regions: Mapping[str, str]
    from_: object
    to: object
    bars: Sequence[DayBar]
    periods: Sequence[Period]
    measure: object
    speed_kmh: object
    traffic: str
    traffics: Mapping[str, str]
    walk_kmh: object
    kept: Mapping[str, object]
    changes: Sequence[tuple[str, str]]


def form_of(
    campaign: Campaign, given: Mapping[str, Any], query: CoverageQuery | None, today: date
) -> Form:
    """The controls as an address sets them; ``query`` is None where it cannot be used."""
    unit = query.threshold.unit if query else "min" if given.get("threshold_min") else "km"
    travel = wording.travel_choice(given.get("travel"), given.get("profile"))
    days = (query.date_from, query.date_to) if query else (None, None)
    known = regions(campaign)
    traffic = campaign.traffic.find(str(given.get("traffic") or FREE.name)) or FREE
    rows = campaign.traffic.rows if travel == Method.ROADS.value else ()
    return Form(
        travel=travel,
        methods=wording.methods(campaign, traffic_apart=bool(rows)),
        threshold=given.get(f"threshold_{unit}") or "",
        unit=unit,
        group=given.get("group") or "all",
        groups=list(campaign.demand.persons) or ["all"],
        region=given.get("region") or "",
        regions={each: wording.region(each) for each in known} if len(known) > 1 else {},
        from_=given.get("from") or "",
        to=given.get("to") or "",
        bars=day_bars(campaign, *days),
        periods=periods(campaign, today),
        measure=given.get("measure") or COVERAGE.name,
        speed_kmh=given.get("speed_kmh") or "",
        traffic=traffic.name,
        traffics={each.name: traffic_choice(each) for each in rows},
        walk_kmh=walk_kmh_of(given, travel),
        kept={name: given.get(name) for name in KEPT},
        changes=[(kind, text) for kind in KINDS for text in given.get(kind, ())],
    )


def canonical(args: Arguments) -> list[tuple[str, str]]:
    """
    A sent form as the page's own parameters: a number and its unit make one of them.

    What cannot be meant is put right: minutes on the straight line become its usual kilometres,
    days the wrong way round are turned, and what the chosen way does not know is left out.
    """
    left = (*FORM_ALONE, *unknown_to(args.text("travel")))
    kept = [
        (name, value)
        for name, values in args.values.items()
        for value in values
        if value.strip() and name not in left
    ]
    number, unit = args.text("threshold"), args.choice("unit", tuple(FARTHEST), "km")
    timeless = args.text("travel") == Method.STRAIGHT.value and unit == "min"
    if number is not None and not timeless:
        kept.append((f"threshold_{unit}", number.strip()))
    days = exchanged_days(args)
    return [(name, days.get(name, value)) for name, value in kept]


def unknown_to(travel: str | None) -> tuple[str, ...]:
    """The parameters of a sent form that its way to travel does not know."""
    if travel in (None, Method.ROADS.value):
        return ()
    return ("traffic",) if travel == ON_FOOT else ("traffic", "walk_kmh")


def walk_kmh_of(given: Mapping[str, Any], travel: str) -> object:
    """What the field of the walking speed holds; None where there is none, as beside a drive."""
    return given.get("walk_kmh") or ("" if travel == ON_FOOT else None)


def exchanged_days(args: Arguments) -> dict[str, str]:
    """The first and last day the right way round, where they were given the wrong way."""
    try:
        first, last = args.day("from"), args.day("to")
    except QueryRefused:
        return {}  # the page says what is wrong with it
    if first is None or last is None or first <= last:
        return {}
    return {"from": last.isoformat(), "to": first.isoformat()}
