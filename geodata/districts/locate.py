"""Districts: which of them holds a point."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.base.arrays import Flags, Floats, Ints
from geodata.districts.names import Meaning

DISPLAY_TOLERANCE = 0.0035
BORDER = 1e-6  # degrees, a decimetre: to so much is a converted point exact


def locate(districts: gpd.GeoDataFrame, lon: Floats, lat: Floats) -> Ints:
    """
    The district that holds each point.

    Parameters
    ----------
    districts
        Polygons, WGS-84, in the order in which they are asked.
    lon, lat
        Degrees, shape (n,).

    Returns
    -------
    Ints
        Position in ``districts``, shape (n,); -1 outside all. A point on a border belongs to the
        first district in order that covers it.
    """
    found = np.full(len(lon), -1, dtype=np.intp)
    if not len(lon) or districts.empty:
        return found
    polygons = districts.geometry.to_numpy()
    shapely.prepare(polygons)
    # Sorted by longitude, the points within a polygon's bounds are one run.
    order = np.argsort(lon, kind="stable")
    x, y = np.asarray(lon)[order], np.asarray(lat)[order]
    sorted_found = np.full(len(x), -1, dtype=np.intp)
    west, south, east, north = shapely.bounds(polygons).T
    firsts, lasts = np.searchsorted(x, west, "left"), np.searchsorted(x, east, "right")
    for position in np.flatnonzero(firsts < lasts):
        first, last = firsts[position], lasts[position]
        inside = (y[first:last] >= south[position]) & (y[first:last] <= north[position])
        free = np.flatnonzero(inside & (sorted_found[first:last] < 0)) + first
        here = shapely.intersects_xy(polygons[position], x[free], y[free])
        sorted_found[free[here]] = position
    found[order] = sorted_found
    return found


def display(districts: gpd.GeoDataFrame, tolerance: float = DISPLAY_TOLERANCE) -> gpd.GeoDataFrame:
    """
    The districts with fewer vertices, for maps: shared borders stay shared, no slivers open.

    Parameters
    ----------
    tolerance
        Degrees; the area that a vertex may stand for is at most about its square.
    """
    if districts.empty:
        return districts
    polygons = districts.geometry.to_numpy()
    return districts.set_geometry(shapely.coverage_simplify(polygons, tolerance))


def on_border(
    places: pd.DataFrame, stated: pd.Series, districts: gpd.GeoDataFrame, asked: Flags
) -> Flags:
    """
    Which places lie on the border of a district that they state: it holds them, too.

    Parameters
    ----------
    stated
        The adcodes that each place may mean, as lists.
    asked
        The places to look at.
    """
    found = np.zeros(len(places), dtype=bool)
    some = np.flatnonzero(asked & stated.map(bool).to_numpy(dtype=bool) & places["lon"].notna())
    if some.size:
        codes = stated.iloc[some].set_axis(some).explode()
        polygons = districts.geometry.to_numpy()[districts.index.get_indexer(codes)]
        lon, lat = (places[axis].to_numpy()[codes.index] for axis in ("lon", "lat"))
        near = shapely.dwithin(polygons, shapely.points(lon, lat), BORDER)
        found[codes.index[near]] = True
    return found


def with_adcodes(
    places: pd.DataFrame, districts: gpd.GeoDataFrame, meant: Mapping[str, Meaning]
) -> pd.DataFrame:
    """
    Places with their ``adcode``: of the district that holds them, or without a point states them.

    Parameters
    ----------
    places
        Columns ``district, lon, lat``; the degrees, WGS-84, may be NaN.
    districts
        Indexed by ``adcode``.
    meant
        What each text of ``district`` names.

    Returns
    -------
    pd.DataFrame
        ``adcode`` is "" outside all districts, and where a text stands for none or for several.
    """
    stated = {text: each.own[0] if len(each.own) == 1 else "" for text, each in meant.items()}
    held = pd.Series(adcodes(districts, places["lon"], places["lat"]), index=places.index)
    return places.assign(
        adcode=held.where(places["lon"].notna(), places["district"].map(stated)).astype("str")
    )


def adcodes(
    districts: gpd.GeoDataFrame, lon: Floats | pd.Series, lat: Floats | pd.Series
) -> pd.api.extensions.ExtensionArray:
    """The adcode of the district (by index) that holds each WGS-84 point; "" outside all."""
    at: Ints = locate(districts, np.asarray(lon), np.asarray(lat))
    codes = np.append(districts.index.to_numpy(dtype=object), "")  # position -1 is the ""
    return pd.array(codes[at], dtype="str")
