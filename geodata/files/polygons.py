"""Tables of areas: districts with their polygons."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.cells.coordinates import (
    Shapes,
    are_exchanged,
    corners,
    shape_problems,
    shapes_at,
    unit_problems,
)
from geodata.files.points import Georeference
from geodata.files.validator import Validator, column_values
from geodata.formats.raw_table import RawTable

if TYPE_CHECKING:
    import geopandas as gpd

EXCHANGED = "longitude and latitude look exchanged; write longitude first"


def shapes_of_rows(raw: RawTable, validator: Validator) -> npt.NDArray[np.object_] | None:
    """The shapes of the rows that are left, without their heights."""
    if raw.geometry is None:
        return None
    place = pd.Series(np.arange(len(raw.geometry)), index=raw.cells.index[1:])
    shapes: npt.NDArray[np.object_] = raw.geometry[place.reindex(validator.rows).to_numpy()]
    if shapely.has_z(shapes).any():
        validator.notices.append("heights (Z) were left out")
        shapes = shapely.force_2d(shapes)
    return shapes


def polygon_table(
    validator: Validator, read: dict[str, list[Any]], place: Georeference
) -> "gpd.GeoDataFrame":
    """The rows with their polygons; nothing where any row has a problem."""
    import geopandas as gpd  # noqa: PLC0415 - most tables are read without it, and sooner

    table, shapes = validator.table, place.shapes
    if shapes is not None:
        validator.problems += shape_problems(shapes, table.shapes, validator.rows)
    refuse_units(validator, place)
    refuse_repeated_codes(validator, read["adcode"])
    if validator.problems or shapes is None:
        return gpd.GeoDataFrame()
    polygons = shapes_at(shapes, place.to_wgs84)
    refuse_off_earth(validator, polygons)
    complete_names(validator, read)
    columns = {c.name: column_values(c, read[c.name]) for c in table.columns}
    return gpd.GeoDataFrame(columns, geometry=polygons, crs="EPSG:4326", index=validator.rows)


def refuse_units(validator: Validator, place: Georeference) -> None:
    """Refuse shapes in degrees that are said to be in metres, or the other way round."""
    if place.shapes is not None and not validator.problems:
        x, y = corners(place.shapes)
        problems = unit_problems(x, y, validator.rows, projected=place.projected)
        validator.problems += problems


def refuse_off_earth(validator: Validator, shapes: Shapes) -> None:
    """Refuse shapes whose coordinates are no degrees."""
    bounds = shapely.bounds(shapes)
    exchanged = are_exchanged(bounds[:, 0], bounds[:, 1])
    exchanged &= are_exchanged(bounds[:, 2], bounds[:, 3])
    for at, (west, south, east, north) in enumerate(bounds):
        if exchanged[at]:
            validator.refuse(at, "geometry", f"{west:g}, {south:g}", EXCHANGED)
        elif not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            reason = "does not lie on earth; are these metres? use --crs"
            validator.refuse(at, "geometry", None, reason)


def refuse_repeated_codes(validator: Validator, codes: list[str | None]) -> None:
    """Refuse the code of a row that stands before."""
    first: dict[str, int] = {}
    for at, code in enumerate(codes):
        if code and first.setdefault(code, at) != at:
            reason = f"is also that of row {validator.rows[first[code]]}"
            validator.refuse(at, "adcode", code, reason)


def complete_names(validator: Validator, read: dict[str, list[Any]]) -> None:
    """Give the Chinese name to districts without an English one."""
    unnamed = sum(not name for name in read["name_en"])
    if unnamed:
        notice = f"{unnamed:,} districts without an English name keep the Chinese one"
        validator.notices.append(notice)
    read["name_en"] = [en or zh for en, zh in zip(read["name_en"], read["name_zh"], strict=True)]
