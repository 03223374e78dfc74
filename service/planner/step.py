"""One step of what is tried on the planner's map: all that changes on the page, in one answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import orjson
from flask import Blueprint, Response, request

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import NO_CHANGES
from geodata.campaign.window import Window
from geodata.measures.coverage import coverage
from maps.cells import gaps_layer, gaps_near_layer, other_gaps
from maps.layers import fairs_layer
from service.arguments import Arguments
from service.planner.headline import headline
from service.planner.page import StatePart
from service.planner.ranking import DistrictRow
from service.planner.state import State
from service.planner.trial import EVERY, PATH, STEP, TrialPart, map_part, trial_part
from service.planner.trial_form import is_sent, with_change
from service.queries import bounding_box, trial_campaign
from service.web.caching import JSON, address, to_json
from service.web.context import asked_campaign, services
from service.web.templates import render
from service.words.language import page_url

blueprint = Blueprint("planner step", __name__)


@dataclass(frozen=True, slots=True)
class HeadlineAlone:
    """What stands in the place of the page's picture: its sentence alone."""

    headline: str


@dataclass(frozen=True, slots=True)
class StepPart(StatePart):
    """
    What ``step.html`` holds: as the page has it.

    Parameters
    ----------
    told
        The districts whose rows are told; the others are as the page has them.
    """

    told: Collection[str]
    trial: TrialPart
    picture: HeadlineAlone


@blueprint.get(STEP)
def step() -> Response:
    """
    What the change brings that the form would make, or other days; nothing is kept.

    Of districts and circles only those are told that are otherwise than in the plan, of districts
    also those that the page names as ``rows`` because it shows them otherwise by now. With
    ``fairs`` the days may be others: it has all that there is, and the fairs, too. With a ``bbox``
    the circles are the finer ones of what is in view, and those of the whole are left out.

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
    campaign = trial_campaign(plan, state.changes, state.query, today)
    answer, compared = coverage(campaign, state.query), state.comparison(campaign)
    part = step_part(StatePart.of(campaign, state, answer, today, compared), args)
    told = {
        "address": page_url(PATH, state.to_dict()),
        "html": render("step.html", part),
        "coverage": {"districts": told_rows(part)},
        "gaps": circles(campaign, state, args),
        "near": address(campaign, "/map/gaps.json", state.parameters()),
        "trial": map_part(campaign, state, shown_otherwise(part, args)),
    }
    if args.text("fairs"):
        days = Window(state.query.date_from, state.query.date_to)
        told["fairs"] = orjson.Fragment(fairs_layer(campaign, days))
    response = Response(to_json(told), content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def shown_otherwise(part: StatePart, args: Arguments) -> Sequence[str]:
    """The districts that a page shows otherwise than in the plan once it has drawn a step."""
    return [row["adcode"] for row in part.rows] if args.text("fairs") else part.otherwise


def told_districts(part: StatePart, args: Arguments) -> Collection[str]:
    """The districts that are told, those that the page has otherwise by now among them."""
    named = args.text("rows") or ""
    every = [row["adcode"] for row in part.rows]
    if named == EVERY or args.text("fairs"):
        return every
    return {*named.split(","), *part.otherwise}.intersection(every)


def told_rows(part: StepPart) -> list[DistrictRow]:
    """The figures of the districts that are told."""
    return [row for row in part.answer["districts"] if row["adcode"] in part.told]


def circles(
    campaign: Campaign, state: State, args: Arguments
) -> orjson.Fragment | dict[str, object]:
    """
    People who are not covered, of the whole or of a box in view.

    Unless the days may be others, as what is otherwise than in the plan's layer, whose address is
    ``of``.
    """
    query, box = state.query, bounding_box(args)
    if args.text("fairs"):
        return orjson.Fragment(
            gaps_layer(campaign, query) if box is None else gaps_near_layer(campaign, query, box)
        )
    of_plan = replace(state, changes=NO_CHANGES).parameters()
    layer = address(campaign.plan, "/map/gaps.json", of_plan | {"bbox": args.text("bbox")})
    return {"of": layer, **other_gaps(campaign, query, box)}


def step_part(part: StatePart, args: Arguments) -> StepPart:
    """What is written of a state's part."""
    return StepPart(
        **part.to_dict(),
        told=told_districts(part, args),
        trial=trial_part(part.campaign, part.state),
        picture=HeadlineAlone(headline(part.state.query, part.answer)),
    )
