"""What the map shows besides: neighbouring provinces, seats, rivers, and the names of towns."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.demo.rivers import rivers
from geodata.districts.boundary_package import boundary_polygons
from geodata.districts.names import short_en, short_zh

# Names in Chinese and English, by the codes of GB/T 2260.
NEIGHBOURS = {
    "420000": ("湖北", "Hubei"),
    "430000": ("湖南", "Hunan"),
    "510000": ("四川", "Sichuan"),
    "520000": ("贵州", "Guizhou"),
    "530000": ("云南", "Yunnan"),
    "610000": ("陕西", "Shaanxi"),
    "620000": ("甘肃", "Gansu"),
}
OWN = "500000"
MARGIN_DEGREES = 1.5
TOLERANCE_DEGREES = 0.03


def basemap(
    districts: gpd.GeoDataFrame, urban: pd.Series, towns: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """
    Neighbouring provinces, cut to the surroundings, the districts' seats, rivers, and towns.

    Parameters
    ----------
    districts
        ``name_zh, name_en, seat_lon, seat_lat``, WGS-84.
    urban
        Urban people of each district, in the same order.
    towns
        ``name_zh, name_en, persons, geometry``, WGS-84: for the gazetteer; no map draws them.

    Returns
    -------
    gpd.GeoDataFrame
        ``kind`` (``outline``, ``settlement``, ``water`` or ``town``), ``name_zh, name_en, persons``
        (NaN where unknown), ``geometry``; settlements by persons, the largest first.
    """
    outlines = gpd.GeoDataFrame(
        {
            "kind": "outline",
            "name_zh": [zh for zh, _ in NEIGHBOURS.values()],
            "name_en": [en for _, en in NEIGHBOURS.values()],
            "persons": np.nan,
        },
        geometry=_surroundings(districts),
        crs="EPSG:4326",
    )
    seats = gpd.GeoDataFrame(
        {
            "kind": "settlement",
            "name_zh": [short_zh(name) for name in districts["name_zh"]],
            "name_en": [short_en(name) for name in districts["name_en"]],
            "persons": urban.to_numpy(dtype=np.float64),
        },
        geometry=gpd.points_from_xy(districts["seat_lon"], districts["seat_lat"]),
        crs="EPSG:4326",
    ).sort_values("persons", ascending=False, kind="stable")
    parts = [outlines, seats, rivers(), towns.assign(kind="town")]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs="EPSG:4326")


def _surroundings(districts: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    # Chongqing is simplified with its neighbours, so that they stay neighbours, and left out.
    provinces = np.array(list(boundary_polygons("province", [*NEIGHBOURS, OWN]).values()))
    west, south, east, north = districts.total_bounds + np.array([-1, -1, 1, 1]) * MARGIN_DEGREES
    near = shapely.clip_by_rect(provinces, west - 1, south - 1, east + 1, north + 1)
    simple = shapely.coverage_simplify(near, TOLERANCE_DEGREES)[:-1]
    clipped = shapely.clip_by_rect(simple, west, south, east, north)
    return list(shapely.set_precision(clipped, 1e-4))
