"""Pages that the worker of the pages keeps on the device, waited for in a browser."""

DEMO_NOW = "2027-03-10T10:00"
PLACE = "lon=106.5512&lat=29.5631"
# Where the addresses of saved pages are, by the worker of the pages.
SAVED = """
    async () => {
        const cache = await caches.open("fairreach-pages-1");
        return (await cache.keys()).map(({ url }) => url.slice(location.origin.length));
    }
"""
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


def opened(visit, address, **context):
    """A page whose worker is at work."""
    seen = visit(
        **{"width": 390, "height": 844, "alone": True, "service_workers": "allow"} | context
    )
    seen.goto(address)
    seen.page.wait_for_function("() => navigator.serviceWorker.controller")
    return seen


def wait_until(page, holds, wanted=None):
    """Wait for an asynchronous function of what is wanted to return something true."""
    page.evaluate(f"(wanted) => ({UNTIL})({holds}, wanted)", wanted)


def wait_until_saved(page, *addresses):
    """Wait until pages of these addresses are saved."""
    holds = f"async (wanted) => (await ({SAVED})()).filter((x) => wanted.includes(x)).length"
    wait_until(
        page, f"async (wanted) => (await ({holds})(wanted)) === wanted.length", list(addresses)
    )


def cut(seen):
    """Without a network the browser logs each request that fails: that is no complaint."""
    seen.page.context.set_offline(True)


def fairs_of(page):
    """The addresses of the fairs in the list."""
    return page.eval_on_selector_all(
        "main .cards h3 a[href^='/fairs/']", "all => all.map((link) => link.getAttribute('href'))"
    )
