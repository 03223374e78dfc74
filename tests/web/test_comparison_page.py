"""Two states side by side in a browser: held, told apart on one map, swiped and on two maps."""

import pytest

HELD = "against=travel%3Dstraight%26threshold_km%3D10%26region%3D500000"
STATE = f"/planner?lang=en&region=500000&travel=straight&threshold_km=15&{HELD}"
VIEWS = """() => [fairreach.current, fairreach.current.twin.frame].map(({ ground: { map } }) => {
        const { lat, lng } = map.getCenter();
        return [lat.toFixed(3), lng.toFixed(3), map.getZoom()].join();
    })
"""
MET = f"before => {{ const [one, two] = ({VIEWS})(); return one === two && one !== before }}"
FIGURES = """
    () => [fairreach.current, fairreach.current.twin.frame]
        .map(({ figures }) => figures.get("500103").persons_covered)
"""
COVERED = """
    () => fairreach.current.twin.frame.ground.node.ownerDocument.elementFromPoint(
        ...(({ x, y, width, height }) => [x + width * 0.9, y + height * 0.6])(
            document.querySelector(".pair-maps").getBoundingClientRect())).closest(".twin") !== null
"""


def balance(page):
    found = page.eval_on_selector_all(
        ".folium-map path.district[class*=balance-]",
        "all => all.map(each => /balance-(\\d)/.exec(each.getAttribute('class'))[1])",
    )
    return sorted(set(found))


def test_a_state_is_held_and_a_change_of_the_settings_shows_who_gains(demo, visit):
    page = visit(service_workers="block").goto(f"{demo}/planner?lang=en&region=500000")
    page.click("#hold")
    page.wait_for_selector("#release")
    page.wait_for_selector("[data-drawn*='/map/compared.json']")
    assert balance(page) == ["3"]

    with page.expect_response("**/map/compared.json*"):
        page.fill("#threshold", "15")
        page.press("#threshold", "Enter")
    page.wait_for_selector(".folium-map path.district[class*=balance-6]")
    assert page.locator("h1").inner_text().startswith("+")
    assert "15 km in place of 10 km" in page.locator("#lead").inner_text()
    assert "gains 10 points and more" in page.locator(".fairreach-legend").inner_text()
    points = page.locator("#ranking td.difference").all_inner_texts()
    page.click("#release")
    page.wait_for_selector("#hold")
    page.wait_for_selector(".folium-map path.district[class*=class-]")
    assert len(points) == 39
    assert page.locator("#ranking td.difference").count() == 0


def test_what_is_dragged_or_closed_is_compared_at_every_step(demo, visit):
    state = f"/planner?lang=en&region=500000&travel=straight&threshold_km=10&{HELD}"
    page = visit(service_workers="block").goto(f"{demo}{state}")
    page.evaluate("document.querySelector('#compare').open = true")
    page.evaluate("document.querySelector('#trial').open = true")
    with page.expect_response("**/planner/step.json*"):
        page.fill("#try_at", "108.6, 31.5")
        page.click("#try-put")

    page.wait_for_selector(".folium-map path.district[class*=balance-5]")
    page.wait_for_url("**add=108.6*")
    assert "1 fair added" in page.locator("#lead").inner_text()
    assert "against=" in page.url


@pytest.mark.parametrize("look", [(1280, 800), (390, 844)])
def test_two_maps_move_together_and_show_a_state_each(weeks, visit, look):
    page = visit(width=look[0], height=look[1]).goto(f"{weeks}{STATE}&view=two")
    first, second = page.evaluate(VIEWS)
    assert first == second
    assert page.locator(".pair-name").all_inner_texts() == ["Now: 15 km", "Held: 10 km"]

    page.locator(".twin").hover()
    page.evaluate("void fairreach.current.twin.frame.ground.map.setZoom(9, { animate: false })")
    moved = page.evaluate(VIEWS)
    assert moved[0] == moved[1] != first
    page.locator(".leaflet-control-zoom-out").click()
    page.wait_for_function(MET, arg=moved[0])
    figures = page.evaluate(FIGURES)
    assert figures[0] > figures[1]
    assert page.evaluate("document.documentElement.scrollWidth") == look[0]


def test_from_who_gains_one_comes_to_two_maps_that_are_both_coloured(weeks, visit):
    page = visit().goto(f"{weeks}{STATE}")
    page.wait_for_selector("[data-drawn*='/map/compared.json']")

    page.select_option("#view", "two")

    page.wait_for_selector(".twin path.district[class*=class-]")
    page.wait_for_function("() => fairreach.current.twin.frame.figures")
    assert "People within reach of a fair" in page.locator(".fairreach-legend").inner_text()


def test_a_border_is_swiped_by_keyboard_over_the_held_map(weeks, visit):
    page = visit().goto(f"{weeks}{STATE}&view=swipe")
    assert page.evaluate(COVERED)

    page.focus(".pair-border")
    page.keyboard.press("End")
    assert not page.evaluate(COVERED)
    page.keyboard.press("Home")
    assert page.evaluate(COVERED)
    page.select_option("#view", "difference")
    page.wait_for_selector("[data-drawn*='/map/compared.json']")
    assert page.locator(".fairreach-pair").count() == 0
