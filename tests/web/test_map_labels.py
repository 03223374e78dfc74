"""Names on the map: as many as there is room for, none over another."""

import pytest

BASE = {
    "districts": {
        "features": [
            {"properties": {"at": [106, 29], "short_en": "Yuzhong", "short_zh": "渝中"}},
            {"properties": {"at": [107, 30], "short_en": "Fuling", "short_zh": "涪陵"}},
        ]
    },
    "settlements": {
        "features": [
            {
                "geometry": {"coordinates": [107.1, 30]},
                "properties": {"en": "Fuling", "zh": "涪陵"},
            },
            {"geometry": {"coordinates": [108, 31]}, "properties": {"en": "Baitao", "zh": "白涛"}},
        ]
    },
}
ROOM = {"width": 2000, "height": 1400}  # for a map beside a panel whose text is twice as large
TOWNS = ".label.settlement:not(.sample)"
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
BOXES = """() => {
    const own = [...document.querySelectorAll(".label:not(.sample) span")];
    return own.map((span) => {
        const { left, right, top, bottom } = span.getBoundingClientRect();
        return [left, right, top, bottom];
    });
}"""


def overlaps(boxes):
    return [
        (one, other)
        for at, one in enumerate(boxes)
        for other in boxes[:at]
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]


def names(page, language):
    return page.evaluate(
        "([base, names]) => fairreach.namesOf(base, new fairreach.Words({names, strings: {}}))",
        [BASE, language],
    )


def test_districts_come_first_and_a_town_of_the_same_name_is_not_named_again(map_page):
    assert [name["text"] for name in names(map_page, "en")] == ["Yuzhong", "Fuling", "Baitao"]
    assert [name["text"] for name in names(map_page, "zh")] == ["渝中", "涪陵", "白涛"]


def test_towns_are_named_from_a_nearer_zoom_on(map_page):
    found = {name["text"]: name for name in names(map_page, "en")}

    assert found["Yuzhong"]["fromZoom"] == 0
    assert found["Baitao"]["fromZoom"] > 7
    assert found["Baitao"]["lonLat"] == [108, 31]


@pytest.mark.parametrize(
    ("taken", "shift"),
    [
        ([], 0),
        ([(0, 0)], -13),
        ([(0, 0), (0, -13)], 13),
        ([(0, 0), (0, -13), (0, 13)], None),
        ([(500, 0)], 0),
    ],
)
def test_a_name_moves_a_little_where_something_is_in_its_way(map_page, taken, shift):
    found = map_page.evaluate(
        "taken => { const box = (x, y) => L.bounds([x - 20, y - 6], [x + 20, y + 6]);"
        " const boxes = taken.map(([x, y]) => box(x, y));"
        " return fairreach.shiftInto(shift => box(0, shift), boxes, [0, -13, 13]) ?? null; }",
        taken,
    )

    assert found == shift


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("zoom", "text"), [(7, "100%"), (9, "100%"), (11, "100%"), (9, "200%")])
def test_no_name_lies_over_another_or_over_a_dot(demo, look, lang, zoom, text):
    room = ROOM if text == "200%" else {}
    page = look(f"{demo}/planner?lang={lang}", **room).page
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
    page.evaluate(SETTLED)  # names are placed anew when a size has changed, before it is painted
    page.evaluate(
        "zoom => void fairreachMap.map.setView([29.56, 106.55], zoom, {animate: false})", zoom
    )
    page.evaluate(SETTLED)
    boxes = page.evaluate(BOXES)
    dots = page.evaluate(
        "[...document.querySelectorAll('path.fair')].map(e => e.getBoundingClientRect())"
        ".map(({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2])"
    )

    assert len(boxes) > 5
    assert overlaps(boxes) == []
    for left, right, top, bottom in boxes:
        assert not [1 for x, y in dots if left < x < right and top < y < bottom]


def test_who_makes_the_text_larger_sees_fewer_names_and_none_over_another(demo, look):
    page = look(f"{demo}/planner?lang=en", **ROOM).page
    usual = page.locator(".label:not(.sample)").count()
    page.evaluate("void (document.documentElement.style.fontSize = '200%')")
    page.wait_for_function(
        "usual => document.querySelectorAll('.label:not(.sample)').length < usual", arg=usual
    )

    boxes = page.evaluate(BOXES)
    assert len(boxes) > 5
    assert overlaps(boxes) == []


def test_a_name_is_as_wide_as_it_is_measured(demo, look):
    page = look(f"{demo}/planner?lang=en").page
    drawn = dict(
        page.locator(".label.name:not(.sample) span").evaluate_all(
            "all => all.map(e => [e.textContent, e.getBoundingClientRect().width])"
        )
    )
    measured = dict(
        page.evaluate("fairreach.current.ground.labels.all.map(({ text, width }) => [text, width])")
    )

    assert len(drawn) > 5
    assert {name: measured[name] for name in drawn} == pytest.approx(drawn, abs=1)


def test_towns_appear_when_the_map_is_near_and_go_again(demo, visit):
    page = visit().goto(f"{demo}/planner?lang=en")
    page.evaluate(
        "async () => { const { data, labels, layers, words } = fairreach.current.ground;"
        " const base = await fairreach.fetchLayer(data.base);"
        " const town = at => ({ properties: { en: `Town ${at}` },"
        " geometry: { coordinates: [105.7 + at / 10, 29.1] } });"
        " layers.labels.clearLayers();"
        " const features = [...Array(9).keys()].map(town);"
        " labels.draw({ ...base, settlements: { features } }, words); labels.place(); }"
    )
    far = page.locator(TOWNS).count()
    view = "zoom => void fairreachMap.map.setView([29.56, 106.55], zoom, {animate: false})"
    page.evaluate(view, 10)
    near = page.locator(TOWNS).all_inner_texts()
    page.evaluate(view, 9)

    assert (far, page.locator(TOWNS).count()) == (0, 0)
    assert len(near) > 5
    assert near[0] == "Town 0"
