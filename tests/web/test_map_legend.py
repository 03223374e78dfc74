"""The legend: a line for all that is drawn, in the colours in which it is drawn."""

import pytest

CLASSES = ["under 20 %", "to 40 %", "to 60 %", "to 80 %", "80 % and more"]
SIGNS = ["gap", "fair", "cancelled", "employer", "reach"]
LINES = """([data, isLand]) =>
    fairreach.legendLines(data, fairreach.current.ground.words, isLand)"""


def lines(page, *, land=None, measure="coverage"):
    data = {"measure": measure, "classes": CLASSES}
    if land is not None:
        data["bands"] = {"limits": land, "unit": "min"}
    return page.evaluate(LINES, [data, land is not None])


@pytest.mark.parametrize(
    ("measure", "heading"),
    [
        ("coverage", "People within reach of a fair"),
        ("gap", "People not covered"),
        ("fairs", "Fairs per 100,000 people"),
    ],
)
def test_the_classes_of_a_measure_stand_under_its_name_and_unknown_has_a_line(
    map_page, measure, heading
):
    found = lines(map_page, measure=measure)

    assert found[0] == ["", heading]
    assert found[1:6] == [[f"class-{rank}", text] for rank, text in enumerate(CLASSES)]
    assert found[6] == ["class-none", "no data"]
    assert [swatch for swatch, _ in found[7:]] == ["", *SIGNS]


def test_land_by_road_has_its_limits_instead_of_the_classes(map_page):
    found = lines(map_page, land=[15, 7.5])

    assert found[0] == ["", "Land within reach of a fair by car, no traffic"]
    assert [text for _, text in found[1:3]] == ["within 15 min", "within 7.5 min"]
    assert [swatch for swatch, _ in found[3:6]] == [
        "land beyond",
        "land unreachable",
        "land unknown",
    ]
    assert [swatch for swatch, _ in found[6:]] == ["", *SIGNS]


@pytest.mark.parametrize(
    ("limits", "steps"),
    [([5], [2]), ([15, 45], [0, 4]), ([15, 30, 60], [0, 2, 4]), ([10, 15, 30, 45, 60], range(5))],
)
def test_the_colours_of_the_bands_lie_as_far_apart_as_their_number_allows(map_page, limits, steps):
    drawn = map_page.evaluate(
        "limits => limits.map(limit => fairreach.bandOf(limit, limits))", limits
    )

    assert drawn == [f"band-{step}" for step in steps]


def test_the_legend_stays_closed_for_whoever_has_closed_it(map_page):
    box = map_page.locator(".fairreach-legend")
    assert box.evaluate("box => box.open")

    box.locator("summary").click()
    map_page.evaluate("fairreach.current.drawLegend()")
    assert not box.evaluate("box => box.open")

    box.locator("summary").click()
    map_page.evaluate("fairreach.current.drawLegend()")
    assert box.evaluate("box => box.open")


def test_on_a_phone_the_legend_is_closed_at_first(hostile, visit):
    page = visit(width=390, height=844).goto(f"{hostile}/planner?lang=en")

    assert not page.locator(".fairreach-legend").evaluate("box => box.open")
    assert page.locator(".fairreach-legend summary").inner_text() == "Legend"


def test_a_text_of_the_legend_stays_text(map_page):
    found = map_page.evaluate(
        "text => { const node = document.createElement('div');"
        " node.innerHTML = '<details class=\"fairreach-legend\"></details>';"
        " fairreach.drawLegend(node, text, [['', text], ['fair', text]]);"
        " return [...node.querySelectorAll('*')].map(each => each.tagName); }",
        "<img src=x onerror=alert(1)>",
    )

    assert found == ["DETAILS", "SUMMARY", "P", "SPAN", "P", "I", "SPAN"]


def test_a_map_without_a_legend_is_left_alone(map_page):
    map_page.evaluate("fairreach.drawLegend(document.createElement('div'), 'x', [])")


def test_every_sign_of_the_map_has_the_colour_of_its_swatch(demo, visit):
    page = visit().goto(f"{demo}/planner?lang=en")

    for kind in ("class-1", "class-2", "class-4"):
        swatch = page.locator(f".swatch.{kind}").evaluate(
            "e => getComputedStyle(e).backgroundColor"
        )
        drawn = page.locator(f"path.{kind}").first.evaluate("e => getComputedStyle(e).fill")
        assert swatch == drawn
