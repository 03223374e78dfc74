"""``POST /api/v1/siting``: a plan is asked for, and a job begun that calculates it."""

from http import HTTPStatus

import orjson
from apiflask import APIBlueprint
from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from geodata.errors import QueryRefused, RequestRefused, SwitchedOffError
from service.api.jobs import job_response
from service.api.openapi import takes
from service.api.siting_answers import BODY, JOB, REFUSALS
from service.api.siting_task import NAME, require_size, siting_of
from service.arguments import Arguments
from service.jobs.job import Json
from service.web.caching import JSON
from service.web.context import current_campaign, services
from service.web.rate_limit import present_asker
from service.web.security import require_own_origin

blueprint = APIBlueprint("api_siting", __name__, url_prefix="/api/v1", tag="fairreach")
JOBS = "/api/v1/jobs"


@blueprint.post("/siting")
@takes(
    media=JSON,
    schema=JOB,
    operation="post_api_siting_siting",
    body=BODY,
    status=HTTPStatus.ACCEPTED,
    refusals=REFUSALS,
)
def siting(_: Arguments) -> Response:
    """Begin to calculate a plan; the answer says where to ask for it. One at a time an address."""
    require_offered()
    require_own_origin(services().settings)
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    job_id = begin(body_of(request.get_data()))
    response = job_response(job_id, services().jobs.look(job_id))
    response.status_code = HTTPStatus.ACCEPTED
    response.headers["Location"] = f"{JOBS}/{job_id}"
    return response


def require_offered() -> None:
    """
    Refuse where the operator does not offer siting.

    Raises
    ------
    SwitchedOffError
        With the way that is left.
    """
    if not services().settings.offers_siting:
        raise SwitchedOffError(
            "siting is switched off on this server (FAIRREACH_SITING); "
            "`fairreach site` does it on the command line"
        )


def body_of(content: bytes) -> Json:
    """
    What a body says.

    Raises
    ------
    RequestRefused
        If it is no JSON.
    """
    try:
        read: Json = orjson.loads(content)
    except (ValueError, RecursionError):
        raise RequestRefused([QueryRefused("body", None, "is no JSON")]) from None
    return read


def begin(body: Json, *, guess: bool = False, changes: Json = None) -> str:
    """
    Hand in the job of a body that can be used; its id.

    Parameters
    ----------
    guess
        Whether a quick guess will do.
    changes
        What is tried of the campaign: texts by kind.

    Raises
    ------
    RequestRefused, SizeRefused
        If it cannot be used, with all that is wrong; if it is too large for a server.
    JobsError
        If no job can be kept, too many wait, or one of the same address has not ended.
    """
    campaign = current_campaign()
    surroundings = services().jobs.works[NAME].surroundings
    require_size(siting_of(body, changes, campaign, surroundings))
    arguments: dict[str, Json] = {
        "body": body,
        "changes": changes,
        "version": campaign.version,
        "guess": guess,
    }
    return services().jobs.submit(NAME, arguments, present_asker())
