import math
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from campaigns import make_campaign
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata.access.travel import Method, Travel
from geodata.base.place import Place
from geodata.campaign.window import Window
from geodata.districts.locate import locate
from geodata.errors import QueryRefused
from geodata.search.departure import Locality
from geodata.search.nearest import PUBLISHED, fairs_table, nearest
from geodata.search.nearest_query import NearestQuery

GEOD = Geod(ellps="WGS84")
RNG = np.random.default_rng(8)
FAR = list(zip(RNG.uniform(105, 108, 300), RNG.uniform(28, 31, 300), strict=True))
CAMPAIGN = make_campaign(fairs=[{"lon": x, "lat": y} for x, y in FAR])


WORLD = make_campaign(
    fairs=[
        {"lon": x, "lat": float(np.degrees(np.arcsin(z)))}
        for x, z in zip(RNG.uniform(-180, 180, 300), RNG.uniform(-1, 1, 300), strict=True)
    ]
)
EVERYWHERE = settings(deadline=None, max_examples=100, derandomize=True)
PLACE = (st.floats(-180, 180), st.floats(-90, 90), st.integers(1, 50))


def nearest_fairs(campaign, query, statuses=PUBLISHED):
    return fairs_table(campaign, nearest(campaign, query, statuses).trips)


def agrees_with_pyproj(campaign, lon, lat, k):
    """The k nearest of all, by brute force."""
    fairs = campaign.fairs
    metres = GEOD.inv([lon] * 300, [lat] * 300, fairs["lon"], fairs["lat"])[2]

    found = nearest_fairs(campaign, NearestQuery(Place(lon, lat), k))

    assert len(found) == k
    assert found["distance_m"].tolist() == pytest.approx(np.sort(metres)[:k].tolist(), abs=1e-3)
    by_id = dict(zip(fairs.index, metres, strict=True))
    assert found["distance_m"].tolist() == pytest.approx([by_id[i] for i in found.index], abs=1e-6)


@pytest.mark.slow
@EVERYWHERE
@given(*PLACE)
@example(-76, -29, 6)  # the far side of the earth: the chord has another order than the geodesic
@example(-74, -29.5, 1)
def test_the_order_and_the_distance_are_those_of_pyproj(lon, lat, k):
    agrees_with_pyproj(CAMPAIGN, lon, lat, k)


@pytest.mark.slow
@EVERYWHERE
@given(*PLACE)
def test_of_fairs_all_over_the_earth_the_nearest_are_those_of_pyproj(lon, lat, k):
    agrees_with_pyproj(WORLD, lon, lat, k)


def test_fairs_at_one_venue_come_by_date_then_time_then_id():
    campaign = make_campaign(
        fairs=[
            {"fair_id": "c", "date": "2027-03-01"},
            {"fair_id": "d", "date": "2027-02-20"},
            {"fair_id": "b", "date": "2027-02-20"},
            {"fair_id": "a", "date": "2027-02-20", "start_time": "14:00"},
            {"fair_id": "near", "date": "2027-04-01", "lon": 106.41},
        ]
    )

    found = nearest_fairs(campaign, NearestQuery(Place(106.4, 29.5), 4))

    assert found.index.tolist() == ["near", "b", "d", "a"]


def test_seekers_see_published_fairs_that_have_not_ended():
    campaign = make_campaign(
        fairs=[
            {"fair_id": "planned", "status": "planned"},
            {"fair_id": "cancelled", "status": "cancelled"},
            {"fair_id": "over", "end_time": "11:00"},
            {"fair_id": "open"},
        ]
    )
    now = datetime(2027, 2, 20, 11, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    query = NearestQuery(Place(106.4, 29.5), window=Window(now))

    assert nearest_fairs(campaign, query).index.tolist() == ["open"]
    shown = nearest_fairs(campaign, query, ("published", "cancelled"))
    assert shown.index.tolist() == ["cancelled", "open"]


def test_nobody_is_sent_anywhere_when_no_fair_is_left():
    campaign = make_campaign(fairs=[{}])
    now = datetime(2027, 3, 1, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

    found = nearest_fairs(campaign, NearestQuery(Place(106.4, 29.5), window=Window(now)))

    assert len(found) == 0
    assert {"distance_m", "travel_min", "travel_method"} <= set(found.columns)


def test_estimated_minutes_use_the_factor_of_the_seekers_district():
    campaign = make_campaign(
        districts={"500112": (106, 29, 107, 30), "500119": (107, 29, 108, 30)},
        fairs=[{"lon": 107.1}],
    )
    query = NearestQuery(Place(106.9, 29.5), travel=Travel(Method.ESTIMATED, speed_kmh=60))

    found = nearest(campaign, query)

    assert found.place == Locality("500112", 1.493, borrowed=False)
    assert found.travel_min[0] == pytest.approx(found.distance_m[0] * 1.493 / 1000)


def test_the_straight_line_gives_no_minutes():
    found = nearest_fairs(make_campaign(fairs=[{}]), NearestQuery(Place(106.4, 29.5)))

    assert math.isnan(found["travel_min"].iloc[0])
    assert found["travel_method"].tolist() == ["straight"]


def test_a_place_outside_every_district_is_answered_and_says_so():
    found = nearest(make_campaign(fairs=[{}]), NearestQuery(Place(116.4, 39.9)))

    assert len(found.fair_at) == 1
    assert found.place == Locality(None, 1.40, borrowed=True)


def test_a_place_on_a_border_is_in_the_first_district_that_covers_it():
    campaign = make_campaign(fairs=[{}])

    assert nearest(campaign, NearestQuery(Place(107.0, 29.5))).place.adcode == "500103"


def test_a_place_has_the_district_that_demand_there_would_have():
    rng = np.random.default_rng(4)
    campaign = make_campaign(fairs=[{}])
    lon = np.append(rng.uniform(103, 109, 300), [106, 107, 107, 108, 104])
    lat = np.append(rng.uniform(28, 32, 300), [29, 29, 30, 30, 31])

    alone = [
        nearest(campaign, NearestQuery(Place(x, y))).place.adcode
        for x, y in zip(lon, lat, strict=True)
    ]

    codes = np.append(campaign.districts.index.to_numpy(dtype=object), None)
    assert alone == codes[locate(campaign.districts, lon, lat)].tolist()


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        ("lon", {"lon": 181}),
        ("lon", {"lon": float("nan")}),
        ("lat", {"lat": -91}),
        ("lat", {"lat": float("inf")}),
        ("k", {"k": 0}),
        ("k", {"k": 51}),
    ],
)
def test_a_value_out_of_bounds_is_refused_by_name(parameter, values):
    given = {"lon": 106.4, "lat": 29.5, "k": 5} | values

    with pytest.raises(QueryRefused) as refused:
        NearestQuery(Place(given["lon"], given["lat"]), given["k"])

    assert refused.value.parameter == parameter
