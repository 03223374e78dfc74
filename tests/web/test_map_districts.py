"""The districts on a map: their classes, what lies in them, and the one that is chosen."""

import base64

import pytest

CODES = "[...fairreach.current.districts.keys()]"
COLOURS_IN = """async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const brush = new OffscreenCanvas(image.width, image.height).getContext("2d");
    brush.drawImage(image, 0, 0);
    const { data } = brush.getImageData(0, 0, image.width, image.height);
    const hex = (part) => part.toString(16).padStart(2, "0");
    const counts = {};
    for (let at = 0; at < data.length; at += 4) {
        const colour = `#${[...data.slice(at, at + 3)].map(hex).join("")}`;
        counts[colour] = (counts[colour] ?? 0) + 1;
    }
    return counts;
}"""
SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[2, 2], [8, 2], [8, 8], [2, 8], [2, 2]]
ISLAND = [[20, 0], [30, 0], [25, 10], [20, 0]]
SHAPES = {
    "square": {"type": "Polygon", "coordinates": [SQUARE]},
    "ring": {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
    "islands": {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [ISLAND]]},
    "bay": {
        "type": "Polygon",
        "coordinates": [[[0, 0], [10, 0], [10, 10], [5, 1], [0, 10], [0, 0]]],
    },
}


def test_where_a_fair_never_comes_a_district_is_in_the_last_class_and_nobody_in_none(map_page):
    classes = map_page.evaluate(
        """() => [[9, 5], [null, 5], [null, 0]].map(([days, persons]) => fairreach.classOf(
            {wait_days: days, persons},
            {measure_figure: "wait_days", breaks: [7, 14, 30], never: true},
        ))"""
    )

    assert classes == [1, 4, "none"]


@pytest.mark.parametrize(
    ("figure", "figures", "rank"),
    [
        ("coverage", {"coverage": 0}, 0),
        ("coverage", {"coverage": 0.1999}, 0),
        ("coverage", {"coverage": 0.2}, 1),
        ("coverage", {"coverage": 0.8}, 4),
        ("coverage", {"coverage": 1}, 4),
        ("coverage", {"coverage": None, "persons_gap": 1}, "none"),
        ("persons_gap", {"persons_gap": 0.5, "coverage": None}, 2),
        ("fairs_per_100k", {"fairs_per_100k": None}, "none"),
        ("fairs_per_100k", {"fairs_per_100k": 0.7}, 3),
        ("fairs_per_100k", {}, "none"),
        ("coverage", None, "none"),
    ],
)
def test_a_districts_class_counts_the_limits_that_its_value_reaches(
    map_page, figure, figures, rank
):
    found = map_page.evaluate(
        "([figures, figure]) => fairreach.classOf("
        "figures, {measure_figure: figure, breaks: [0.2, 0.4, 0.6, 0.8]})",
        [figures, figure],
    )

    assert found == rank


@pytest.mark.parametrize(
    ("shape", "point", "inside"),
    [
        ("square", (5, 5), True),
        ("square", (-1, 5), False),
        ("square", (5, 11), False),
        ("ring", (1, 5), True),
        ("ring", (5, 5), False),
        ("islands", (1, 1), True),
        ("islands", (5, 5), False),
        ("islands", (25, 5), True),
        ("islands", (15, 5), False),
        ("islands", (21, 9), False),
        ("bay", (5, 5), False),
        ("bay", (1, 5), True),
        ("bay", (9, 5), True),
        ("bay", (5, 0.5), True),
    ],
)
def test_a_point_lies_in_a_shape_but_not_in_its_holes_nor_between_its_islands(
    map_page, shape, point, inside
):
    found = map_page.evaluate(
        "([shape, [lon, lat]]) => fairreach.isInside({lon, lat}, L.geoJSON(shape).getLayers()[0])",
        [SHAPES[shape], point],
    )

    assert found is inside


@pytest.mark.parametrize(
    ("no_road", "by_way", "otherwise"),
    [
        (0, "class-2", "class-2"),
        (9, "class-2", "class-2"),
        (10, "class-2 hatched", "class-2"),
        (50, "class-2 hatched", "class-2"),
        (51, "class-none hatched", "class-2"),
        (100, "class-none hatched", "class-2"),
    ],
)
def test_what_is_not_known_of_a_district_is_hatched_and_the_most_of_it_has_no_class(
    map_page, no_road, by_way, otherwise
):
    figures = {"coverage": 0.5, "persons": 100, "persons_no_road": no_road}
    data = {"measure_figure": "coverage", "breaks": [0.2, 0.4, 0.6, 0.8]}

    looks = [
        map_page.evaluate(
            "([figures, data]) => fairreach.lookOf(figures, data)",
            [figures, data | {"unknown": unknown}],
        )
        for unknown in ({"part": 0.1, "most": 0.5}, None)
    ]

    assert looks == [by_way, otherwise]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_hatched_district_shows_its_class_and_the_lines_over_it(hostile, visit, scheme):
    page = visit(color_scheme=scheme).goto(f"{hostile}/planner?lang=en")
    page.evaluate(
        f"() => {{ const figures = new Map({CODES}.map(code =>"
        " [code, {coverage: 0.5, persons: 9, persons_no_road: 2}]));"
        " const { districts, ground } = fairreach.current;"
        " for (const layer of ['gaps', 'fairs', 'labels', 'outlines'])"
        "  ground.layers[layer].remove();"
        " fairreach.paintDistricts(districts, figures,"
        "  {measure_figure: 'coverage', breaks: [0.2, 0.9], unknown: {part: 0.1, most: 0.5}}); }"
    )
    district = page.locator("path.district").first
    shot = district.evaluate(
        "e => { const { x, y, width, height } = e.getBoundingClientRect();"
        " return {x: x + width / 2 - 10, y: y + height / 2 - 10, width: 20, height: 20}; }"
    )
    counts = page.evaluate(COLOURS_IN, base64.b64encode(page.screenshot(clip=shot)).decode())
    token = "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"

    assert counts.get(page.evaluate(token, "--class-1"), 0) > 100
    assert counts.get(page.evaluate(token, "--class-1"), 0) < 380
    assert len(counts) > 1


def test_districts_are_painted_by_their_figures_and_those_without_any_as_beyond_the_region(
    map_page,
):
    classes = map_page.evaluate(
        f"() => {{ const [first, ...others] = {CODES};"
        " const figures = new Map([[first, {coverage: 0.5}]]);"
        " const { districts } = fairreach.current;"
        " fairreach.paintDistricts(districts, figures,"
        "  {measure_figure: 'coverage', breaks: [0.2, 0.4]});"
        " const drawn = code => districts.get(code).shape.getElement().getAttribute('class');"
        " return [drawn(first), ...others.map(drawn)]; }"
    )

    assert classes[0] == "leaflet-interactive district class-2"
    assert set(classes[1:]) == {"leaflet-interactive district beyond"}


def test_districts_that_are_not_shown_are_passed_over(map_page):
    map_page.evaluate(
        "() => { const { districts } = fairreach.current; const { layers, map } = fairreachMap;"
        " layers.districts.remove();"
        " fairreach.paintDistricts(districts, new Map(), {measure_figure: 'coverage', breaks: []});"
        " fairreach.current.mark([...districts.keys()][0]);"
        " layers.districts.addTo(map); }"
    )

    assert map_page.locator("path.district").count() == map_page.evaluate(f"{CODES}.length")


def test_one_district_alone_is_a_button_with_its_name_and_lies_on_top(map_page):
    for code in map_page.evaluate(CODES):
        map_page.evaluate("code => fairreach.current.mark(code)", code)

        (button,) = map_page.locator("path.district[role=button]").all()
        name = map_page.evaluate("code => fairreach.current.districts.get(code).en", code)
        assert button.get_attribute("aria-label") == name
        assert button.get_attribute("tabindex") == "0"
        assert "chosen" in button.get_attribute("class").split()
        assert button.evaluate("path => path === path.parentNode.lastElementChild")


def test_where_no_district_is_chosen_none_is_a_button(map_page):
    map_page.evaluate(f"fairreach.current.mark({CODES}[0])")
    map_page.evaluate("fairreach.current.mark(null)")

    assert (
        map_page.locator("path.chosen, path[role], path[tabindex], path[aria-label]").count() == 0
    )


def test_a_district_that_is_not_known_moves_nothing(map_page):
    centre = "() => { const { lat, lng } = fairreachMap.map.getCenter(); return [lat, lng]; }"
    before = map_page.evaluate(centre)
    map_page.evaluate("fairreach.current.focusDistrict('000000')")

    assert map_page.evaluate(centre) == before
