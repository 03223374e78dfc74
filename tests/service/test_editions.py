"""A district of another edition, wherever a district is asked for: API, pages, calendar, CLI."""

import geopandas as gpd
import pytest
from campaigns import make_campaign
from click.testing import CliRunner
from editions import TOWNS, census_districts, todays_districts
from shapely import box
from spoken import unmarked
from stores import settings_on, store_campaign

from service.app import create_app
from service.cli import main

pytestmark = pytest.mark.slow

DEMAND = ((106.57, 29.6, 1000), (106.63, 29.72, 500))


def fair(town, number):
    lon, lat, *_ = TOWNS[town]
    return {"name": town, "lon": lon, "lat": lat, "date": f"2027-03-{number:02}"}


def client_of(folder, districts):
    url = f"sqlite:///{folder}/fairreach.db"
    rows = [fair(town, n) for n, town in enumerate(TOWNS, 1)]
    store_campaign(url, make_campaign(districts=districts, demand=DEMAND, fairs=rows))
    return create_app(settings_on(url)).test_client(), url


@pytest.fixture(scope="module")
def clients(tmp_path_factory):
    return {
        name: client_of(tmp_path_factory.mktemp(name), districts())
        for name, districts in (("2020", census_districts), ("2025", todays_districts))
    }


@pytest.fixture(params=["2020", "2025"])
def client(clients, request):
    return clients[request.param][0]


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """A campaign that knows two districts of one name."""
    table = gpd.GeoDataFrame(
        {"name_zh": ["朝阳区"] * 2, "name_en": ["Chaoyang District"] * 2, "persons": [3e6, 7e5],
         "seat_lon": [116.5, 125.3], "seat_lat": [40.0, 43.9], "region": ""},
        index=["110105", "220104"],
        geometry=[box(116.4, 39.9, 116.6, 40.1), box(125.2, 43.8, 125.4, 44.0)],
        crs="EPSG:4326",
    ).rename_axis("adcode")  # fmt: skip
    url = f"sqlite:///{tmp_path_factory.mktemp('twice')}/fairreach.db"
    rows = [
        {"name": "甲场", "lon": 116.5, "lat": 40.0},
        {"name": "乙场", "lon": 125.3, "lat": 43.9},
    ]
    fairs = [row | {"date": "2027-03-01"} for row in rows]
    store_campaign(url, make_campaign(districts=table, fairs=fairs))
    return create_app(settings_on(url)).test_client()


def named(code):
    return {town for town, (_, _, *codes) in TOWNS.items() if code in codes}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("两江新区", "500157"), ("500157", "500157"), ("重庆市两江新区", "500157"),
        ("江北区", "500105"), ("渝北区", "500112"), ("500112", "500112"), ("北碚", "500109"),
    ],
)  # fmt: skip
def test_the_fairs_of_a_district_are_found_under_each_of_its_names(client, text, code):
    answer = client.get("/api/v1/fairs", query_string={"district": text}).json
    calendar = client.get("/calendar.ics", query_string={"district": text}).get_data(as_text=True)

    assert {each["properties"]["name"] for each in answer["features"]} == named(code)
    assert calendar.count("BEGIN:VEVENT") == len(named(code))


def test_the_list_of_a_district_of_another_edition_begins_with_the_fairs_in_it(client):
    for code in ("500157", "500112"):
        found = client.get(f"/api/v1/districts/{code}/fairs?k=15").json["features"]
        metres = [each["properties"]["border_m"] for each in found]

        assert {each["properties"]["name"] for each in found[: len(named(code))]} == named(code)
        assert metres[: len(named(code))] == [0] * len(named(code))
        assert all(0 < far < 60_000 for far in metres[len(named(code)) :])


@pytest.mark.parametrize("text", ["两江新区", "liangjiang", "ljxq", "500157", "渝北区", "yubei"])
def test_a_district_of_another_edition_is_found_by_typing(client, text):
    page = client.get("/", query_string={"q": text, "lang": "en"}).get_data(as_text=True)

    name = "Yubei District" if text in ("渝北区", "yubei") else "Liangjiang New Area"
    assert f"Fairs in and near {name}" in " ".join(page.split())


@pytest.mark.parametrize("text", ["郫县", "510124", "pixian", "Pi County", "成都市郫都区"])
def test_a_renamed_district_is_found_by_typing_under_its_name_of_today(client, text):
    page = client.get("/", query_string={"q": text, "lang": "en"}).get_data(as_text=True)

    assert "Fairs in and near Pidu District" in " ".join(page.split())


def test_the_planner_knows_districts_of_before_and_says_where_one_is_two(clients):
    before, since = (clients[edition][0] for edition in ("2020", "2025"))

    page = since.get("/planner", query_string={"district": "江北区", "lang": "en"})
    assert 'id="district-name"' in page.get_data(as_text=True)
    assert "Liangjiang New Area" in page.get_data(as_text=True)
    refused = before.get("/planner", query_string={"district": "两江新区", "lang": "en"})
    assert refused.status_code == 400
    both = "江北区 500105 (重庆市), 渝北区 500112 (重庆市)"
    assert both in unmarked(refused.get_data(as_text=True))


@pytest.mark.parametrize(
    "address", ["/api/v1/fairs?district=朝阳区", "/api/v1/districts/朝阳区/fairs"]
)
def test_a_name_that_is_known_twice_is_refused_with_both_codes_and_cities(twice, address):
    refused = twice.get(address)

    assert refused.status_code == 400
    (error,) = refused.json["errors"]
    assert error["parameter"] == "district"
    assert "朝阳区 110105 (北京市), 朝阳区 220104 (长春市)" in error["reason"]


@pytest.mark.parametrize(("text", "name"), [("北京市朝阳区", "甲场"), ("220104", "乙场")])
def test_two_districts_of_one_name_are_told_apart_by_city_or_code(twice, text, name):
    for address in (f"/api/v1/fairs?district={text}", f"/api/v1/districts/{text}/fairs"):
        found = twice.get(address).json["features"]
        assert found[0]["properties"]["name"] == name
    page = twice.get("/", query_string={"q": text, "lang": "zh"}).get_data(as_text=True)
    assert "朝阳区及周边的招聘会" in page


@pytest.mark.parametrize("parameter", ["q", "district"])
@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_a_page_offers_both_districts_of_one_name_with_their_cities(twice, parameter, lang):
    asked = {parameter: "朝阳区", "lang": lang}
    page = twice.get("/", query_string=asked).get_data(as_text=True)

    assert "district=110105" in page
    assert "district=220104" in page
    assert ("北京市" if lang == "zh" else "Beijing") in page
    assert "长春市" in page


def test_the_command_line_asks_from_a_district_of_another_edition(clients, monkeypatch):
    monkeypatch.setenv("FAIRREACH_DATABASE_URL", clients["2020"][1])
    monkeypatch.setenv("FAIRREACH_NOW", "2027-02-18T10:00")

    done = CliRunner().invoke(main, ["nearest", "--district", "两江新区", "--k", "8"])

    assert done.exit_code == 0
    assert "8 published fairs in 两江新区 (500157)" in done.output


def test_imported_districts_are_as_of_no_known_day(client):
    assert client.get("/api/v1/districts").json["districts_as_of"] is None
    assert client.get("/api/v1/coverage").json["definition"]["districts_as_of"] is None
