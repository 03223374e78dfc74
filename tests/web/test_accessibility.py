"""axe-core on every page: no violation, in each language, wide and narrow, light and dark."""

import axe
import pytest

WHAT_IF = "/planner?region=500000&add=107.74000,30.05000&close=F002"
SCENARIOS = "/planner/scenarios"
HELD = "against=travel%3Dstraight%26threshold_km%3D10"
PAGES = [
    "/", "/?district=500105", "/planner", "/planner?district=500103", WHAT_IF, "/planner?next=5",
    f"/planner?threshold_km=15&{HELD}", f"/planner?close=F002&{HELD}&view=swipe",
    "/planner?measure=wait&from=2027-03-20", SCENARIOS, "/fairs/F001", "/none",
]  # fmt: skip


# By language; in each but the first of its schemes all but the colours is as it was.
LOOKS = {
    "zh": (390, 844, ["light"]),
    "en": (1280, 800, ["dark", "light"]),
    "id": (390, 844, ["dark"]),
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", LOOKS)
def test_axe_finds_no_violation(demo, visit, path, lang):
    width, height, (scheme, *others) = LOOKS[lang]
    seen = visit(width=width, height=height, color_scheme=scheme, bypass_csp=True)
    mark = "&" if "?" in path else "?"
    seen.goto(f"{demo}{path}{mark}lang={lang}", drawn=path not in ("/none", SCENARIOS))
    if path == WHAT_IF:
        seen.page.click("#trial-mode")
        seen.page.locator("#keep > summary").click()

    assert axe.violations(seen.page) == []
    for other in others:
        seen.page.emulate_media(color_scheme=other)
        assert axe.violations(seen.page, *axe.OF_COLOURS) == []
    if path == "/none":
        seen.complaints.clear()  # the browser logs the status 404 of the page


def test_touch_targets_of_the_forms_are_large_enough(demo, visit):
    page = visit(width=390, height=844).goto(f"{demo}/?district=500105")

    heights = page.eval_on_selector_all(
        "button, select, input:not([type=hidden]), .button",
        "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)",
    )
    assert min(heights) >= 44
