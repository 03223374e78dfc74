"""The planner's page: who cannot reach any fair in time, and where they live."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, make_response, redirect, request

from geodata.campaign.campaign import Campaign
from geodata.campaign.districts import short_en
from geodata.campaign.tables import PLACED
from geodata.errors import QueryRefused
from geodata.measures.coverage import Coverage, coverage
from geodata.measures.measure import COVERAGE, unknown_share
from geodata.measures.query import FARTHEST, CoverageQuery
from service.arguments import Arguments
from service.planner.map import planner_map
from service.planner.ranking import DistrictRow
from service.planner.state import State, query_parameters
from service.planner.strays import Strays, mismatched_rows, outside_rows
from service.web.caching import with_etag
from service.web.context import current_campaign, services
from service.web.page_map import MapData
from service.web.problems import in_readers_words
from service.web.templates import render
from service.words import wording
from service.words.credits import sources
from service.words.language import language, names, page_url

blueprint = APIBlueprint("planner", __name__, enable_openapi=False)
PATH = "/planner"
# What the form sends and no address keeps.
FORM_ALONE = ("threshold", "unit")


@dataclass(frozen=True, slots=True)
class Form:
    """The values of the page's controls."""

    travel: str
    methods: Mapping[str, object]
    threshold: object
    unit: str
    group: object
    groups: Sequence[str]
    from_: object
    to: object
    measure: object
    speed_kmh: object
    kept: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """What ``planner.html`` holds of settings that cannot be shown."""

    campaign: Campaign
    problem: str
    form: Form
    link: Callable[..., str]


@dataclass(frozen=True, slots=True)
class PlannerPage:
    """
    What ``planner.html`` and ``archive.html`` hold.

    Parameters
    ----------
    answer, rows, chosen
        The answer as the API gives it, its districts ranked, and the one that the address names.
    no_road
        By road: where people live without a known road, as `roadless` lists them.
    """

    campaign: Campaign
    today: date
    state: State
    answer: Mapping[str, Any]
    rows: Sequence[DistrictRow]
    names: str
    chosen: DistrictRow | None
    unknown_share: Callable[[DistrictRow], float]
    no_road: Sequence[tuple[str, float, float]] | None
    mismatches: Mapping[str, Strays]
    outside: Mapping[str, Strays]
    shares: Mapping[str, float] | None
    form: Form
    downloads: Mapping[str, str]
    short_name: Callable[[DistrictRow], str]
    sources: Sequence[str]
    cost: Callable[[float | None], str]
    over: bool
    map: MapData
    link: Callable[..., str] | None


@blueprint.get(PATH)
def planner() -> Response:
    """The page; an address that a form sent is answered with its shorter equal."""
    campaign, today = current_campaign(), services().settings.now().date()
    args = Arguments.of_page(request.args)
    try:
        if any(name in request.args for name in FORM_ALONE):
            return make_response(redirect(f"{PATH}?{urlencode(canonical(args))}", 303))
        state = State.of(args, campaign)
        answer = coverage(campaign, state.query)
    except QueryRefused as error:
        page = render("planner.html", refused_page(campaign, error))
        response = Response(page, HTTPStatus.BAD_REQUEST, mimetype="text/html")
        response.headers["Cache-Control"] = "no-store"
        return response

    def write() -> Response:
        page = planner_page(campaign, state, answer, today)
        return Response(render("planner.html", page), mimetype="text/html")

    key = ("planner", language(), request.args.get("lang"), state, today)
    return with_etag(campaign, key, write)


def canonical(args: Arguments) -> list[tuple[str, str]]:
    """A sent form as the page's own parameters: a number and its unit make one of them."""
    kept = [
        (name, value)
        for name, values in args.values.items()
        for value in values
        if value.strip() and name not in FORM_ALONE
    ]
    number, unit = args.text("threshold"), args.choice("unit", tuple(FARTHEST), "km")
    if number is not None:
        kept.append((f"threshold_{unit}", number.strip()))
    return kept


def planner_page(campaign: Campaign, state: State, answer: Coverage, today: date) -> PlannerPage:
    """The page of one state."""
    told = answer.to_dict()
    name, rows = f"name_{names()}", told["districts"]
    demand = campaign.provenance.get("demand")
    return PlannerPage(
        campaign=campaign,
        today=today,
        state=state,
        answer=told,
        rows=state.order.rank(rows, name),
        names=name,
        chosen=chosen_district(campaign, state, rows),
        unknown_share=unknown_share,
        no_road=roadless(rows) if state.query.travel.by_road else None,
        mismatches={table.name: mismatched_rows(campaign, table, name) for table in PLACED},
        outside={table.name: outside_rows(campaign, table) for table in PLACED},
        shares=demand.placed_by if demand else None,
        form=form_of(campaign, state.to_dict(), state.query),
        downloads=downloads(state.query),
        short_name=short_name,
        sources=sources(campaign),
        cost=partial(wording.cost, unit=told["definition"]["cost_unit"]),
        over=campaign.dates is not None and campaign.dates[1] < today,
        map=planner_map(campaign, query_parameters(state.query), state),
        link=lambda **changes: page_url(PATH, state.to_dict(), **changes),
    )


def roadless(rows: Sequence[DistrictRow]) -> list[tuple[str, float, float]]:
    """In which districts people live where no road is known: how many, and what share of all."""
    found = [
        (short_name(row), row["persons_no_road"], unknown_share(row))
        for row in rows
        if row["persons_no_road"]
    ]
    return sorted(found, key=lambda each: -each[1])


def short_name(row: DistrictRow) -> str:
    """A district's name as the table has room for it; Chinese names are short as they are."""
    return row["name_zh"] if names() == "zh" else short_en(row["name_en"])


def refused_page(campaign: Campaign, error: QueryRefused) -> RefusedPage:
    """The page with its form as it was sent, and what is wrong with it."""
    given = {name: request.args.get(name, "")[:100] for name in request.args}
    return RefusedPage(
        campaign=campaign,
        problem=in_readers_words(error),
        form=form_of(campaign, given, None),
        link=lambda **changes: page_url(PATH, given, **changes),
    )


def form_of(campaign: Campaign, given: Mapping[str, Any], query: CoverageQuery | None) -> Form:
    """The values of the page's controls."""
    unit = "min" if given.get("threshold_min") else "km"
    return Form(
        travel=wording.travel_choice(given.get("travel"), given.get("profile")),
        methods=wording.methods(campaign),
        threshold=given.get(f"threshold_{unit}") or "",
        unit=query.threshold.unit if query else unit,
        group=given.get("group") or "all",
        groups=list(campaign.demand.persons) or ["all"],
        from_=given.get("from") or "",
        to=given.get("to") or "",
        measure=given.get("measure") or COVERAGE.name,
        speed_kmh=given.get("speed_kmh") or "",
        kept={name: given.get(name) for name in ("sort", "district", "lang")},
    )


def chosen_district(
    campaign: Campaign, state: State, rows: Sequence[DistrictRow]
) -> DistrictRow | None:
    """All figures of the district that the address names."""
    if state.district is None:
        return None
    figures = next(row for row in rows if row["adcode"] == state.district)
    here = campaign.employers.index[campaign.employers["adcode"] == state.district]
    posts = campaign.openings[campaign.openings["employer_id"].isin(here)]
    return {**figures, "employers": len(here), "openings": int(posts["headcount"].sum())}


def downloads(query: CoverageQuery) -> dict[str, str]:
    """Where the same numbers are had by programs."""
    text = urlencode({k: v for k, v in query_parameters(query).items() if v is not None})
    return {name: f"/api/v1/{name}?{text}" for name in ("coverage", "gaps")}
