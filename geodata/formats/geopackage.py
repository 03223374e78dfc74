"""
Features as a GeoPackage.

That is a SQLite file of a published layout (OGC 12-128r19), opened here read-only and without
GDAL, for the reason that ``geojson`` gives.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError

from geodata.errors import refusal
from geodata.formats.features import (
    MOST_FIELDS,
    ShapeRefused,
    feature_cells,
    require_crs,
    shapes_by,
    table_cells,
)
from geodata.formats.raw_table import RawTable

ENVELOPE_BYTES = (0, 32, 48, 48, 64)
KEY = "fid"  # GDAL's number of each feature
SHIFTED = {"GCJ-02": "gcj02", "BD-09": "bd09"}
# ISO 13249-3: shapes that other programs draw with arcs.
CURVES = {
    8: "CIRCULARSTRING", 9: "COMPOUNDCURVE", 10: "CURVEPOLYGON", 11: "MULTICURVE",
    12: "MULTISURFACE",
}  # fmt: skip
WGS84_IDS = (4326, 0, -1)
BESIDE = ("-wal", "-journal")
BROKEN = (
    "is no GeoPackage that can be read: it is damaged, or another kind of database; export the "
    "layer anew as a GeoPackage"
)


def read_geopackage(path: Path, most_rows: int) -> RawTable:
    """
    The one layer of a GeoPackage, or its one table without shapes.

    Raises
    ------
    FileRefused
        If it is none, is broken, or has several layers.
    """
    require_at_rest(path)
    # Immutable: neither a journal nor a lock is made beside the file of another.
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            return layer(path, database, most_rows)
    except (sqlite3.Error, UnicodeDecodeError):
        raise refusal(path, BROKEN) from None


def require_at_rest(path: Path) -> None:
    """Refuse a database some of whose rows another program holds in a file beside it."""
    for ending in BESIDE:
        beside = path.with_name(path.name + ending)
        if beside.is_file() and first_bytes(beside).strip(b"\x00"):
            reason = f"is open in another program, which keeps changes in {beside.name}; close it"
            raise refusal(path, reason)


def first_bytes(path: Path) -> bytes:
    """The mark at a file's beginning."""
    with path.open("rb") as file:
        return file.read(8)


def layer(path: Path, database: sqlite3.Connection, most_rows: int) -> RawTable:
    """The layer with shapes, or the table without."""
    contents = database.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall()
    kinds = {str(name): kind for name, kind in contents}
    shaped_layers = [name for name, kind in kinds.items() if kind == "features"]
    plain = [n for n, kind in kinds.items() if kind == "attributes" and n != "definition"]
    names = shaped_layers or plain
    if len(names) != 1:
        layers = ", ".join(names) or "none"
        raise refusal(path, f"must have one layer; it has: {layers[:300]}; export only the one")
    (name,) = names
    require_table(path, database, name)
    fields = [row[1] for row in database.execute(f"PRAGMA table_info({quote(name)})")]
    if not fields or len(fields) > MOST_FIELDS:
        raise refusal(path, f"layer {name[:80]}: has no fields, or more than {MOST_FIELDS}")
    (count,) = database.execute(f"SELECT count(*) FROM {quote(name)}").fetchone()  # noqa: S608
    if count > most_rows:
        raise refusal(path, f"has {count:,} features; at most {most_rows:,} are read")
    column, crs, datum = geometry_of(path, database, name) if shaped_layers else (None, None, None)
    chosen = [field for field in fields if field not in (column, KEY)]
    rows = database.execute(
        f"SELECT {', '.join(map(quote, [*chosen, *([column] if column else [])]))} "  # noqa: S608
        f"FROM {quote(name)}"
    ).fetchall()
    if column is None:
        return RawTable(table_cells(chosen, [list(map(plain_cell, row)) for row in rows]))
    shapes = shapes_by(path, shape_of, [row[-1] for row in rows])
    cells = feature_cells(chosen, [list(map(plain_cell, row[:-1])) for row in rows])
    return RawTable(cells, geometry=shapes, crs=crs, datum=datum)


def require_table(path: Path, database: sqlite3.Connection, name: str) -> None:
    """Refuse a view or a virtual table: these run code of the file's own, perhaps for ever."""
    row = database.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    if row is None or row[0] != "table" or "VIRTUAL" in str(row[1])[:40].upper():
        raise refusal(path, f"layer {name[:80]}: is a view or no table; export it as a table")


def quote(name: str) -> str:
    """A name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'


def plain_cell(value: Any) -> Any:
    """A field's value; bytes are none of ours."""
    return None if isinstance(value, bytes) else value


def geometry_of(
    path: Path, database: sqlite3.Connection, name: str
) -> tuple[str | None, str | None, str | None]:
    """The column of shapes, their reference system unless WGS-84, and their shifted datum."""
    row = database.execute(
        "SELECT g.column_name, s.srs_id, s.srs_name, s.organization, "
        "s.organization_coordsys_id, s.definition "
        "FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id "
        "WHERE g.table_name = ?",
        (name,),
    ).fetchone()
    if row is None:
        return None, None, None
    column, number, title, organization, code, definition = row
    if title in SHIFTED:
        return column, None, SHIFTED[title]
    if number is None or number in WGS84_IDS:
        return column, None, None
    stated = f"EPSG:{code}" if str(organization).upper() == "EPSG" else definition
    return column, require_crs(path, stated), None


def shape_of(blob: Any) -> shapely.Geometry | None:
    """A shape from a GeoPackage's blob: a header of 8 bytes, an envelope, and WKB."""
    if blob is None:
        return None
    if not isinstance(blob, bytes):
        raise ShapeRefused("is no geometry")
    wkb = wkb_of(blob)
    kind = int.from_bytes(wkb[1:5], "little" if wkb[:1] == b"\x01" else "big")
    if kind % 1_000 in CURVES:
        name = CURVES[kind % 1_000]
        raise ShapeRefused(
            f"is no geometry that is read: it has curves ({name}); export it with straight "
            "segments (in QGIS: “Segmentize”)"
        )
    try:
        return shapely.from_wkb(wkb)
    except (ShapelyError, ValueError, TypeError):
        raise ShapeRefused("is no geometry: its bytes are broken; export it anew") from None


def wkb_of(blob: bytes) -> bytes:
    """The WKB within a GeoPackage's blob."""
    if blob[:2] != b"GP":
        raise ShapeRefused("is no geometry: it has not the mark of a GeoPackage")
    envelope = (blob[3] >> 1) & 7
    if envelope >= len(ENVELOPE_BYTES):
        raise ShapeRefused("is no geometry: its envelope is of no known kind")
    return blob[8 + ENVELOPE_BYTES[envelope] :]
