"""What if, while one drags: from the pointer's move to changed numbers on the screen."""

import statistics
from pathlib import Path
from urllib.parse import urlsplit

import chromium
import pytest
import servers
from bench.size import sized
from playwright.sync_api import sync_playwright

STEPS = sized(60, 3)
PAUSE_MS = 300  # longer than between two steps, so that each move is counted at once
NOW = "2027-03-10T10:00"
WATCH = """
    () => {
        let moved;
        window.took = [];
        addEventListener("pointermove", () => (moved ??= performance.now()), { capture: true });
        const note = () => requestAnimationFrame(() => {
            if (moved !== undefined) window.took.push(performance.now() - moved);
            moved = undefined;
        });
        new MutationObserver(note).observe(document.getElementById("lead"), { childList: true });
    }
"""
TAKEN_UP = """
    () => {
        const { fairs, ground } = fairreach.current;
        const { x, y } = ground.node.getBoundingClientRect();
        const isFree = ({ fairs: held, at }) => held.length === 1
            && held[0].status !== "cancelled" && ground.map.getBounds().pad(-0.3).contains(at);
        const point = ground.map.latLngToContainerPoint(fairs.dots.find(isFree).at);
        return [x + point.x, y + point.y];
    }
"""


@pytest.mark.parametrize(("named", "query"), [("straight", "straight"), ("by road", "roads")])
def test_numbers_follow_a_fair_that_is_dragged(imported, benchmark, report, named, query):
    data = Path(urlsplit(imported.url).path).parent
    with (
        servers.serving(imported.url, FAIRREACH_NOW=NOW, FAIRREACH_DATA=str(data)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.path(), args=list(chromium.ARGUMENTS)
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{address}/planner?lang=en&region=500000&travel={query}")
        page.wait_for_selector("[data-drawn]")
        took = benchmark.pedantic(dragged, (page,), rounds=1)
        browser.close()

    late = statistics.quantiles(took, n=20)[-1] if len(took) > 2 else max(took)
    what = f"a dragged fair to changed numbers, {named}"
    report(f"{what}, p95", f"{late:.0f} ms", goal="100 ms")
    report(f"{what}, median", f"{statistics.median(took):.0f} ms")
    assert len(took) == STEPS


def dragged(page):
    """How long each step of a drag took, milliseconds."""
    page.click("#trial-mode")
    page.evaluate(WATCH)
    x, y = page.evaluate(TAKEN_UP)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 6, y + 6)
    for step in range(STEPS + 1):
        page.wait_for_timeout(PAUSE_MS)
        while len(page.evaluate("window.took")) <= step:
            page.wait_for_timeout(10)
        if step < STEPS:
            page.mouse.move(x + 8 + step, y + 6 + step / 2)
    return page.evaluate("window.took")[1:]  # the first one takes the fair out of the plan
