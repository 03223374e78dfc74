"""The nearest road against brute force and against shapely's tree, on the town's own plane."""

import numpy as np
import pytest
import shapely
from numpy.testing import assert_allclose
from raw_roads import GEOD, RawRoads
from towns import Town, random_town

from geodata.base.mercator import to_degrees
from geodata.roads.snapping import FARTHEST_WALK_M, snap
from geodata.signs.profile import Profile


@pytest.fixture(scope="module", params=[3, 4])
def town(request, tmp_path_factory):
    made = random_town(request.param)
    return made, made.network(tmp_path_factory.mktemp("town"))


def scattered(seed, count, reach_m):
    return np.random.default_rng(seed).uniform(-reach_m, reach_m, (count, 2))


def tree_of(raw):
    ends = np.stack([raw.tail, raw.tail + raw.way], axis=1)[raw.joinable]
    return shapely.STRtree(shapely.linestrings(ends))


def point_at(network, edge, at_m):
    """Degrees of the point that lies so many metres along an edge."""
    vertices = slice(network["first"][edge], network["first"][edge + 1])
    lon, lat = to_degrees(network["east"][vertices], network["north"][vertices])
    _, _, steps = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    along = np.append(0, np.cumsum(steps))
    assert along[-1] == pytest.approx(network["metres"][edge], abs=0.1)
    return np.interp(at_m, along, lon), np.interp(at_m, along, lat)


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("reach_m", [3_000, 8_000])
def test_the_nearest_road_is_the_one_that_shapely_finds(town, profile, reach_m):
    made, network = town
    points = scattered(1, 3_000, reach_m)
    raw = RawRoads(made, profile)
    _, away = tree_of(raw).query_nearest(
        shapely.points(points), return_distance=True, all_matches=False
    )

    found = snap(network, *made.places(points), profile)

    clear = np.abs(away - FARTHEST_WALK_M) > 1
    assert (found.known == (away <= FARTHEST_WALK_M))[clear].all()
    assert 0.1 < found.known.mean() <= 1
    # Over 2 km the plane's scale varies by some 0.03 %.
    assert_allclose(found.walk_m[found.known], away[found.known], rtol=2.5e-4, atol=0.025)


def test_the_place_on_the_edge_is_where_the_walk_ends(town):
    made, network = town
    points = scattered(2, 400, 3_000)
    lon, lat = made.places(points)

    found = snap(network, lon, lat, Profile.DRIVE)

    assert found.known.all()
    assert (found.at_m >= 0).all()
    assert (found.at_m <= network["metres"][found.edge] + 1e-3).all()
    feet = [point_at(network, edge, at) for edge, at in zip(found.edge, found.at_m, strict=True)]
    _, _, walks = GEOD.inv(lon, lat, *np.transpose(feet))
    assert walks == pytest.approx(found.walk_m, rel=5e-4, abs=0.2)


def test_the_brute_force_of_these_tests_and_shapely_agree(town):
    made, _ = town
    raw = RawRoads(made, Profile.DRIVE)
    points = scattered(5, 200, 4_000)
    _, away = tree_of(raw).query_nearest(
        shapely.points(points), return_distance=True, all_matches=False
    )

    brute = [raw.join(*each).walk_m for each in points]

    assert brute == pytest.approx(away, rel=1e-5, abs=0.01)


@pytest.mark.parametrize("cap_m", [0.5, 50, 700, 5_000])
def test_nothing_is_joined_farther_than_the_cap(town, cap_m):
    made, network = town
    points = scattered(3, 2_000, 9_000)
    _, away = tree_of(RawRoads(made, Profile.WALK)).query_nearest(
        shapely.points(points), return_distance=True, all_matches=False
    )

    found = snap(network, *made.places(points), Profile.WALK, cap_m)

    clear = np.abs(away - cap_m) > 0.05 + 1e-3 * cap_m
    assert (found.known == (away <= cap_m))[clear].all()
    assert not (found.walk_m > cap_m * (1 + 1e-9)).any()


def test_places_anywhere_on_earth_are_no_trouble(town):
    made, network = town
    middle = made.place(0, 0)
    lon = np.array([-180, 180, 0, 0, 0, 106.5, middle[0] + 180, middle[0]])
    lat = np.array([0, 0, 90, -90, 85, -29.5, middle[1], 89.99])

    found = snap(network, lon, lat, Profile.DRIVE)

    assert not found.known.any()
    assert found.edge.tolist() == [-1] * len(lon)
    assert np.isnan(found.walk_m).all()
    assert np.isnan(found.at_m).all()


def test_no_places_are_no_joins(town):
    _, network = town

    assert len(snap(network, np.empty(0), np.empty(0), Profile.DRIVE)) == 0


def test_more_places_than_are_handled_at_once_are_joined_as_each_alone(town):
    made, network = town
    lon, lat = made.places(scattered(6, 20_000, 5_000))

    found = snap(network, lon, lat, Profile.DRIVE)

    for n in (0, 8_191, 8_192, 8_193, 16_384, 19_999):
        alone = snap(network, lon[n : n + 1], lat[n : n + 1], Profile.DRIVE)
        assert alone.edge[0] == found.edge[n]
        assert np.array_equal(alone.at_m, found.at_m[n : n + 1], equal_nan=True)
        assert np.array_equal(alone.walk_m, found.walk_m[n : n + 1], equal_nan=True)


def test_a_road_that_a_profile_may_not_use_is_passed_over(tmp_path):
    town = Town()
    town.grid(0, 0, 4, 4)
    town.way([(0, 2000), (0, 2300), (2000, 2300), (2000, 2000)], "footway")
    town.way([(0, 0), (0, -300), (2000, -300), (2000, 0)], foot="no")
    network = town.network(tmp_path)
    # 20 m from the footway, 20 m from the road without walkers; the street is 280 m from either.
    lon, lat = town.places([(1200, 2280), (1200, -280)])

    driving, walking = (snap(network, lon, lat, profile).walk_m for profile in Profile)

    assert driving == pytest.approx([280, 20], abs=0.2)
    assert walking == pytest.approx([20, 280], abs=0.2)


def test_a_road_a_hundred_kilometres_long_is_joined_where_it_passes(tmp_path):
    town = Town()
    town.way([(-50_000, 0), (50_000, 0)], "primary")
    network = town.network(tmp_path)

    found = snap(network, *town.places([(-49_000, 90), (0, 150), (30_000, -150)]), Profile.DRIVE)

    assert network["metres"].tolist() == pytest.approx([100_000], abs=2)
    # Drawn straight on Mercator's plane, it bends away from the shortest line by up to 113 m.
    assert found.known.all()
    assert found.at_m == pytest.approx([1_000, 50_000, 80_000], abs=2)


def test_along_a_road_from_south_to_north_metres_are_those_of_the_ground(tmp_path):
    town = Town()
    corners = [(0, float(y)) for y in range(-40_000, 40_001, 5_000)]
    town.way(corners, "primary")
    network = town.network(tmp_path)

    found = snap(network, *town.places([(100, -39_000), (100, -10_000), (100, 22_500)]), "drive")

    assert network["metres"].tolist() == pytest.approx([80_000], abs=2)
    assert found.at_m == pytest.approx([1_000, 30_000, 62_500], abs=1)


@pytest.mark.parametrize("lat", [-60.0, 0.0, 60.0, 80.0])
def test_two_kilometres_are_two_kilometres_at_every_latitude(tmp_path, lat):
    town = Town(20.0, lat)
    town.grid(-1000, -1000, 4, 4)
    network = town.network(tmp_path)

    found = snap(network, *town.places([(0, 2990), (0, 3010), (2990, 0), (3010, 0)]), "drive")

    assert found.known.tolist() == [True, False, True, False]
    assert found.walk_m[[0, 2]] == pytest.approx(1990, rel=2e-3)
