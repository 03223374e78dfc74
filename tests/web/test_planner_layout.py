"""The planner's page on screens of every size: what stands in sight, and nothing cut off."""

import shutil

import pytest
import servers
from stored_towns import TOWN, run

DESKS = [(1280, 800), (1366, 657)]
# The settings of the longest words, and a region of which no road is known.
WIDE_WORDS = [
    "travel=roads&region=510100&measure=gap",
    "travel=roads&group=working_age&measure=fairs",
    "travel=estimated&speed_kmh=40&group=age_60_plus",
]
ROWS_IN_SIGHT = """() => {
    const box = (node) => document.querySelector(node).getBoundingClientRect();
    const end = Math.min(box("#panel").bottom, box(".ranking tfoot").top, window.innerHeight);
    const begin = box(".ranking thead").bottom;
    return [...document.querySelectorAll(".ranking tbody tr")].filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return top >= begin - 1 && bottom <= end + 1;
    }).length;
}"""
# How much wider the chosen words are than the room beside the arrow of their field.
CUT_OFF = """() => [...document.querySelectorAll(".controls select")].map((field) => {
    const words = document.createElement("span");
    const { font, paddingLeft } = getComputedStyle(field);
    Object.assign(words.style, { font, position: "absolute", whiteSpace: "nowrap" });
    words.textContent = field.selectedOptions[0].textContent;
    document.body.append(words);
    const over = words.offsetWidth + 2 * parseFloat(paddingLeft) + 4 - field.clientWidth;
    words.remove();
    return [field.id, over];
}).filter(([, over]) => over > 0)"""


@pytest.fixture(scope="module")
def with_roads(demo_url, tmp_path_factory):
    """The demo with the roads of one town: nearly nobody's road is known."""
    folder = tmp_path_factory.mktemp("roads")
    shutil.copy(demo_url.removeprefix("sqlite:///"), folder / "fairreach.db")
    environment = {
        "FAIRREACH_DATABASE_URL": f"sqlite:///{folder}/fairreach.db",
        "FAIRREACH_DATA": str(folder),
        "FAIRREACH_NOW": "2027-03-10T10:00",
    }
    done = run(environment, "roads", "import", str(TOWN.write(folder / "town.osm.pbf")))
    assert done.exit_code == 0, done.stderr
    with servers.serving(environment.pop("FAIRREACH_DATABASE_URL"), **environment) as address:
        yield address


@pytest.mark.parametrize("desk", DESKS)
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
@pytest.mark.parametrize("query", WIDE_WORDS)
def test_eight_rows_of_the_table_are_in_sight_with_their_headings_and_total(
    with_roads, look, desk, lang, query
):
    width, height = desk
    page = look(f"{with_roads}/planner?lang={lang}&{query}", width=width, height=height).page

    assert page.evaluate(ROWS_IN_SIGHT) >= 8
    assert page.evaluate(CUT_OFF) == []
    unknown = page.locator(".ranking .lack").count()
    assert unknown >= 20 if "roads" in query else unknown == 0


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
@pytest.mark.parametrize("query", ["travel=roads", "travel=estimated&speed_kmh=40"])
def test_on_the_smallest_phone_every_column_and_every_chosen_word_has_room(
    with_roads, visit, lang, query
):
    seen = visit(width=360, height=640, is_mobile=True, has_touch=True)
    page = seen.goto(f"{with_roads}/planner?lang={lang}&{query}")

    assert page.evaluate(CUT_OFF) == []
    assert page.locator(".scroll").evaluate("node => node.scrollWidth - node.clientWidth") == 0
    menu = page.locator(".top nav").first.locator("a")
    assert len({link.bounding_box()["y"] for link in menu.all()}) == 1
