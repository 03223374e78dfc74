"""Places that may be meant by a name that is not known, and names from more sources."""

from dataclasses import replace

import pytest
from campaigns import make_campaign
from shapely import Point

from geodata.search.examples import place_examples
from geodata.search.gazetteer import PlaceIndex, index_of, place_index
from geodata.search.named_places import SOURCES, NamedPlace
from geodata.search.similar_places import similar_places
from geodata.search.spelling import Spellings

NAMES = [
    "江北区", "渝北区", "开州区", "万州区", "官舟乡", "石马河", "清江镇", "双路镇", "江津区",
]  # fmt: skip


@pytest.fixture(scope="module")
def campaign():
    """Two districts under real names, with two towns."""
    made = make_campaign(
        ground=[("town", "石马河街道", "Shimahe", Point(106.5, 29.5)),
                ("town", "洛碛镇", "Luoqi", Point(107.5, 29.5))],
    )  # fmt: skip
    names = {"500103": ("渝中区", "Yuzhong District"), "500112": ("渝北区", "Yubei District"),
             "510104": ("锦江区", "Jinjiang District")}  # fmt: skip
    zh, en = zip(*(names[code] for code in made.districts.index), strict=True)
    return replace(made, districts=made.districts.assign(name_zh=zh, name_en=en))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("开洲区", ["开州区"]), ("万洲区", ["万州区"]), ("石马合", ["石马河"]),
        ("jiangbie", []), ("jiangbeiq", ["江北区"]), ("kaizouqu", ["开州区"]),
        ("kaizhuoqu", ["开州区"]), ("解放碑", []), ("碑", []), ("", []), ("q", []), ("春风镇", []),
    ],
)  # fmt: skip
def test_a_slip_of_a_character_a_sound_or_a_letter_is_seen_and_nothing_else(typed, meant):
    spellings = Spellings.of((name, at) for at, name in enumerate(NAMES))

    assert [NAMES[at] for at in spellings.nearest(typed, 5)] == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("渝北区两路", ["渝北区"]), ("渝北洛渍", ["渝北区"]),
        ("渝北区石马河", ["渝北区", "石马河街道"]),
        ("渝北区洛碛老街", ["洛碛镇", "渝北区"]), ("石马河立交", ["石马河街道"]),
        ("锦江宾馆", ["锦江区"]), ("Yubei Districts", ["渝北区"]), ("luoqu", ["洛碛镇"]),
        ("天安门", []), ("！", []), ("\x00", []), ("渝" * 90, []), ("a" * 100, []),
    ],
)  # fmt: skip
def test_a_districts_name_in_front_and_words_behind_are_no_hindrance(campaign, typed, meant):
    assert [place.name_zh for place in similar_places(campaign, typed)] == meant


def test_what_is_offered_is_little(campaign):
    assert len(similar_places(campaign, "渝北渝中锦江石马河洛碛区县", 3)) == 3


def test_a_source_more_is_found_by_every_name_and_says_who_it_is(campaign):
    def landmarks(_, districts):
        yuzhong = next(each for each in districts if each.name_zh == "渝中区")
        return [
            replace(yuzhong, kind="landmark", name_zh="解放碑", name_en="Jiefangbei", persons=None,
                    aliases=("Liberation Monument", "人民解放纪念碑"), source="roads")
        ]  # fmt: skip

    index = index_of(campaign, (*SOURCES, landmarks))

    for typed in (
        "解放碑",
        "jiefangbei",
        "jfb",
        "渝中区解放碑",
        "liberation mon",
        "人民解放纪念碑",
    ):
        (found,) = index.resolve(typed, 5)
        assert (found.name_zh, found.kind, found.source) == ("解放碑", "landmark", "roads"), typed
    assert index.resolve("石马河", 1)[0].source == "basemap"


def test_a_district_goes_before_a_town_and_a_town_before_a_landmark():
    def place(kind, adcode):
        return NamedPlace(kind, "江北", "Jiangbei", 0, 0, adcode, "", "", "", "", None)

    index = PlaceIndex.of([place("landmark", "1"), place("town", "2"), place("district", "3")])

    assert [each.kind for each in index.search("江北", 3)] == ["district", "town", "landmark"]


def test_each_example_of_the_field_finds_one_place(campaign):
    examples = place_examples(campaign)

    assert len(examples) == 3
    for name in examples:
        assert len(place_index(campaign).resolve(name, 2)) == 1
    assert place_examples(make_campaign()) == ()
