from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from campaigns import make_campaign
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geodata.access.costs import trip_costs
from geodata.access.detour import detour_factors
from geodata.access.travel import Method, Travel
from geodata.campaign.window import Window
from geodata.errors import QueryRefused

GEOD = Geod(ellps="WGS84")
SHANGHAI = ZoneInfo("Asia/Shanghai")

EVERYWHERE = (
    Travel(Method.STRAIGHT),
    Travel(Method.ESTIMATED),
    Travel(Method.ESTIMATED, unit="min"),
)


def costs_of(campaign, travel, window=None):
    return trip_costs(campaign, (window or Window()).fairs(campaign), travel)


def names(campaign, window, **options):
    return campaign.fairs.index[window.fairs(campaign, **options)].tolist()


def test_a_measured_district_has_its_own_factor_and_the_others_borrow():
    factors = detour_factors(pd.Index(["500101", "510104", "500103", "", "519999"]))

    assert factors["factor"].tolist() == [1.875, 1.25, 1.40, 1.40, 1.25]
    assert factors["borrowed"].tolist() == [False, True, True, True, True]
    assert factors.index.tolist() == ["500101", "510104", "500103", "", "519999"]


def test_estimated_minutes_are_straight_metres_times_the_factor_of_the_peoples_district():
    campaign = make_campaign(
        districts={"500112": (106, 29, 107, 30), "510104": (104, 29, 105, 30)},
        demand=[(106.4, 29.5, 1), (104.5, 29.5, 1), (100, 29.5, 1)],
        fairs=[{}],
    )
    straight = GEOD.inv([106.4, 104.5, 100], [29.5] * 3, [106.5] * 3, [29.5] * 3)[2]

    metres = costs_of(campaign, Travel(Method.ESTIMATED, speed_kmh=30))
    minutes = costs_of(campaign, Travel(Method.ESTIMATED, speed_kmh=30, unit="min"))

    assert metres.cost == pytest.approx(np.array(straight) * [1.493, 1.25, 1.40])
    assert minutes.cost == pytest.approx(metres.cost / 500)
    assert (metres.unit, minutes.unit) == ("m", "min")


def test_off_the_roads_a_way_is_known_from_everywhere_and_nobody_walks_to_a_road():
    campaign = make_campaign(demand=[(106.4, 29.5, 1), (-170, -60, 1)], fairs=[{}])

    for travel in EVERYWHERE:
        costs = costs_of(campaign, travel)
        assert costs.fair_at.tolist() == [0, 0]
        assert costs.known.tolist() == [True, True]
        assert costs.walk_m.tolist() == [0, 0]


def test_without_a_fair_in_the_window_nobody_reaches_one():
    campaign = make_campaign(demand=[(106.5, 29.5, 1)], fairs=[{"status": "cancelled"}])

    for travel in EVERYWHERE:
        costs = costs_of(campaign, travel)
        assert costs.cost.tolist() == [np.inf]
        assert costs.fair_at.tolist() == [-1]
        assert not costs.covered_by(1e9).any()


def test_methods_over_the_same_fairs_share_the_straight_distances():
    campaign = make_campaign(demand=[(106.5, 29.5, 1)], fairs=[{}])
    year = Window(date(2027, 1, 1), date(2027, 12, 31))

    first = costs_of(campaign, Travel(Method.STRAIGHT))
    again = costs_of(campaign, Travel(Method.STRAIGHT), year)
    estimated = [costs_of(campaign, travel) for travel in EVERYWHERE[1:]]

    assert again.cost is first.cost
    assert all(each.lines.metres is first.cost for each in estimated)
    assert len(campaign.cache.keys("straight")) == 1


@pytest.mark.parametrize("unit", ["m", "min"])
def test_estimated_costs_are_made_once_for_a_speed(unit):
    campaign = make_campaign(demand=[(106.5, 29.5, 1)], fairs=[{}])

    def cost(speed_kmh):
        return costs_of(campaign, Travel(Method.ESTIMATED, speed_kmh=speed_kmh, unit=unit)).cost

    assert cost(30) is cost(30)
    assert (cost(30) is cost(40)) is (unit == "m")


def test_only_a_bounded_number_of_windows_is_kept():
    campaign = make_campaign(
        demand=[(106.5, 29.5, 1)],
        fairs=[{"date": f"2027-03-{day:02d}"} for day in range(1, 29)],
    )

    for day in range(1, 29):
        costs_of(campaign, Travel(Method.STRAIGHT), Window(date(2027, 3, day)))

    assert len(campaign.cache.keys("straight")) == 8


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf"), 201])
def test_a_speed_that_nobody_travels_at_is_refused(speed):
    for method in Method:
        with pytest.raises(QueryRefused, match="speed_kmh"):
            Travel(method, speed_kmh=speed)


def test_both_ends_of_a_window_count_and_cancelled_fairs_never_do():
    campaign = make_campaign(
        fairs=[
            {"fair_id": "before", "date": "2027-02-19"},
            {"fair_id": "first", "date": "2027-02-20", "status": "planned"},
            {"fair_id": "off", "date": "2027-02-20", "status": "cancelled"},
            {"fair_id": "last", "date": "2027-02-22"},
            {"fair_id": "after", "date": "2027-02-23"},
        ]
    )

    assert names(campaign, Window(date(2027, 2, 20), date(2027, 2, 22))) == ["first", "last"]
    assert names(campaign, Window()) == ["before", "first", "last", "after"]


def test_a_fair_that_has_ended_today_is_past():
    campaign = make_campaign(
        fairs=[
            {"fair_id": "over", "end_time": "11:30"},
            {"fair_id": "running", "end_time": "11:31"},
            {"fair_id": "untimed", "start_time": "", "end_time": ""},
            {"fair_id": "tomorrow", "date": "2027-02-21", "end_time": "09:00"},
            {"fair_id": "yesterday", "date": "2027-02-19", "end_time": "23:59"},
        ]
    )
    now = datetime(2027, 2, 20, 11, 30, tzinfo=SHANGHAI)

    assert names(campaign, Window(now)) == ["untimed", "running", "tomorrow"]


def test_a_window_whose_end_comes_first_is_refused():
    with pytest.raises(QueryRefused, match="must not be after 2027-02-01"):
        Window(date(2027, 2, 2), date(2027, 2, 1))


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(
    st.floats(105.2, 107.8),
    st.floats(28.2, 30.8),
    st.floats(100, 300_000),
    st.floats(0, 360),
)
def test_the_edge_of_the_threshold_counts_and_a_millimetre_less_does_not(lon, lat, far, azimuth):
    to_lon, to_lat, _ = GEOD.fwd(lon, lat, azimuth, far)
    campaign = make_campaign(demand=[(lon, lat, 1)], fairs=[{"lon": to_lon, "lat": to_lat}])
    _, _, exact = GEOD.inv(lon, lat, to_lon, to_lat)

    costs = costs_of(campaign, Travel(Method.STRAIGHT))
    assert costs.covered_by(exact / 1000 * 1000)[0]
    assert not costs.covered_by(exact - 1e-3)[0]
