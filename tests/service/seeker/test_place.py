"""A place, however it is said, over the API and for the pages."""

from dataclasses import replace

import geopandas as gpd
import pytest
from flask import render_template_string
from stores import HOSTILE, settings_on, small_campaign, store_campaign
from werkzeug.datastructures import MultiDict

from geodata.base.place import Place
from geodata.errors import QueryRefused
from geodata.store.store import Store
from service.app import create_app
from service.arguments import Arguments
from service.seeker.place import where
from service.web.context import current_campaign

API = "/api/v1/places"
PAGE = """
{% from "_where.html" import where_field, where_choices %}
<form action="/">{{ where_field({"q": found.typed}, campaign) }}</form>
{{ where_choices(found, link) }}
"""
NAMES = {
    "500103": ("渝中区", "Yuzhong District"),
    "500112": ("江北区", "Jiangbei District"),
    "510104": (f"锦江{HOSTILE}", f"Jinjiang {HOSTILE}"),
}
TOWNS = [
    ("江北街道", "Jiangbei", 106.12345, 29.98764, 5_000.0),
    ("石马河街道", "Shimahe", 107.20001, 29.5, float("nan")),
    ("城关镇", "Chengguan", 106.2, 29.2, 1.0),
    ("城关镇", "Chengguan", 104.2, 30.2, 2.0),
    (HOSTILE, HOSTILE, 106.3, 29.3, 3.0),
    *((f"双河{n}镇", "Shuanghe", 106.5, 29.6, 1.0) for n in "一二三四五六七八九十百千"),
]


@pytest.fixture(scope="module")
def towns_app(tmp_path_factory):
    """An app on a stored campaign with two places called 江北, and more called Shuanghe."""
    url = f"sqlite:///{tmp_path_factory.mktemp('towns')}/fairreach.db"
    campaign = small_campaign()
    named = campaign.districts.assign(
        name_zh=[NAMES[code][0] for code in campaign.districts.index],
        name_en=[NAMES[code][1] for code in campaign.districts.index],
    )
    store_campaign(url, replace(campaign, districts=named))
    name_zh, name_en, lon, lat, persons = zip(*TOWNS, strict=True)
    columns = {"kind": "town", "name_zh": name_zh, "name_en": name_en, "persons": persons}
    ground = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    store = Store.open(url)
    source = replace(campaign.provenance["districts"], table="basemap", rows=len(ground))
    store.replace({"basemap": ground}, provenance={"basemap": source})
    store.close()
    return create_app(settings_on(url))


@pytest.fixture
def towns(towns_app):
    return towns_app.test_client()


def found(client, **query):
    response = client.get(API, query_string=query)
    assert response.status_code == 200, response.text
    return response.get_json()["features"]


@pytest.fixture
def place(towns_app):
    """``place(lang="zh", q=...)``: what a page makes of a query."""

    def asked(lang="zh", **query):
        with towns_app.test_request_context(f"/?lang={lang}"):
            towns_app.preprocess_request()
            return where(Arguments.of_page(MultiDict(query)), current_campaign())

    return asked


@pytest.mark.parametrize("q", ["江北", "jiangbei", "JB", "Jiāng běi", "jiangb", "ｊｂ"])
def test_places_are_geojson_with_names_kind_and_what_they_lie_in(towns, q):
    district, town = found(towns, q=q)[:2]

    assert district["properties"] == {
        "kind": "district", "name_zh": "江北区", "name_en": "Jiangbei District",
        "adcode": "500112", "district_zh": "江北区", "district_en": "Jiangbei District",
        "city_zh": "重庆市", "city_en": "Chongqing", "persons": None,
    }  # fmt: skip
    assert district["geometry"] == {"type": "Point", "coordinates": [107.5, 29.5]}
    assert town["properties"]["kind"] == "town"
    assert town["properties"]["name_zh"] == "江北街道"
    assert town["properties"]["district_zh"] == "渝中区"
    assert town["properties"]["persons"] == 5000
    assert town["geometry"]["coordinates"] == [106.12345, 29.98764]


def test_the_answer_is_bounded_and_may_be_kept(towns):
    assert len(found(towns, q="shuanghe")) == 8
    assert len(found(towns, q="shuanghe", limit=20)) == 12
    assert found(towns, q="nowhere") == []

    first = towns.get(API, query_string={"q": "江北"})
    again = towns.get(
        API, query_string={"q": "江 北"}, headers={"If-None-Match": first.headers["ETag"]}
    )

    assert again.status_code == 304
    assert "Accept-Language" not in first.headers.get("Vary", "")
    assert towns.get(API, query_string={"q": "jb"}).headers["ETag"] != first.headers["ETag"]


def test_suggestions_name_what_is_spelt_alike_where_nothing_is_found(towns):
    nothing = towns.get(API, query_string={"q": "石马和"}).get_json()
    something = towns.get(API, query_string={"q": "石马河"}).get_json()

    assert nothing["features"] == []
    assert [each["properties"]["name_zh"] for each in nothing["similar"]] == ["石马河街道"]
    assert something["features"]
    assert something["similar"] == []


@pytest.mark.parametrize(
    "q", ["", " ", "a" * 101, "\x00", "江\n北", "\ufffd", "\u2028"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(towns, q):
    response = towns.get(API, query_string={"q": q})

    assert response.status_code == 400
    assert response.get_json()["errors"][0]["parameter"] == "q"


@pytest.mark.parametrize(
    "q",
    [
        "'",
        "%",
        "%(x)s",
        "{{7*7}}",
        "</script>",
        "a" * 100,
        "江" * 100,
        "𠀀",
        "😀",
        "١",
        "-1",
    ],
)
def test_hostile_text_finds_nothing_and_harms_nothing(towns, q):
    names = {f["properties"]["name_zh"] for f in found(towns, q=q)}

    assert names <= {HOSTILE, NAMES["510104"][0]}  # which hold some of these texts


def test_names_that_would_like_to_be_code_come_back_as_the_same_text(towns):
    names = [f["properties"]["name_zh"] for f in found(towns, q=HOSTILE[:60])]

    assert set(names) == {HOSTILE, NAMES["510104"][0]}


def test_towns_do_not_change_what_the_map_draws(towns):
    body = towns.get("/map/base.json").get_json()

    assert body["settlements"]["features"] == body["neighbours"]["features"] == []


@pytest.mark.parametrize(
    ("lang", "name"), [("zh", "江北区"), ("en", "Jiangbei District"), ("id", "Jiangbei District")]
)
def test_one_district_is_its_seat_and_code_under_its_name_in_the_language(place, lang, name):
    for query in (
        {"q": "江北区"},
        {"q": "jbq"},
        {"q": "Jiangbei District"},
        {"district": "500112"},
    ):
        there = place(lang, **query)
        assert (there.here, there.adcode, there.name) == (Place(107.5, 29.5), "500112", name)
        assert there.typed == name
        assert not there.choices


def test_one_town_is_its_point_and_name(place):
    there = place(q="smh")

    assert (there.here, there.adcode, there.name) == (Place(107.2, 29.5), None, "石马河街道")


def test_several_places_of_a_name_are_a_choice_whose_links_lead_to_each(place):
    there = place("en", q="jiangbei")

    assert there.here is there.adcode is there.name is None
    assert there.typed == "jiangbei"
    assert [(c.name, c.within) for c in there.choices] == [
        ("Jiangbei District", "Chongqing"), ("Jiangbei", "Yuzhong District, Chongqing"),
    ]  # fmt: skip
    district, town = [
        place("en", **{k: v for k, v in c.parameters.items() if v}) for c in there.choices
    ]
    assert district.adcode == "500112"
    assert town.here == Place(106.1235, 29.9876)
    assert town.name == "Jiangbei"
    assert [c.within for c in place(q="城关镇").choices][1] == "重庆市渝中区"


def test_a_long_choice_is_cut_and_says_so(place):
    assert len(place(q="shuanghe").choices) == 10
    assert place(q="shuanghe").more
    assert not place(q="jiangbei").more


def test_a_point_goes_before_a_name(place):
    point = {"lon": "104.5", "lat": "30.5"}

    assert place(**point, q="江北").here == Place(104.5, 30.5)
    assert place(**point).adcode is None
    assert place(**point, q="石马河").name is None


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"lon": "104.5", "lat": "30.5", "district": "500112"}, "district"),
        ({"lat": "30.5", "district": "500112"}, "district"),
        ({"district": "500103", "q": "江北"}, "q"),
        ({"district": "500103", "q": "nowhere"}, "q"),
    ],
)
def test_two_places_at_once_are_refused(place, given, parameter):
    with pytest.raises(QueryRefused) as refused:
        place(**given)

    assert refused.value.parameter == parameter


def test_a_district_may_be_given_with_its_own_name(place):
    assert place(district="500112", q="江北区").adcode == "500112"


def test_a_blank_place_is_none(place):
    assert place() == place(q=" ") == place(q="", district="")
    assert place().here is None


def test_a_point_is_kept_until_another_place_is_named(place):
    kept = {"kept": "104.5,30.5"}

    assert place(**kept) == place(**kept, q=" ") == place(lon="104.5", lat="30.5")
    assert place(**kept).form_value == "104.5,30.5"
    assert place(**kept, q="江北区").adcode == "500112"
    assert place(**kept, district="500103").adcode == "500103"
    assert place(**kept, lon="107.2", lat="29.5").here == Place(107.2, 29.5)


def test_a_town_among_several_of_its_name_is_kept_and_not_asked_for_again(place):
    town = place("en", kept="106.1235,29.9876", q="Jiangbei")

    assert (town.here, town.name, town.form_value) == (
        Place(106.1235, 29.9876),
        "Jiangbei",
        "106.1235,29.9876",
    )
    assert place("en", kept="104.5,30.5", q="jiangbei").choices
    assert place(district="500112").form_value == place(q="jiangbei").form_value == ""


@pytest.mark.parametrize(
    "query",
    [
        {"q": "nowhere"},
        {"q": "！"},
        {"q": "解放碑"},
        {"district": "nowhere"},
        {"district": "500999"},
    ],
)
def test_a_name_that_is_not_known_is_said_to_be_so_and_no_place_is_made_up(place, query):
    there = place("en", **query)

    assert there.missing == there.typed == next(iter(query.values()))
    assert there.here is there.adcode is None


def test_a_name_that_is_not_known_leaves_the_point_of_before(place):
    there = place(kept="104.5,30.5", q="解放碑")

    assert (there.here, there.missing) == (Place(104.5, 30.5), "解放碑")
    assert there.form_value == "104.5,30.5"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shimaehe", ["石马河街道"]), ("石马和", ["石马河街道"]), ("石马河镇", ["石马河街道"]),
        ("江北石马河", ["石马河街道"]), ("渝中区石马河", ["渝中区", "石马河街道"]),
        ("渝中区解放碑", ["渝中区"]), ("石马河立交桥", ["石马河街道"]), ("解放碑", []),
    ],
)  # fmt: skip
def test_places_that_may_be_meant_are_offered(place, typed, meant):
    there = place(q=typed)

    names = [there.name] if there.here else [choice.name for choice in there.choices]
    assert names == meant


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"kept": "1"}, "lat"), ({"kept": "a,b"}, "lon"), ({"kept": "200,0"}, "lon"),
        ({"kept": "1,2,3"}, "lat"), ({"kept": "1,2\x00"}, "kept"),
        ({"q": "a" * 101}, "q"), ({"lon": "1"}, "lat"),
        ({"lon": "181", "lat": "0"}, "lon"), ({"lon": "1", "lat": "1", "q": "\x00"}, "q"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_by_name(place, query, parameter):
    with pytest.raises(QueryRefused) as refused:
        place(**query)

    assert refused.value.parameter == parameter


def test_the_choice_is_a_list_of_links_and_hostile_names_stay_text(towns_app):
    with towns_app.test_request_context("/?lang=en"):
        towns_app.preprocess_request()
        there = where(Arguments.of_page(MultiDict({"q": "c"})), current_campaign())
        page = render_template_string(
            PAGE,
            found=replace(there, typed=f'"{HOSTILE}'),
            campaign=current_campaign(),
            link=lambda **change: "?" + "&".join(f"{k}={v}" for k, v in change.items() if v),
        )

    assert page.count("<li>") == len(there.choices) > 1
    assert 'value="&#34;{{ 7*7 }}{% x %}&lt;/script&gt;' in page
    assert HOSTILE not in page


@pytest.mark.parametrize("address", ["/?lang=en&", "/api/v1/fairs/nearest?"])
def test_exchanged_coordinates_are_asked_about(towns, address):
    response = towns.get(f"{address}lon=29.56&lat=106.55")

    assert response.status_code == 400
    assert "are longitude and latitude exchanged?" in response.text
    assert "exchanged" not in towns.get(f"{address}lon=29.56&lat=1066.55").text
