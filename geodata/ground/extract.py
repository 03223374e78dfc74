"""An OpenStreetMap extract, read for what lies on the ground: lines, areas and what has a name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import osmium
import shapely

from geodata.errors import FileRefused, refusal
from geodata.ground.banks import Banks, banks_of
from geodata.ground.findings import Extract, Shape, Spot
from geodata.ground.kinds import (
    KEYS,
    LANDMARKS,
    STREETS,
    TUNNEL,
    WATERS,
    Kind,
    Place,
    area_kind,
    line_kind,
    place_kind,
)
from geodata.ground.names import NAMELESS, Name, is_chinese, name_of, other_names_of
from geodata.ground.sea import Box, seas
from geodata.signs.osm import file_of

MOST_VERTICES = 60_000_000
TELL_EVERY = 50_000
LOCATIONS = "sparse_mem_array"  # ids may be as large as 64 bits hold
WKB = osmium.geom.WKBFactory()
WKB_OF_A_VERTEX = 32  # letters
NODES, WAYS, RELATIONS = osmium.osm.NODE, osmium.osm.WAY, osmium.osm.RELATION

Tell = Callable[[str], None]


def read_extract(path: Path, tell: Tell) -> Extract:
    """
    Read what lies on the ground.

    Parameters
    ----------
    path
        As `geodata.signs.osm` takes it.
    tell
        Told from time to time how far the reading is.

    Raises
    ------
    FileRefused
        If the file is cut off or damaged, or holds more than a ground can.
    """
    try:
        return gather(path, tell)
    except FileRefused:
        raise
    except (RuntimeError, ValueError, OSError, KeyError, osmium.InvalidLocationError) as error:
        told = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        reason = f"is no OpenStreetMap file, or is cut off or damaged ({told}); download it anew"
        raise refusal(path, reason) from None


def gather(path: Path, tell: Tell) -> Extract:
    """The ground of a file, in its order; what broken areas leave comes last."""
    found, file = Extract(), file_of(path)
    tell(f"reading the ground of {path.name}")
    for count, each in enumerate(what_matters(file), 1):
        if count % TELL_EVERY == 0:
            tell(f"{count:,} things on the ground read")
        take(found, each)
        if found.vertices > MOST_VERTICES:
            reason = f"holds more than {MOST_VERTICES:,} vertices of ground; cut out the region"
            raise refusal(path, reason)
    if missing := found.broken_ways:
        for way in ways_of(file, missing):
            take_bank(found, way)
    if found.coasts:
        add_seas(found, box_of(file))
    return found


def box_of(file: Any) -> Box | None:
    """What an extract says that it holds: west, south, east and north; None where it does not."""
    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        box = reader.header().box()
    if not box.valid() or not box.size():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lon, low.lat, high.lon, high.lat


def add_seas(found: Extract, box: Box | None) -> None:
    """The sea on the right of the coasts, as far as the box reaches."""
    coasts = [found.shapes["w", way].geometry for way in found.coasts if ("w", way) in found.shapes]
    for number, area in enumerate(seas(coasts, box) if box else ()):
        found.shapes[f"sea {box}", number] = Shape(Kind.WATER, NAMELESS, area)


def what_matters(file: Any) -> Iterator[Any]:
    """Nodes, ways, relations, and the areas that osmium assembles; each valid until the next."""
    keys = osmium.filter.KeyFilter(*KEYS)
    areal = osmium.filter.KeyFilter("natural", "waterway", "landuse", "leisure", "amenity")
    processor = osmium.FileProcessor(file).with_locations(LOCATIONS).with_areas(areal)
    return iter(processor.with_filter(keys))


def ways_of(file: Any, numbers: set[int]) -> Iterator[Any]:
    """Some ways of a file."""
    processor = osmium.FileProcessor(file, NODES | WAYS).with_locations(LOCATIONS)
    processor.with_filter(osmium.filter.EntityFilter(WAYS))
    return iter(processor.with_filter(osmium.filter.IdFilter(numbers)))


def take(found: Extract, each: Any) -> None:
    """Keep one thing if it is ground."""
    if each.is_node():
        take_node(found, each)
    elif each.is_way():
        take_way(found, each)
    elif each.is_area():
        take_area(found, each)
    elif is_water(each):
        found.waters[each.id] = banks_of(each)
    elif each.tags.get("type") == "waterway":
        name_river(found, each)


def ways_in(relation: Any) -> list[int]:
    """The numbers of the ways that a relation holds."""
    return [member.ref for member in relation.members if member.type == "w"]


def name_river(found: Extract, relation: Any) -> None:
    """A river's lines are called as all of it is, where they have no name or no Chinese one."""
    name = name_of(relation.tags)
    if not name.zh:
        return
    for way in ways_in(relation):
        shape = found.shapes.get(("w", way))
        if shape is None or shape.kind % TUNNEL not in FLOWING:
            continue
        if not shape.name.zh or (is_chinese(name.zh) and not is_chinese(shape.name.zh)):
            found.shapes["w", way] = shape._replace(name=name)


def is_water(relation: Any) -> bool:
    """Whether a relation is an area of water."""
    typed = relation.tags.get("type") == "multipolygon"
    return typed and area_kind(relation.tags) is Kind.WATER


def take_node(found: Extract, node: Any) -> None:
    """Keep a point that has a name, or an entrance."""
    place = place_kind(node.tags)
    if place is None or not node.location.valid():
        return
    name = name_of(node.tags)
    if place is Place.ENTRANCE and not name.zh:
        name = Name(*2 * (str(node.tags.get("ref", ""))[:4],))
    if name.zh or place is Place.ENTRANCE:
        at = node.location
        found.spots["n", node.id] = Spot(place, name, at.lon, at.lat, other_names(place, node.tags))


def other_names(place: Place, tags: Any) -> tuple[str, ...]:
    """What else a place is called that one looks for by its name."""
    return other_names_of(tags) if place in LANDMARKS else ()


def take_way(found: Extract, way: Any) -> None:
    """Keep a line; what is closed comes as an area, too."""
    kind = line_kind(way.tags)
    if area_kind(way.tags) is Kind.WATER:
        if way.is_closed():
            found.waters[-way.id] = Banks((way.id,))
            kind = None if kind is not None and kind % TUNNEL == Kind.BANK else kind
        elif kind is None:
            kind = Kind.BANK  # its relation, if it has one, says no more than that
    if way.tags.get("natural") == "coastline":
        found.coasts.append(way.id)
    if kind is not None:
        add_line(found, ("w", way.id), kind, way)


def add_line(found: Extract, key: tuple[str, int], kind: int, way: Any) -> None:
    """Keep a way as a line of a kind."""
    geometry = line_of(way)
    if geometry is None:
        return
    bare = kind % TUNNEL
    name = name_of(way.tags) if bare in NAMED_LINES else NAMELESS
    found.vertices += len(way.nodes)
    found.shapes[key] = Shape(kind, name, geometry)


NAMED_LINES = frozenset({*STREETS, *WATERS.values()})
FLOWING = (Kind.RIVER, Kind.STREAM)


def line_of(way: Any) -> str | None:
    """A way's line as hexadecimal WKB, in pieces where nodes are missing; None if none is there."""
    try:
        line: str = WKB.create_linestring(way)
    except (RuntimeError, osmium.InvalidLocationError):
        return pieces_of(way)
    return line


def pieces_of(way: Any) -> str | None:
    """What is there of a way that lacks nodes."""
    runs: list[list[tuple[float, float]]] = [[]]
    for node in way.nodes:
        if not node.location.valid():
            runs.append([])
        elif not runs[-1] or runs[-1][-1] != (node.lon, node.lat):
            runs[-1].append((node.lon, node.lat))
    lines = [shapely.linestrings(run) for run in runs if len(run) > 1]
    return shapely.to_wkb(shapely.multilinestrings(lines), hex=True) if lines else None


def take_area(found: Extract, area: Any) -> None:
    """Keep an area; one of water that could not be assembled is known by its ways."""
    kind, place = area_kind(area.tags), place_kind(area.tags)
    number = area.orig_id()
    key = ("w" if area.from_way() else "r", number)
    geometry = polygon_of(area) if kind is not None or place is not None else None
    if geometry is None:
        return
    found.whole.add(-number if area.from_way() else number)
    name = name_of(area.tags)
    found.vertices += len(geometry) // WKB_OF_A_VERTEX
    if kind is not None:
        found.shapes["a" + key[0], number] = Shape(kind, name, geometry)
    if place is not None and name.zh:
        middle = shapely.point_on_surface(shapely.from_wkb(geometry))
        also = other_names(place, area.tags)
        found.spots[key] = Spot(place, name, float(middle.x), float(middle.y), also)


def polygon_of(area: Any) -> str | None:
    """The polygons of an area as hexadecimal WKB; None where osmium could not assemble it."""
    try:
        made: str = WKB.create_multipolygon(area)
    except (RuntimeError, osmium.InvalidLocationError):
        return None
    return made


def take_bank(found: Extract, way: Any) -> None:
    """Keep a way of water that is not whole as the line of its bank."""
    add_line(found, ("b", way.id), Kind.BANK, way)
