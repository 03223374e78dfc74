"""axe-core on every page: no violation, in each language, wide and narrow, light and dark."""

import axe
import pytest

WHAT_IF = "/planner?region=500000&add=107.74000,30.05000&close=f2"
SCENARIOS = "/planner/scenarios"
HELD = "against=travel%3Dstraight%26threshold_km%3D10"
PAGES = [
    "/", "/?district=500105", "/planner", SCENARIOS, "/fairs/F001", "/none",
]  # fmt: skip
# What differs from the whole plan of the demo is as much in a small one.
STATES = [
    "/planner?district=500103", "/planner?next=5", WHAT_IF, f"/planner?threshold_km=15&{HELD}",
    f"/planner?close=f2&{HELD}&view=swipe", "/planner?measure=wait&from=2027-03-20",
]  # fmt: skip


# By language; in each but the first of its schemes all but the colours is as it was.
LOOKS = {
    "zh": (390, 844, ["light"]),
    "en": (1280, 800, ["dark", "light"]),
    "id": (390, 844, ["dark"]),
}


def violations(visit, address, lang, *, drawn=True, prepare=lambda _: None):
    """What axe finds on a page in a language, in all colours that it is looked at in."""
    width, height, (scheme, *others) = LOOKS[lang]
    seen = visit(width=width, height=height, color_scheme=scheme, bypass_csp=True)
    seen.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}", drawn=drawn)
    prepare(seen.page)
    found = axe.violations(seen.page)
    for other in others:
        seen.page.emulate_media(color_scheme=other)
        found += axe.violations(seen.page, *axe.OF_COLOURS)
    return seen, found


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", LOOKS)
def test_axe_finds_no_violation(demo, visit, path, lang):
    seen, found = violations(visit, f"{demo}{path}", lang, drawn=path not in ("/none", SCENARIOS))

    assert found == []
    if path == "/none":
        seen.complaints.clear()  # the browser logs the status 404 of the page


def open_trial(page):
    if "add=" in page.url:
        page.click("#trial-mode")
        page.locator("#keep > summary").click()


@pytest.mark.parametrize("path", STATES)
@pytest.mark.parametrize("lang", LOOKS)
def test_axe_finds_no_violation_in_a_state_of_the_plan(weeks, visit, path, lang):
    _, found = violations(visit, f"{weeks}{path}", lang, prepare=open_trial)

    assert found == []


def test_touch_targets_of_the_forms_are_large_enough(demo, visit):
    page = visit(width=390, height=844).goto(f"{demo}/?district=500105")

    heights = page.eval_on_selector_all(
        "button, select, input:not([type=hidden]), .button",
        "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)",
    )
    assert min(heights) >= 44
