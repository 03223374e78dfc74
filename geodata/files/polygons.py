"""Districts with their polygons."""

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.files.coordinates import polygons_at, shape_problems
from geodata.files.points import Whereabouts
from geodata.files.raw_table import Grid
from geodata.files.validator import Judge, typed

POLYGONS = ("Polygon", "MultiPolygon")


def shapes_left(grid: Grid, found: Judge) -> npt.NDArray[np.object_] | None:
    """The shapes of the rows that are left, without their heights."""
    if grid.geometry is None:
        return None
    place = pd.Series(np.arange(len(grid.geometry)), index=grid.cells.index[1:])
    shapes: npt.NDArray[np.object_] = grid.geometry[place.reindex(found.rows).to_numpy()]
    if shapely.has_z(shapes).any():
        found.notices.append("heights (Z) were left out")
        shapes = shapely.force_2d(shapes)
    return shapes


def districts(found: Judge, read: dict[str, list[Any]], where: Whereabouts) -> gpd.GeoDataFrame:
    """Districts with their polygons."""
    shapes = where.shapes
    found.problems += shape_problems(shapes, POLYGONS, found.rows) if shapes is not None else []
    first: dict[str, int] = {}
    for at, code in enumerate(read["adcode"]):
        if code and first.setdefault(code, at) != at:
            found.refuse(at, "adcode", code, f"is also that of row {found.rows[first[code]]}")
    if found.problems or shapes is None:
        return gpd.GeoDataFrame()
    moved = polygons_at(shapes, where.move)
    for at, polygon in enumerate(moved):
        west, south, east, north = polygon.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            found.refuse(at, "geometry", None, "does not lie on earth; are these metres? use --crs")
    unnamed = sum(not name for name in read["name_en"])
    if unnamed:
        found.notices.append(f"{unnamed:,} districts without an English name keep the Chinese one")
    read["name_en"] = [en or zh for en, zh in zip(read["name_en"], read["name_zh"], strict=True)]
    columns = {c.name: typed(c, read[c.name]) for c in found.table.columns}
    return gpd.GeoDataFrame(columns, geometry=moved, crs="EPSG:4326", index=found.rows)
