"""The days below the map, in a browser: dragged, moved by keys, played, lost and found again."""

import time
from urllib.parse import parse_qs, urlsplit

from held_requests import Held

PLAN = "/planner?lang=en&region=500000&travel=straight"
AT_REST = "#panel:not([aria-busy])"


def shown(page):
    """The days in the address: first and last, None for an end of the plan."""
    asked = parse_qs(urlsplit(page.evaluate("location.href")).query)
    return tuple(asked.get(name, [None])[0] for name in ("from", "to"))


def heading(page):
    return page.locator("h1").inner_text()


def settled(page, first, last):
    """The page once its address has such days and its map is drawn."""
    page.wait_for_function(
        """days => ["from", "to"].every((name, at) =>
            new URLSearchParams(location.search).get(name) === days[at])""",
        arg=[first, last],
    )
    page.wait_for_selector("[data-drawn]")
    page.wait_for_selector(AT_REST)
    return page


def middle(page, selector):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def day_width(page):
    return page.evaluate("""() => {
        const track = document.getElementById("days-track");
        return track.clientWidth / track.querySelectorAll("svg g").length;
    }""")


def test_the_map_has_its_room_before_the_days_are_there(weeks, visit):
    page = visit(service_workers="block").page
    height = "() => fairreach.current.ground.node.clientHeight"
    held = Held(page, "/map/gaps.json")
    page.goto(f"{weeks}{PLAN}")
    page.wait_for_function("() => fairreach.current?.ground.land")
    before = page.evaluate(height)
    assert not page.locator("#days-play").is_visible()

    held.wait(1)
    held.let_go(0)
    page.wait_for_selector("[data-drawn]")

    assert page.locator("#days-play").is_visible()
    assert page.evaluate(height) == before


def test_an_end_is_dragged_and_the_numbers_and_fairs_follow_a_request_a_step(weeks, visit):
    page = visit(service_workers="block").goto(f"{weeks}{PLAN}")
    whole, dots = heading(page), page.evaluate("fairreach.current.fairs.all.length")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    x, y = middle(page, "#days-last")
    begun = time.monotonic()

    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x - 3 * step * day_width(page), y)
    page.wait_for_function("dots => fairreach.current.fairs.all.length < dots", arg=dots)

    assert {urlsplit(url).path for url in asked} == {"/planner/step.json"}
    assert len(asked) <= 2 + 4 * (time.monotonic() - begun)
    assert heading(page) != whole
    assert shown(page) == (None, None)
    page.mouse.up()
    settled(page, None, "2027-03-31")
    assert "13 Mar – 31 Mar" in heading(page)
    last = page.get_by_role("slider", name="Last day")
    assert "31 March 2027" in last.get_attribute("aria-valuetext")

    page.go_back()
    settled(page, None, None)
    assert heading(page) == whole
    assert page.locator("#days-told").inner_text() == "13 March – 30 April"


def test_the_range_and_its_ends_obey_the_keyboard(weeks, visit):
    page = visit(service_workers="block").goto(f"{weeks}{PLAN}&from=2027-03-20&to=2027-03-26")
    told = page.get_by_role("slider", name="All days shown")

    told.press("ArrowRight")
    told.press("PageUp")
    settled(page, "2027-03-28", "2027-04-03")
    told.press("End")
    settled(page, "2027-04-24", None)
    page.get_by_role("slider", name="First day").press("Home")
    settled(page, None, None)
    page.get_by_role("slider", name="Last day").press("Home")  # never before the first
    settled(page, None, "2027-03-13")

    assert page.evaluate("document.activeElement.id") == "days-last"
    assert told.get_attribute("aria-valuemax") == "48"


def test_a_finger_moves_the_whole_range(weeks, visit):
    page = visit(service_workers="block", width=390, height=844, has_touch=True).goto(
        f"{weeks}{PLAN}&from=2027-03-20&to=2027-03-31"
    )
    page.locator("#days-range").scroll_into_view_if_needed()
    x, y = middle(page, "#days-range")
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    send("touchStart", (x, y))
    for part in (0.25, 0.5, 1.0):
        send("touchMove", (x + part * 7 * day_width(page), y))
    send("touchEnd")

    settled(page, "2027-03-27", "2027-04-07")


def test_played_from_the_whole_plan_the_days_grow_until_they_are_paused(weeks, visit):
    page = visit(service_workers="block").goto(f"{weeks}{PLAN}")

    page.get_by_role("button", name="Play the days").click()
    page.wait_for_selector("#days-last[aria-valuenow='2']")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function("() => new URLSearchParams(location.search).has('to')")

    first, last = shown(page)
    assert first is None
    assert last >= "2027-03-15"
    settled(page, first, last)
    assert page.get_by_role("button", name="Play the days").is_visible()


def test_who_wants_no_motion_goes_on_step_by_step(weeks, visit):
    page = visit(service_workers="block", reduced_motion="reduce").goto(
        f"{weeks}{PLAN}&from=2027-03-20&to=2027-03-26"
    )

    page.get_by_role("button", name="Next day").click()

    settled(page, "2027-03-21", "2027-03-27")


def test_a_lost_connection_keeps_the_days_and_shows_them_when_it_is_back(weeks, visit):
    seen = visit(service_workers="block")
    page = seen.goto(f"{weeks}{PLAN}")
    page.context.set_offline(True)

    page.get_by_role("slider", name="Last day").press("Home")
    page.wait_for_selector("#trial-said:has-text('No connection')")
    page.wait_for_function("() => new URLSearchParams(location.search).has('to')")
    page.context.set_offline(False)

    page.wait_for_selector("h1:has-text('13 Mar 2027')")
    assert shown(page) == (None, "2027-03-13")
    page.wait_for_selector("#trial-said:empty", state="attached")
    seen.complaints.clear()  # the browser logs what it could not fetch
