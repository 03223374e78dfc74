"""How rows come to their place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.campaign.districts import Gazetteer
from geodata.files.coordinates import misplaced, shape_problems
from geodata.files.validator import Judge


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """
    How rows come to their place.

    Parameters
    ----------
    shapes
        Those of a file of features, a shape for each row that is left; else None.
    move
        From what the file's coordinates are given in to WGS-84.
    gazetteer
        Districts whose seat may stand for a point.
    projected
        Whether the file's coordinates are metres.
    """

    shapes: npt.NDArray[np.object_] | None
    move: Callable[..., Any]
    gazetteer: Gazetteer
    projected: bool


def put_points(found: Judge, read: dict[str, list[Any]], where: Whereabouts) -> list[str]:
    """Longitude and latitude of every row, and whether they are those of a point or a district."""
    lon, lat = stated_points(found, where)
    refused = {(p.row, p.column) for p in found.problems}
    half = np.isfinite(lon) != np.isfinite(lat)
    if not where.projected:
        found.problems += misplaced(lon, lat, found.rows)
    lon, lat = map(np.array, where.move(lon, lat))
    stated = read.get("precision", [None] * len(lon))
    precision = ["district" if word == "district" else "point" for word in stated]
    placed = 0
    for at in np.flatnonzero(~(np.isfinite(lon) & np.isfinite(lat))).tolist():
        row = int(found.rows[at])
        if refused & {(row, "lon"), (row, "lat"), (row, "geometry")}:
            continue
        if not found.table.needs_points:
            lon[at] = lat[at] = np.nan
            if half[at]:
                found.refuse(at, "lon", None, "there is only half a point; give lon and lat")
            continue
        seat = seat_of(found, read, at, where.gazetteer)
        if seat is not None:
            lon[at], lat[at], precision[at] = *seat, "district"
            placed += 1
    read["lon"], read["lat"] = lon.tolist(), lat.tolist()
    if placed:
        found.notices.append(f"{placed:,} rows without a point were put at their district's seat")
    return precision


def stated_points(found: Judge, where: Whereabouts) -> tuple[Any, Any]:
    """The coordinates that a file gives, NaN where there are none or they were refused."""
    if where.shapes is None:
        columns = (found.read(found.table.column(axis)) for axis in ("lon", "lat"))
        lon, lat = (np.array([np.nan if v is None else v for v in each], float) for each in columns)
        return lon, lat
    points = where.shapes.copy()
    there = np.ones(len(points), dtype=bool)
    if not found.table.needs_points:
        there = ~(shapely.is_missing(points) | shapely.is_empty(points))
        points[~there] = None
    wrong = list(shape_problems(points[there], ("Point",), found.rows[there]))
    found.problems += wrong
    points[np.isin(found.rows, [problem.row or 0 for problem in wrong])] = None
    return shapely.get_x(points), shapely.get_y(points)


def seat_of(
    found: Judge, read: Mapping[str, list[Any]], at: int, gazetteer: Gazetteer
) -> tuple[float, float] | None:
    """The seat of the district that a row without a point names; None if it was refused."""
    stated = read.get("district", [None] * (at + 1))[at]
    if not stated:
        found.refuse(at, "lon", None, "there is neither a point nor a district; give lon and lat")
    elif not found.options.place_by_district:
        found.refuse(
            at, "lon", None,
            f"there is no point; give lon and lat, or use --place-by-district to put the row at "
            f"the seat of {stated}",
        )  # fmt: skip
    elif (adcode := gazetteer.resolve(stated)) is None:
        found.refuse(at, "district", stated, "is no district that is known, and there is no point")
    else:
        return gazetteer.seat(adcode)
    return None
