"""A step of what is tried: what it tells, put in its place, is the page of its state."""

import json
import re
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

HERE = "add=106.90,29.90"
AWAY = "move=f5@106.90000,29.90000"
ROW = re.compile(r'<tr[^>]*>\s*<th scope="row"><a id="row-(\w+)".*?</tr>', re.DOTALL)
SENT = "&try=put&try_fair=f5&try_at=106.9,29.9"
BOX = "106,29,107,30"
STATES = [
    "lang=en", "lang=zh", "lang=id", "lang=en&measure=wait", "lang=en&sort=-gap&region=500000",
    f"lang=en&{HERE}", "lang=zh&sort=-coverage&move=f5@107.00000,29.00000",
    "lang=en&against=travel%3Dstraight%26threshold_km%3D40", "lang=en&district=500112",
    "lang=en&travel=estimated&threshold_min=30",
]  # fmt: skip


def step_address(page):
    data = re.search(r'id="map-data">(.*?)</script>', page, re.DOTALL)
    return json.loads(data[1])["trial"]["step"]


def table_of(html):
    """The table in parts: what stands around its rows, and each district's row."""
    table = html[html.index('id="ranking"') :].partition("</table>")[0]
    rows = {found[1]: squeezed(found[0]) for found in ROW.finditer(table)}
    return squeezed(ROW.sub("", table)), rows


def squeezed(html):
    return re.sub(r"\s+", " ", html).replace("> <", "><").strip()


def led_to(row, address):
    """A row whose link leads to its district in another state."""
    (adcode,) = re.findall(r'id="row-(\w+)"', row)
    asked = dict.fromkeys(parse_qsl(urlsplit(unescape(address)).query))
    pairs = [pair for pair in asked if pair[0] != "district"] + [("district", adcode)]
    return re.sub(r'href="[^"]*"', f"href {sorted(pairs)}", row)


def part(html, name, end):
    return squeezed(html[html.index(f'id="{name}"') :].partition(end)[0])


def exchanged(rows, step):
    """The table of a step with the rows of a page in the places of those that stay, in parts."""
    html = re.sub(r'<tr data-stays="(\w+)"></tr>', lambda place: rows[place[1]], step["html"])
    return table_of(html)


def told(step):
    """The districts whose rows a step tells."""
    return set(table_of(step["html"])[1])


@pytest.mark.parametrize("query", STATES)
@pytest.mark.parametrize("sent", [SENT, "&try=put&try_fair=&try_at=106.4,29.4", ""])
def test_the_rows_of_a_step_in_their_places_are_the_table_of_the_page(client, query, sent):
    shown = client.get(f"/planner?{query}").text
    step = client.get(step_address(shown) + sent).get_json()
    page = client.get(step["address"]).text

    around, rows = table_of(page)
    around_step, put = exchanged(table_of(shown)[1], step)

    assert around_step == around
    assert list(put) == list(rows)
    assert [led_to(row, step["address"]) for row in put.values()] == [
        led_to(row, step["address"]) for row in rows.values()
    ]
    for name, end in (("lead", "</details>"), ("trial-told", "</div>")):
        assert part(step["html"], name, end) == part(page, name, end)


def test_a_step_after_another_takes_back_what_that_one_has_told(client):
    plan = client.get("/planner?lang=en").text
    address = step_address(plan)
    first = client.get(address + SENT).get_json()
    shown = exchanged(table_of(plan)[1], first)[1]

    told_by_it = dict(parse_qsl(urlsplit(first["trial"]["step"]).query))["rows"]
    back = client.get(f"{address}&rows={told_by_it}").get_json()

    put = exchanged(shown, back)[1]
    assert put != shown
    assert list(put.values()) == list(table_of(plan)[1].values())
    assert "rows=" not in back["trial"]["step"]


def test_a_step_tells_no_district_that_is_as_in_the_plan(client):
    plan = client.get("/api/v1/coverage?travel=straight").get_json()["districts"]
    now = client.get(f"/api/v1/coverage?travel=straight&{AWAY}").get_json()["districts"]

    step = client.get("/planner/step.json?lang=en&travel=straight" + SENT).get_json()

    assert step["coverage"]["districts"] == [each for each in now if each not in plan]
    assert 0 < len(step["coverage"]["districts"]) < len(now)
    assert told(step) == {each["adcode"] for each in step["coverage"]["districts"]}


def test_a_step_for_other_days_or_from_an_unknown_table_tells_all(client):
    address = "/planner/step.json?lang=en&"
    whole = client.get(f"/api/v1/coverage?{AWAY}").get_json()["districts"]

    for asked in ("rows=all", "fairs=1"):
        step = client.get(f"{address}{AWAY}&{asked}").get_json()
        assert step["coverage"]["districts"] == whole
    days = client.get(f"{address}to=2027-03-20&fairs=1").get_json()
    assert days["gaps"] == client.get("/map/gaps.json?to=2027-03-20").get_json()


@pytest.mark.parametrize("rows", ["nowhere", ",,500112,'\"<", "500112,500112"])
def test_a_step_knows_the_districts_of_the_plan_alone(client, rows):
    step = client.get("/planner/step.json", query_string={"lang": "en", "rows": rows})

    assert told(step.get_json()) == {"500112"}.intersection(rows.split(","))


@pytest.mark.parametrize("box", [{}, {"bbox": BOX}])
@pytest.mark.parametrize("asked", [{"add": "106.90,29.90"}, {"close": "f5"}, {}])
def test_the_circles_of_a_step_are_those_of_its_layer(client, box, asked):
    cells = client.get("/planner/step.json", query_string=asked | box).get_json()["gaps"]
    plan = client.get(cells["of"]).get_json()

    kept = [row for number, row in enumerate(plan["rows"]) if number not in cells["gone"]]
    layer = client.get("/map/gaps.json", query_string=asked | box).get_json()
    assert cells["columns"] == layer["columns"]
    assert sorted([*kept, *cells["rows"]]) == sorted(layer["rows"])
    assert bool(cells["gone"] or cells["rows"]) is (plan["rows"] != layer["rows"])
    assert not [row for row in cells["rows"] if row in plan["rows"]]
    assert "v=" in cells["of"]
    assert urlencode(box) in cells["of"]
