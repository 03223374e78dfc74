"""Places by what is typed, against the English names of the census, which we did not make."""

import unicodedata
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from campaigns import district_table, make_campaign
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.base.cache import Cache
from geodata.base.facts import read_facts
from geodata.demo.settlements import towns
from geodata.search.gazetteer import PlaceIndex, place_index
from geodata.search.named_places import NamedPlace
from geodata.search.pinyin import fold_name, syllables

CENSUS = read_facts("census-2020-districts.csv")
# The initials, written down by hand from the English names.
INITIALS = {
    "重庆": "wz fl yz ddk jb spb jlp na bb qj dz yb bn qj cs jj hc yc nc bs tl tn rc kz lp wl "
    "ck fd dj z yy fj ws wx sz xs yy ps",
    "成都": "jj qy jn wh ch lqy qbj xd wj sl pd xj jt dy pj djy pz ql cz jy",
}


def short_en(row):
    """Every one is called by one word and what kind of district it is."""
    return row["name_en"].split()[0]


def short_zh(row):
    """As many characters as the English name has syllables, told by its initials."""
    return row["name_zh"][: len(initials()[row["adcode"]])]


def initials():
    return dict(
        zip((row["adcode"] for row in CENSUS), " ".join(INITIALS.values()).split(), strict=True)
    )


def town(name_zh, name_en, adcode="500105", district=("江北区", "Jiangbei District"), persons=None):
    return NamedPlace(
        "town", name_zh, name_en, 106.6, 29.6, adcode, *district, "重庆市", "Chongqing", persons
    )


@pytest.fixture(scope="module")
def region():
    """The 58 districts under their real names."""
    areas = district_table(
        {row["adcode"]: (100 + n / 10, 30, 100.1 + n / 10, 31) for n, row in enumerate(CENSUS)}
    )
    named = areas.assign(
        name_zh=[row["name_zh"] for row in CENSUS], name_en=[row["name_en"] for row in CENSUS]
    )
    return place_index(make_campaign(districts=named))


def codes(index, text, most=20):
    return [place.adcode for place in index.search(text, most)]


@pytest.mark.parametrize("row", CENSUS, ids=lambda row: row["name_en"])
def test_a_district_is_found_by_each_of_its_names(region, row):
    letters = initials()[row["adcode"]]
    english = short_en(row)
    names = [
        row["name_zh"], short_zh(row), row["name_en"], row["name_en"].upper(), english,
        english.replace("'", "").lower(), f"{row['city']} {english}", row["adcode"],
        f"{row['name_en']}, {row['city']}",
    ]  # fmt: skip

    for name in names:
        assert row["adcode"] in codes(region, name), name
    assert row["adcode"] in codes(region, letters, 58)
    for full in (row["name_zh"], row["name_en"], row["adcode"]):
        assert [place.adcode for place in region.resolve(full, 5)] == [row["adcode"]]


@pytest.mark.parametrize("row", CENSUS, ids=lambda row: row["name_en"])
def test_a_district_is_found_by_its_pinyin_even_if_nobody_told_its_english_name(row):
    (place,) = PlaceIndex.of(
        [NamedPlace("district", row["name_zh"], "", 0, 0, row["adcode"], row["name_zh"], "", "",
                    "", None)]
    ).places  # fmt: skip
    said = syllables(place.name_zh)

    assert len(said) == len(row["name_zh"])
    assert "".join(said).startswith(short_en(row).replace("'", "").lower())
    assert "".join(each[0] for each in said).startswith(initials()[row["adcode"]])


@pytest.mark.parametrize(
    ("name_zh", "pinyin"),
    [
        ("重庆", "chong qing"), ("綦江区", "qi jiang qu"), ("涪陵区", "fu ling qu"),
        ("酉阳", "you yang"), ("郫都区", "pi du qu"), ("石柱", "shi zhu"),
        ("邛崃市", "qiong lai shi"), ("丰都县", "feng du xian"), ("长寿区", "chang shou qu"),
        ("都江堰市", "du jiang yan shi"),
    ],
)  # fmt: skip
def test_characters_of_several_readings_are_read_as_the_places_are_called(name_zh, pinyin):
    assert " ".join(syllables(name_zh)) == pinyin


def test_the_english_name_decides_between_the_readings_of_a_character():
    assert syllables("长沙镇", "Changsha") == ("chang", "sha", "zhen")
    assert syllables("长沙镇", "Zhangsha") == ("zhang", "sha", "zhen")
    assert syllables("长沙镇", "Elsewhere") == syllables("长沙镇")


@pytest.mark.parametrize(
    "text",
    ["jiangbei", "JIANGBEI", "Jiang Bei", "jiang'bei", "jiang’bei", "Jiāngběi", "jiang1bei3",
     " jiangbei ", "ｊｉａｎｇｂｅｉ", "江北", "江 北", "江北区", "jiangbeiqu", "jiangb", "jb",
     "jbq", "jbei", "jiangbq", "chongqing jiangbei", "重庆江北", "重庆市江北区"],
)  # fmt: skip
def test_how_a_name_is_written_makes_no_difference(region, text):
    assert codes(region, text)[0] == "500105"


def test_u_with_dots_may_be_written_as_keyboards_have_it():
    index = PlaceIndex.of([town("绿水镇", "Lüshui")])

    for text in ("lüshui", "lvshui", "lushui", "lǜshuǐ", "ls"):
        assert [place.name_zh for place in index.search(text, 5)] == ["绿水镇"]


def test_whole_names_go_before_begun_ones_then_initials_then_what_holds_the_text():
    index = PlaceIndex.of(
        [
            town("上北镇", "Shangbei", persons=9e6), town("巴嗯爱镇", "Banai", persons=8e6),
            town("北安镇", "Beian", persons=10), town("北镇", "Bei", persons=1),
            town("北碚镇", "Beibei", persons=20),
        ]
    )  # fmt: skip

    assert [p.name_zh for p in index.search("bei", 9)] == ["北镇", "北碚镇", "北安镇", "上北镇"]


def test_districts_go_before_towns_and_towns_by_their_people(region):
    index = PlaceIndex.of(
        [
            *region.places, town("江背镇", "Jiangbei", persons=7.0),
            town("江北街道", "Jiangbei", "500112", ("渝北区", "Yubei District"), 5e6),
        ]
    )  # fmt: skip

    found = index.search("jiangbei", 3)

    assert [p.name_zh for p in found] == ["江北区", "江北街道", "江背镇"]


def test_a_name_of_several_places_gives_them_all_with_their_district_and_city(region):
    index = PlaceIndex.of(
        [
            *region.places, town("江北", "Jiangbei", "500112", ("渝北区", "Yubei District")),
            town("城关镇", "Chengguan", "500229", ("城口县", "Chengkou County")),
            town("城关镇", "Chengguan", "500230", ("丰都县", "Fengdu County")),
        ]
    )  # fmt: skip

    assert [(p.kind, p.district_zh) for p in index.resolve("江北", 9)] == [
        ("district", "江北区"), ("town", "渝北区"),
    ]  # fmt: skip
    assert [p.adcode for p in index.resolve("江北区", 9)] == ["500105"]
    assert {(p.district_en, p.city_en) for p in index.resolve("城关镇", 9)} == {
        ("Chengkou County", "Chongqing"), ("Fengdu County", "Chongqing"),
    }  # fmt: skip
    for text in ("丰都城关", "丰都县城关镇", "重庆市丰都县城关镇", "Chengguan, Fengdu County"):
        assert [p.district_en for p in index.resolve(text, 9)] == ["Fengdu County"]


def test_the_name_of_a_city_lists_its_districts(region):
    assert {code[:2] for code in codes(region, "重庆", 58)} == {"50"}
    assert len(codes(region, "成都市", 58)) == len(codes(region, "chengdu", 58)) == 20


def test_what_is_no_place_is_not_found(region):
    for text in (
        "",
        " ",
        "'",
        "！？",
        "北京",
        "xyzzy",
        "江北区江北区",
        "%",
        "\x00",
        "😀",
        "a" * 100,
    ):
        assert region.search(text, 5) == region.resolve(text, 5) == []


@pytest.mark.slow
@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_answered_in_bounds(region, text):
    found = region.search(text, 3)

    assert len(found) <= 3
    assert set(region.resolve(text, 3)) <= set(region.places)


@given(st.sampled_from(CENSUS), st.sampled_from(["name_zh", "name_en"]), st.integers(1, 30))
@settings(max_examples=200, deadline=None)
def test_every_beginning_of_a_name_finds_it(region, row, name, length):
    begun = row[name][:length]

    assert row["adcode"] in codes(region, begun, 58)


def test_towns_are_told_with_the_district_that_holds_them_and_those_outside_are_left_out():
    ground = gpd.GeoDataFrame(
        {
            "kind": ["town", "town", "settlement", "outline"],
            "name_zh": ["石马镇", "远镇", "座镇", "湖北"],
            "name_en": ["Shima", "Yuan", "Zuo", "Hubei"],
            "persons": [float("nan"), 5.0, 5.0, float("nan")],
        },
        geometry=gpd.points_from_xy([106.5, 120, 106.5, 106.5], [29.5, 20, 29.5, 29.5]),
        crs="EPSG:4326",
    )
    campaign = make_campaign()
    index = place_index(replace(campaign, basemap=ground, cache=Cache()))

    (found,) = index.search("shima", 5)
    assert (found.kind, found.adcode, found.district_zh) == ("town", "500103", "500103区")
    assert found.persons is None
    assert [p.kind for p in index.places].count("town") == 1


def test_an_index_is_made_once_for_a_campaign():
    campaign = make_campaign()

    assert place_index(campaign) is place_index(campaign)


def test_folding_leaves_letters_and_digits_alone():
    text = "Jiāng'běi Qū 江北"

    assert fold_name(text) == "jiangbeiqu江北"
    assert fold_name(unicodedata.normalize("NFD", text)) == fold_name(text)


def test_settlements_give_towns_their_chinese_names_of_today():
    found = pd.DataFrame(
        [
            ("Qinggang", ("Dazihao", "大字号", "青杠", "青杠街道"), 78_582),
            ("Baidi", ("Baidi Zhen", "浣花溪", "白帝", "白帝镇", "白帝乡"), 0),
            ("Wuling", ("武隆山",), 1),
            ("Nanbin", ("石柱土家族自治县", "石柱", "南宾", "南宾镇"), 2),
            ("Wanzhou", ("万州", "万州区"), 3),
            ("Chongqing", ("重庆", "重慶"), 4),
            ("Guofu", ("Guofuchang",), 5),
            ("Baidi", ("白帝镇",), 6),
        ],
        columns=["name", "names", "persons"],
    ).assign(lon=106.5, lat=29.5, district_at=[0, 0, 0, 1, 2, 0, 0, 0])
    districts = pd.DataFrame({"name_zh": ["璧山区", "石柱土家族自治县", "万州区"]})

    known = towns(found, districts)

    assert known["name_zh"].tolist() == ["青杠街道", "白帝镇", "武隆山", "南宾镇"]
    assert known["name_en"].tolist() == ["Qinggang", "Baidi", "Wulongshan", "Nanbin"]
    assert known["persons"].isna().tolist() == [False, True, False, False]
