import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata.base.geodesy import circles, distances_m, ecef, ecef_of, geodesic_m
from geodata.base.point_tree import PointTree

GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize(("farthest_m", "error_m"), [(50_000, 1e-6), (300_000, 1e-3), (5e5, 2e-3)])
def test_the_formula_keeps_to_the_error_it_states(farthest_m, error_m):
    rng = np.random.default_rng(7)
    n = 20_000
    lon, lat = rng.uniform(102, 111, n), rng.uniform(27, 33, n)
    true_m = rng.uniform(0, farthest_m, n)
    to_lon, to_lat, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, n), true_m)
    here, there = ecef(lon, lat), ecef(to_lon, to_lat)

    metres = geodesic_m(here, there, np.linalg.norm(here - there, axis=1))

    assert np.abs(metres - true_m).max() < error_m


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 360), st.floats(0, 200_000))
@settings(deadline=None)
def test_the_formula_holds_to_a_millimetre_anywhere_on_earth(lon, lat, azimuth, true_m):
    to_lon, to_lat, _ = GEOD.fwd(lon, lat, azimuth, true_m)
    tree = PointTree.of(np.array([to_lon]), np.array([to_lat]))

    metres, _ = tree.nearest(np.array([lon]), np.array([lat]))

    assert metres[0] == pytest.approx(true_m, abs=1e-3)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_one_point_lies_where_it_lies_among_many(lon, lat):
    among = ecef(np.array([0.0, lon]), np.array([0.0, lat]))[1]

    assert ecef_of(lon, lat) == pytest.approx(among, abs=1e-8)


def test_beyond_five_hundred_kilometres_the_distance_is_exact():
    tree = PointTree.of(np.array([106.5]), np.array([29.5]))
    lon, lat = np.array([-70.0, 2.3, 106.5]), np.array([-33.0, 48.8, 36.0])

    metres, _ = tree.nearest(lon, lat)

    assert metres == pytest.approx(GEOD.inv(lon, lat, [106.5] * 3, [29.5] * 3)[2], abs=1e-6)


def test_the_nearest_is_the_nearest_of_all_pairs():
    rng = np.random.default_rng(11)
    lon, lat = rng.uniform(105, 108, 3_000), rng.uniform(28, 31, 3_000)
    to_lon, to_lat = rng.uniform(105, 108, 40), rng.uniform(28, 31, 40)

    tree = PointTree.of(to_lon, to_lat)
    metres, place_at = tree.nearest(lon, lat)

    pairs = distances_m(
        np.repeat(lon, 40), np.repeat(lat, 40), np.tile(to_lon, 3_000), np.tile(to_lat, 3_000)
    ).reshape(-1, 40)
    assert metres == pytest.approx(pairs.min(axis=1), abs=1e-6)
    assert (tree.first[place_at] == pairs.argmin(axis=1)).all()
    assert tree.exact(lon, lat) == pytest.approx(pairs.min(axis=1), abs=1e-9)


def test_fairs_at_one_venue_are_one_place_and_the_first_of_them_stands_for_it():
    tree = PointTree.of(np.array([107.0, 106.0, 107.0]), np.array([29.0, 29.0, 29.0]))

    assert len(tree.lon) == 2
    assert tree.first[tree.place_of].tolist() == [0, 1, 0]


def test_a_circle_keeps_its_distance_and_runs_anticlockwise():
    ring = circles(np.array([106.5]), np.array([29.5]), np.array([10_000.0]), 96)[0]

    metres = GEOD.inv([106.5] * 97, [29.5] * 97, ring[:, 0], ring[:, 1])[2]
    area_m2, _ = GEOD.polygon_area_perimeter(ring[:, 0], ring[:, 1])

    assert metres == pytest.approx([10_000] * 97, abs=1e-6)
    assert (ring[0] == ring[-1]).all()
    assert area_m2 == pytest.approx(np.pi * 1e8, rel=2e-3)
