"""Pairs against the costs to the nearest fair, which know nothing of pairs."""

import geopandas as gpd
import numpy as np
import pytest
from campaigns import make_campaign
from numpy.testing import assert_allclose
from pyproj import Geod
from signed_towns import signed_town
from towns import Town, on_roads

from geodata.access.costs import trip_costs
from geodata.access.travel import Method, Travel
from geodata.access.trip_pairs import Venues, trip_pairs
from geodata.errors import QueryRefused
from geodata.signs.profile import Profile

GEOD = Geod(ellps="WGS84")
WAYS = [
    (Travel(Method.STRAIGHT), 1_200.0),
    (Travel(Method.ESTIMATED, speed_kmh=20, unit="min"), 6.0),
    (Travel(Method.ESTIMATED, unit="m"), 2_500.0),
    (Travel(Method.ROADS, unit="min"), 7.3),
    (Travel(Method.ROADS, unit="m"), 2_000.0),
    (Travel(Method.ROADS, profile=Profile.WALK, unit="min"), 25.1),
]


@pytest.fixture(scope="module", params=range(3))
def campaign(request, tmp_path_factory):
    """Two networks that overlap, 400 points and 130 fairs, so that a block is not enough."""
    towns = signed_town(request.param), Town()
    towns[1].plane = towns[0].plane
    towns[1].grid(-700, -900, 4, 3, "tertiary")
    networks = {
        f"town{n}": town.network(tmp_path_factory.mktemp("town")) for n, town in enumerate(towns)
    }
    chance = np.random.default_rng(request.param)
    lon, lat = towns[0].places(chance.uniform(-2_500, 2_500, (400, 2)))
    at = towns[0].places(chance.uniform(-2_500, 2_500, (130, 2)))
    fairs = [{"lon": x, "lat": y} for x, y in zip(*at, strict=True)]
    made = make_campaign(
        demand={"lon": lon, "lat": lat, "persons": {"all": np.ones(400)}}, fairs=fairs
    )
    return on_roads(made, **networks)


@pytest.mark.parametrize(("travel", "limit"), WAYS)
def test_whom_any_set_of_venues_covers_is_whom_coverage_finds(campaign, travel, limit):
    chance = np.random.default_rng(7)
    every = np.arange(len(campaign.fairs))
    pairs = trip_pairs(campaign, Venues.of_fairs(campaign, every), travel, limit)
    shares = []
    for size in (1, 5, 40, 130):
        some = np.sort(chance.choice(every, size, replace=False))
        mine = pairs[np.isin(pairs.venue_at, some)]
        found = trip_costs(campaign, some, travel)

        covered = found.covered_by(limit)
        assert np.array_equal(np.unique(mine.demand_at), np.flatnonzero(covered))
        least = np.full(len(campaign.demand), np.inf, dtype=np.float32)
        np.minimum.at(least, mine.demand_at, mine.cost)
        assert_allclose(least[covered], found.cost[covered], rtol=1e-6)
        shares.append(covered.mean())
    assert shares[0] < shares[-1]
    assert shares[-1] > 0.5
    assert pairs.cost.dtype == np.float32
    assert (pairs.cost <= limit).all()


@pytest.mark.parametrize("travel", [travel for travel, _ in WAYS])
def test_without_a_limit_everybody_is_paired_with_all_that_can_be_reached(campaign, travel):
    fairs = np.arange(20)

    pairs = trip_pairs(campaign, Venues.of_fairs(campaign, fairs), travel)

    for fair in fairs[:6]:
        alone = trip_costs(campaign, np.array([fair]), travel).cost
        mine = pairs[pairs.venue_at == fair]
        assert np.array_equal(mine.demand_at, np.flatnonzero(np.isfinite(alone)))
        assert_allclose(mine.cost, alone[mine.demand_at], rtol=1e-6)
    if travel.method is not Method.ROADS:
        assert len(pairs) == 20 * len(campaign.demand)


def test_straight_pairs_are_those_that_geopandas_and_geod_find(campaign):
    venues, demand = Venues.of_fairs(campaign, np.arange(130)), campaign.demand
    pairs = trip_pairs(campaign, venues, Travel(Method.STRAIGHT), 900.0)
    people = gpd.GeoSeries.from_xy(demand.lon, demand.lat, crs="EPSG:4326")
    places = gpd.GeoSeries.from_xy(venues.lon, venues.lat, crs="EPSG:4326")
    plane = people.estimate_utm_crs()
    near, at = places.to_crs(plane).sindex.query(
        people.to_crs(plane), predicate="dwithin", distance=1_000
    )
    _, _, metres = GEOD.inv(demand.lon[near], demand.lat[near], venues.lon[at], venues.lat[at])
    expected = {(a, b) for a, b, m in zip(near, at, metres, strict=True) if m <= 900}

    assert set(zip(pairs.demand_at.tolist(), pairs.venue_at.tolist(), strict=True)) == expected
    assert len(expected) > 300


@pytest.mark.parametrize("metres", [1.0, 999.9999, 250_000.0, 700_000.0])
def test_a_trip_exactly_as_long_as_the_limit_is_within_it(metres):
    lon, lat, _ = GEOD.fwd(106.5, 29.5, 37.0, metres)
    campaign = make_campaign(demand=[(106.5, 29.5, 5)], fairs=[{"lon": lon, "lat": lat}])
    _, _, exact = GEOD.inv(106.5, 29.5, lon, lat)
    venues, travel = Venues.of_fairs(campaign, np.array([0])), Travel(Method.STRAIGHT)

    assert len(trip_pairs(campaign, venues, travel, exact)) == 1
    assert len(trip_pairs(campaign, venues, travel, exact - 0.001 * max(1, metres / 1e5))) == 0


def test_without_people_or_venues_there_are_no_pairs():
    nobody = make_campaign(fairs=[{"lon": 106.5, "lat": 29.5}])
    nowhere = make_campaign(demand=[(106.5, 29.5, 5)])
    travel = Travel(Method.STRAIGHT)

    empty = trip_pairs(nobody, Venues.of_fairs(nobody, np.array([0])), travel, 1_000)
    assert (len(empty), empty.demands, empty.venues) == (0, 0, 1)
    empty = trip_pairs(nowhere, Venues.of_fairs(nowhere, np.arange(0)), travel, 1_000)
    assert (len(empty), empty.demands, empty.venues) == (0, 1, 0)


def test_pairs_by_road_need_a_network():
    campaign = make_campaign(demand=[(106.5, 29.5, 5)], fairs=[{"lon": 106.5, "lat": 29.5}])

    with pytest.raises(QueryRefused, match="no road network"):
        trip_pairs(campaign, Venues.of_fairs(campaign, np.array([0])), Travel(Method.ROADS), 5)
