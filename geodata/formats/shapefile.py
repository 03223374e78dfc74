"""
Layers of shapes in three to five files (ESRI's shapefile), as an archive holds them.

They are read from our own copies and by their bytes alone; see ``geojson`` for why not by GDAL.
"""

import struct
import warnings
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import shapefile
import shapely
from pyproj import CRS
from shapely.geometry import shape

from geodata.errors import refusal
from geodata.formats.dbf import encoding_of, whole_name
from geodata.formats.features import (
    ShapeRefused,
    feature_cells,
    require_crs,
    require_few,
    shapes_by,
)
from geodata.formats.raw_table import RawTable

MOST_ERRORS = (
    shapefile.ShapefileException, struct.error, ValueError, TypeError, IndexError, KeyError,
    AttributeError, OverflowError, EOFError, OSError,
)  # fmt: skip
BROKEN = "is a layer of shapes that is damaged; export it anew"
DEGREES = (180, 90)
NO_SYSTEM = (
    "there is no .prj beside the .shp: its coordinates were read as degrees; if they are not "
    "WGS-84, say --datum"
)


def read_shapefile(path: Path, most_rows: int) -> RawTable:
    """
    The features of a ``.shp`` with the companions beside it.

    Raises
    ------
    FileRefused
        If a file is missing or damaged, or its encoding cannot be told.
    """
    parts = {e: part(path, e) for e in (".shp", ".dbf", ".shx", ".prj", ".cpg")}
    encoding, told = encoding_of(path, parts[".dbf"] or b"", parts[".cpg"])
    try:
        fields, records, written = layer_of(path, parts, encoding, most_rows)
    except MOST_ERRORS:
        raise refusal(path, BROKEN) from None
    if len(records) != len(written):
        raise refusal(path, f"{len(written):,} shapes and {len(records):,} rows: {BROKEN}")
    kept = [at for at, record in enumerate(records) if record is not None]
    shapes = shapes_by(path, shape_of, [written[at] for at in kept])
    rows = [[cell_of(value) for value in records[at] or ()] for at in kept]
    system, notices = system_of(path, parts[".prj"], shapes)
    return RawTable(
        feature_cells(fields, rows), geometry=shapes, crs=system, notices=(*told, *notices)
    )


def layer_of(
    path: Path, parts: Mapping[str, bytes | None], encoding: str, most_rows: int
) -> tuple[list[str], list[Any], list[Any]]:
    """The names of a layer's fields, its records, None for those deleted, and its shapes."""
    shapes, columns, index = (parts[e] or b"" for e in (".shp", ".dbf", ".shx"))
    if 2 * int.from_bytes(shapes[24:28], "big") > len(shapes):
        raise refusal(path, f"the .shp is cut off: {BROKEN}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of sizes that a header has wrong
        # Every letter was looked at; what does not decode is half a letter at the end of a cell.
        layer = shapefile.Reader(
            shp=BytesIO(shapes),
            dbf=BytesIO(columns),
            shx=BytesIO(index) if index else None,
            encoding=encoding,
            encodingErrors="ignore",
        )
        fields = [whole_name(field.name, encoding) for field in layer.data_fields]
        require_few(path, layer.dbf_reader.numRecords, len(fields), most_rows)
        records = layer.dbf_reader.records(deleted_as_None=True)
        return fields, records, layer.shapes()


def part(path: Path, extension: str) -> bytes | None:
    """One of a layer's files; None where it is not there."""
    beside = path.with_suffix(extension)
    return beside.read_bytes() if beside.is_file() else None


def shape_of(written: Any) -> shapely.Geometry | None:
    """One shape, without its measures; None where the row has none."""
    if written is None or written.shapeType == shapefile.NULL:
        return None
    try:
        return shapely.force_2d(shape(written.__geo_interface__))
    except (shapefile.GeoJSON_Error, shapefile.RingSamplingError):
        kind = written.shapeTypeName
        raise ShapeRefused(f"is a {kind}, which is not read; draw or export it anew") from None


def cell_of(value: Any) -> Any:
    """A field's value, nothing for an empty text."""
    return value or None if isinstance(value, str) else value


def system_of(
    path: Path, text: bytes | None, shapes: Any
) -> tuple[str | None, Iterator[str] | tuple[str, ...]]:
    """The reference system that the .prj states, None for degrees; and what to tell of it."""
    if text is None:
        return None, (NO_SYSTEM,) if are_degrees(shapes) else ()
    stated = require_crs(path, text.decode("utf-8-sig", errors="replace").strip())
    system = CRS.from_wkt(stated)
    is_wgs84 = system.is_geographic and "WGS" in system.name.upper() and "84" in system.name
    return None if is_wgs84 else stated, ()


def are_degrees(shapes: Any) -> bool:
    """Whether every coordinate could be one of degrees."""
    return bool((np.abs(shapely.get_coordinates(shapes)) <= DEGREES).all())
