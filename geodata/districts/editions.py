"""
The districts of the census and those of today, where their borders differ.

On 6 November 2025 江北区 and 渝北区 became 两江新区, and it and 北碚区 exchanged towns. One border
moved: that between the two, a line of our facts. It parts the land of the three old districts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geodata.base.arrays import Flags
from geodata.base.facts import read_facts
from geodata.districts.boundary_package import boundary_polygons
from geodata.districts.changes import PART, heirs, kin
from geodata.errors import FairreachError

if TYPE_CHECKING:
    import geopandas as gpd

CENSUS, TODAY = "2020", "2025"
# From which day each edition holds; that of the census is as of its hour.
SINCE: Mapping[str, str] = {CENSUS: "2020-11-01", TODAY: "2025-11-06"}
BORDER = "liangjiang-beibei-border-2025.csv"
BEFORE = ("500105", "500109", "500112")
LIANGJIANG, BEIBEI, YUBEI = "500157", "500109", "500112"
MOVED = frozenset({LIANGJIANG, *BEFORE})


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """Land that lay in one district before the change and lies in another, or the same, since."""

    before: str
    since: str
    polygon: shapely.Geometry


@cache
def polygons_since() -> dict[str, shapely.Polygon]:
    """
    The two districts that the border of 2025 parts, WGS-84, by their codes.

    Raises
    ------
    FairreachError
        If the border does not part the land of before into two.
    """
    whole = shapely.union_all(list(_polygons_before().values()))
    rows = read_facts(BORDER)
    border = shapely.LineString([(float(row["lon"]), float(row["lat"])) for row in rows])
    lines = shapely.node(shapely.union_all([whole.boundary, border]))
    parts = list(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))))
    if len(parts) != len((LIANGJIANG, BEIBEI)):
        raise FairreachError(f"the border of 2025 makes {len(parts)} parts of the land, not 2")
    # 北碚区 is the one in the north-west.
    west, east = sorted(parts, key=lambda part: float(part.bounds[0]))
    return {LIANGJIANG: east, BEIBEI: west}


@cache
def _polygons_before() -> dict[str, shapely.Geometry]:
    return boundary_polygons("district", BEFORE)


@cache
def known_seats() -> dict[str, tuple[float, float]]:
    """Where districts of either edition are governed from, WGS-84, by their codes."""
    rows = read_facts("district-seats.csv")
    seats = {row["adcode"]: (float(row["lon"]), float(row["lat"])) for row in rows}
    # The facts have none of 两江新区; that of 渝北区, where most of its people live, stands in.
    return seats | {LIANGJIANG: seats[YUBEI]}


@cache
def pieces() -> tuple[Piece, ...]:
    """The land of the change, by the district of before and the one since."""
    both = [
        Piece(before, since, _area_of(shapely.intersection(old, new)))
        for before, old in _polygons_before().items()
        for since, new in polygons_since().items()
    ]
    kept = tuple(piece for piece in both if not shapely.is_empty(piece.polygon))
    shapely.prepare([piece.polygon for piece in kept])
    return kept


def _area_of(shape: shapely.Geometry) -> shapely.Geometry:
    """The areas in a shape, without the lines along which its parts only touch."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def land_of(districts: "gpd.GeoDataFrame", code: str) -> shapely.Geometry:
    """
    The land of a district of any edition, WGS-84.

    Parameters
    ----------
    districts
        Those in use, indexed by ``adcode``.
    """
    if code in districts.index:
        return districts.geometry.loc[code]
    if code in MOVED:
        return shapely.union_all([p.polygon for p in pieces() if code in (p.before, p.since)])
    return shapely.union_all(districts.geometry.loc[list(heirs(code, districts.index))].to_numpy())


def lie_in(places: pd.DataFrame, code: str) -> Flags:
    """
    Whether each place lies in a district of any edition.

    Parameters
    ----------
    places
        Columns ``adcode`` (of the district that holds it, of the edition in use), ``lon``,
        ``lat``; the degrees, WGS-84, may be NaN.
    code
        Of the district: one in use, one that preceded it, or one that follows it.

    Returns
    -------
    Flags
        Shape (n,).
    """
    held = places["adcode"].to_numpy(dtype=object)
    inside: Flags = np.asarray(held == code, dtype=bool)
    related = kin(code)
    if code not in MOVED:
        return inside | np.isin(held, list(related))
    near = np.flatnonzero(np.isin(held, list(related)) & ~inside)
    if not len(near):
        return inside  # the boundaries need not be read
    lon, lat = (places[axis].to_numpy(dtype=np.float64)[near] for axis in ("lon", "lat"))
    # What has no point lies where its row says.
    whole = [other for other, share in related.items() if share != PART]
    land = [piece.polygon for piece in pieces() if code in (piece.before, piece.since)]
    on_land = np.any([shapely.intersects_xy(each, lon, lat) for each in land], axis=0)
    inside[near] = np.where(np.isnan(lon), np.isin(held[near], whole), on_land)
    return inside
