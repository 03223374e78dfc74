"""Where rows lie: coordinates as they are written, moved to WGS-84, or the seat of a district."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geodata.base.arrays import Floats
from geodata.base.datum import Datum, to_wgs84
from geodata.base.place import CHINA
from geodata.cells.values import CellRefused, Tell, plain_text, read_number
from geodata.errors import CellProblem, InputError

Shapes = npt.NDArray[np.object_]
Transform = Callable[[Floats, Floats], tuple[Floats, Floats]]
WGS84 = CRS.from_epsg(4326)
MOST = {"lon": 180.0, "lat": 90.0}
AXES = {"lon": ("E东", "W西"), "lat": ("N北", "S南")}
SIGNS = str.maketrans({
    "º": "°", "˚": "°", "度": "°",
    "′": "'", "‘": "'", "’": "'", "分": "'",
    "″": '"', "”": '"', "“": '"', "秒": '"',
})  # fmt: skip
DEGREES = re.compile(
    r"(?P<before>东经|西经|北纬|南纬|[NSEW])?\s*(?P<d>\d{1,3}(?:\.\d+)?)\s*°?\s*"
    r"(?:(?P<m>\d{1,2}(?:\.\d+)?)\s*'\s*)?(?:(?P<s>\d{1,2}(?:\.\d+)?)\s*(?:\"|'')\s*)?"
    r"(?P<after>[NSEW东西南北])?",
    re.IGNORECASE,
)
SWAPPED = "longitude and latitude look exchanged; exchange the two columns"
OLD_SYSTEMS = {"Beijing": "Beijing 54", "Xian": "Xi'an 80"}
MOST_DEGREES = (180.0, 90.0)
# No way of writing degrees gets so far; coordinates in metres do, but at the origin of a zone.
CLEARLY_METRES = 400.0


class Box(NamedTuple):
    """Bounds in degrees."""

    west: float
    south: float
    east: float
    north: float


def coordinate_reader(axis: str, *, projected: bool) -> Callable[[Any, Tell], float]:
    """A reader of one axis: decimal degrees, or degrees, minutes and seconds, or metres."""

    def read(value: Any, tell: Tell) -> float:
        try:
            number = read_number(value, tell)
        except CellRefused:
            if projected or not isinstance(value, str):
                raise
            number = parse_degrees(value, axis, tell)
        if not projected and abs(number) > 180:
            raise CellRefused("must be degrees, from -180 to 180; metres need --crs EPSG:n")
        return number

    return read


def parse_degrees(value: str, axis: str, tell: Tell) -> float:
    """Degrees, minutes and seconds with their signs as decimal degrees."""
    text = plain_text(unicodedata.normalize("NFC", value).translate(SIGNS), tell)
    match = DEGREES.fullmatch(text)
    if not match:
        raise CellRefused("is no number of degrees; write 106.5505 or 106°33′02″")
    side = (match["before"] or match["after"] or "").upper()[:1]
    positive, negative = AXES[axis]
    if side and side not in positive + negative:
        raise CellRefused(f"names the other axis ({side}); {SWAPPED}")
    minutes, seconds = float(match["m"] or 0), float(match["s"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise CellRefused("has 60 minutes or seconds, or more")
    tell("degrees, minutes and seconds were read as decimal degrees")
    degrees = float(match["d"]) + minutes / 60 + seconds / 3600
    return -degrees if side and side in negative else degrees


def wgs84_transform(crs: str | None, datum: Datum) -> Transform:
    """
    How coordinates get to WGS-84.

    Parameters
    ----------
    crs
        A reference system as pyproj reads it; None for degrees in ``datum``.

    Raises
    ------
    InputError
        If pyproj does not know it, or a shifted datum is stated besides.
    """
    if crs is None:
        return lambda lon, lat: to_wgs84(lon, lat, datum)
    try:
        system = CRS.from_user_input(crs)
    except CRSError:
        raise InputError(f"--crs: {crs} is no coordinate reference system that is known") from None
    if name := old_system(crs):
        raise InputError(f"{crs}: {old_system_reason(name)}")
    if datum is not Datum.WGS84:
        if system == WGS84:
            return lambda lon, lat: to_wgs84(lon, lat, datum)
        raise InputError(
            f"coordinates are in {system.name} or in {datum.value}, not both; leave one out"
        )
    return projection(system)


def projection(system: CRS) -> Transform:
    """How coordinates in a reference system get to WGS-84."""
    try:
        transformer = Transformer.from_crs(system, WGS84, always_xy=True)
    except ProjError:
        reason = "is on no earth, and cannot be brought to WGS-84; export the file in WGS-84"
        raise InputError(f"{system.name}: this reference system {reason}") from None

    def transform(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        lon, lat = transformer.transform(x, y)
        return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)

    return transform


def old_system(crs: str) -> str | None:
    """The old survey of China that a reference system is of; None for any other, or none."""
    try:
        geodetic = CRS.from_user_input(crs).geodetic_crs
    except CRSError:
        return None
    datum = geodetic.datum.name if geodetic is not None and geodetic.datum is not None else ""
    return next((said for name, said in OLD_SYSTEMS.items() if name in datum), None)


def old_system_reason(name: str) -> str:
    """Why an old survey's coordinates are not read, and what to do."""
    return (
        f"its coordinates are in {name}, which lies up to 100 m and more from WGS-84 by figures "
        "that are not public; have it converted to CGCS2000, and export it anew"
    )


def is_projected(crs: str | None) -> bool:
    """Whether coordinates are metres and not degrees; what pyproj does not know is not."""
    try:
        return crs is not None and CRS.from_user_input(crs).is_projected
    except CRSError:
        return False


def point_problems(lon: Floats, lat: Floats, rows: npt.NDArray[np.int64]) -> Iterator[CellProblem]:
    """Points that are not on earth, or in China only with their axes exchanged; NaN is no point."""
    known = np.isfinite(lon) & np.isfinite(lat)
    exchanged = known & are_exchanged(lon, lat)
    for at in np.flatnonzero(exchanged):
        yield CellProblem(int(rows[at]), "lon", float(lon[at]), f"{SWAPPED} (lat is {lat[at]:g})")
    for name, values in (("lon", lon), ("lat", lat)):
        for at in np.flatnonzero(known & ~exchanged & (np.abs(values) > MOST[name])):
            yield CellProblem(
                int(rows[at]), name, float(values[at]),
                f"must be from -{MOST[name]:g} to {MOST[name]:g} degrees",
            )  # fmt: skip


def are_exchanged(lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    """Which points are on earth, or in China, only with their axes exchanged."""
    nowhere = (np.abs(lat) > 90) & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
    exchanged: npt.NDArray[np.bool_] = nowhere | (~in_china(lon, lat) & in_china(lat, lon))
    return exchanged


def in_china(lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    """Which points lie within China's bounds."""
    box = Box(*CHINA)
    inside: npt.NDArray[np.bool_] = (
        (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
    )
    return inside


def shape_problems(
    shapes: Shapes, kinds: tuple[str, ...], rows: npt.NDArray[np.int64]
) -> Iterator[CellProblem]:
    """Features without a shape, or with one that the table cannot use."""
    wanted = " or ".join(kinds)
    for row, shape in zip(rows.tolist(), shapes, strict=True):
        if shape is None:
            yield CellProblem(row, "geometry", None, f"there is none; a {wanted} is needed")
        elif shape.geom_type not in kinds:
            yield CellProblem(row, "geometry", shape.geom_type, f"must be a {wanted}")
        elif shape.is_empty:
            yield CellProblem(row, "geometry", f"empty {shape.geom_type}", f"a {wanted} is needed")
        elif not np.isfinite(shapely.get_coordinates(shape)).all():
            yield CellProblem(row, "geometry", None, "holds a coordinate that is no finite number")
        elif not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            what = "line" if "Line" in shape.geom_type else "polygon"
            yield CellProblem(row, "geometry", None, f"is no valid {what}: {reason}; repair it")


def shapes_at(shapes: Shapes, to_wgs84: Transform) -> Shapes:
    """Shapes in WGS-84."""
    moved: Shapes = shapely.transform(
        shapes, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1]))
    )
    return moved


def unit_problems(
    x: Floats, y: Floats, rows: npt.NDArray[np.int64], *, projected: bool
) -> Iterator[CellProblem]:
    """
    Coordinates that are degrees where metres are stated, or metres where nothing is.

    Parameters
    ----------
    x, y
        As the file has them, shape (n,); NaN is no point.
    projected
        Whether they are said to be metres.
    """
    known = np.isfinite(x) & np.isfinite(y)
    if projected:
        wrong = known & (np.abs(x) <= MOST_DEGREES[0]) & (np.abs(y) <= MOST_DEGREES[1])
        reason = (
            "these are degrees, and the reference system that is stated has metres; leave --crs "
            "out, or export the file in WGS-84"
        )
    else:
        wrong = known & (np.minimum(np.abs(x), np.abs(y)) > CLEARLY_METRES)
        reason = (
            "these are no degrees; say which reference system they are in with --crs EPSG:n "
            "(4534 to 4554 are the 3-degree zones of CGCS2000)"
        )
    if wrong.any() and (wrong == known).all():
        yield CellProblem(None, "", f"{x[wrong][0]:g}, {y[wrong][0]:g}", reason)
        return
    for at in np.flatnonzero(wrong):
        yield CellProblem(int(rows[at]), "", f"{x[at]:g}, {y[at]:g}", reason)


def corners(shapes: npt.NDArray[np.object_]) -> tuple[Floats, Floats]:
    """The coordinate of each shape that is farthest from nought on each axis, shape (n,)."""
    box = np.abs(shapely.bounds(shapes))
    return np.maximum(box[:, 0], box[:, 2]), np.maximum(box[:, 1], box[:, 3])
