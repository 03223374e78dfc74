"""Districts: which of them holds a point, and whether that is the one that is stated."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.base.arrays import Flags, Floats, Ints
from geodata.districts.changes import kin
from geodata.districts.editions import lie_in
from geodata.districts.names import Gazetteer, Meaning

SAME, RENAMED, OTHER = "same", "renamed", "other"
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


def statements(places: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    What rows of fairs or employers state as their district, beside the one that holds them.

    Parameters
    ----------
    places
        Columns ``name, district, lon, lat, adcode``.

    Returns
    -------
    pd.DataFrame
        Those rows that state one; columns ``name, stated, stated_adcode, adcode`` and ``agrees``:
        ``SAME``, ``RENAMED`` (the stated district preceded or follows the one that holds the row)
        or ``OTHER``. ``stated_adcode`` is "" where the name is none of the districts, and holds
        several codes with ``/`` between where it is that of several.
    """
    gazetteer = Gazetteer.of(districts)
    places = places[places["district"] != ""]
    stated = places["district"]
    meant = {text: gazetteer.meaning(text) for text in stated.unique()}
    named = {text: "/".join(gazetteer.own(text)) for text in meant}
    resolved = stated.map(named).astype("str")
    same = (resolved == places["adcode"]) & (resolved != "")
    agrees = np.where(same, SAME, OTHER).astype(object)
    for text, each in meant.items():
        if len(each.codes) > 1 or each.of_another_edition or any(map(kin, each.codes)):
            rows = np.flatnonzero(stated == text)
            agrees[rows] = _agreements(places.iloc[rows], each)
    here = {text: [c for c in gazetteer.areas(text) if c in districts.index] for text in meant}
    agrees[on_border(places, stated.map(here), districts, agrees == OTHER)] = SAME
    columns = {"name": places["name"], "stated": stated, "stated_adcode": resolved}
    return pd.DataFrame(columns | {"adcode": places["adcode"], "agrees": agrees})


def _agreements(places: pd.DataFrame, stated: Meaning) -> npt.NDArray[np.object_]:
    """How rows that state the same agree with the district that holds each."""
    agrees = np.full(len(places), OTHER, dtype=object)
    for code in stated.codes:
        agrees[lie_in(places, code)] = RENAMED
    if not stated.of_another_edition:
        agrees[places["adcode"].isin(stated.codes)] = SAME
    return agrees


def mismatches(places: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Rows of fairs or employers whose stated district is not the one that holds them.

    Returns
    -------
    pd.DataFrame
        Indexed as the rows; columns ``name, stated, stated_adcode, adcode`` as `statements` has
        them.
    """
    found = statements(places, districts)
    return found[found["agrees"] == OTHER].drop(columns="agrees")


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


def with_adcodes(table: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Places that may be without a point with their ``adcode``; see `Campaign.services`."""
    gazetteer = Gazetteer.of(districts)
    stated = {text: gazetteer.resolve(text) or "" for text in table["district"].unique()}
    held = pd.Series(adcodes(districts, table["lon"], table["lat"]), index=table.index)
    return table.assign(
        adcode=held.where(table["lon"].notna(), table["district"].map(stated)).astype("str")
    )


def adcodes(
    districts: gpd.GeoDataFrame, lon: Floats | pd.Series, lat: Floats | pd.Series
) -> pd.api.extensions.ExtensionArray:
    """The adcode of the district (by index) that holds each WGS-84 point; "" outside all."""
    at: Ints = locate(districts, np.asarray(lon), np.asarray(lat))
    codes = np.append(districts.index.to_numpy(dtype=object), "")  # position -1 is the ""
    return pd.array(codes[at], dtype="str")
