"""The people who are not covered, as circles: told apart at every zoom, and none lost."""

import random
from itertools import pairwise

import pytest

VIEW = "zoom => void fairreachMap.map.setView([29.9, 106.5], zoom, {animate: false})"
CIRCLES = """() => {
    const { map } = fairreachMap;
    return fairreach.current.gaps.circles.map(({ persons, at, radius, side_m }) => {
        const { x, y } = map.project(at, map.getZoom());
        return { persons, x, y, radius, side_m };
    });
}"""
GATHERED = "cells => fairreach.gathered(cells, ([lat, lon]) => ({x: lon, y: lat}))"


def cell(lon, lat, persons, side=1000):
    return {"lon": lon, "lat": lat, "persons": persons, "cell_m": side}


def test_cells_of_one_square_become_one_where_most_of_them_live(map_page):
    (one,) = map_page.evaluate(GATHERED, [cell(2, 4, 30), cell(10, 12, 10, side=5000)])

    assert one == {"persons": 40, "x": 4, "y": 6, "cell_m": 5000}


def test_cells_of_two_squares_stay_two_and_no_circle_stands_for_nobody(map_page):
    found = map_page.evaluate(GATHERED, [cell(19, 5, 1), cell(21, 5, 2), cell(45, 5, 0)])

    assert [(each["x"], each["persons"]) for each in found] == [(19, 1), (21, 2)]


def test_squares_left_of_and_above_the_origin_are_squares_of_their_own(map_page):
    assert len(map_page.evaluate(GATHERED, [cell(-1, 5, 1), cell(1, 5, 1), cell(1, -5, 1)])) == 3


def test_gathering_loses_nobody_and_puts_no_two_into_one_square(map_page):
    dice = random.Random(8)
    cells = [
        cell(dice.uniform(-300, 300), dice.uniform(-300, 300), dice.randrange(900))
        for _ in range(3000)
    ]

    found = map_page.evaluate(GATHERED, cells)

    assert sum(each["persons"] for each in found) == sum(each["persons"] for each in cells)
    squares = {(each["x"] // 20, each["y"] // 20) for each in found}
    assert len(squares) == len(found) > 500


def test_the_area_of_a_circle_grows_as_its_persons_and_the_fullest_fills_its_square(map_page):
    full, quarter, least = map_page.evaluate(
        "[4000, 1000, 1].map(persons => fairreach.radiusOf(persons, 4000))"
    )

    assert (full, quarter) == (10, 5)
    assert 0 < least < 1


@pytest.mark.parametrize(
    ("lat", "zoom", "metres"), [(0, 0, 156_543), (60, 0, 78_272), (0, 1, 78_272)]
)
def test_a_pixel_is_half_as_wide_on_the_next_zoom_and_at_sixty_degrees(map_page, lat, zoom, metres):
    found = map_page.evaluate("([lat, zoom]) => fairreach.metresPerPixel(lat, zoom)", [lat, zoom])

    assert found == pytest.approx(metres, abs=1)


@pytest.fixture(scope="module")
def demo_map(demo, browser):
    """The planner's map of the demo campaign, which some tests move about."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{demo}/planner?lang=en")
    page.wait_for_selector("[data-drawn]")
    yield page
    context.close()


def test_the_persons_add_up_to_the_same_at_every_zoom(demo_map):
    cells = demo_map.evaluate("fairreach.current.gaps.cells.map(({ persons }) => persons)")
    counts = []
    for zoom in (6, 7.25, 9, 11):
        demo_map.evaluate(VIEW, zoom)
        circles = demo_map.evaluate(CIRCLES)
        counts.append(len(circles))
        assert sum(each["persons"] for each in circles) == sum(cells) > 1_000_000
    assert all(far < near for far, near in pairwise(counts))


@pytest.mark.parametrize("zoom", [6, 8.5, 11])
def test_the_circles_of_a_zoom_can_be_told_apart(demo_map, zoom):
    demo_map.evaluate(VIEW, zoom)
    circles = demo_map.evaluate(CIRCLES)

    squares = {(each["x"] // 20, each["y"] // 20) for each in circles}
    assert len(squares) == len(circles)
    assert max(each["radius"] for each in circles) == 10
    assert demo_map.evaluate("fairreachMap.layers.gaps.getLayers().length") == len(circles)


def test_of_several_circles_the_nearest_is_meant_and_far_away_none(demo_map):
    demo_map.evaluate(VIEW, 8)
    right, nowhere = demo_map.evaluate(
        "() => { const { gaps } = fairreach.current;"
        " const at = gaps.circles.map(circle => gaps.at(circle.at) === circle);"
        " return [at.every(Boolean), gaps.at(L.latLng(0, 0)) ?? null]; }"
    )

    assert right
    assert nowhere is None


def test_where_gaps_are_not_shown_none_is_meant(demo_map):
    found = demo_map.evaluate(
        "() => { const { gaps } = fairreach.current; const { layers, map } = fairreachMap;"
        " layers.gaps.remove(); const found = gaps.at(gaps.circles[0].at) ?? null;"
        " layers.gaps.addTo(map); return found; }"
    )

    assert found is None


def test_a_tip_says_how_many_people_a_circle_stands_for_and_goes_again(demo_map):
    demo_map.evaluate(VIEW, 8)
    persons = demo_map.evaluate(
        "() => { const { gaps } = fairreach.current;"
        " const circle = gaps.circles.find(({ at }) => fairreachMap.map.getBounds().contains(at));"
        " gaps.tell(circle.at); return circle.persons; }"
    )
    assert (
        f"About {persons:,} people not covered" in demo_map.locator(".fairreach-tip").inner_text()
    )

    demo_map.evaluate("fairreach.current.gaps.tell(L.latLng(0, 0))")
    demo_map.wait_for_selector(".fairreach-tip", state="detached")


def test_the_circles_take_the_colours_of_the_style_sheet_light_and_dark(demo_map):
    fills = []
    for scheme in ("light", "dark"):
        demo_map.emulate_media(color_scheme=scheme)
        told = demo_map.evaluate(
            "getComputedStyle(document.querySelector('.folium-map')).getPropertyValue('--gap-fill').trim()"
        )
        demo_map.wait_for_function(
            "told => fairreach.current.gaps.circles[0].dot.options.fillColor === told", arg=told
        )
        fills.append(told)
    demo_map.emulate_media(color_scheme="light")

    assert len(set(fills)) == 2
