"""The maps' data: ``/map/*.json``, made once for a campaign and kept by the browser."""

import numpy as np
from flask import Blueprint, Response, request

from geodata.access.by_road import require_networks
from geodata.access.from_place import FromPlace
from geodata.access.travel import Method
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import KINDS
from geodata.campaign.vocabulary import COUNTING_STATUSES
from geodata.errors import NotFoundError, QueryRefused
from geodata.measures.query import CoverageQuery
from geodata.search.nearest import nearest
from geodata.search.nearest_query import NearestQuery
from maps import layers
from maps.cells import gaps_layer, gaps_near_layer
from service.arguments import Arguments
from service.queries import (
    any_window,
    bounding_box,
    changes_of,
    coverage_query,
    point,
    trial_campaign,
)
from service.web.caching import JSON, cached_json
from service.web.context import asked_campaign, services

blueprint = Blueprint("layers", __name__, url_prefix="/map")
VERSION = ("v", "version")
WINDOW = ("from", "to")
QUERY = (
    "travel", "profile", "threshold_km", "threshold_min", "group", "region", "speed_kmh",
    "traffic", "walk_kmh",
)  # fmt: skip


def parameters(*known: str) -> Arguments:
    """The parameters of this request, which must be known ones; each layer is of a version."""
    return Arguments.strict(request.args, (*known, *VERSION))


def question(*known: str) -> tuple[CoverageQuery, Campaign]:
    """The coverage that this request asks for, and of which plan or what-if."""
    args = parameters(*QUERY, *WINDOW, *KINDS, *known)
    campaign = asked_campaign(args)
    query = coverage_query(args, campaign)
    return query, trial_campaign(
        campaign, changes_of(args), query, services().settings.now().date()
    )


def question_by_road(*known: str) -> tuple[CoverageQuery, Campaign]:
    """As `question`, for what only roads can answer."""
    query, campaign = question(*known)
    require_networks(campaign, query.travel.method)
    if not query.travel.by_road:
        method, only = query.travel.method, Method.ROADS.value
        raise QueryRefused("travel", method, "must be one of: %(choices)s", choices=only)
    return query, campaign


@blueprint.get("/base.json")
def base() -> Response:
    """Districts, outlines, neighbours and settlements."""
    campaign = asked_campaign(parameters())
    return cached_json(campaign, ("map base",), lambda: layers.base_layer(campaign))


@blueprint.get("/fairs.json")
def fairs() -> Response:
    """The fairs of a window, as they are or would be."""
    args = parameters(*WINDOW, *KINDS)
    campaign = asked_campaign(args)
    window = any_window(args)
    if changes := changes_of(args):
        query, today = coverage_query(args), services().settings.now().date()
        campaign = trial_campaign(campaign, changes, query, today)
    return cached_json(
        campaign, ("map fairs", window.key), lambda: layers.fairs_layer(campaign, window)
    )


@blueprint.get("/employers.json")
def employers() -> Response:
    """All employers."""
    campaign = asked_campaign(parameters())
    return cached_json(campaign, ("map employers",), lambda: layers.employers_layer(campaign))


@blueprint.get("/gaps.json")
def gaps() -> Response:
    """Where the uncovered people of a query live; in finer cells, those of a box alone."""
    query, campaign = question("bbox")
    if box := bounding_box(parameters(*QUERY, *WINDOW, *KINDS, "bbox")):
        return cached_json(
            campaign,
            ("map gaps near", query, query.window(campaign), box),
            lambda: gaps_near_layer(campaign, query, box),
        )
    return cached_json(
        campaign,
        ("map gaps", query, query.window(campaign)),
        lambda: gaps_layer(campaign, query),
    )


@blueprint.get("/reach.json")
def reach() -> Response:
    """The areas that the counting fairs of a query reach."""
    query, campaign = question()
    require_networks(campaign, query.travel.method)
    return cached_json(
        campaign,
        ("map reach", query, query.window(campaign)),
        lambda: layers.reach_layer(campaign, query),
    )


@blueprint.get("/fair-reach.json")
def fair_reach() -> Response:
    """The land from which one fair is reached by road."""
    query, campaign = question_by_road("fair_id")
    fair_id = parameters(*QUERY, *WINDOW, *KINDS, "fair_id").text("fair_id") or ""
    at = fair_position(campaign, fair_id)
    return cached_json(
        campaign,
        ("map fair reach", query, fair_id),
        lambda: layers.fair_reach_layer(campaign, query, at),
    )


@blueprint.get("/way.json")
def way() -> Response:
    """The way by road from a place to a fair, or to the nearest that counts. Nothing is kept."""
    query, campaign = question_by_road("lon", "lat", "fair_id")
    args = parameters(*QUERY, *WINDOW, *KINDS, "lon", "lat", "fair_id")
    here, fair_id = point(args), args.text("fair_id")
    asked = NearestQuery(here, 1, query.window(campaign), query.travel)
    at = None if fair_id is None else fair_position(campaign, fair_id)
    there = FromPlace.of(campaign, here, query.travel.movement)
    if at is None:
        found = nearest(campaign, asked, COUNTING_STATUSES, there=there)
        at = next(iter(found.fair_at), None)
    line = None if at is None else there.way(at)
    response = Response(layers.way_layer(campaign, here, at, line), content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def fair_position(campaign: Campaign, fair_id: str) -> int:
    """The position of a fair of that id."""
    found = np.flatnonzero(campaign.fairs.index == fair_id)
    if not found.size:
        raise NotFoundError(f"there is no fair {fair_id[:64]!r}")
    return int(found[0])
