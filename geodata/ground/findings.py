"""What has been found in extracts: lines, areas, and what has a name; several of them made one."""

from dataclasses import dataclass, field
from typing import NamedTuple

from geodata.ground.banks import Banks, closed_water
from geodata.ground.kinds import Kind, Place
from geodata.ground.names import NAMELESS, Name


class Shape(NamedTuple):
    """A line or an area: what it is drawn as, its name, its geometry as hexadecimal WKB."""

    kind: int
    name: Name
    geometry: str


class Spot(NamedTuple):
    """A point that has a name, and what else it is called."""

    place: Place
    name: Name
    lon: float
    lat: float
    also: tuple[str, ...] = ()


@dataclass(slots=True)
class Extract:
    """
    The ground of one extract, or of several.

    Parameters
    ----------
    shapes
        By their number in OpenStreetMap, lines and areas apart.
    spots
        Likewise.
    waters
        What is to be an area of water: its banks, by the number of its relation; a closed way by
        its own number, less than 0.
    whole
        What of it could be assembled.
    coasts
        The numbers of the ways that are coasts.
    vertices
        How many there are in all.
    """

    shapes: dict[tuple[str, int], Shape] = field(default_factory=dict)
    spots: dict[tuple[str, int], Spot] = field(default_factory=dict)
    waters: dict[int, Banks] = field(default_factory=dict)
    whole: set[int] = field(default_factory=set)
    coasts: list[int] = field(default_factory=list)
    vertices: int = 0

    @property
    def broken_ways(self) -> set[int]:
        """The ways of water that is not whole in this extract."""
        return {way for _, banks in self.broken_waters for way in banks.all}

    @property
    def broken_waters(self) -> list[tuple[int, Banks]]:
        """The water that is not whole in this extract."""
        return [each for each in self.waters.items() if each[0] not in self.whole]


def as_one(extracts: list[Extract]) -> Extract:
    """Several extracts: of what several hold the first is taken, of broken water the whole."""
    one = Extract()
    for each in reversed(extracts):
        one.shapes |= each.shapes
        one.spots |= each.spots
        one.waters |= each.waters
        one.whole |= each.whole
    broken = one.broken_ways
    for key in [key for key in one.shapes if key[0] == "b" and key[1] not in broken]:
        del one.shapes[key]
    fill_broken(one)
    return one


def fill_broken(one: Extract) -> None:
    """Water that is not whole is an area where its banks close; other banks stay lines."""
    lines = {number: each.geometry for (of, number), each in one.shapes.items() if of == "b"}
    areas, edges = closed_water(one.broken_waters, lines)
    for number, area in areas.items():
        one.shapes["ab", number] = Shape(Kind.WATER, NAMELESS, area)
    for way in edges:
        del one.shapes["b", way]
