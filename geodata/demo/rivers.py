"""The great rivers of the region, from our facts."""

import json
from importlib import resources

import geopandas as gpd
import numpy as np


def rivers() -> gpd.GeoDataFrame:
    """
    The rivers of the national base map 1:4,000,000, and the Tuo, fit to zoom 11.

    Returns
    -------
    gpd.GeoDataFrame
        ``kind`` (``water``), ``name_zh, name_en, persons`` (NaN), ``geometry`` (lines, WGS-84).
    """
    path = resources.files("geodata") / "facts" / "rivers.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    table = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
    table = table.assign(kind="water", persons=np.nan)
    return table[["kind", "name_zh", "name_en", "persons", "geometry"]]
