"""The ground of an extract on the map: drawn from tiles, named for the whole view, kept offline."""

import json

import pytest
import servers
from saved_pages import wait_until
from stored_city import stored_city
from stores import NOW

TILES = "fairreach.current.ground.tiles"
LETTERED = "fairreach.current.ground.lettering"
# Wait until every tile of the view is drawn and the names are placed.
SETTLED = """() => {
    const { tiles, lettering } = fairreach.current.ground;
    const all = Object.values(tiles?._tiles ?? {}).filter(({ current }) => current);
    return all.length && all.every(({ el }) => el.held) && !tiles.waiting.length
        && !lettering.waiting;
}"""
NAMES = f"""() => {LETTERED}.placed.map(({{ text, key, box: {{ min, max }} }}) =>
    [text, key, min.x, min.y, max.x, max.y])"""
# The names in view: around it there are more, for when the map is dragged.
SEEN = f"""() => {LETTERED}.placed.filter(({{ at }}) => {LETTERED}.seen.contains(at))
    .map(({{ key }}) => key)"""
OWN_NAMES = """() => {
    const { map, labels } = fairreach.current.ground;
    return labels.all.filter(({ marker }) => labels.layer.hasLayer(marker)).map((name) => {
        const { x, y } = map.latLngToLayerPoint(name.marker.getLatLng());
        const [width, height] = [name.width / 2, name.height / 2];
        return [name.text, "", x - width, y - height, x + width, y + height];
    });
}"""
BUTTONS = """() => {
    const { map, node } = fairreach.current.ground;
    const { left, top } = node.getBoundingClientRect();
    const at = (x, y) => map.containerPointToLayerPoint([x - left, y - top]);
    const buttons = [...node.querySelectorAll(".leaflet-control")];
    const boxes = buttons.map((each) => each.getBoundingClientRect());
    return boxes.filter(({ width }) => width).map((box) => {
        const [from, to] = [at(box.left, box.top), at(box.right, box.bottom)];
        return ["button", "", from.x, from.y, to.x, to.y];
    });
}"""
# How many pixels of the tiles in view are not empty.
INK = """() => {
    let ink = 0;
    for (const canvas of document.querySelectorAll(".ground-tiles canvas")) {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        for (let at = 3; at < data.length; at += 4) if (data[at]) ink += 1;
    }
    return ink;
}"""


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    environment = stored_city(tmp_path_factory.mktemp("city"))
    url = environment["FAIRREACH_DATABASE_URL"]
    with servers.serving(
        url, FAIRREACH_NOW=NOW, FAIRREACH_DATA=environment["FAIRREACH_DATA"]
    ) as at:
        yield at


def at_rest(page):
    page.wait_for_function(SETTLED)
    return page


def overlapping(boxes):
    """Pairs of names whose boxes share any of the map."""
    return [
        (one[0], other[0])
        for n, one in enumerate(boxes)
        for other in boxes[n + 1 :]
        if one[2] < other[4] and other[2] < one[4] and one[3] < other[5] and other[3] < one[5]
    ]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("zh", {"长江", "嘉陵江", "观音桥", "小什字", "黄花园大桥"}),
        ("en", {"Yangtze River", "Jialing River", "Guanyinqiao", "Xiaoshizi"}),
    ],
)
def test_which_bank_and_which_bridge_is_seen_and_read(city, look, width, lang, names):
    page = look(f"{city}/planner?lang={lang}#13/29.565/106.55", width=width).page

    at_rest(page)

    placed = {text for text, *_ in page.evaluate(NAMES)}
    assert names <= placed
    assert page.evaluate(INK) > 10_000


@pytest.mark.parametrize("zoom", [7, 9, 11, 13, 14.25, 15, 16])
def test_no_name_lies_over_another_nor_over_our_own(city, look, zoom):
    page = look(f"{city}/planner?lang=zh#13/29.565/106.565").page
    move = "zoom => void fairreachMap.map.setView([29.565, 106.565], zoom, { animate: false })"
    page.evaluate(move, zoom)
    at_rest(page)

    ground, own = page.evaluate(NAMES), page.evaluate(OWN_NAMES)
    assert own
    assert overlapping(ground) == []
    crossed = overlapping([*ground, *own])
    assert [pair for pair in crossed if {pair[0], pair[1]} - {name[0] for name in own}] == []
    assert not {name[0] for name in ground} & {name[0] for name in own}


@pytest.mark.parametrize("path", ["/planner?lang=zh#13/29.565/106.565", "/?lon=106.55&lat=29.56"])
def test_no_name_lies_beneath_a_button_and_one_that_would_comes_back(city, visit, path):
    page = visit(width=390, height=844).goto(f"{city}{path}")
    hidden = set()

    for _ in range(12):
        at_rest(page)
        names, buttons = page.evaluate(NAMES), page.evaluate(BUTTONS)
        assert len(buttons) >= 3
        assert overlapping(names) == []
        assert [each for each in overlapping([*buttons, *names]) if each[0] == "button"] == []
        hidden |= set(page.evaluate(f"{LETTERED}.kept.map(({{ text }}) => text)"))
        page.evaluate("fairreachMap.map.panBy([23, 31], { animate: false })")

    assert hidden


def test_a_seeker_may_switch_the_ground_off(city, visit):
    page = visit().goto(f"{city}/?lang=en&lon=106.55&lat=29.56")
    at_rest(page)

    page.hover(".leaflet-control-layers")
    page.get_by_label("Rivers, streets and names").uncheck()

    assert page.locator(".leaflet-control-layers-overlays input").count() == 1
    assert page.locator(".ground-tiles canvas").count() == 0
    page.wait_for_selector(".ground-names", state="hidden")
    page.get_by_label("Rivers, streets and names").check()
    at_rest(page)
    assert page.evaluate(INK) > 1_000


def test_names_stay_when_the_map_is_moved(city, look):
    page = look(f"{city}/planner?lang=zh#13/29.565/106.565").page
    at_rest(page)
    before = set(page.evaluate(SEEN))

    for step in ([90, 40], [-90, -40]):
        page.evaluate("(by) => fairreachMap.map.panBy(by, { animate: false })", step)
        at_rest(page)

    after = {key for _, key, *_ in page.evaluate(NAMES)}
    assert len(before) > 10
    assert before <= after


def test_a_reader_may_switch_the_ground_off(city, visit):
    page = visit().goto(f"{city}/planner?lang=en#13/29.565/106.565")
    at_rest(page)

    page.hover(".leaflet-control-layers")
    page.get_by_label("Rivers, streets and names").uncheck()

    assert page.locator(".ground-tiles canvas").count() == 0
    page.wait_for_selector(".ground-names", state="hidden")
    page.wait_for_url("**/-ground")
    page.reload()
    page.wait_for_selector("[data-drawn]")
    assert page.locator(".ground-tiles canvas").count() == 0


def test_a_first_view_asks_for_few_tiles_and_a_list_without_a_map_for_none(city, visit):
    seen = visit(service_workers="block")
    tiles = []
    seen.page.on("response", lambda got: "/map/ground/" in got.url and tiles.append(got))

    at_rest(seen.goto(f"{city}/planner"))

    assert {each.status for each in tiles} <= {200, 204}
    assert sum(int(each.headers.get("content-length", 0)) for each in tiles) < 120_000
    assert len(tiles) == len({each.url for each in tiles})
    tiles.clear()
    seen.page.goto(f"{city}/text?lon=106.55&lat=29.56")
    assert tiles == []


def test_the_map_turns_dark_with_the_readers_system(city, look):
    page = look(f"{city}/planner?lang=zh#13/29.565/106.565", color_scheme="light").page
    at_rest(page)
    bright = page.evaluate(f"{TILES}.colours")

    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => {TILES}.colours?.water !== {json.dumps(bright['water'])}")
    at_rest(page)

    assert page.evaluate(f"{TILES}.colours")["street"] != bright["street"]


def test_the_rivers_of_the_demo_give_way_to_the_ground_alone(city, visit):
    page = visit().goto(f"{city}/?lang=zh&lon=106.55&lat=29.56")

    at_rest(page)

    assert page.locator("path.line").count() == 0


def test_tiles_that_were_seen_are_there_without_a_connection(city, visit):
    seen = visit(width=390, height=844, service_workers="allow")
    page = seen.goto(f"{city}/?lang=zh&lon=106.55&lat=29.56")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.reload()
    at_rest(page)
    kept = "(await (await caches.open('fairreach-tiles-1')).keys()).length"
    drawn = page.locator(".ground-tiles canvas").count()
    wait_until(page, f"async (drawn) => {kept} >= drawn", drawn)

    page.context.set_offline(True)
    page.reload()
    at_rest(page)

    assert page.evaluate(INK) > 1_000
    seen.complaints[:] = [each for each in seen.complaints if "ERR_INTERNET" not in each]


def test_of_the_tiles_on_the_device_the_oldest_go_first(city, visit):
    page = visit(service_workers="allow").goto(f"{city}/planner?lang=zh")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.reload()
    at_rest(page)

    (ground,) = page.evaluate("JSON.parse(document.getElementById('map-data').textContent).ground")
    base = ground["tiles"].split("{z}")[0]
    ask = """async ([base, first, count]) => {
        for (let n = first; n < first + count; n += 40) {
            const some = Array.from({ length: 40 }, (_, at) => fetch(`${base}14/${n + at}/7.json`));
            await Promise.all(some);
        }
    }"""
    page.evaluate(ask, [base, 0, 440])
    names = "async () => (await (await caches.open('fairreach-tiles-1')).keys()).map((r) => r.url)"
    last = f"{city}{base}14/439/7.json"
    # They are kept, and swept, after they have been answered.
    swept = "kept.includes(last) && kept.length === 400"
    wait_until(page, f"async (last) => {{ const kept = await ({names})(); return {swept}; }}", last)

    assert f"{city}{base}14/0/7.json" not in page.evaluate(names)


def test_a_phone_that_pans_about_holds_little(city, visit):
    page = visit(width=390, height=844).goto(f"{city}/planner?lang=zh#13/29.565/106.565")
    at_rest(page)
    session = page.context.new_cdp_session(page)

    for pan in range(50):
        by = [[170, 90], [-40, 200], [-150, -170]][pan % 3]
        page.evaluate("(by) => fairreachMap.map.panBy(by, { animate: false })", by)
        at_rest(page)

    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    drawn = page.evaluate(
        """() => [...document.querySelectorAll("canvas")]
            .reduce((sum, { width, height }) => sum + 4 * width * height, 0)"""
    )
    assert heap + drawn < 100_000_000
    assert page.locator(".ground-tiles canvas").count() < 40
