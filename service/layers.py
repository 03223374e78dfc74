"""The maps' data: ``/map/*.json``, made once for a campaign and kept by the browser."""

from flask import Blueprint, Response, request

from geodata.coverage import coverage
from maps import features
from service.bodies import kept
from service.query import Arguments, any_window, coverage_query
from service.snapshot import current_campaign

blueprint = Blueprint("layers", __name__, url_prefix="/map")
VERSION = ("v",)
WINDOW = ("from", "to")
QUERY = ("travel", "threshold_km", "threshold_min", "group", "speed_kmh")


def given(*known: str) -> Arguments:
    """The parameters of this request, which must be known ones."""
    return Arguments.strict(request.args, (*known, *VERSION))


@blueprint.get("/base.json")
def base() -> Response:
    """Districts, outlines, neighbours and settlements."""
    given()
    campaign = current_campaign()
    return kept(campaign, ("map base",), lambda: features.base_layer(campaign))


@blueprint.get("/fairs.json")
def fairs() -> Response:
    """The fairs of a window."""
    window, campaign = any_window(given(*WINDOW)), current_campaign()
    return kept(campaign, ("map fairs", window.key), lambda: features.fairs_layer(campaign, window))


@blueprint.get("/employers.json")
def employers() -> Response:
    """All employers."""
    given()
    campaign = current_campaign()
    return kept(campaign, ("map employers",), lambda: features.employers_layer(campaign))


@blueprint.get("/gaps.json")
def gaps() -> Response:
    """Where the uncovered people of a query live."""
    query, campaign = coverage_query(given(*QUERY, *WINDOW)), current_campaign()
    coverage(campaign, query)  # refuses a group that the campaign lacks
    return kept(
        campaign,
        ("map gaps", query, query.window(campaign)),
        lambda: features.gaps_layer(campaign, query),
    )


@blueprint.get("/reach.json")
def reach() -> Response:
    """The areas that the counting fairs of a query reach."""
    query, campaign = coverage_query(given(*QUERY, *WINDOW)), current_campaign()
    return kept(
        campaign,
        ("map reach", query, query.window(campaign)),
        lambda: features.reach_layer(campaign, query),
    )
