"""The states of a map: what comes late is not drawn, and what fails is told."""

from urllib.parse import urlsplit

import pytest
from held_requests import Held

COVERAGE = "/api/v1/coverage"
STATUS = ".fairreach-status"
SHOW = "layer => void fairreachMap.layers[layer].addTo(fairreachMap.map)"
FILL = "layer => void fairreach.current.fill(fairreachMap.layers[layer])"


@pytest.fixture
def page(hostile, visit):
    seen = visit(service_workers="block")
    page = seen.goto(f"{hostile}/planner?lang=en")
    yield page
    # The browser logs requests that were made to fail; nothing else may have gone wrong.
    failed = ("ERR_FAILED", "Failed to fetch")
    seen.complaints = [said for said in seen.complaints if not any(f in said for f in failed)]


def drawn_classes(page):
    return page.eval_on_selector_all(
        "path.district", "all => all.map(e => e.getAttribute('class'))"
    )


def update(page, changes):
    """Tell the map a new state, without waiting until it is drawn."""
    page.evaluate(
        "changes => { const map = fairreach.current;"
        " map.update({...map.data, ...changes}).catch(() => undefined); }",
        changes,
    )


def test_an_answer_that_a_later_state_has_overtaken_is_not_drawn(page):
    before = page.evaluate("fairreach.current.data")
    held = Held(page, COVERAGE)
    late = before["coverage"].replace("threshold_km=10", "threshold_km=500")
    assert late != before["coverage"]
    update(page, {"coverage": late})
    held.wait(1)
    update(page, {"coverage": before["coverage"]})
    page.wait_for_selector("[data-drawn]")
    kept = drawn_classes(page)
    held.let_go(0)
    page.evaluate("url => fairreach.fetchLayer(url).then(() => 0)", late)

    assert drawn_classes(page) == kept
    assert page.get_attribute("[data-drawn]", "data-drawn") == before["coverage"]
    assert page.locator(STATUS).inner_text() == ""


def test_while_a_state_is_fetched_the_map_says_that_it_is_loading(page):
    before = page.evaluate("fairreach.current.data.coverage")
    held = Held(page, COVERAGE)
    update(page, {"coverage": before.replace("threshold_km=10", "threshold_km=20")})
    held.wait(1)
    assert page.locator(STATUS).inner_text() == "Loading the map…"
    assert page.locator(".folium-map[aria-busy]").count() == 1
    assert page.locator("[data-drawn]").count() == 0

    held.let_go(0)
    page.wait_for_selector("[data-drawn]")
    assert page.locator(STATUS).inner_text() == ""
    assert page.locator("[aria-busy]").count() == 0


def test_a_state_that_cannot_be_had_is_told_until_another_can(page):
    before = page.evaluate("fairreach.current.data.coverage")
    held = Held(page, COVERAGE)
    update(page, {"coverage": before.replace("threshold_km=10", "threshold_km=30")})
    held.wait(1)
    held.refuse(0)
    page.get_by_text("The map could not be loaded").wait_for()
    assert page.locator("[data-drawn]").count() == 0

    update(page, {"coverage": before})
    page.wait_for_selector("[data-drawn]")
    assert page.locator(STATUS).inner_text() == ""


def test_a_failure_that_a_later_state_has_overtaken_is_not_told(page):
    before = page.evaluate("fairreach.current.data.coverage")
    held = Held(page, COVERAGE)
    late = before.replace("threshold_km=10", "threshold_km=40")
    update(page, {"coverage": late})
    held.wait(1)
    update(page, {"coverage": before})
    page.wait_for_selector("[data-drawn]")
    page.evaluate(
        "url => { window.failed = fairreach.fetchLayer(url).catch(() => 'failed'); }", late
    )
    held.refuse(0)
    assert page.evaluate("failed") == "failed"

    assert page.locator(STATUS).inner_text() == ""


@pytest.mark.parametrize("layer", ["reach", "employers"])
def test_a_layer_that_comes_for_an_old_state_is_not_drawn(page, layer):
    address = page.evaluate("layer => fairreach.current.data[layer]", layer)
    held = Held(page, address)
    page.evaluate(SHOW, layer)
    page.evaluate(FILL, layer)
    held.wait(1)
    page.evaluate("layer => fairreachMap.layers[layer].remove()", layer)
    update(page, {})
    page.wait_for_selector("[data-drawn]")
    held.let_go(0)
    page.evaluate("url => fairreach.fetchLayer(url).then(() => 0)", address)

    assert page.evaluate("layer => fairreachMap.layers[layer].getLayers().length", layer) == 0
    assert page.evaluate("fairreach.current.employers.all ?? null") is None


@pytest.mark.parametrize("layer", ["reach", "employers"])
def test_a_layer_that_cannot_be_had_is_told_and_can_be_asked_for_again(page, layer):
    held = Held(page, page.evaluate("layer => fairreach.current.data[layer]", layer))
    page.evaluate(SHOW, layer)
    page.evaluate(FILL, layer)
    held.wait(1)
    held.refuse(0)
    page.get_by_text("The map could not be loaded").wait_for()

    page.evaluate(FILL, layer)
    held.wait(2)
    held.let_go(1)
    page.wait_for_function("layer => fairreachMap.layers[layer].getLayers().length > 0", arg=layer)
    assert page.locator(STATUS).inner_text() == ""


def test_layers_other_than_reach_and_employers_are_not_fetched_when_shown(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(FILL, "gaps")
    page.evaluate("() => { fairreachMap.layers.outlines.clearLayers(); }")
    page.evaluate(FILL, "outlines")
    page.evaluate("() => fetch('/healthz').then((answer) => answer.text())")  # all later than that

    assert [urlsplit(url).path for url in asked] == ["/healthz"]


def test_a_fair_that_is_held_beside_a_cancelled_one_is_a_dot_and_a_cancelled_one_a_cross(page):
    page.evaluate(
        "() => { const { fairs } = fairreach.current; const at = { lon: 106.5, lat: 29.5 };"
        " fairs.draw([{ ...at, fair_id: 'a', status: 'cancelled' },"
        " { ...at, fair_id: 'b', status: 'planned' },"
        " { lon: 106.9, lat: 29.5, fair_id: 'c', status: 'cancelled' }]); }"
    )

    kinds = page.eval_on_selector_all(
        "path.fair", "all => all.map(e => [e.classList.contains('cancelled'), e.getAttribute('d')])"
    )
    assert sorted(cancelled for cancelled, _ in kinds) == [False, True]
    assert all(("a" in path) != cancelled for cancelled, path in kinds)  # an arc, or strokes


def test_dots_are_larger_on_a_map_that_is_near(map_page):
    radii = [
        map_page.evaluate(
            "zoom => { fairreachMap.map.setView([29.5, 106.5], zoom, {animate: false});"
            " return fairreachMap.layers.fairs.getLayers().filter(dot => dot.getRadius)"
            ".map(dot => dot.getRadius()); }",
            zoom,
        )
        for zoom in (7, 9, 8.75)
    ]

    far, near, far_again = (set(each) for each in radii)
    assert far == far_again
    assert len(far) == len(near) == 1
    assert min(near) > max(far)


def test_of_two_fairs_of_the_list_the_way_to_the_one_asked_for_last_is_drawn(map_page):
    drawn = map_page.evaluate(
        "() => { const way = new fairreach.Way(fairreachMap.map);"
        " const found = (lon) =>"
        " ({ line: [[106.5, 29.5], [lon, 29.6]], fair: { lon, lat: 29.6 } });"
        " way.draw(found(106.6), [29.4, 106.5]); way.draw(found(106.7), [29.4, 106.5]);"
        " const two = document.querySelectorAll('path.way.road').length;"
        " way.draw({ line: null }, [29.4, 106.5]);"
        " return [two, document.querySelectorAll('path.way').length]; }"
    )

    assert drawn == [1, 0]


def test_controls_and_map_have_names_for_those_who_hear_the_page(map_page):
    assert map_page.get_by_role("button", name="Zoom in").count() == 1
    assert map_page.get_by_role("button", name="Zoom out").count() == 1
    assert map_page.get_by_role("region", name="Map").count() == 1


def test_an_attribution_that_would_like_to_be_markup_is_credited_as_text(page):
    found = page.evaluate(
        "() => { const map = fairreach.current.ground; const text = '<b>A & B</b>';"
        " map.take({ ...map.data, strings: { ...map.data.strings, attribution: text } });"
        " map.creditSources();"
        " const credit = document.querySelector('.leaflet-control-attribution');"
        " return [credit.textContent.includes(text), credit.querySelectorAll('b').length]; }"
    )

    assert found == [True, 0]
