"""The pages with the network cut: what was seen is there, with its date, until it is deleted."""

import json
import os
import re
import signal
import sys
from pathlib import Path

import axe
import pytest
import servers
from stores import small_campaign, store_campaign

DEMO_NOW = "2027-03-10T10:00"
PLACE = "lon=106.5512&lat=29.5631"
# Where the addresses of saved pages are, by the worker of the pages.
SAVED = """
    async () => {
        const cache = await caches.open("fairreach-pages-1");
        return (await cache.keys()).map(({ url }) => url.slice(location.origin.length));
    }
"""
# Has every saved page be some hours old.
HOURS_LATER = """
    async () => {
        const cache = await caches.open("fairreach-pages-1");
        for (const request of await cache.keys()) {
            const saved = await cache.match(request);
            const headers = new Headers(saved.headers);
            headers.set("Fairreach-Saved-At", new Date(Date.now() - 3 * 3600000).toISOString());
            await cache.put(request, new Response(await saved.text(), { headers }));
        }
    }
"""
SAYS_ITS_AGE = re.compile(r"Saved on \d+ [A-Z][a-z]+, \d\d:\d\d\. There is no connection now")


def opened(visit, address, **context):
    """A page whose worker is at work."""
    seen = visit(
        **{"width": 390, "height": 844, "alone": True, "service_workers": "allow"} | context
    )
    seen.goto(address)
    seen.page.wait_for_function("() => navigator.serviceWorker.controller")
    return seen


# Playwright's own wait takes a promise for the answer that it will have.
UNTIL = """
    async (holds, wanted) => {
        for (let turn = 0; turn < 1200; turn += 1) {
            if (await holds(wanted)) return;
            await new Promise((resolve) => { setTimeout(resolve, 50); });
        }
        throw new Error("it never came true");
    }
"""


def wait_until(page, holds, wanted=None):
    """Wait for an asynchronous function of what is wanted to return something true."""
    page.evaluate(f"(wanted) => ({UNTIL})({holds}, wanted)", wanted)


def wait_until_saved(page, *addresses):
    holds = f"async (wanted) => (await ({SAVED})()).filter((x) => wanted.includes(x)).length"
    wait_until(
        page, f"async (wanted) => (await ({holds})(wanted)) === wanted.length", list(addresses)
    )


def cut(seen):
    """Without a network the browser logs each request that fails: that is no complaint."""
    seen.page.context.set_offline(True)


def fairs_of(page):
    return page.eval_on_selector_all(
        "main .cards h3 a[href^='/fairs/']", "all => all.map((link) => link.getAttribute('href'))"
    )


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


def test_who_wishes_to_save_data_is_sent_no_fair_ahead(demo, visit, list_address):
    seen = visit(alone=True, service_workers="allow")
    seen.page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
    )
    seen.goto(f"{demo}{list_address}")
    wait_until_saved(seen.page, list_address)

    assert seen.page.evaluate(SAVED) == [list_address]


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


def test_one_list_and_twenty_fairs_are_kept_and_no_more(demo, visit, list_address):
    seen = opened(visit, f"{demo}{list_address}")
    page = seen.page
    fairs = [f"/fairs/F{n:03}?lang=en" for n in range(1, 24)]
    page.goto(f"{demo}/?lang=en&district=500112")
    wait_until(page, f"async () => !(await ({SAVED})()).some((each) => each.includes('lon='))")
    page.evaluate(
        "async (save) =>"
        " (await navigator.serviceWorker.ready).active.postMessage({ save, renew: true })",
        fairs,
    )
    gone = f"async (gone) => !(await ({SAVED})()).includes(gone)"
    wait_until_saved(page, *fairs[-12:])
    wait_until(page, gone, fairs[0])

    saved = page.evaluate(SAVED)

    assert [each for each in saved if each.startswith("/?")] == ["/?lang=en&district=500112"]
    assert len([each for each in saved if each.startswith("/fairs/")]) == 20


def test_a_saved_fair_that_is_withdrawn_is_forgotten_when_a_list_is_next_seen(tmp_path, visit):
    url = f"sqlite:///{tmp_path}/fairreach.db"
    first, second = {"fair_id": "f1", "name": "stays"}, {"fair_id": "f2", "name": "goes"}
    dates = {"date": "2027-03-13"}
    store_campaign(url, small_campaign(fairs=(first | dates, second | dates), openings=()))
    with servers.serving(url, FAIRREACH_NOW=DEMO_NOW) as address:
        seen = opened(visit, f"{address}/?lang=en&district=500103")
        page = seen.page
        wait_until_saved(page, "/fairs/f1?lang=en", "/fairs/f2?lang=en")
        store_campaign(url, small_campaign(fairs=(first | dates,), openings=()), ("fairs",))
        wait_until(
            page, "async () => (await fetch('/fairs/f2', { method: 'HEAD' })).status === 410"
        )
        page.evaluate(HOURS_LATER)

        page.goto(f"{address}/?lang=en&district=500103")

        wait_until(page, f"async () => !(await ({SAVED})()).includes('/fairs/f2?lang=en')")
        assert "/fairs/f1?lang=en" in page.evaluate(SAVED)
        cut(seen)
        page.goto(f"{address}/fairs/f2?lang=en")
        assert page.locator("h1").inner_text() == "There is no connection"
        seen.complaints.clear()


def test_what_is_saved_is_listed_and_deleted_on_the_privacy_page(demo, visit, list_address):
    seen = opened(visit, f"{demo}{list_address}")
    page = seen.page
    wait_until_saved(page, list_address, *fairs_of(page))
    page.goto(f"{demo}/privacy?lang=en")
    wait_until_saved(page, "/privacy?lang=en")
    page.reload()
    page.wait_for_selector("[data-listed]")
    assert page.locator("#saved-pages a").count() == 10
    assert page.evaluate("sessionStorage.getItem('list')").endswith(list_address)

    page.click("#forget")

    page.wait_for_function("() => document.getElementById('saved-said').textContent")
    assert page.locator("#saved-pages a").count() == 0
    assert page.locator("#saved-none").is_visible()
    assert page.evaluate(SAVED) == []
    assert page.evaluate("sessionStorage.getItem('list')") is None
    cut(seen)
    page.goto(f"{demo}{list_address}")
    assert page.locator("h1").inner_text() == "There is no connection"
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
def test_a_slow_network_is_given_up_for_what_is_saved(weeks_url, visit, list_address):
    with servers.process(weeks_url, FAIRREACH_NOW=DEMO_NOW) as (address, server):
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


def test_a_refusal_and_an_error_are_not_saved(demo, visit, list_address):
    seen = opened(visit, f"{demo}{list_address}")
    page = seen.page
    wait_until_saved(page, list_address)
    for path in ("/?lon=x&lat=1", "/fairs/none"):
        page.goto(f"{demo}{path}")
    page.goto(f"{demo}/privacy")
    wait_until_saved(page, "/privacy")

    saved = page.evaluate(SAVED)

    assert list_address in saved
    assert not {"/?lon=x&lat=1", "/fairs/none"} & set(saved)
    seen.complaints.clear()  # the browser logs the status of the refusals


def test_the_browser_finds_the_pages_fit_to_be_installed(demo, visit):
    page = opened(visit, f"{demo}/?lang=en").page
    session = page.context.new_cdp_session(page)

    manifest = session.send("Page.getAppManifest")
    told = session.send("Page.getInstallabilityErrors")

    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["name"] == "Find a job fair near you"
    # A browser of a test is private, and such a one installs nothing.
    assert {each["errorId"] for each in told["installabilityErrors"]} <= {"in-incognito"}


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_axe_finds_no_violation_with_saved_pages_listed(demo, visit, lang):
    page = opened(visit, f"{demo}/?lang={lang}&{PLACE}", bypass_csp=True, alone=False).page
    wait_until_saved(page, f"/?lang={lang}&{PLACE}")
    for path in ("/privacy", "/offline"):
        page.goto(f"{demo}{path}?lang={lang}")
        page.wait_for_selector("[data-listed]")
        page.evaluate(
            "() => { const note = document.getElementById('saved-note');"
            " note.hidden = false; note.textContent = note.dataset.words; }"
        )
        for width, scheme in ((390, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)

            assert axe.violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
            heights = page.eval_on_selector_all(
                "button, .foot a",
                "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)",
            )
            assert min(heights) >= 44
