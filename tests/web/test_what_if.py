"""What if, in a browser: tapped, dragged, closed, undone, with a network and without one."""

import time
from urllib.parse import parse_qsl, urlsplit

import pytest

PLACE = """
    id => {
        const frame = fairreach.current.all.find(({ fairs }) =>
            fairs.all.some(({ fair_id }) => fair_id === id));
        const { lat, lon } = frame.fairs.all.find(({ fair_id }) => fair_id === id);
        const { x, y } = frame.ground.node.getBoundingClientRect();
        const point = frame.ground.map.latLngToContainerPoint([lat, lon]);
        return [x + point.x, y + point.y];
    }
"""
ALONE = """
    () => fairreach.current.fairs.dots.filter(({ fairs, at }) =>
        fairs.length === 1 && fairs[0].status !== "cancelled" && fairreach.current.ground.map
            .getBounds().pad(-0.25).contains(at)).map(({ fairs }) => fairs[0].fair_id)
"""
EMPTY = """
    () => {
        const { map, node } = fairreach.current.ground;
        const { x, y, width, height } = node.getBoundingClientRect();
        const dots = fairreach.current.fairs.dots.map(({ at }) => map.latLngToContainerPoint(at));
        for (let across = 0.35; across < 0.7; across += 0.02) {
            for (let down = 0.4; down < 0.8; down += 0.02) {
                const point = L.point(width * across, height * down);
                const isFree = dots.every((dot) => dot.distanceTo(point) > 30);
                if (isFree) return [x + point.x, y + point.y];
            }
        }
    }
"""
WRITTEN = """
    () => [...document.querySelectorAll("#lead, #trial-told, #ranking tr")].map(
        ({ outerHTML }) => outerHTML.replace(/\\s+/g, " ").replaceAll("> <", "><"))
"""
CIRCLES = """
    () => fairreach.current.gaps.circles.map(({ persons, at: { lat, lng } }) => [persons, lat, lng])
"""
PLAN = "/planner?lang=en&region=500000&travel=straight"


def changes(page):
    asked = parse_qsl(urlsplit(page.evaluate("location.href")).query)
    return [(name, text) for name, text in asked if name in ("add", "move", "close")]


def begin(weeks, visit, **look):
    seen = visit(service_workers="block", **look)
    page = seen.goto(f"{weeks}{PLAN}")
    page.click("#trial-mode")
    return page


def settled(page, count):
    """The page once it shows so many changes and its map is drawn."""
    page.wait_for_url(
        lambda url: (
            count
            == sum(f"{k}=" in part for part in url.split("&") for k in ("add", "move", "close"))
        )
    )
    page.wait_for_selector("[data-drawn]")
    page.wait_for_selector("#panel:not([aria-busy])")
    return page


def heading(page):
    return page.locator("h1").inner_text()


def drag(page, start, ends):
    page.mouse.move(*start)
    page.mouse.down()
    for end in ends:
        page.mouse.move(*end)
        page.wait_for_timeout(60)


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
    held = []

    def hold_back(route):
        held.append(route)

    page.route("**/planner?*add=*", hold_back)
    with page.expect_request("**/planner?*add=*"):
        page.mouse.click(*page.evaluate(EMPTY))
    stepped = page.evaluate(WRITTEN)
    circles = page.evaluate(CIRCLES)
    for route in held:
        route.continue_()
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


def test_a_lost_connection_keeps_the_changes_and_shows_them_when_it_is_back(weeks, visit):
    seen = visit(service_workers="block")
    page = seen.goto(f"{weeks}{PLAN}")
    page.click("#trial-mode")
    page.context.set_offline(True)

    page.mouse.click(*page.evaluate(EMPTY))
    page.wait_for_selector("#trial-said:has-text('Your changes are kept')")
    assert page.locator("path.dragged").count() == 1

    page.context.set_offline(False)
    settled(page, 1)
    assert page.locator("#trial-said").inner_text() == ""
    assert page.locator("path.dragged").count() == 0
    seen.complaints.clear()  # the browser logs what it could not fetch


def test_an_answer_that_comes_late_is_not_drawn_over_a_later_one(weeks, visit):
    page = begin(weeks, visit)
    held = []
    page.route(
        "**/planner/step.json*", lambda route: held.append(route) if not held else route.continue_()
    )
    fair = page.evaluate(ALONE)[0]
    x, y = page.evaluate(PLACE, fair)

    drag(page, (x, y), [(x + 5 * n, y + 5 * n) for n in range(8)])
    page.mouse.up()
    settled(page, 1)
    shown = heading(page), page.locator("#ranking").inner_text()
    if held:
        held[0].abort()
    page.wait_for_timeout(300)

    assert (heading(page), page.locator("#ranking").inner_text()) == shown


def test_a_map_that_comes_late_is_not_drawn_over_a_later_step(weeks, visit):
    page = begin(weeks, visit)
    held = []

    def hold_back(route):
        held.append(route)

    page.route("**/api/v1/coverage*add=*", hold_back)
    page.mouse.click(*page.evaluate(EMPTY))
    page.wait_for_url("**add=*")
    page.wait_for_function("!document.querySelector('[data-drawn]')")

    page.evaluate(
        "() => { window.followed = new Promise((resolve) =>"
        " document.addEventListener('fairreach:followed', resolve)); }"
    )
    with page.expect_response("**/planner/step.json*") as answered:
        page.evaluate("fairreach.steps.follow({ from: '2027-05-20', fairs: 1 })")
    answered.value.finished()
    for route in held:
        route.continue_()
    page.wait_for_selector("[data-drawn]")
    page.evaluate("window.followed.then(() => 0)")

    told = answered.value.json()["coverage"]["districts"]
    drawn = page.evaluate(
        "fairreach.current.all.flatMap(({ figures }) =>"
        " [...figures].map(([adcode, { fairs }]) => [adcode, fairs]))"
    )
    wanted = {each["adcode"]: each["fairs"] for each in told}
    assert {adcode: wanted[adcode] for adcode, _ in drawn} == dict(drawn)


def test_a_page_that_cannot_be_had_is_asked_for_again_without_being_told(weeks, visit):
    seen = visit(service_workers="block")
    page = seen.goto(f"{weeks}{PLAN}")
    page.route("**/planner?*add=*", lambda route: route.abort(), times=1)
    page.click("#trial-mode")
    page.mouse.click(*page.evaluate(EMPTY))

    page.wait_for_selector("#trial-said:has-text('No connection')")
    page.wait_for_selector("#trial-said:empty", state="attached")
    assert page.locator("#trial .count").inner_text() == "1 change"
    seen.complaints.clear()  # the browser logs what it could not fetch


def test_a_change_whose_page_is_on_its_way_is_not_lost_to_the_next_days(weeks, visit):
    page = begin(weeks, visit)
    page.route("**/planner?*add=*", lambda _: None)
    with page.expect_request("**/planner?*add=*"):
        page.mouse.click(*page.evaluate(EMPTY))

    page.focus("#days-first")
    page.unroute("**/planner?*add=*")
    page.keyboard.press("ArrowRight")
    settled(page, 1)

    assert "from=" in page.evaluate("location.search")
    assert [kind for kind, _ in changes(page)] == ["add"]


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
    settled(page, 1)
    page.wait_for_timeout(1000)

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
    page.select_option("#try_fair", "f2")
    page.click("#try-close")

    assert changes_of(page.url) == [("add", "107.74000,30.05000"), ("close", "f2")]
    page.get_by_role("link", name="Back to the plan").click()
    assert changes_of(page.url) == []


def changes_of(url):
    return [pair for pair in parse_qsl(urlsplit(url).query) if pair[0] in ("add", "move", "close")]


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
