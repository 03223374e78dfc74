"""Regions have frames where one map would be mostly empty; each thing is drawn in one of them."""

import campaigns
import numpy as np
import pytest

from geodata.access.travel import Method, Travel
from geodata.measures.coverage import coverage
from geodata.measures.measure import COVERAGE
from geodata.measures.query import CoverageQuery, Threshold
from maps.frames import frame_at, lie_apart, region_frames
from maps.picture.classes import BEYOND
from maps.picture.frame import Box
from maps.picture.land import covered_land, fairs_land
from maps.picture.views import HEADING, MARGIN, boxes

FAR = {"110101": (116, 39, 117, 40), "110102": (117, 39, 118, 40), "440103": (113, 23, 114, 24)}
QUERY = CoverageQuery(Travel(Method.STRAIGHT), Threshold(5, "km"))


def far(**more):
    people = [(116.5, 39.5, 100), (117.5, 39.5, 200), (113.5, 23.5, 300)]
    fairs = [{"lon": 116.5, "lat": 39.5}, {"lon": 113.9, "lat": 23.9}, {"lon": 105.0, "lat": 20.0}]
    return campaigns.make_campaign(districts=FAR, demand=people, fairs=fairs, **more)


@pytest.mark.parametrize(("east", "apart"), [(3.9, False), (4.1, True)])
def test_frames_begin_where_boxes_fill_less_than_a_third(east, apart):
    # Two boxes of area 1 in one of height 1 and width east + 2 fill 2 / (east + 2) of it.
    assert lie_apart([(0, 0, 1, 1), (east + 1, 0, east + 2, 1)]) is apart


def test_one_region_and_none_have_no_frames():
    assert not lie_apart([])
    assert not lie_apart([(0, 0, 1, 1)])
    near = campaigns.make_campaign(demand=[(106.5, 29.5, 100)])
    assert region_frames(campaigns.make_campaign(districts={"500103": (106, 29, 107, 30)})) == ()
    assert region_frames(near, "500000") == ()


def test_frames_hold_each_region_with_its_districts_and_a_chosen_region_has_the_map_for_itself():
    frames = region_frames(far())

    assert [frame.region for frame in frames] == ["110000", "440100"]
    assert [sorted(frame.districts) for frame in frames] == [["110101", "110102"], ["440103"]]
    assert region_frames(far(), "110000") == ()


def test_what_lies_in_no_region_is_drawn_in_the_nearest_frame():
    lon, lat = np.array([117.5, 113.2, 105.0, 116.0]), np.array([39.5, 23.1, 20.0, 45.0])

    assert frame_at(region_frames(far()), lon, lat).tolist() == [0, 1, 1, 0]


def test_the_parts_of_a_land_lose_nothing_and_share_nothing():
    campaign = far()
    land = covered_land(campaign, QUERY, coverage(campaign, QUERY), COVERAGE)
    one, other = land.parts

    assert len(one.fairs) + len(other.fairs) == len(land.fairs) == 3
    assert [gap["persons"] for gap in one.gaps] == [200]
    assert [gap["persons"] for gap in other.gaps] == [300]
    assert one.look("440103") == BEYOND != other.look("440103") == land.look("440103")
    assert one.bounds == [[39, 116], [40, 118]]
    assert [part.bounds for part in fairs_land(campaign, QUERY.window(campaign)).parts] == [
        one.bounds, other.bounds,
    ]  # fmt: skip


@pytest.mark.parametrize(("frames", "abreast"), [(2, True), (2, False), (3, True), (5, True)])
def test_frames_stand_side_by_side_or_one_by_one_and_never_overlap(frames, abreast):
    whole = Box(10, 20, 700, 400)
    found = boxes(whole, frames, abreast=abreast)

    assert len(found) == frames
    assert len({box.left for box in found}) == (min(frames, 3) if abreast else 1)
    for n, box in enumerate(found):
        assert box.left >= whole.left
        assert box.left + box.width <= whole.left + whole.width + 1e-9
        if abreast:
            assert box.top + box.height <= whole.top + whole.height + 1e-9
        for other in found[:n]:
            beside = other.left + other.width + MARGIN <= box.left + 1e-9
            assert beside or other.top + other.height + MARGIN + HEADING <= box.top + 1e-9


def test_one_map_has_the_whole_box():
    assert boxes(Box(10, 20, 700, 400), 0, abreast=True) == (Box(10, 20, 700, 400),)
