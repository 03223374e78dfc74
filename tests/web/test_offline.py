"""The pages with the network cut: what was seen is there, with its date."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest
import servers
from saved_pages import DEMO_NOW, PLACE, cut, fairs_of, opened, wait_until, wait_until_saved

SAYS_ITS_AGE = re.compile(r"Saved on \d+ [A-Z][a-z]+, \d\d:\d\d\. There is no connection now")


@pytest.fixture
def list_address():
    return f"/?lang=en&{PLACE}"


def test_the_last_list_is_shown_without_a_network_with_its_date(demo, visit, list_address):
    seen = opened(visit, f"{demo}{list_address}")
    page = seen.page
    wait_until_saved(page, list_address)
    cards = page.locator(".cards .fair").all_inner_texts()
    assert not page.locator("#saved-note").is_visible()

    cut(seen)
    page.goto(f"{demo}{list_address}")

    assert page.locator(".cards .fair").all_inner_texts() == cards
    assert SAYS_ITS_AGE.match(page.locator("#saved-note").inner_text())
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
    page.wait_for_selector("[data-drawn]")  # its map, too
    seen.complaints.clear()


def test_an_app_that_is_opened_without_a_network_begins_with_the_last_list(
    demo, visit, list_address
):
    seen = opened(visit, f"{demo}{list_address}")
    wait_until_saved(seen.page, list_address)
    title = seen.page.locator("#list-title").inner_text()

    cut(seen)
    seen.page.goto(f"{demo}/?lang=en")

    assert seen.page.locator("#list-title").inner_text() == title
    seen.page.locator("#saved-note").wait_for()
    seen.complaints.clear()


def test_the_fairs_of_the_last_list_are_there_though_nobody_looked_at_them(
    demo, visit, list_address
):
    seen = opened(visit, f"{demo}{list_address}")
    page = seen.page
    fairs = fairs_of(page)
    assert len(fairs) == 8
    wait_until_saved(page, *fairs)

    cut(seen)
    page.goto(f"{demo}{fairs[0]}")

    assert page.locator(".offers").count() > 0
    assert SAYS_ITS_AGE.match(page.locator("#saved-note").inner_text())
    seen.complaints.clear()


def test_a_page_that_was_never_seen_says_so_and_leads_to_those_that_were(demo, visit, list_address):
    seen = opened(visit, f"{demo}{list_address}")
    page = seen.page
    wait_until_saved(page, list_address, *fairs_of(page))

    cut(seen)
    page.goto(f"{demo}/planner?lang=en")

    assert page.locator("h1").inner_text() == "There is no connection"
    page.wait_for_selector("[data-listed]")
    listed = page.locator("#saved-pages a")
    assert listed.count() == 9
    page.locator(f"#saved-pages a[href='{list_address}']").click()
    page.wait_for_url(f"{demo}{list_address}")
    assert page.locator(".cards .fair").count() == 8
    seen.complaints.clear()


def test_a_link_of_the_menu_leads_to_the_last_of_its_kind_without_a_network(demo, visit):
    seen = opened(visit, f"{demo}/help?lang=en&district=500103&situation=graduate")
    page = seen.page
    wait_until_saved(page, "/help?lang=en&district=500103&situation=graduate")

    cut(seen)
    page.goto(f"{demo}/help?lang=en")

    assert page.locator("#situation").input_value() == "graduate"
    assert SAYS_ITS_AGE.match(page.locator("#saved-note").inner_text())
    page.fill("#q", "jiangbei")
    page.wait_for_function(
        "() => document.querySelector('#q-said').textContent.includes('no connection')"
    )
    seen.complaints.clear()


def test_the_offline_page_speaks_the_language_of_the_pages_seen(demo, visit):
    seen = opened(visit, f"{demo}/?lang=zh&{PLACE}")
    wait_until(seen.page, "() => caches.match('/offline?lang=zh')")

    cut(seen)
    seen.page.goto(f"{demo}/planner?lang=zh")

    assert seen.page.evaluate("document.documentElement.lang") == "zh-Hans"
    seen.complaints.clear()


def test_a_plain_text_begins_with_its_age(demo, visit):
    seen = opened(visit, f"{demo}/?lang=en")
    page = seen.page
    page.goto(f"{demo}/text?lang=en&{PLACE}")
    text = page.locator("body").inner_text()
    wait_until_saved(page, f"/text?lang=en&{PLACE}")

    cut(seen)
    page.goto(f"{demo}/text?lang=en&{PLACE}")

    aged = page.locator("body").inner_text()
    assert SAYS_ITS_AGE.match(aged)
    assert aged.endswith(text)
    seen.complaints.clear()


@pytest.mark.skipif(sys.platform != "linux", reason="finds the server's worker in /proc")
def test_a_slow_network_is_given_up_for_what_is_saved(demo_url, visit, list_address):
    with servers.process(demo_url, FAIRREACH_NOW=DEMO_NOW) as (address, server):
        seen = opened(visit, f"{address}{list_address}")
        page = seen.page
        wait_until_saved(page, list_address, *fairs_of(page))
        workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()

        for worker in map(int, workers):
            os.kill(worker, signal.SIGSTOP)  # it takes requests, and does not answer
        try:
            page.goto(f"{address}{list_address}")
            page.locator("#saved-note").wait_for()  # a script says so once the page stands
            assert page.locator(".cards .fair").count() == 8
        finally:
            for worker in map(int, workers):
                os.kill(worker, signal.SIGCONT)
