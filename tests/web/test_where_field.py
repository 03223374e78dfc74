"""The field for a place in a browser, on a page of its own: keys, touch, and without scripts."""

import contextlib
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import axe
import pytest
from flask import render_template_string, request
from held_requests import Held
from playwright.sync_api import Error as PlaywrightError
from stores import settings_on
from werkzeug.serving import make_server

from service.app import create_app
from service.arguments import Arguments
from service.seeker.place import where
from service.web.context import current_campaign
from service.words.language import page_url

PAGE = """
{% extends "base.html" %}
{% from "_where.html" import where_field, where_choices %}
{% block title %}place{% endblock %}
{% block content %}<main id="content" class="pair-of"><div>
<h1>Where?</h1>
<form class="ask" action="/place">
<input type="hidden" name="lang" value="{{ language() }}">
{{ where_field({"q": there.typed}, campaign) }}
<p><button type="submit">Go</button></p></form>
<p id="there">{{ there.here }} {{ there.adcode }} {{ there.name }}</p>
{{ where_choices(there, link) }}
</div></main>{% endblock %}
{% block scripts %}
<script defer src="{{ services().assets.url('where.js') }}"></script>
{% endblock %}
"""


@pytest.fixture(scope="module")
def place_page(demo_url) -> Iterator[str]:
    """The address of a page that has the field and tells what place came of it."""
    app = create_app(settings_on(demo_url))

    def place():
        campaign = current_campaign()
        there = where(Arguments.of_page(request.args), campaign)
        return render_template_string(
            PAGE, there=there, campaign=campaign, link=lambda **to: page_url("/place", {}, **to)
        )

    app.add_url_rule("/place", "place", place)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/place"
    server.shutdown()
    thread.join()


def options(page):
    page.wait_for_selector("[role=option]")
    return page.locator("[role=option]")


def wait_until_said(page, words):
    page.wait_for_function(
        """words => {
            const said = document.querySelector(".place-field [role=status]").textContent;
            return said !== "" && said.includes(words);
        }""",
        arg=words,
    )


def query(page):
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.parametrize(
    ("lang", "typed", "shown"),
    [
        ("zh", "jb", "江北区"), ("zh", "江北区", "江北区"), ("en", "jiangb", "Jiangbei District"),
        ("id", "Jiangbei District", "Jiangbei District"),
    ],
)  # fmt: skip
def test_the_keyboard_alone_chooses_a_district(place_page, visit, lang, typed, shown):
    page = visit(width=390, height=844).goto(f"{place_page}?lang={lang}", drawn=False)
    field = page.get_by_role("combobox")
    field.focus()
    assert field.get_attribute("aria-expanded") == "false"

    page.keyboard.insert_text(typed)
    first = options(page).first
    assert shown in first.inner_text()
    assert field.get_attribute("aria-expanded") == "true"
    assert page.locator(f"#{field.get_attribute('aria-controls')}").is_visible()
    wait_until_said(page, "")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**district=500105**")

    assert f"500105 {shown}" in page.locator("#there").inner_text()
    assert page.locator("#q").input_value() == shown


def test_a_town_is_chosen_as_a_point_of_four_decimals_with_its_name(place_page, visit):
    page = visit().goto(f"{place_page}?lang=zh", drawn=False)
    page.fill("#q", "黔江城西")
    options(page).first.click()
    page.wait_for_url("**lon=**")

    told = query(page)
    assert told["q"] == "城西街道"
    assert "district" not in told
    assert all(len(told[name].partition(".")[2]) == 4 for name in ("lon", "lat"))
    assert "None 城西街道" in page.locator("#there").inner_text()


def test_escape_closes_the_list_and_arrows_open_it_again(place_page, visit):
    page = visit().goto(f"{place_page}?lang=en", drawn=False)
    page.focus("#q")
    page.keyboard.insert_text("jiang")
    count = options(page).count()
    page.keyboard.press("ArrowUp")
    assert page.locator("[role=option]").last.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")  # past the end lies the field itself
    assert page.locator("#q").get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")

    assert page.locator("[role=listbox]").is_hidden()
    assert page.locator("#q").get_attribute("aria-expanded") == "false"
    assert page.locator("#q").input_value() == "jiang"
    page.keyboard.press("ArrowDown")
    assert options(page).count() == count
    page.keyboard.press("Tab")
    assert page.locator("[role=listbox]").is_hidden()
    assert "district" not in page.url


def test_enter_without_a_choice_sends_what_was_typed(place_page, visit):
    page = visit().goto(f"{place_page}?lang=en&district=500101", drawn=False)
    page.focus("#q")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("spb")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=spb**")

    assert "500106" in page.locator("#there").inner_text()


def test_only_the_last_question_is_answered(place_page, visit):
    page = visit().goto(f"{place_page}?lang=en", drawn=False)
    late = Held(page, "q=yubei&")
    page.fill("#q", "yubei")
    late.wait(1)
    page.fill("#q", "fuling")
    assert "Fuling" in options(page).first.inner_text()
    with contextlib.suppress(PlaywrightError):  # the page has given that question up
        late.routes[0].continue_()
    page.evaluate("() => fetch('/healthz').then((answer) => answer.text())")  # all later than that

    assert "Fuling" in options(page).first.inner_text()


@pytest.mark.parametrize("hand", ["keys", "pointer"])
def test_a_late_answer_does_not_change_the_list_under_a_readers_hand(place_page, visit, hand):
    page = visit().goto(f"{place_page}?lang=en", drawn=False)
    page.focus("#q")
    page.keyboard.insert_text("yu")
    chosen = options(page).first
    name = chosen.locator("strong").inner_text()
    late = Held(page, "q=yun&")
    page.keyboard.insert_text("n")
    late.wait(1)
    if hand == "keys":
        page.keyboard.press("ArrowDown")
    else:
        chosen.hover()
        page.mouse.down()
    with contextlib.suppress(PlaywrightError):  # the page has given that question up
        late.routes[0].continue_()
    page.evaluate("() => fetch('/healthz').then((answer) => answer.text())")  # all later than that

    assert chosen.locator("strong").inner_text() == name
    if hand == "keys":
        assert chosen.get_attribute("aria-selected") == "true"
        page.keyboard.press("Enter")
    else:
        page.mouse.up()
    page.wait_for_url("**district=**")
    assert query(page)["q"] == name


def test_what_is_not_found_and_what_fails_is_said(place_page, visit):
    seen = visit()
    page = seen.goto(f"{place_page}?lang=en", drawn=False)
    page.fill("#q", "nowhere at all")
    wait_until_said(page, "No place")

    page.route("**/api/v1/places*", lambda route: route.fulfill(status=503))
    page.fill("#q", "yubei")
    wait_until_said(page, "cannot be shown")
    assert page.locator("[role=listbox]").is_hidden()

    page.unroute("**/api/v1/places*")
    page.route("**/api/v1/places*", lambda route: route.abort())
    page.fill("#q", "jiangbei")
    wait_until_said(page, "no connection")
    seen.complaints.clear()  # the browser logs that the request failed


def test_without_scripts_a_name_of_several_places_offers_a_choice(place_page, visit):
    page = visit(width=390, java_script_enabled=False).goto(f"{place_page}?lang=zh", drawn=False)
    assert page.get_by_role("combobox").count() == 0
    page.fill("#q", "江北")
    page.click("button[type=submit]")
    page.wait_for_selector(".choices a")

    links = page.locator(".choices a")
    assert [link.inner_text().split()[0] for link in links.all()] == ["江北区", "江北"]
    links.first.click()
    page.wait_for_url("**district=500105**")

    assert "500105" in page.locator("#there").inner_text()


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation_and_targets_are_large(place_page, visit, lang, width):
    page = visit(width=width, bypass_csp=True).goto(
        f"{place_page}?lang={lang}&q=jiangbei", drawn=False
    )
    page.fill("#q", "jiang")
    options(page)
    page.keyboard.press("ArrowDown")

    assert axe.violations(page, without=axe.told_in_another(lang)) == []
    if not axe.told_in_another(lang):
        page.emulate_media(color_scheme="dark")
        assert axe.violations(page, *axe.OF_COLOURS) == []
    heights = page.eval_on_selector_all(
        "[role=option], .choices a, #q", "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= width
