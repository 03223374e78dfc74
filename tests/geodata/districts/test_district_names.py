"""Names of districts: of every edition, behind their cities, and those that are known twice."""

import pytest
from editions import census_districts, todays_districts

from geodata.base.facts import read_facts
from geodata.districts.changes import changes
from geodata.districts.names import Gazetteer, Meaning

CHAOYANG = Gazetteer.from_json(
    [
        ["110105", "朝阳区", "Chaoyang District", 116.5, 40.0],
        ["220104", "朝阳区", "Chaoyang District", 125.3, 43.9],
        ["371402", "德城区", "Decheng District", 116.3, 37.4],
    ]
)


@pytest.fixture(scope="module")
def census() -> Gazetteer:
    return Gazetteer.of(census_districts())


@pytest.fixture(scope="module")
def today() -> Gazetteer:
    return Gazetteer.of(todays_districts())


def test_every_name_and_code_of_before_leads_to_the_district_of_today(today):
    for change in changes():
        for text in (change.old_adcode, change.old_name_zh, change.old_name_en):
            named = change.new_adcode if change.old_adcode != "500109" else "500109"
            assert named in today.own(text) or change.share == "part", text


@pytest.mark.parametrize(
    ("text", "adcode"),
    [
        ("郫县", "510117"),
        ("510124", "510117"),
        ("成都市郫县", "510117"),
        ("开县", "500154"),
        ("万盛区", "500110"),
        ("资阳市简阳市", "510185"),
        ("Pi County", "510117"),
        ("重庆渝北", "500112"),
        ("四川省成都市郫都区", "510117"),
        ("Yubei District, Chongqing", "500112"),
        ("宁波市江北区", None),  # 江北区 is in Chongqing, too, and that is not meant
        ("北京市渝北区", None),
        ("重庆市", None),
        ("两江新区", None),  # two districts of the census
    ],
)
def test_a_name_of_before_or_behind_its_city_stands_for_one_district(census, text, adcode):
    assert census.resolve(text) == adcode


@pytest.mark.parametrize(
    ("text", "adcode"),
    [
        ("两江新区", "500157"),
        ("Liangjiang New Area", "500157"),
        ("两江", "500157"),
        ("江北区", "500157"),
        ("重庆市渝北区", "500157"),
        ("500112", "500157"),
        ("北碚区", "500109"),
    ],
)
def test_the_districts_of_today_answer_to_those_of_before(today, text, adcode):
    assert today.resolve(text) == adcode


def test_the_new_area_is_two_districts_of_the_census_and_both_are_named(census):
    assert census.own("两江新区") == census.own("500157") == ("500105", "500112")
    assert (
        census.describe(census.own("两江新区")) == "江北区 500105 (重庆市), 渝北区 500112 (重庆市)"
    )


def test_a_district_whose_border_moved_may_be_asked_about_in_either_edition(census, today):
    assert census.areas("两江新区") == ("500157",)
    assert today.areas("渝北区") == ("500112",)
    assert census.areas("郫县") == today.areas("郫县") == ("510117",)


def test_what_a_text_names_is_known_with_its_heirs_and_its_land(census, today):
    assert census.meanings(["渝北", "郫县", "渝北", "nowhere"]) == {
        "渝北": Meaning(("500112",), ("500112",), ("500112",)),
        "郫县": Meaning(("510124",), ("510117",), ("510117",), of_another_edition=True),
        "nowhere": Meaning(),
    }
    assert today.meaning("渝北区") == Meaning(
        ("500112",), ("500157",), ("500112",), of_another_edition=True
    )


def test_a_district_that_only_gave_a_part_away_does_not_stand_for_the_other():
    alone = Gazetteer.of(census_districts().loc[["500112"]])

    assert alone.own("北碚区") == ()
    assert alone.own("两江新区") == ("500112",)


@pytest.mark.parametrize("text", ["朝阳区", "朝阳", "Chaoyang", "Chaoyang District"])
def test_a_name_that_is_known_twice_stands_for_both(text):
    assert CHAOYANG.codes(text) == ("110105", "220104")
    assert CHAOYANG.resolve(text) is None
    told = "朝阳区 110105 (北京市), 朝阳区 220104 (长春市)"
    assert CHAOYANG.describe(CHAOYANG.own(text)) == told


@pytest.mark.parametrize(
    ("text", "adcode"),
    [
        ("110105", "110105"),
        ("北京市朝阳区", "110105"),
        ("北京朝阳", "110105"),
        ("Chaoyang District, Beijing", "110105"),
        ("长春市朝阳区", "220104"),
        ("吉林省长春市朝阳区", "220104"),
        ("吉林省朝阳区", "220104"),
        ("山东省德州市德城区", "371402"),
        ("辽宁省朝阳区", None),
    ],
)
def test_two_districts_of_one_name_are_told_apart_by_city_or_code(text, adcode):
    assert CHAOYANG.resolve(text) == adcode


def test_a_city_that_a_row_states_counts_before_the_one_of_its_code():
    rows = [["990001", "高新区", "Hi-tech Zone", 104.0, 30.6, "510100"]]

    assert Gazetteer.from_json(rows).resolve("成都市高新区") == "990001"
    assert Gazetteer.from_json(rows).resolve("重庆市高新区") is None


def test_a_gazetteer_that_was_written_down_answers_as_before(today):
    again = Gazetteer.from_json(today.to_json())

    assert [again.resolve(text) for text in ("江北区", "郫县", "北碚")] == [
        "500157", "510117", "500109",
    ]  # fmt: skip


def test_every_name_of_today_is_one_of_the_census_or_the_new_area():
    known = {row["name_en"] for row in read_facts("census-2020-districts.csv")}

    assert {change.new_name_en for change in changes()} - known == {"Liangjiang New Area"}
