"""Scenarios as files: the changes of a page under a name, and those of the store."""

import re
from urllib.parse import quote

import orjson
from apiflask import APIBlueprint
from flask import Response, request

from geodata.campaign.scenario import Scenario
from service.arguments import Arguments
from service.planner.state import State
from service.planner.trial import PATH, SCENARIOS
from service.queries import trial_campaign
from service.web.context import asked_campaign, services

blueprint = APIBlueprint("scenario_files", __name__, enable_openapi=False)
# What no file may be called on one of the usual systems, and what would end a header's line.
NOT_IN_FILE_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')


@blueprint.post(f"{PATH}/scenario.json")
def changes() -> Response:
    """
    The changes of a page as a file, on the version that is served; nothing is stored.

    Raises
    ------
    QueryRefused
        If the changes cannot be made.
    InputError
        If the name or the note cannot be read, or nothing is changed.
    """
    args = Arguments.of_page(request.form)
    plan = asked_campaign(args)
    state = State.of(args, plan)
    trial_campaign(plan, state.changes, state.query, services().settings.now().date())
    name, note = (request.form.get(each, "").replace("\r\n", "\n") for each in ("name", "note"))
    return file_response(Scenario(name.strip(), plan.version, state.changes, note.strip()))


@blueprint.get(f"{SCENARIOS}/file")
def stored_file() -> Response:
    """
    A scenario of the store as a file.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    return file_response(services().snapshots.scenario(request.args.get("name", "")))


def file_response(scenario: Scenario) -> Response:
    """The answer with a scenario's file."""
    body = orjson.dumps(scenario.to_dict(), option=orjson.OPT_INDENT_2)
    response = Response(body, content_type="application/json")
    spoken = NOT_IN_FILE_NAME.sub("-", f"fairreach_{scenario.name}.json")
    named = {"filename": "scenario.json", "filename*": f"UTF-8''{quote(spoken, safe='')}"}
    response.headers.set("Content-Disposition", "attachment", **named)
    response.headers["Cache-Control"] = "no-store"
    return response
