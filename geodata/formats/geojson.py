"""
Features as GeoJSON.

It does not go through GDAL, whose many drivers would look at the content, whatever the name, and
some of which read other files or ask other hosts: GeoJSON is JSON.
"""

import re
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geodata.errors import CellProblem, FileRefused, refusal
from geodata.formats.features import (
    MOST_TOLD,
    ShapeRefused,
    feature_cells,
    require_crs,
    require_few,
    shapes_by,
)
from geodata.formats.raw_table import FEATURE, RawTable

TYPES = (
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
)  # fmt: skip
# PROJ would read files and addresses that a name tells it of; a code is a code.
EPSG = re.compile(
    r"(?:EPSG:|urn:(?:x-)?ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/)"
    r"(\d{4,6})"
)


def read_geojson(path: Path, most_rows: int) -> RawTable:
    """
    The features of a GeoJSON FeatureCollection.

    Raises
    ------
    FileRefused
        If it is anything else, or broken.
    """
    document = document_of(path)
    features = features_of(path, document)
    fields = list(dict.fromkeys(name for each in features for name in properties(each)))
    require_few(path, len(features), len(fields), most_rows)
    rows = [[cell_of(properties(each).get(name)) for name in fields] for each in features]
    datum = document.get("datum")
    return RawTable(
        feature_cells(fields, rows),
        geometry=shapes_by(path, shape_of, [each.get("geometry") for each in features]),
        crs=crs_of(path, document),
        datum=datum if isinstance(datum, str) else None,
    )


def document_of(path: Path) -> Any:
    """The JSON of a file."""
    try:
        return orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise refusal(
            path,
            f"is no JSON that can be read: {error} (NaN, Infinity and nesting beyond 1,000 levels "
            "are not allowed)",
        ) from None


def features_of(path: Path, document: Any) -> list[dict[str, Any]]:
    """The features of a document, which must be a FeatureCollection of objects."""
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        got = document.get("type") if isinstance(document, dict) else type(document).__name__
        reason = f"must be a GeoJSON FeatureCollection, not {str(got)[:80]}; export it as one"
        raise refusal(path, reason)
    features = document.get("features")
    if not isinstance(features, list):
        raise refusal(path, "is a FeatureCollection without a list of features")
    wrong = [
        CellProblem(number, "", None, "is no GeoJSON feature", FEATURE)
        for number, each in enumerate(features, 1)
        if not isinstance(each, dict) or each.get("type") != "Feature"
        or not isinstance(each.get("properties"), dict | None)
    ]  # fmt: skip
    if wrong:
        raise FileRefused(path, wrong[:MOST_TOLD])
    return features


def properties(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature's properties, without any where there are none."""
    return feature.get("properties") or {}


def cell_of(value: Any) -> Any:
    """A property as a cell: what is nested as its JSON."""
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def shape_of(geometry: Any) -> shapely.Geometry | None:
    """One shape."""
    if geometry is None:
        return None
    if not isinstance(geometry, dict) or geometry.get("type") not in TYPES:
        raise ShapeRefused("is no GeoJSON geometry: its type is none of the seven")
    numbers = geometry.get("coordinates", [])
    require_numbers(numbers)
    if geometry["type"] != "Point":
        try:
            return shape(geometry)
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            kind = geometry["type"]
            reason = f"is no GeoJSON geometry: its coordinates are not those of a {kind}"
            raise ShapeRefused(reason) from None
    if not isinstance(numbers, list) or not 2 <= len(numbers) <= 4:
        raise ShapeRefused("is no GeoJSON geometry: a point needs two coordinates")
    if any(isinstance(number, list) for number in numbers):
        reason = "a point's coordinates are two numbers, [lon, lat], and no lists within them"
        raise ShapeRefused(f"is no GeoJSON geometry: {reason}")
    return shapely.Point(numbers[:3])


def require_numbers(coordinates: Any) -> None:
    """Refuse texts, true and false, and nothing, which shapely would take for numbers."""
    waiting = [coordinates]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, bool) or not isinstance(one, int | float):
            raise ShapeRefused("is no GeoJSON geometry: a coordinate is no number")


def crs_of(path: Path, document: dict[str, Any]) -> str | None:
    """The reference system that older files state; None for that of the standard, WGS-84."""
    crs = document.get("crs")
    if crs is None:
        return None
    stated = crs.get("properties") if isinstance(crs, dict) else None
    name = stated.get("name") if isinstance(stated, dict) else None
    if isinstance(name, str) and name.endswith("CRS84"):
        return None
    match = EPSG.fullmatch(name) if isinstance(name, str) else None
    if match is None:
        raise refusal(path, f"states an unknown reference system ({name}); export it in WGS-84")
    return None if match[1] == "4326" else require_crs(path, f"EPSG:{match[1]}")
