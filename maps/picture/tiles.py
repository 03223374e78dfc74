"""The ground of extracts on the sheet: the live map's tiles, as paths, with the rivers' names."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import orjson

from geodata.base.arrays import Floats
from geodata.ground.folder import GroundTiles
from geodata.ground.kinds import TUNNEL, ZOOMS, Kind, Place
from geodata.ground.plane import EXTENT, to_degrees, to_square
from maps.picture.element import add
from maps.picture.frame import Box, Frame
from maps.picture.ground import line_of
from maps.picture.lettering import inside, overlap, text_width

WIDEST_TILE = 300  # units: a larger one is taken from a nearer zoom
MOST_TILES = 48
CLEARANCE = 2.0
NAME_SIZE = 10.5
CLASSES: Mapping[Kind, str] = {
    Kind.RIVER: "river", Kind.WATER: "lake", Kind.BANK: "bank", Kind.FERRY: "ferry",
    Kind.PRIMARY: "road", Kind.TRUNK: "road", Kind.MOTORWAY: "road", Kind.RAIL: "rail",
    Kind.METRO: "metro",
}  # fmt: skip
"""What is drawn, in this order; a picture is quieter than the map that one moves about on."""

Tile = tuple[tuple[int, int, int], Mapping[str, Any]]


def tiles_in(grounds: Sequence[GroundTiles], frame: Frame) -> list[Tile]:
    """The tiles of the frame's land, at the zoom that fits its scale."""
    west_north, east_south = corners(frame)
    zoom, first, last = ZOOMS[0], (0, 0), (0, 0)
    for each in ZOOMS:
        first, last = (
            (floor(x * 2**each), floor(y * 2**each)) for x, y in (west_north, east_south)
        )
        zoom = each
        across = frame.box.width / max((east_south[0] - west_north[0]) * 2**each, 1e-9)
        if across <= WIDEST_TILE:
            break
    columns, rows = (range(first[n], last[n] + 1) for n in (0, 1))
    if len(columns) * len(rows) > MOST_TILES:
        return []
    return list(read(grounds, [(zoom, x, y) for x in columns for y in rows]))


def read(
    grounds: Sequence[GroundTiles], addresses: Sequence[tuple[int, int, int]]
) -> Iterator[Tile]:
    """What the tiles of some addresses hold."""
    for ground in grounds:
        for address in addresses:
            if packed := ground.tile(*address):
                yield address, orjson.loads(gzip.decompress(packed))


def corners(frame: Frame) -> list[list[float]]:
    """The frame's north-western and south-eastern corner on the square of the tiles."""
    found: list[list[float]] = to_square(frame.corners).tolist()
    return found


def draw_tiles(into: Element, tiles: Sequence[Tile], frame: Frame) -> None:
    """The shapes of tiles, one path for each kind."""
    lines: dict[Kind, list[str]] = {}
    for address, held in tiles:
        for number, *shapes in held["s"]:
            kind = Kind(number % TUNNEL)
            if kind in CLASSES:
                drawn = (path_of(address, shape, frame, kind) for shape in shapes)
                lines.setdefault(kind, []).extend(filter(None, drawn))
    for kind, name in CLASSES.items():
        if path := "".join(lines.get(kind, ())):
            add(into, "path", d=path, class_=f"ground {name}")


def path_of(address: tuple[int, int, int], steps: Sequence[int], frame: Frame, kind: Kind) -> str:
    """One line or ring of a tile, as SVG writes it."""
    points = np.cumsum(np.array(steps, dtype=np.int64).reshape(-1, 2), axis=0)
    return line_of(on_sheet(address, points, frame), closed=kind is Kind.WATER)


def on_sheet(address: tuple[int, int, int], points: Any, frame: Frame) -> Floats:
    """Points of a tile on the sheet, shape (n, 2)."""
    z, x, y = address
    return frame.at(to_degrees((np.asarray(points) / EXTENT + (x, y)) / 2**z))


def name_rivers(
    into: Element, tiles: Sequence[Tile], frame: Frame, names: str, taken: Sequence[Box]
) -> None:
    """The rivers' names along them, each once, where there is room."""
    filled, written = list(taken), set[str]()
    for address, held in tiles:
        for place, zh, latin, x, y, *along in held["n"]:
            text = zh if names == "zh" else latin or zh
            if place != Place.RIVER or text in written or not along:
                continue
            ((east, south),) = on_sheet(address, [(x, y)], frame).tolist()
            box = box_of(text, (east, south), along[0])
            if not inside(box, frame.box) or any(overlap(box, other) for other in filled):
                continue
            filled.append(box)
            written.add(text)
            turned = f"rotate({along[0]} {east:.1f} {south:.1f})"
            add(into, "text", text, x=east, y=south - 4, class_="name water", transform=turned)


def box_of(text: str, at: tuple[float, float], angle: int) -> Box:
    """The room that a turned text takes."""
    width, height = text_width(text, NAME_SIZE), NAME_SIZE + 2 * CLEARANCE
    cos, sin = abs(np.cos(np.radians(angle))), abs(np.sin(np.radians(angle)))
    across, down = float(width * cos + height * sin), float(width * sin + height * cos)
    return Box(at[0] - across / 2, at[1] - down / 2, across, down)
