import numpy as np
import pytest
from campaigns import district_table, make_campaign

from geodata.access.travel import Method, Travel
from geodata.base.geodesy import GEOD
from geodata.measures.coverage import coverage
from geodata.measures.gaps import (
    CIRCLES_SHARE,
    MOST_NEAR,
    circle_m2,
    gaps,
    gaps_features,
    gaps_near,
)
from geodata.measures.query import CoverageQuery, Threshold

TEN_KM = CoverageQuery(Travel(Method.STRAIGHT), Threshold(10, "km"))


@pytest.fixture(scope="module")
def campaign():
    rng = np.random.default_rng(3)
    n = 30_000
    people = rng.integers(0, 300, n) * 1.0
    where = {"lon": rng.uniform(103.5, 108.5, n), "lat": rng.uniform(28.5, 31.5, n)}
    return make_campaign(demand={**where, "persons": {"all": people}}, fairs=[{}, {"lon": 107.2}])


@pytest.mark.parametrize("most", [1, 10, 500, 5_000])
def test_the_cells_add_up_to_the_gap_and_keep_to_their_number(campaign, most):
    cells = gaps(campaign, TEN_KM, most)

    assert 0 < len(cells) <= most
    assert cells["persons"].sum() == coverage(campaign, TEN_KM).total.persons_gap
    assert cells["persons"].is_monotonic_decreasing


def test_a_cell_lies_at_the_centre_of_its_people():
    campaign = make_campaign(demand=[(106.9000, 29.5, 30), (106.9040, 29.5, 10)], fairs=[{}])

    cells = gaps(campaign, TEN_KM, 1)

    assert cells["lon"].tolist() == pytest.approx([106.901])
    assert cells["persons"].tolist() == [40]


def test_cells_are_as_small_as_their_number_allows(campaign):
    assert gaps(campaign, TEN_KM, 5_000)["cell_m"][0] < gaps(campaign, TEN_KM, 50)["cell_m"][0]


def test_finer_cells_of_a_box_hold_the_people_of_the_cells_whose_centres_lie_in_it(campaign):
    whole, box = gaps(campaign, TEN_KM), (106.0, 29.0, 106.6, 29.6)
    west, south, east, north = box
    replaced = whole[whole["lon"].between(west, east) & whole["lat"].between(south, north)]

    near = gaps_near(campaign, TEN_KM, box)

    assert near["persons"].sum() == replaced["persons"].sum() > 0
    assert len(replaced) < len(near) <= MOST_NEAR
    assert near["cell_m"][0] < whole["cell_m"][0]
    assert gaps_near(campaign, TEN_KM, (0.0, 0.0, 1.0, 1.0)).empty


def test_nobody_uncovered_is_no_cell():
    campaign = make_campaign(demand=[(106.5, 29.5, 30), (100, 29, 9)], fairs=[{}])

    cells = gaps(campaign, TEN_KM)

    assert len(cells) == len(gaps_near(campaign, TEN_KM, (100, 20, 110, 40))) == 0
    definition = coverage(campaign, TEN_KM).definition
    assert gaps_features(cells, definition)["features"] == []


def test_cells_are_features_with_persons_and_the_definition_beside_them(campaign):
    definition = coverage(campaign, TEN_KM).definition

    told = gaps_features(gaps(campaign, TEN_KM), definition)

    assert told["definition"] == definition.to_dict()
    first = told["features"][0]
    assert first["geometry"]["type"] == "Point"
    assert first["properties"].keys() == {"persons", "cell_m"}
    assert isinstance(first["properties"]["persons"], int)


def test_if_nobody_were_covered_circles_would_take_up_a_stated_part_of_the_land(campaign):
    inside = campaign.demand.district_at >= 0
    everybody = campaign.demand.persons["all"][inside].sum()

    land = sum(abs(GEOD.geometry_area_perimeter(each)[0]) for each in campaign.districts.geometry)
    taken = circle_m2(campaign) * everybody / land

    assert taken == pytest.approx(CIRCLES_SHARE)


def test_the_scale_of_the_circles_is_that_of_the_largest_group():
    where = {"lon": np.array([106.5]), "lat": np.array([29.5])}
    old, everybody = np.array([20.0]), np.array([100.0])
    both, alone = (
        make_campaign(demand={**where, "persons": groups}, fairs=[{}])
        for groups in ({"60+": old, "all": everybody}, {"all": everybody})
    )

    assert circle_m2(both) == circle_m2(alone)


def test_where_nobody_lives_or_no_land_is_known_circles_have_no_scale():
    assert circle_m2(make_campaign(demand=[], fairs=[{}])) is None
    assert circle_m2(make_campaign(districts=district_table({}), fairs=[{}])) is None
