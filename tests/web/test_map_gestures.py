"""Fingers and the wheel: no page is held by its map, and the map moves for those who mean it."""

import pytest

CENTRE = """() => {
    const { map } = fairreachMap;
    const { lat, lng } = map.getCenter();
    return [map.getZoom(), lat.toFixed(5), lng.toFixed(5)];
}"""
MOVED_PX = """([zoom, lat, lng]) => {
    const { map } = fairreachMap;
    return map.project([lat, lng], zoom).distanceTo(map.project(map.getCenter(), zoom));
}"""
SCROLLED = "() => window.scrollY"
HINT = ".fairreach-hint.shown"
ZOOMED = "before => fairreachMap.map.getZoom() > before && !fairreachMap.map._animatingZoom"
# Each hint goes by itself: what has been shown from now on is noted.
HINTS = """() => {
    const hint = document.querySelector(".fairreach-hint");
    window.hints = [];
    const note = () => hint.classList.contains("shown") && hints.push(hint.textContent);
    new MutationObserver(note).observe(hint, { attributes: true });
}"""
# When the page has heard of the wheel the next time.
HEARD = """() => {
    window.heard = new Promise((done) =>
        addEventListener("wheel", done, { capture: true, once: true, passive: true }));
}"""


@pytest.fixture
def phone(weeks, visit):
    """A page on a phone whose map is in view, and its fingers: ``touch(kind, *points)``."""

    def begin(path):
        page = visit(width=390, height=844, has_touch=True, is_mobile=True).goto(f"{weeks}{path}")
        page.evaluate("document.querySelector('.folium-map').scrollIntoView({block: 'center'})")
        page.evaluate(HINTS)
        client = page.context.new_cdp_session(page)

        def touch(kind, *points):
            spots = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": spots})

        return page, touch

    return begin


def middle_of(page):
    box = page.locator(".folium-map").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def has_moved(page, before):
    """Whether the map shows another place, by a pixel or more."""
    return page.evaluate(CENTRE)[0] != before[0] or page.evaluate(MOVED_PX, before) >= 1


def hint_of(page):
    """The hint that has been shown last."""
    page.wait_for_function("() => hints.length")
    return page.evaluate("hints.at(-1)")


def stroke(touch, starts, step, steps=8):
    touch("touchStart", *starts)
    for n in range(1, steps + 1):
        touch("touchMove", *((x + n * step[0], y + n * step[1]) for x, y in starts))
    touch("touchEnd")


@pytest.mark.parametrize("path", ["/planner?lang=en", "/?lang=en&district=500103"])
def test_one_finger_on_the_map_scrolls_the_page_and_is_told_that_two_move_the_map(phone, path):
    page, touch = phone(path)
    x, y = middle_of(page)
    before, scrolled = page.evaluate(CENTRE), page.evaluate(SCROLLED)

    stroke(touch, [(x, y)], (0, 15))
    page.wait_for_function("before => Math.abs(window.scrollY - before) > 50", arg=scrolled)

    assert not has_moved(page, before)
    assert hint_of(page) == "Use two fingers to move the map"


def test_two_fingers_move_the_map_and_not_the_page_and_need_no_hint_any_more(phone):
    page, touch = phone("/planner?lang=en")
    x, y = middle_of(page)
    page.evaluate("() => void fairreachMap.map.setZoom(9, {animate: false})")
    before, scrolled = page.evaluate(CENTRE), page.evaluate(SCROLLED)

    stroke(touch, [(x - 40, y), (x + 40, y)], (-10, 0))
    page.wait_for_function(f"before => ({CENTRE})()[2] > before", arg=before[2])
    assert page.evaluate(SCROLLED) == scrolled

    stroke(touch, [(x, y)], (0, -15))
    page.wait_for_function("before => Math.abs(window.scrollY - before) > 50", arg=scrolled)
    assert page.evaluate("hints") == []


def test_two_fingers_that_part_zoom_in(phone):
    page, touch = phone("/planner?lang=en")
    x, y = middle_of(page)
    before = page.evaluate(CENTRE)[0]

    touch("touchStart", (x - 20, y), (x + 20, y))
    for n in range(1, 9):
        touch("touchMove", (x - 20 - 8 * n, y), (x + 20 + 8 * n, y))
    touch("touchEnd")

    page.wait_for_function("before => fairreachMap.map.getZoom() >= before + 1", arg=before)


def test_a_tap_on_the_finders_map_still_chooses_a_place(phone):
    page, touch = phone("/?lang=en")
    x, y = middle_of(page)
    touch("touchStart", (x, y))
    touch("touchEnd")

    page.wait_for_url("**lon=**")
    page.wait_for_selector("path.here")


def wheel(page, key=None):
    page.mouse.move(*middle_of(page))
    if key:
        page.keyboard.down(key)
    turn(page, -200)
    if key:
        page.keyboard.up(key)


def turn(page, by):
    """Turn the wheel where the pointer is, and wait until the page has heard of it."""
    page.evaluate(HEARD)
    page.mouse.wheel(0, by)
    page.evaluate("heard.then(() => 0)")


def test_the_wheel_scrolls_the_page_and_says_how_it_zooms(weeks, visit):
    page = visit(width=700, height=600).goto(f"{weeks}/planner?lang=en")
    page.evaluate(HINTS)
    before = page.evaluate(CENTRE)
    page.mouse.move(*middle_of(page))
    page.mouse.wheel(0, 120)
    page.wait_for_function("() => window.scrollY > 0")

    assert not has_moved(page, before)
    assert "while scrolling to zoom, or press the map first" in hint_of(page)
    page.wait_for_selector(HINT, state="detached")


@pytest.mark.parametrize("key", ["Control", "Meta"])
def test_with_ctrl_or_cmd_the_wheel_zooms_and_no_hint_comes_any_more(weeks, visit, key):
    page = visit().goto(f"{weeks}/planner?lang=en")
    page.evaluate(HINTS)
    before = page.evaluate(CENTRE)[0]

    wheel(page, key)
    page.wait_for_function("before => fairreachMap.map.getZoom() > before", arg=before)

    wheel(page)
    assert page.evaluate("hints") == []


def beside_all(page):
    """A point of the map on no district: its lower left corner, above the scale."""
    box = page.locator(".folium-map").bounding_box()
    return box["x"] + 30, box["y"] + box["height"] - 120


def test_after_a_click_into_the_map_the_wheel_zooms_until_the_pointer_has_left_it(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    page.mouse.click(*beside_all(page))
    before = page.evaluate(CENTRE)[0]
    wheel(page)
    page.wait_for_function(ZOOMED, arg=before)
    zoomed = page.evaluate(CENTRE)[0]

    page.mouse.move(100, 300)
    wheel(page)
    wheel(page, "Control")
    page.wait_for_function(ZOOMED, arg=zoomed)
    assert page.evaluate(CENTRE)[0] - zoomed == zoomed - before  # no step but that with Ctrl


def test_a_hint_is_announced_once(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    page.evaluate(
        "() => { window.told = 0; new MutationObserver(() => { window.told += 1; }).observe("
        "document.querySelector('.fairreach-hint'), {childList: true, characterData: true}); }"
    )
    page.evaluate(HINTS)
    for _ in range(3):
        wheel(page)

    assert hint_of(page)
    assert page.evaluate("window.told") == 1
    assert page.get_attribute(".fairreach-hint", "role") == "status"


def test_a_mouse_drags_the_map_also_after_a_finger(weeks, visit):
    page = visit(has_touch=True).goto(f"{weeks}/planner?lang=en")
    page.touchscreen.tap(1200, 720)
    page.evaluate("() => void fairreachMap.map.setZoom(9, {animate: false})")
    before = page.evaluate(CENTRE)
    page.mouse.move(900, 400)
    page.mouse.down()
    page.mouse.move(800, 400, steps=5)
    page.mouse.up()

    page.wait_for_function(f"before => ({CENTRE})()[2] > before", arg=before[2])


def test_the_wheel_in_the_legend_is_the_legends(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    page.evaluate(HINTS)
    page.hover(".fairreach-legend p")
    turn(page, 100)

    assert page.evaluate("hints") == []


@pytest.mark.parametrize(
    "device", [{"width": 1280}, {"width": 390, "height": 844, "is_mobile": True}]
)
@pytest.mark.parametrize("path", ["/planner", "/", "/?district=500105"])
def test_a_map_that_is_drawn_rests(demo, visit, path, device):
    page = visit(**device).goto(f"{demo}{path}")
    before = page.evaluate(CENTRE)
    page.wait_for_timeout(400)

    assert not has_moved(page, before)
