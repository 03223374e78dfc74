"""The catalogue of services and policies: through the door, out again, and asked."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from campaigns import make_campaign
from pandas.testing import assert_frame_equal
from pyproj import Geod
from shapely import Point, box

from geodata.base.datum import Datum
from geodata.base.place import Place
from geodata.campaign.eligibility import Facts, Outcome
from geodata.campaign.fair import fairs_of
from geodata.campaign.provenance import Provenance
from geodata.campaign.tables import POLICIES
from geodata.districts.names import Gazetteer
from geodata.errors import FileRefused, StoreDamagedError
from geodata.export.contents import table_sheet
from geodata.export.write import export, export_sheet
from geodata.files.options import ReadOptions
from geodata.files.read import parse, read_table
from geodata.intake.tables import import_file
from geodata.search import catalogue
from geodata.search.services import fairs_offering, services_at
from geodata.store.store import Store

HOSTILE = "{{7*7}}{% x %}</script>${1}`<img onerror=x>=cmd|' /C calc'!A0\x07\u2028😀"
NOWHERE = Gazetteer(())
SERVICES = """\
事项名称,英文名称,印尼文名称,说明,办理对象,携带材料,办理地点,区县,地址,经度,纬度,办理时间,官方链接,适用情形
求职登记,Job search,Pencari kerja,登记,求职者,身份证,服务大厅,渝中区,某路 1 号,106.5,29.5,9:00-17:00,https://example.org/a,返乡务工、高校毕业生
求职登记,Job search,Pencari kerja,登记,求职者,身份证,二厅,渝北区,,,,,https://example.org/a,返乡务工；高校毕业生
网上咨询,,,,,,,,,,,,http://example.org/,
"""


@pytest.fixture
def read(tmp_path):
    def reading(text, table="services", name="t.csv", **options):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return parse(path, table, ReadOptions(**options), NOWHERE)

    return reading


@pytest.fixture
def problems(read):
    def refused(text, table="services", **options):
        with pytest.raises(FileRefused) as refusal:
            read(text, table, **options)
        return [(p.row, p.column, p.value, p.reason) for p in refusal.value.problems]

    return refused


@pytest.fixture
def store(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path}/fairreach.db")
    districts = gpd.GeoDataFrame(
        {"adcode": ["500103", "500112"], "name_zh": ["渝中区", "渝北区"], "name_en": ["a", "b"]},
        geometry=[box(106, 29, 107, 30), box(107, 29, 108, 30)],
        crs="EPSG:4326",
    )
    source = Provenance("districts", "d.gpkg", "2027-01-01", "wgs84", 2, False)
    store.replace({"districts": districts}, provenance={"districts": source})
    yield store
    store.close()


@pytest.fixture
def take(store, tmp_path):
    def taking(text, table="services", **options):
        path = tmp_path / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        return import_file(store, path, table, ReadOptions(), **options)

    return taking


def test_chinese_headings_are_read_and_rows_need_no_point(read):
    frame = read(SERVICES).frame

    first, second, online = (row for _, row in frame.iterrows())
    assert (first["name_id"], first["bring"], first["hours"]) == (
        "Pencari kerja", "身份证", "9:00-17:00",
    )  # fmt: skip
    assert (first["lon"], first["situations"]) == (106.5, "returning;graduate")
    assert second["district"] == "渝北区"
    assert frame["lon"].isna().tolist() == [False, True, True]
    assert (online["situations"], online["venue"]) == ("", "")
    assert frame["service_id"].is_unique
    assert frame["service_id"].str.fullmatch("s-[0-9a-f]{16}").all()


def test_an_id_stays_when_only_texts_change(read):
    changed = SERVICES.replace("身份证", "身份证、简历").replace("9:00", "8:30")

    assert read(changed).frame["service_id"].tolist() == read(SERVICES).frame["service_id"].tolist()


def test_every_problem_is_told_with_its_row_and_column(problems):
    found = problems(
        "name,conditions,situations,link,lon,lat\n"
        "A,age >= 16; age is 60; x = 1,返乡务工;富人;x,javascript:alert(1),106.5,\n"
        ",age >= 16,,,,\n"
        "C,,,,106.5,29.5\n",
        "policies",
    )

    assert {problem[:3]: problem[3].split(";")[0] for problem in found} == {
        (2, "conditions", "age is 60"): "is no condition",
        (2, "conditions", "x = 1"): "names no fact that is known",
        (2, "link", "javascript:alert(1)"): "must be the address of a page, such as "
        "https://www.example.gov.cn/page",
        (2, "lon", None): "there is only half a point",
        (2, "situations", "富人"): "must be among returning (返乡务工), difficulty (就业困难), "
        "graduate (高校毕业生), employer (用人单位)",
        (2, "situations", "x"): "must be among returning (返乡务工), difficulty (就业困难), "
        "graduate (高校毕业生), employer (用人单位)",
        (3, "name", None): "is empty, and is needed",
    }


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "//example.org",
        "example.org", "https://", "https:///x", "http://[::1", "https://good.gov.cn@evil.example/",
        "https://good.gov.cn\\@evil.example/", "https://a b/", "https://example.org:99999/",
        "HTTPS//x", "vbscript:x", "https:example.org",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(problems, link):
    ((row, column, value, reason),) = problems(f'name,link\nA,"{link}"\n')

    assert (row, column, value) == (2, "link", link)
    assert "address of a page" in reason


def test_addresses_of_pages_are_kept_as_they_are(read):
    links = [
        "https://example.org/a?b=c&d=%22#e",
        "http://例子.中国/办事",
        "HTTPS://EXAMPLE.ORG:8443",
    ]
    rows = "".join(f'A{n},"{link}"\n' for n, link in enumerate(links))

    assert read(f"name,link\n{rows}").frame["link"].tolist() == links


def test_half_a_point_is_refused_and_a_wrong_one_too(problems):
    assert [p[:3] for p in problems("name,lon,lat\nA,106.5,\n")] == [(2, "lon", None)]
    assert [p[:2] for p in problems("name,lon,lat\nA,29.5,106.5\n")] == [(2, "lon")]
    assert [p[:3] for p in problems("name,lon,lat\nA,x,29.5\n")] == [(2, "lon", "x")]


def test_all_is_a_situation_of_its_own(read):
    assert read("name,situations\nA,不限\nB,all\n").frame["situations"].tolist() == ["", ""]


def test_hostile_text_comes_through_every_text_column_exactly(read):
    columns = ["name", "name_en", "name_id", "about", "who", "bring", "venue", "district",
               "address", "hours"]  # fmt: skip
    text = pd.DataFrame([[HOSTILE] * len(columns)], columns=columns).to_csv(index=False)

    assert read(text).frame[columns].iloc[0].tolist() == [HOSTILE] * len(columns)


@pytest.mark.slow
@pytest.mark.parametrize("extension", ["csv", "xlsx", "geojson", "gpkg"])
@pytest.mark.parametrize("datum", list(Datum))
@pytest.mark.parametrize("table", ["services", "policies"])
def test_a_table_with_and_without_points_goes_out_and_comes_in_again(
    tmp_path, table, datum, extension
):
    key = {"services": "service_id", "policies": "policy_id"}[table]
    other = {"services": {"hours": "9:00"}, "policies": {"conditions": "age >= 16"}}[table]
    rows = [
        {"name": "甲", "lon": 106.5, "lat": 29.5, "situations": "returning", **other},
        {"name": "乙", "district": "渝中区", "link": "https://example.org/"},
    ]
    campaign = make_campaign(**{table: rows})
    path = tmp_path / f"t.{extension}"

    assert export(campaign, table, path, datum=datum) == 2

    back = read_table(path, table, ReadOptions(datum=datum), NOWHERE).frame
    assert_frame_equal(
        back.reset_index(drop=True),
        getattr(campaign, table).drop(columns="adcode").reset_index(),
        rtol=0, atol=1e-8, check_column_type=False,
    )  # fmt: skip
    assert key in back


def test_a_geojson_without_points_says_so_with_null(tmp_path):
    campaign = make_campaign(services=[{"name": "甲"}, {"name": "乙", "lon": 106.5, "lat": 29.5}])
    export(campaign, "services", tmp_path / "t.geojson")

    frame = gpd.read_file(tmp_path / "t.geojson")
    assert frame.geometry.isna().tolist() == [True, False]
    assert frame.geometry.iloc[1] == Point(106.5, 29.5)


def test_an_empty_catalogue_can_be_exported(store, tmp_path):
    for extension in ("csv", "xlsx", "geojson", "gpkg"):
        path = tmp_path / f"t.{extension}"
        assert export_sheet(table_sheet(POLICIES, store.table("policies")), path) == 0


@pytest.mark.slow
def test_an_import_reports_what_lies_elsewhere_and_what_names_no_district(take):
    report = take(
        "service_id,name,district,lon,lat\na,A,渝北区,106.5,29.5\nb,B,渝北,,\nc,C,成都,,\n"
        "d,D,,120,20\ne,E,,,\n"
    )

    assert report.mismatches["row"].to_dict() == {"a": 2, "c": 4}
    assert report.outside["row"].to_dict() == {"d": 5}


@pytest.mark.slow
def test_a_campaign_knows_the_district_of_a_point_or_the_one_that_is_stated(store, take):
    take("service_id,name,district,lon,lat\na,A,渝北区,106.5,29.5\nb,B,渝北,,\nc,C,,,\n")
    take("policy_id,name,district\np,P,500103\n", "policies")

    campaign = store.load()
    assert campaign.services["adcode"].to_dict() == {"a": "500103", "b": "500112", "c": ""}
    assert campaign.policies["adcode"].to_dict() == {"p": "500103"}
    assert campaign.provenance["services"].file == "services.csv"


@pytest.mark.slow
def test_a_rehearsal_stores_nothing(store, take):
    assert take("name\nA\n", dry_run=True).version is None
    assert store.load().services.empty


def test_rows_that_differ_only_in_their_place_are_one_offer_with_several_points():
    campaign = make_campaign(
        services=[
            {"name": "A", "who": "x", "venue": "far", "lon": 106.9, "lat": 29.5},
            {"name": "A", "who": "x", "venue": "near", "lon": 106.51, "lat": 29.5},
            {"name": "A", "who": "y"},
            {"name": "A", "who": "x", "venue": "unknown place"},
        ]
    )

    first, second = catalogue.match_offers(
        catalogue.services(campaign), Facts(), Place(106.5, 29.5), "500103"
    )

    assert [point.venue for point in first.points] == ["near", "far", "unknown place"]
    assert (second.offer.who, second.points) == ("y", ())
    geod = Geod(ellps="WGS84")
    assert first.points[0].metres == pytest.approx(
        geod.inv(106.5, 29.5, 106.51, 29.5)[2], abs=0.001
    )
    assert first.points[2].metres is None


def test_points_of_the_same_district_come_before_others_without_a_distance():
    campaign = make_campaign(
        policies=[
            {"name": "A", "venue": "there", "district": "b"},
            {"name": "A", "venue": "here", "district": "a"},
        ]
    )
    offers = catalogue.policies(campaign)
    placed = replace(
        offers[0],
        points=tuple(
            replace(point, adcode=adcode)
            for point, adcode in zip(offers[0].points, ("500112", "500103"), strict=True)
        ),
    )

    (found,) = catalogue.match_offers((placed,), Facts(), None, "500103")

    assert [point.venue for point in found.points] == ["here", "there"]


def test_what_applies_comes_first_then_what_may_then_what_does_not():
    campaign = make_campaign(
        policies=[
            {"name": "no", "conditions": "age >= 60"},
            {"name": "may", "conditions": "months_unemployed >= 6"},
            {"name": "far", "conditions": "age < 60", "lon": 107.5, "lat": 29.5},
            {"name": "near", "situations": "returning", "lon": 106.6, "lat": 29.5},
            {"name": "other", "situations": "employer"},
        ]
    )

    found = catalogue.match_offers(
        catalogue.policies(campaign), Facts("returning", age=30), Place(106.5, 29.5), None
    )

    assert [(each.offer.name("zh"), each.verdict.outcome) for each in found] == [
        ("near", Outcome.YES), ("far", Outcome.YES), ("may", Outcome.ASK), ("no", Outcome.NO),
        ("other", Outcome.NO),
    ]  # fmt: skip
    assert found[2].verdict.missing == ("months_unemployed",)


def test_a_fairs_services_are_named_in_the_readers_language_as_far_as_they_are_known():
    campaign = make_campaign(
        services=[
            {"service_id": "s1", "name": "求职登记", "name_en": "Job search", "name_id": "Kerja"},
            {"service_id": "s2", "name": "政策咨询", "name_en": "Advice"},
        ]
    )
    fair = fairs_of(make_campaign(fairs=[{"services": "s1；政策咨询、义诊; s1;job search"}]))[0]

    told = {lang: services_at(campaign, fair, lang) for lang in catalogue.NAMES}
    assert told["zh"] == ["求职登记", "政策咨询", "义诊", "job search"]
    assert told["en"] == ["Job search", "Advice", "义诊", "job search"]
    assert told["id"] == ["Kerja", "Advice", "义诊", "job search"]
    assert services_at(campaign, replace(fair, services=""), "zh") == []


def test_fairs_are_found_by_a_service_in_any_language_and_by_free_text():
    campaign = make_campaign(
        fairs=[{"services": "s1"}, {"services": "义诊; ＷＩＦＩ"}, {}],
        services=[{"service_id": "s1", "name": "求职登记", "name_en": "Job search"}],
    )

    def offering(words):
        return fairs_offering(campaign, words).tolist()

    assert offering("job SEARCH") == [True, False, False]
    assert offering("求职") == [True, False, False]
    assert offering("wifi") == [False, True, False]
    assert offering("") == [True, True, False]


def test_a_link_and_conditions_that_no_door_let_in_do_no_harm():
    campaign = make_campaign(services=[{"name": "A", "link": "javascript:alert(1)"}])
    assert catalogue.services(campaign)[0].link == ""

    campaign = make_campaign(policies=[{"name": "A", "conditions": "age is high"}])
    with pytest.raises(StoreDamagedError, match="age is high"):
        catalogue.policies(campaign)
