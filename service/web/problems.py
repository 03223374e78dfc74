"""What goes wrong, said in HTTP: RFC 9457 problem details to programs, a page to people."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from traceback import format_tb
from typing import Any

import orjson
from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError, TooManyRequests

from geodata.errors import (
    CheckFailedError,
    FairreachError,
    FileRefused,
    FilesRefused,
    ForbiddenError,
    InputError,
    JobRunningError,
    JobsError,
    JobsFullError,
    NotFoundError,
    QueryRefused,
    RequestRefused,
    RoadsDamagedError,
    SizeRefused,
    StoreBusyError,
    StoreDamagedError,
    StoreEmptyError,
    StoreError,
    StoreMissingError,
    SwitchedOffError,
    TilesBusyError,
    TilesError,
    TilesLateError,
)
from service.arguments import excerpt
from service.words.language import LANGUAGES, gettext, language, lazy_gettext, stated_language
from service.words.parameters import PARAMETERS

log = logging.getLogger("fairreach")

STATUS: Mapping[type[FairreachError], HTTPStatus] = {
    FairreachError: HTTPStatus.INTERNAL_SERVER_ERROR,
    InputError: HTTPStatus.BAD_REQUEST,
    FileRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    FilesRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    QueryRefused: HTTPStatus.BAD_REQUEST,
    SizeRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    RequestRefused: HTTPStatus.BAD_REQUEST,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    SwitchedOffError: HTTPStatus.FORBIDDEN,
    JobsError: HTTPStatus.SERVICE_UNAVAILABLE,
    JobsFullError: HTTPStatus.SERVICE_UNAVAILABLE,
    JobRunningError: HTTPStatus.TOO_MANY_REQUESTS,
    TilesError: HTTPStatus.BAD_GATEWAY,
    TilesLateError: HTTPStatus.GATEWAY_TIMEOUT,
    TilesBusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    NotFoundError: HTTPStatus.NOT_FOUND,
    CheckFailedError: HTTPStatus.INTERNAL_SERVER_ERROR,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreDamagedError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreBusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreMissingError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreEmptyError: HTTPStatus.SERVICE_UNAVAILABLE,
    RoadsDamagedError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Of every class of the tree in ``geodata.errors``; a test holds it complete."""

FOR_PROGRAMS = ("/api/", "/map/", "/assets/", "/healthz", "/readyz")
FILES = (".ics", ".csv", ".xlsx")
IN_PLAIN_TEXT = "/text"
UNKNOWN_HOST = (
    "This host name is not one that the service answers to; name it in FAIRREACH_TRUSTED_HOSTS."
)
RETRY_AFTER_S = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One refusal or failure, ready to be told.

    Parameters
    ----------
    detail
        One sentence in English, with nothing in it that only the operator may know.
    errors
        For a query: ``parameter, value, reason`` of what cannot be used.
    """

    status: HTTPStatus
    detail: str
    errors: tuple[Mapping[str, Any], ...] = ()

    @property
    def title(self) -> str:
        """The status in words."""
        return self.status.phrase

    def to_dict(self) -> dict[str, Any]:
        """As RFC 9457 has it."""
        told = {"title": self.title, "status": int(self.status), "detail": self.detail}
        return told | ({"errors": list(self.errors)} if self.errors else {})


def answer(app: Flask) -> None:
    """Have an app turn every error into a problem."""
    app.register_error_handler(FairreachError, answer_error)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(Exception, answer_failure)


def answer_error(error: FairreachError) -> Response:
    """The answer to one of our own errors."""
    return problem_response(problem_of(error), error)


def answer_http_error(error: HTTPException) -> Response:
    """The answer to what Flask refuses: no such page, a method, a body too large."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return make_response(error.get_response())
    status = HTTPStatus(error.code)
    detail = f"{status.description}."
    if isinstance(error, SecurityError):
        detail = UNKNOWN_HOST
    elif isinstance(error, TooManyRequests):
        detail = f"Too many requests came from this address; wait {error.retry_after} seconds."
    response = problem_response(Problem(status, detail), error)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def answer_failure(error: Exception) -> Response:
    """The process boundary: what nobody foresaw goes to the log, and says nothing of itself."""
    # Neither the address nor the error's own words: both can hold where a seeker is.
    where = "".join(format_tb(error.__traceback__)).rstrip()
    log.error("%s failed with %s at\n%s", request.endpoint, type(error).__name__, where)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return problem_response(Problem(status, "The service failed; its log says why."), error)


def problem_of(error: FairreachError) -> Problem:
    """One of our own errors as a problem."""
    status = STATUS[type(error)]
    if isinstance(error, QueryRefused):
        return Problem(status, sentence(error), (told_value(error),))
    if isinstance(error, RequestRefused):
        detail = " ".join(map(sentence, error.problems))
        return Problem(status, detail, tuple(map(told_value, error.problems)))
    if type(error) is JobsError:
        # So does this.
        return Problem(status, "No job can be kept now; the service's log says why.")
    if isinstance(error, StoreError) and not isinstance(error, StoreEmptyError):
        # Its sentence names files of the server.
        return Problem(status, "The database cannot be used now; the service's log says why.")
    return Problem(status, f"{str(error)[:1].upper()}{str(error)[1:]}.")


def sentence(error: QueryRefused) -> str:
    """What is wrong with one value, without the value."""
    return f"{error.parameter} {error.reason % error.details}."


def in_readers_words(error: QueryRefused) -> str:
    """What is wrong with one value, in the reader's language."""
    name = PARAMETERS.get(error.parameter, error.parameter)
    reason = gettext(error.reason, **error.details)
    if error.value is None:
        return f"{name}: {reason}"
    number = isinstance(error.value, float)
    value = f"{error.value:g}" if number else excerpt(str(error.value))
    return gettext("%(name)s: %(reason)s (given: %(value)s)", name=name, reason=reason, value=value)


def told_value(error: QueryRefused) -> Mapping[str, Any]:
    """What is wrong with one value, for programs."""
    value = excerpt(error.value) if isinstance(error.value, str) else error.value
    return {
        "parameter": error.parameter,
        "value": value,
        "reason": error.reason % error.details,
    }


def problem_response(problem: Problem, error: Exception) -> Response:
    """A problem as this request's kind of answer."""
    if request.path.startswith(FOR_PROGRAMS) or request.path.endswith(FILES):
        response = Response(orjson.dumps(problem.to_dict(), default=str), problem.status)
        response.content_type = "application/problem+json"
    elif request.path == IN_PLAIN_TEXT:
        response = Response(f"{plainly(problem, error)}\n", problem.status, mimetype="text/plain")
    else:
        response = page(problem, error)
    response.headers["Cache-Control"] = "no-store"
    if problem.status is HTTPStatus.SERVICE_UNAVAILABLE or isinstance(error, JobRunningError):
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def page_to_the_hasty() -> str:
    """The page for those that ask too often, written once: to refuse must cost next to nothing."""
    kept = current_app.extensions.setdefault("fairreach 429", {})
    pages: dict[tuple[str, str | None], str] = kept
    asked = stated_language()
    key = language(), asked if asked in LANGUAGES else None
    if key not in pages:
        pages[key] = render_template("error.html", status=int(HTTPStatus.TOO_MANY_REQUESTS))
    return pages[key]


def plainly(problem: Problem, error: Exception) -> str:
    """A problem as one sentence in the reader's language."""
    if isinstance(error, QueryRefused):
        return in_readers_words(error)
    known = {
        HTTPStatus.TOO_MANY_REQUESTS: gettext("Too many requests in a short time"),
        HTTPStatus.METHOD_NOT_ALLOWED: gettext("Not supported"),
        HTTPStatus.SERVICE_UNAVAILABLE: gettext("The service has no data at the moment"),
    }
    return known.get(problem.status) or gettext("Something went wrong")


JOBS_SAID: Mapping[type[Exception], object] = {
    JobRunningError: lazy_gettext(
        "A plan or a brief of yours is still being made. Wait for it, or stop it."
    ),
    JobsFullError: lazy_gettext(
        "Too many plans and briefs wait already. Please try again in a few minutes."
    ),
    JobsError: lazy_gettext(
        "Neither a plan nor a brief can be made now. Please try again in a few minutes."
    ),
}


def words(error: Exception) -> str | None:
    """What went wrong, in the reader's language; None where the status says enough."""
    if isinstance(error, QueryRefused):
        return in_readers_words(error)
    if isinstance(error, RequestRefused):
        return " ".join(map(in_readers_words, error.problems))
    if isinstance(error, SwitchedOffError):
        return gettext(
            "Plans are not calculated on this server. Whoever runs it can allow it, or use the "
            "command line: %(command)s.",
            command="fairreach site",
        )
    known = JOBS_SAID.get(type(error))
    return None if known is None else str(known)


def page(problem: Problem, error: Exception) -> Response:
    """A problem for people: how to begin where nothing has been imported, else what is wrong."""
    if isinstance(error, StoreEmptyError):
        text = render_template("empty.html")
    elif isinstance(error, TooManyRequests):
        text = page_to_the_hasty()
    else:
        text = render_template("error.html", status=int(problem.status), said=words(error))
    return Response(text, problem.status, mimetype="text/html")
