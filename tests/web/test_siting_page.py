"""Where next, as a reader asks: the guess at once, the plan beside the page, by keyboard alone."""

import re

import axe
import pytest
import servers

ASK = "#ask-next"
PINS = ".folium-map .pin.site"
BOTH_SEEN = """() => {
    const seen = (where) => {
        const { left, right, top, bottom } = document.querySelector(where).getBoundingClientRect();
        const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return at?.closest(where) != null;
    };
    return seen(".folium-map") && seen("#pick-hint");
}"""
"""The middle of the map and the hint what to do with it."""


@pytest.fixture(scope="module")
def planning(demo_url, tmp_path_factory):
    """The address of a server on the demo that has a folder for jobs."""
    data = str(tmp_path_factory.mktemp("data"))
    settings = {"FAIRREACH_NOW": "2027-03-10T10:00", "FAIRREACH_DATA": data}
    with servers.serving(demo_url, "--workers", "2", **settings) as address:
        yield address


def begin_long(page):
    """Ask for a plan that is still being calculated when the page has come, however late."""
    page.select_option("#goal", "mclp-backup")
    page.fill("#more", "40")
    page.click("#prove .go button")
    page.wait_for_selector("#progress")


def until_drawn(page, pins):
    page.wait_for_function(
        "([where, n]) => document.querySelectorAll(where).length === n", arg=[PINS, pins]
    )


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_one_button_gives_five_places_as_a_table_and_on_the_map(planning, visit, size):
    width, height = size
    page = visit(width=width, height=height).goto(f"{planning}/planner?lang=en&region=500000")

    page.click(ASK)
    until_drawn(page, 5)

    assert page.locator("#next .places tbody tr").count() == 5
    assert "A quick guess" in page.inner_text("#next .verdict")
    assert "next=5" in page.url
    assert page.evaluate("document.activeElement.id") == "next-name"
    assert page.locator("#next-name").bounding_box()["y"] < height
    assert "Place proposed" in page.locator(".fairreach-legend").text_content()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_plan_is_asked_for_watched_and_told_by_keyboard_alone(planning, visit):
    page = visit().goto(f"{planning}/planner?lang=en&region=510100&next=5")
    page.set_default_timeout(120_000)
    guessed = page.locator("#next .places tbody tr").count()

    page.locator("#more").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "goal"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"job=[0-9a-f]{32}"))  # the plan may be there by now
    assert page.evaluate("document.activeElement.id") == "next-name"

    page.wait_for_selector("#next .verdict.proven")
    assert page.locator("#next .places tbody tr").count() == 3 < guessed
    until_drawn(page, 3)
    address = page.url

    page.click("#next .close")
    until_drawn(page, 0)
    page.wait_for_selector("#next", state="detached")
    assert page.evaluate("document.activeElement.id") == "ask-next"
    page.goto(address)
    assert page.locator("#next .verdict.proven").count() == 1


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_a_tap_on_the_map_chooses_the_place_that_is_asked_about_and_tries_none(
    planning, visit, size
):
    width, height = size
    page = visit(width=width, height=height).goto(
        f"{planning}/planner?lang=en&region=500000&travel=straight&next=5"
    )
    until_drawn(page, 5)
    page.click("#trial-mode")
    page.click(".plan-rules summary")

    page.click("#pick-place")
    assert page.get_attribute("#trial-mode", "aria-pressed") == "false"
    assert page.inner_text("#pick-hint") == "Tap the map where you ask about."
    page.wait_for_function(BOTH_SEEN)
    page.locator(".folium-map").click(position={"x": 200, "y": 200})

    lon, lat = map(float, page.input_value("#why_not").split(", "))
    assert (105 < lon < 111, 28 < lat < 33) == (True, True)
    assert page.evaluate("document.activeElement.id") == "pick-place"
    assert page.inner_text("#pick-hint") == "Chosen."
    assert "add=" not in page.url
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.click("#pick-place")):
        page.click("#pick-place")
        assert page.inner_text("#pick-place") == "Stop choosing"
        leave()
        assert page.inner_text("#pick-place") == "Choose on the map"
        assert page.inner_text("#pick-hint") == ""


def test_a_plan_is_stopped_by_its_button(planning, visit):
    page = visit().goto(f"{planning}/planner?lang=en&next=5")
    page.set_default_timeout(60_000)
    begin_long(page)

    page.click("#next button:has-text('Stop')")

    page.wait_for_selector("#next .verdict:has-text('stopped on request')")


def test_a_plan_that_cannot_be_had_says_why_where_the_eye_is(planning, visit):
    seen = visit()
    page = seen.goto(f"{planning}/planner?lang=en&next=5")
    assert "too large for this server" in page.inner_text("#prove")
    page.evaluate("document.getElementById('goal').selectedOptions[0].value = 'p-median'")
    page.click("#prove .go button")

    page.wait_for_selector("#next .problem:not([hidden])")
    assert "fairreach site" in page.inner_text("#next .problem")
    assert page.locator("#prove .go button").is_enabled()
    seen.complaints.clear()  # the browser logs the status 422


def test_without_scripts_the_page_looks_again_until_the_plan_is_there(planning, visit):
    page = visit(java_script_enabled=False).goto(
        f"{planning}/planner?lang=en&region=510100&next=5", drawn=False
    )
    page.set_default_timeout(120_000)
    page.click("#prove .go button")

    page.wait_for_url("**job=**")
    page.wait_for_selector("#next .verdict.proven")
    assert page.locator("#next .places tbody tr").count() == 5


@pytest.mark.parametrize("look", [(390, 844, "light", "zh"), (1280, 800, "dark", "id")])
def test_axe_finds_nothing_while_a_plan_is_calculated(planning, visit, look):
    width, height, scheme, lang = look
    seen = visit(width=width, height=height, color_scheme=scheme, bypass_csp=True)
    page = seen.goto(f"{planning}/planner?lang={lang}&next=5")
    page.set_default_timeout(60_000)
    begin_long(page)

    assert axe.violations(page) == []
    page.click("#next form.siting button")
    page.wait_for_selector("#progress", state="detached")
