"""Which district holds a place before the border moved, and since: real polygons, real towns."""

import numpy as np
import pandas as pd
import pytest
import shapely
from editions import TOWNS, census_districts, todays_districts
from pyproj import Geod

from geodata.districts.editions import BEFORE, MOVED, land_of, lie_in, pieces, polygons_since
from geodata.districts.locate import adcodes
from geodata.districts.names import Gazetteer
from geodata.districts.statements import OTHER, RENAMED, SAME, statements

EDITIONS = {"before": census_districts, "since": todays_districts}


@pytest.fixture(scope="module", params=EDITIONS)
def districts(request):
    return EDITIONS[request.param]()


def km2(shape) -> float:
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]) / 1e6


def places(districts, stated=""):
    lon, lat, _, _ = map(np.array, zip(*TOWNS.values(), strict=True))
    frame = pd.DataFrame({"lon": lon, "lat": lat}, index=list(TOWNS))
    return frame.assign(name="fair", district=stated, adcode=adcodes(districts, lon, lat))


def test_the_border_of_2025_parts_the_land_as_it_was_announced():
    areas = {code: km2(shape) for code, shape in polygons_since().items()}

    assert areas["500157"] == pytest.approx(1_338.7, abs=0.1)  # announced: about 1,360
    assert areas["500109"] == pytest.approx(1_091.7, abs=0.1)  # about 1,100
    before = census_districts().geometry.loc[list(BEFORE)]
    assert sum(areas.values()) == pytest.approx(sum(map(km2, before)), abs=0.01)


def test_the_land_of_the_change_is_each_district_whole_and_nothing_twice():
    for code in MOVED:
        parts = [p.polygon for p in pieces() if code in (p.before, p.since)]
        assert km2(shapely.union_all(parts)) == pytest.approx(sum(map(km2, parts)), abs=1e-6)
    assert {(p.before, p.since) for p in pieces()} == {
        ("500105", "500157"), ("500112", "500157"), ("500112", "500109"),
        ("500109", "500157"), ("500109", "500109"),
    }  # fmt: skip


def test_todays_polygons_share_their_borders_with_all_others():
    assert shapely.coverage_is_valid(todays_districts().geometry.to_numpy())


def test_each_town_lies_in_the_districts_of_before_and_since(districts):
    for code in MOVED:
        expected = [code in codes for _, _, *codes in TOWNS.values()]
        assert lie_in(places(districts), code).tolist() == expected, code


def test_a_renamed_district_holds_what_the_one_of_today_holds(districts):
    frame = pd.DataFrame({"lon": [103.89], "lat": [30.81], "adcode": ["510117"]})

    assert lie_in(frame, "510124").tolist() == lie_in(frame, "510117").tolist() == [True]
    assert land_of(districts, "510124").equals(districts.geometry["510117"])


def test_the_land_of_a_district_is_the_same_in_both_editions():
    both = [EDITIONS[name]() for name in EDITIONS]
    for code in ("500105", "500112", "500157"):
        one, other = (land_of(table, code) for table in both)
        assert km2(shapely.symmetric_difference(one, other)) == pytest.approx(0, abs=1e-3)


def test_a_place_without_a_point_lies_where_its_row_says():
    nowhere = pd.DataFrame({"lon": [np.nan] * 2, "lat": [np.nan] * 2, "adcode": ["500112", ""]})

    assert lie_in(nowhere, "500157").tolist() == [True, False]
    assert lie_in(nowhere, "500109").tolist() == [False, False]


def test_a_town_may_state_its_district_of_before_or_since_and_no_other(districts):
    for text, code in (("渝北区", "500112"), ("北碚区", "500109"), ("两江新区", "500157")):
        frame = places(districts, text)
        agrees = statements(frame, districts, Gazetteer.of(districts).meanings([text]))["agrees"]

        for town, (_, _, *codes) in TOWNS.items():
            same = frame.loc[town, "adcode"] == code
            expected = SAME if same else RENAMED if code in codes else OTHER
            assert agrees[town] == expected, (text, town)
