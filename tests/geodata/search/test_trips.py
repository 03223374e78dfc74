"""A seeker's trips around holes in the road data: by road where that can be trusted, else not."""

import numpy as np
import pytest
from campaigns import make_campaign
from pyproj import Geod
from towns import horseshoe_town, on_roads, random_town, river_town, spur_town, town_campaign

from geodata.access.by_road import demand_known
from geodata.access.from_place import FromPlace
from geodata.access.known_roads import known_around, share_around
from geodata.access.travel import Method, Travel
from geodata.base.place import Place
from geodata.search.nearest import nearest
from geodata.search.nearest_query import NearestQuery
from geodata.search.trips import Notice
from geodata.signs.profile import Profile

ROADS, ESTIMATED = Travel(Method.ROADS), Travel(Method.ESTIMATED)
HOME = (-2000, 500)
# Around the last one a road is known, and nobody who lives near one.
FAIRS = [(-1000, 1000), (7000, 0), (20_000, 0), (14_000, 0)]
NEAR, MIDDLE, HOLE = 0, 1, 2
PEOPLE = [(*HOME, 900), (7000, 100, 60), (20_000, 6000, 300)]


@pytest.fixture(scope="module")
def spur(tmp_path_factory):
    town = spur_town()
    return town, town.network(tmp_path_factory.mktemp("spur"))


@pytest.fixture(scope="module")
def holed(spur):
    return town_campaign(*spur, PEOPLE, FAIRS[:3])


def place(town, point):
    return Place(*town.place(*point))


def usual(campaign, here, travel=None, k=5):
    return nearest(campaign, NearestQuery(here, k, travel=travel))


def told(found):
    return [(trip.fair_at, trip.method, trip.notices) for trip in found.trips]


def test_who_asks_for_other_fairs_takes_over_the_search_from_there(spur, holed):
    here, query = place(spur[0], HOME), NearestQuery(place(spur[0], HOME), travel=None)

    found = nearest(holed, query)
    again = nearest(holed, query, there=found.there)

    assert again == found
    assert again.there is found.there is not None
    assert usual(holed, here, ESTIMATED).there is None


def test_a_fair_in_a_hole_is_estimated_and_the_others_are_reached_by_road(spur, holed):
    here = place(spur[0], HOME)

    found = usual(holed, here)

    assert told(found) == [
        (NEAR, Method.ROADS, ()),
        (MIDDLE, Method.ROADS, ()),
        (HOLE, Method.ESTIMATED, (Notice.ROADS_MISSING,)),
    ]
    by_road, estimated = usual(holed, here, ROADS), usual(holed, here, ESTIMATED)
    assert found.travel_min[:2] == by_road.travel_min[:2]
    assert found.travel_min[2] == estimated.travel_min[2] != by_road.travel_min[2]
    assert found.place.roads_known is True


def test_all_trips_stand_in_one_order_by_minutes(spur):
    town, network = spur
    # By road 11 km take some 13 minutes, 4 km off the road are estimated at less.
    fairs, people = [FAIRS[NEAR], (9000, 0), (-2000, 4_500)], [*PEOPLE, (-2000, 13_000, 400)]
    campaign = town_campaign(town, network, people, fairs)

    found = usual(campaign, place(town, HOME))

    assert list(found.travel_min) == sorted(found.travel_min)
    methods = [trip.method for trip in found.trips]
    assert methods == [Method.ROADS, Method.ESTIMATED, Method.ROADS]
    assert usual(campaign, place(town, HOME), k=2).trips == found.trips[:2]


def test_from_a_hole_every_trip_is_the_estimate(spur, holed):
    here = place(spur[0], (20_000, 300))

    found, estimated = usual(holed, here), usual(holed, here, ESTIMATED)

    assert found.trips == estimated.trips
    assert found.place.roads_known is False
    assert estimated.place.roads_known is None


def test_who_asks_for_roads_is_obeyed_and_told_where_they_have_holes(spur, holed):
    from_town = usual(holed, place(spur[0], HOME), ROADS)
    from_hole = usual(holed, place(spur[0], (20_000, 300)), ROADS)

    assert [trip.notices for trip in from_town.trips] == [(), (), (Notice.ROADS_MISSING,)]
    assert {trip.method for trip in from_hole.trips} == {Method.ROADS}
    assert from_hole.place.roads_known is False


@pytest.mark.parametrize(("without_road", "is_usual"), [(50, True), (51, False)])
def test_exactly_95_percent_of_the_people_around_are_enough(spur, without_road, is_usual):
    people = [(*HOME, 950), (-2000, 6_500, without_road)]
    campaign = town_campaign(*spur, people, FAIRS[:1])

    (trip,) = usual(campaign, place(spur[0], HOME)).trips

    assert (trip.method is Method.ROADS) is is_usual


def test_who_lives_farther_than_ten_kilometres_away_does_not_count(spur):
    town, network = spur
    here = Place(*town.place(*HOME))
    for metres, known in ((9_990, False), (10_010, True)):
        lon, lat, _ = Geod(ellps="WGS84").fwd(here.lon, here.lat, 0, metres)
        demand = [(here.lon, here.lat, 10), (lon, lat, 90)]
        campaign = on_roads(make_campaign(demand=demand), town=network)
        assert known_around(campaign, here, Profile.DRIVE) is known


def test_where_nobody_lives_a_road_near_the_place_is_enough(spur):
    campaign = town_campaign(*spur, [(-2000, 60_000, 5)], [(-1000, 1000), (-2000, 9_000)])

    found = usual(campaign, place(spur[0], HOME))

    assert [trip.method for trip in found.trips] == [Method.ROADS, Method.ESTIMATED]
    assert not known_around(campaign, place(spur[0], (-2000, 9_000)), Profile.DRIVE)


def test_a_fair_that_no_known_way_leads_to_is_estimated_and_says_so(tmp_path):
    town = river_town(None)
    people = [(-2500, 500, 50), (2500, 500, 50)]
    campaign = town_campaign(town, town.network(tmp_path), people, [(-1000, 0), (1000, 0)])

    found = usual(campaign, place(town, (-2500, 500)))

    assert told(found) == [(0, Method.ROADS, ()), (1, Method.ESTIMATED, (Notice.NO_WAY,))]
    assert found.fair_at == (0, 1)
    assert usual(campaign, place(town, (-2500, 500)), ROADS).fair_at == (0,)


@pytest.mark.parametrize(
    ("width_m", "depth_m", "is_long"),
    [(3_050, 4_700, True), (3_050, 4_500, False), (2_950, 9_000, False)],
)
def test_over_four_times_the_straight_line_is_a_long_way_round(tmp_path, width_m, depth_m, is_long):
    town = horseshoe_town(width_m, depth_m)
    campaign = town_campaign(town, town.network(tmp_path), [(0, 0, 9)], [(width_m, 0)])

    for travel in (None, ROADS, Travel(Method.ROADS, Profile.WALK)):
        (trip,) = usual(campaign, place(town, (0, 0)), travel).trips
        assert trip.method is Method.ROADS
        assert trip.notices == ((Notice.LONG_WAY,) if is_long else ())


def test_over_several_networks_the_way_that_is_quickest_tells_the_length(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    near, far = horseshoe_town(3_050, 4_700), river_town(None)
    campaign = town_campaign(
        near, near.network(tmp_path / "a"), [(0, 0, 9)], [(3_050, 0), (-1000, 0), (1000, 0)]
    )
    networks = campaign.networks | {"far": far.network(tmp_path / "b")}
    campaign = on_roads(campaign, **networks)
    there = FromPlace.of(campaign, place(near, (0, 0)), Profile.DRIVE)
    fairs = np.arange(3)

    for factor in (0.5, 0.999, 1.001, 2):
        lengths = [length_m(there.way(at)) for at in fairs.tolist()]
        longer = there.exceed(fairs, np.array(lengths) * factor)
        assert longer == [length > 0 and factor < 1 for length in lengths]
    assert lengths[0] == pytest.approx(12_450, abs=10)


def length_m(way):
    return way.metres + sum(way.walk_m) if way else 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_whether_a_way_is_longer_is_told_as_its_whole_tells(tmp_path, seed):
    town, draw = random_town(seed), np.random.default_rng(seed)
    fairs = draw.uniform(-2_500, 2_500, (40, 2))
    campaign = town_campaign(town, town.network(tmp_path), [(0, 0, 9)], fairs.tolist())
    for profile in Profile:
        for here in draw.uniform(-2_500, 2_500, (4, 2)):
            there = FromPlace.of(campaign, place(town, here), profile)
            every = np.arange(len(fairs))
            lengths = np.array([length_m(there.way(at)) for at in every.tolist()])
            for factor in (0.7, 0.999, 1.001, 1.5):
                told = there.exceed(every, lengths * factor)
                assert told == ((lengths > 0) & (factor < 1)).tolist()


def test_the_share_around_a_point_is_that_of_a_count_of_everybody(spur):
    town, network = spur
    draw = np.random.default_rng(5)
    xy = draw.uniform((-12_000, -9_000), (30_000, 12_000), (400, 2))
    campaign = town_campaign(
        town,
        network,
        [(*point, n) for point, n in zip(xy, draw.integers(0, 9, 400), strict=True)],
        [],
    )
    lon, lat = town.places(draw.uniform((-20_000, -20_000), (40_000, 20_000), (30, 2)))

    shares = share_around(campaign, lon, lat, Profile.DRIVE)

    demand, geod = campaign.demand, Geod(ellps="WGS84")
    known = demand_known(campaign, Profile.DRIVE)
    for x, y, share in zip(lon, lat, shares, strict=True):
        away = geod.inv([x] * 400, [y] * 400, demand.lon, demand.lat)[2]
        near = demand.persons["all"] * (away <= 10_000)
        expected = near[known].sum() / near.sum() if near.sum() else np.nan
        assert share == pytest.approx(expected, nan_ok=True)
