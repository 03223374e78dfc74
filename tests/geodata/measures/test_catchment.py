import numpy as np
import pytest
import shapely
from campaigns import make_campaign
from pyproj import Geod

from geodata.access.travel import Method, Travel
from geodata.errors import NotFoundError
from geodata.measures.catchment import reach
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery, Threshold

GEOD = Geod(ellps="WGS84")
QUERIES = [
    CoverageQuery(Travel(Method.STRAIGHT), Threshold(15, "km")),
    CoverageQuery(Travel(Method.ESTIMATED), Threshold(40, "min")),
    CoverageQuery(Travel(Method.ESTIMATED), Threshold(20, "km")),
]


@pytest.mark.parametrize("query", QUERIES)
def test_people_are_covered_where_a_fairs_reach_is_drawn(query):
    rng = np.random.default_rng(5)
    n = 4_000
    where = {"lon": rng.uniform(106.5, 107.5, n), "lat": rng.uniform(28.8, 29.9, n)}
    campaign = make_campaign(
        districts={"500112": (106, 29, 107, 30), "500119": (107, 29, 108, 30)},
        demand={**where, "persons": {"all": np.ones(n)}},
        fairs=[{"lon": 106.95, "lat": 29.4}, {"lon": 107.2, "lat": 29.03}],
    )

    areas = reach(campaign, query, ["f1", "f2"])

    drawn = shapely.contains_xy(areas.union_all(), where["lon"], where["lat"])
    covered = coverage(campaign, query).covered
    assert 0.01 < covered.mean() < 0.99
    # A polygon of 64 corners lies up to 0.12 % inside its circle.
    assert (drawn == covered).mean() > 0.998


def test_each_fair_has_one_valid_area_in_the_order_asked_for():
    campaign = make_campaign(fairs=[{}, {}, {"lon": 120.0}, {"lon": 106.999}])

    for query in QUERIES:
        areas = reach(campaign, query, ["f4", "f1", "f3", "f2"])

        assert areas.index.tolist() == ["f4", "f1", "f3", "f2"]
        assert areas.crs == "EPSG:4326"
        assert areas.is_valid.all()
        assert areas.geometry["f1"].equals(areas.geometry["f2"])


def test_a_straight_reach_has_the_area_of_its_circle():
    area = reach(make_campaign(fairs=[{}]), QUERIES[0], ["f1"]).geometry["f1"]

    square_m, _ = GEOD.geometry_area_perimeter(area)

    assert square_m == pytest.approx(np.pi * 15_000**2, rel=2e-3)


def test_no_fairs_and_no_districts_are_no_trouble():
    for query in QUERIES:
        assert len(reach(make_campaign(), query, [])) == 0
        assert len(reach(make_campaign(districts={}, fairs=[{}]), query, ["f1"])) == 1


def test_an_unknown_fair_is_not_found():
    with pytest.raises(NotFoundError, match="f9"):
        reach(make_campaign(fairs=[{}]), QUERIES[0], ["f1", "f9"])
