"""
Features: GeoJSON and GeoPackage.

Neither goes through GDAL, whose many drivers would look at the content, whatever the name, and
some of which read other files or ask other hosts. GeoJSON is JSON; a GeoPackage is a SQLite file
of a published layout (OGC 12-128r19), opened here read-only.
"""

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geodata.errors import CellProblem, FileRefused
from geodata.grid import Grid
from geodata.sandbox import refusal

MOST_FIELDS = 200
ENVELOPE_BYTES = (0, 32, 48, 48, 64)
KEY = "fid"  # GDAL's number of each feature
SHIFTED = {"GCJ-02": "gcj02", "BD-09": "bd09"}
WGS84_IDS = (4326, 0, -1)


def read_geojson(path: Path, most_rows: int) -> Grid:
    """
    The features of a GeoJSON FeatureCollection.

    Raises
    ------
    FileRefused
        If it is anything else, or broken.
    """
    try:
        document = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise refusal(
            path,
            f"is no JSON that can be read: {error} (NaN, Infinity and nesting beyond 1,000 levels "
            "are not allowed)",
        ) from None
    features = features_of(path, document)
    if len(features) > most_rows:
        raise refusal(path, f"has {len(features):,} features; at most {most_rows:,} are read")
    fields = list(dict.fromkeys(name for each in features for name in properties(each)))
    if len(fields) > MOST_FIELDS:
        raise refusal(path, f"has {len(fields):,} properties; at most {MOST_FIELDS} are read")
    rows = [[flat(properties(each).get(name)) for name in fields] for each in features]
    shapes = np.empty(len(features), dtype=object)
    shapes[:] = list(shapes_of(path, features))
    datum = document.get("datum")
    return Grid(
        table(fields, rows),
        geometry=shapes,
        crs=stated_crs(path, document),
        datum=datum if isinstance(datum, str) else None,
    )


def features_of(path: Path, document: Any) -> list[dict[str, Any]]:
    """The features of a document, which must be a FeatureCollection of objects."""
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        got = document.get("type") if isinstance(document, dict) else type(document).__name__
        raise refusal(path, f"must be a GeoJSON FeatureCollection, not {str(got)[:80]}")
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


def flat(value: Any) -> Any:
    """A property as a cell: what is nested as its JSON."""
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def shapes_of(path: Path, features: Sequence[dict[str, Any]]) -> Iterator[shapely.Geometry | None]:
    """The shape of every feature; None where it has none."""
    wrong = []
    for row, each in enumerate(features, 2):
        try:
            yield shaped(each.get("geometry"))
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            wrong.append(CellProblem(row, "geometry", None, f"is no GeoJSON geometry: {error}"))
            yield None
    if wrong:
        raise FileRefused(path, wrong[:1000])


def shaped(geometry: Any) -> shapely.Geometry | None:
    """One shape."""
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise TypeError("no object")
    if geometry.get("type") == "Point":
        numbers = geometry.get("coordinates")
        if not isinstance(numbers, list) or not 2 <= len(numbers) <= 4:
            raise ValueError("a point needs two coordinates")
        if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
            raise TypeError("a coordinate is no number")
        return shapely.Point(numbers[:3])
    return shape(geometry)


def stated_crs(path: Path, document: dict[str, Any]) -> Any:
    """The reference system that older files state; None for that of the standard, WGS-84."""
    crs = document.get("crs")
    if crs is None:
        return None
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    if not isinstance(name, str):
        raise refusal(path, "states a reference system that cannot be read; write it in WGS-84")
    return None if name.endswith(("CRS84", "EPSG::4326", "EPSG:4326")) else name


def table(fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Fields and rows as a grid has them, the fields being row 1."""
    return pd.DataFrame(
        [list(fields), *rows],
        index=pd.RangeIndex(1, len(rows) + 2),
        columns=range(len(fields)),
        dtype=object,
    )


def read_geopackage(path: Path, most_rows: int) -> Grid:
    """
    The one layer of a GeoPackage, or its one table without shapes.

    Raises
    ------
    FileRefused
        If it is none, is broken, or has several layers.
    """
    # Immutable: neither a journal nor a lock is made beside the file of another.
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            return layer(path, database, most_rows)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise refusal(path, f"is no GeoPackage that can be read: {error}") from None


def layer(path: Path, database: sqlite3.Connection, most_rows: int) -> Grid:
    """The layer with shapes, or the table without."""
    kinds = dict(database.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall())
    shaped_layers = [name for name, kind in kinds.items() if kind == "features"]
    plain = [n for n, kind in kinds.items() if kind == "attributes" and n != "definition"]
    names = shaped_layers or plain
    if len(names) != 1:
        told = ", ".join(names) or "none"
        raise refusal(path, f"must have one layer; it has: {told[:300]}; export only the one")
    (name,) = names
    require_table(path, database, name)
    fields = [row[1] for row in database.execute(f"PRAGMA table_info({quoted(name)})")]
    if not fields or len(fields) > MOST_FIELDS:
        raise refusal(path, f"layer {name[:80]}: has no fields, or more than {MOST_FIELDS}")
    (count,) = database.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()  # noqa: S608
    if count > most_rows:
        raise refusal(path, f"has {count:,} features; at most {most_rows:,} are read")
    column, crs, datum = geometry_of(database, name) if shaped_layers else (None, None, None)
    chosen = [field for field in fields if field not in (column, KEY)]
    rows = database.execute(
        f"SELECT {', '.join(map(quoted, [*chosen, *([column] if column else [])]))} "  # noqa: S608
        f"FROM {quoted(name)}"
    ).fetchall()
    if column is None:
        return Grid(table(chosen, [list(map(plain_cell, row)) for row in rows]))
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = list(unpacked(path, [row[-1] for row in rows]))
    cells = table(chosen, [list(map(plain_cell, row[:-1])) for row in rows])
    return Grid(cells, geometry=shapes, crs=crs, datum=datum)


def require_table(path: Path, database: sqlite3.Connection, name: str) -> None:
    """Refuse a view or a virtual table: these run code of the file's own, perhaps for ever."""
    found = database.execute(
        "SELECT type, sql FROM sqlite_master WHERE name = ?", (name,)
    ).fetchone()
    if found is None or found[0] != "table" or "VIRTUAL" in str(found[1])[:40].upper():
        raise refusal(path, f"layer {name[:80]}: is a view or no table; export it as a table")


def quoted(name: str) -> str:
    """A name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


def plain_cell(value: Any) -> Any:
    """A field's value; bytes are none of ours."""
    return None if isinstance(value, bytes) else value


def geometry_of(database: sqlite3.Connection, name: str) -> tuple[str | None, Any, str | None]:
    """The column of shapes, their reference system unless WGS-84, and their shifted datum."""
    found = database.execute(
        "SELECT g.column_name, s.srs_id, s.srs_name, s.organization, "
        "s.organization_coordsys_id, s.definition "
        "FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id "
        "WHERE g.table_name = ?",
        (name,),
    ).fetchone()
    if found is None:
        return None, None, None
    column, number, title, organization, code, definition = found
    if title in SHIFTED:
        return column, None, SHIFTED[title]
    if number is None or number in WGS84_IDS:
        return column, None, None
    if str(organization).upper() == "EPSG":
        return column, f"EPSG:{code}", None
    return column, definition, None


def unpacked(path: Path, blobs: Sequence[Any]) -> Iterator[shapely.Geometry | None]:
    """Shapes from a GeoPackage's blobs: a header of 8 bytes, an envelope, and WKB."""
    wrong = []
    for row, blob in enumerate(blobs, 2):
        try:
            yield None if blob is None else shapely.from_wkb(wkb_of(blob))
        except (ShapelyError, ValueError, TypeError, struct.error) as error:
            wrong.append(CellProblem(row, "geometry", None, f"is no geometry: {error}"))
            yield None
    if wrong:
        raise FileRefused(path, wrong[:1000])


def wkb_of(blob: bytes) -> bytes:
    """The WKB within a GeoPackage's blob."""
    if blob[:2] != b"GP":
        raise ValueError("it has not the mark of a GeoPackage")
    envelope = (blob[3] >> 1) & 7
    if envelope >= len(ENVELOPE_BYTES):
        raise ValueError("its envelope is of no known kind")
    return blob[8 + ENVELOPE_BYTES[envelope] :]
