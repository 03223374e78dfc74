"""Somebody else's map beneath ours: drawn from this service, credited, and asked for again."""

from urllib.parse import urlsplit

import pytest
import servers
from stores import NOW, small_campaign, store_campaign
from tile_provider import providing

LOADED = """() => {
    const all = [...document.querySelectorAll("img.leaflet-tile")];
    return all.length > 0 && all.every(({ naturalWidth }) => naturalWidth === 256);
}"""


@pytest.fixture(scope="module")
def provider():
    with providing() as answering:
        yield answering


@pytest.fixture(scope="module")
def mapped(provider, tmp_path_factory):
    """The address of a server that draws a provider's tiles."""
    folder = tmp_path_factory.mktemp("mapped")
    url = f"sqlite:///{folder}/fairreach.db"
    store_campaign(url, small_campaign())
    tiles = {
        "FAIRREACH_TILES_URL": f"{provider.address}/{{z}}/{{x}}/{{y}}?tk=5ecre7",
        "FAIRREACH_TILES_ATTRIBUTION": "天地图 <b>GS(2027)1</b>",
        "FAIRREACH_DATA": str(folder),
    }
    with servers.serving(url, FAIRREACH_NOW=NOW, **tiles) as address:
        yield address


@pytest.mark.parametrize("path", ["/planner?lang=en", "/?lang=en&lon=106.51&lat=29.5"])
def test_the_tiles_lie_beneath_the_map_and_come_from_this_service_alone(mapped, visit, path):
    seen = visit()
    asked = []
    seen.page.on("request", lambda request: asked.append(request.url))

    page = seen.goto(f"{mapped}{path}")
    page.wait_for_function(LOADED)

    assert seen.hosts == {urlsplit(mapped).netloc}
    assert not [url for url in asked if "5ecre7" in url]
    assert "天地图 <b>GS(2027)1</b>" in page.locator(".leaflet-control-attribution").inner_text()
    opacity = "(path) => getComputedStyle(path).fillOpacity"
    assert float(page.locator("path.district").first.evaluate(opacity)) < 0.7
    assert page.evaluate("fairreachMap.map.getMaxZoom()") == 16


def test_a_tile_that_failed_is_asked_for_once_more(mapped, visit, provider):
    seen = visit()
    page = seen.goto(f"{mapped}/planner?lang=en")
    page.wait_for_function(LOADED)
    refused = set()

    def refuse_once(_told, handler):
        handler.answer(200 if handler.path in refused else 503)
        refused.add(handler.path)

    provider.send = refuse_once
    page.evaluate("() => { fairreachMap.map.setView([29.5, 106.5], 12, { animate: false }); }")

    page.wait_for_function(LOADED)
    provider.send = None
    assert refused
    seen.complaints[:] = [each for each in seen.complaints if "502" not in each]
