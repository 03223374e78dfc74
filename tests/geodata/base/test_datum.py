"""Datums, against values that others have published and against their own inverse."""

import numpy as np
import pytest

from geodata.base.datum import SHIFTED_AREA, Datum, from_wgs84, to_wgs84

METRES_PER_DEGREE = 111_320
# What the converters in common use (coordtransform and its kin) give for 116.404, 39.915.
TIANANMEN = (116.404, 39.915)
TIANANMEN_GCJ02 = (116.41024449916938, 39.91640428150164)
GCJ02_AS_BD09 = (116.41036949371029, 39.92133699351022)


def test_gcj02_is_what_published_converters_give():
    assert from_wgs84(*TIANANMEN, Datum.GCJ02) == pytest.approx(TIANANMEN_GCJ02, abs=1e-12)


def test_bd09_is_what_published_converters_give():
    wgs84 = to_wgs84(*TIANANMEN, Datum.GCJ02)

    assert from_wgs84(*wgs84, Datum.BD09) == pytest.approx(GCJ02_AS_BD09, abs=1e-9)


@pytest.mark.parametrize("datum", list(Datum))
def test_every_place_in_china_comes_back_to_a_millimetre(datum):
    lon, lat = np.meshgrid(np.arange(73.5, 135, 0.11), np.arange(18, 53.5, 0.13))
    lon, lat = np.append(lon, 105.0), np.append(lat, 30.0)  # where the shift has a kink

    back = to_wgs84(*from_wgs84(lon, lat, datum), datum)

    off_m = np.hypot((back[0] - lon) * METRES_PER_DEGREE, (back[1] - lat) * METRES_PER_DEGREE)
    assert off_m.max() < 0.001


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_the_shift_in_chongqing_is_hundreds_of_metres_and_not_kilometres(datum):
    lon, lat = from_wgs84(np.array([106.55]), np.array([29.56]), datum)

    off_m = np.hypot((lon - 106.55) * 96_800, (lat - 29.56) * METRES_PER_DEGREE)
    assert 100 < off_m[0] < 2_000


def test_places_abroad_are_left_where_they_are():
    west, south, *_ = SHIFTED_AREA

    assert from_wgs84(2.35, 48.85, Datum.GCJ02) == (2.35, 48.85)
    assert to_wgs84(west - 1, south - 1, Datum.GCJ02) == (west - 1, south - 1)


def test_shapes_of_arrays_are_kept_and_wgs84_is_untouched():
    lon, lat = np.full((2, 3), 106.5), np.full((2, 3), 29.5)

    assert from_wgs84(lon, lat, Datum.BD09)[0].shape == (2, 3)
    assert to_wgs84(lon, lat, Datum.WGS84)[0] is lon
