"""The map's layers as JSON: they say what the tables say, in fewer bytes."""

import campaigns
import numpy as np
import orjson
import pytest
import shapely
from shapely import LineString, Point, box
from shapely.geometry import shape

from geodata.access.travel import Method, Travel
from geodata.campaign.window import Window
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery, Threshold
from maps import layers as features
from maps.cells import gaps_layer

QUERY = CoverageQuery(Travel(Method.STRAIGHT), Threshold(5, "km"))
HOSTILE = "</script>{{7*7}}`${1}"


@pytest.fixture(scope="module")
def campaign():
    return campaigns.make_campaign(
        fairs=[
            {"name": HOSTILE, "lon": 106.5, "lat": 29.5},
            {"lon": 106.5, "lat": 29.5, "status": "cancelled", "date": "2027-02-21"},
            {"lon": 107.5, "lat": 29.5, "date": "2027-03-20"},
        ],
        employers=[{}, {"lon": 107.2}],
        openings=[{"fair_id": "f1", "headcount": 7}, {"employer_id": "e2", "headcount": 2}],
        demand=[(106.5, 29.5, 100), (106.9, 29.9, 41), (104.5, 30.5, 2.4)],
    )


def rows(layer):
    body = orjson.loads(layer)
    return [dict(zip(body["columns"], row, strict=True)) for row in body["rows"]]


def test_the_ground_holds_every_district_with_its_names_and_a_place_for_them(campaign):
    body = features.base_shapes(campaign)

    found = {f["properties"]["adcode"]: f for f in body["districts"]["features"]}
    assert found.keys() == set(campaign.districts.index)
    for feature in found.values():
        lon, lat = feature["properties"]["at"]
        assert shapely.contains_xy(shape(feature["geometry"]), lon, lat)
    assert body["bounds"] == [[29.0, 104.0], [31.0, 108.0]]
    assert len(body["cities"]["features"]) == 2


def test_a_window_holds_its_fairs_the_cancelled_too_with_their_openings(campaign):
    found = rows(features.fairs_layer(campaign, Window(None, None)))

    assert [f["fair_id"] for f in found] == ["f1", "f2", "f3"]
    assert [f["headcount"] for f in found] == [7, None, None]
    assert b".0" not in features.fairs_layer(campaign, Window(None, None)).partition(b"rows")[2]
    assert found[0]["name"] == HOSTILE
    february = Window(None, campaign.dates[0])
    assert [f["fair_id"] for f in rows(features.fairs_layer(campaign, february))] == ["f1"]


def test_employers_come_with_all_their_openings(campaign):
    found = rows(features.employers_layer(campaign))

    assert [(e["employer_id"], e["headcount"]) for e in found] == [("e1", 7), ("e2", 2)]


def test_the_cells_of_the_gap_add_up_to_it(campaign):
    found = rows(gaps_layer(campaign, QUERY))

    gap = coverage(campaign, QUERY).total.persons_gap
    assert sum(cell["persons"] for cell in found) == pytest.approx(gap, abs=len(found))


def test_one_area_is_drawn_for_fairs_that_share_their_place(campaign):
    body = orjson.loads(features.reach_layer(campaign, QUERY))

    areas = {f["properties"]["fair_id"]: shape(f["geometry"]) for f in body["features"]}
    assert areas.keys() == {"f1", "f3"}
    assert shapely.contains_xy(areas["f1"], 106.5, 29.5)


def test_a_campaign_without_districts_has_an_empty_ground():
    nothing = campaigns.make_campaign(districts=campaigns.district_table({}))

    assert features.base_shapes(nothing)["bounds"] is None


def body_of(*ground):
    return features.base_shapes(campaigns.make_campaign(ground=ground))


def test_waters_roads_and_railways_are_one_feature_for_a_name_with_its_kind():
    body = body_of(
        ("water", "长江", "Yangtze", LineString([(106, 29), (106.5, 29.2)])),
        ("water", "长江", "Yangtze", LineString([(106.5, 29.2), (107, 29.1)])),
        ("water", "长寿湖", "Changshou Lake", box(107, 29.5, 107.2, 29.7)),
        ("road", "", "", LineString([(106, 29), (107, 30)])),
        ("rail", "成渝铁路", "Chengyu", LineString([(104, 30), (106, 29)])),
        ("town", "白涛", "Baitao", Point(107.5, 29.6)),
    )

    assert [f["properties"] for f in body["water"]["features"]] == [
        {"zh": "长江", "en": "Yangtze", "kind": "water"},
        {"zh": "长寿湖", "en": "Changshou Lake", "kind": "water"},
    ]
    river, lake = (f["geometry"] for f in body["water"]["features"])
    assert river == {"type": "LineString", "coordinates": [[106, 29], [106.5, 29.2], [107, 29.1]]}
    assert lake["type"] == "Polygon"
    assert [len(body[key]["features"]) for key in ("roads", "rails")] == [1, 1]
    assert {body[key]["to_zoom"] for key in ("water", "roads", "rails")} == {11}


@pytest.mark.slow
def test_a_ground_of_any_size_is_drawn_with_the_vertices_that_a_page_can_carry():
    rng = np.random.default_rng(1)
    starts = rng.uniform([104, 29], [108, 31], (2_000, 2))
    roads = [
        ("road", f"{at}", "", LineString(start + np.cumsum(rng.normal(0, 0.004, (40, 2)), axis=0)))
        for at, start in enumerate(starts)
    ]
    ponds = [("water", "", "", Point(*at).buffer(0.02).difference(Point(*at).buffer(0.0198)))
             for at in starts[:500]]  # fmt: skip

    body = body_of(*roads, *ponds)

    drawn = [shape(f["geometry"]) for key in ("roads", "water") for f in body[key]["features"]]
    assert 500 < shapely.get_num_coordinates(drawn).sum() <= 6_000


def test_a_ground_without_lines_says_so_in_empty_layers(campaign):
    body = features.base_shapes(campaign)

    assert [body[key]["features"] for key in ("water", "roads", "rails")] == [[], [], []]
