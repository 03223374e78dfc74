"""Changes of a plan whose answers come late, in another order, or not at all."""

import contextlib

from held_requests import Held
from playwright.sync_api import Error as PlaywrightError
from trials import ALONE, EMPTY, PLACE, PLAN, begin, begin_trying, changes, drag, heading, settled

# When a step that is looked at next has been drawn, or given up.
FOLLOWED = """() => {
    window.followed = new Promise((done) =>
        document.addEventListener("fairreach:followed", done, { once: true }));
}"""


def test_a_lost_connection_keeps_the_changes_and_shows_them_when_it_is_back(weeks, visit):
    seen = visit(service_workers="block")
    page = seen.goto(f"{weeks}{PLAN}")
    begin_trying(page)
    page.context.set_offline(True)

    page.mouse.click(*page.evaluate(EMPTY))
    page.wait_for_selector("#trial-said:has-text('Your changes are kept')")
    assert page.locator("path.dragged").count() == 1

    page.context.set_offline(False)
    settled(page, 1)
    assert page.locator("#trial-said").inner_text() == ""
    assert page.locator("path.dragged").count() == 0
    seen.complaints.clear()  # the browser logs what it could not fetch


def test_tools_that_come_after_the_map_are_there_all_the_same(weeks, visit):
    page = visit().page
    tools = Held(page, "/planner-tools.js")
    page.goto(f"{weeks}{PLAN}", wait_until="commit")
    tools.wait(1)
    page.wait_for_selector("[data-drawn]")
    assert not page.locator("#trial-tools").is_visible()
    tools.let_go(0)

    page.wait_for_selector("#days-strip:not(.waiting)")  # before any step, which would show it
    begin_trying(page)
    page.mouse.click(*page.evaluate(EMPTY))
    settled(page, 1)
    page.click("#trial-undo")
    settled(page, 0)


def test_an_answer_that_comes_late_is_not_drawn_over_a_later_one(weeks, visit):
    page = begin(weeks, visit)
    page.evaluate(FOLLOWED)
    late = Held(page, "/planner/step.json")
    fair = page.evaluate(ALONE)[0]
    x, y = page.evaluate(PLACE, fair)

    drag(page, (x, y), [(x + 5 * n, y + 5 * n) for n in range(8)])
    late.wait(1)
    page.mouse.up()
    late.wait(2)
    late.let_go(1)
    settled(page, 1)
    shown = heading(page), page.locator("#ranking").inner_text()
    with contextlib.suppress(PlaywrightError):  # the page has given it up
        late.routes[0].continue_()
    page.evaluate("followed.then(() => 0)")

    assert (heading(page), page.locator("#ranking").inner_text()) == shown


def test_a_map_that_comes_late_is_not_drawn_over_a_later_step(weeks, visit):
    page = begin(weeks, visit)
    held = Held(page, "/api/v1/coverage")
    page.mouse.click(*page.evaluate(EMPTY))
    page.wait_for_url("**add=*")
    page.wait_for_function("!document.querySelector('[data-drawn]')")
    held.wait(1)

    page.evaluate(FOLLOWED)
    with page.expect_response("**/planner/step.json*") as answered:
        page.evaluate("fairreach.steps.follow({ from: '2027-05-20', fairs: 1 })")
    answered.value.finished()
    held.let_go(0)
    page.wait_for_selector("[data-drawn]")
    page.evaluate("followed.then(() => 0)")

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
    begin_trying(page)
    page.mouse.click(*page.evaluate(EMPTY))

    page.wait_for_selector("#trial-said:has-text('No connection')")
    page.wait_for_selector("#trial-said:empty", state="attached")
    assert page.locator("#trial .count").inner_text() == "1 change"
    seen.complaints.clear()  # the browser logs what it could not fetch


def test_a_change_whose_page_is_on_its_way_is_not_lost_to_the_next_days(weeks, visit):
    page = begin(weeks, visit)
    held = Held(page, "/planner?")
    page.mouse.click(*page.evaluate(EMPTY))
    held.wait(1)

    page.focus("#days-first")
    page.keyboard.press("ArrowRight")
    held.wait(2)
    held.let_go(1)
    settled(page, 1)

    assert "from=" in page.evaluate("location.search")
    assert [kind for kind, _ in changes(page)] == ["add"]


def test_a_fair_that_is_taken_up_again_stays_under_the_hand_when_the_answer_comes(weeks, visit):
    page = begin(weeks, visit)
    page.evaluate(
        "() => { window.heard = new Promise((done) =>"
        " document.addEventListener('fairreach:heard', done, { once: true })); }"
    )
    held = Held(page, "/planner/step.json")
    x, y = page.evaluate(PLACE, page.evaluate(ALONE)[0])

    drag(page, (x, y), [(x + 20, y + 10), (x + 40, y + 20)])
    page.mouse.up()
    held.wait(2)
    drag(page, (x + 40, y + 20), [(x + 50, y + 25), (x + 60, y + 30)])
    held.wait(3)
    held.let_go(1)
    page.evaluate("heard.then(() => 0)")

    assert page.locator("path.dragged").count() == 1
    page.mouse.up()
    held.wait(4)
    held.let_go(3)
    settled(page, 1)
    page.wait_for_selector("path.dragged", state="detached")
