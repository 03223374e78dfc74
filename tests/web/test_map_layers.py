"""The data of a map's layers: fetched once, and made into records."""

import pytest
import shapely
from held_requests import Held


def test_columns_and_rows_become_records(map_page):
    records = map_page.evaluate(
        "fairreach.records({columns: ['lon', 'name'], rows: [[106.5, 'a'], [107, null]]})"
    )

    assert records == [{"lon": 106.5, "name": "a"}, {"lon": 107, "name": None}]


def test_a_layer_without_rows_has_no_records(map_page):
    assert map_page.evaluate("fairreach.records({columns: ['lon'], rows: []})") == []


def test_records_are_grouped_in_the_order_in_which_they_come(map_page):
    groups = map_page.evaluate("fairreach.grouped([3, 1, 4, 1, 5, 9, 2, 6], n => n % 3)")

    assert groups == [[3, 9, 6], [1, 4, 1], [5, 2]]


def test_fairs_that_share_their_point_are_one_place_and_neighbours_are_not(map_page):
    places = map_page.evaluate(
        "fairreach.byPlace([{lon: 1, lat: 23}, {lon: 1.2, lat: 3},"
        " {lon: 1, lat: 23}, {lon: 12, lat: 3}])"
    )

    assert [len(place) for place in places] == [2, 1, 1]


def test_an_address_is_asked_once_however_often_it_is_wanted(map_page):
    held = Held(map_page, "/map/base.json")
    map_page.evaluate(
        "() => { window.asked = [1, 2].map(() => fairreach.fetchLayer('/map/base.json')); }"
    )
    held.wait(1)
    held.let_go(0)

    same = map_page.evaluate(
        "async () => { const [one, two] = await Promise.all(asked);"
        " return one === two && one === await fairreach.fetchLayer('/map/base.json'); }"
    )
    assert same
    assert len(held.routes) == 1


@pytest.mark.parametrize(("layer", "status"), [("fairs", None), ("employers", 500)])
def test_what_could_not_be_had_is_asked_for_again(map_page, layer, status):
    url = f"/map/{layer}.json"
    held = Held(map_page, url)
    fetch = "url => fairreach.fetchLayer(url).then(Object.keys, () => 'failed')"
    for number in range(2):
        asked = f"outcome{number}"
        map_page.evaluate(f"url => {{ window.{asked} = ({fetch})(url); }}", url)
        held.wait(number + 1)
        if number:
            held.let_go(number)
        elif status:
            held.routes[0].fulfill(status=status, body="{}")
        else:
            held.refuse(0)
        if not number:
            assert map_page.evaluate(asked) == "failed"

    assert map_page.evaluate("outcome1") == ["columns", "rows"]


def test_steps_from_corner_to_corner_become_the_corners(map_page):
    steps = [[106500, 29500, 1, -2, -1, 2], [106400, 29400, 500, 0]]
    layer = {
        "land": {"features": [{"geometry": {"type": "Polygon", "steps": steps}}]},
        "home": None,
    }
    corners = "layer => fairreach.unpacked(layer).land.features[0].geometry.coordinates"

    assert map_page.evaluate(corners, layer) == [
        [[106.5, 29.5], [106.501, 29.498], [106.5, 29.5]],
        [[106.4, 29.4], [106.9, 29.4]],
    ]


def test_the_edge_at_which_neighbours_are_cut_off_is_no_border(demo, look):
    page = look(f"{demo}/planner?lang=en").page

    areas, borders = page.evaluate(
        """() => {
            const of = (name) => Object.values(fairreachMap.map._layers)
                .filter(({ options, feature }) => feature && options.className === name)
                .map((layer) => layer.toGeoJSON().geometry.coordinates);
            return [of("neighbour"), of("border")];
        }"""
    )

    ends = shapely.box(*shapely.total_bounds(points := shapely.points(flat(areas))))
    (lines,) = borders
    steps = shapely.multilinestrings([shapely.linestrings(line) for line in lines if len(line) > 1])
    edge = shapely.intersection(steps, shapely.boundary(ends))
    assert shapely.length(edge) == 0
    assert shapely.length(steps) > 10
    off = shapely.distance(points, shapely.boundary(ends)) > 0
    assert shapely.distance(points[off], steps).max() < 1e-6  # each border is drawn


def flat(coordinates):
    """Every point of nested lists."""
    if isinstance(coordinates[0], int | float):
        return [coordinates]
    return [point for each in coordinates for point in flat(each)]
