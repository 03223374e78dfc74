"""The fairs' dots: none hides another, and one that stands for several says how many."""

import random
from itertools import combinations
from math import dist

import pytest

VIEW = "zoom => void fairreachMap.map.setView([30, 106.5], zoom, {animate: false})"
DOTS = """() => {
    const { map } = fairreachMap;
    return fairreach.current.fairs.stops.map(({ at, radius }, n) => {
        const { x, y } = map.latLngToContainerPoint(at);
        return { x, y, radius, fairs: fairreach.current.fairs.dots[n].fairs.length };
    });
}"""
PARTED = """([places, single]) =>
    fairreach.parted(places.map(([x, y, number]) =>
        ({ x, y, number, fairs: Array(number).fill({ status: "published" }) })), single)
    .map(({ x, y, fairs }) => [x, y, fairs.length])"""


@pytest.fixture
def page(weeks, visit):
    return visit().goto(f"{weeks}/planner?lang=en")


@pytest.fixture
def still(demo, look):
    """The planner's page, for tests that look at its map from near and far."""
    return look(f"{demo}/planner?lang=en").page


@pytest.mark.parametrize("zoom", [6, 7.25, 9, 12])
def test_no_dot_of_the_demo_lies_on_another_and_none_is_lost(still, zoom):
    still.evaluate(VIEW, zoom)
    dots = still.evaluate(DOTS)

    assert sum(each["fairs"] for each in dots) == 141
    for one, other in combinations(dots, 2):
        away = dist((one["x"], one["y"]), (other["x"], other["y"]))
        assert away >= one["radius"] + other["radius"]


def test_dots_of_chance_are_parted_without_a_loss(map_page):
    dice = random.Random(3)
    places = [
        [dice.uniform(0, 200), dice.uniform(0, 200), dice.choice([1, 1, 1, 2, 60])]
        for _ in range(400)
    ]

    found = map_page.evaluate(PARTED, [places, 3.25])

    assert sum(n for *_, n in found) == sum(n for *_, n in places)
    radius = {True: 3.25, False: 8.0}
    for (x, y, n), (u, v, m) in combinations(found, 2):
        assert dist((x, y), (u, v)) >= radius[n == 1] + radius[m == 1]


def test_dots_that_do_not_touch_stay_where_they_are_and_of_two_that_do_the_fuller_one(map_page):
    apart = [[0, 0, 1], [9, 0, 1], [0, 30, 2]]

    assert sorted(map_page.evaluate(PARTED, [apart, 3.25])) == sorted(apart)
    assert map_page.evaluate(PARTED, [[[0, 0, 1], [6, 0, 3]], 3.25]) == [[6, 0, 4]]


def test_several_fairs_at_one_place_say_how_many_on_every_zoom_and_open_one_card(page):
    page.evaluate(
        "() => { const at = { lon: 106.5, lat: 30, status: 'published', date: '2027-03-13',"
        " start_time: null, end_time: null, headcount: 0 };"
        " fairreach.current.fairs.draw(['a', 'b', 'c'].map(name =>"
        " ({ ...at, name, fair_id: name }))); }"
    )
    for zoom in (7, 13):
        page.evaluate(VIEW, zoom)
        assert page.locator("div.fair.count").all_inner_texts() == ["3"]

    page.locator("div.fair.count").click()
    page.wait_for_selector(".fairreach-popup")
    assert page.locator(".fairreach-popup h2").all_inner_texts() == ["a", "b", "c"]


def test_a_number_that_stands_for_several_places_leads_to_a_nearer_map_until_they_part(still):
    count = still.locator("div.fair.count").first
    zoom = still.evaluate("fairreachMap.map.getZoom()")
    dots = still.evaluate("fairreach.current.fairs.dots.length")
    count.click()

    still.wait_for_function(
        "dots => fairreach.current.fairs.dots.length > dots"
        " && !fairreachMap.map._animatingZoom", arg=dots,
    )  # fmt: skip
    assert still.evaluate("fairreachMap.map.getZoom()") >= zoom + 1
    assert still.locator(".fairreach-popup").count() == 0


def test_a_dot_is_as_large_as_its_number_needs(still):
    still.evaluate(VIEW, 6)
    sizes = still.locator("div.fair.count").evaluate_all(
        "all => all.map(e => [e.offsetWidth, e.firstChild.getBoundingClientRect().width])"
    )

    assert len(sizes) > 3
    assert all(text < dot for dot, text in sizes)
    assert still.locator(".swatch.fair.count").count() == 1


def spread(page, points, taken=()):
    return page.evaluate(
        "([points, taken]) => fairreach.spread(points, taken)",
        [[{"x": x, "y": y} for x, y in points], [{"x": x, "y": y} for x, y in taken]],
    )


@pytest.fixture
def finder(demo, look):
    return look(f"{demo}/?lang=en").page


def test_pins_at_one_place_step_aside_and_none_stands_on_the_seekers_own_place(finder):
    found = [(each["x"], each["y"]) for each in spread(finder, [(50, 50)] * 40, [(50, 50)])]

    assert len(found) == 40
    for one, other in combinations([*found, (50, 50)], 2):
        assert dist(one, other) >= 26


def test_pins_with_room_stay_where_they_are(finder):
    points = [(0, 0), (30, 0), (0, 40)]

    assert [(each["x"], each["y"]) for each in spread(finder, points, [(100, 100)])] == points


def test_a_seeker_at_the_fairs_own_place_sees_both_and_a_line_between_them(demo, visit):
    seen = visit()
    page = seen.goto(f"{demo}/?lang=en&district=500103")
    _, _, lon, lat = page.evaluate("() => fairreach.current.data.nearest[0]")[:4]
    seen.goto(f"{demo}/?lang=en&lon={lon}&lat={lat}")

    signs = [*page.locator(".pin").all(), page.locator("path.here")]
    boxes = [each.bounding_box() for each in signs]
    middles = [(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes]
    for one, other in combinations(middles, 2):
        assert dist(one, other) > 20
    assert page.locator("path.lead").count() > 0


def test_pins_step_aside_anew_on_another_zoom(demo, visit):
    page = visit().goto(f"{demo}/?lang=en&district=500103")
    near = page.locator("path.lead").count()
    page.evaluate("() => void fairreachMap.map.setZoom(9, {animate: false})")

    assert page.locator(".pin").count() == 8
    assert page.locator("path.lead").count() > near


def test_a_cancelled_fair_counts_where_none_is_held_and_not_beside_one_that_is(page):
    page.evaluate(
        "() => { const { fairs } = fairreach.current; const at = { lon: 106.5, lat: 29.5 };"
        " fairs.draw([{ ...at, fair_id: 'a', status: 'cancelled' },"
        " { ...at, fair_id: 'b', status: 'planned' },"
        " { ...at, lon: 106.5001, fair_id: 'c', status: 'cancelled' }]); }"
    )

    assert page.locator("div.fair.count").all_inner_texts() == ["2"]
    assert page.locator("path.fair").count() == 0
