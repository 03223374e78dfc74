"""The squares of land near the roads, against shapely and the lengths of pyproj."""

import numpy as np
import pytest
import shapely
from pyproj import Geod
from towns import Town, random_town

from geodata.base.mercator import to_degrees
from geodata.roads.network import centres
from geodata.roads.snapping import FARTHEST_WALK_M
from geodata.signs.profile import AGAINST, ALONG, Profile

GEOD = Geod(ellps="WGS84")
NEAR_M = 2.0  # a plane and a sphere differ by less, two kilometres from the road


@pytest.fixture(scope="module")
def town():
    return random_town(21, side=6)


@pytest.fixture(scope="module")
def network(town, tmp_path_factory):
    return town.network(tmp_path_factory.mktemp("lattice"))


def segments(network, bits):
    """The first vertex of each segment that may be joined with these bits."""
    return np.flatnonzero(network["directions_at"] & bits)


def test_every_box_lists_the_segments_whose_bounds_touch_it_and_no_others(network):
    boxes, low = network.known.boxes, segments(network, 0xFF)
    east, north = (network[name].astype(float) for name in ("east", "north"))
    x = np.sort([east[low], east[low + 1]], axis=0)
    y = np.sort([north[low], north[low + 1]], axis=0)

    for box in range(len(boxes)):
        row, column = divmod(box, boxes.columns)
        west, south = boxes.west + column * boxes.side, boxes.south + row * boxes.side
        listed = network["boxed"][network["box_start"][box] : network["box_start"][box + 1]]
        # What lies on a border to a hundredth of a centimetre may be in either box.
        surely, perhaps = (
            low[
                (x[0] < west + boxes.side + more) & (x[1] > west - more)
                & (y[0] < south + boxes.side + more) & (y[1] > south - more)
            ]
            for more in (-0.01, 0.01)
        )  # fmt: skip
        assert set(surely) <= set(listed) <= set(perhaps)
        assert len(set(listed)) == len(listed)
    assert len(network["boxed"]) > len(low)  # some lie in several


@pytest.mark.parametrize("profile", list(Profile))
def test_the_squares_of_a_profile_are_those_within_the_walk_of_a_road_that_it_uses(
    town, network, profile
):
    cells, low = network.known.cells, segments(network, ALONG[profile] | AGAINST[profile])
    ends = to_degrees(network["east"], network["north"])
    plane = np.column_stack(town.plane.transform(*ends, direction="INVERSE"))
    roads = shapely.union_all(shapely.linestrings(np.stack([plane[low], plane[low + 1]], axis=1)))
    lon, lat = centres(cells, np.arange(len(cells)))
    middle = np.column_stack(town.plane.transform(lon, lat, direction="INVERSE"))
    away = shapely.distance(shapely.points(middle), roads)

    found = network[f"{profile}_cell"]
    walk = network.lattice_snaps(profile).walk_m

    surely = np.flatnonzero(away < FARTHEST_WALK_M - NEAR_M)
    perhaps = np.flatnonzero(away < FARTHEST_WALK_M + NEAR_M)
    assert np.isin(surely, found).all()
    assert np.isin(found, perhaps).all()
    assert 0 < len(surely) < len(cells)
    assert np.abs(walk - away[found]).max() < NEAR_M
    assert np.diff(found).min() > 0


@pytest.mark.parametrize("lat", [0.5, -33, 29.5, 55, 68])
def test_a_square_is_half_a_kilometre_wide_and_high_at_every_latitude(tmp_path, lat):
    town = Town(106.5, lat)
    town.grid(0, 0, 6, 6)
    cells = town.network(tmp_path).known.cells
    middle = cells.rows // 2 * cells.columns + cells.columns // 2

    lon, lat = centres(cells, np.array([middle, middle + 1, middle + cells.columns]))

    _, _, metres = GEOD.inv([lon[0]] * 2, [lat[0]] * 2, lon[1:], lat[1:])
    assert metres == pytest.approx([500, 500], rel=0.002)


def test_there_are_squares_on_every_side_beyond_the_last_road(network):
    cells = network.known.cells
    lon, lat = centres(cells, network["walk_cell"])
    west, south, east, north = network.bounds

    assert lon.min() < west < east < lon.max()
    assert lat.min() < south < north < lat.max()
