"""Places about which it is asked why they are not in a plan: any, and no candidates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

import numpy as np

from geodata.access.joins import joins_of
from geodata.access.travel import Method, Travel
from geodata.base.arrays import Flags, Floats
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import DIGITS
from geodata.campaign.regions import districts_in
from geodata.districts.locate import locate
from geodata.errors import QueryRefused
from geodata.measures.query import CoverageQuery
from geodata.optimum.problem import translatable
from geodata.siting.sites import Sites, with_places

NOT_ON_EARTH = translatable("is no place on earth; longitude comes first")
UNKNOWN = translatable("is no fair or candidate of this request")
NUMBER = r"[+-]?[0-9]{1,9}(?:\.[0-9]{0,15})?"
PAIR = re.compile(rf"\s*({NUMBER})\s*,\s*({NUMBER})\s*")


def place_in(text: str) -> Place | None:
    """The place that a text is, to about a metre; None where it is none."""
    pair = PAIR.fullmatch(text)
    if pair is None:
        return None
    lon, lat = (round(float(each), DIGITS) + 0.0 for each in pair.groups())
    with suppress(QueryRefused):
        return Place(lon, lat)
    return None


def places_in(texts: Sequence[str], known: Mapping[str, int]) -> dict[str, Place]:
    """The places among some texts, by text; an id that is written like one is an id."""
    found = {each: place_in(each) for each in texts if each not in known}
    return {each: place for each, place in found.items() if place is not None}


def sites_at(campaign: Campaign, texts: Sequence[str], found: Sites) -> Sites:
    """The venues to choose from, and behind them the places that are asked about."""
    places = places_in(texts, found.at)
    return with_places(campaign, found, places) if places else found


def refusals(
    campaign: Campaign, query: CoverageQuery, texts: Sequence[str], known: Mapping[str, int]
) -> Iterable[QueryRefused]:
    """Why nothing can be said of what is asked about."""
    places = places_in(texts, known)
    for each in texts:
        if each not in known and each not in places:
            yield QueryRefused("why_not", each, NOT_ON_EARTH if PAIR.fullmatch(each) else UNKNOWN)
    lon, lat = (
        np.array([getattr(each, axis) for each in places.values()], dtype=float)
        for axis in ("lon", "lat")
    )
    held_in = locate(campaign.districts, lon, lat)
    inside = np.append(districts_in(campaign, query.region), False)[held_in]
    near = near_road(campaign, query.travel, lon, lat)
    for each, at, is_inside, is_near in zip(places, held_in, inside, near, strict=True):
        if at < 0:
            yield QueryRefused("why_not", each, "lies outside all districts of this campaign")
        elif not is_inside:
            yield QueryRefused("why_not", each, "lies outside the region that is asked for")
        elif not is_near:
            yield QueryRefused("why_not", each, "has no known road near it: nobody can go there")


def near_road(campaign: Campaign, travel: Travel, lon: Floats, lat: Floats) -> Flags:
    """Whether people can go to each place; by roads to those near one that is known."""
    known = np.full(len(lon), travel.method is not Method.ROADS)
    for network in campaign.networks.values() if travel.by_road else ():
        known |= joins_of(network, lon, lat, travel.profile).known
    return known
