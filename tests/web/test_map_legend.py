"""The legend: a line for all that is drawn, as it is drawn; it lies over nothing."""

import chromium
import pytest

CLASSES = ["under 20 %", "to 40 %", "to 60 %", "to 80 %", "80 % and more"]
UNKNOWN = {"part": 0.1, "most": 0.5}
PARTS = """([data, drawn]) => {
    if (drawn.looks) drawn.looks = new Set(drawn.looks);
    return fairreach.legendParts(data, fairreach.current.ground.words, {signs: [], ...drawn});
}"""
TEXTS = "all => all.map(line => line.textContent)"
BOX = """node => {
    const { x, y, right, bottom } = node.getBoundingClientRect();
    return [x, y, right, bottom];
}"""
FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
LARGE = "--blink-settings=defaultFontSize=32"


def part(page, *, measure="coverage", bands=None, **drawn):
    data = {"measure": measure, "classes": CLASSES, "unknown": UNKNOWN, "bands": bands}
    (found,) = page.evaluate(PARTS, [data, drawn])
    return found["title"], found["lines"]


TRIED, MOVED = "What if: new, closed or on another day", "What if: moved, from the small ring"


def signs(page):
    return page.locator(".fairreach-legend section:last-child p").evaluate_all(TEXTS)


def apart(one, other):
    return (
        one[2] <= other[0] + 1
        or other[2] <= one[0] + 1
        or one[3] <= other[1] + 1
        or other[3] <= one[1] + 1
    )


@pytest.mark.parametrize(
    ("measure", "title", "scale"),
    [
        ("coverage", "People within reach of a fair", "class"),
        ("gap", "People not covered", "lack"),
        ("fairs", "Fairs per 100,000 people", "class"),
    ],
)
def test_the_classes_of_a_measure_stand_under_its_name_in_its_colours(
    map_page, measure, title, scale
):
    found = part(map_page, measure=measure, looks=["class-0", "class-4"])

    lines = [[f"{scale}-{rank}", text] for rank, text in enumerate(CLASSES)]
    assert found == (title, lines)


def test_what_is_hatched_is_explained_if_it_occurs(map_page):
    _, in_part = part(map_page, looks=["class-3 hatched"])
    _, wholly = part(map_page, looks=["class-3", "class-none hatched"])

    assert in_part[5:] == [
        ["class-1 hatched", "striped: 10% of the people or more have no road data"]
    ]
    assert wholly[5:] == [["class-none hatched", "no data"]]


def test_where_no_districts_are_drawn_their_classes_are_not_listed(map_page):
    data = {"measure": "coverage", "classes": CLASSES, "unknown": UNKNOWN}

    assert map_page.evaluate(PARTS, [data, {}]) == []


def test_land_by_road_has_its_bands_with_the_limit_where_the_colours_change(map_page):
    bands = {"limits": [15, 30, 45, 60], "threshold": 30, "unit": "min"}
    title, lines = part(map_page, bands=bands, land={"hasUnreachable": True}, looks=None)

    assert title == "Land within reach of a fair by car, no traffic"
    assert lines == [
        ["land within band-0", "within 15 min"],
        ["land within band-1", "15 to 30 min"],
        ["limit", "Limit: 30 min"],
        ["land beyond band-3", "30 to 45 min"],
        ["land beyond band-4", "45 to 60 min"],
        ["land beyond band-5", "more than 60 min"],
        ["land unreachable", "no way to any fair"],
        ["class-none hatched", "No road data"],
    ]


def test_the_last_band_begins_where_the_largest_limit_ends(map_page):
    _, far = part(
        map_page,
        bands={"limits": [15, 30, 45, 60, 90], "threshold": 90, "unit": "min"},
        land={"hasUnreachable": False},
    )
    _, km = part(
        map_page,
        bands={"limits": [7.5], "threshold": 7.5, "unit": "km"},
        land={"hasUnreachable": False},
    )

    assert far[5:7] == [["limit", "Limit: 90 min"], ["land beyond band-5", "more than 90 min"]]
    assert [text for _, text in km[:3]] == ["within 7.5 km", "Limit: 7.5 km", "more than 7.5 km"]


@pytest.mark.parametrize(
    ("limits", "threshold", "drawn"),
    [
        ([5], 5, ["within 0", "beyond 5"]),
        ([15, 30, 45, 60], 15, ["within 0", "beyond 1", "beyond 3", "beyond 4", "beyond 5"]),
        ([10, 15, 30, 45, 60], 60, [*(f"within {n}" for n in range(5)), "beyond 5"]),
    ],
)
def test_the_bands_are_of_one_family_up_to_the_threshold_and_as_far_apart_as_can_be(
    map_page, limits, threshold, drawn
):
    found = map_page.evaluate(
        "bands => [...bands.limits, undefined].map(limit => fairreach.bandOf(limit, bands))",
        {"limits": limits, "threshold": threshold},
    )

    assert found == [name.replace(" ", " band-") for name in drawn]


def test_the_legend_lists_the_signs_that_are_drawn_and_no_others(weeks, visit):
    page = visit().goto(f"{weeks}/planner?lang=en")
    at_first = signs(page)
    page.evaluate("void fairreachMap.layers.gaps.remove()")
    page.evaluate("fairreach.current.repaint()")
    without_circles = signs(page)
    page.evaluate("void fairreachMap.layers.employers.addTo(fairreachMap.map)")
    page.wait_for_selector("path.employer")

    assert "Fair" in at_first
    assert not {"Employer", "Reach of a fair"} & set(at_first)
    assert any("not covered" in text for text in at_first)
    assert not any("not covered" in text for text in without_circles)
    assert "Employer" in signs(page)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ("", []),
        ("add=106.9,29.9", [TRIED]),
        ("move=f1@106.6,29.6", [MOVED]),
        ("close=f1&move=f2@106.9,29.9", [TRIED, MOVED]),
    ],
)
def test_the_rings_of_a_what_if_stand_in_the_legend(weeks, visit, changes, said):
    page = visit().goto(f"{weeks}/planner?lang=en&{changes}")

    assert [text for text in signs(page) if text.startswith("What if")] == said


@pytest.mark.parametrize("zoom", [7, 10])
def test_a_fair_is_as_large_in_the_legend_as_on_the_map(hostile, look, zoom):
    page = look(f"{hostile}/planner?lang=en").page
    page.evaluate(
        "zoom => void fairreachMap.map.setView([29.5, 106.5], zoom, {animate: false})", zoom
    )

    swatch = page.locator(".swatch.fair").first.evaluate("e => e.getBoundingClientRect().width")
    drawn = page.locator("path.fair:not(.cancelled)").first.evaluate("e => e.getBBox().width + 1")
    assert swatch == drawn


def test_the_legend_stays_closed_for_whoever_has_closed_it(map_page):
    box = map_page.locator(".fairreach-legend")
    assert box.evaluate("box => box.open")

    box.locator("summary").click()
    map_page.evaluate("fairreach.current.drawLegend()")
    assert not box.evaluate("box => box.open")

    box.locator("summary").click()
    map_page.evaluate("fairreach.current.drawLegend()")
    assert box.evaluate("box => box.open")


@pytest.fixture(scope="module")
def double(demo, browser):
    """The planner's page of a reader who has chosen a type of double size for the browser."""
    with browser.browser_type.launch(executable_path=chromium.path(), args=[LARGE]) as opened:
        page = opened.new_page(service_workers="block")
        page.goto(f"{demo}/planner?lang=en")
        page.wait_for_selector("[data-drawn]")
        yield page


@pytest.fixture(params=["usual", "double"])
def plan(request, demo, look):
    """The planner's page in the usual type or in one of double size."""
    if request.param == "double":
        return request.getfixturevalue("double")
    return look(f"{demo}/planner?lang=en").page


@pytest.mark.parametrize(("width", "height"), [(1366, 657), (1280, 800), (1000, 700)])
def test_the_legend_covers_neither_the_map_nor_what_stands_around_it(plan, width, height):
    plan.set_viewport_size({"width": width, "height": height})
    plan.evaluate(FRAMES)  # the map takes its room before the second
    legend = plan.locator(".fairreach-legend").evaluate(BOX)
    others = [
        plan.locator(place).evaluate(BOX)
        for place in (".folium-map", "#settings", "#panel", "#lead")
    ]

    assert all(apart(legend, other) for other in others)
    assert others[0][3] - others[0][1] >= 200


@pytest.mark.parametrize(("width", "height"), [(1366, 657), (1280, 800), (1000, 700), (390, 844)])
def test_the_sources_cover_no_district_of_the_whole_map(demo, visit, width, height):
    page = visit(width=width, height=height).goto(f"{demo}/planner?lang=en")
    sources = page.locator(".leaflet-control-attribution").evaluate(BOX)
    districts = page.locator("path.district").evaluate_all(f"all => all.map({BOX})")

    assert all(apart(sources, district) for district in districts)


def test_on_a_phone_the_legend_stands_below_the_map_and_is_open(hostile, look):
    page = look(f"{hostile}/planner?lang=en", width=390, height=844).page

    legend = page.locator(".fairreach-legend")
    left, top, right, _ = legend.evaluate(BOX)
    assert top >= page.locator(".folium-map").evaluate(BOX)[3]
    assert (left, right) == (0, 390)
    assert legend.evaluate("box => box.open")


def test_a_text_of_the_legend_stays_text(map_page):
    found = map_page.evaluate(
        "text => { const box = document.createElement('details');"
        " fairreach.drawLegend(box, text, [{title: text, lines: [['fair', text, 8]]}]);"
        " return [...box.querySelectorAll('*')].map(each => each.tagName); }",
        "<img src=x onerror=alert(1)>",
    )

    assert found == ["SUMMARY", "DIV", "SECTION", "H2", "P", "I", "SPAN", "SPAN"]


def test_a_map_without_a_legend_is_left_alone(map_page):
    map_page.evaluate("fairreach.drawLegend(null, 'x', [])")


def test_every_class_of_the_map_has_the_colour_of_its_swatch(demo, look):
    page = look(f"{demo}/planner?lang=en").page

    for kind in ("class-1", "class-2", "class-4"):
        swatch = page.locator(f".swatch.{kind}").evaluate(
            "e => getComputedStyle(e).backgroundColor"
        )
        drawn = page.locator(f"path.{kind}").first.evaluate(
            "e => { const { fill, fillOpacity, opacity } = getComputedStyle(e);"
            " return [fill, fillOpacity, opacity]; }"
        )
        assert drawn == [swatch, "1", "1"]


@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.parametrize("path", ["/planner", "/?district=500105", "/fairs/F001"])
def test_on_a_phone_the_scale_stands_clear_of_the_sources(demo, look, path, size):
    page = look(f"{demo}{path}", width=360, height=640).page
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
    scale, sources = (page.locator(f".leaflet-control-{name}") for name in ("scale", "attribution"))
    page.wait_for_function(
        "() => document.querySelector('.leaflet-control-scale').getBoundingClientRect().bottom <="
        " document.querySelector('.leaflet-control-attribution').getBoundingClientRect().top"
    )

    assert scale.bounding_box()["width"] > 30
    assert sources.bounding_box()["width"] > 200
