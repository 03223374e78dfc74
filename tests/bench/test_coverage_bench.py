from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from bench.size import sized
from pyproj import Geod

from geodata.access.travel import Method, Travel
from geodata.base.cache import Cache
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery, Threshold

POINTS, FAIRS, THRESHOLD_KM = sized(1_000_000, 10_000), 141, 10
WEST, SOUTH, EAST, NORTH = 103.0, 28.2, 110.2, 32.2
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def campaign(make_campaign):
    """A million points and 141 fairs over the region, in 58 districts of equal size."""
    rng = np.random.default_rng(2027)
    lon, lat = rng.uniform(WEST, EAST, POINTS), rng.uniform(SOUTH, NORTH, POINTS)
    wide, high = (EAST - WEST) / 29, (NORTH - SOUTH) / 2
    boxes = {
        str(500101 + n): (
            WEST + n % 29 * wide,
            SOUTH + n // 29 * high,
            WEST + (n % 29 + 1) * wide,
            SOUTH + (n // 29 + 1) * high,
        )
        for n in range(58)
    }
    places = zip(rng.uniform(WEST, EAST, FAIRS), rng.uniform(SOUTH, NORTH, FAIRS), strict=True)
    return make_campaign(
        districts=boxes,
        demand={"lon": lon, "lat": lat, "persons": {"all": rng.integers(0, 99, POINTS) * 1.0}},
        fairs=[{"lon": x, "lat": y} for x, y in places],
    )


def by_sjoin_nearest(people: gpd.GeoDataFrame, fairs: gpd.GeoDataFrame) -> float:
    """Persons within the threshold in the local UTM zone, as one would write it in geopandas."""
    local = fairs.estimate_utm_crs()
    joined = gpd.sjoin_nearest(people.to_crs(local), fairs.to_crs(local), distance_col="metres")
    joined = joined[~joined.index.duplicated()]
    return float(joined.loc[joined["metres"] <= THRESHOLD_KM * 1000, "persons"].sum())


def by_geod(campaign) -> np.ndarray:
    """
    Whether each point is covered, by pyproj's geodesic.

    A sphere errs by less than 1 % and settles whatever is farther than that from the threshold.
    """

    def unit(lon, lat):
        lam, phi = np.radians(lon), np.radians(lat)
        return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])

    lon, lat = campaign.demand.lon, campaign.demand.lat
    to_lon, to_lat = campaign.fairs["lon"].to_numpy(), campaign.fairs["lat"].to_numpy()
    ends = unit(to_lon, to_lat).T
    near = np.concatenate([(part @ ends).max(axis=1) for part in np.split(unit(lon, lat), 100)])
    sphere_m = 6_371_008.8 * np.arccos(np.minimum(near, 1))
    covered = sphere_m <= THRESHOLD_KM * 1000
    for at in np.flatnonzero(np.abs(sphere_m / (THRESHOLD_KM * 1000) - 1) < 0.012):
        here = np.full(len(to_lon), lon[at]), np.full(len(to_lon), lat[at])
        covered[at] = GEOD.inv(*here, to_lon, to_lat)[2].min() <= THRESHOLD_KM * 1000
    return covered


def test_coverage_of_a_million_points_against_sjoin_nearest(campaign, versus):
    demand, persons = campaign.demand, campaign.demand.persons["all"]
    people = gpd.GeoDataFrame(
        {"persons": persons}, geometry=shapely.points(demand.lon, demand.lat), crs="EPSG:4326"
    )
    fairs = gpd.GeoDataFrame(
        geometry=shapely.points(campaign.fairs["lon"], campaign.fairs["lat"]), crs="EPSG:4326"
    )
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(THRESHOLD_KM, "km"))

    match = versus(
        f"coverage, {POINTS:,} points x {FAIRS} fairs | geopandas.sjoin_nearest",
        lambda cold: coverage(cold, query),
        lambda: by_sjoin_nearest(people, fairs),
        goal=5,
        fresh=lambda: (replace(campaign, cache=Cache()),),
    )

    exact = by_geod(campaign)
    assert (match.ours.covered == exact).all()
    assert match.ours.total.persons_covered == persons[exact].sum()
    assert match.ours.total.persons_covered == pytest.approx(match.peer, rel=1e-3)


def test_another_threshold_against_the_first_answer(campaign, versus):
    warm, kilometres = replace(campaign, cache=Cache()), iter(range(11, 500))
    coverage(warm, CoverageQuery(Travel(Method.STRAIGHT), Threshold(10, "km")))

    def ask(campaign, km):
        return coverage(campaign, CoverageQuery(Travel(Method.STRAIGHT), Threshold(km, "km")))

    versus(
        "coverage at another threshold | from the start",
        lambda: ask(warm, next(kilometres)),
        lambda: ask(replace(campaign, cache=Cache()), 10),
        goal=2,
    )
