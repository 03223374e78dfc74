"""The scenarios of the store as a page: to be opened as a what-if, compared, or taken along."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS
from geodata.store.scenarios import Saved
from service.arguments import Arguments
from service.comparison.states import AGAINST, state_text
from service.planner.state import State
from service.planner.trial import PATH, SCENARIOS
from service.queries import query_parameters
from service.web.context import asked_campaign, current_campaign, services
from service.web.templates import render
from service.words.language import language, page_url

blueprint = APIBlueprint("scenarios", __name__, enable_openapi=False)


@dataclass(frozen=True, slots=True)
class Line:
    """
    A scenario as the page lists it.

    Parameters
    ----------
    version, saved_at
        The version that it changes, and when it was saved, ISO.
    changes
        How many there are.
    opened, compared, file
        Addresses: of the planner's page with them, of the same beside the plan, and of the file.
    """

    name: str
    note: str
    version: int
    saved_at: str
    changes: int
    opened: str
    compared: str
    file: str


@dataclass(frozen=True, slots=True)
class ScenariosPage:
    """What ``scenarios.html`` holds; ``back`` is the planner's page as it was."""

    campaign: Campaign
    lines: Sequence[Line]
    back: str


@blueprint.get(SCENARIOS)
def scenarios() -> Response:
    """The list, for a state of the planner's page: its days and its way to travel stay."""
    campaign, args = current_campaign(), Arguments.of_page(request.args)
    state = State.of(args, asked_campaign(args))
    asked = state.to_dict() | dict.fromkeys(("next", "job", "version", AGAINST, "view"))
    lines = [line_of(each, state, asked) for each in services().snapshots.scenarios()]
    page = ScenariosPage(campaign, lines, page_url(PATH, state.to_dict()))
    response = Response(render("scenarios.html", page), mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"  # the store may have others at the next look
    return response


def line_of(saved: Saved, state: State, asked: dict[str, Any]) -> Line:
    """One of them; what the page tries meanwhile makes room for it."""
    scenario = saved.scenario
    tried = asked | dict.fromkeys(KINDS) | scenario.changes.texts()
    return Line(
        name=scenario.name,
        note=scenario.note,
        version=scenario.version,
        saved_at=saved.saved_at,
        changes=len(scenario.changes),
        opened=page_url(PATH, tried),
        compared=page_url(PATH, tried | {AGAINST: state_text(query_parameters(state.query))}),
        file=page_url(f"{SCENARIOS}/file", {"name": scenario.name, "lang": language()}),
    )
