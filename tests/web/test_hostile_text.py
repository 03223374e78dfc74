"""Names that would like to be code stay text on every page, in popups and in the file for mail."""

from mailed import mailed_map
from stores import HOSTILE, NOW, small_campaign, store_campaign

# What a browser shows: control characters are kept, and look like nothing.
SHOWN = HOSTILE


def test_the_finder_and_the_fair_show_the_name_as_text(hostile, visit):
    page = visit().goto(f"{hostile}/?lang=en&lon=106.52&lat=29.51")
    assert page.locator(".cards h3 a").first.evaluate("e => e.textContent") == SHOWN

    page = visit().goto(f"{hostile}/fairs/f2?lang=en")
    assert page.locator("h1").evaluate("e => e.textContent") == SHOWN
    assert page.title().startswith("{{ 7*7 }}")


def test_the_popups_of_the_map_show_the_name_as_text(hostile, visit):
    page = visit().goto(f"{hostile}/planner?lang=en")
    page.evaluate("() => void fairreachMap.map.setZoom(13, {animate: false})")  # each has its dot
    names = []
    for number in range(page.locator("path.fair").count()):
        page.locator("path.fair").nth(number).dispatch_event("click")
        names += page.eval_on_selector_all(
            ".fairreach-popup h2", "all => all.map(e => e.textContent)"
        )
    assert SHOWN in names

    page.focus(".leaflet-control-layers-toggle")
    page.keyboard.press("Enter")
    page.hover(".leaflet-control-layers-list")
    page.get_by_label("Employers").check()
    page.wait_for_selector("path.employer", state="attached")
    names = []
    for number in range(page.locator("path.employer").count()):
        page.locator("path.employer").nth(number).dispatch_event("click")
        names += page.eval_on_selector_all(
            ".fairreach-popup h2", "all => all.map(e => e.textContent)"
        )
    assert SHOWN in names


def test_the_finders_popup_and_numbers_show_the_name_as_text(hostile, visit):
    page = visit().goto(f"{hostile}/?lang=en&lon=106.52&lat=29.51")
    page.locator(".pin").last.dispatch_event("click")
    page.wait_for_selector(".fairreach-popup")

    texts = page.eval_on_selector_all(".fairreach-popup p", "all => all.map(e => e.textContent)")
    assert any("{{ 7*7 }}" in text for text in texts)


def test_the_file_for_mail_shows_the_name_as_text_without_any_request(tmp_path, visit):
    url = f"sqlite:///{tmp_path}/fairreach.db"
    store_campaign(url, small_campaign())
    seen = visit()
    page = seen.goto(mailed_map(url, tmp_path, NOW).as_uri())
    page.evaluate("() => void fairreachMap.map.setZoom(13, {animate: false})")  # each has its dot
    names = []
    for number in range(page.locator("path.fair").count()):
        page.locator("path.fair").nth(number).dispatch_event("click")
        names += page.eval_on_selector_all(
            ".fairreach-popup h2", "all => all.map(e => e.textContent)"
        )

    assert SHOWN in names
    assert seen.hosts == {""}
