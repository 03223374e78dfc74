"""The fairs of a district: in it by date, then around it by the distance from its border."""

import numpy as np
import pytest
import shapely
from campaigns import make_campaign
from pyproj import Geod

from geodata.campaign.window import Window
from geodata.search.district_fairs import district_fairs, metres_from

# The box is 106 to 107 east and 29 to 30 north, its seat in the middle.
FAIRS = [
    {"fair_id": "late", "date": "2027-03-09", "lon": 106.5, "lat": 29.5},
    {"fair_id": "soon", "date": "2027-03-01", "lon": 106.95, "lat": 29.95},
    {"fair_id": "far", "date": "2027-03-01", "lon": 107.9, "lat": 29.5},
    {"fair_id": "near", "date": "2027-03-20", "lon": 107.02, "lat": 29.5},
]


def asked(k, adcode="500103"):
    campaign = make_campaign(fairs=FAIRS)
    found = district_fairs(campaign, adcode, Window().fairs(campaign), k)
    ids = campaign.fairs.index
    return [ids[at] for at in found.inside], [(ids[t.fair_at], t.metres) for t in found.around]


def test_those_in_it_come_by_date_and_those_around_it_by_the_way_from_its_border():
    inside, around = asked(9)

    assert inside == ["soon", "late"]
    assert [name for name, _ in around] == ["near", "far"]
    assert around[0][1] == pytest.approx(
        Geod(ellps="WGS84").inv(107, 29.5, 107.02, 29.5)[2], rel=0.001
    )


def test_there_are_as_many_as_asked_for_those_in_it_first():
    assert asked(1) == (["soon"], [])
    assert [name for name, _ in asked(3)[1]] == ["near"]
    assert asked(9, "510104")[0] == []


def test_nobody_is_told_minutes_or_a_way_by_road():
    campaign = make_campaign(fairs=FAIRS)
    found = district_fairs(campaign, "500103", Window().fairs(campaign), 9)

    assert {(trip.minutes, trip.method.value) for trip in found.trips} == {(None, "straight")}
    assert [trip.metres for trip in found.trips[:2]] == [0, 0]


@pytest.mark.slow
def test_the_way_from_a_ragged_border_is_that_to_its_nearest_point():
    draw = np.random.default_rng(3)
    turn, reach = np.linspace(0, 6, 60), draw.uniform(0.3, 0.6, 60)
    area = shapely.Polygon(np.column_stack([106 + reach * np.cos(turn), 30 + reach * np.sin(turn)]))
    lon, lat = draw.uniform(104.5, 107.5, 200), draw.uniform(29, 31, 200)
    rim = shapely.segmentize(area.exterior, 0.001)
    border_lon, border_lat = shapely.get_coordinates(rim).T

    metres = metres_from(area, lon, lat)

    for x, y, away in zip(lon, lat, metres, strict=True):
        if area.contains(shapely.Point(x, y)):
            assert away == 0
            continue
        many = np.full(len(border_lon), x), np.full(len(border_lon), y)
        nearest = Geod(ellps="WGS84").inv(*many, border_lon, border_lat)[2].min()
        assert away == pytest.approx(nearest, rel=0.01, abs=60)
