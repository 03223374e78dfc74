"""The planner's page: who cannot reach any fair in time, and where they live."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, make_response, redirect, render_template, request

from geodata.campaign.attribution import demand_shares
from geodata.campaign.campaign import Campaign
from geodata.campaign.districts import mismatches, short_en
from geodata.errors import QueryRefused
from geodata.measures.coverage import Coverage, coverage
from geodata.measures.query import FARTHEST, CoverageQuery
from maps.style import MEASURES
from service.arguments import Arguments
from service.planner.map import planner_map
from service.planner.state import State, asked
from service.web.caching import tagged
from service.web.context import current_campaign, services
from service.web.problems import spoken
from service.words import wording
from service.words.credits import sources
from service.words.language import language, names, page_url

blueprint = APIBlueprint("planner", __name__, enable_openapi=False)
PATH = "/planner"
MOST_LISTED = 100
# What the form sends and no address keeps.
FORM_ALONE = ("threshold", "unit")


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
        page = render_template("planner.html", **refused(campaign, error))
        response = Response(page, 400, mimetype="text/html")
        response.headers["Cache-Control"] = "no-store"
        return response
    key = ("planner", language(), request.args.get("lang"), state, today)
    return tagged(
        campaign,
        key,
        lambda: Response(
            render_template("planner.html", **shown(campaign, state, answer, today)),
            mimetype="text/html",
        ),
    )


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


def shown(campaign: Campaign, state: State, answer: Coverage, today: date) -> dict[str, Any]:
    """What the template says."""
    told = answer.to_dict()
    name = f"name_{names()}"
    return {
        "campaign": campaign,
        "today": today,
        "state": state,
        "answer": told,
        "rows": state.order.ranked(answer, name),
        "names": name,
        "chosen": chosen_district(campaign, state, told),
        "roadless_share": roadless_share,
        "no_road": roadless(told["districts"]) if state.query.travel.by_road else None,
        "mismatches": {table: mismatched(campaign, table, name) for table in PLACED},
        "outside": {table: outside(campaign, table) for table in PLACED},
        "shares": demand_shares(campaign.provenance["demand"].file)
        if "demand" in campaign.provenance
        else None,
        "form": form_of(campaign, state.to_dict(), state.query),
        "downloads": downloads(state.query),
        "short_name": short_name,
        "sources": sources(campaign),
        "cost": partial(wording.cost, unit=told["definition"]["cost_unit"]),
        "over": campaign.dates is not None and campaign.dates[1] < today,
        "map": planner_map(campaign, asked(state.query), state),
        "link": lambda **changes: page_url(PATH, state.to_dict(), **changes),
    }


def roadless(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, float, float]]:
    """In which districts people live where no road is known: how many, and what share of all."""
    found = [
        (short_name(row), row["persons_no_road"], roadless_share(row))
        for row in rows
        if row["persons_no_road"]
    ]
    return sorted(found, key=lambda each: -each[1])


def roadless_share(row: Mapping[str, Any]) -> float:
    """Which part of a district's people live where no road is known."""
    everybody = row["persons"] + row["persons_no_road"]
    return float(row["persons_no_road"] / everybody) if everybody else 0.0


def short_name(row: Mapping[str, Any]) -> str:
    """A district's name as the table has room for it; Chinese names are short as they are."""
    return row["name_zh"] if names() == "zh" else short_en(row["name_en"])


def refused(campaign: Campaign, error: QueryRefused) -> dict[str, Any]:
    """The page with its form as it was sent, and what is wrong with it."""
    given = {name: request.args.get(name, "")[:100] for name in request.args}
    return {
        "campaign": campaign,
        "problem": spoken(error),
        "form": form_of(campaign, given, None),
        "link": lambda **changes: page_url(PATH, given, **changes),
    }


def form_of(
    campaign: Campaign, given: Mapping[str, Any], query: CoverageQuery | None
) -> dict[str, Any]:
    """The values of the page's controls."""
    unit = "min" if given.get("threshold_min") else "km"
    return {
        "travel": wording.travel_choice(given.get("travel"), given.get("profile")),
        "methods": wording.methods(campaign),
        "threshold": given.get(f"threshold_{unit}") or "",
        "unit": query.threshold.unit if query else unit,
        "group": given.get("group") or "all",
        "groups": list(campaign.demand.persons) or ["all"],
        "from": given.get("from") or "",
        "to": given.get("to") or "",
        "measure": given.get("measure") or MEASURES[0],
        "speed_kmh": given.get("speed_kmh") or "",
        "kept": {name: given.get(name) for name in ("sort", "district", "lang")},
        "dates": campaign.dates,
    }


PLACED = ("fairs", "employers")


def placed(campaign: Campaign, table: str) -> Any:
    """A table of things that lie somewhere."""
    return {"fairs": campaign.fairs, "employers": campaign.employers}[table]


def mismatched(campaign: Campaign, table: str, name: str) -> dict[str, Any]:
    """Rows whose stated district is not the one that holds them, the first hundred."""
    found = mismatches(placed(campaign, table), campaign.districts)
    known = campaign.districts[name]
    listed = found.head(MOST_LISTED)
    return {
        "count": len(found),
        "rows": [
            {"id": key, "name": called, "stated": stated, "actual": known.get(code, "")}
            for key, called, stated, code in listed[["name", "stated", "adcode"]].itertuples()
        ],
    }


def outside(campaign: Campaign, table: str) -> dict[str, Any]:
    """Rows in no district, the first hundred."""
    found = placed(campaign, table)
    found = found[found["adcode"] == ""]
    columns = found.head(MOST_LISTED)[["name", "lon", "lat"]].itertuples()
    return {"count": len(found), "rows": [(key, name, lon, lat) for key, name, lon, lat in columns]}


def chosen_district(
    campaign: Campaign, state: State, told: Mapping[str, Any]
) -> dict[str, Any] | None:
    """All figures of the district that the address names."""
    if state.district is None:
        return None
    figures: dict[str, Any] = next(
        row for row in told["districts"] if row["adcode"] == state.district
    )
    here = campaign.employers.index[campaign.employers["adcode"] == state.district]
    posts = campaign.openings[campaign.openings["employer_id"].isin(here)]
    return figures | {"employers": len(here), "openings": int(posts["headcount"].sum())}


def downloads(query: CoverageQuery) -> dict[str, str]:
    """Where the same numbers are had by programs."""
    text = urlencode({k: v for k, v in asked(query).items() if v is not None})
    return {name: f"/api/v1/{name}?{text}" for name in ("coverage", "gaps")}
