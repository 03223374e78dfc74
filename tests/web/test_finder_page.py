"""The seeker's pages in a browser."""

from urllib.parse import urlsplit

import pytest
import servers
from playwright.sync_api import expect

SIZES = [(390, 844), (1280, 800)]
HERE = {"longitude": 106.5512, "latitude": 29.5631}


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_the_list_comes_before_the_map_and_says_all_that_the_map_shows(
    demo, look, width, height, lang
):
    seen = look(f"{demo}/?district=500105&lang={lang}", width=width, height=height)
    page = seen.page

    cards = page.locator(".cards .fair")
    assert cards.count() == 8
    assert page.locator(".pin").count() == 8
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert seen.hosts == {urlsplit(demo).netloc}
    below = page.evaluate(
        "document.querySelector('.list').compareDocumentPosition(document.querySelector('.map'))"
    )
    assert below & 4  # the map follows the list


def test_the_place_is_asked_for_on_a_click_alone(weeks, visit):
    seen = visit(geolocation=HERE, permissions=["geolocation"])
    page = seen.goto(f"{weeks}/?lang=en")
    assert "lon=" not in page.url

    page.click("#locate")
    page.wait_for_url("**lon=106.5512**")

    assert "lat=29.5631" in page.url
    assert "Your place in District 500103" in page.locator(".fold .line").inner_text()
    assert page.locator("path.here").count() == 1


def test_a_place_that_is_not_given_is_told_and_the_form_goes_on(weeks, visit):
    page = visit(permissions=[]).goto(f"{weeks}/?lang=en")
    page.click("#locate")

    page.wait_for_function(
        "() => document.getElementById('said').textContent.includes('not given')"
    )


def test_a_tap_on_the_map_is_a_place(weeks, visit):
    page = visit(width=390, height=844).goto(f"{weeks}/?lang=en")
    page.locator(".folium-map").click(position={"x": 200, "y": 200})

    page.wait_for_url("**lon=**")
    page.wait_for_selector("path.here")


def test_without_scripts_the_form_finds_fairs(demo, visit):
    page = visit(java_script_enabled=False).goto(f"{demo}/?lang=en", drawn=False)
    assert not page.locator("#locate").is_visible()
    page.fill("#q", "江北区")
    page.click("button[type=submit]")
    page.wait_for_url("**q=**")

    assert "Jiangbei District" in page.locator("#list-title").inner_text()
    assert page.locator(".cards .fair").count() == 8
    page.locator(".cards h3 a").first.click()
    page.wait_for_selector(".offers")


def unfold(page):
    """Open the form that is folded to a line, where it is."""
    folded = page.locator(".fold > summary")
    if folded.count():
        folded.click()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("path", "without"), [("/", "next fairs"), ("/help", "Ask a person")])
def test_a_place_stays_when_the_form_is_sent_again_until_it_is_forgotten(
    weeks, visit, path, without, scripts
):
    page = visit(java_script_enabled=scripts).goto(
        f"{weeks}{path}?lang=en&lon=106.5512&lat=29.5631", drawn=scripts
    )
    unfold(page)
    page.locator("#place button[type=submit]").first.click()
    page.wait_for_url("**kept=106.5512**")

    assert "our place in District 500103" in page.locator("#content").inner_text()
    unfold(page)
    page.get_by_text("Forget it").click()
    page.wait_for_url(f"{weeks}{path}?lang=en")
    assert without in page.locator(".list h2").first.inner_text()

    page.goto(f"{weeks}{path}?lang=en&lon=106.5512&lat=29.5631")
    unfold(page)
    page.fill("#q", "500112区")
    page.press("#q", "Enter")
    page.wait_for_url("**q=**")
    assert "District 500112" in page.locator("#content").inner_text()


def test_a_place_outside_the_region_is_answered_with_a_sentence(weeks, visit):
    page = visit().goto(f"{weeks}/?lang=en&lon=120.2&lat=30.2")

    assert "outside the region" in page.locator(".list").inner_text()
    assert "farther away" in page.locator(".list").inner_text()
    assert page.locator(".cards .fair").count() == 3


def test_a_fair_shows_its_employers_and_openings(demo, visit):
    page = visit(width=390, height=844).goto(f"{demo}/fairs/F001?lang=zh")

    assert page.locator(".offers").count() > 0
    assert page.locator(".pin").count() == 1
    assert "示例数据" in page.locator(".illustrative").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_more_fairs_are_shown_on_request(weeks, visit):
    page = visit().goto(f"{weeks}/?lang=en&district=500103")
    assert page.locator(".cards .fair").count() == 8
    page.get_by_text("Show more fairs").click()

    expect(page.locator(".cards .fair")).to_have_count(16)


def test_the_keyboard_alone_finds_a_fair(demo, visit):
    page = visit().goto(f"{demo}/?lang=en")
    page.focus("#q")
    page.keyboard.insert_text("yubei")
    page.wait_for_selector("#q-list [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**district=500112**")
    page.locator(".cards h3 a").first.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/fairs/F**")


def test_dates_that_have_passed_say_so_and_how_to_renew_the_demo(weeks_url, visit):
    with servers.serving(weeks_url, FAIRREACH_NOW="2028-01-01T08:00") as address:
        seen = visit()
        page = seen.goto(f"{address}/?lang=en")
        assert "fairreach demo" in page.locator(".question .warning").inner_text()
        assert "No fairs on these dates" in page.locator(".list").inner_text()
        page = seen.goto(f"{address}/planner?lang=en")
        assert "have passed" in page.locator("#lead .warning").inner_text()


@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
@pytest.mark.parametrize("asked", ["district=500154", "lon=106.4&lat=29.6"])
def test_the_first_fair_stands_on_a_small_phones_first_screen(demo, look, asked, lang, size):
    page = look(f"{demo}/?{asked}&lang={lang}", width=360, height=640).page
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)

    assert page.locator(".cards .fair").first.bounding_box()["y"] < {"100%": 400, "200%": 800}[size]
    assert page.locator("details.illustrative summary").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_printed_list_holds_fairs_and_what_was_asked(demo, look):
    page = look(f"{demo}/?district=500154&lang=en").page
    page.emulate_media(media="print")

    for gone in (".top", ".map", ".chips", ".fold form", ".districts", ".foot"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator(".fold .line").is_visible()
    assert page.locator(".cards .fair .when").first.is_visible()
    assert page.locator(".cards .fair .where").first.is_visible()


def test_a_day_is_picked_without_scripts(demo, visit):
    page = visit(java_script_enabled=False).goto(
        f"{demo}/?district=500154&occupation=工&lang=en", drawn=False
    )
    page.click(".pick summary")
    page.fill("#day", "2031-01-02")
    page.click(".pick button")

    page.wait_for_url("**when=2031-01-02**")
    assert "district=500154" in page.url
    assert "2 January 2031" in page.locator(".fold .line").inner_text()


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_the_days_that_are_chosen_are_seen_on_a_narrow_screen(weeks, visit, lang):
    page = visit(width=360, height=640).goto(f"{weeks}/?lang={lang}&when=next-weekend", drawn=False)
    page.wait_for_load_state("networkidle")

    box = page.locator(".chips [aria-current]").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert page.evaluate("window.scrollY") == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_place_and_filters_go_along_from_the_list_to_the_help_page_and_back(demo, visit, scripts):
    page = visit(java_script_enabled=scripts).goto(
        f"{demo}/?lang=en&district=500105&occupation=司机&when=week", drawn=scripts
    )
    asked = page.locator("ul.tags").inner_text()
    page.get_by_role("link", name="One-stop help").click()
    page.wait_for_url("**/help?**")
    tags = page.locator("ul.tags").inner_text()
    assert "司机" in tags
    assert "seven days" in tags

    page.get_by_label("Your situation").select_option("returning")
    page.locator("#place button[type=submit]").first.click()
    page.wait_for_url("**situation=returning**")
    assert page.locator("ul.tags").inner_text() == tags
    page.get_by_role("link", name="Find a fair").click()
    page.wait_for_url("**/?**")
    assert page.locator("ul.tags").inner_text() == asked


def test_a_fair_leads_back_to_the_list_that_one_came_from(demo, visit):
    page = visit().goto(f"{demo}/?lang=en&district=500105&occupation=司机")
    address = page.url
    page.locator(".cards h3 a").first.click()
    page.wait_for_url("**/fairs/**")
    page.locator("#all a").click()  # what is done on the page itself does not lose the way back
    page.wait_for_url("**/fairs/*?lang=en")
    page.get_by_role("link", name="Back to the list").click()
    page.wait_for_url("**/?**")
    assert page.url == address


def test_who_comes_to_a_fair_from_elsewhere_is_led_to_all_fairs(demo, visit):
    page = visit().goto(f"{demo}/fairs/F001?lang=en")

    assert page.locator(".others a").inner_text() == "Find other fairs"
