"""
Places as map apps keep them: KML, and KMZ, which is KML in an archive with its pictures.

By its standard (OGC 12-007r2) KML is in WGS-84; apps made for a shifted datum write that one all
the same, so that ``--datum`` counts. Links to other addresses are not followed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

import shapely
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geodata.errors import refusal
from geodata.formats.archive import Member, members, name_list, open_archive
from geodata.formats.features import ShapeRefused, feature_cells, require_few, shapes_by
from geodata.formats.raw_table import RawTable

KML = ".kml"
MAIN = "doc.kml"
# What a place says of itself, besides the fields that its maker gave it.
OWN = ("name", "address", "phoneNumber", "description")
SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Model", "Track")
COMMA = re.compile(r"\s*,\s*")
MOST_NESTED = 20


def read_kml(path: Path, most_rows: int) -> RawTable:
    """
    The places of a KML file.

    Raises
    ------
    FileRefused
        If it is broken, holds none, or only links to others.
    """
    with path.open("rb") as content:
        return places_of(path, content, most_rows)


def read_kmz(path: Path, most_rows: int) -> RawTable:
    """
    The places of a KMZ archive; its pictures are left out.

    Raises
    ------
    FileRefused
        As for KML, and for an archive that is broken or a bomb.
    """
    with open_archive(path) as archive:
        main = main_of(path, [each for each in members(path, archive) if each.extension == KML])
        with archive.open(main.info) as content:
            return places_of(path, content, most_rows)


def main_of(path: Path, inside: Sequence[Member]) -> Member:
    """The document of an archive: the only one, or that which is called as apps call it."""
    called = [each for each in inside if each.name.rpartition("/")[2].lower() == MAIN]
    found = inside if len(inside) == 1 else called
    if len(found) == 1:
        return found[0]
    if not inside:
        raise refusal(path, "holds no .kml; save the places anew from the map app")
    raise refusal(path, f"holds several documents: {name_list(inside)}; export only the one")


def places_of(path: Path, content: IO[bytes], most_rows: int) -> RawTable:
    """The placemarks of a document."""
    rows: list[dict[str, Any]] = []
    drawn: list[Element | None] = []
    linked = 0
    try:
        for kind, node in placemarks(content):
            if kind == "NetworkLink":
                linked += 1
                continue
            rows.append(fields_of(node))
            drawn.append(next((each for each in node if tag(each) in SHAPES), None))
            require_few(path, len(rows), len(rows[-1]), most_rows)
            node.clear()
    except DefusedXmlException:
        raise refusal(path, "defines entities of its own; save it anew") from None
    except (ParseError, UnicodeError, ValueError, LookupError):
        raise refusal(path, "is no KML that can be read; save it anew from the map app") from None
    if not rows:
        where = "only links to places elsewhere" if linked else "holds no places"
        raise refusal(path, f"{where}; save the places themselves from the map app")
    names = field_names(rows)
    require_few(path, len(rows), len(names), most_rows)
    cells = feature_cells(names, [[row.get(name) for name in names] for row in rows])
    notice = f"{linked:,} links to places elsewhere were not followed"
    return RawTable(
        cells, geometry=shapes_by(path, shape_of, drawn), notices=(notice,) if linked else ()
    )


def placemarks(content: IO[bytes]) -> Iterator[tuple[str, Element]]:
    """Every placemark and link of a document, one by one; what lies between is let go."""
    open_folders: list[Element] = []
    for event, node in iterparse(content, events=("start", "end"), forbid_dtd=True):
        kind = tag(node)
        if event == "start" and kind in ("kml", "Document", "Folder"):
            open_folders.append(node)
        elif event == "end" and kind in ("kml", "Document", "Folder"):
            open_folders.pop()
        elif event == "end" and kind in ("Placemark", "NetworkLink"):
            yield kind, node
            if open_folders:
                open_folders[-1].clear()


def tag(node: Element) -> str:
    """A node's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def fields_of(node: Element) -> dict[str, Any]:
    """What a placemark says: its own few fields, and those in its extended data."""
    fields: dict[str, Any] = {}
    for each in node:
        if tag(each) in OWN:
            fields[tag(each)] = text_of(each)
        elif tag(each) == "ExtendedData":
            fields |= dict(extended_data(each))
    return fields


def extended_data(node: Element) -> Iterator[tuple[str, str | None]]:
    """The names and values of extended data, plain or after a schema."""
    for each in node.iter():
        name = each.get("name")
        if tag(each) == "SimpleData" and name:
            yield name.strip(), text_of(each)
        elif tag(each) == "Data" and name:
            value = next((part for part in each if tag(part) == "value"), None)
            yield name.strip(), text_of(value)


def text_of(node: Element | None) -> str | None:
    """The text of a node; None for nothing."""
    text = "".join(node.itertext()).strip() if node is not None else ""
    return text or None


def field_names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """
    The fields of all places.

    Apps repeat one field as the name of the place; the name then says nothing of its own.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    others = [name for name in names if name not in OWN]
    if any(all(row.get(name) == row.get("name") for row in rows) for name in others):
        names.remove("name")
    return names


def shape_of(node: Element | None) -> shapely.Geometry | None:
    """One shape, None for a place without."""
    return None if node is None else drawn_shape(node, MOST_NESTED)


def drawn_shape(node: Element, deeper: int) -> shapely.Geometry:
    """A shape as it was drawn; several are one, if all are of a kind."""
    kind = tag(node)
    if kind == "MultiGeometry" and deeper:
        parts = [drawn_shape(each, deeper - 1) for each in node if tag(each) in SHAPES]
        return parts[0] if len(parts) == 1 else together(parts)
    if kind not in MAKERS:
        raise ShapeRefused(f"is a {kind}, which is not read; save it as points, lines or areas")
    return MAKERS[kind](node)


def together(parts: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Shapes of one kind as one of many."""
    kinds = {"Point": shapely.MultiPoint, "LineString": shapely.MultiLineString,
             "Polygon": shapely.MultiPolygon}  # fmt: skip
    found = {part.geom_type for part in parts}
    if len(found) != 1 or not found <= kinds.keys():
        raise ShapeRefused("mixes points, lines and areas in one place; save them apart")
    return kinds[found.pop()](parts)


def positions(node: Element) -> list[list[float]]:
    """The coordinates of a shape: longitude, latitude and perhaps height, spaces between."""
    written = next((each for each in node if tag(each) == "coordinates"), None)
    text = COMMA.sub(",", written.text or "") if written is not None else ""
    try:
        found = [[float(part) for part in each.split(",")[:2]] for each in text.split()]
    except ValueError:
        raise ShapeRefused("holds a coordinate that is no number") from None
    if not found or any(len(each) != 2 for each in found):
        raise ShapeRefused("lacks coordinates; write longitude and latitude, 106.55,29.56")
    return found


def point(node: Element) -> shapely.Geometry:
    """A point."""
    return shapely.Point(positions(node)[0])


def line(node: Element) -> shapely.Geometry:
    """A line."""
    return shapely.LineString(positions(node))


def polygon(node: Element) -> shapely.Geometry:
    """An area with its holes."""
    rings: dict[str, list[list[list[float]]]] = {"outerBoundaryIs": [], "innerBoundaryIs": []}
    for boundary in node:
        if tag(boundary) in rings:
            inside = (each for each in boundary if tag(each) == "LinearRing")
            rings[tag(boundary)] += map(positions, inside)
    if len(rings["outerBoundaryIs"]) != 1:
        raise ShapeRefused("is an area without one outer border")
    return shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"])


MAKERS: Mapping[str, Callable[[Element], shapely.Geometry]] = {
    "Point": point, "LineString": line, "LinearRing": line, "Polygon": polygon,
}  # fmt: skip
