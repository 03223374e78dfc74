"""Shapes in whole steps are the shapes that they were made from."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from maps.steps import PER_DEGREE, pack

CORNER = st.tuples(st.integers(-180_000, 180_000), st.integers(-90_000, 90_000))
CORNERS = st.lists(CORNER, min_size=4, max_size=30)


def collection(*shapes):
    told = [None if shape is None else json.loads(shapely.to_geojson(shape)) for shape in shapes]
    features = [
        {"type": "Feature", "geometry": geometry, "properties": {"n": n}}
        for n, geometry in enumerate(told)
    ]
    return {"type": "FeatureCollection", "features": features, "to_zoom": 11}


def corners(steps):
    if isinstance(steps[0], list):
        return [corners(each) for each in steps]
    return (np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / PER_DEGREE).tolist()


@pytest.mark.slow
@given(CORNERS, CORNERS)
def test_the_sums_of_the_steps_are_the_corners(outer, inner):
    degrees = [[(x / 1000, y / 1000) for x, y in ring] for ring in (outer, inner)]
    area = shapely.Polygon(degrees[0], [degrees[1]])
    shapes = area, shapely.MultiPolygon([area, area]), shapely.LineString(degrees[0])
    given_ = collection(*shapes)

    for told, feature in zip(pack(given_)["features"], given_["features"], strict=True):
        assert corners(told["geometry"]["steps"]) == feature["geometry"]["coordinates"]
        assert told["properties"] == feature["properties"]


def test_points_and_what_has_no_shape_stay_as_they_are():
    given_ = collection(shapely.Point(106.5501, 29.5), None)

    assert pack(given_) == given_


@pytest.mark.parametrize("shape", [shapely.Polygon(), shapely.MultiPolygon()])
def test_nothing_stays_nothing(shape):
    assert pack(collection(shape))["features"][0]["geometry"]["steps"] in ([], [[]])
