"""What is saved of the pages on the device: how much of it, until when, and how it is deleted."""

import json

import axe
import pytest
import servers
from saved_pages import DEMO_NOW, PLACE, SAVED, cut, fairs_of, opened, wait_until, wait_until_saved
from stores import small_campaign, store_campaign

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


@pytest.fixture
def list_address():
    return f"/?lang=en&{PLACE}"


def test_who_wishes_to_save_data_is_sent_no_fair_ahead(demo, visit, list_address):
    seen = visit(alone=True, service_workers="allow")
    seen.page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
    )
    seen.goto(f"{demo}{list_address}")
    wait_until_saved(seen.page, list_address)

    assert seen.page.evaluate(SAVED) == [list_address]


def test_one_list_and_twenty_fairs_are_kept_and_no_more(demo, visit, list_address):
    seen = opened(visit, f"{demo}{list_address}", alone=False)
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
    kept = f"(await ({SAVED})()).filter((each) => each.startsWith('/fairs/')).length"
    wait_until(page, f"async () => {kept} <= 20")  # one is over until it has been swept

    saved = page.evaluate(SAVED)

    assert [each for each in saved if each.startswith("/?")] == ["/?lang=en&district=500112"]
    assert len([each for each in saved if each.startswith("/fairs/")]) == 20


def test_a_saved_fair_that_is_withdrawn_is_forgotten_when_a_list_is_next_seen(tmp_path, visit):
    url = f"sqlite:///{tmp_path}/fairreach.db"
    first, second = {"fair_id": "f1", "name": "stays"}, {"fair_id": "f2", "name": "goes"}
    dates = {"date": "2027-03-13"}
    store_campaign(url, small_campaign(fairs=(first | dates, second | dates), openings=()))
    with servers.serving(url, FAIRREACH_NOW=DEMO_NOW) as address:
        seen = opened(visit, f"{address}/?lang=en&district=500103", alone=False)
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
    seen = opened(visit, f"{demo}{list_address}", alone=False)
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


def test_a_refusal_and_an_error_are_not_saved(demo, visit, list_address):
    seen = opened(visit, f"{demo}{list_address}", alone=False)
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
    page = opened(visit, f"{demo}/?lang=en", alone=False).page
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

            assert axe.violations(page, without=axe.told_in_another(lang)) == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
            heights = page.eval_on_selector_all(
                "button, .foot a",
                "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)",
            )
            assert min(heights) >= 44
