"""A fair on another day, in a browser: from its card, by the form, undone, and counted by day."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from trials import begin_trying

PLAN = "/planner?lang=en&region=500000&travel=straight"
ALONE = """
    () => {
        const { fairs, ground } = fairreach.current;
        const { x, y } = ground.node.getBoundingClientRect();
        const isFree = ({ fairs: held, at }) => held.length === 1
            && held[0].status !== "cancelled" && ground.map.getBounds().pad(-0.3).contains(at);
        const dot = fairs.dots.find(isFree);
        const point = ground.map.latLngToContainerPoint(dot.at);
        return [dot.fairs[0].fair_id, x + point.x, y + point.y];
    }
"""


def redated(page):
    asked = parse_qsl(urlsplit(page.evaluate("location.href")).query)
    return [text for name, text in asked if name == "redate"]


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_a_fair_is_held_on_another_day_from_its_card_and_taken_back(demo, visit, width):
    seen = visit(service_workers="block", width=width)
    page = seen.goto(f"{demo}{PLAN}")
    begin_trying(page)
    fair, x, y = page.evaluate(ALONE)

    page.mouse.click(x, y)
    page.wait_for_selector(".trial-card")
    assert page.locator("#trial-hint").is_hidden()
    assert page.locator("#trial-mode").is_visible() == (width > 390)  # no button lies over a card
    page.get_by_role("button", name="Another day:").click()

    assert page.evaluate("document.activeElement.id") == "try_on"
    assert page.input_value("#try_fair") == fair
    page.fill("#try_on", "2027-03-30")
    page.click("#try-put")
    page.wait_for_url("**redate=**")
    assert redated(page) == [f"{fair}@2027-03-30"]
    page.wait_for_selector("#trial-told .changes:has-text('On another day')")
    assert page.locator("path.tried.redate").count() == 1
    page.wait_for_selector("#panel:not([aria-busy])")
    page.locator("#trial-undo").click()
    page.wait_for_url(lambda url: "redate=" not in url)


def test_without_scripts_the_form_holds_a_fair_on_another_day(demo, visit):
    seen = visit(java_script_enabled=False)
    page = seen.goto(f"{demo}{PLAN}", drawn=False)
    fair_id = page.locator("#try_fair option").nth(1).get_attribute("value")
    page.locator("#trial > summary").click()
    page.select_option("#try_fair", fair_id)
    page.fill("#try_on", "2027-03-30")

    page.click("#try-put")

    page.wait_for_url("**redate=**")
    assert "On another day" in page.locator("#trial-told .changes").inner_text()
