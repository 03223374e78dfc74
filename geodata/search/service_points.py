"""Where a district deals with what the catalogue holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from geodata.search.catalogue import FAR_AWAY_M, Match, Offer, Point


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """
    One place in a district.

    Parameters
    ----------
    point
        Where it is; its hours are those of the first thing that is dealt with there.
    offers
        What is dealt with there, in the order in which it was found.
    """

    point: Point
    offers: tuple[Offer, ...]


def service_points(found: Iterable[Match], adcode: str | None) -> list[ServicePoint]:
    """The places in a district where any of what was found is dealt with, the nearest first."""
    places: dict[tuple[object, ...], tuple[Point, dict[str, Offer]]] = {}
    for match in found:
        for point in match.points:
            if adcode and point.adcode == adcode and (point.venue or point.address):
                where = point.venue, point.address, point.lon, point.lat
                _, dealt = places.setdefault(where, (point, {}))
                dealt[match.offer.ids[0]] = match.offer
    points = [ServicePoint(point, tuple(dealt.values())) for point, dealt in places.values()]
    return sorted(points, key=lambda each: _away(each.point))


def _away(point: Point) -> float:
    return FAR_AWAY_M if point.metres is None else point.metres
