"""The planner's table as a file: ``/planner.xlsx`` and ``/planner.csv``, by the page's address."""

import logging
import re
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ServiceUnavailable

from geodata.campaign.campaign import Campaign
from geodata.measures.query import CoverageQuery
from service.arguments import Arguments
from service.planner.form import canonical
from service.planner.page import PATH
from service.planner.report import coverage_report
from service.planner.state import State
from service.queries import trial_campaign
from service.web.caching import with_etag
from service.web.context import asked_campaign, services
from service.words import wording
from service.words.language import ANSWERED_IN, gettext, language

log = logging.getLogger("fairreach")
blueprint = APIBlueprint("planner_download", __name__, enable_openapi=False)
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}
# What no file may be called on one of the usual systems, and what would end a header's line.
NOT_IN_FILE_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]+')


@blueprint.get(f"{PATH}.xlsx")
def as_workbook() -> Response:
    """The table for Excel, and a sheet that says what it means."""
    return answer(".xlsx")


@blueprint.get(f"{PATH}.csv")
def as_csv() -> Response:
    """The table as CSV."""
    return answer(".csv")


def answer(extension: str) -> Response:
    """
    The page's table in one of the formats.

    Raises
    ------
    QueryRefused
        If anything in the address cannot be used.
    ServiceUnavailable
        If a full disk has no room for the draft of a workbook.
    """
    today, sent = services().settings.now().date(), Arguments.of_page(request.args)
    campaign = asked_campaign(sent)
    state = State.of(Arguments.of_page(MultiDict(canonical(sent))), campaign)
    campaign = trial_campaign(campaign, state.changes, state.query, today)
    compared = state.comparison(campaign)

    def write() -> Response:
        # A fifth of a second that a server's start need not wait for.
        from geodata.export.report_file import REPORTS  # noqa: PLC0415

        report = coverage_report(campaign, state.query, today, state.order, compared)
        try:
            content = REPORTS[extension](report)
        except OSError as error:
            log.warning("no %s of the planner's page: %s", extension, error.strerror)
            raise ServiceUnavailable from error
        return Response(content, content_type=TYPES[extension])

    asked = state.query, state.order
    key = ("planner file", extension, language(), asked, state.against, today)
    response = with_etag(campaign, key, write, compared.held.campaign if compared else None)
    named = file_names(campaign, state.query, extension)
    response.headers.set("Content-Disposition", "attachment", **named)
    response.headers["Content-Language"] = language()
    response.vary.add(ANSWERED_IN)
    return response


def file_names(campaign: Campaign, query: CoverageQuery, extension: str) -> dict[str, str]:
    """What the file is called, after RFC 6266: in the reader's words, and in ASCII for the old."""
    window = query.window(campaign)
    first, _, last = window.key
    days = [day for day in (first, last) if day]
    made_up, what_if = bool(campaign.illustrative), campaign.trial is not None
    marks = ["what-if" if what_if else "", "illustrative" if made_up else ""]
    plain = ["fairreach", query.region or "", *days, *marks]
    region = wording.region(query.region) if query.region else ""
    mark = gettext("illustrative data") if made_up else ""
    tried_out = gettext("what if") if what_if else ""
    spoken = [gettext("Coverage of job fairs"), region, *days, tried_out, mark]
    name = quote(join_parts(spoken) + extension, safe="")
    return {"filename": join_parts(plain) + extension, "filename*": f"UTF-8''{name}"}


def join_parts(parts: list[str]) -> str:
    """The parts of a file's name that are there, without what none may hold."""
    return "_".join(NOT_IN_FILE_NAME.sub("-", part) for part in parts if part)
