"""What whoever hears the pages is told: where the keyboard leads, and what a change has brought."""

from collections import defaultdict

import pytest

PLACE = "lon=106.4&lat=29.6"
PAGES = ["/", f"/?{PLACE}", "/planner?district=500105", "/fairs/F047", "/help", f"/help?{PLACE}",
         "/privacy", "/offline", "/nowhere"]  # fmt: skip
STOPS = {"link", "button", "combobox", "textbox", "spinbutton", "DisclosureTriangle", "Date"}


def at_rest(page):
    """The page once nothing is on its way and its map, where it has one, is drawn."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(
        "() => !document.querySelector('.folium-map') || document.querySelector('[data-drawn]')"
    )
    return page


def stops(page):
    """Role and name of each thing that the keyboard reaches, with where it leads or what it is."""
    found = defaultdict(set)
    session = page.context.new_cdp_session(page)
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        role = node.get("role", {}).get("value")
        if node.get("ignored") or role not in STOPS:
            continue
        leads = [each["value"]["value"] for each in node["properties"] if each["name"] == "url"]
        found[role, node["name"]["value"].strip()].add(leads[0] if leads else node["nodeId"])
    return found


@pytest.mark.parametrize("path", PAGES)
def test_every_stop_has_a_name_and_one_name_means_one_thing(demo, look, path):
    seen = look(f"{demo}{path}{'&' if '?' in path else '?'}lang=en", drawn=False)
    page = at_rest(seen.page)
    if path == "/nowhere":
        seen.complaints.clear()  # the browser's own word on a page that is not there

    found = stops(page)

    assert len(found) > 6
    assert [stop for stop in found if not stop[1]] == []
    assert {stop: leads for stop, leads in found.items() if len(leads) > 1} == {}


@pytest.mark.parametrize(
    ("path", "words", "target"),
    [("/planner", "Skip to the table", "ranking-name"), ("/", "Skip to the list", "list-title")],
)
def test_the_second_stop_skips_to_what_the_page_is_for(demo, visit, path, words, target):
    page = visit().goto(f"{demo}{path}?lang=en")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == words
    page.keyboard.press("Enter")

    page.wait_for_function("id => document.activeElement.id === id", arg=target)
    assert page.locator(f"#{target}").evaluate("node => node.getBoundingClientRect().top") < 800
    page.keyboard.press("Tab")
    assert page.evaluate(
        "id => Boolean(document.getElementById(id).compareDocumentPosition(document.activeElement)"
        " & Node.DOCUMENT_POSITION_FOLLOWING)",
        target,
    )


def test_another_measure_is_said_with_its_classes(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en&sort=name")
    page.select_option("#measure", "gap")
    page.wait_for_function("() => document.querySelector('#said').textContent")

    said = page.locator("#said").text_content()
    classes = page.evaluate("fairreach.current.data.classes")
    assert said == ", ".join(["Map shows: People not covered", *classes])
    assert len(classes) == 5


def test_another_order_is_said(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    page.click("#sort-persons")
    page.wait_for_function("() => document.querySelector('#said').textContent")

    assert page.locator("#said").text_content() == "People: sorted, largest first"


def test_whoever_closes_a_card_is_back_at_the_districts_row(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en&district=500103")
    page.focus(".district-card .close")
    page.keyboard.press("Enter")
    page.wait_for_selector(".district-card", state="detached")

    assert page.evaluate("document.activeElement.id") == "row-500103"


UNMARKED = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const { data, parentElement: parent } = texts.currentNode;
        const told = !parent.closest("script, style, option, title, noscript");
        const own = parent.closest("[lang]").lang.startsWith("zh");
        if (told && /\\p{Script=Han}/u.test(data) && !own) found.push(data.trim());
    }
    return found;
}"""


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(
    "path", ["/?lon=106.5&lat=29.55&occupation=电工", "/fairs/F047", "/help?district=500105",
             "/planner?district=500105", "/?q=解放碑"],
)  # fmt: skip
def test_every_chinese_name_on_another_page_says_that_it_is_chinese(demo, look, path, lang):
    page = look(f"{demo}{path}&lang={lang}".replace("F047&", "F047?"), drawn=False).page
    at_rest(page)

    assert page.evaluate(UNMARKED) == []
    assert page.locator("[lang=zh]").count() > 0


def test_what_scripts_write_in_chinese_says_so_too(demo, visit):
    page = visit().goto(f"{demo}/?lang=en&lon=106.5&lat=29.55")
    page.locator(".pin").first.click()
    page.locator(".leaflet-popup").wait_for()
    assert page.locator(".leaflet-popup [lang=zh]").count() > 0
    assert page.evaluate(UNMARKED) == []

    page.goto(f"{demo}/?lang=en")
    page.fill("#q", "江北")
    page.locator("[role=option]").first.wait_for()
    assert page.locator("[role=option] [lang=zh]").count() > 0
    assert page.evaluate(UNMARKED) == []
