"""One-stop help in a real browser: usable by everybody, with scripts and without."""

import axe
import pytest
import servers
from stores import HOSTILE, NOW, small_campaign, store_campaign

POINT = {"lon": 106.55, "lat": 29.52}
TEXTS = dict.fromkeys(("about", "who", "bring", "venue", "address"), HOSTILE)


@pytest.fixture(scope="module")
def catalogued(tmp_path_factory):
    """The address of a server with services and policies whose texts would like to be code."""
    url = f"sqlite:///{tmp_path_factory.mktemp('catalogued')}/fairreach.db"
    campaign = small_campaign(
        services=(
            {"name": HOSTILE, "link": "https://example.org/", **TEXTS, **POINT},
            {"name": "招聘登记", "situations": "employer"},
        ),
        policies=({"name": HOSTILE, "conditions": "age >= 16; wage_yuan < 3000", **TEXTS},),
    )
    store_campaign(url, campaign)
    with servers.serving(url, FAIRREACH_NOW=NOW) as address:
        yield address


@pytest.mark.parametrize(
    "look", [(390, 844, "light", "zh"), (1280, 800, "dark", "en"), (390, 844, "dark", "id")]
)
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(catalogued, visit, look):
    width, height, scheme, lang = look
    seen = visit(width=width, height=height, color_scheme=scheme, bypass_csp=True)
    seen.goto(f"{catalogued}/help?lang={lang}&lon=106.5&lat=29.5&situation=returning")

    assert axe.violations(seen.page) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    heights = seen.page.eval_on_selector_all(
        "main button, main select, main input:not([type=hidden]), main .button",
        "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)",
    )
    assert min(heights) >= 44


def test_a_service_point_on_the_map_shows_its_text_as_text(catalogued, visit):
    seen = visit()
    page = seen.goto(f"{catalogued}/help?lang=en&lon=106.5&lat=29.5")
    number = page.locator(".points li").first.inner_text()
    assert "no. 3 on the map" in number

    page.locator(".pin", has_text="3").dispatch_event("click")
    page.wait_for_selector(".fairreach-popup")

    text = page.locator(".fairreach-popup p").evaluate("e => e.textContent")
    assert text == f"3. {HOSTILE}"


def test_a_tap_on_the_map_asks_again_with_the_same_situation(catalogued, visit):
    page = visit().goto(f"{catalogued}/help?lang=en&lon=106.5&lat=29.5&situation=graduate")

    page.evaluate(
        "document.dispatchEvent(new CustomEvent('fairreach:place',"
        " {detail: {lon: 106.52, lat: 29.51}}))"
    )
    page.wait_for_url("**lon=106.52**")

    assert "situation=graduate" in page.url
    assert page.locator("main h1").is_visible()


def test_the_form_works_without_scripts(catalogued, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{catalogued}/help?lang=en&lon=106.52&lat=29.51")

    page.select_option("#situation", "employer")
    page.fill("#age", "15")
    page.click("main form button[type=submit]")
    page.wait_for_url("**kept=106.52%2C29.51**")

    text = page.locator("main").inner_text()
    assert "For you, by what you entered." in text
    assert "1 does not apply, based on your answers" in text
    assert "0 m straight" in text
    context.close()
