"""The brief of the page's state: two files at once, and the PDF as a job with a page of its own."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response, make_response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ServiceUnavailable

from geodata.errors import NotFoundError
from service.arguments import Arguments
from service.brief.fonts import can_set
from service.brief.forms import PAGE, PDF, WORKBOOK, file_content
from service.brief.subject import Subject
from service.brief.task import NAME, file_of
from service.jobs.job import Job
from service.jobs.job import State as JobState
from service.planner.download import TYPES, file_names
from service.planner.form import canonical
from service.planner.page import PATH as PLANNER
from service.planner.state import State
from service.web.caching import JSON, to_json, with_etag
from service.web.context import asked_campaign, services
from service.web.rate_limit import present_asker
from service.web.security import require_own_origin
from service.web.templates import render
from service.words.language import ANSWERED_IN, gettext, language, page_url

log = logging.getLogger("fairreach")
blueprint = APIBlueprint("brief", __name__, enable_openapi=False)
PATH = f"{PLANNER}/brief"
CONTENT = {PDF: "application/pdf", WORKBOOK: TYPES[WORKBOOK], PAGE: "text/html; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class BriefJob:
    """
    What ``brief_job.html`` holds.

    Parameters
    ----------
    state
        As of `service.jobs.job.State`.
    waiting
        How many are begun before it.
    reason
        Why there is no file, in the reader's language; "" while there may be one.
    again, file, back
        Addresses: of this page, of the file, and of the state that it is of.
    """

    state: str
    waiting: int
    reason: str
    again: str
    file: str
    back: str


@blueprint.get(f"{PATH}{WORKBOOK}")
def as_workbook() -> Response:
    """The brief for Excel."""
    return at_once(WORKBOOK)


@blueprint.get(f"{PATH}{PAGE}")
def as_page() -> Response:
    """The brief as a page that stands alone."""
    return at_once(PAGE)


def at_once(extension: str) -> Response:
    """
    The brief in a form that needs no typesetting.

    Raises
    ------
    QueryRefused
        If anything in the address cannot be used.
    ServiceUnavailable
        If a full disk has no room for the draft of a workbook.
    """
    subject = subject_of(Arguments.of_page(request.args))

    def write() -> Response:
        try:
            content = file_content(subject, extension, services().settings.map_number)
        except OSError as error:
            log.warning("no brief as %s: %s", extension, error.strerror)
            raise ServiceUnavailable from error
        return Response(content, content_type=CONTENT[extension])

    key = ("brief", extension, language(), subject.state, subject.today)
    beside = subject.beside.held.campaign if subject.beside else None
    response = with_etag(subject.campaign, key, write, beside)
    response.headers.set("Content-Disposition", "attachment", **names_of(subject, extension))
    response.headers["Content-Language"] = language()
    response.vary.add(ANSWERED_IN)
    return response


def subject_of(sent: Arguments) -> Subject:
    """What the page of an address shows."""
    campaign, today = asked_campaign(sent), services().settings.now().date()
    state = State.of(Arguments.of_page(MultiDict(canonical(sent))), campaign)
    return Subject.of(campaign, state, today)


def names_of(subject: Subject, extension: str) -> dict[str, str]:
    """What the file is called, in the reader's words and in ASCII."""
    names = file_names(subject.campaign, subject.state.query, extension)
    first, _, spoken = names["filename*"].rpartition("''")
    return {
        "filename": names["filename"].replace("fairreach", "fairreach-brief", 1),
        "filename*": f"{first}''{quote(gettext('Brief'))}_{spoken}",
    }


@blueprint.post(PATH)
def ask() -> Response:
    """
    Begin to set the brief of a state in type; its page then says how far it is.

    Raises
    ------
    NotFoundError
        If no PDF is made here.
    JobsError
        If no job can be kept, too many wait, or one of the same address has not ended.
    """
    settings = services().settings
    require_own_origin(settings)
    if not can_set(settings.fonts):
        raise NotFoundError("no PDF is made on this server")
    subject = subject_of(Arguments.of_page(request.form))
    # As in `file_content`: a server's start need not wait for it.
    from service.brief.content import brief_of  # noqa: PLC0415

    told = brief_of(subject, settings.map_number).to_dict()
    arguments = {"brief": told, "names": names_of(subject, PDF)}
    job_id = services().jobs.submit(NAME, arguments, present_asker())
    return make_response(redirect(page_url(f"{PATH}/{job_id}", subject.state.to_dict()), 303))


def job_of(job_id: str) -> Job:
    """
    The job of a brief.

    Raises
    ------
    NotFoundError
        If there is none of that id, or it does something else.
    """
    found = services().jobs.look(job_id)
    if found.work != NAME:
        raise NotFoundError("there is no such job, or no more")
    return found


@blueprint.get(f"{PATH}/<job_id>")
def job_page(job_id: str) -> Response:
    """How far a brief is, and where it is had."""
    found, asked = job_of(job_id), request.args.to_dict(flat=False)
    state: dict[str, object] = {name: tuple(each) for name, each in asked.items()}
    page = BriefJob(
        state=found.state.value,
        waiting=waiting(job_id, found),
        reason=reason_text(found),
        again=page_url(f"{PATH}/{job_id}", state),
        file=page_url(f"{PATH}/{job_id}{PDF}", {}),
        back=page_url(PLANNER, state),
    )
    return kept_nowhere(Response(render("brief_job.html", page), mimetype="text/html"))


@blueprint.get(f"{PATH}/<job_id>.json")
def job_status(job_id: str) -> Response:
    """The same for the script of the planner's page."""
    found = job_of(job_id)
    told = {
        "state": found.state.value,
        "waiting": waiting(job_id, found),
        "reason": reason_text(found),
        "file": page_url(f"{PATH}/{job_id}{PDF}", {}),
    }
    return kept_nowhere(Response(to_json(told), content_type=JSON))


@blueprint.get(f"{PATH}/<job_id>{PDF}")
def job_file(job_id: str) -> Response:
    """The file, once it is there."""
    found = job_of(job_id)
    if found.state is not JobState.DONE:
        raise NotFoundError("there is no such file yet, or no more")
    content, names = file_of(found.result)
    response = Response(content, HTTPStatus.OK, content_type=CONTENT[PDF])
    response.headers.set("Content-Disposition", "attachment", **names)
    return kept_nowhere(response)


def waiting(job_id: str, found: Job) -> int:
    """How many jobs are begun before one."""
    return services().jobs.waiting_before(job_id) if found.state is JobState.QUEUED else 0


def reason_text(found: Job) -> str:
    """Why there is no file, as a sentence of the page."""
    if found.reason is None:
        return ""
    reason = gettext(found.reason.text, **found.reason.details)
    return gettext("No brief: %(reason)s.", reason=reason)


def kept_nowhere(response: Response) -> Response:
    """An answer that nobody keeps: the next may be another."""
    response.headers["Cache-Control"] = "no-store"
    return response
