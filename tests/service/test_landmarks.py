"""Landmarks are places: found by any of their names, and told beside a fair."""

import pytest
from river_city import river_city
from stored_city import stored_city
from stores import settings_on

from service.app import create_app

pytestmark = pytest.mark.slow  # children, apps or disks for each test


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    environment = stored_city(tmp_path_factory.mktemp("city"))
    data = {"FAIRREACH_DATA": environment["FAIRREACH_DATA"]}
    return create_app(settings_on(environment["FAIRREACH_DATABASE_URL"], **data)).test_client()


def found(client, typed):
    answer = client.get("/api/v1/places", query_string={"q": typed}).json
    return [(f["properties"]["kind"], f["properties"]["name_zh"]) for f in answer["features"]]


@pytest.mark.parametrize("typed", ["观音桥", "Guanyinqiao", "guanyinqiao", "gyq", "观音"])
def test_a_quarter_is_found_by_any_of_its_names_and_its_station_is_no_second_place(client, typed):
    assert found(client, typed) == [("quarter", "观音桥")]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("解放碑", "quarter"), ("重庆北站", "station"), ("小什字", "metro"), ("xiaoshizi", "metro"),
        ("石桥铺", "subdistrict"), ("朝天门大桥", "bridge"), ("Chaotianmen Bridge", "bridge"),
        ("重庆大学", "university"), ("重庆医院", "hospital"), ("北城市场", "market"),
        ("江北机场", "airport"), ("鱼洞", "town"),
    ],
)  # fmt: skip
def test_every_kind_of_landmark_is_found(client, typed, kind):
    assert [each for each, _ in found(client, typed)] == [kind]


@pytest.mark.parametrize("typed", ["火车北站", "火车北", "huochebeizhan", "龙头寺火车站"])
def test_a_station_is_found_by_what_people_call_it(client, typed):
    assert found(client, typed) == [("station", "重庆北站")]


def test_a_seeker_who_types_what_people_call_a_station_gets_a_list(client):
    page = client.get("/", query_string={"q": "火车北站", "lang": "zh"}).text

    assert page.index("观音桥招聘会") < page.index("解放碑招聘会")


def test_a_seeker_who_types_a_landmark_gets_the_fairs_around_it(client):
    page = client.get("/", query_string={"q": "解放碑", "lang": "zh"}).text

    first, second = page.index("解放碑招聘会"), page.index("观音桥招聘会")
    assert first < second


def test_a_choice_between_places_says_what_kind_each_is(client):
    page = client.get("/", query_string={"q": "重庆", "lang": "en"}).text

    assert "Railway station" in page
    assert "University" in page


def test_a_fair_names_its_stations_and_the_way_on_foot(client):
    page = client.get("/fairs/jiefangbei?lang=en").text

    listed = page.split('id="stations"')[1].split("</ul>")[0]
    assert "Xiaoshizi" in listed
    assert listed.count("<li>") == 2
    assert "on foot" in listed


def test_without_an_extract_a_fair_names_no_station(town_client):
    page = town_client.get("/fairs/this-bank?lang=en").text

    assert 'id="stations"' not in page


def test_names_that_would_like_to_be_markup_are_text(tmp_path):
    city = river_city()
    city.spot((106.577, 29.5605), railway="station", name="<b>{{ 7*7 }}</b>站")
    environment = stored_city(tmp_path, city)
    data = {"FAIRREACH_DATA": environment["FAIRREACH_DATA"]}
    client = create_app(settings_on(environment["FAIRREACH_DATABASE_URL"], **data)).test_client()

    page = client.get("/fairs/jiefangbei?lang=zh").text

    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;站" in page
    assert "<b>" not in page.split('id="stations"')[1].split("</ul>")[0]
