"""What if, in a browser: tapped, dragged, closed, undone."""

import time

import pytest
from held_requests import Held
from trials import ALONE, EMPTY, PLACE, PLAN, begin, changes, changes_of, drag, heading, settled

WRITTEN = """
    () => [...document.querySelectorAll("#lead, #trial-told, #ranking tr")].map(
        ({ outerHTML }) => outerHTML.replace(/\\s+/g, " ").replaceAll("> <", "><"))
"""
CIRCLES = """
    () => fairreach.current.gaps.circles.map(({ persons, at: { lat, lng } }) => [persons, lat, lng])
"""


@pytest.mark.parametrize("look", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_a_tap_tries_a_fair_and_undo_and_redo_lead_back_and_forth(weeks, visit, look):
    page = begin(weeks, visit, **look)
    plan = heading(page)

    page.locator(".folium-map").scroll_into_view_if_needed()
    page.mouse.click(*page.evaluate(EMPTY))
    settled(page, 1)

    ((kind, text),) = changes(page)
    assert kind == "add"
    assert heading(page).startswith("What if, 1 change: ")
    assert page.locator("path.tried.add").count() == 1
    assert page.locator("#trial-told .changes li").count() == 1
    page.click("#trial-undo")
    settled(page, 0)
    assert heading(page) == plan
    page.click("#trial-redo")
    settled(page, 1)
    assert changes(page) == [("add", text)]


def test_what_a_step_writes_is_what_its_page_has(weeks, visit):
    page = begin(weeks, visit)
    held = Held(page, "/planner?")
    page.mouse.click(*page.evaluate(EMPTY))
    held.wait(1)
    stepped = page.evaluate(WRITTEN)
    circles = page.evaluate(CIRCLES)
    held.let_go(0)
    settled(page, 1)

    assert page.evaluate(WRITTEN) == stepped
    assert page.evaluate(CIRCLES) == circles
    assert any("add=" in row for row in stepped)


def test_while_a_fair_is_dragged_the_numbers_follow_at_most_four_times_a_second(weeks, visit):
    page = begin(weeks, visit)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    fair = page.evaluate(ALONE)[0]
    x, y = page.evaluate(PLACE, fair)
    told, begun = heading(page), time.monotonic()

    drag(page, (x, y), [(x + 4 * n, y + 3 * n) for n in range(25)])
    page.wait_for_selector("#trial-told .balance")

    steps = [url for url in asked if "/planner/step.json" in url]
    assert 1 <= len(steps) <= 2 + 4 * (time.monotonic() - begun)
    assert [url for url in asked if "step.json" not in url] == []
    assert heading(page) != told
    assert changes(page) == []
    page.mouse.up()
    settled(page, 1)
    ((kind, text),) = changes(page)
    assert kind == "move"
    assert text.startswith(f"{fair}@")
    assert page.evaluate("fairreach.current.ground.map.dragging.enabled()")


def test_a_fair_is_closed_from_its_card_and_comes_back(weeks, visit):
    page = begin(weeks, visit)
    fair = page.evaluate(ALONE)[0]

    page.mouse.click(*page.evaluate(PLACE, fair))
    page.get_by_role("button", name="Close this fair:").click()
    settled(page, 1)

    assert changes(page) == [("close", fair)]
    page.get_by_role("link", name="Take back: ").click()
    settled(page, 0)
    assert changes(page) == []


def test_a_fair_is_taken_up_from_its_card_and_put_down_by_a_tap(weeks, visit):
    page = begin(weeks, visit)
    fair = page.evaluate(ALONE)[0]

    page.mouse.click(*page.evaluate(PLACE, fair))
    page.get_by_role("button", name="Move this fair:").click()
    page.wait_for_selector(".leaflet-popup", state="detached")  # it fades, and would take the tap
    page.mouse.click(*page.evaluate(EMPTY))
    settled(page, 1)

    assert changes(page)[0][1].startswith(f"{fair}@")


def test_a_tap_just_beside_a_dot_means_the_dot(weeks, visit):
    page = begin(weeks, visit)
    fair = page.evaluate(ALONE)[0]
    x, y = page.evaluate(PLACE, fair)

    assert not page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).matches('.fair')", [x + 6, y]
    )
    page.mouse.click(x + 6, y)
    page.get_by_role("button", name="Move this fair:").wait_for()

    assert changes(page) == []


def test_ten_drags_in_a_row_end_where_the_last_one_did(weeks, visit):
    page = begin(weeks, visit)
    fair = page.evaluate(ALONE)[0]
    x, y = page.evaluate(PLACE, fair)
    box = page.locator(".folium-map").bounding_box()

    for _ in range(10):
        page.mouse.move(x, y)
        page.mouse.down()
        x, y = x + 12, y + 5
        page.mouse.move(x - 4, y)
        page.mouse.move(x, y)
        page.mouse.up()
    page.wait_for_function("() => !fairreach.steps.isWaiting")

    settled(page, 1)
    ((kind, text),) = changes(page)
    assert kind == "move"
    lon, lat = map(float, text.partition("@")[2].split(","))
    at = page.evaluate(
        "([x, y]) => fairreach.current.ground.map.containerPointToLatLng([x, y])",
        [x - box["x"], y - box["y"]],
    )
    assert (lon, lat) == pytest.approx((at["lng"], at["lat"]), abs=5e-3)  # a pixel


def test_without_scripts_the_plain_form_tries_moves_and_closes(weeks, visit):
    page = visit(java_script_enabled=False).goto(f"{weeks}{PLAN}", drawn=False)

    page.locator("#trial > summary").click()
    page.fill("#try_at", "107.74, 30.05")
    page.click("#try-put")
    page.wait_for_url("**add=**")
    page.select_option("#try_fair", "f2")
    page.click("#try-close")
    page.wait_for_url("**close=**")

    assert changes_of(page.url) == [("add", "107.74000,30.05000"), ("close", "f2")]
    page.get_by_role("link", name="Back to the plan").click()
    page.wait_for_url(lambda url: not changes_of(url))


def test_the_keyboard_tries_and_takes_back(weeks, visit):
    page = begin(weeks, visit)

    page.fill("#try_at", "107.74, 30.05")
    page.press("#try_at", "Enter")
    settled(page, 1)
    page.press("#trial-mode", "Control+z")
    settled(page, 0)
    page.press("#trial-mode", "Control+Shift+Z")
    settled(page, 1)

    assert changes(page) == [("add", "107.74000,30.05000")]
