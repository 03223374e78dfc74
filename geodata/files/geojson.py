"""
Features as GeoJSON.

It does not go through GDAL, whose many drivers would look at the content, whatever the name, and
some of which read other files or ask other hosts: GeoJSON is JSON.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geodata.errors import CellProblem, FileRefused, refusal
from geodata.files.raw_table import RawTable

MOST_FIELDS = 200
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
    if len(features) > most_rows:
        raise refusal(path, f"has {len(features):,} features; at most {most_rows:,} are read")
    fields = list(dict.fromkeys(name for each in features for name in properties(each)))
    if len(fields) > MOST_FIELDS:
        raise refusal(path, f"has {len(fields):,} properties; at most {MOST_FIELDS} are read")
    rows = [[cell_of(properties(each).get(name)) for name in fields] for each in features]
    shapes = np.empty(len(features), dtype=object)
    shapes[:] = list(shapes_of(path, features))
    datum = document.get("datum")
    return RawTable(
        cells_of(fields, rows),
        geometry=shapes,
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
        CellProblem(row, "", None, "is no GeoJSON feature")
        for row, each in enumerate(features, 2)
        if not isinstance(each, dict) or each.get("type") != "Feature"
        or not isinstance(each.get("properties"), dict | None)
    ]  # fmt: skip
    if wrong:
        raise FileRefused(path, wrong[:1000])
    return features


def properties(feature: dict[str, Any]) -> dict[str, Any]:
    """A feature's properties, without any where there are none."""
    return feature.get("properties") or {}


def cell_of(value: Any) -> Any:
    """A property as a cell: what is nested as its JSON."""
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def shapes_of(path: Path, features: Sequence[dict[str, Any]]) -> Iterator[shapely.Geometry | None]:
    """The shape of every feature; None where it has none."""
    wrong = []
    for row, each in enumerate(features, 2):
        try:
            yield shape_of(each.get("geometry"))
        except (ShapelyError, ValueError, TypeError) as error:
            wrong.append(CellProblem(row, "geometry", None, f"is no GeoJSON geometry: {error}"))
            yield None
    if wrong:
        raise FileRefused(path, wrong[:1000])


def shape_of(geometry: Any) -> shapely.Geometry | None:
    """One shape."""
    if geometry is None:
        return None
    if not isinstance(geometry, dict) or geometry.get("type") not in TYPES:
        raise ValueError("its type is none of the seven")
    numbers = geometry.get("coordinates", [])
    require_numbers(numbers)
    if geometry["type"] != "Point":
        try:
            return shape(geometry)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            raise ValueError(f"its coordinates are not those of a {geometry['type']}") from None
    if not isinstance(numbers, list) or not 2 <= len(numbers) <= 4:
        raise ValueError("a point needs two coordinates")
    return shapely.Point(numbers[:3])


def require_numbers(coordinates: Any) -> None:
    """Refuse texts, true and false, and nothing, which shapely would take for numbers."""
    waiting = [coordinates]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, bool) or not isinstance(one, int | float):
            raise TypeError("a coordinate is no number")


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


def require_crs(path: Path, text: object) -> str:
    """A code or the text of a reference system, if it is one."""
    code = str(text)
    try:
        CRS.from_string(code) if code.startswith("EPSG:") else CRS.from_wkt(code)
    except CRSError:
        reason = f"states an unknown reference system ({code[:80]}); export it in WGS-84"
        raise refusal(path, reason) from None
    return code


def cells_of(fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Fields and rows as a raw table has them, the fields being row 1."""
    return pd.DataFrame(
        [list(fields), *rows],
        index=pd.RangeIndex(1, len(rows) + 2),
        columns=range(len(fields)),
        dtype=object,
    )
