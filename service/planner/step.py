"""One step of what is tried on the planner's map: all that changes on the page, in one answer."""

from dataclasses import dataclass
from datetime import date

import orjson
from flask import Blueprint, Response, request

from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.measures.coverage import Coverage, coverage
from maps.layers import fairs_layer, gaps_layer, gaps_near_layer
from service.arguments import Arguments
from service.comparison.compared import Compared
from service.planner.headline import headline
from service.planner.page import StatePart
from service.planner.state import State
from service.planner.trial import PATH, STEP, TrialPart, map_part, trial_part
from service.planner.trial_form import is_sent, with_change
from service.queries import bounding_box, tried
from service.web.caching import JSON, address, to_json
from service.web.context import asked_campaign, services
from service.web.templates import render
from service.words.language import page_url

blueprint = Blueprint("planner step", __name__)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What stands in the place of the page's picture: its sentence alone."""

    headline: str


@dataclass(frozen=True, slots=True)
class StepPart(StatePart):
    """What ``step.html`` holds: as the page has it."""

    trial: TrialPart
    picture: Sentence


@blueprint.get(STEP)
def step() -> Response:
    """
    What the change brings that the form would make, or other days; nothing is kept.

    With ``fairs`` it has those of the days, too. With a ``bbox`` the circles are the finer ones of
    what is in view, and those of the whole are left out.

    Raises
    ------
    QueryRefused
        If no such change can be made.
    """
    today, args = services().settings.now().date(), Arguments.of_page(request.args)
    plan = asked_campaign(args)
    state = State.of(args, plan)
    if is_sent(args):
        state = with_change(args, plan, state, today)
    campaign = tried(plan, state.changes, state.query, today)
    answer, compared = coverage(campaign, state.query), state.compared(campaign)
    part = step_part(campaign, state, answer, today, compared)
    told = {
        "address": page_url(PATH, state.to_dict()),
        "html": render("step.html", part),
        "coverage": {"districts": part.answer["districts"]},
        **circles(campaign, state, args),
        "near": address(campaign, "/map/gaps.json", state.asked()),
        "trial": map_part(campaign, state),
    }
    if args.text("fairs"):
        days = Window(state.query.date_from, state.query.date_to)
        told["fairs"] = orjson.Fragment(fairs_layer(campaign, days))
    response = Response(to_json(told), content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def circles(campaign: Campaign, state: State, args: Arguments) -> dict[str, orjson.Fragment]:
    """People who are not covered: of the whole as ``gaps``, of a box in view as ``finer``."""
    box = bounding_box(args)
    if box is None:
        return {"gaps": orjson.Fragment(gaps_layer(campaign, state.query))}
    return {"finer": orjson.Fragment(gaps_near_layer(campaign, state.query, box))}


def step_part(
    campaign: Campaign,
    state: State,
    answer: Coverage,
    today: date,
    compared: Compared | None,
) -> StepPart:
    """What is written of one state, compared with one that is held."""
    part = StatePart.of(campaign, state, answer, today, compared)
    return StepPart(
        **part.shared(),
        trial=trial_part(campaign, state),
        picture=Sentence(headline(state.query, part.answer)),
    )
