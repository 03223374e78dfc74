"""What a first visit of a page transfers: all of it, the layers of its map among them."""

from urllib.request import Request, urlopen

import pytest

MOST_KB = {
    "/?lon=106.55&lat=29.56": 150,
    "/planner": 200,
    "/planner?next=5": 205,  # asked for with a click, when most of it is there already
    "/planner?travel=estimated&threshold_min=60": 200,
}


def kilobytes(url):
    """Headers and a body compressed with gzip, which every browser takes; brotli is lighter."""
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as response:
        return (len(response.headers.as_bytes()) + len(response.read())) / 1000


@pytest.mark.parametrize("path", MOST_KB)
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_a_first_visit_stays_light(demo, visit, path, lang):
    seen = visit()
    asked = []
    seen.page.on("request", lambda request: asked.append(request.url))
    seen.goto(f"{demo}{path}{'&' if '?' in path else '?'}lang={lang}")
    seen.page.wait_for_load_state("networkidle")

    weights = {url: kilobytes(url) for url in asked if url.startswith(demo)}

    assert any("/map/base.json" in url for url in weights)
    assert sum(weights.values()) < MOST_KB[path], weights
