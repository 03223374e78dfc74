"""Water whose relation is not whole in an extract: what of it closes by itself is an area still."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import shapely


@dataclass(frozen=True, slots=True)
class Banks:
    """The ways of an area of water by their numbers: around it, and around its islands."""

    outer: tuple[int, ...]
    inner: tuple[int, ...] = ()

    @property
    def all(self) -> tuple[int, ...]:
        """Every way."""
        return *self.outer, *self.inner


def banks_of(relation: Any) -> Banks:
    """The banks that a relation names; who names none means the outer ones."""
    ways = [(each.ref, each.role) for each in relation.members if each.type == "w"]
    inner = tuple(number for number, role in ways if role == "inner")
    return Banks(tuple(number for number, role in ways if role != "inner"), inner)


def closed_water(
    broken: Iterable[tuple[int, Banks]], lines: Mapping[int, str]
) -> tuple[dict[int, str], set[int]]:
    """
    The water that closes though it is not whole.

    Parameters
    ----------
    broken
        Its banks, by the number of its relation.
    lines
        The banks that are there, by the number of the way, as hexadecimal WKB.

    Returns
    -------
    tuple
        Areas by the number of the relation, as hexadecimal WKB, and the ways that are their edges.
    """
    areas: dict[int, str] = {}
    edges: set[int] = set()
    for number, banks in broken:
        water = enclosure(banks, lines)
        if shapely.is_empty(water):
            continue
        areas[number] = shapely.to_wkb(water, hex=True)
        there = [way for way in banks.all if way in lines]
        on_edge = shapely.covers(shapely.boundary(water), lines_of(there, lines))
        edges |= {way for way, lies in zip(there, on_edge.tolist(), strict=True) if lies}
    return areas, edges


def enclosure(banks: Banks, lines: Mapping[int, str]) -> Any:
    """
    What outer banks enclose, without what inner ones do.

    A bank of which a piece is missing encloses nothing, and neither does one that crosses itself.
    """
    water, islands = (area_of(lines_of(ways, lines)) for ways in (banks.outer, banks.inner))
    return shapely.difference(water, islands)


def lines_of(ways: Iterable[int], lines: Mapping[int, str]) -> Any:
    """The lines of some ways, those that are there."""
    return shapely.from_wkb([lines[way] for way in ways if way in lines])


def area_of(lines: Any) -> Any:
    """What lines enclose; an island in it is none of it."""
    area = shapely.build_area(shapely.multilinestrings(shapely.get_parts(lines)))
    return area if shapely.is_valid(area) else shapely.Polygon()
