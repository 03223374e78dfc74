"""The land: neighbours, districts in their classes, rivers, and the outlines of cities."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from geodata.base.arrays import Floats
from maps.picture.element import add
from maps.picture.frame import Frame
from maps.picture.land import Land

Feature = Mapping[str, Any]
DECIMALS = 1
HATCH = 6


def draw_hatch(into: Element) -> None:
    """What hatched areas are filled with."""
    turned = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    pattern = add(into, "pattern", id="hatch", width=HATCH, height=HATCH, **turned)
    add(pattern, "path", d=f"M0 0V{HATCH}", class_="hatch")


def draw_areas(into: Element, features: Iterable[Feature], frame: Frame, kind: str) -> None:
    """Areas or lines of one kind."""
    for feature in features:
        if line := path_of(feature["geometry"], frame):
            add(into, "path", d=line, class_=kind)


def draw_districts(into: Element, land: Land, frame: Frame, names: str) -> None:
    """The districts, each with its code, its name and, where there are figures, its class."""
    for feature in land.base["districts"]["features"]:
        told = feature["properties"]
        look = land.look(told["adcode"])
        kind = f"district {look.kind}".rstrip()
        line = path_of(feature["geometry"], frame)
        shape = add(into, "path", d=line, class_=kind, data_adcode=told["adcode"])
        add(shape, "title", told[names])
        if look.is_hatched:
            add(into, "path", d=line, class_="hatched")


def path_of(geometry: Mapping[str, Any] | None, frame: Frame) -> str:
    """A shape as SVG writes it; "" for one that has no extent on the sheet."""
    return "".join(filter(None, (line_of(frame.at(ring), closed=closed)
                                 for ring, closed in parts_of(geometry))))  # fmt: skip


def parts_of(geometry: Mapping[str, Any] | None) -> Iterator[tuple[Sequence[Any], bool]]:
    """The rings and lines of a GeoJSON geometry, and whether each is closed."""
    if geometry is None:
        return
    found = geometry.get("coordinates", ())
    match geometry["type"]:
        case "Polygon":
            yield from ((ring, True) for ring in found)
        case "MultiPolygon":
            yield from ((ring, True) for polygon in found for ring in polygon)
        case "LineString":
            yield found, False
        case "MultiLineString":
            yield from ((line, False) for line in found)


def line_of(points: Floats, *, closed: bool) -> str:
    """A line through points, without those that fall on the one before."""
    tenths = np.rint(points * 10**DECIMALS).astype(np.int64)
    moves = np.any(np.diff(tenths, axis=0) != 0, axis=1)
    kept = tenths[np.append(True, moves)]
    if len(kept) < 2 + closed:
        return ""
    # Steps from point to point are shorter than where the points lie.
    steps = np.vstack([kept[:1], np.diff(kept, axis=0)])
    numbers = [f"{x / 10:g} {y / 10:g}" for x, y in steps.tolist()]
    return f"M{numbers[0]}l{' '.join(numbers[1:])}{'z' if closed else ''}".replace(" -", "-")
