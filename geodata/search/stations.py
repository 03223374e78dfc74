"""The stations near a fair, and the way on foot."""

from dataclasses import dataclass

import numpy as np

from geodata.access.from_place import FromPlace
from geodata.base.geodesy import distances_m
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.ground.folder import Landmark
from geodata.search.landmarks import STATIONS, landmarks
from geodata.signs.profile import Profile

FARTHEST_M = 3_000.0  # farther nobody walks
MOST = 2
TRIED = 3  # the nearest in a straight line may not be so on foot
KEPT = 400  # fairs


@dataclass(frozen=True, slots=True)
class Station:
    """
    A station near a fair.

    Parameters
    ----------
    metres
        On foot, or in a straight line where no way is known.
    minutes
        On foot; None where no way is known.
    """

    name_zh: str
    name_en: str
    metres: float
    minutes: float | None


def stations_near(campaign: Campaign, fair_id: str) -> tuple[Station, ...]:
    """The nearest stations of a fair, the shortest way first; none where none is known."""

    def find() -> tuple[Station, ...]:
        at = int(np.flatnonzero(campaign.fairs.index == fair_id)[0])
        lon, lat = (campaign.fairs[axis].to_numpy(dtype=float)[at] for axis in ("lon", "lat"))
        found = [walk_to(campaign, *each, at) for each in nearest(campaign, lon, lat)]
        within = (each for each in found if each.metres <= FARTHEST_M)
        return tuple(sorted(within, key=lambda each: each.metres)[:MOST])

    return campaign.cache.get("stations near", fair_id, find, most=KEPT)


def nearest(campaign: Campaign, lon: float, lat: float) -> list[tuple[Landmark, float]]:
    """The stations nearest in a straight line, each name once, with the metres."""
    stations = [each for each in landmarks(campaign) if each.place in STATIONS]
    if not stations:
        return []
    there = np.array([(each.lon, each.lat) for each in stations])
    here = np.full(len(stations), lon), np.full(len(stations), lat)
    metres = distances_m(*here, there[:, 0], there[:, 1])
    found: dict[str, tuple[Landmark, float]] = {}
    for n in np.argsort(metres, kind="stable")[: 4 * TRIED].tolist():
        if metres[n] <= FARTHEST_M:
            found.setdefault(stations[n].zh, (stations[n], float(metres[n])))
    return list(found.values())[:TRIED]


def walk_to(campaign: Campaign, station: Landmark, straight_m: float, fair: int) -> Station:
    """A station and the way on foot from there to the fair at a position."""
    there = FromPlace.of(campaign, Place(station.lon, station.lat), Profile.WALK)
    way = there.way(fair)
    if way is None:
        return Station(station.zh, station.en, straight_m, None)
    return Station(station.zh, station.en, way.metres + sum(way.walk_m), way.minutes)
