"""
The service under the production server: requests a second, starting, memory, and the page.

Requests are counted by ``wrk`` where it is there, else by threads of our own; always against an
empty view of the same app under the same server in the same run.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import campaigns
import chromium
import numpy as np
import pytest
import servers
from playwright.sync_api import sync_playwright
from stores import store_campaign

from geodata.access.travel import Method, Travel
from geodata.demo.build import store_demo_in_child
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery
from geodata.store.store import Store
from maps import layers as features

FAIRS = 3_000
NOW = "2027-02-18T10:00"
SECONDS = 4
CONNECTIONS = 16
KILOBYTE = 1_000
SERVER = """
import sys
from flask import Response
from service import serve
from service.config import Settings
make = serve.create_app
def with_empty_view(*given):
    app = make(*given)
    app.add_url_rule("/empty", view_func=lambda: Response(b"{}", content_type="application/json"))
    return app
serve.create_app = with_empty_view
serve.serve(Settings.from_environment(), lambda address: print("ready at", address, flush=True))
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


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('demo')}/fairreach.db"
    store_demo_in_child(url, date(2027, 3, 13))
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


def per_second(address, path):
    """Requests a second over kept-alive connections."""
    if shutil.which("wrk"):
        said = subprocess.run(
            ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", address + path],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        assert "Non-2xx" not in said
        return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return counted(urlsplit(address), path)


def counted(address, path):
    """As `per_second`, with threads of this process."""
    end, counts = time.monotonic() + SECONDS, []

    def ask():
        connection, count = HTTPConnection(address.hostname, address.port), 0
        while time.monotonic() < end:
            connection.request("GET", path)
            assert connection.getresponse().read()
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def test_the_nearest_of_3000_fairs_over_http(many, benchmark, report):
    path = "/api/v1/fairs/nearest?lon=106.51&lat=29.53&k=5"
    with production(many) as address:
        with urlopen(address + path) as response:
            assert len(json.load(response)["features"]) == 5
        per_second(address, "/empty")  # warm
        empty = per_second(address, "/empty")
        ours = benchmark.pedantic(per_second, (address, path), rounds=1)

    ratio = ours / empty
    benchmark.extra_info["ratio"] = ratio
    report(
        "nearest of 3,000 fairs, HTTP",
        f"{ours:,.0f}/s",
        f"{empty:,.0f}/s empty",
        f"{ratio:.2f}",
        "0.33",
    )


def test_a_warm_start_until_readyz(demo_url, benchmark, report):
    def start():
        begun = time.perf_counter()
        with servers.serving(demo_url, "--workers", "2", FAIRREACH_NOW=NOW) as address:
            with urlopen(f"{address}/readyz") as response:
                assert response.status == 200
            return time.perf_counter() - begun

    seconds = benchmark.pedantic(start, rounds=3)
    report("start until /readyz", f"{seconds:.2f} s", goal="3 s")


def test_what_a_server_process_holds_after_a_days_work(demo_url, benchmark, report):
    with servers.process(demo_url, FAIRREACH_NOW=NOW) as (address, server):
        for travel in ("straight", "estimated"):
            for lang in ("zh", "en"):
                for path in ("/planner", "/api/v1/coverage", "/api/v1/gaps", "/map/reach.json"):
                    extra = f"&lang={lang}" if path == "/planner" else ""
                    urlopen(f"{address}{path}?travel={travel}{extra}").read()
        urlopen(f"{address}/?lon=106.5&lat=29.5").read()
        held = benchmark.pedantic(max, (residents(server.pid),), rounds=1)

    report("memory of a server process", f"{held / 1e6:.0f} MB", goal="300 MB")


def residents(pid):
    """Bytes held by each process that a process has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        int(Path(f"/proc/{child}/statm").read_text().split()[1]) * resource.getpagesize()
        for child in children
    ]


def test_the_planners_page_is_drawn(demo_url, benchmark, report):
    with (
        servers.serving(demo_url, FAIRREACH_NOW=NOW) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.path(), args=list(chromium.ARGUMENTS)
        )
        sizes, drawn = [], []
        for _ in range(4):
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
    report("map drawn after navigation", f"{sorted(drawn)[1] / 1000:.2f} s", goal="1 s")


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
        features.gaps_layer(campaign, query)
        features.fairs_layer(campaign, query.window(campaign))

    benchmark.pedantic(make, setup=fresh, rounds=5)
    store.close()
    report(
        "data of /planner, nothing cached", f"{benchmark.stats.stats.median:.3f} s", goal="0.3 s"
    )
