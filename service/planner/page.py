"""The planner's page: who cannot reach any fair in time, and where they live."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, make_response, redirect, request

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS
from geodata.campaign.fair import Fair, fairs_of
from geodata.campaign.tables import PLACED
from geodata.districts.names import short_en, short_zh
from geodata.errors import QueryRefused
from geodata.measures.comparison import different_districts
from geodata.measures.coverage import Coverage, coverage
from service.arguments import Arguments
from service.comparison import holding
from service.comparison.compared import Compared
from service.comparison.holding import Holding
from service.comparison.part import ComparedPart
from service.comparison.states import AGAINST
from service.planner.form import FORM_ALONE, Form, canonical, exchanged_days, form_of
from service.planner.headline import Parts, Worst, roadless
from service.planner.map import extra_query, planner_map, with_comparison
from service.planner.meaning import Note, meaning
from service.planner.picture import PictureLinks
from service.planner.ranking import DistrictRow
from service.planner.siting import Panel, panel_of
from service.planner.state import State
from service.planner.strays import Strays, mismatched_rows, outside_rows
from service.planner.trial import TrialPart, map_part, trial_part
from service.planner.trial_form import fair_options, is_sent, with_change
from service.queries import trial_campaign
from service.web.caching import with_etag
from service.web.context import asked_campaign, current_campaign, services
from service.web.page_map import MapData
from service.web.problems import in_readers_words
from service.web.templates import render
from service.words import wording
from service.words.language import language, names, page_url, stated_language

blueprint = APIBlueprint("planner", __name__, enable_openapi=False)
PATH = "/planner"
MOST_FAIRS = 8
UNSEEN = ("version", "district", "sort", "view")
"""What the form of the page sends unseen, or not at all."""


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """What ``planner.html`` holds of settings that cannot be shown."""

    campaign: Campaign
    problem: str
    form: Form
    link: Callable[..., str]


@dataclass(frozen=True, slots=True)
class StatePart:
    """
    What the page holds of a state whether it is written whole or in the parts that a step changes.

    Parameters
    ----------
    answer, rows
        The answer as the API gives it, and its districts ranked.
    otherwise
        The codes of those with other figures than in the plan.
    parts, worst
        The whole in three parts, and where it is worst.
    no_road
        By road: where people live without a known road, as `roadless` lists them.
    compared, holding
        What is otherwise than in the state that is held, None without one; and how one is held.
    """

    campaign: Campaign
    today: date
    state: State
    answer: Mapping[str, Any]
    rows: Sequence[DistrictRow]
    otherwise: Sequence[str]
    names: str
    parts: Callable[[Mapping[str, Any]], Parts]
    worst: Worst
    no_road: Sequence[tuple[DistrictRow, Parts]]
    short_name: Callable[[DistrictRow], str]
    over: bool
    compared: ComparedPart | None
    holding: Holding
    link: Callable[..., str] | None

    @classmethod
    def of(
        cls, campaign: Campaign, state: State, answer: Coverage, today: date, held: Compared | None
    ) -> "StatePart":
        """The part of a state, compared with one that is held."""
        told, asked, name = answer.to_dict(), state.to_dict(), f"name_{names()}"
        if held is not None:
            told["districts"] = held.rows(told["districts"])
        return StatePart(
            campaign=campaign,
            today=today,
            state=state,
            answer=told,
            rows=state.order.rank(told["districts"], name),
            otherwise=()
            if campaign.trial is None
            else different_districts(coverage(campaign.plan, state.query), answer),
            names=name,
            parts=Parts.of,
            worst=Worst.of(told["districts"]),
            no_road=roadless(told["districts"]),
            short_name=short_name,
            over=campaign.dates is not None and campaign.dates[1] < today,
            compared=ComparedPart.of(held, asked, state.view) if held else None,
            holding=Holding.of(asked, state.side(campaign)),
            link=partial(page_url, PATH, asked),
        )

    def to_dict(self) -> dict[str, Any]:
        """Each of them by its name, for what has more besides."""
        return {each.name: getattr(self, each.name) for each in fields(StatePart)}


@dataclass(frozen=True, slots=True)
class PlannerPage(StatePart):
    """
    What ``planner.html`` and ``archive.html`` hold.

    Parameters
    ----------
    chosen
        The district that the address names.
    chosen_fairs
        The first of the counting fairs held there, each with its first day of those asked for.
    panel
        Where next: what is asked for of it.
    trial
        What is otherwise than in the plan, and the form that makes it so.
    """

    chosen: DistrictRow | None
    chosen_fairs: Sequence[tuple[Fair, date]]
    mismatches: Mapping[str, Strays]
    outside: Mapping[str, Strays]
    form: Form
    downloads: Mapping[str, str]
    meaning: Sequence[Note]
    cost: Callable[[float | None], str]
    trial: TrialPart
    map: MapData
    picture: PictureLinks
    panel: Panel


@blueprint.get(PATH)
def planner() -> Response:
    """The page; an address that a form sent is answered with its shorter equal."""
    today, args = services().settings.now().date(), Arguments.of_page(request.args)
    try:
        campaign = asked_campaign(args)
        if exchanged_days(args) or any(name in request.args for name in FORM_ALONE):
            return make_response(redirect(f"{PATH}?{urlencode(canonical(args))}", 303))
        state = State.of(args, campaign)
        if is_sent(args):
            state = with_change(args, campaign, state, today)
            return make_response(redirect(page_url(PATH, state.to_dict()), 303))
        campaign = trial_campaign(campaign, state.changes, state.query, today)
        if holding.is_sent(args):
            state = replace(state, against=holding.choice(args, state.side(campaign)))
            return make_response(redirect(page_url(PATH, state.to_dict()), 303))
        answer, compared = coverage(campaign, state.query), state.comparison(campaign)
    except QueryRefused as error:
        page = render("planner.html", refused_page(current_campaign(), error))
        response = Response(page, HTTPStatus.BAD_REQUEST, mimetype="text/html")
        response.headers["Cache-Control"] = "no-store"
        return response

    def write() -> Response:
        page = planner_page(campaign, state, answer, today, compared)
        return Response(render("planner.html", page), mimetype="text/html")

    if state.plan.job:  # it changes from one look to the next
        response = write()
        response.headers["Cache-Control"] = "no-store"
        return response
    key = ("planner", language(), stated_language(), state, today)
    return with_etag(campaign, key, write, compared.held.campaign if compared else None)


def planner_page(
    campaign: Campaign,
    state: State,
    answer: Coverage,
    today: date,
    compared: Compared | None = None,
) -> PlannerPage:
    """The page of one state, compared with another one that is held."""
    part, panel = StatePart.of(campaign, state, answer, today, compared), panel_of(campaign, state)
    told, name = part.answer, part.names
    return PlannerPage(
        **part.to_dict(),
        chosen=chosen_district(campaign, state, told["districts"]),
        chosen_fairs=chosen_fairs(campaign, state),
        mismatches={table.name: mismatched_rows(campaign, table, name) for table in PLACED},
        outside={table.name: outside_rows(campaign, table) for table in PLACED},
        form=form_of(campaign, state.to_dict(), state.query, today),
        downloads=downloads(state),
        meaning=[*meaning(campaign, state.query, told)],
        cost=partial(wording.cost, unit=told["definition"]["cost_unit"]),
        trial=trial_part(campaign, state, fair_options(campaign, state)),
        map=with_comparison(planner_map(campaign, state.parameters(), state), compared, state)
        | {"trial": map_part(campaign, state, part.otherwise), "sites": panel.rows},
        picture=PictureLinks.of(state, told, today),
        panel=panel,
    )


def short_name(row: DistrictRow) -> str:
    """A district's name as the table has room for it."""
    return short_zh(row["name_zh"]) if names() == "zh" else short_en(row["name_en"])


def refused_page(campaign: Campaign, error: QueryRefused) -> RefusedPage:
    """The page with its form as it was sent, and what is wrong with it."""
    given: dict[str, Any] = {
        name: request.args.get(name, "")[:100]
        for name in request.args
        if name not in (*KINDS, AGAINST)
    }
    if error.parameter not in KINDS:
        given |= {kind: tuple(request.args.getlist(kind)) for kind in KINDS}
    if error.parameter != AGAINST:
        given[AGAINST] = request.args.get(AGAINST)
    if error.parameter in UNSEEN:  # who cannot see it could not put it right
        given.pop(error.parameter, None)
    return RefusedPage(
        campaign=campaign,
        problem=in_readers_words(error),
        form=form_of(campaign, given, None, services().settings.now().date()),
        link=lambda **changes: page_url(PATH, given, **changes),
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


def chosen_fairs(campaign: Campaign, state: State) -> list[tuple[Fair, date]]:
    """The first of the counting fairs of the district that the address names, with their days."""
    window = state.query.window(campaign)
    at = window.soonest(campaign)
    here = campaign.fairs["adcode"].to_numpy()[at] == (state.district or "-")
    found = [fairs_of(campaign)[each] for each in at[here][:MOST_FAIRS]]
    return [(fair, date.fromisoformat(window.next_of(fair.times).date)) for fair in found]


def downloads(state: State) -> dict[str, str]:
    """Where the same numbers are had as files, and by programs."""
    shown = {"district": None, "lang": language()}
    files = {name: page_url(f"{PATH}.{name}", state.to_dict(), **shown) for name in ("xlsx", "csv")}
    for name in ("xlsx", "html"):  # of the page as it is, with the district that is chosen
        here = {"next": None, "job": None, "lang": language()}
        files[f"brief_{name}"] = page_url(f"{PATH}/brief.{name}", state.to_dict(), **here)
    query = {k: v for k, v in state.parameters().items() if v is not None}
    programs = {"coverage": query | extra_query(state.measure), "gaps": query}
    return files | {
        name: f"/api/v1/{name}?{urlencode(each, doseq=True)}" for name, each in programs.items()
    }
