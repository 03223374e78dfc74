"""Where districts do not fit together is told, and how much land it concerns."""

import geopandas as gpd
import pytest
from shapely import Polygon, box

from geodata.files.seams import seam_notices


def told(*shapes):
    return list(seam_notices(gpd.GeoDataFrame(geometry=list(shapes), crs=4326)))


def test_districts_that_fit_are_no_news():
    assert told(box(106, 29, 107, 30), box(107, 29, 108, 30)) == []
    assert told(box(106, 29, 107, 30), box(110, 29, 111, 30)) == []
    assert told(box(106, 29, 107, 30)) == []


def test_land_that_districts_enclose_and_none_holds_is_told_with_its_place():
    ring = box(106, 29, 107, 30) - box(106.5, 29.4, 107, 29.6)

    corners = [(107, 29), (107, 29.4), (107, 29.6), (107, 30), (108, 30), (108, 29)]
    (notice,) = told(ring, Polygon(corners))

    assert notice.startswith("1 gap between the districts, held by none, 1,07")
    assert "at 106.7500, 29.5000" in notice


@pytest.mark.parametrize("width", [0.0001, 0.0004])
def test_a_narrow_gap_that_is_open_at_its_ends_is_told(width):
    (notice,) = told(box(106, 29, 107, 30), box(107 + width, 29, 108, 30))

    assert "less than 50 m" in notice


def test_districts_that_overlap_are_told_as_that():
    (notice,) = told(box(106, 29, 107, 30), box(106.5, 29, 108, 30))

    assert "overlap" in notice
