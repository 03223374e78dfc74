"""Places by name that the ground of an extract tells of: stations, quarters, hospitals, bridges."""

from collections.abc import Mapping, Sequence

import numpy as np

from geodata.campaign.campaign import Campaign
from geodata.districts.locate import locate
from geodata.ground.folder import Landmark
from geodata.ground.kinds import Place
from geodata.search.named_places import NamedPlace, named_towns
from geodata.search.pinyin import fold_name, syllables

# In this order; of two of one name at one place the first is taken.
KINDS: Mapping[Place, str] = {
    Place.SUBDISTRICT: "subdistrict",
    Place.TOWN: "town",
    Place.QUARTER: "quarter",
    Place.AIRPORT: "airport",
    Place.STATION: "station",
    Place.METRO_STATION: "metro",
    Place.UNIVERSITY: "university",
    Place.HOSPITAL: "hospital",
    Place.MARKET: "market",
    Place.BRIDGE: "bridge",
}
STATIONS = (Place.STATION, Place.METRO_STATION)
ENDINGS = ("街道", "地铁站", "轨道站", "站", "镇", "乡")
MOST = 3_000  # what a worker holds of them
SAME_DEGREES = 0.025


def landmarks(campaign: Campaign) -> list[Landmark]:
    """Those of all grounds, the more important kinds first."""
    order = {int(place): n for n, place in enumerate(KINDS)}
    found = [each for ground in campaign.grounds for each in ground.landmarks]
    known = [each for each in found if each.place in order]
    return sorted(known, key=lambda each: (order[each.place], each.zh))


def named_landmarks(campaign: Campaign, districts: Sequence[NamedPlace]) -> list[NamedPlace]:
    """The landmarks that lie in a district of the campaign, each place once."""
    if not districts or not campaign.grounds:
        return []
    kept = apart(landmarks(campaign), named_towns(campaign, districts))[:MOST]
    lon, lat = (np.array([getattr(each, axis) for each in kept]) for axis in ("lon", "lat"))
    held = locate(campaign.districts, lon, lat) if kept else ()
    return [place_of(each, districts[at]) for each, at in zip(kept, held, strict=True) if at >= 0]


def place_of(landmark: Landmark, district: NamedPlace) -> NamedPlace:
    """A landmark in the district that holds it."""
    return NamedPlace(
        KINDS[Place(landmark.place)], landmark.zh, landmark.en, landmark.lon, landmark.lat,
        district.adcode, district.name_zh, district.name_en, district.city_zh, district.city_en,
        None, other_names(landmark.also), source="ground",
    )  # fmt: skip


def other_names(also: Sequence[str]) -> tuple[str, ...]:
    """What else a landmark is called, and each Chinese name in pinyin."""
    read = ("".join(syllables(name)) for name in also)
    return tuple(dict.fromkeys(filter(None, (*also, *read))))


def apart(found: Sequence[Landmark], towns: Sequence[NamedPlace]) -> list[Landmark]:
    """
    The landmarks without those that a town or an earlier one of the same name is.

    The earlier one takes their other names over; no town can, and so what has some stays.
    """
    kept: list[Landmark] = []
    taken: dict[str, list[tuple[float, float, int | None]]] = {}
    for town in towns:
        taken.setdefault(bare(town.name_zh), []).append((town.lon, town.lat, None))
    for each in found:
        same = taken.setdefault(bare(each.zh), [])
        near = [at for x, y, at in same if max(abs(each.lon - x), abs(each.lat - y)) < SAME_DEGREES]
        of = next((at for at in near if at is not None), None)
        if of is not None:
            kept[of] = kept[of]._replace(also=(*kept[of].also, *each.also))
        elif each.also or not near:
            same.append((each.lon, each.lat, len(kept)))
            kept.append(each)
    return kept


def bare(name: str) -> str:
    """A name without its kind, folded: 观音桥 of 观音桥街道 and of 观音桥站."""
    kind = next((each for each in ENDINGS if name.endswith(each) and len(name) > len(each) + 1), "")
    return fold_name(name.removesuffix(kind))
