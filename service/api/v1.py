"""The JSON API under ``/api/v1``: each view parses, asks ``geodata`` and writes."""

from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response

from geodata.base.folding import fold
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.errors import NotFoundError
from geodata.measures.coverage import coverage as coverage_of
from geodata.measures.gaps import gaps as gaps_of
from geodata.measures.gaps import gaps_features
from geodata.measures.query import CoverageQuery
from geodata.search.pinyin import fold_name
from service.api import answers, geojson, rules
from service.api.openapi import takes
from service.api.parameters import (
    COVERAGE,
    DEFAULT_FAIRS,
    DEFAULT_PLACES,
    DISTRICT_FAIRS,
    DISTRICTS,
    FAIRS,
    MEASURE,
    MOST_FAIRS,
    MOST_OFFSET,
    MOST_PLACES,
    NEAREST,
    PLACES,
    VERSION,
    WORK,
)
from service.arguments import Arguments
from service.queries import (
    any_window,
    bounding_box,
    changes_of,
    coverage_query,
    district_code,
    district_query,
    nearest_query,
    trial_campaign,
)
from service.web.caching import GEOJSON, JSON, cached_json, with_etag
from service.web.context import asked_campaign as asked_plan
from service.web.context import current_campaign, services

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="fairreach")


@blueprint.get("/districts")
@takes(*DISTRICTS, media=GEOJSON, schema=answers.DISTRICTS)
def districts(args: Arguments) -> Response:
    """Every district, with its polygon."""
    geometry = args.choice("geometry", geojson.GEOMETRIES, "display")
    campaign = current_campaign()
    return cached_json(
        campaign,
        ("districts", geometry),
        lambda: geojson.district_collection(campaign, geometry),
        GEOJSON,
    )


@blueprint.get("/fairs")
@takes(*FAIRS, rules=rules.FAIRS, media=GEOJSON, schema=answers.FAIRS)
def fairs(args: Arguments) -> Response:
    """Fairs by date, hour and id, cancelled ones too."""
    window, box = any_window(args), bounding_box(args)
    limit = args.whole("limit", DEFAULT_FAIRS, least=1, most=MOST_FAIRS)
    offset = args.whole("offset", 0, least=0, most=MOST_OFFSET)
    named = args.text("district")
    campaign = current_campaign()
    adcode = None if named is None else district_code(named, campaign)

    def answer() -> Response:
        at = geojson.fairs_within(campaign, window, box, adcode)
        body = geojson.fair_collection(campaign, at, limit, offset)
        return Response(body, content_type=GEOJSON)

    return with_etag(campaign, ("fairs", window, box, adcode, limit, offset), answer)


@blueprint.get("/fairs/<fair_id>")
@takes(VERSION, media=GEOJSON, schema=answers.FAIR_ALONE)
def fair(_: Arguments, fair_id: str) -> Response:
    """One fair, with the employers that come and their openings."""
    campaign = current_campaign()
    return cached_json(
        campaign, ("fair", fair_id), lambda: geojson.fair_feature(campaign, fair_id), GEOJSON
    )


@blueprint.get("/fairs/nearest")
@takes(*NEAREST, rules=rules.NEAREST, media=GEOJSON, schema=answers.NEAREST)
def nearest(args: Arguments) -> Response:
    """The published fairs nearest to a place, in order. Nothing of the place is kept."""
    campaign, now = current_campaign(), services().settings.now()
    query = nearest_query(args, now, campaign)
    body = geojson.nearest_collection(campaign, query)
    response = Response(body, content_type=GEOJSON)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/districts/<adcode>/fairs")
@takes(*DISTRICT_FAIRS, rules=rules.DISTRICT_FAIRS, media=GEOJSON, schema=answers.DISTRICT_FAIRS)
def district_fairs(args: Arguments, adcode: str) -> Response:
    """The published fairs in a district by date, then those around it; from its border, no time."""
    campaign = current_campaign()
    query = district_query(args, adcode, services().settings.now())
    if not campaign.gazetteer.areas(adcode):
        raise NotFoundError(f"there is no district {adcode[:64]!r}")
    query = replace(query, adcode=district_code(adcode, campaign))
    return cached_json(
        campaign,
        ("district fairs", query),
        lambda: geojson.district_fairs_collection(campaign, query),
        GEOJSON,
    )


@blueprint.get("/places")
@takes(*PLACES, media=GEOJSON, schema=answers.PLACES)
def places(args: Arguments) -> Response:
    """Districts and towns by what has been typed of a name; those alike where none has it."""
    typed = fold_name(args.required_text("q"))
    limit = args.whole("limit", DEFAULT_PLACES, least=1, most=MOST_PLACES)
    campaign = current_campaign()
    return cached_json(
        campaign,
        ("places", typed, limit),
        lambda: geojson.place_collection(campaign, typed, limit),
        GEOJSON,
    )


@blueprint.get("/work")
@takes(*WORK, media=JSON, schema=answers.WORK)
def work(args: Arguments) -> Response:
    """Occupations and sectors at coming fairs by what has been typed; else those spelt alike."""
    typed = args.required_text("q")
    limit = args.whole("limit", DEFAULT_PLACES, least=1, most=MOST_PLACES)
    campaign, today = current_campaign(), services().settings.now().date()
    window = Window(args.day("from") or today)
    return cached_json(
        campaign,
        ("work", fold(typed), window, limit),
        lambda: geojson.work_offers(campaign, typed, window, limit),
    )


def asked_campaign(args: Arguments) -> tuple[Campaign, CoverageQuery]:
    """The plan, or the what-if, that is asked about, and what is asked."""
    campaign, today = asked_plan(args), services().settings.now().date()
    query = coverage_query(args, campaign)
    return trial_campaign(campaign, changes_of(args), query, today), query


@blueprint.get("/coverage")
@takes(*COVERAGE, MEASURE, rules=rules.COVERAGE, media=JSON, schema=answers.COVERAGE)
def coverage(args: Arguments) -> Response:
    """How many people live within a threshold of a fair, by district and in all."""
    campaign, query = asked_campaign(args)
    return cached_json(
        campaign,
        ("coverage", query, query.window(campaign)),
        lambda: coverage_of(campaign, query).to_dict(),
    )


@blueprint.get("/gaps")
@takes(*COVERAGE, rules=rules.COVERAGE, media=GEOJSON, schema=answers.GAPS)
def gaps(args: Arguments) -> Response:
    """Where the people live whom no fair reaches, as at most 5,000 cells."""
    campaign, query = asked_campaign(args)
    return cached_json(
        campaign,
        ("gaps", query, query.window(campaign)),
        lambda: gaps_features(gaps_of(campaign, query), coverage_of(campaign, query).definition),
        GEOJSON,
    )
