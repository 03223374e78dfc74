import numpy as np
from numpy.testing import assert_allclose
from pyproj import Proj, Transformer

from geodata.base.mercator import CM, stretch, to_degrees, to_plane

TO_MERCATOR = Transformer.from_crs("EPSG:4326", "EPSG:3395", always_xy=True)
CHANCE = np.random.default_rng(8)
LON, LAT = CHANCE.uniform(-180, 180, 20_000), CHANCE.uniform(-84.99, 84.99, 20_000)


def test_the_plane_is_the_world_mercator_of_epsg():
    east, north = to_plane(LON, LAT)
    x, y = TO_MERCATOR.transform(LON, LAT)

    assert np.abs(east - CM * x).max() < 1e-4  # centimetres
    assert np.abs(north - CM * y).max() < 1e-4


def test_the_way_back_is_that_of_epsg():
    x, y = TO_MERCATOR.transform(LON, LAT)
    lon, lat = to_degrees(CM * x, CM * y)

    assert np.abs(lon - LON).max() < 1e-11
    assert np.abs(lat - LAT).max() < 1e-11


def test_the_equator_and_the_first_meridian_cross_at_nought():
    assert [float(each[0]) for each in to_plane(np.zeros(1), np.zeros(1))] == [0, 0]
    assert [float(each) for each in to_degrees(0, 0)] == [0, 0]


def test_the_stretch_is_the_scale_of_the_projection():
    _, north = to_plane(LON, LAT)
    factors = Proj("EPSG:3395").get_factors(LON, LAT)

    # PROJ takes its factors from numerical derivatives.
    assert_allclose(stretch(north), factors.meridional_scale)
    assert_allclose(stretch(north), factors.parallel_scale)


def test_latitudes_beyond_the_farthest_stay_on_the_plane():
    _, north = to_plane(np.zeros(3), np.array([85.0, 89.0, 90.0]))

    assert np.isfinite(north).all()
    assert north[0] == north[1] == north[2]
