"""Jobs under ``/api/v1/jobs``: how far they are, what came of them, and to stop them."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from geodata.decide.sentences import write_out
from geodata.errors import NotFoundError
from service.api.openapi import FOREIGN, takes
from service.api.siting_answers import JOB
from service.api.siting_task import NAME
from service.arguments import Arguments
from service.jobs.job import Job, State
from service.web.caching import JSON, to_json
from service.web.context import services
from service.web.security import require_own_origin

blueprint = APIBlueprint("api_jobs", __name__, url_prefix="/api/v1", tag="fairreach")


@blueprint.get("/jobs/<job_id>")
@takes(media=JSON, schema=JOB, operation="get_api_jobs_job")
def job(_: Arguments, job_id: str) -> Response:
    """How far a job is; with its result once it is done. One that nobody asks for is stopped."""
    return job_response(job_id, plan_job(job_id))


@blueprint.delete("/jobs/<job_id>")
@takes(media=JSON, schema=JOB, operation="delete_api_jobs_stop", refusals=FOREIGN)
def stop(_: Arguments, job_id: str) -> Response:
    """Stop a job; one that has ended stays as it is."""
    require_own_origin(services().settings)
    plan_job(job_id)
    return job_response(job_id, services().jobs.stop(job_id))


def plan_job(job_id: str) -> Job:
    """
    A job that calculates a plan.

    Raises
    ------
    NotFoundError
        If there is none of that id, or it does something else.
    """
    found = services().jobs.look(job_id)
    if found.work not in ("", NAME):
        raise NotFoundError("there is no such job, or no more")
    return found


def job_response(job_id: str, found: Job) -> Response:
    """A job as programs have it; nobody keeps it."""
    response = Response(to_json(job_record(job_id, found)), content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def job_record(job_id: str, found: Job) -> dict[str, Any]:
    """A job ready for JSON."""
    waits = found.state is State.QUEUED
    return {
        "id": job_id,
        "work": found.work or NAME,
        "state": found.state.value,
        "waiting_before": services().jobs.waiting_before(job_id) if waits else None,
        "best": found.best,
        "bound": found.bound,
        "gap": found.gap,
        "result": write_out(found.result),
        "reason": None if found.reason is None else str(found.reason),
        "parameter": found.reason.parameter or None if found.reason else None,
    }
