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
    (adcode,) = re.findall(r'data-adcode="(\w+)"', row)
    asked = dict.fromkeys(parse_qsl(urlsplit(unescape(address)).query))
    pairs = [pair for pair in asked if pair[0] != "district"] + [("district", adcode)]
    return re.sub(r'href="[^"]*"', f"href {sorted(pairs)}", row)


def part(html, name, end):
    return squeezed(html[html.index(f'id="{name}"') :].partition(end)[0])


def exchanged(rows, step):
    """The rows of a page with those of a step in their places, as the page's script puts them."""
    fresh = table_of(step["html"])[1]
    assert list(fresh) == [adcode for adcode, _ in step["after"]]
    kept = [adcode for adcode in rows if adcode not in fresh]
    for adcode, above in step["after"]:
        kept.insert(kept.index(above) + 1 if above else 0, adcode)
    return {adcode: fresh.get(adcode, rows[adcode]) for adcode in kept}


@pytest.mark.parametrize("query", STATES)
@pytest.mark.parametrize("sent", [SENT, "&try=put&try_fair=&try_at=106.4,29.4", ""])
def test_the_rows_of_a_step_in_their_places_are_the_table_of_the_page(client, query, sent):
    shown = client.get(f"/planner?{query}").text
    step = client.get(step_address(shown) + sent).get_json()
    page = client.get(step["address"]).text

    around, rows = table_of(page)
    put = exchanged(table_of(shown)[1], step)

    assert table_of(step["html"])[0] == around
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
    shown = exchanged(table_of(plan)[1], first)

    told = dict(parse_qsl(urlsplit(first["trial"]["step"]).query))["rows"]
    back = client.get(f"{address}&rows={told}").get_json()

    assert exchanged(shown, back) != shown
    assert list(exchanged(shown, back).values()) == list(table_of(plan)[1].values())
    assert "rows=" not in back["trial"]["step"]


def test_a_step_tells_no_district_that_is_as_in_the_plan(client):
    plan = client.get("/api/v1/coverage?travel=straight").get_json()["districts"]
    now = client.get(f"/api/v1/coverage?travel=straight&{AWAY}").get_json()["districts"]

    step = client.get("/planner/step.json?lang=en&travel=straight" + SENT).get_json()

    assert step["coverage"]["districts"] == [each for each in now if each not in plan]
    assert 0 < len(step["coverage"]["districts"]) < len(now)
    assert len(step["after"]) == len(step["coverage"]["districts"])


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

    told = {adcode for adcode, _ in step.get_json()["after"]}
    assert told == {"500112"}.intersection(rows.split(","))


@pytest.mark.parametrize("box", [{}, {"bbox": BOX}])
@pytest.mark.parametrize("asked", [{"add": "106.90,29.90"}, {"close": "f5"}, {}])
def test_the_circles_of_a_step_are_those_of_its_layer(client, box, asked):
    told = client.get("/planner/step.json", query_string=asked | box).get_json()["gaps"]
    plan = client.get(told["of"]).get_json()

    kept = [row for number, row in enumerate(plan["rows"]) if number not in told["gone"]]
    layer = client.get("/map/gaps.json", query_string=asked | box).get_json()
    assert told["columns"] == layer["columns"]
    assert sorted([*kept, *told["rows"]]) == sorted(layer["rows"])
    assert bool(told["gone"] or told["rows"]) is (plan["rows"] != layer["rows"])
    assert not [row for row in told["rows"] if row in plan["rows"]]
    assert "v=" in told["of"]
    assert urlencode(box) in told["of"]
