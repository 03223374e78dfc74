"""Joining points to districts, against geopandas.sjoin in the same run."""

import geopandas as gpd
import numpy as np
from bench.size import sized

from geodata.demo.boundaries import district_boundaries
from geodata.districts.locate import locate

POINTS = sized(1_000_000, 10_000)


def test_the_district_join_of_a_million_points_is_that_of_sjoin_and_quicker(versus):
    districts = district_boundaries().set_index("adcode")
    rng = np.random.default_rng(7)
    west, south, east, north = districts.total_bounds
    lon, lat = rng.uniform(west, east, POINTS), rng.uniform(south, north, POINTS)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    polygons = districts.reset_index()[["geometry"]]

    played = versus(
        f"district join, {POINTS:,} points",
        lambda: locate(districts, lon, lat),
        lambda: points.sjoin(polygons, how="left", predicate="intersects"),
        goal=3,
    )

    peer = played.peer["index_right"].groupby(played.peer.index).min().fillna(-1).astype(int)
    assert (played.ours == peer.to_numpy()).all()
