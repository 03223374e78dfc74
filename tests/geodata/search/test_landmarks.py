"""Landmarks of one name at one place are one, and keep what else each is called."""

from geodata.ground.build import once
from geodata.ground.folder import (
    Covered,
    GroundInfo,
    Landmark,
    content_of,
    open_ground,
    write_ground,
)
from geodata.ground.kinds import Place
from geodata.ground.names import other_names_of
from geodata.search.landmarks import apart, other_names
from geodata.search.named_places import TOWN, NamedPlace


def landmark(zh, place=Place.STATION, lon=106.5, also=()):
    return Landmark(place, zh, "", lon, 29.5, tuple(also))


def test_an_earlier_place_of_the_same_name_takes_the_other_names_over():
    quarter = landmark("龙头寺", Place.QUARTER)
    station = landmark("龙头寺站", also=["火车北站"])
    far = landmark("龙头寺", lon=106.9, also=["别处"])

    kept = apart([quarter, station, far], [])

    assert [(each.place, each.also) for each in kept] == [
        (Place.QUARTER, ("火车北站",)), (Place.STATION, ("别处",)),
    ]  # fmt: skip


def test_what_has_a_name_that_a_town_lacks_stays_beside_it():
    town = NamedPlace(TOWN, "蔡家岗镇", "", 106.5, 29.5, "500109", "北碚区", "", "重庆", "", None)

    assert apart([landmark("蔡家岗站")], [town]) == []
    assert len(apart([landmark("蔡家岗站", also=["蔡家站"])], [town])) == 1


def test_two_drawings_of_one_station_keep_all_names():
    assert once([landmark("北站", also=["a", "b"]), landmark("北站", also=["b", "c"])]) == [
        landmark("北站", also=["a", "b", "c"])
    ]


def test_other_names_are_read_once_whatever_language_and_never_the_name_itself():
    tags = {
        "name": "重庆北站", "name:en": "Chongqing North",
        "alt_name": "火车北站; 龙头寺站 ;重庆北站",
        "alt_name:en": "Chongqing North;North Station", "short_name:zh": "北站", "old_name": "\x00",
    }  # fmt: skip

    assert other_names_of(tags) == ("火车北站", "龙头寺站", "North Station", "北站")
    assert len(other_names_of({"name": "x", "alt_name": ";".join(map(str, range(99)))})) == 6


def test_chinese_ones_are_found_in_pinyin_too():
    assert other_names(["火车北站", "North"]) == ("火车北站", "North", "huochebeizhan", "north")


def test_a_ground_of_before_names_its_landmarks_as_it_did(tmp_path):
    known = GroundInfo((106.0, 29.0, 107.0, 30.0), Covered())
    content = content_of(known, [(3, "重庆北站", "", 106.5, 29.5)], {(6, 50, 26): b"x"})

    ground = open_ground(tmp_path, write_ground(tmp_path, content))

    assert ground.landmarks == (landmark("重庆北站"),)
