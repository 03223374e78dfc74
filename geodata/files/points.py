"""How rows come to their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.base.arrays import Floats
from geodata.campaign.columns import POINT, PRECISION
from geodata.campaign.schema import AXES
from geodata.cells.coordinates import Transform, point_problems, shape_problems, unit_problems
from geodata.cells.pairs import axes_of
from geodata.districts.names import Gazetteer
from geodata.files.contradictions import compare_columns
from geodata.files.validator import Validator, column_values

NAMES_OF_A_POINT = (*AXES, POINT.name, "geometry")
AT_SEAT_DEGREES = 0.01  # about a kilometre: seats of another edition differ a little
LATITUDE_FIRST = "in the column of points latitude stands first, and was read so"


@dataclass(frozen=True, slots=True)
class Georeference:
    """
    How rows come to their place.

    Parameters
    ----------
    shapes
        Those of a file of features, a shape for each row that is left; else None.
    to_wgs84
        From what the file's coordinates are given in.
    gazetteer
        Districts whose seat may stand for a point.
    projected
        Whether the file's coordinates are metres.
    """

    shapes: npt.NDArray[np.object_] | None
    to_wgs84: Transform
    gazetteer: Gazetteer
    projected: bool


def place_rows(validator: Validator, read: dict[str, list[Any]], place: Georeference) -> list[str]:
    """Fill in every row's longitude and latitude; whether they are a point's or a district's."""
    lon, lat = points_of(validator, read, place)
    without_nulls(validator, lon, lat)
    refused = {(p.row, p.column) for p in validator.problems}
    half = np.isfinite(lon) != np.isfinite(lat)
    units = list(unit_problems(lon, lat, validator.rows, projected=place.projected))
    validator.problems += units
    if not place.projected and not units:
        validator.problems += point_problems(lon, lat, validator.rows)
    lon, lat = map(np.array, place.to_wgs84(lon, lat))
    if place.shapes is not None and not units:
        validator.notices += compare_columns(validator, lon, lat)
    precision = stated_precision(validator, read, lon, lat, place.gazetteer)
    nowhere = [
        at
        for at in np.flatnonzero(~(np.isfinite(lon) & np.isfinite(lat))).tolist()
        if not refused & {(int(validator.rows[at]), name) for name in NAMES_OF_A_POINT}
    ]
    if not validator.table.needs_points:
        lon[nowhere] = lat[nowhere] = np.nan
        refuse_halves(validator, [at for at in nowhere if half[at]])
    else:
        for at, seat in seats_of(validator, read, nowhere, place.gazetteer).items():
            lon[at], lat[at], precision[at] = *seat, "district"
    read["lon"], read["lat"] = lon.tolist(), lat.tolist()
    return precision


def without_nulls(validator: Validator, lon: Floats, lat: Floats) -> None:
    """Take 0, 0 for no point: so programs write one that they do not know."""
    null = (lon == 0) & (lat == 0)
    if null.any():
        lon[null] = lat[null] = np.nan
        validator.notices.append(f"{null.sum():,} points at 0, 0 were taken for none")


def stated_precision(
    validator: Validator, read: Mapping[str, list[Any]], lon: Floats, lat: Floats, named: Gazetteer
) -> list[str]:
    """What rows say of their point; one that is not at its district's seat is no longer that."""
    stated = read.get(PRECISION.name, [None] * len(lon))
    precision = ["district" if word == "district" else PRECISION.default for word in stated]
    districts = read.get("district", [None] * len(lon))
    for at, word in enumerate(precision):
        adcode = named.resolve(districts[at]) if word == "district" and districts[at] else None
        if adcode is None or not np.isfinite(lon[at]):
            continue
        seat_lon, seat_lat = named.seat(adcode)
        if max(abs(lon[at] - seat_lon), abs(lat[at] - seat_lat)) > AT_SEAT_DEGREES:
            precision[at] = PRECISION.default
            validator.tell("a point that is not its district's seat was taken for the exact place")
    return precision


def points_of(
    validator: Validator, read: Mapping[str, list[Any]], place: Georeference
) -> tuple[Floats, Floats]:
    """The coordinates that a file gives, NaN where there are none or they were refused."""
    table = validator.table
    if place.shapes is None and POINT.name in validator.raw:
        lon, lat, exchanged = axes_of(read[POINT.name], projected=place.projected)
        if exchanged:
            validator.notices.append(LATITUDE_FIRST)
        return lon, lat
    if place.shapes is None:
        columns = (table.column(axis) for axis in AXES)
        lon, lat = (column_values(column, validator.read(column)) for column in columns)
        return lon, lat
    points = place.shapes.copy()
    there = np.ones(len(points), dtype=bool)
    if not table.needs_points:
        there = ~(shapely.is_missing(points) | shapely.is_empty(points))
        points[~there] = None
    wrong = list(shape_problems(points[there], ("Point",), validator.rows[there]))
    validator.problems += wrong
    points[np.isin(validator.rows, [problem.row or 0 for problem in wrong])] = None
    return shapely.get_x(points), shapely.get_y(points)


def refuse_halves(validator: Validator, positions: list[int]) -> None:
    """Refuse rows that have one coordinate without the other."""
    for at in positions:
        validator.refuse(at, "lon", None, "there is only half a point; give lon and lat")


def seats_of(
    validator: Validator,
    read: Mapping[str, list[Any]],
    positions: list[int],
    gazetteer: Gazetteer,
) -> dict[int, tuple[float, float]]:
    """The seats of the districts that rows without a point name, but for those refused."""
    stated = read.get("district", [None] * len(validator.rows))
    seats = {at: seat_of(validator, at, stated[at], gazetteer) for at in positions}
    placed = {at: seat for at, seat in seats.items() if seat is not None}
    if placed:
        notice = f"{len(placed):,} rows without a point were put at their district's seat"
        validator.notices.append(notice)
    return placed


def seat_of(
    validator: Validator, at: int, stated: str | None, gazetteer: Gazetteer
) -> tuple[float, float] | None:
    """The seat of the district that a row without a point names; None if it was refused."""
    if not stated:
        reason = "there is neither a point nor a district; give lon and lat"
        validator.refuse(at, "lon", None, reason)
        return None
    if not validator.options.place_by_district:
        reason = (
            "there is no point; give lon and lat, or use --place-by-district to put the row at "
            f"the seat of {stated}"
        )
        validator.refuse(at, "lon", None, reason)
        return None
    found = gazetteer.own(stated)
    if len(found) != 1:
        reason = "is no district that is known, and there is no point"
        if found:
            several = gazetteer.describe(found)
            reason = f"stands for several districts: {several}; give one by its code, or a point"
        validator.refuse(at, "district", stated, reason)
        return None
    return gazetteer.seat(found[0])
