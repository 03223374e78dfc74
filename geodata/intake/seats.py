"""Where a district is governed from, for boundaries that come without it."""

from importlib import resources

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


def with_seats(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    The districts with columns ``seat_lon`` and ``seat_lat`` filled, WGS-84 degrees.

    A seat that the table states is kept. Otherwise it is the one that our facts know for that
    ``adcode``, if it lies within the polygon, or else any point within: rows that are placed by
    their district must lie in it.
    """
    polygons = districts.geometry.to_numpy()
    known = _known_seats().reindex(districts["adcode"])
    lon, lat = known["lon"].to_numpy(), known["lat"].to_numpy()
    within = shapely.point_on_surface(polygons)
    held = shapely.intersects_xy(polygons, lon, lat)
    lon = np.where(held, lon, shapely.get_x(within))
    lat = np.where(held, lat, shapely.get_y(within))
    if "seat_lon" in districts and "seat_lat" in districts:
        stated = (districts["seat_lon"].notna() & districts["seat_lat"].notna()).to_numpy()
        lon = np.where(stated, districts["seat_lon"], lon)
        lat = np.where(stated, districts["seat_lat"], lat)
    return districts.assign(seat_lon=lon, seat_lat=lat)


def _known_seats() -> pd.DataFrame:
    path = resources.files("geodata") / "facts" / "district-seats.csv"
    with path.open(encoding="utf-8-sig") as lines:
        return pd.read_csv(lines, dtype={"adcode": str}).set_index("adcode")[["lon", "lat"]]
