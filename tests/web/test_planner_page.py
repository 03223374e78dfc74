"""The planner's page in a browser."""

import json
import re
from datetime import date, time
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
import servers
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from stores import NOW, small_campaign, store_campaign

SIZES = [(390, 844), (1280, 800)]


def answer(url):
    with urlopen(url) as response:  # loopback
        return json.load(response)


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_the_map_is_drawn_and_nothing_scrolls_sideways(demo, look, width, height, lang):
    seen = look(f"{demo}/planner?lang={lang}", width=width, height=height)
    page = seen.page

    assert page.locator("path.district").count() == 58
    fairs = page.evaluate("fairreach.current.fairs.dots.flatMap(({ fairs }) => fairs).length")
    assert fairs == 141
    assert page.locator("path.fair").count() > 20
    assert page.locator("tbody tr").count() == 58
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert seen.hosts == {urlsplit(demo).netloc}


def test_a_fairs_card_on_the_map_is_written_as_in_the_language_of_the_page(demo, look):
    page = look(f"{demo}/planner?lang=id").page
    fairs = answer(f"{demo}/api/v1/fairs?limit=1")["features"]
    fair = fairs[0]["properties"]

    page.evaluate(
        "fair => window.fairreach.current.openFairs([fair])",
        fair | {"headcount": 1234, "status": "planned"},
    )

    card = page.locator(".fairreach-popup").inner_text()
    day = format_date(date.fromisoformat(fair["date"]), "long", locale="id")
    at = [
        format_skeleton("Hm", time.fromisoformat(fair[name]), locale="id")
        for name in ("start_time", "end_time")
    ]
    assert f"{day} {at[0]}–{at[1]}" in card
    assert f"Lowongan: {format_decimal(1234, locale='id')}" in card


def test_names_on_the_map_are_english_where_a_page_is_not_chinese(demo, look):
    names = {
        lang: sorted(look(f"{demo}/planner?lang={lang}").page.locator(".label").all_inner_texts())
        for lang in ("en", "id", "zh")
    }

    assert names["id"] == names["en"] != names["zh"]
    assert "undefined" not in names["id"]


def test_every_class_of_the_legend_is_a_colour_of_its_own(demo, look):
    page = look(f"{demo}/planner?lang=en").page

    colours = page.evaluate(
        "[0,1,2,3,4].map(n => getComputedStyle(document.querySelector('.swatch.class-' + n))"
        ".backgroundColor)"
    )
    assert len(set(colours)) == 5


def test_the_districts_are_coloured_by_the_numbers_of_the_table(demo, look):
    page = look(f"{demo}/planner?lang=en").page
    figures = {d["adcode"]: d for d in answer(f"{demo}/api/v1/coverage")["districts"]}

    drawn = page.evaluate(
        "[...window.fairreach.current.districts].map(([code, each]) =>"
        " [code, each.shape.getElement().getAttribute('class')])"
    )

    ranks = {
        code: sum(each["coverage"] >= limit for limit in (0.2, 0.4, 0.6, 0.8))
        for code, each in figures.items()
    }
    assert {code: re.findall(r"\bclass-(\d)\b", name) for code, name in drawn} == {
        code: [str(rank)] for code, rank in ranks.items()
    }
    assert len(set(ranks.values())) == 5


def test_a_change_of_a_control_shows_at_once_and_changes_the_address(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    before = page.locator("h1").inner_text()

    page.select_option("#travel", "estimated")
    page.wait_for_url("**threshold_min=30**")
    page.wait_for_function("text => document.querySelector('h1').innerText !== text", arg=before)

    told = answer(f"{weeks}/api/v1/coverage?travel=estimated")["total"]
    assert f"{100 * told['coverage']:.1f}%" in page.locator("h1").inner_text()
    assert "estimated" in page.locator("h1").inner_text()
    page.go_back()
    page.wait_for_function("text => document.querySelector('h1').innerText === text", arg=before)


def test_the_table_sorts_by_a_click_on_its_heading(demo, visit):
    page = visit().goto(f"{demo}/planner?lang=en")
    page.click("#sort-gap")
    page.wait_for_selector("th.gap[aria-sort=descending]")

    gaps = page.eval_on_selector_all(
        "tbody tr", "rows => rows.map(r => +r.cells[3].querySelector('data').value)"
    )
    assert gaps == sorted(gaps, reverse=True)
    assert len(gaps) == 58
    assert gaps[0] > gaps[-1]


def test_a_click_on_a_district_opens_its_figures_beside_and_on_the_map(demo, visit):
    page = visit().goto(f"{demo}/planner?lang=en")
    page.click("#row-500103")
    page.wait_for_selector("#district")
    assert "Yuzhong District" in page.locator("#district").inner_text()
    page.wait_for_selector("path.chosen")
    page.wait_for_selector("[data-drawn]")  # the map has moved there and rests
    figures = {d["adcode"]: d for d in answer(f"{demo}/api/v1/coverage")["districts"]}

    assert f"{figures['500103']['persons']:,}" in page.locator("#district").inner_text()

    page.locator(".folium-map").click(position={"x": 300, "y": 150})
    page.wait_for_selector(".fairreach-popup")
    called = page.locator(".fairreach-popup h2").inner_text()
    page.wait_for_function(
        "name => document.getElementById('district-name')?.textContent === name", arg=called
    )
    adcode = parse_qs(urlsplit(page.evaluate("location.href")).query)["district"][0]
    assert f"{figures[adcode]['persons']:,}" in page.locator("#district").inner_text()


def test_a_district_chosen_in_the_table_opens_its_card_with_the_focus_and_is_a_button_on_the_map(
    weeks, visit
):
    page = visit().goto(f"{weeks}/planner?lang=en")
    page.focus("#row-500103")
    page.keyboard.press("Enter")
    page.wait_for_selector("#district")
    page.wait_for_selector("[data-drawn]")

    assert page.evaluate("document.activeElement.id") == "district-name"
    assert page.locator("#said").text_content() == "District 500103"
    assert page.locator(".fairreach-popup").count() == 0
    held = {d["adcode"]: d for d in answer(f"{weeks}/api/v1/coverage")["districts"]}["500103"]
    assert page.locator("#district li a").count() == min(held["fairs"], 8) > 0
    page.get_by_role("button", name="District 500103", exact=True).press("Enter")
    page.wait_for_selector(".fairreach-popup")


def test_districts_that_are_shown_again_have_their_colours(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en&district=500103")
    kinds = (
        "[...window.fairreach.current.districts.values()].map(each =>"
        " each.shape.getElement().getAttribute('class'))"
    )
    before = page.evaluate(kinds)
    page.evaluate(
        "() => { const { map, layers } = window.fairreachMap;"
        " layers.districts.remove(); layers.districts.addTo(map); }"
    )

    assert page.evaluate(kinds) == before


def test_a_click_on_a_fair_shows_it_with_its_reach(weeks, look):
    page = look(f"{weeks}/planner?lang=en").page
    page.locator("path.fair").last.dispatch_event("click")
    page.wait_for_selector(".fairreach-popup a[href*='/fairs/']")

    page.wait_for_selector("path.reach.one", state="attached")


def test_layers_can_be_switched_and_are_fetched_only_then(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.focus(".leaflet-control-layers-toggle")
    page.keyboard.press("Enter")
    page.hover(".leaflet-control-layers-list")
    page.get_by_label("Employers").check()
    page.wait_for_selector("path.employer")
    page.get_by_label("Reach of the fairs").check()
    page.wait_for_selector("path.reach", state="attached")
    page.get_by_label("Fairs", exact=True).uncheck()

    assert page.locator("path.fair").count() == 0
    layers = [path for path in asked if path.startswith("/map/")]
    assert layers == ["/map/employers.json", "/map/reach.json"]


def test_without_scripts_the_tables_and_the_form_still_work(demo, visit):
    page = visit(java_script_enabled=False).goto(f"{demo}/planner?lang=en", drawn=False)
    page.select_option("#travel", "estimated")
    page.fill("#threshold", "45")
    page.select_option("#unit", "min")
    page.click("button[type=submit]")
    page.wait_for_url("**threshold_min=45*")

    assert "45 min" in page.locator("h1").inner_text()
    assert page.locator("tbody tr").count() == 58
    page.click("#sort-name")
    page.wait_for_selector("th.name[aria-sort=ascending]")


def test_what_cannot_be_shown_is_told_as_a_sentence_and_the_form_stays(weeks, visit):
    seen = visit(locale="zh-CN")
    page = seen.goto(f"{weeks}/planner?travel=straight&threshold_min=30", drawn=False)

    assert "直线距离没有出行时间" in page.locator("[role=alert]").inner_text()
    assert page.input_value("#threshold") == "30"
    seen.complaints.clear()  # the browser logs the status 400 of the page


def test_the_language_switch_keeps_the_state(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en&travel=estimated&threshold_min=45&sort=gap")
    page.click(".languages a")
    page.wait_for_selector("html[lang=zh-Hans]")

    assert "threshold_min=45" in page.url
    assert "sort=gap" in page.url
    assert "45分钟" in page.locator("h1").inner_text()


def test_the_keyboard_alone_reaches_and_works_everything(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"travel", "threshold", "unit", "group", "measure", "region", "sort-gap"} <= seen
    assert any("leaflet" in name for name in seen)

    page.focus("#measure")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**measure=gap**")
    assert page.evaluate("document.activeElement.id") == "measure"
    page.focus("#sort-persons")
    page.keyboard.press("Enter")
    page.wait_for_selector("th.persons[aria-sort]")
    assert page.evaluate("document.activeElement.id") == "sort-persons"


def test_an_empty_window_says_why_and_what_to_try(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en&from=2030-01-01&to=2030-01-02")

    assert "nobody is covered" in page.locator("h1").inner_text()
    page.get_by_text("Show the whole plan").click()
    page.wait_for_function("() => document.querySelector('h1').innerText.includes('live within')")


def test_thousands_of_employers_share_signs_until_the_map_is_near(tmp_path, visit):
    url = f"sqlite:///{tmp_path}/fairreach.db"
    crowd = [{"lon": 106.2 + n % 80 / 100, "lat": 29.2 + n // 80 / 100} for n in range(4_000)]
    store_campaign(url, small_campaign(employers=crowd, openings=()))
    with servers.serving(url, FAIRREACH_NOW=NOW) as address:
        page = visit().goto(f"{address}/planner?lang=en")
        page.focus(".leaflet-control-layers-toggle")
        page.keyboard.press("Enter")
        page.hover(".leaflet-control-layers-list")
        page.get_by_label("Employers").check()
        page.wait_for_selector("path.employer")

        assert 0 < page.locator("path.employer").count() < 4_000
        page.locator("path.employer").first.dispatch_event("click")
        page.wait_for_selector(".fairreach-popup h2")
