"""Roads in every face: a town with a river, imported as a user would, asked over HTTP and shell."""

import json

import pytest
from pyproj import Geod
from stored_towns import BY_ROAD_MIN, HERE, PEOPLE, QUERY, TOWN, place_query, run, stored_town
from stores import settings_on
from towns import BRIDGE, river_town

from geodata.signs.profile import WALK_KMH
from service.app import create_app

pytestmark = pytest.mark.slow  # apps, children or disks for each test


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return stored_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def covered_town(tmp_path_factory):
    """A town in which everybody lives near a road that is known."""
    return stored_town(tmp_path_factory.mktemp("covered"), PEOPLE[:2])


@pytest.fixture(scope="module")
def client(town):
    return client_of(town)


def client_of(environment):
    more = {name: environment[name] for name in ("FAIRREACH_DATA",)}
    return create_app(settings_on(environment["FAIRREACH_DATABASE_URL"], **more)).test_client()


def test_the_nearest_fair_by_road_is_not_the_nearest_by_air(client):
    def order(travel):
        query = place_query(HERE) | {"travel": travel}
        answer = client.get("/api/v1/fairs/nearest", query_string=query).json
        return [(f["id"], f["properties"]["travel_min"]) for f in answer["features"]], answer

    by_air, _ = order("straight")
    by_road, answer = order("roads")

    assert [fair for fair, _ in by_air] == ["over-the-river", "this-bank"]
    assert [fair for fair, _ in by_road] == ["this-bank", "over-the-river"]
    assert by_road[1][1] == pytest.approx(BY_ROAD_MIN, abs=0.01)
    assert answer["definition"]["profile"] == "drive"
    assert answer["place"]["road_known"] is True
    assert answer["place"]["walk_m"] == pytest.approx(30, abs=0.1)


def test_on_foot_the_same_way_takes_as_long_as_one_walks(client):
    query = place_query(HERE) | {"travel": "roads", "profile": "walk"}
    found = client.get("/api/v1/fairs/nearest", query_string=query).json["features"]
    minutes = {f["id"]: f["properties"]["travel_min"] for f in found}

    assert minutes["over-the-river"] == pytest.approx(60 * 3.57 / WALK_KMH, abs=0.1)


def test_a_place_far_from_every_road_is_told_so_and_given_no_fair(client):
    query = {"lon": "104.5", "lat": "30.5", "travel": "roads"}
    answer = client.get("/api/v1/fairs/nearest", query_string=query).json

    assert answer["features"] == []
    assert answer["place"]["road_known"] is False
    assert answer["place"]["walk_m"] is None


def test_persons_without_a_road_are_counted_apart_everywhere(client, town):
    told = client.get("/api/v1/coverage", query_string=QUERY).json
    shell = json.loads(run(town, "coverage", "--travel", "roads", "--threshold-min", "5",
                           "--json").stdout)  # fmt: skip
    chengdu = next(d for d in told["districts"] if d["adcode"] == "510104")

    assert told["total"]["persons"] == 1020
    assert told["total"]["persons_no_road"] == 60
    assert told["definition"]["denominator"] == "persons_in_districts"
    assert chengdu["persons"] == chengdu["persons_no_road"] == 60
    assert chengdu["coverage_known"] is None
    assert shell["total"] == told["total"]
    assert shell["definition"] == told["definition"]


def test_the_page_says_which_districts_the_roads_leave_out(client):
    page = client.get("/planner", query_string=QUERY | {"lang": "en"}).text

    assert "Another 60 people have no road data" in page
    assert "Mostly unknown: District 510104" in page


def test_a_district_without_roads_does_not_look_like_one_without_people(client):
    text = client.get("/planner", query_string=QUERY | {"district": "510104", "lang": "en"}).text

    row = text.split('id="row-510104"')[1].split("</tr>")[0]
    assert "60 unknown" in row
    assert row.count("–</td>") == 1
    assert '<td class="coverage">–' in row
    card = text.split('id="district"')[1].split("</section>")[0]
    assert "<dt>Unknown, no road data</dt><dd>60 (100.0%)</dd>" in card
    assert "60 (100.0%)" in text.split("How this is counted")[1].split("</details>")[0]


def test_fairs_that_no_known_road_leads_to_are_counted_and_told(client):
    told = client.get("/api/v1/coverage", query_string=QUERY).json
    everybody = told["total"]["persons"]
    fairs = told["definition"]["fairs_counted"]

    assert told["definition"]["fairs_no_road"] == 0
    assert told["total"]["fairs_per_100k"] == pytest.approx(fairs * 1e5 / everybody)


def test_whose_roads_they_are_is_said_wherever_they_are_shown(client, town, tmp_path):
    page = client.get("/planner", query_string=QUERY | {"lang": "en"}).text
    assert "Roads: © OpenStreetMap contributors" in page.split("</main>")[0]
    data = json.loads(page.split('id="map-data">')[1].split("</script>")[0])
    assert "© OpenStreetMap (ODbL)" in data["strings"]["attribution"]
    definition = client.get("/api/v1/coverage", query_string=QUERY).json["definition"]
    assert "OpenStreetMap contributors" in definition["attribution"]
    run(town, "map", str(tmp_path / "map.html"), "--travel", "roads", "--threshold-min", "5")
    assert "OpenStreetMap contributors" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_on_foot_the_words_are_those_of_walkers(client):
    text = client.get("/planner", query_string=QUERY | {"profile": "walk", "lang": "en"}).text

    assert "Minutes on foot at 4 km/h" in text
    assert "place to park" not in text
    assert "on foot to {fair}" in text
    query = place_query(HERE) | {"travel": "roads", "profile": "walk", "lang": "en"}
    listed = client.get("/", query_string=query).text
    assert "Minutes on foot at 4 km/h" in listed
    assert "Driving time" not in listed


def test_a_profile_without_roads_is_refused_and_not_passed_over(client, town):
    for path in ("/api/v1/coverage", "/api/v1/fairs/nearest"):
        query = place_query(HERE) if "nearest" in path else {}
        answer = client.get(path, query_string=query | {"travel": "straight", "profile": "walk"})
        assert answer.status_code == 400
        assert answer.json["errors"][0]["parameter"] == "profile"
    shell = run(town, "coverage", "--travel", "estimated", "--profile", "walk")
    assert shell.exit_code == 2
    assert "give travel=roads with it" in shell.stderr


@pytest.mark.slow
def test_roads_are_usual_only_where_they_are_known_for_enough_people(town, covered_town):
    few, enough = client_of(town), client_of(covered_town)

    assert few.get("/api/v1/coverage").json["definition"]["travel"] == "straight"
    assert enough.get("/api/v1/coverage").json["definition"]["travel"] == "roads"
    assert enough.get("/api/v1/coverage").json["definition"]["threshold_min"] == 30
    assert "by car, no traffic" in enough.get("/planner?lang=en").text
    nearest = enough.get("/api/v1/fairs/nearest", query_string=place_query(HERE)).json
    assert nearest["definition"]["travel"] == "automatic"
    assert {each["properties"]["travel_method"] for each in nearest["features"]} == {"roads"}
    assert "by car, no traffic" in run(covered_town, "coverage").stdout
    assert "straight line" in run(town, "coverage").stdout


def test_without_a_network_the_pages_say_what_they_use_instead(client, filled):
    bare = create_app(settings_on(filled)).test_client()

    page = bare.get("/planner?lang=en").text
    assert "No road network has been imported" in page
    assert "By car, no traffic" not in page
    assert "By car, no traffic" in client.get("/planner?lang=en").text
    refused = bare.get("/planner?lang=en&travel=roads")
    assert refused.status_code == 400
    assert "no road network has been imported" in refused.text
    for path in ("/api/v1/coverage", "/api/v1/gaps", "/map/reach.json", "/map/gaps.json"):
        assert bare.get(path, query_string={"travel": "roads"}).status_code == 400
    query = place_query(HERE) | {"travel": "roads"}
    assert bare.get("/api/v1/fairs/nearest", query_string=query).status_code == 400
    assert bare.get("/", query_string=query).status_code == 400


def test_the_drawn_way_takes_as_long_and_is_as_long_as_the_list_says(client):
    query = place_query(HERE) | {"travel": "roads", "fair_id": "over-the-river"}
    way = client.get("/map/way.json", query_string=query)
    line = way.json["line"]
    geod = Geod(ellps="WGS84")

    assert way.headers["Cache-Control"] == "no-store"
    assert way.json["minutes"] == pytest.approx(BY_ROAD_MIN, abs=0.01)
    assert way.json["metres"] == pytest.approx(3500, abs=1)
    assert geod.line_length(*zip(*line, strict=True)) == pytest.approx(3500, abs=5)
    assert way.json["walk_m"] == pytest.approx([30, 40], abs=0.1)
    assert min(lat for _, lat in line) == pytest.approx(TOWN.place(0, 0)[1], abs=1e-4)


def test_from_where_people_live_the_way_leads_to_their_nearest_fair(client):
    way = client.get("/map/way.json", query_string=QUERY | place_query(HERE)).json
    none = client.get("/map/way.json", query_string=QUERY | {"lon": "104.5", "lat": "30.5"}).json

    assert way["fair"]["fair_id"] == "this-bank"
    assert none == {"fair": None, "line": None}


def test_reached_land_comes_in_bands_with_what_lies_beyond(client):
    found = client.get("/map/reach.json", query_string=QUERY).json["features"]
    told = [(f["properties"]["kind"], f["properties"].get("limit")) for f in found]

    assert told == [
        ("beyond", None), ("unreachable", None),
        ("within", 60), ("within", 45), ("within", 30), ("within", 15), ("within", 5),
    ]  # fmt: skip
    page = client.get("/planner", query_string=QUERY).text
    assert json.loads(page.split('id="map-data">')[1].split("</script>")[0])["bands"] == {
        "limits": [5, 15, 30, 45, 60], "threshold": 5, "unit": "min",
    }  # fmt: skip


def test_the_land_that_one_fair_reaches_stops_at_the_river_without_time_for_the_bridge(client):
    query = QUERY | {"fair_id": "over-the-river"}
    (feature,) = client.get("/map/fair-reach.json", query_string=query).json["features"]
    rings = feature["geometry"]["coordinates"]
    lons = (
        [x for polygon in rings for ring in polygon for x, *_ in ring]
        if feature["geometry"]["type"] == "MultiPolygon"
        else [x for ring in rings for x, _ in ring]
    )

    assert feature["properties"] == {"fair_id": "over-the-river"}
    assert min(lons) > TOWN.place(-600, 0)[0]


@pytest.mark.parametrize("query", [
    {"travel": "straight", "fair_id": "this-bank"},
    {"travel": "roads"},
    {"travel": "roads", "fair_id": "none"},
    {"travel": "roads", "fair_id": "this-bank", "profile": "fly"},
])  # fmt: skip
def test_a_reach_that_cannot_be_had_is_refused(client, query):
    assert client.get("/map/fair-reach.json", query_string=query).status_code in {400, 404}


@pytest.mark.parametrize("lon", ["", "x", "181", "nan", "106.5&lon=106.6"])
def test_a_way_from_nowhere_is_refused(client, lon):
    answer = client.get(f"/map/way.json?travel=roads&lat=29.5&lon={lon}")

    assert answer.status_code == 400


def test_the_finder_goes_by_road_where_one_is_known_and_says_which(client):
    by_road = client.get("/", query_string=place_query(HERE) | {"lang": "en"}).text
    elsewhere = client.get("/?lon=104.5&lat=30.5&lang=en").text
    asked = client.get("/?lon=104.5&lat=30.5&lang=en&travel=roads").text

    assert "Driving time without traffic, with a walk of 30 m" in by_road
    assert by_road.index("本岸") < by_road.index("对岸")
    assert "(estimated)" in elsewhere
    assert "Too few roads are known around this place, so times are estimated." in elsewhere
    assert "no way by road can be given" in asked


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "2027-12-01"}, "No fairs on these dates."),
        ({"occupation": "zzz"}, "matches your filters"),
    ],
)
def test_that_no_fair_is_held_or_fits_is_not_blamed_on_the_roads(client, query, said):
    text = client.get("/", query_string=place_query(HERE) | query | {"lang": "en"}).text

    assert "can be reached by road" not in text
    assert said in text


def test_one_control_of_the_form_says_the_profile_too(client):
    page = client.get("/planner?travel=roads-walk&threshold=20&unit=min&lang=en")
    assert page.status_code == 303
    shown = client.get(page.headers["Location"]).text

    assert "within 20 min (on foot)" in shown
    assert '<option value="roads-walk" selected>' in shown
    assert "profile=walk" in shown
    assert client.get("/api/v1/coverage?travel=roads-walk").status_code == 400


def test_each_version_names_the_networks_that_its_numbers_rest_on(client, town):
    (network,) = client.get("/api/v1/coverage", query_string=QUERY).json["definition"]["networks"]
    first, second = json.loads(run(town, "versions", "--json").stdout)
    (told,) = json.loads(run(town, "roads", "info", "--json").stdout)

    assert network["name"] == "river-town"
    assert first["roads"] == []
    assert second["roads"][0]["digest"] == network["digest"] == told["digest"]
    assert told["km"] == pytest.approx(50, abs=0.1)
    assert told["km_by_kind"] == {"primary": 1.0, "residential": pytest.approx(49, abs=0.1)}
    assert told["components"]["drive"] == [told["km"]]


@pytest.mark.slow
def test_a_lost_network_is_named_and_nothing_else_suffers(tmp_path):
    environment = stored_town(tmp_path)
    (folder,) = (tmp_path / "roads").iterdir()
    folder.rename(tmp_path / "lost")
    client = client_of(environment)

    assert client.get("/planner").status_code == 200
    refused = client.get("/planner", query_string=QUERY | {"lang": "en"})
    assert refused.status_code == 400
    assert "missing or damaged" in refused.text
    assert "import it again" in run(environment, "roads", "info").stderr


@pytest.mark.slow
def test_damaged_roads_end_a_command_that_needs_them_with_1_and_no_other(tmp_path):
    environment = stored_town(tmp_path)
    (array,) = (tmp_path / "roads").glob("*/metres.npy")
    array.write_bytes(array.read_bytes()[:-1] + b"x")
    out = str(tmp_path / "out.csv")

    for line in (
        ["roads", "info"],
        ["coverage", "--travel", "roads"],
        ["nearest", "106.5", "29.5", "--travel", "roads"],
        ["export", "gaps", out, "--travel", "roads"],
    ):
        done = run(environment, *line)
        assert (done.exit_code, done.stdout) == (1, ""), line
        assert "import it again" in done.stderr
    assert run(environment, "coverage", "--travel", "straight").exit_code == 0
    assert run(environment, "export", "fairs", out).exit_code == 0


@pytest.mark.slow
def test_a_network_that_is_refused_or_unknown_changes_nothing(town, tmp_path):
    before = run(town, "versions").stdout
    bad = tmp_path / "bad.osm.pbf"
    bad.write_bytes(b"no road at all")
    elsewhere = river_town(BRIDGE, lon=10, lat=50).write(tmp_path / "elsewhere.osm.pbf")

    refused = [run(town, "roads", "import", str(path)) for path in (bad, elsewhere)]
    unknown = run(town, "roads", "remove", "nobody")
    misnamed = run(town, "roads", "import", str(elsewhere), "--name", "a b")

    assert [done.exit_code for done in (*refused, unknown, misnamed)] == [2, 2, 2, 2]
    assert "is no OpenStreetMap file" in refused[0].stderr
    assert "has no roads in the campaign's 2 districts" in refused[1].stderr
    assert run(town, "versions").stdout == before


@pytest.mark.slow
def test_a_network_that_takes_another_ones_name_says_how_long_that_was(tmp_path):
    environment = stored_town(tmp_path)
    (known,) = json.loads(run(environment, "roads", "info", "--json").stdout)
    smaller = river_town(None).write(tmp_path / "smaller.osm.pbf")

    again = run(environment, "roads", "import", str(smaller), "--name", known["name"])
    other = run(environment, "roads", "import", str(smaller), "--name", "other")

    assert f"it replaces a network of {known['km']:,.0f} km" in again.stdout
    assert "it replaces" not in other.stdout


@pytest.mark.slow
def test_a_network_is_left_out_of_a_new_version_and_kept_by_the_old(tmp_path):
    environment = stored_town(tmp_path)

    assert run(environment, "roads", "remove", "river-town").exit_code == 0
    assert "no road network" in run(environment, "roads", "info").stdout
    assert run(environment, "versions", "use", "2").exit_code == 0
    assert "river-town" in run(environment, "roads", "info").stdout


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg", "geojson"])
@pytest.mark.parametrize("what", ["coverage", "gaps"])
def test_results_by_road_are_written_in_every_format(town, tmp_path, ending, what):
    file = tmp_path / f"{what}.{ending}"
    done = run(town, "export", what, str(file), "--travel", "roads", "--threshold-min", "5")

    assert done.exit_code == 0, done.stderr
    if ending == "csv":
        assert "river-town" in file.read_text(encoding="utf-8")


def test_the_map_for_mail_holds_the_reached_land(town, tmp_path):
    file = tmp_path / "map.html"
    done = run(town, "map", str(file), "--travel", "roads", "--threshold-min", "5", "--lang", "en")
    page = file.read_text(encoding="utf-8")

    assert done.exit_code == 0
    assert '"kind":"within"' in page
    assert '"way":null' in page.replace(" ", "")
