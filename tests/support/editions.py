"""The districts of the census and those of today, with their real polygons; real towns."""

import geopandas as gpd

from geodata.demo.boundaries import district_boundaries
from geodata.districts.editions import LIANGJIANG, known_seats, polygons_since

# Towns that the city named when it moved the border, with their neighbours: where GeoNames has
# them, the district of before, and the one since.
TOWNS = {
    "大湾": (106.8202, 30.0196, "500112", "500109"),
    "统景镇": (106.8448, 29.8565, "500112", "500109"),
    "大盛镇": (106.8973, 29.8903, "500112", "500109"),
    "兴隆镇": (106.7062, 29.8893, "500112", "500109"),
    "茨竹镇": (106.7398, 29.9854, "500112", "500109"),
    "水土镇": (106.4974, 29.7822, "500109", "500157"),
    "复兴镇": (106.5571, 29.8191, "500109", "500157"),
    "蔡家岗镇": (106.4751, 29.7425, "500109", "500157"),
    "施家梁镇": (106.4724, 29.7879, "500109", "500157"),
    "童家溪镇": (106.4444, 29.6850, "500109", "500157"),
    "龙兴镇": (106.7911, 29.7020, "500112", "500157"),
    "悦来": (106.5449, 29.7301, "500112", "500157"),
    "鱼嘴镇": (106.7620, 29.6205, "500105", "500157"),
    "北温泉街道": (106.4193, 29.8337, "500109", "500109"),
    "静观镇": (106.5639, 29.8955, "500109", "500109"),
}


def census_districts() -> gpd.GeoDataFrame:
    """The 58 districts of the census, indexed by code."""
    return district_boundaries().set_index("adcode")


def todays_districts() -> gpd.GeoDataFrame:
    """The 57 of today, indexed by code; whoever needs their persons builds the demo."""
    table = census_districts().drop(index=["500105", "500112"])
    lon, lat = known_seats()[LIANGJIANG]
    shape = polygons_since()[LIANGJIANG]
    table.loc[LIANGJIANG] = ["两江新区", "Liangjiang New Area", float("nan"), lon, lat, "", shape]
    table.loc["500109", "geometry"] = polygons_since()["500109"]
    return table.sort_index()
