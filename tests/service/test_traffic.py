"""Traffic and walking speed in every face: stated, carried, said, refused where they mislead."""

import json
import re

import pytest
from stored_towns import HERE, PEOPLE, place_query, run, stored_town
from stores import settings_on

from geodata.signs.profile import WALK_KMH
from service.app import create_app

pytestmark = pytest.mark.slow  # apps and children

FACTOR = 2.0
OWN = (
    "路况,道路等级,系数,来源\n"
    f"早高峰,residential,{FACTOR},市交通研究院 2026\n"
    f"早高峰,primary,{FACTOR},市交通研究院 2026\n"
)
NAMED = {"travel": "roads", "traffic": "早高峰"}
PEAK = {"travel": "roads", "traffic": "peak"}
WALKS_KM = {"over-the-river": 0.07, "this-bank": 0.03}  # to the road and from it
SOURCE = "chosen for demonstration without any measurement"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A town in which everybody lives near a road, with a table of traffic of its own."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "traffic.csv").write_text(OWN, encoding="utf-8")
    return stored_town(folder, PEOPLE[:2]) | {"FAIRREACH_TRAFFIC": str(folder / "traffic.csv")}


@pytest.fixture(scope="module")
def client(town):
    names = ("FAIRREACH_DATA", "FAIRREACH_TRAFFIC")
    more = {name: town[name] for name in names}
    return create_app(settings_on(town["FAIRREACH_DATABASE_URL"], **more)).test_client()


def nearest(client, **query):
    answer = client.get("/api/v1/fairs/nearest", query_string=place_query(HERE) | query)
    assert answer.status_code == 200, answer.text
    return answer.json


def minutes_of(answer):
    return {each["id"]: each["properties"]["travel_min"] for each in answer["features"]}


def coverage(client, **query):
    answer = client.get("/api/v1/coverage", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_traffic_makes_the_drive_longer_and_not_the_walk_to_the_road(client):
    free, slow = minutes_of(nearest(client, travel="roads")), minutes_of(nearest(client, **NAMED))

    for fair, minutes in free.items():
        walk = WALKS_KM[fair] / WALK_KMH * 60
        assert slow[fair] - walk == pytest.approx(FACTOR * (minutes - walk), abs=0.02)


def test_a_walking_speed_changes_the_walks_at_both_ends_and_ways_on_foot(client):
    drive = minutes_of(nearest(client, travel="roads"))
    slow = minutes_of(nearest(client, travel="roads", walk_kmh=2))
    on_foot = minutes_of(nearest(client, travel="roads", profile="walk"))
    fast = minutes_of(nearest(client, travel="roads", profile="walk", walk_kmh=6))

    for fair, minutes in drive.items():
        longer = 60 * WALKS_KM[fair] * (1 / 2 - 1 / WALK_KMH)
        assert slow[fair] - minutes == pytest.approx(longer, abs=0.01)
    for fair, minutes in on_foot.items():
        assert fast[fair] == pytest.approx(minutes * WALK_KMH / 6, abs=0.01)


def test_free_is_the_default_and_says_so(client):
    for query in ({}, {"traffic": "free"}):
        told = nearest(client, travel="roads", **query)["definition"]
        assert told["traffic"] == "free"
        assert not {"traffic_source", "walk_kmh"} & told.keys()
        told = coverage(client, travel="roads", **query)["definition"]
        assert (told["traffic"], told["walk_kmh"]) == ("free", WALK_KMH)
        assert "traffic_source" not in told
    assert nearest(client)["definition"]["traffic"] == "free"
    assert "traffic" not in nearest(client, travel="straight")["definition"]
    assert "traffic" not in coverage(client, travel="roads", profile="walk")["definition"]
    assert "traffic" not in coverage(client, travel="straight")["definition"]


def test_the_definition_says_what_was_stated_and_where_it_comes_from(client):
    for told in (nearest(client, **PEAK), coverage(client, **PEAK, walk_kmh=3.5)):
        assert told["definition"]["traffic"] == "peak"
        assert told["definition"]["traffic_source"] == f"illustrative: {SOURCE}"
    assert told["definition"]["walk_kmh"] == 3.5
    assert nearest(client, **PEAK, walk_kmh=3.5)["definition"]["walk_kmh"] == 3.5
    own = coverage(client, **NAMED)["definition"]
    assert (own["traffic"], own["traffic_source"]) == ("早高峰", "市交通研究院 2026")
    gaps = client.get("/api/v1/gaps", query_string=PEAK | {"threshold_min": 1}).json
    assert gaps["definition"]["traffic"] == "peak"


def test_fewer_people_are_covered_in_traffic(client):
    free = coverage(client, travel="roads", threshold_min=7)
    slow = coverage(client, **NAMED, threshold_min=7)
    km = [
        coverage(client, **each, threshold_km=4)["total"] for each in ({"travel": "roads"}, NAMED)
    ]

    assert slow["total"]["persons_covered"] < free["total"]["persons_covered"]
    assert km[0] == km[1]


def test_who_states_traffic_alone_goes_by_road(client):
    told = nearest(client, traffic="peak")

    assert told["definition"]["travel"] == "roads"
    assert minutes_of(told) == minutes_of(nearest(client, **PEAK))


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"travel": "straight", "traffic": "peak"}, "traffic"),
        ({"travel": "estimated", "traffic": "free"}, "traffic"),
        ({"travel": "roads", "profile": "walk", "traffic": "peak"}, "traffic"),
        ({"travel": "roads", "traffic": "rush hour"}, "traffic"),
        ({"travel": "roads", "traffic": "<b>x</b>{{7*7}}"}, "traffic"),
        ({"travel": "straight", "walk_kmh": "5"}, "walk_kmh"),
        ({"travel": "estimated", "walk_kmh": "4"}, "walk_kmh"),
        ({"travel": "roads", "walk_kmh": "0.9"}, "walk_kmh"),
        ({"travel": "roads", "walk_kmh": "8.1"}, "walk_kmh"),
        ({"travel": "roads", "walk_kmh": "nan"}, "walk_kmh"),
        ({"travel": "roads", "walk_kmh": "brisk"}, "walk_kmh"),
    ],
)
def test_what_contradicts_is_refused_on_every_face(client, town, query, parameter):
    for path in ("/api/v1/fairs/nearest", "/api/v1/coverage", "/api/v1/gaps", "/map/gaps.json"):
        more = place_query(HERE) if "nearest" in path else {}
        answer = client.get(path, query_string=query | more)
        assert answer.status_code == 400
        assert answer.json["errors"][0]["parameter"] == parameter
    for page in ("/", "/planner", "/text"):
        answer = client.get(page, query_string=query | place_query(HERE) | {"lang": "en"})
        assert answer.status_code == 400
        assert "<b>x</b>" not in answer.text or answer.mimetype == "text/plain"
    options = [
        part for name, value in query.items() for part in (f"--{name.replace('_', '-')}", value)
    ]
    done = run(town, "coverage", *options)
    assert done.exit_code == 2
    assert f"--{parameter.replace('_', '-')}: " in done.stderr


def test_every_text_of_the_planner_says_the_traffic(client):
    page = client.get("/planner", query_string=PEAK | {"lang": "en", "threshold_min": 5}).text

    assert "within 5 min (by car, traffic: peak hour, illustrative) of a fair" in page
    assert '<option value="peak" selected>Peak hour, illustrative</option>' in page
    assert '<option value="早高峰">早高峰</option>' in page
    assert "minutes on each class of road × a factor, chosen for demonstration" in page
    assert "no traffic" not in page
    assert "Driving time without traffic" not in page
    data = json.loads(re.search(r'id="map-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert data["strings"]["legend_road_reach"].endswith("traffic: peak hour, illustrative")
    assert "by car, traffic: peak hour, to {fair}" in data["strings"]["way_to"]
    for name in ("coverage", "gaps", "reach", "fair_reach", "way"):
        assert "traffic=peak" in data[name]
    links = re.findall(r'href="(/planner\?[^"]*)"', page)
    links = [each for each in links if "travel=" in each]
    assert links
    assert all("traffic=peak" in each for each in links)


def test_the_operators_traffic_says_its_source(client):
    page = client.get("/planner", query_string=NAMED | {"lang": "en", "threshold_min": 5}).text
    page = re.sub(r"</?span[^>]*>", "", page)  # which mark the words of another language

    assert "(by car, traffic: 早高峰) of a fair" in page
    assert "早高峰: minutes on each class of road × a factor (市交通研究院 2026)" in page
    assert "chosen for demonstration without" not in page


def test_the_planner_says_the_walking_speed(client):
    query = {"travel": "roads", "profile": "walk", "walk_kmh": "5.5", "lang": "en"}
    page = client.get("/planner", query_string=query).text

    assert "within 30 min (on foot at 5.5 km/h) of a fair" in page
    assert 'id="walk_kmh" name="walk_kmh" type="number"' in page
    assert 'value="5.5"' in page
    drive = client.get("/planner?travel=roads&walk_kmh=2.5&lang=en").text
    assert "on foot at 2.5 km/h" in drive


def test_a_form_that_was_sent_leaves_out_what_its_way_does_not_know(client):
    sent = {"threshold": "10", "unit": "min", "traffic": "peak", "walk_kmh": "5"}
    for travel, kept in (
        ("roads", {"traffic", "walk_kmh"}),
        ("roads-walk", {"walk_kmh"}),
        ("estimated", set()),
    ):
        answer = client.get("/planner", query_string=sent | {"travel": travel})
        assert answer.status_code == 303
        named = {name for name in ("traffic", "walk_kmh") if f"{name}=" in answer.location}
        assert named == kept
        assert client.get(answer.location).status_code == 200


def test_files_of_the_planner_say_the_traffic(client, town, tmp_path):
    query = PEAK | {"lang": "en", "threshold_min": 5}
    csv = client.get("/planner.csv", query_string=query).get_data().decode("utf-8-sig")
    picture = client.get("/planner.svg", query_string=query).text
    options = ("--travel", "roads", "--traffic", "peak", "--threshold-min", "5")
    made = run(town, "map", str(tmp_path / "map.html"), *options, "--lang", "en")

    assert "peak hour, illustrative: minutes on each class of road" in csv.lower()
    assert "traffic: peak hour" in picture
    assert made.exit_code == 0, made.stderr
    archive = (tmp_path / "map.html").read_text("utf-8")
    assert "(by car, traffic: peak hour, illustrative)" in archive


def test_the_finder_keeps_to_free_roads_unless_it_is_asked(client):
    free = client.get("/", query_string=place_query(HERE) | {"lang": "en"}).text
    slow = client.get("/", query_string=place_query(HERE) | {"traffic": "peak", "lang": "en"}).text

    assert "by car, no traffic" in free
    assert "Driving time without traffic" in free
    assert 'name="traffic"' not in free
    assert "by car, traffic: peak hour" in slow
    assert "Driving time, traffic: peak hour, illustrative" in slow
    assert "no traffic" not in slow
    assert re.search(r'<option value="peak" selected>Peak hour, illustrative</option>', slow)
    data = json.loads(re.search(r'id="map-data"[^>]*>(.*?)</script>', slow, re.DOTALL)[1])
    assert "traffic=peak" in data["way"]
    assert "by car, traffic: peak hour" in data["nearest"][0][4]
    text = client.get("/text", query_string=place_query(HERE) | {"traffic": "peak", "lang": "en"})
    assert "by car, traffic: peak hour" in text.text


def test_the_finder_says_the_walking_speed(client):
    query = place_query(HERE) | {"travel": "roads-walk", "walk_kmh": "5", "lang": "en"}
    page = client.get("/", query_string=query).text

    assert "Minutes on foot at 5 km/h" in page
    data = json.loads(re.search(r'id="map-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    assert "walk_kmh=5" in data["way"]


def test_the_way_that_is_drawn_takes_the_minutes_of_the_list(client):
    for query in (PEAK, NAMED | {"walk_kmh": "3"}):
        fair, minutes = next(iter(minutes_of(nearest(client, **query)).items()))
        more = place_query(HERE) | {"threshold_min": "600", "fair_id": fair}
        drawn = client.get("/map/way.json", query_string=query | more).json
        assert drawn["minutes"] == pytest.approx(minutes, abs=0.02)


def test_the_command_line_says_it(town):
    asked = ("--travel", "roads", "--traffic", "peak", "--walk-kmh", "3")
    told = run(town, "coverage", *asked).stdout
    lon, lat = (str(each) for each in place_query(HERE).values())
    near = run(town, "nearest", lon, lat, "--traffic", "早高峰").stdout
    walked = run(town, "nearest", lon, lat, "--profile", "walk", "--walk-kmh", "5").stdout

    assert f"by car, traffic peak (illustrative: {SOURCE})" in told
    assert "on foot to the road and from it at 3 km/h" in told
    assert "by car, traffic 早高峰 (市交通研究院 2026)" in near
    assert "on foot at 5 km/h" in walked


def test_other_tables_are_another_answer_to_caches(town, client):
    usual = {"FAIRREACH_DATA": town["FAIRREACH_DATA"]}
    bare = create_app(settings_on(town["FAIRREACH_DATABASE_URL"], **usual)).test_client()

    tags = {each.get("/planner").headers["ETag"] for each in (client, bare)}
    assert len(tags) == 2
    assert bare.get("/api/v1/coverage", query_string=NAMED).status_code == 400
