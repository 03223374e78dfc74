"""Tables of a campaign as GeoJSON, under the tables' own names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

import numpy as np
import orjson
import pandas as pd
import shapely

from geodata.campaign.attribution import districts_as_of
from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import fairs_of
from geodata.campaign.vocabulary import STATUSES
from geodata.campaign.window import Window
from geodata.districts.editions import lie_in
from geodata.districts.locate import display
from geodata.errors import NotFoundError
from geodata.search.departure import Locality
from geodata.search.district_fairs import DistrictQuery, district_fairs
from geodata.search.gazetteer import place_index
from geodata.search.named_places import NamedPlace
from geodata.search.nearest import PUBLISHED, Nearest, nearest
from geodata.search.nearest_query import NearestQuery
from geodata.search.similar_places import MOST as MOST_SIMILAR
from geodata.search.similar_places import similar_places
from geodata.search.suggested_work import similar_work, suggest_work
from geodata.search.trips import Trip
from geodata.signs.profile import WALK_KMH, Profile
from service.web.caching import to_json
from service.web.records import plain_records

GEOMETRIES = ("display", "full", "none")
# Degrees; a metre is more than a simplified border keeps.
DISPLAY_DIGITS = 5
PLACE_DIGITS = 5
# What is said of the way to travel where none was asked for.
AUTOMATIC = "automatic"
Box = tuple[float, float, float, float]
Record = Mapping[str, object]


def point_feature(key: str, record: Record, **more: object) -> dict[str, object]:
    """A record that lies at a point as a GeoJSON feature with that id, and with more properties."""
    return {
        "type": "Feature",
        "id": record[key],
        "geometry": {"type": "Point", "coordinates": [record["lon"], record["lat"]]},
        "properties": {**record, **more},
    }


def fair_records(campaign: Campaign) -> list[dict[str, object]]:
    """Every fair under its table's own names, in the campaign's order, its sessions as a list."""

    def gather() -> list[dict[str, object]]:
        records = plain_records(campaign.fairs.reset_index())
        for record, fair in zip(records, fairs_of(campaign), strict=True):
            record["sessions"] = [each._asdict() for each in fair.times]
        return records

    return campaign.cache.get("fair records", "", gather, most=1)


def fair_features(campaign: Campaign) -> list[orjson.Fragment]:
    """The features of all fairs in the campaign's order, written once for the snapshot."""

    def write() -> list[orjson.Fragment]:
        records = fair_records(campaign)
        return [orjson.Fragment(orjson.dumps(point_feature("fair_id", each))) for each in records]

    return campaign.cache.get("fair features", "", write, most=1)


def collection(features: Iterable[object], **members: object) -> bytes:
    """Features as a FeatureCollection, with further members beside them."""
    return to_json({"type": "FeatureCollection", **members, "features": list(features)})


def fairs_within(
    campaign: Campaign, window: Window, box: Box | None, adcode: str | None
) -> Sequence[int]:
    """Positions of the fairs within a window, a box of degrees and a district."""
    at = window.fairs(campaign, STATUSES)
    table = campaign.fairs
    if box:
        west, south, east, north = box
        lon, lat = table["lon"].to_numpy()[at], table["lat"].to_numpy()[at]
        at = at[(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)]
    if adcode is not None:
        at = at[lie_in(table, adcode)[at]]
    positions: list[int] = at.tolist()
    return positions


def fair_collection(campaign: Campaign, at: Sequence[int], limit: int, offset: int) -> bytes:
    """One page of fairs."""
    features = fair_features(campaign)
    page = at[offset : offset + limit]
    return collection(
        (features[n] for n in page), total=len(at), limit=limit, offset=offset, **source(campaign)
    )


def fair_feature(campaign: Campaign, fair_id: str) -> dict[str, object]:
    """
    One fair with the employers that come and the openings on offer.

    Raises
    ------
    NotFoundError
        If there is no fair of that id.
    """
    if fair_id not in campaign.fairs.index:
        raise NotFoundError(f"there is no fair {fair_id[:64]!r}")
    (at,) = campaign.fairs.index.get_indexer(pd.Index([fair_id]))
    openings = campaign.openings[campaign.openings["fair_id"] == fair_id]
    coming = campaign.employers.index.isin(openings["employer_id"])
    feature = point_feature(
        "fair_id",
        fair_records(campaign)[at],
        employers=plain_records(campaign.employers[coming].reset_index()),
        openings=plain_records(openings.drop(columns="fair_id")),
    )
    return feature | source(campaign)


def nearest_collection(campaign: Campaign, query: NearestQuery) -> bytes:
    """The fairs nearest to a place, in order; the place itself is not repeated."""
    found = nearest(campaign, query)
    features = trip_features(campaign, found.trips, query.window)
    return collection(features, **definition(query, found), **source(campaign))


def district_fairs_collection(campaign: Campaign, query: DistrictQuery) -> bytes:
    """The fairs in a district by date, then those around it by the distance from its border."""
    fairs, records = query.window.soonest(campaign, PUBLISHED), fair_records(campaign)
    found = district_fairs(campaign, query.adcode, fairs, query.k)
    sessions = fairs_of(campaign)
    features = [
        point_feature(
            "fair_id",
            records[trip.fair_at],
            next_session=query.window.next_of(sessions[trip.fair_at].times)._asdict(),
            border_m=orjson.Fragment(f"{trip.metres:.1f}"),
        )
        for trip in found.trips
    ]
    return collection(features, adcode=query.adcode, **days(query.window), **source(campaign))


def trip_features(
    campaign: Campaign, trips: Sequence[Trip], window: Window
) -> list[dict[str, object]]:
    """Fairs, each with its next session, how far it is and how long it takes."""
    records, fairs = fair_records(campaign), fairs_of(campaign)
    return [
        point_feature(
            "fair_id",
            records[trip.fair_at],
            next_session=window.next_of(fairs[trip.fair_at].times)._asdict(),
            distance_m=orjson.Fragment(f"{trip.metres:.1f}"),
            travel_min=None if trip.minutes is None else orjson.Fragment(f"{trip.minutes:.2f}"),
            travel_method=trip.method.value,
            travel_notices=[notice.value for notice in trip.notices],
        )
        for trip in trips
    ]


def days(window: Window) -> dict[str, str | None]:
    """A window as a definition says it."""
    first, minute, last = window.key
    return {"from": f"{first}T{minute}" if minute else first or None, "to": last or None}


def definition(query: NearestQuery, found: Nearest) -> dict[str, object]:
    """What the numbers of the nearest fairs mean."""
    travel, place = query.travel, found.place
    return {
        "definition": {
            "travel": travel.method.value if travel else AUTOMATIC,
            "speed_kmh": query.estimate_kmh,
            **by_road(query, place),
            **days(query.window),
        },
        "place": {
            "adcode": place.adcode,
            "factor": place.factor if query.estimate_kmh else None,
            "factor_borrowed": place.borrowed if query.estimate_kmh else None,
            **roads_at(place, stated=travel is not None),
        },
    }


def by_road(query: NearestQuery, place: Locality) -> dict[str, object]:
    """How roads are used on the way; the walking speed where it is not the usual one."""
    if place.roads_known is None:
        return {"profile": None}
    profile, movement = query.road_profile, query.movement
    told: dict[str, object] = {"profile": profile}
    if profile is Profile.DRIVE:
        told["traffic"] = movement.traffic.name
        if not movement.traffic.is_free:
            told["traffic_source"] = movement.traffic.told_source
    if movement.walk_kmh != WALK_KMH:
        told["walk_kmh"] = movement.walk_kmh
    return told


def roads_at(place: Locality, *, stated: bool) -> dict[str, object]:
    """Whether roads are known well enough around a place, and how it joins them, if it does."""
    if place.roads_known is None:
        return {}
    told: dict[str, object] = {"roads_known_around": place.roads_known}
    if stated or place.roads_known:
        known = place.walk_m is not None
        told |= {"road_known": known, "walk_m": round(place.walk_m, 1) if place.walk_m else None}
    return told


def district_collection(campaign: Campaign, geometry: str) -> bytes:
    """The districts with their polygons: ``display`` (simplified), ``full`` or ``none``."""
    table = display(campaign.districts) if geometry == "display" else campaign.districts
    polygons = table.geometry.to_numpy()
    if geometry == "display":
        polygons = shapely.transform(polygons, lambda xy: np.round(xy, DISPLAY_DIGITS))
    drawn = ["null"] * len(table) if geometry == "none" else shapely.to_geojson(polygons)
    features = (
        {
            "type": "Feature",
            "id": record["adcode"],
            "geometry": orjson.Fragment(shape),
            "properties": record,
        }
        for record, shape in zip(
            plain_records(pd.DataFrame(table.drop(columns="geometry")).reset_index()),
            drawn,
            strict=True,
        )
    )
    as_of = districts_as_of(campaign.provenance)
    return collection(features, districts_as_of=as_of, **source(campaign))


def place_collection(campaign: Campaign, typed: str, limit: int) -> bytes:
    """Districts, each at its seat, and towns by what is typed; those alike where none has it."""
    found = place_index(campaign).search(typed, limit)
    alike = [] if found else similar_places(campaign, typed, min(limit, MOST_SIMILAR))
    similar = list(map(place_feature, alike))
    return collection(map(place_feature, found), similar=similar, **source(campaign))


def place_feature(place: NamedPlace) -> dict[str, object]:
    """A named place at its point, rounded to about a metre."""
    properties = asdict(place)
    for name in ("aliases", "source"):
        del properties[name]
    at = [round(properties.pop(name), PLACE_DIGITS) for name in ("lon", "lat")]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": at},
        "properties": properties,
    }


def work_offers(campaign: Campaign, typed: str, window: Window, limit: int) -> dict[str, object]:
    """Occupations and sectors with their openings by what is typed; else those spelt alike."""
    found = suggest_work(campaign, typed, window, limit)
    alike = [] if found else similar_work(campaign, typed, window)
    return {
        "work": [asdict(each) for each in found],
        "similar": [asdict(each) for each in alike[:limit]],
        **source(campaign),
    }


def source(campaign: Campaign) -> dict[str, object]:
    """Which version the answer is from, and which of its tables are made up."""
    return {"campaign_version": campaign.version, "illustrative": list(campaign.illustrative)}
