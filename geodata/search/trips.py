"""Trips from one place to fairs: how far each is, how long it takes, and by which method."""

from dataclasses import dataclass
from enum import StrEnum

from geodata.access.travel import Method
from geodata.base.arrays import ArrayKey, Ints
from geodata.base.place import Place
from geodata.base.point_tree import PointTree
from geodata.campaign.campaign import Campaign

SETS_KEPT = 32


class Notice(StrEnum):
    """
    What a seeker should know of a trip.

    ``long_way``: the way by road is over four times the straight line, from three kilometres on.
    ``roads_missing``: around the fair the roads of fewer than 95 % of the people are known.
    ``no_way``: roads are known well enough at both ends, but no way leads from one to the other,
    so that the trip is estimated.
    """

    LONG_WAY = "long_way"
    ROADS_MISSING = "roads_missing"
    NO_WAY = "no_way"


@dataclass(frozen=True, slots=True)
class Trip:
    """
    The trip to one fair.

    Parameters
    ----------
    fair_at
        Its position in ``campaign.fairs``.
    metres
        Geodesic on WGS-84, metres.
    minutes
        None where the method gives none.
    """

    fair_at: int
    metres: float
    minutes: float | None
    method: Method
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Venues:
    """The places where some fairs are held, and which of them at each, in their order."""

    tree: PointTree
    fairs: list[list[int]]


def straight_trips(
    campaign: Campaign, fairs: Ints, place: Place, k: int, min_per_m: float | None = None
) -> list[Trip]:
    """
    The k fairs nearest by the straight line, equal ones (to the millimetre) as they are given.

    Parameters
    ----------
    min_per_m
        Minutes for each metre of the line, where the trips are estimated.
    """
    there = venues(campaign, fairs)
    if there is None:
        return []
    places, metres = there.tree.nearest_few(place.lon, place.lat, k)
    found = [
        (round(away, 3), n, away)
        for where, away in zip(places.tolist(), metres.tolist(), strict=True)
        for n in there.fairs[where]
    ]
    method = Method.STRAIGHT if min_per_m is None else Method.ESTIMATED
    return [
        Trip(int(fairs[n]), away, None if min_per_m is None else away * min_per_m, method)
        for _, n, away in sorted(found)[:k]
    ]


def venues(campaign: Campaign, fairs: Ints) -> Venues | None:
    """The places of some fairs, kept from one request to the next; None without any."""

    def gather() -> Venues | None:
        if not fairs.size:
            return None
        table = campaign.fairs.iloc[fairs]
        tree = PointTree.of(table["lon"].to_numpy(), table["lat"].to_numpy())
        return Venues(tree, fairs_by_place(tree))

    return campaign.cache.get("venues", ArrayKey(fairs), gather, most=SETS_KEPT)


def fairs_by_place(tree: PointTree) -> list[list[int]]:
    """The fairs at each place of a tree, as numbers in the order in which they are given."""
    groups: list[list[int]] = [[] for _ in range(len(tree.lon))]
    for n, place in enumerate(tree.place_of.tolist()):
        groups[place].append(n)
    return groups
