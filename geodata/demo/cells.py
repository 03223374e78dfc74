"""The land of the districts as cells of one square kilometre."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from pyproj import Transformer

from geodata.base.arrays import Floats, Ints
from geodata.districts.locate import locate

CELL_M = 1_000.0
GRID_CRS = "+proj=aea +lat_1=28.5 +lat_2=31.8 +lat_0=30 +lon_0=106.5 +ellps=WGS84 +units=m"


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """
    Cells of one square kilometre, each in the district that holds its centre.

    Parameters
    ----------
    lon, lat
        Centres, WGS-84 degrees, shape (n,).
    x_m, y_m
        Centres in an equal-area projection, metres, shape (n,).
    district_at
        Position of the district, shape (n,).
    """

    lon: Floats
    lat: Floats
    x_m: Floats
    y_m: Floats
    district_at: Ints

    def __len__(self) -> int:
        return len(self.lon)


def cells_of(districts: gpd.GeoDataFrame) -> Cells:
    """The cells of the districts, from north to south and west to east."""
    west, south, east, north = districts.to_crs(GRID_CRS).total_bounds
    x = np.arange(np.floor(west / CELL_M), np.ceil(east / CELL_M)) * CELL_M + CELL_M / 2
    y = np.arange(np.ceil(north / CELL_M), np.floor(south / CELL_M), -1) * CELL_M - CELL_M / 2
    x_m, y_m = (grid.ravel() for grid in np.meshgrid(x, y))
    to_degrees = Transformer.from_crs(GRID_CRS, "EPSG:4326", always_xy=True)
    lon, lat = (np.round(degrees, 5) for degrees in to_degrees.transform(x_m, y_m))
    at = locate(districts, lon, lat)
    held = at >= 0
    return Cells(lon[held], lat[held], x_m[held], y_m[held], at[held])
