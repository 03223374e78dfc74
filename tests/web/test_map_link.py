"""The view in the page's link: what one sends is what another sees, and going back restores it."""

import pytest

VIEW = """() => {
    const { map } = fairreachMap;
    const { lat, lng } = map.getCenter();
    return [map.getZoom(), Number(lat.toFixed(3)), Number(lng.toFixed(3))];
}"""
MOVE = """([zoom, lat, lon]) =>
    void fairreachMap.map.setView([lat, lon], zoom, {animate: false})"""
SHOWN = "name => fairreachMap.map.hasLayer(fairreachMap.layers[name])"
SWITCH = """([name, on]) => {
    const { map, layers } = fairreachMap;
    if (on) map.addLayer(layers[name]); else map.removeLayer(layers[name]);
}"""
HASH = "() => window.location.hash"


@pytest.fixture
def page(weeks, visit):
    return visit().goto(f"{weeks}/planner?lang=en")


@pytest.fixture
def plan(weeks, look):
    """The planner's page in its first view, for tests that lead to no other."""
    return look(f"{weeks}/planner?lang=en").page


def at(view):
    """A view to a pixel or two."""
    return pytest.approx(view, abs=0.01)


def at_rest(page):
    page.wait_for_selector("[data-drawn]")


def test_the_link_of_a_page_that_nobody_has_moved_is_bare(page):
    assert page.evaluate(HASH) == ""


def test_a_view_that_is_moved_to_is_in_the_link_and_makes_no_step_of_the_history(plan):
    steps = plan.evaluate("history.length")
    plan.evaluate(MOVE, [9.25, 29.5, 106.5])

    assert plan.evaluate(HASH) == "#9.25/29.5000/106.5000"
    assert plan.evaluate("history.length") == steps


def test_whoever_opens_the_link_sees_the_same_view_and_layers(page, visit):
    page.evaluate(MOVE, [9.25, 29.5, 106.5])
    page.evaluate(SWITCH, ["fairs", False])
    page.evaluate(SWITCH, ["employers", True])
    assert page.evaluate(HASH) == "#9.25/29.5000/106.5000/-fairs,employers"

    other = visit(width=1100, height=760).goto(page.evaluate("location.href"))
    other.wait_for_selector("path.employer", state="attached")

    assert other.evaluate(VIEW) == at([9.25, 29.5, 106.5])
    assert not other.evaluate(SHOWN, "fairs")
    assert other.evaluate(HASH).split("/")[-1] == "-fairs,employers"


def test_a_layer_that_is_switched_back_leaves_the_link(plan):
    plan.evaluate(SWITCH, ["labels", False])
    assert plan.evaluate(HASH).endswith("/-labels")
    plan.evaluate(SWITCH, ["labels", True])

    assert plan.evaluate(HASH) == ""


def test_a_view_in_the_link_goes_before_the_district_that_it_names(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en&district=500103#8/30/107")

    assert page.evaluate(VIEW) == at([8, 30, 107])
    assert page.locator("path.chosen").count() == 1


def test_going_back_restores_the_state_with_its_view_and_layers(page):
    page.evaluate(MOVE, [9, 29.5, 106.5])
    page.evaluate(SWITCH, ["labels", False])
    page.select_option("#measure", "gap")
    page.wait_for_selector("[data-drawn][data-measure=gap]")
    assert page.evaluate(VIEW) == at([9, 29.5, 106.5])
    page.wait_for_function("() => location.hash === '#9/29.5000/106.5000/-labels'")
    page.evaluate(SWITCH, ["labels", True])
    page.evaluate(MOVE, [10, 30.5, 104])

    page.go_back()
    page.wait_for_selector("[data-drawn][data-measure=coverage]")

    assert page.evaluate(VIEW) == at([9, 29.5, 106.5])
    assert not page.evaluate(SHOWN, "labels")
    page.go_forward()
    page.wait_for_selector("[data-drawn][data-measure=gap]")
    assert page.evaluate(VIEW) == at([10, 30.5, 104])
    assert page.evaluate(SHOWN, "labels")


def test_going_back_from_a_district_shows_the_whole_again(page):
    whole = page.evaluate(VIEW)
    page.click("#row-500103")
    page.wait_for_selector("path.chosen")
    at_rest(page)
    assert page.evaluate(VIEW)[0] > whole[0]
    assert page.evaluate(HASH) == ""

    page.go_back()
    page.wait_for_function(f"zoom => ({VIEW})()[0] === zoom", arg=whole[0])
    at_rest(page)
    assert page.evaluate(VIEW) == at(whole)


def test_another_state_with_the_same_district_leaves_the_view_alone(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en&district=500103")
    page.evaluate(MOVE, [8, 30, 107])
    page.select_option("#measure", "fairs")
    page.wait_for_selector("[data-drawn][data-measure=fairs]")

    assert page.evaluate(VIEW) == at([8, 30, 107])


def test_the_home_button_shows_the_whole_again_and_clears_the_link(plan):
    whole = plan.evaluate(VIEW)
    plan.evaluate(MOVE, [10, 30.5, 104])
    plan.get_by_role("button", name="Show the whole map").press(" ")

    plan.wait_for_function("() => location.hash === ''")
    assert plan.evaluate(VIEW) == at(whole)


def test_the_finders_home_button_shows_its_list_again(weeks, visit):
    page = visit().goto(f"{weeks}/?lang=en&district=500103")
    before = page.evaluate(VIEW)
    page.evaluate(MOVE, [8, 30.5, 104])
    page.get_by_role("button", name="Show the whole map").click()

    page.wait_for_function(f"zoom => ({VIEW})()[0] === zoom", arg=before[0])
    assert page.evaluate(VIEW) == at(before)


@pytest.mark.parametrize(
    "hash_", ["#content", "#8", "#8/30", "#99999/30/x", "#8/91/106", "#8/30/181", "#8/30/106/<b>"]
)
def test_what_is_no_view_is_left_alone(plan, hash_):
    assert plan.evaluate("hash => fairreach.readLink(hash) ?? null", hash_) is None
    before = plan.evaluate(VIEW)
    plan.evaluate(
        "hash => new Promise((done) => { addEventListener('popstate', done, { once: true });"
        " location.hash = hash; }).then(() => 0)",
        hash_,
    )

    assert plan.evaluate(VIEW) == at(before)


def test_a_link_reads_as_it_was_written(map_page):
    found = map_page.evaluate(
        "() => { const layers = new Map([['reach', true], ['gaps', false]]);"
        " const hash = fairreach.writeLink(7.25, { lat: -1.5, lng: 179.12344 }, layers);"
        " const { zoom, at, layers: read } = fairreach.readLink(hash);"
        " return [hash, zoom, at, [...read]]; }"
    )

    assert found == [
        "#7.25/-1.5000/179.1234/-gaps,reach", 7.25, [-1.5, 179.1234],
        [["gaps", False], ["reach", True]],
    ]  # fmt: skip


@pytest.mark.parametrize("view", [[2, 0, 0], [14, 60, 10], [30, 30, 106]])
def test_nobody_gets_lost_in_white(plan, view):
    plan.evaluate(MOVE, view)
    plan.wait_for_function(
        "() => fairreach.current.ground.home.pad(0.5).contains(fairreachMap.map.getCenter())"
    )

    assert 5 <= plan.evaluate(VIEW)[0] <= 14
    assert plan.evaluate(
        "fairreachMap.map.getBounds().intersects(fairreach.current.ground.home.pad(0.5))"
    )


def test_the_whole_stays_the_whole_when_the_window_becomes_another(plan):
    wide = plan.evaluate(VIEW)
    plan.set_viewport_size({"width": 390, "height": 844})
    plan.wait_for_function(f"zoom => ({VIEW})()[0] < zoom", arg=wide[0])

    seen = plan.evaluate("fairreachMap.map.getBounds().contains(fairreach.current.ground.home)")
    assert seen
    assert plan.evaluate(HASH) == ""


def test_the_whole_is_seen_in_every_window_that_follows_another(visit, demo):
    page = visit(width=1366, height=657).goto(f"{demo}/planner?lang=en")

    for width, height in ((1280, 800), (1000, 700), (1366, 657), (900, 560)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            "() => fairreachMap.map.getBounds().contains(fairreach.current.ground.home)"
        )
        assert page.evaluate("fairreach.current.ground.view.isResting"), (width, height)
        assert page.evaluate(HASH) == ""


def test_another_language_keeps_the_view(page):
    page.evaluate(MOVE, [9, 29.5, 106.5])
    page.click(".languages a")
    page.wait_for_selector("html[lang=zh-Hans]")
    at_rest(page)

    assert page.evaluate(VIEW) == at([9, 29.5, 106.5])


def test_the_whole_of_a_region_is_the_region_and_going_back_shows_all_again(page):
    whole = page.evaluate(VIEW)
    page.select_option("#region", "510100")
    page.wait_for_function(f"zoom => ({VIEW})()[0] > zoom", arg=whole[0])
    at_rest(page)
    chengdu = page.evaluate(VIEW)
    assert 103 < chengdu[2] < 105
    assert page.evaluate(HASH) == ""

    page.evaluate(MOVE, [7, 30, 106])
    page.get_by_role("button", name="Show the whole map").click()
    page.wait_for_function("() => location.hash === ''")
    assert page.evaluate(VIEW) == at(chengdu)

    page.go_back()
    page.wait_for_function(f"zoom => ({VIEW})()[0] === zoom", arg=whole[0])
    assert page.evaluate(VIEW) == at(whole)
