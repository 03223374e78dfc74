"""The people who are not covered, as circles: of one scale, without a lattice, and none lost."""

import random
import re
from itertools import pairwise

import numpy as np
import pytest
from held_requests import Held

VIEW = "zoom => void fairreachMap.map.setView([29.9, 106.5], zoom, {animate: false})"
CIRCLES = """() => {
    const { map } = fairreachMap;
    return fairreach.current.gaps.circles.map(({ persons, at, radius }) => {
        const { x, y } = map.project(at, map.getZoom());
        return { persons, x, y, radius };
    });
}"""
# Finer cells have come for what is in view now.
FINE = """() => {
    const { source } = fairreach.current.gaps;
    return source.near && source.near.box.join() === source.boxInView()?.join();
}"""
# From now on each look for finer cells is noted, to be waited for.
LOOKS = """() => {
    const { source } = fairreach.current.gaps;
    const { look } = source;
    window.looks = [];
    source.look = () => { looks.push(look.call(source)); };
}"""
GATHERED = "cells => fairreach.gathered(cells, ([lat, lon]) => ({x: lon, y: lat}))"


def cell(lon, lat, persons):
    return {"lon": lon, "lat": lat, "persons": persons, "cell_m": 1000}


def test_cells_beside_a_fuller_one_become_one_circle_where_most_of_them_live(map_page):
    (one,) = map_page.evaluate(GATHERED, [cell(2, 4, 30), cell(10, 12, 10)])

    assert one == {"persons": 40, "x": 4, "y": 6}


def test_cells_far_apart_stay_two_and_no_circle_stands_for_nobody(map_page):
    found = map_page.evaluate(GATHERED, [cell(-1, -5, 1), cell(19, -5, 2), cell(45, 5, 0)])

    assert [(each["x"], each["persons"]) for each in found] == [(19, 2), (-1, 1)]


def test_a_cell_between_two_circles_joins_the_nearer_one(map_page):
    found = map_page.evaluate(GATHERED, [cell(0, 0, 90), cell(30, 0, 80), cell(18, 0, 10)])

    assert [each["persons"] for each in found] == [90, 90]


def test_gathering_loses_nobody(map_page):
    dice = random.Random(8)
    cells = [
        cell(dice.uniform(-300, 300), dice.uniform(-300, 300), dice.randrange(900))
        for _ in range(3000)
    ]

    found = map_page.evaluate(GATHERED, cells)

    assert sum(each["persons"] for each in found) == sum(each["persons"] for each in cells)
    assert 200 < len(found) < 1500


def strongest_lattice(points):
    """How much of some points lies on one set of equally distant lines: 1 all of them, 0 none."""
    at = np.array(points)
    distances = np.arange(10, 40, 0.25)
    waves = np.exp(2j * np.pi * at[:, :, None] / distances)
    return float(np.abs(waves.mean(axis=0)).max())


def test_circles_of_evenly_settled_land_show_no_lattice(map_page):
    dice = random.Random(9)
    cells = [
        cell(5 * column, 5 * row, dice.randrange(500, 1500))
        for column in range(80)
        for row in range(60)
    ]

    found = map_page.evaluate(GATHERED, cells)

    squares = {(each["lon"] // 20, each["lat"] // 20) for each in cells}
    assert strongest_lattice([(20 * x + 7.5, 20 * y + 7.5) for x, y in squares]) > 0.9
    assert strongest_lattice([(each["x"], each["y"]) for each in found]) < 0.3


@pytest.mark.parametrize(
    ("number", "below"), [(1, 1), (1.9, 1), (4_999, 2_000), (5_000, 5_000), (99_999, 50_000)]
)
def test_the_numbers_of_the_legend_are_round_and_not_above_what_they_are_made_of(
    map_page, number, below
):
    assert map_page.evaluate("number => fairreach.roundBelow(number)", number) == below


def test_the_legend_has_three_circles_that_can_be_told_apart(map_page):
    for most in (320, 4_100, 77_000, 999_000):
        numbers = map_page.evaluate("most => fairreach.signNumbers(most)", most)

        assert len(numbers) == 3
        assert all(4 <= large / small <= 5 for large, small in pairwise(numbers))


@pytest.mark.parametrize(
    ("lat", "zoom", "metres"), [(0, 0, 156_543), (60, 0, 78_272), (0, 1, 78_272)]
)
def test_a_pixel_is_half_as_wide_on_the_next_zoom_and_at_sixty_degrees(map_page, lat, zoom, metres):
    found = map_page.evaluate("([lat, zoom]) => fairreach.metresPerPixel(lat, zoom)", [lat, zoom])

    assert found == pytest.approx(metres, abs=1)


@pytest.fixture(scope="module")
def demo_map(demo, contexts):
    """The planner's map of the demo campaign, which some tests move about."""
    page = contexts.new_page({}, (1280, 800), alone=True)
    page.goto(f"{demo}/planner?lang=en")
    page.wait_for_selector("[data-drawn]")
    yield page
    contexts.leave(page)


def test_the_persons_add_up_to_the_same_at_every_zoom(demo_map):
    cells = demo_map.evaluate("fairreach.current.gaps.cells.map(({ persons }) => persons)")
    counts = []
    for zoom in (6, 7.25, 9, 11):
        demo_map.evaluate(VIEW, zoom)
        if zoom > 8:
            demo_map.wait_for_function(FINE)
        circles = demo_map.evaluate(CIRCLES)
        counts.append(len(circles))
        # Each cell is told to the person, so that finer ones may differ by a few.
        persons = sum(each["persons"] for each in circles)
        assert persons == pytest.approx(sum(cells), abs=len(circles))
        assert persons > 1_000_000
    assert counts[0] < counts[1] < min(counts[2:])


@pytest.mark.parametrize("zoom", [6.25, 8.5, 11])
def test_on_home_zoom_and_near_no_lattice_is_seen_and_all_circles_are_drawn(demo_map, zoom):
    demo_map.evaluate(VIEW, zoom)
    if zoom > 8.5:
        demo_map.wait_for_function(FINE)
    circles = demo_map.evaluate(CIRCLES)

    assert demo_map.evaluate("fairreachMap.layers.gaps.getLayers().length") == len(circles)
    if zoom < 11:
        assert strongest_lattice([(each["x"], each["y"]) for each in circles]) < 0.3


def test_near_by_circles_are_finer_and_stand_for_the_same_people_in_the_same_scale(demo, visit):
    page = visit().goto(f"{demo}/planner?lang=en")
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "gaps.json" in r.url else None)
    page.evaluate(VIEW, 7.25)
    page.evaluate("fairreach.current.gaps.source.look()")  # as soon after each move
    assert not asked  # nothing is fetched where the cells of the whole are fine enough
    page.evaluate(
        "() => { window.whole = fairreach.current.gaps.source.whole;"
        " window.inBox = (list, isInside) => list.filter(isInside)"
        ".reduce((sum, { persons }) => sum + persons, 0); }"
    )
    page.evaluate(VIEW, 10)
    page.wait_for_function(FINE)
    coarse, fine, sides, drawn, rows = page.evaluate(
        "() => { const { source, circles } = fairreach.current.gaps; const { near } = source;"
        " return [inBox(whole, near.isInside), inBox(near.cells, () => true),"
        " [whole[0].cell_m, near.cells[0].cell_m],"
        " circles.filter(({ at }) => fairreachMap.map.getBounds().contains(at)).length,"
        " near.cells.length]; }"
    )

    assert fine == pytest.approx(coarse, abs=rows)
    assert sides[0] > 2 * sides[1]
    assert drawn > 200
    assert rows <= 6000
    assert len(asked) == 1
    scales = persons_per_area(page)
    assert scales == pytest.approx([scales[0]] * len(scales))


def test_finer_circles_show_no_lattice(demo_map):
    for zoom in (9, 10):
        demo_map.evaluate(VIEW, zoom)
        demo_map.wait_for_function(FINE)
        circles = demo_map.evaluate(CIRCLES)
        assert strongest_lattice([(each["x"], each["y"]) for each in circles]) < 0.3


def test_finer_cells_of_a_view_that_is_left_again_are_not_drawn(demo, visit):
    page = visit().goto(f"{demo}/planner?lang=en")
    held = Held(page, "&bbox=")
    page.evaluate(LOOKS)
    page.evaluate(VIEW, 10)
    held.wait(1)
    looks = page.evaluate("looks.length")  # the first view's may be among them
    page.evaluate(VIEW, 7.25)
    before = page.evaluate(CIRCLES)
    page.wait_for_function("known => looks.length > known", arg=looks)
    held.let_go(0)
    page.evaluate("Promise.all(looks).then(() => 0)")

    assert page.evaluate(CIRCLES) == before
    assert page.evaluate("fairreach.current.gaps.source.near ?? null") is None


def persons_per_area(page):
    """Persons for a square pixel, of circles that are no smaller than they can be drawn."""
    found = page.evaluate(CIRCLES)
    return [each["persons"] / each["radius"] ** 2 for each in found if each["radius"] > 1]


@pytest.mark.parametrize("query", ["threshold_km=2", "group=age_60_plus", "travel=estimated"])
def test_circles_of_every_query_have_the_same_scale(demo, visit, look, query):
    usual = persons_per_area(look(f"{demo}/planner?lang=en").page)

    asked = persons_per_area(visit().goto(f"{demo}/planner?lang=en&{query}"))

    assert asked == pytest.approx([usual[0]] * len(asked))
    assert usual == pytest.approx([usual[0]] * len(usual))


def test_on_the_next_zoom_a_circle_of_as_many_people_is_twice_as_wide(demo_map):
    scales = []
    for zoom in (7, 8):
        demo_map.evaluate(VIEW, zoom)
        scales.append(persons_per_area(demo_map)[0])

    assert scales[0] == pytest.approx(4 * scales[1])


def legend_circles(page):
    box = page.locator(".fairreach-legend .circles")
    numbers = box.locator("text").all_text_contents()
    radii = box.locator("circle").evaluate_all("all => all.map(e => Number(e.getAttribute('r')))")
    said = [re.sub(" million", "000000", number) for number in numbers]
    return [int(number.replace(",", "")) for number in said], radii


def test_the_legends_circles_are_as_large_as_those_on_the_map_and_change_with_the_zoom(demo_map):
    told = []
    for zoom in (7, 9):
        demo_map.evaluate(VIEW, zoom)
        if zoom == 9:
            demo_map.wait_for_function(FINE)
        numbers, radii = legend_circles(demo_map)
        scale = persons_per_area(demo_map)[0]
        assert [n / r**2 for n, r in zip(numbers, radii, strict=True)] == pytest.approx([scale] * 3)
        told.append(numbers)

    assert told[0] > told[1]


def test_where_colours_say_who_is_not_covered_circles_are_off_and_not_explained(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    assert page.locator(".swatch.gap").count() == page.locator(".circles").count() == 1
    shown = "fairreachMap.map.hasLayer(fairreachMap.layers.gaps)"

    page.select_option("#measure", "gap")
    page.wait_for_function(f"() => !{shown}")
    page.wait_for_selector("[data-drawn][data-measure=gap]")
    assert page.locator(".swatch.gap").count() == page.locator(".circles").count() == 0

    page.evaluate("() => { fairreachMap.layers.gaps.addTo(fairreachMap.map); }")
    assert page.locator(".swatch.gap").count() == 1
    page.select_option("#measure", "coverage")
    page.wait_for_selector("[data-drawn][data-measure=coverage]")
    assert page.evaluate(shown)


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
        f"About {float(f'{persons:.1e}'):,.0f} people here are not covered"
        in demo_map.locator(".fairreach-tip").inner_text()
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
