"""Exactly at the threshold is within it: in numbers and in the drawn reach, however one travels."""

import numpy as np
import pytest
import shapely
from campaigns import make_campaign
from pyproj import Geod
from towns import random_town, town_campaign

from geodata.access.costs import trip_costs
from geodata.access.travel import Method, Travel
from geodata.measures.catchment import CORNERS, land_beyond, land_costs_of, land_within, reach
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery, Threshold
from geodata.roads.network import centres
from geodata.signs.profile import Profile

GEOD = Geod(ellps="WGS84")
FAIR = (106.5, 29.5)
FIRST = np.array([0])
EVERYWHERE = {"500103": (-180, -90, 180, 90)}
A_CENTIMETRE = 1e-5  # of a kilometre


def people_around(distance_m):
    """One person in the direction of each corner that a drawn circle has."""
    count = np.full(CORNERS, 1)
    azimuth = np.arange(CORNERS) * 360 / CORNERS
    lon, lat, _ = GEOD.fwd(FAIR[0] * count, FAIR[1] * count, azimuth, distance_m * count)
    demand = {"lon": lon, "lat": lat, "persons": {"all": np.ones(CORNERS)}}
    return make_campaign(demand=demand, fairs=[dict(zip(("lon", "lat"), FAIR, strict=True))])


def is_drawn(campaign, query, n):
    area = reach(campaign, query, ["f1"]).geometry["f1"]
    return bool(shapely.intersects_xy(area, campaign.demand.lon[n], campaign.demand.lat[n]))


@pytest.mark.parametrize("distance_m", [300, 9_000, 31_000])
@pytest.mark.parametrize(
    ("travel", "unit"),
    [
        (Travel(Method.STRAIGHT), "km"),
        (Travel(Method.ESTIMATED), "km"),
        (Travel(Method.ESTIMATED, speed_kmh=47), "min"),
    ],
)
def test_off_the_roads_the_threshold_itself_is_counted_and_drawn(travel, unit, distance_m):
    campaign = people_around(distance_m)
    _, _, exact_m = GEOD.inv(
        campaign.demand.lon, campaign.demand.lat, *np.repeat([FAIR], CORNERS, axis=0).T
    )
    factor = 1.0 if travel.method is Method.STRAIGHT else 1.40
    per_m = factor / 1000 if unit == "km" else factor / (travel.speed_kmh * 1000 / 60)

    for n in range(0, CORNERS, 7):
        value = exact_m[n] * per_m
        at, less = (
            CoverageQuery(travel, Threshold(float(each), unit))
            for each in (value, value * (1 - A_CENTIMETRE * 1000 / distance_m))
        )
        assert coverage(campaign, at).covered[n]
        assert is_drawn(campaign, at, n)
        assert not coverage(campaign, less).covered[n]
        assert not is_drawn(campaign, less, n)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    town = random_town(3)
    return town, town.network(tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize("unit", ["km", "min"])
def test_by_road_the_threshold_itself_is_counted(town, unit):
    people = np.random.default_rng(1).uniform(-2_000, 2_000, (60, 2))
    campaign = town_campaign(*town, [(x, y, 1) for x, y in people], [(0, 0)], districts=EVERYWHERE)
    travel = Travel(Method.ROADS, unit="m" if unit == "km" else "min")
    costs = trip_costs(campaign, FIRST, travel).cost
    reached = np.flatnonzero(np.isfinite(costs) & (costs > 0))

    assert len(reached) > 20
    for n in reached[:15]:
        value = float(costs[n] / 1000 if unit == "km" else costs[n])
        at, less = (
            CoverageQuery(travel, Threshold(each, unit)) for each in (value, value * (1 - 1e-6))
        )
        assert coverage(campaign, at).covered[n]
        assert not coverage(campaign, less).covered[n]


@pytest.mark.parametrize("unit", ["km", "min"])
def test_by_road_the_square_at_the_threshold_is_drawn_within_it_and_not_beyond(town, unit):
    _, network = town
    campaign = town_campaign(*town, [], [(0, 0)], districts=EVERYWHERE)
    travel = Travel(Method.ROADS, Profile.DRIVE)
    ((_, costs),) = land_costs_of(campaign, CoverageQuery(travel, Threshold(1, unit)), FIRST)
    lon, lat = centres(network.known.cells, np.asarray(network["drive_cell"], dtype=np.intp))
    reached = np.flatnonzero(np.isfinite(costs) & (costs > 0))

    assert len(reached) > 20
    for n in reached[:: max(len(reached) // 15, 1)]:
        value = float(costs[n] / 1000 if unit == "km" else costs[n])
        at = CoverageQuery(travel, Threshold(value, unit))
        less = CoverageQuery(travel, Threshold(value * (1 - 1e-6), unit))
        assert shapely.contains_xy(land_within(campaign, at, FIRST), lon[n], lat[n])
        assert not shapely.contains_xy(land_beyond(campaign, at, FIRST), lon[n], lat[n])
        assert not shapely.contains_xy(land_within(campaign, less, FIRST), lon[n], lat[n])
        assert shapely.contains_xy(land_beyond(campaign, less, FIRST), lon[n], lat[n])


@pytest.mark.slow
def test_a_reach_in_two_districts_is_one_area_without_a_slit():
    borders = {"500112": (106, 29, 106.5, 30), "500119": (106.5, 29, 107, 30)}
    query = CoverageQuery(Travel(Method.ESTIMATED), Threshold(8, "min"))

    for lat in np.linspace(29.3, 29.7, 15):
        campaign = make_campaign(districts=borders, fairs=[{"lon": 106.503, "lat": lat}])
        area = reach(campaign, query, ["f1"]).geometry["f1"]
        assert area.geom_type == "Polygon"
        assert not area.interiors
