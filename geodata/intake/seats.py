"""Where a district is governed from, for boundaries that come without it."""

import geopandas as gpd
import numpy as np
import shapely

from geodata.districts.changes import kin
from geodata.districts.editions import known_seats

NOWHERE = (np.nan, np.nan)


def with_seats(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    The districts with columns ``seat_lon`` and ``seat_lat`` filled, WGS-84 degrees.

    A seat that the table states is kept. Otherwise it is the one that our facts know for that
    ``adcode``, or for one that preceded or followed it, if it lies within the polygon, or else any
    point within: rows that are placed by their district must lie in it.
    """
    polygons = districts.geometry.to_numpy()
    lon, lat = np.array([_known_seat(adcode) for adcode in districts["adcode"]]).reshape(-1, 2).T
    within = shapely.point_on_surface(polygons)
    held = shapely.intersects_xy(polygons, lon, lat)
    lon = np.where(held, lon, shapely.get_x(within))
    lat = np.where(held, lat, shapely.get_y(within))
    if "seat_lon" in districts and "seat_lat" in districts:
        stated = (districts["seat_lon"].notna() & districts["seat_lat"].notna()).to_numpy()
        lon = np.where(stated, districts["seat_lon"], lon)
        lat = np.where(stated, districts["seat_lat"], lat)
    return districts.assign(seat_lon=lon, seat_lat=lat)


def _known_seat(adcode: str) -> tuple[float, float]:
    """The seat of a code, or of one before or since; NaN where none is known."""
    seats = known_seats()
    return next((seats[code] for code in (adcode, *kin(adcode)) if code in seats), NOWHERE)
