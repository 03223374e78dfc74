"""
The service under the production server: requests a second, starting, memory, and the page.

Requests are counted against an empty view of the same app under the same server in the same run.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from urllib.request import Request, urlopen

import campaigns
import chromium
import numpy as np
import pytest
import servers
from bench.load import pace
from bench.processes import children, resident
from bench.size import sized
from playwright.sync_api import sync_playwright
from stores import store_campaign

from geodata.access.travel import Method, Travel
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery
from geodata.store.store import Store
from maps import layers as features
from maps.cells import gaps_layer

FAIRS = 3_000
NOW = "2027-02-18T10:00"
SECONDS, ROUNDS = sized((4, 5), (1, 1))
PAGES = sized(4, 2)
KILOBYTE = 1_000
SERVER = """
import sys
from flask import Response
from service import server
from service.config import Settings
make = server.create_app
def with_empty_view(*given):
    app = make(*given)
    app.add_url_rule("/empty", view_func=lambda: Response(b"{}", content_type="application/json"))
    return app
server.create_app = with_empty_view
server.serve(Settings.from_environment(), lambda address: print("ready at", address, flush=True))
"""


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A store with 3,000 fairs in a few districts."""
    url = f"sqlite:///{tmp_path_factory.mktemp('many')}/fairreach.db"
    draw = np.random.default_rng(7)
    places = zip(draw.uniform(104, 108, FAIRS), draw.uniform(29, 31, FAIRS), strict=True)
    fairs = [
        {"lon": lon, "lat": lat, "date": f"2027-03-{1 + n % 28:02d}"}
        for n, (lon, lat) in enumerate(places)
    ]
    store_campaign(url, campaigns.make_campaign(fairs=fairs, demand=[(106.5, 29.5, 10)]))
    return url


@contextmanager
def production(url):
    """The production server with two workers and an empty view."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        env={
            **os.environ,
            "FAIRREACH_DATABASE_URL": url,
            "FAIRREACH_NOW": NOW,
            "FAIRREACH_PORT": "0",
            "FAIRREACH_RATE_LIMIT": "0",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        found = servers.READY.search(server.stdout.readline())
        yield found[1]
    finally:
        server.terminate()
        server.communicate(timeout=servers.STOP_WITHIN_S)


def test_the_nearest_of_3000_fairs_over_http(many, benchmark, report):
    path = "/api/v1/fairs/nearest?lon=106.51&lat=29.53&k=5"
    with production(many) as address:
        with urlopen(address + path) as response:
            assert len(json.load(response)["features"]) == 5
        pace(address, ["/empty"], SECONDS)  # warm
        empty = pace(address, ["/empty"], SECONDS).per_second
        ours = benchmark.pedantic(pace, (address, [path], SECONDS), rounds=1).per_second

    ratio = ours / empty
    benchmark.extra_info["ratio"] = ratio
    report(
        "nearest of 3,000 fairs, HTTP",
        f"{ours:,.0f}/s",
        f"{empty:,.0f}/s empty",
        f"{ratio:.2f}",
        "0.33",
    )


def test_what_a_server_process_holds_after_a_days_work(demo_url, benchmark, report):
    with servers.process(demo_url, FAIRREACH_NOW=NOW) as (address, server):
        for travel in ("straight", "estimated"):
            for lang in ("zh", "en"):
                for path in ("/planner", "/api/v1/coverage", "/api/v1/gaps", "/map/reach.json"):
                    extra = f"&lang={lang}" if path == "/planner" else ""
                    urlopen(f"{address}{path}?travel={travel}{extra}").read()
        urlopen(f"{address}/?lon=106.5&lat=29.5").read()
        held = benchmark.pedantic(lambda: max(map(resident, children(server.pid))), rounds=1)

    report("memory of a server process", f"{held / 1e6:.0f} MB", goal="300 MB")


def test_the_planners_page_is_drawn(demo_url, benchmark, report):
    with (
        servers.serving(demo_url, FAIRREACH_NOW=NOW) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.path(), args=list(chromium.ARGUMENTS)
        )
        sizes, drawn = [], []
        for _ in range(PAGES):
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            urls = []
            page.on("request", lambda request, urls=urls: urls.append(request.url))
            page.add_init_script(
                "addEventListener('fairreach:drawn', () => requestAnimationFrame(() =>"
                " { window.drawnAt = performance.now(); }))"
            )
            page.goto(f"{address}/planner?lang=en")
            page.wait_for_selector("[data-drawn]")
            page.wait_for_timeout(200)
            drawn.append(page.evaluate("window.drawnAt"))
            sizes.append(sum(compressed(url) for url in urls))
            page.close()
        browser.close()
    benchmark.pedantic(lambda: None, rounds=1)
    report("/planner, all that it loads", f"{max(sizes) / KILOBYTE:.0f} kB", goal="250 kB")
    report(
        "map drawn after navigation", f"{sorted(drawn)[(PAGES - 1) // 2] / 1000:.2f} s", goal="1 s"
    )


def compressed(url):
    """Bytes of a body as it is sent to a browser."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as response:
        return len(response.read())


def test_the_pages_data_is_made(demo_url, benchmark, report):
    store = Store.open(demo_url)

    def fresh():
        return (store.load(),), {}

    def make(campaign):
        query = CoverageQuery(
            Travel(Method.STRAIGHT), CoverageQuery.default_threshold(Method.STRAIGHT)
        )
        coverage(campaign, query).to_dict()
        features.base_layer(campaign)
        gaps_layer(campaign, query)
        features.fairs_layer(campaign, query.window(campaign))

    benchmark.pedantic(make, setup=fresh, rounds=ROUNDS)
    store.close()
    report(
        "data of /planner, nothing cached", f"{benchmark.stats.stats.median:.3f} s", goal="0.3 s"
    )
