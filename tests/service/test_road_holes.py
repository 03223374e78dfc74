"""Around a hole in the road data every face says the same: by road or estimated, fair by fair."""

import json
import re
from html import unescape

import pytest
from campaigns import make_campaign
from stored_towns import fair_at, import_town, run, stored_town
from stores import settings_on
from towns import horseshoe_town, river_town, spur_town

from service.app import create_app

pytestmark = pytest.mark.slow  # apps, children or disks for each test

HOME, FAR_OFF = (-2000, 500), (20_000, 300)
FAIRS = {"near": (-1000, 1000), "middle": (7000, 0), "hole": (20_000, 0)}
PEOPLE = [(*HOME, 900), (7000, 100, 60), (20_000, 6000, 300)]
WAYS = {"roads": "by car, no traffic", "estimated": "(estimated)"}
SPUR = spur_town()
# The fair is 3.05 km away, and 12.45 km by the only road.
HORSESHOE = horseshoe_town(3_050, 4_700)


def stored(folder, town, people, fairs):
    campaign = make_campaign(
        demand=[(*town.place(x, y), n) for x, y, n in people],
        fairs=[fair_at(at, town, fair_id=name, name=name) for name, at in fairs.items()],
    )
    environment = import_town(folder, town, campaign)
    url, data = (environment[f"FAIRREACH_{name}"] for name in ("DATABASE_URL", "DATA"))
    return environment, create_app(settings_on(url, FAIRREACH_DATA=data)).test_client()


@pytest.fixture(scope="module")
def holed(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("holed"), SPUR, PEOPLE, FAIRS)


@pytest.fixture(scope="module")
def round_about(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("round"), HORSESHOE, [(0, 0, 9)], {"across": (3_050, 0)})


def query_at(town, point, **more):
    lon, lat = town.place(*point)
    return {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"} | more


def api(client, query):
    return client.get("/api/v1/fairs/nearest", query_string=query).json


def trips(answer):
    """Fair, minutes and method of each feature."""
    return [
        (
            each["id"],
            max(1, round(each["properties"]["travel_min"])),
            each["properties"]["travel_method"],
        )
        for each in answer["features"]
    ]


def cards(page):
    """The same of the page's cards."""
    card = r'id="fair-(\w+)">.*?<strong>about (\d+) min</strong> <span class="by">(.*?)</span>'
    found = re.findall(card, page, re.DOTALL)
    return [(fair, int(minutes), way) for fair, minutes, way in found]


def pins(page):
    """The lines of the map, and the fairs to which it draws a way."""
    data = json.loads(re.search(r'id="map-data">(.*?)</script>', page, re.DOTALL)[1])
    return {row[1]: row[4] for row in data["nearest"]}, data.get("by_road", [])


def command(environment, query, *more):
    done = run(environment, "nearest", query["lon"], query["lat"], *more)
    assert done.exit_code == 0, done.output
    return done


def test_every_face_says_the_same_of_each_fair(holed):
    environment, client = holed
    query = query_at(SPUR, HOME)

    answer = api(client, query)
    page = client.get("/", query_string=query | {"lang": "en"}).text
    text = client.get("/text", query_string=query | {"lang": "en"}).text
    shell = run(environment, "nearest", "--json", "--", query["lon"], query["lat"])

    told = trips(answer)
    assert [(fair, method) for fair, _, method in told] == [
        ("near", "roads"), ("middle", "roads"), ("hole", "estimated"),
    ]  # fmt: skip
    assert answer["definition"]["travel"] == "automatic"
    named = [(fair, minutes, WAYS[method]) for fair, minutes, method in told]
    assert cards(page) == named
    lines, drawn = pins(page)
    assert drawn == ["near", "middle"]
    for number, (fair, minutes, way) in enumerate(named, 1):
        assert f"\n{number}. about {minutes} min {way} · " in text
        assert f"about {minutes} min {way} · " in lines[fair]
        assert " straight" in lines[fair]
    assert json.loads(shell.stdout) == answer


def test_the_command_line_names_the_way_to_each_fair(holed):
    environment, _ = holed
    told = command(environment, query_at(SPUR, HOME)).stdout

    assert re.search(r"by car, no traffic  2027.* middle ", told)
    assert re.search(r"estimated +2027.* hole ", told)


def test_around_a_hole_the_page_says_why_times_are_estimated(holed):
    _, client = holed
    here = client.get("/", query_string=query_at(SPUR, HOME, lang="en")).text
    there = client.get("/", query_string=query_at(SPUR, FAR_OFF, lang="en")).text

    assert "Too few roads are known around some fairs: times to these are estimated." in here
    assert "Driving time without traffic, with a walk of" in here
    assert "Too few roads are known around this place, so times are estimated." in there
    assert {way for *_, way in cards(there)} == {"(estimated)"}
    assert pins(there)[1] == []


def test_who_asks_for_roads_in_a_hole_is_obeyed_and_warned(holed):
    environment, client = holed
    query = query_at(SPUR, FAR_OFF, travel="roads")

    answer = api(client, query)
    page = client.get("/", query_string=query | {"lang": "en"}).text
    text = client.get("/text", query_string=query | {"lang": "en"}).text
    shell = command(environment, query, "--travel", "roads")

    assert {method for *_, method in trips(answer)} == {"roads"}
    assert answer["place"]["roads_known_around"] is False
    notices = {each["id"]: each["properties"]["travel_notices"] for each in answer["features"]}
    assert notices["hole"] == ["roads_missing"]
    assert notices["near"] == []
    for said in (page, text):
        assert "Too few roads are known around this place: times may be wrong." in said
        assert said.count("Too few roads are known around this fair: the time may be wrong.") >= 1
    assert "less than 95 % of the people within 10 km of the place" in shell.stdout
    assert "roads_missing: " in shell.stderr


def test_a_long_way_round_is_said_on_every_face(round_about):
    environment, client = round_about
    query = query_at(HORSESHOE, (0, 0))
    said = "A long way round, or roads are missing."

    (feature,) = api(client, query)["features"]
    page = client.get("/", query_string=query | {"lang": "en"}).text
    way = query | {"travel": "roads", "fair_id": "across"}

    assert feature["properties"]["travel_notices"] == ["long_way"]
    assert f'<p class="small warned">{said}</p>' in unescape(page)
    assert said in pins(page)[0]["across"]
    assert said in client.get("/text", query_string=query | {"lang": "en"}).text
    assert "long_way: " in command(environment, query).stderr
    drawn = client.get("/map/way.json", query_string=way).json
    assert drawn["long_way"] is True
    assert drawn["straight_m"] == pytest.approx(3_050, abs=1)


def test_a_profile_or_a_speed_alone_names_its_way(holed):
    _, client = holed
    walk = api(client, query_at(SPUR, HOME, profile="walk"))

    assert walk["definition"]["travel"] == "roads"
    assert walk["definition"]["profile"] == "walk"
    speed = client.get("/", query_string=query_at(SPUR, HOME, speed_kmh="60", lang="en"))
    assert {way for *_, way in cards(speed.text)} == {"(estimated)"}
    assert client.get(
        "/api/v1/fairs/nearest", query_string=query_at(SPUR, HOME, speed_kmh="60")
    ).status_code == 400  # fmt: skip


def test_an_import_warns_of_what_the_roads_lack_and_the_list_of_networks_again(tmp_path):
    environment = stored_town(tmp_path)
    bare = river_town(None).write(tmp_path / "bare.osm.pbf")

    imported = run(environment, "roads", "import", str(bare), "--name", "bare", "--json")
    info = run(environment, "roads", "info")
    listed = run(environment, "roads", "info", "--json")

    assert imported.exit_code == info.exit_code == 0
    for said in (imported.stderr, info.stderr):
        assert "warning: all roads of bare are of one class, residential" in said
        assert "warning: no road in 510104区 (510104)" in said
        assert "warning: the extract of bare holds no waters: maps have the base map's" in said
        assert "warning: the extract of bare holds no places by name" in said
    assert "warning" not in info.stdout
    told = json.loads(imported.stdout)["warnings"]
    other = {network["name"] for network in json.loads(listed.stdout)} - {"bare"}
    assert [each["lack"] for each in told if other.isdisjoint(each["of"])] == [
        "classes", "districts", "waters", "names"
    ]  # fmt: skip
    assert run(environment, "versions", "--json").exit_code == 0
