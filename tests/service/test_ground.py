"""The ground in every face but the live map: imported as a user would, asked for over HTTP."""

import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from river_city import City
from stored_city import stored_city
from stored_towns import run
from stores import settings_on

from geodata.ground.kinds import Kind
from geodata.store import checksums
from geodata.store.store import Store
from service.app import create_app

pytestmark = pytest.mark.slow  # children, apps or disks for each test
OVER_THE_CITY = "12/3260/1695"
JSON_TYPE = "application/json"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return stored_city(tmp_path_factory.mktemp("city"))


def client_of(environment, **more):
    data = {"FAIRREACH_DATA": environment["FAIRREACH_DATA"]}
    url = environment["FAIRREACH_DATABASE_URL"]
    return create_app(settings_on(url, **data, **more)).test_client()


@pytest.fixture(scope="module")
def client(city):
    return client_of(city)


def told(client, path="/planner"):
    """What a page tells its map."""
    page = client.get(path).text
    data = page.split('id="map-data">')[1].split("</script>")[0]
    return json.loads(data)


@pytest.fixture(scope="module")
def digest(client):
    (ground,) = told(client)["ground"]
    return ground["tiles"].split("/")[3]


def test_an_import_tells_of_the_ground_and_the_version_names_it(city):
    told = run(city, "roads", "info")

    assert "ground     0." in told.stdout
    assert "holds no" not in told.stderr
    (network,) = json.loads(run(city, "roads", "info", "--json").stdout)
    assert network["ground"]["places"] > 20
    folder = Path(city["FAIRREACH_DATA"]) / "ground"
    assert [each.name for each in folder.iterdir()] == [f"{network['ground']['digest']}.tiles"]


def test_both_pages_tell_their_map_where_the_tiles_are(client, digest):
    for path in ("/planner", "/?lon=106.55&lat=29.56"):
        (ground,) = told(client, path)["ground"]
        assert ground["tiles"] == f"/map/ground/{digest}/{{z}}/{{x}}/{{y}}.json"
        assert ground["zooms"] == [6, 8, 10, 12, 14]
        (south, west), (north, east) = ground["bounds"]
        assert (west, south, east, north) == pytest.approx((106.3, 29.25, 106.9, 29.9), abs=0.01)


def test_a_tile_is_answered_as_it_lies_there_and_may_be_kept_for_good(client, digest):
    address = f"/map/ground/{digest}/{OVER_THE_CITY}.json"

    packed = client.get(address, headers={"Accept-Encoding": "gzip, br, zstd"})
    plain = client.get(address, headers={"Accept-Encoding": "identity"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert {shape[0] for shape in plain.json["s"]} >= {Kind.WATER, Kind.RIVER, Kind.PRIMARY}
    for answer in (packed, plain):
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Type"] == "application/json"
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_where_nothing_lies_the_answer_is_empty(client, digest):
    answer = client.get(f"/map/ground/{digest}/12/0/0.json")

    assert (answer.status_code, answer.data) == (204, b"")
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "tile",
    [
        "11/1630/847", "12/4096/0", "12/0/4096", "99/0/0", "12/-1/5", "6/64/1", "12/1e3/4",
        f"12/{10**40}/0", f"{10**30}/0/0", "12/3260/1694.json.json", "12/..%2f..%2f/1", "12//1",
    ],
)  # fmt: skip
def test_there_is_no_tile_outside(client, digest, tile):
    assert client.get(f"/map/ground/{digest}/{tile}.json").status_code == 404


numbers = st.integers(-2, 20) | st.integers() | st.sampled_from([3260, 1695, 2**28, 2**56, 2**64])
parts = numbers | st.sampled_from(["", "..", "%00", "1.5", "-0", "0x1", "١٢", "nan", "12" * 200])


@settings(
    derandomize=True,
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.tuples(st.sampled_from([6, 8, 10, 12, 14]) | parts, parts, parts),
    st.sampled_from(["gzip", "br", "identity;q=0", "gzip;q=nan", ""]),
)
def test_whatever_tile_is_asked_for_the_answer_is_one_or_none(client, digest, tile, encoding):
    address = f"/map/ground/{digest}/{'/'.join(map(str, tile))}.json"

    answer = client.get(address, headers={"Accept-Encoding": encoding})

    assert answer.status_code in {200, 204, 404, 308}
    assert (answer.status_code == 200) == bool(answer.data and answer.mimetype == JSON_TYPE)


@pytest.mark.parametrize(
    "digest", ["0" * 40, "..", "%2e%2e", "../roads", "%00", "é", "x" * 3000, "..%2f..%2ffairreach"]
)
def test_no_other_file_can_be_asked_for(client, digest):
    assert client.get(f"/map/ground/{digest}/{OVER_THE_CITY}.json").status_code in {404, 308}


def test_asking_for_tiles_costs_nobody_pages(city, digest):
    client = client_of(city, FAIRREACH_RATE_LIMIT="5")

    answers = [client.get(f"/map/ground/{digest}/{OVER_THE_CITY}.json") for _ in range(20)]

    assert {each.status_code for each in answers} == {200}


def test_an_operator_may_do_without(city, digest):
    client = client_of(city, FAIRREACH_GROUND="0")

    assert told(client)["ground"] == []
    assert client.get(f"/map/ground/{digest}/{OVER_THE_CITY}.json").status_code == 404
    assert b'class="ground' not in client.get("/planner.svg").data


def test_the_still_map_shows_the_rivers_and_names_them(client):
    picture = client.get("/planner.svg?lang=zh").text

    assert 'class="ground river"' in picture
    assert "嘉陵江" in picture


def test_a_file_for_mail_holds_the_ground_of_its_first_view(city, tmp_path, digest):
    file = tmp_path / "map.html"
    assert run(city, "map", str(file)).exit_code == 0
    page = file.read_text(encoding="utf-8")

    layers = json.loads(page.split('id="map-layers">')[1].split("</script>")[0])
    tiles = {url.split("/", 4)[4] for url in layers if url.startswith(f"/map/ground/{digest}/")}
    assert {tile.split("/")[0] for tile in tiles} == {"8", "10"} | {
        tile.split("/")[0] for tile in tiles if tile.startswith("6/")
    }
    data = json.loads(page.split('id="map-data">')[1].split("</script>")[0])
    assert [ground["zooms"] for ground in data["ground"]] == [[6, 8, 10]]


def test_a_ground_that_is_damaged_leaves_the_pages_and_their_roads(tmp_path):
    environment = stored_city(tmp_path)
    (file,) = (tmp_path / "ground").iterdir()
    file.write_bytes(file.read_bytes()[:-1])

    client = client_of(environment)

    assert told(client)["ground"] == []
    answer = client.get("/api/v1/coverage?travel=roads&threshold_min=30")
    assert answer.status_code == 200
    assert "ground " not in run(environment, "roads", "info").stdout
    again = run(environment, "roads", "import", str(tmp_path / "river town.osm.pbf"))
    assert "ground " in again.stdout  # it is put right
    assert len(told(client_of(environment))["ground"]) == 1


def test_a_database_of_before_opens_without_a_ground(tmp_path):
    environment = stored_city(tmp_path)
    path = tmp_path / "fairreach.db"
    forget_grounds(path)

    store = Store.open(f"sqlite:///{path}", roads=tmp_path / "roads")
    campaign = store.load()

    assert campaign.grounds == ()
    assert list(campaign.networks) == ["river-town"]
    assert store.faults() == []
    store.close()
    assert told(client_of(environment))["ground"] == []


def forget_grounds(path):
    """Make of a database one of the schema before, as that would have written it."""
    with sqlite3.connect(path) as database:
        rows = database.execute(
            "SELECT id, name, digest, file, imported_at, source_date, checksum FROM networks"
        ).fetchall()
        for later in ("scenarios", "candidates"):
            database.execute(f"DROP TABLE {later}")
        database.execute("ALTER TABLE networks DROP COLUMN ground")
        database.execute("UPDATE alembic_version SET version_num = '0008'")
        sums = {row[-1]: checksums.of_row("networks", *row[:-1]) for row in rows}
        for before, after in sums.items():
            database.execute("UPDATE networks SET checksum = ? WHERE checksum = ?", (after, before))
        _sum_versions_up(database)
    database.close()


def _sum_versions_up(database):
    parts = dict(database.execute("SELECT id, checksum FROM parts"))
    networks = dict(database.execute("SELECT id, checksum FROM networks"))
    for number, created_at in database.execute(
        "SELECT number, created_at FROM versions"
    ).fetchall():
        held = database.execute(
            "SELECT table_name, part FROM version_parts WHERE version = ?", (number,)
        ).fetchall()
        laid = database.execute(
            "SELECT network FROM version_networks WHERE version = ?", (number,)
        ).fetchall()
        composed = [(table, part, parts[part]) for table, part in held]
        roads = [(network, networks[network]) for (network,) in laid]
        checksum = checksums.of_version(number, created_at, composed, roads)
        database.execute("UPDATE versions SET checksum = ? WHERE number = ?", (checksum, number))


def test_an_extract_of_names_alone_leaves_the_pages_whole(tmp_path):
    city = City()
    city.way([(106.5, 29.5), (106.52, 29.5), (106.52, 29.52)], "footway")
    environment = stored_city(tmp_path, city)

    assert told(client_of(environment))["ground"] == []


def test_the_number_of_a_review_stands_on_every_map(city):
    client = client_of(city, FAIRREACH_MAP_NUMBER="渝S(2027)001号")

    assert told(client)["map_number"] == "渝S(2027)001号"
    assert "渝S(2027)001号" in client.get("/planner.svg").text
    assert "map_number" not in told(client_of(city))
