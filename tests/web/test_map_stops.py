"""Fairs and circles by keyboard: named stops with a visible focus, which open what they mark."""

import pytest

ACTIVE = "() => document.activeElement.getAttribute('aria-label') ?? ''"
PLACE = """() => {
    const { x, y, width, height } = document.activeElement.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
}"""


@pytest.fixture
def page(weeks, visit):
    return visit().goto(f"{weeks}/planner?lang=en")


@pytest.fixture
def still(demo, look):
    """The planner's page, for tests that lead the focus about."""
    return look(f"{demo}/planner?lang=en").page


def names(page):
    return page.locator(".stop").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")


def test_the_fairs_are_one_stop_and_the_circles_another_each_with_its_name(still):
    fairs, gaps = names(still)

    assert "fairs here" in fairs or "2027" in fairs
    assert gaps.startswith("About ")
    assert "people here are not covered, " in gaps
    assert still.locator(".stop").first.get_attribute("aria-description")


def test_tab_comes_to_them_and_the_one_in_focus_can_be_seen(still):
    still.focus(".folium-map")
    still.keyboard.press("Tab")
    assert still.evaluate(ACTIVE) == names(still)[0]
    ring = still.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    still.keyboard.press("Tab")
    assert still.evaluate(ACTIVE) == names(still)[1]


@pytest.mark.parametrize("nth", [0, 1])
def test_an_arrow_leads_to_another_one_in_its_direction_and_back(still, nth):
    still.locator(".stop").nth(nth).focus()
    for key, axis, sign in (("ArrowRight", 0, 1), ("ArrowDown", 1, 1), ("ArrowLeft", 0, -1)):
        before = still.evaluate(PLACE)
        view = still.evaluate("fairreachMap.map.getCenter()")
        still.keyboard.press(key)
        assert still.evaluate("() => document.activeElement.className") == "stop"
        if still.evaluate("fairreachMap.map.getCenter()") == view:
            assert sign * (still.evaluate(PLACE)[axis] - before[axis]) > 0
    assert still.locator(".stop").count() == 2


def test_at_the_edge_an_arrow_stays(map_page):
    points = [{"x": 0, "y": 0}, {"x": 10, "y": 1}, {"x": 6, "y": 12}]

    found = map_page.evaluate(
        "points => [[1, 0], [-1, 0], [0, 1], [0, -1]].map(way =>"
        " fairreach.nextOf(points, points[0], way) ?? null)",
        points,
    )

    assert found == [points[1], None, points[2], None]


def test_enter_on_a_circle_opens_its_card_on_the_map_and_its_districts_beside(page):
    page.locator(".stop").nth(1).focus()
    name, view = page.evaluate(ACTIVE), page.evaluate("fairreachMap.map.getZoom()")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fairreach-popup")
    assert name.rsplit(", ", 1)[0] in page.locator(".fairreach-popup").inner_text()

    page.wait_for_selector("#district-name")
    page.wait_for_selector("[data-drawn]")
    assert page.locator("#district-name").inner_text() == name.rsplit(", ", 1)[1]
    assert page.locator(".fairreach-popup").count() == 1
    assert page.evaluate("fairreachMap.map.getZoom()") == view


def test_enter_on_a_fair_opens_its_card(page):
    page.evaluate(
        "() => { const { fairs } = fairreach.current; const [one] = fairs.all;"
        " fairs.draw([{ ...one, lat: 30, lon: 106.5 }]);"
        " fairreach.current.stops.settle(); }"
    )
    page.locator(".stop").first.focus()
    name = page.evaluate(ACTIVE)
    page.keyboard.press("Enter")
    page.wait_for_selector(".fairreach-popup h2")

    title = page.locator(".fairreach-popup h2").inner_text()
    assert name.startswith(f"{title}, ")
    assert page.evaluate("document.activeElement.closest('.fairreach-popup') !== null")
    page.keyboard.press("Escape")
    page.wait_for_selector(".fairreach-popup", state="detached")
    assert page.evaluate(ACTIVE) == name


def test_enter_on_a_number_leads_nearer_and_the_keyboard_stays_on_a_fair(demo, visit):
    page = visit().goto(f"{demo}/planner?lang=en")
    page.locator(".stop").first.focus()
    for _ in range(60):
        if "fairs here" in page.evaluate(ACTIVE):
            break
        page.keyboard.press("ArrowLeft")
    zoom = page.evaluate("fairreachMap.map.getZoom()")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "zoom => fairreachMap.map.getZoom() > zoom && !fairreachMap.map._animatingZoom", arg=zoom
    )

    assert page.evaluate("() => document.activeElement.className") == "stop"


def test_what_is_not_shown_is_no_stop(page):
    page.evaluate("() => { fairreachMap.layers.gaps.remove(); }")

    assert len(names(page)) == 1
    page.evaluate("() => { fairreachMap.layers.fairs.remove(); }")
    assert names(page) == []
