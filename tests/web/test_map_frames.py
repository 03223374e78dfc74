"""Two far cities: each in a frame of its own, with one legend, one panel and one link."""

import json
from itertools import pairwise
from urllib.request import urlopen

import axe
import pytest
import servers
from far_cities import BEIJING, DISTRICTS, GUANGZHOU, PERSONS, import_far_cities
from mailed import mailed_map
from playwright.sync_api import expect

FRAMES = ".fairreach-frames .folium-map"
BOX = """node => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [x, y, width, height];
}"""
# Of each frame: whether a district is in view, and whether it is painted as one of elsewhere.
SEEN = """adcode => fairreach.current.all.map((frame) => {
    const { shape } = frame.districts.get(adcode);
    const view = frame.ground.map.getBounds();
    return [view.contains(shape.getBounds()), shape.getElement().classList.contains("beyond")];
})"""
CIRCLES = """() => fairreach.current.all.map(({ gaps }) => gaps.circles.map(
    ({ persons, radius }) => [persons, radius ** 2 / persons]))"""
MIDDLE = """([frame, adcode]) => {
    const { districts, ground: { map, node } } = fairreach.current.all[frame];
    const middle = districts.get(adcode).shape.getBounds().getCenter();
    const { x, y } = map.latLngToContainerPoint(middle);
    const box = node.getBoundingClientRect();
    return [box.x + x, box.y + y];
}"""
SCALES = (
    "() => fairreach.current.all.map(({ ground: { map } }) => [map.getZoom(), map.getCenter().lat])"
)


@pytest.fixture(scope="module")
def far_url(tmp_path_factory):
    return import_far_cities(tmp_path_factory.mktemp("far"))


@pytest.fixture(scope="module")
def far(far_url):
    with servers.serving(far_url, FAIRREACH_NOW="2027-03-10T10:00") as address:
        yield address


@pytest.fixture
def page(far, visit):
    return visit().goto(f"{far}/planner?lang=en")


@pytest.fixture
def still(far, look):
    """The planner's page, for tests that look at it."""
    return look(f"{far}/planner?lang=en").page


def choose(page, frame, adcode):
    """Choose a district in a frame, and wait for the panel's card."""
    page.mouse.click(*page.evaluate(MIDDLE, [frame, adcode]))
    page.wait_for_url(f"**district={adcode}**")
    page.wait_for_selector("[data-drawn]")


def test_every_region_has_a_frame_with_its_name_its_scale_and_all_its_districts(still):
    frames = still.locator(FRAMES)

    assert frames.locator("h2").all_inner_texts() == [BEIJING, GUANGZHOU]
    assert frames.locator(".leaflet-control-scale-line").count() == 2
    for adcode in DISTRICTS:
        city = adcode.startswith("44")
        assert still.evaluate(SEEN, adcode) == [[not city, city], [city, not city]]
    (left, top, width, height), (other, *rest) = frames.evaluate_all(f"nodes => nodes.map({BOX})")
    assert rest == [top, width, height]
    assert left + width <= other


def test_frames_have_one_legend_one_headline_and_one_table(still):
    assert still.locator(".fairreach-legend").count() == 1
    assert still.locator(".fairreach-legend summary").count() == 1
    assert still.locator("#lead h1").inner_text().startswith("25.0% of people")
    assert still.locator(".ranking tbody tr[class], .ranking tbody a").count() >= len(DISTRICTS)
    signs = still.locator(".fairreach-legend section:last-child p").all_inner_texts()
    assert len(signs) == len(set(signs)) == 2


def test_circles_have_one_scale_in_all_frames_and_lose_nobody(still):
    circles = still.evaluate(CIRCLES)

    scales = [scale for frame in circles for _, scale in frame]
    assert max(scales) == pytest.approx(min(scales))
    assert [sum(persons for persons, _ in frame) for frame in circles] == [
        7 * PERSONS,
        11 * PERSONS,
    ]


def test_a_district_of_either_frame_opens_the_one_card_of_the_panel(page):
    for frame, adcode in ((0, "110102"), (1, "440104")):
        choose(page, frame, adcode)
        assert page.locator("#district-name").inner_text() == DISTRICTS[adcode][1]
        assert page.locator("#district").count() == 1
        assert page.locator("path.district.chosen").count() == 1
        expect(page.locator(".leaflet-popup")).to_have_count(1)  # the other one fades
        assert page.locator(FRAMES).count() == 2


def test_a_frame_says_its_name_and_its_signs_are_reached_by_keyboard(page):
    names = page.locator(FRAMES).evaluate_all(
        "nodes => nodes.map((n) => n.getAttribute('aria-label'))"
    )
    assert names == [f"{BEIJING}, Map", f"{GUANGZHOU}, Map"]
    stops = page.locator(FRAMES).nth(1).locator(".stop")
    assert stops.count() == 2

    stops.nth(1).focus()
    seen = {page.evaluate("document.activeElement.getAttribute('aria-label')")}
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        seen.add(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    page.keyboard.press("Enter")
    page.wait_for_url("**district=44**")

    assert not any("Dongcheng" in name or "Chaoyang" in name for name in seen)
    assert page.locator("#district-name").inner_text() in {en for _, en, *_ in DISTRICTS.values()}


def test_the_name_of_a_frame_leads_to_the_one_map_of_its_region_and_back_leads_to_the_frames(page):
    page.get_by_role("link", name=GUANGZHOU).click()
    page.wait_for_url(f"**region={GUANGZHOU}**")
    page.wait_for_selector("[data-drawn]")
    assert page.locator(".fairreach-frames").count() == 0
    assert page.locator(".folium-map").count() == 1
    assert page.locator(".leaflet-control-zoom-in").is_visible()
    assert page.evaluate(SEEN, "440103") == [[True, False]]
    before = page.evaluate(SCALES)
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_function("zoom => fairreachMap.map.getZoom() > zoom", arg=before[0][0])

    page.go_back()
    page.wait_for_url("**/planner?lang=en**")
    page.wait_for_selector(FRAMES)
    page.wait_for_selector("[data-drawn]")
    assert page.locator(FRAMES).count() == 2
    assert page.evaluate(SEEN, "440103") == [[False, True], [True, False]]


def test_a_region_that_is_chosen_is_one_map_from_the_first(far, visit):
    page = visit().goto(f"{far}/planner?lang=en&region={BEIJING}")

    assert page.locator(".fairreach-frames").count() == 0
    page.select_option("#region", "")
    page.wait_for_selector(FRAMES)
    page.wait_for_selector("[data-drawn]")
    assert page.evaluate(SEEN, "110101") == [[True, False], [False, True]]
    assert page.evaluate(SEEN, "440103")[1] == [True, False]


def test_two_maps_of_two_states_begin_where_both_of_their_regions_are_in_view(far, visit):
    held = f"against=travel%3Dstraight%26region%3D{BEIJING}"
    page = visit().goto(f"{far}/planner?lang=en&region={GUANGZHOU}&view=two&{held}")

    in_view = page.evaluate("""() => [fairreach.current, fairreach.current.twin.frame].map(
        (frame) => ["110101", "440103"].map((adcode) => frame.ground.map.getBounds()
            .contains(frame.districts.get(adcode).shape.getBounds())))""")
    assert in_view == [[True, True], [True, True]]


def test_frames_stand_still_and_their_link_names_layers_alone(page):
    before = page.evaluate(SCALES)
    page.mouse.move(*page.evaluate(MIDDLE, [1, "440103"]))
    page.mouse.wheel(0, -400)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    page.mouse.down()
    page.mouse.move(900, 500, steps=4)
    page.mouse.up()
    page.evaluate("new Promise((done) => setTimeout(done, 400))")

    assert page.evaluate(SCALES) == before
    assert page.evaluate("location.hash") == ""
    page.evaluate("fairreachMap.map.removeLayer(fairreachMap.layers.fairs)")
    assert page.locator("path.fair").count() == 0
    assert page.evaluate("location.hash").endswith("/-fairs")
    page.reload()
    page.wait_for_selector("[data-drawn]")
    assert page.locator("path.fair").count() == 0
    assert page.evaluate(SCALES) == before


def test_on_a_phone_the_frames_stand_below_one_another(far, visit):
    page = visit(width=390, height=844).goto(f"{far}/planner?lang=en")

    boxes = page.locator(FRAMES).evaluate_all(f"nodes => nodes.map({BOX})")
    assert [x for x, *_ in boxes] == [0, 0]
    assert all(y + height <= below for (_, y, _, height), (_, below, *_) in pairwise(boxes))
    assert all(width == 390 and height > 250 for _, _, width, height in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    legend = page.locator(".fairreach-legend").bounding_box()
    assert legend["y"] >= boxes[-1][1] + boxes[-1][3]


def test_another_measure_colours_all_frames_and_makes_no_more_of_them(page):
    page.select_option("#measure", "gap")
    page.wait_for_url("**measure=gap**")
    page.wait_for_selector("[data-drawn]")

    measures = page.locator(FRAMES).evaluate_all(
        "nodes => nodes.map((node) => node.dataset.measure)"
    )
    assert measures == ["gap", "gap"]
    assert page.evaluate(CIRCLES)  # the layer is off, as in one map
    assert page.evaluate(
        "fairreach.current.all.map(({ ground: { layers, map } }) => map.hasLayer(layers.gaps))"
    ) == [False, False]


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_no_violation_in_frames(far, visit, width, scheme):
    seen = visit(width=width, height=800, color_scheme=scheme, bypass_csp=True)
    page = seen.goto(f"{far}/planner?lang=en&district=440104")

    assert axe.violations(page) == []


def test_the_demo_stays_one_map(demo, visit):
    page = visit().goto(f"{demo}/planner?lang=en")

    assert page.locator(".fairreach-frames").count() == 0
    assert json.loads(page.locator("#map-data").inner_text())["frames"] == []


def test_the_file_for_mail_has_the_frames_too(far_url, tmp_path, visit):
    page = visit().goto(mailed_map(far_url, tmp_path, "2027-03-10T10:00").as_uri())

    assert page.locator(f"{FRAMES} h2").all_inner_texts() == [BEIJING, GUANGZHOU]
    assert page.locator(f"{FRAMES} h2 a").count() == 0  # nobody answers there
    page.mouse.click(*page.evaluate(MIDDLE, [1, "440104"]))
    assert "Yuexiu" in page.locator(".leaflet-popup").inner_text()
    page.emulate_media(media="print")
    assert page.locator("img.paper").is_visible()
    assert not page.locator(".fairreach-frames").is_visible()


def test_without_scripts_the_still_picture_has_the_frames(far, visit):
    page = visit(java_script_enabled=False).goto(f"{far}/planner?lang=en", drawn=False)
    address = page.locator(".map img").get_attribute("src")

    with urlopen(f"{far}{address}") as answer:
        drawn = answer.read().decode()
    assert f">{BEIJING}</text>" in drawn
    assert f">{GUANGZHOU}</text>" in drawn
    assert drawn.count('class="sea"') == 2
