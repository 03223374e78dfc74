"""The places of a campaign that have names: its districts, and what lies in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
import shapely

from geodata.base.geodesy import distances_m
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.districts.changes import kin, named_in_changes
from geodata.districts.cities import city_name, city_of
from geodata.districts.editions import MOVED
from geodata.districts.locate import locate
from geodata.search.pinyin import syllables

DISTRICT, TOWN = "district", "town"
# The order of equally good matches; what else a source names comes last.
KINDS = (DISTRICT, TOWN)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """
    A district, or what lies in one and has a name: a town, or whatever a source names.

    Parameters
    ----------
    kind
        ``district``, ``town``, or what its source calls it.
    lon, lat
        Degrees, WGS-84: a district's seat, another's point.
    adcode, district_zh, district_en
        The district itself, or the one that holds the place.
    city_zh, city_en
        "" where the city's name is not known.
    persons
        None where it is not known.
    aliases
        What else it is called, in any language.
    source
        Who says so: the table of the campaign that names it.
    """

    kind: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    adcode: str
    district_zh: str
    district_en: str
    city_zh: str
    city_en: str
    persons: float | None
    aliases: tuple[str, ...] = ()
    source: str = ""


Source: TypeAlias = Callable[[Campaign, Sequence[NamedPlace]], Sequence[NamedPlace]]
"""Places that a campaign names, from it and its districts."""


def named_districts(campaign: Campaign) -> list[NamedPlace]:
    """The districts, each at its seat."""
    columns = ["name_zh", "name_en", "seat_lon", "seat_lat", "persons"]
    return [
        NamedPlace(
            DISTRICT, zh, en, float(lon), float(lat), str(adcode), zh, en,
            *_city_names(str(adcode)), _number_or_none(persons), _other_names(str(adcode)),
            source="districts",
        )
        for adcode, zh, en, lon, lat, persons in campaign.districts[columns].itertuples(name=None)
    ]  # fmt: skip


def named_towns(campaign: Campaign, districts: Sequence[NamedPlace]) -> list[NamedPlace]:
    """The towns that lie in a district of the campaign."""
    ground = campaign.basemap
    towns = ground[ground["kind"] == TOWN] if "kind" in ground else ground
    if towns.empty or not districts:
        return []
    lon, lat = (axis(towns.geometry.to_numpy()) for axis in (shapely.get_x, shapely.get_y))
    held = locate(campaign.districts, lon, lat)
    named = zip(towns["name_zh"], towns["name_en"], lon, lat, held, towns["persons"], strict=True)
    return [
        NamedPlace(
            TOWN, zh, en, float(x), float(y), district.adcode, district.name_zh, district.name_en,
            district.city_zh, district.city_en, _number_or_none(persons), source="basemap",
        )
        for zh, en, x, y, at, persons in named
        if at >= 0 and (district := districts[at])
    ]  # fmt: skip


def town_near(campaign: Campaign, place: Place, adcode: str) -> tuple[NamedPlace, float] | None:
    """The town of a district that is nearest to a place, and how far it is in metres."""

    def by_district() -> dict[str, list[NamedPlace]]:
        return places_by_district(named_towns(campaign, named_districts(campaign)))

    towns = campaign.still.get("towns of districts", "", by_district, most=1).get(adcode, [])
    if not towns:
        return None
    lon, lat = np.array([[town.lon, town.lat] for town in towns]).T
    metres = distances_m(lon, lat, np.full_like(lon, place.lon), np.full_like(lat, place.lat))
    at = int(metres.argmin())
    return towns[at], float(metres[at])


def places_by_district(places: Sequence[NamedPlace]) -> dict[str, list[NamedPlace]]:
    """Places by the district that holds them."""
    held: dict[str, list[NamedPlace]] = {}
    for place in places:
        held.setdefault(place.adcode, []).append(place)
    return held


def districts_of_other_editions(campaign: Campaign, _: Sequence[NamedPlace]) -> list[NamedPlace]:
    """The districts of before or since whose land is parted otherwise in this campaign."""
    gazetteer = campaign.gazetteer
    others = sorted(MOVED.difference(campaign.districts.index))
    return [
        NamedPlace(
            DISTRICT, *gazetteer.names(code), *gazetteer.seat(code), code, *gazetteer.names(code),
            *_city_names(code), None, source="districts",
        )
        for code in others
        if gazetteer.heirs(code)
    ]  # fmt: skip


SOURCES: tuple[Source, ...] = (named_towns, districts_of_other_editions)
"""Where places within the districts come from; a source more is one more function here."""


def _number_or_none(persons: float) -> float | None:
    return None if pd.isna(persons) or not np.isfinite(persons) else float(persons)


def _city_names(adcode: str) -> tuple[str, str]:
    city = city_of(adcode)
    return city_name(city), city_name(city, "en")


def _other_names(adcode: str) -> tuple[str, ...]:
    """The names and codes that a district, renamed but no other land, had before or has since."""
    if adcode in MOVED:
        return ()
    others = [(code, *named_in_changes()[code]) for code in kin(adcode)]
    return tuple(name for code, zh, en in others for name in (code, zh, "".join(syllables(zh)), en))
