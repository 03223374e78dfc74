import pytest

from geodata.signs.profile import AGAINST, ALONG, LOCAL_SHIFT, WALK_KMH, Profile
from geodata.signs.speeds import duration_min
from geodata.signs.tags import (
    DRIVE_KMH,
    FERRY,
    KINDS,
    SILENT,
    TELLING,
    highway,
    usual_highway,
)

DRIVE = ALONG[Profile.DRIVE], AGAINST[Profile.DRIVE]


def drives(**tags):
    """Whether one drives along and against a way."""
    found = highway({"highway": "residential"} | tags)
    directions = found.directions if found else 0
    return tuple(bool(directions & bit) for bit in DRIVE)


def walks_each(**tags):
    """Whether one walks along and against a way."""
    found = highway({"highway": "residential"} | tags)
    directions = found.directions if found else 0
    return tuple(directions & bits[Profile.WALK] > 0 for bits in (ALONG, AGAINST))


def walks(**tags):
    """Whether one walks along a way, which is also against it."""
    along, against = walks_each(**tags)
    assert along == against
    return along


def is_local(profile, **tags):
    """Whether a way that is open is so to who starts or ends there alone."""
    directions = highway({"highway": "residential"} | tags).directions
    bits = ALONG[profile] | AGAINST[profile]
    assert directions & bits
    return directions & bits << LOCAL_SHIFT == (directions & bits) << LOCAL_SHIFT > 0


def kmh(**tags):
    ahead, back = highway({"highway": "primary"} | tags).kmh
    assert ahead == back
    return ahead


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"ferry", "pier"}])
def test_every_class_is_driven_or_walked_on(kind):
    found = highway({"highway": kind})

    assert KINDS[found.kind] == kind
    assert any(drives(highway=kind)) == (DRIVE_KMH[kind] > 0)
    assert walks(highway=kind) == (kind.split("_")[0] not in {"motorway", "trunk"})
    assert min(found.kmh + found.walk_kmh) > 0


PATHS = ["footway", "path", "pedestrian", "cycleway", "bridleway"]


@pytest.mark.parametrize("kind", PATHS)
def test_one_drives_on_a_path_where_a_key_of_cars_says_so(kind):
    assert drives(highway=kind, motor_vehicle="designated") == (True, True)
    assert drives(highway=kind, motorcar="yes", oneway="yes") == (True, False)
    assert drives(highway=kind, access="no", motorcar="yes") == (True, True)
    assert is_local(Profile.DRIVE, highway=kind, motor_vehicle="destination")
    assert kmh(highway=kind, motor_vehicle="yes") == DRIVE_KMH["living_street"]
    assert kmh(highway=kind, motor_vehicle="yes", maxspeed="20") == 20


@pytest.mark.parametrize("kind", PATHS)
def test_nobody_drives_on_a_path_that_does_not_name_cars(kind):
    for tags in ({}, {"access": "yes"}, {"vehicle": "yes"}, {"motor_vehicle": "agricultural"}):
        assert drives(highway=kind, **tags) == (False, False)
    assert drives(highway=kind, motor_vehicle="yes", area="yes") == (False, False)


@pytest.mark.parametrize("kind", ["steps", "corridor", "platform"])
def test_nobody_drives_on_steps_even_where_a_tag_allows_it(kind):
    assert drives(highway=kind, motor_vehicle="yes", maxspeed="50") == (False, False)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "proposed"},
        {"highway": "construction", "construction": "primary"},
        {"highway": "bus_stop"},
        {"highway": "raceway"},
        {"highway": "busway"},
        {"highway": "bus_guideway"},
        {"highway": "Primary"},
        {"highway": ""},
        {"route": "bus"},
        {"building": "yes"},
        {"highway": "residential", "access": "no"},
        {"highway": "pier"},
        {"highway": "ferry"},
    ],
)
def test_what_nobody_may_travel_on_is_no_way(tags):
    assert highway(tags) is None


def test_an_area_that_is_none_is_a_way():
    assert drives(area="no") == (True, True)


@pytest.mark.parametrize("value", ["yes", "true", "1"])
def test_a_oneway_is_driven_along_and_walked_both_ways(value):
    assert drives(oneway=value) == (True, False)
    assert walks(oneway=value)


@pytest.mark.parametrize("value", ["-1", "reverse"])
def test_a_reversed_oneway_is_driven_against_its_nodes(value):
    assert drives(oneway=value) == (False, True)


@pytest.mark.parametrize("value", ["no", "false", "0", "", "alternating", "maybe"])
def test_what_is_no_oneway_is_driven_both_ways(value):
    assert drives(oneway=value) == (True, True)


def test_a_reversible_road_is_driven_in_neither_direction_for_nobody_knows_which():
    assert drives(oneway="reversible") == (False, False)
    assert walks(oneway="reversible")


@pytest.mark.parametrize(
    "tags", [{"junction": "roundabout"}, {"junction": "circular"}, {"highway": "motorway"}]
)
def test_roundabouts_and_motorways_are_oneway_unless_they_say_not(tags):
    assert drives(**tags) == (True, False)
    assert drives(**tags, oneway="no") == (True, True)
    assert drives(**tags, oneway="-1") == (False, True)


def test_the_ramp_of_a_motorway_and_other_junctions_imply_no_oneway():
    assert drives(highway="motorway_link") == (True, True)
    assert drives(junction="yes") == (True, True)


@pytest.mark.parametrize(
    ("tags", "driven", "walked"),
    [
        ({"access": "private"}, True, True),
        ({"access": "no"}, False, False),
        ({"access": "destination"}, True, True),
        ({"access": "permissive"}, True, True),
        ({"access": "no", "foot": "yes"}, False, True),
        ({"access": "no", "vehicle": "yes"}, True, False),
        ({"access": "no", "motor_vehicle": "yes"}, True, False),
        ({"access": "private", "motorcar": "yes", "foot": "designated"}, True, True),
        ({"motor_vehicle": "no"}, False, True),
        ({"vehicle": "no"}, False, True),
        ({"vehicle": "no", "motor_vehicle": "yes"}, True, True),
        ({"motor_vehicle": "no", "motorcar": "yes"}, True, True),
        ({"motor_vehicle": "yes", "motorcar": "no"}, False, True),
        ({"motor_vehicle": "agricultural"}, False, True),
        ({"motor_vehicle": "destination"}, True, True),
        ({"foot": "no"}, True, False),
        ({"foot": "private"}, True, True),
        ({"motorroad": "yes"}, True, False),
        ({"motorroad": "yes", "foot": "yes"}, True, True),
        ({"highway": "motorway", "foot": "yes"}, True, True),
        ({"highway": "motorway", "foot": "no"}, True, False),
        ({"highway": "motorway", "access": "yes"}, True, False),
        ({"highway": "motorway", "motor_vehicle": "no", "foot": "yes"}, False, True),
    ],
)
def test_the_more_particular_key_decides_who_may_use_a_way(tags, driven, walked):
    assert (any(drives(**tags)), walks(**tags)) == (driven, walked)


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ("60", 60),
        (" 60 ", 60),
        ("60 km/h", 60),
        ("60kmh", 60),
        ("60 KPH", 60),
        ("12.5", 12.5),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("20 knots", 37.04),
        ("50;30", 50),
        ("0", 5),
        ("1", 5),
        ("250", 130),
        ("9" * 400, 130),
        ("", 55),
        ("none", 55),
        ("signals", 55),
        ("walk", 55),
        ("CN:urban", 55),
        ("-50", 55),
        ("六十", 55),
        ("fast 60", 55),
    ],
)
def test_the_posted_speed_is_driven_and_nonsense_is_not(posted, expected):
    assert kmh(maxspeed=posted) == pytest.approx(expected)


def test_no_posted_speed_lets_one_drive_on_a_footway():
    assert drives(highway="footway", maxspeed="50") == (False, False)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20", 20),
        ("00:20", 20),
        ("1:20", 80),
        ("01:05:30", 65.5),
        ("100:00", 6000),
        ("PT1H20M", 80),
        ("PT20M", 20),
        ("PT2H", 120),
        ("PT90S", 1.5),
        (" 20 ", 20),
        ("0", None),
        ("00:00", None),
        ("PT", None),
        ("PT0M", None),
        ("", None),
        ("20 min", None),
        ("1.5", None),
        ("-20", None),
        ("二十", None),
        ("²", None),
        ("1:2:3:4", None),
        ("P1D", None),
    ],
)
def test_a_duration_is_minutes_hours_and_minutes_or_iso(text, minutes):
    assert duration_min(text) == minutes


def test_a_ferry_counts_as_a_ferry_with_the_time_that_it_states():
    found = highway({"route": "ferry", "duration": "PT1H20M"})

    assert (found.kind, found.minutes, found.kmh) == (FERRY, 80, (10, 10))
    assert drives(highway="", route="ferry") == (True, True)
    assert walks(highway="", route="ferry")


def test_a_ferry_for_people_on_foot_takes_no_cars():
    assert drives(highway="", route="ferry", motor_vehicle="no") == (False, False)
    assert walks(highway="", route="ferry", motor_vehicle="no")


def test_a_ferry_that_names_whom_it_takes_takes_cars_only_if_it_names_them():
    assert drives(highway="", route="ferry", foot="yes") == (False, False)
    assert walks(highway="", route="ferry", foot="yes")
    assert drives(highway="", route="ferry", foot="yes", motor_vehicle="yes") == (True, True)
    assert drives(highway="", route="ferry", foot="no") == (True, True)


@pytest.mark.parametrize(
    ("access", "open_to_cars"),
    [
        ("agricultural;forestry", False), ("private; customers", True), ("delivery", True),
        ("permit", False), ("no;destination", True), ("private;no", True), ("no;psv", False),
    ],
)  # fmt: skip
def test_a_list_of_those_let_in_closes_a_way_if_it_names_only_others(access, open_to_cars):
    assert drives(motor_vehicle=access) == (open_to_cars, open_to_cars)


def test_who_shall_walk_beside_a_road_does_not_walk_on_it():
    assert not walks(foot="use_sidepath")


def test_a_ferry_may_be_oneway_and_may_state_its_speed():
    assert drives(highway="", route="ferry", oneway="yes") == (True, False)
    assert highway({"route": "ferry", "maxspeed": "20 knots"}).kmh == pytest.approx((37.04, 37.04))


def test_the_duration_of_a_road_is_not_heeded():
    assert highway({"highway": "primary", "duration": "20"}).minutes is None


@pytest.mark.parametrize(
    "value",
    [
        "official", "emergency", "emergency_vehicle", "taxi", "share_taxi", "minibus", "foot",
        "psv", "bus", "hgv", "bicycle", "military", "no",
    ],
)  # fmt: skip
def test_a_way_for_others_alone_is_closed_to_cars(value):
    assert drives(access=value) == (False, False)
    assert drives(motor_vehicle=value) == (False, False)


def test_a_way_for_people_on_foot_alone_is_open_to_them():
    assert walks(access="foot")
    assert not walks(access="official")


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "service", "service": "emergency_access"},
        {"highway": "track", "smoothness": "impassable"},
        {"construction": "yes"},
        {"construction": "bridge"},
    ],
)
def test_what_nobody_gets_through_by_car_is_walked(tags):
    assert drives(**tags) == (False, False)
    assert walks(**tags)


@pytest.mark.parametrize("value", ["no", "minor", "widening"])
def test_work_beside_the_lanes_closes_nothing(value):
    assert drives(construction=value) == (True, True)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"motor_vehicle:backward": "no"}, (True, False)),
        ({"motor_vehicle:forward": "no"}, (False, True)),
        ({"access": "no", "motor_vehicle:forward": "yes"}, (True, False)),
        ({"access": "no", "motorcar:backward": "yes"}, (False, True)),
        ({"access:backward": "no"}, (True, False)),
        ({"access:backward": "no", "motor_vehicle": "yes"}, (True, True)),
        ({"vehicle:forward": "no", "motorcar": "yes"}, (True, True)),
        ({"motorcar:forward": "no", "motorcar": "yes"}, (False, True)),
        ({"vehicle:backward": "no", "oneway": "-1"}, (False, False)),
        ({"foot:backward": "no"}, (True, True)),
    ],
)
def test_a_key_that_names_a_direction_goes_before_the_same_one_without(tags, expected):
    assert drives(**tags) == expected


def test_access_by_direction_closes_it_to_walkers_too():
    assert walks_each(**{"access:backward": "no"}) == (True, False)
    assert walks_each(**{"motor_vehicle:backward": "no"}) == (True, True)
    assert walks_each(**{"foot:backward": "no"}) == (True, False)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, (True, True)),
        ({"oneway:motor_vehicle": "yes"}, (True, False)),
        ({"oneway:motorcar": "-1", "oneway:motor_vehicle": "yes"}, (False, True)),
        ({"oneway:vehicle": "yes"}, (True, False)),
        ({"oneway": "yes", "oneway:bicycle": "no"}, (True, False)),
        ({"oneway:foot": "yes"}, (True, True)),
        ({"junction": "roundabout", "oneway:motor_vehicle": "no"}, (True, True)),
    ],
)
def test_the_oneway_of_cars_is_that_of_the_most_particular_key(tags, expected):
    assert drives(**tags) == expected


def test_walkers_keep_to_the_oneway_that_names_them_and_to_the_escalators_way():
    assert walks_each(oneway="yes") == (True, True)
    assert walks_each(**{"oneway:foot": "yes"}) == (True, False)
    assert walks_each(**{"oneway:foot": "-1"}) == (False, True)
    assert walks_each(highway="steps", conveying="forward") == (True, False)
    assert walks_each(highway="steps", conveying="backward") == (False, True)
    assert walks_each(highway="steps", conveying="yes") == (True, True)


def test_a_limit_of_one_direction_is_driven_in_it():
    assert highway({"highway": "primary", "maxspeed:forward": "60"}).kmh == (60, 55)
    both = {"maxspeed": "40", "maxspeed:backward": "15"}
    assert highway({"highway": "primary"} | both).kmh == (40, 15)
    assert highway({"highway": "primary", "maxspeed:forward": "signals"}).kmh == (55, 55)


@pytest.mark.parametrize("value", ["destination", "private", "delivery", "customers", "residents"])
def test_some_ways_are_open_to_who_starts_or_ends_there_alone(value):
    for profile in Profile:
        assert is_local(profile, access=value)
        assert not is_local(profile, access="yes")
    assert is_local(Profile.DRIVE, motor_vehicle=value)
    assert not is_local(Profile.WALK, motor_vehicle=value)
    assert not is_local(Profile.DRIVE, access=f"{value};permissive")
    assert not is_local(Profile.WALK, access=value, foot="yes")


def test_one_direction_may_be_for_who_ends_there_alone():
    tags = {"highway": "residential", "motor_vehicle:backward": "destination"}
    along, against = DRIVE

    directions = highway(tags).directions

    assert directions & (along | against) == along | against
    assert directions >> LOCAL_SHIFT == against


@pytest.mark.parametrize(
    ("tags", "walked"),
    [
        ({}, False), ({"sidewalk": "both"}, True), ({"sidewalk": "left"}, True),
        ({"sidewalk": "separate"}, False), ({"sidewalk": "no"}, False),
        ({"sidewalk:right": "yes"}, True), ({"foot": "yes"}, True), ({"foot": "no"}, False),
        ({"foot": "designated", "sidewalk": "no"}, True), ({"access": "yes"}, False),
    ],
)  # fmt: skip
def test_nobody_walks_on_a_trunk_road_without_a_sidewalk(tags, walked):
    assert walks(highway="trunk", **tags) is walked
    assert walks(highway="trunk_link", **tags) is walked
    assert drives(highway="trunk", **tags) == (True, True)


@pytest.mark.parametrize(
    "tags",
    [
        {"man_made": "pier"},
        {"railway": "platform"},
        {"public_transport": "platform"},
        {"highway": "platform"},
        {"highway": "pedestrian", "area": "yes"},
        {"highway": "footway", "bridge": "yes"},
        {"highway": "service", "area": "yes"},
        {"highway": "corridor"},
    ],
)
def test_what_lies_beside_the_streets_is_walked_and_not_driven(tags):
    assert walks(**{"highway": ""} | tags)
    assert drives(**{"highway": ""} | tags) == (False, False)


def test_areas_and_platforms_are_squares_and_lines_are_none():
    for tags in ({"highway": "pedestrian", "area": "yes"}, {"railway": "platform"}):
        assert highway(tags).square
    for tags in ({"highway": "pedestrian"}, {"man_made": "pier"}):
        assert not highway(tags).square
    assert highway({"man_made": "pier", "area": "yes"}).square


def test_slopes_and_steps_change_the_speed_of_walkers_in_both_directions():
    flat = highway({"highway": "footway"}).walk_kmh
    assert flat == (WALK_KMH, WALK_KMH)
    up, down = highway({"highway": "footway", "incline": "10%"}).walk_kmh
    assert (up, down) == pytest.approx((WALK_KMH * 0.7047, WALK_KMH), abs=0.002)  # Tobler
    assert highway({"highway": "footway", "incline": "-10 %"}).walk_kmh == (down, up)
    steep, _ = highway({"highway": "path", "incline": "45°"}).walk_kmh
    assert 0.5 < steep < up
    for stated in ("up", "steep", "10", "0%"):
        assert highway({"highway": "footway", "incline": stated}).walk_kmh == flat
    assert highway({"highway": "primary", "incline": "10%"}).kmh == (55, 55)


def test_steps_are_slower_and_slower_up_than_down():
    unsaid = highway({"highway": "steps"}).walk_kmh
    up, down = highway({"highway": "steps", "incline": "up"}).walk_kmh

    assert unsaid[0] == unsaid[1] == (up + down) / 2
    assert (up, down) == pytest.approx((1.821, 2.072), abs=1e-3)  # Weidmann
    assert highway({"highway": "steps", "incline": "down"}).walk_kmh == (down, up)
    assert highway({"highway": "steps", "incline": "-30%"}).walk_kmh == (down, up)


@pytest.mark.parametrize(
    ("tags", "timed"),
    [
        ({"access:conditional": "no @ (Mo-Fr 07:00-09:00)"}, True),
        ({"motor_vehicle:conditional": "destination @ (22:00-06:00)"}, True),
        ({"oneway:conditional": "yes @ (Sa-Su)"}, True),
        ({"oneway:motor_vehicle:conditional": "yes @ (07:00-09:00)"}, True),
        ({"motor_vehicle:backward:conditional": "no @ (Mo-Fr)"}, True),
        ({"maxspeed:forward:conditional": "30 @ (22:00-06:00)"}, True),
        ({"maxspeed:conditional": "30 @ (Mo-Fr 07:00-17:00)"}, True),
        ({"motor_vehicle:conditional": "no @ (weight>7.5)"}, False),
        ({"access:conditional": "no @ (weight>7.5 AND 07:00-19:00)"}, False),
        ({"hgv:conditional": "no @ (Mo-Fr 07:00-09:00)"}, False),
        ({"access:conditional": "no @ winter"}, False),
        ({"access:conditional": ""}, False),
    ],
)
def test_conditions_of_time_are_noted_and_close_nothing(tags, timed):
    assert highway({"highway": "residential"} | tags).timed is timed
    assert drives(**tags) == (True, True)
    assert walks(**tags)


def test_ways_that_say_little_are_read_as_all_others():
    some = {"name": "解放路", "lanes": "2", "surface": "asphalt"}
    for tags in ({"highway": "primary"}, {"highway": "primary", "oneway": "-1", "maxspeed": "40"}):
        assert usual_highway(tags | some) == highway(tags | some) == highway(tags)
    more = {"highway": "primary", "name": "x", "motor_vehicle": "no"}
    assert usual_highway(more) == highway(more)
    assert usual_highway({"building": "yes"}) is None


@pytest.mark.parametrize("key", SILENT)
@pytest.mark.parametrize("value", ["yes", "no", "-1", "private", "5", "up"])
def test_what_is_passed_over_says_nothing(key, value):
    for kind in ("steps", "trunk", "service"):
        assert highway({"highway": kind, key: value}) == highway({"highway": kind})
    assert key not in TELLING


@pytest.mark.parametrize(
    "tags",
    [
        {"maxspeed:advisory": "20"},
        {"maxspeed:practical": "20"},
        {"maxspeed:lanes": "20|30"},
        {"hov": "designated"},
        {"hov:lanes": "designated|yes"},
        {"turn:lanes": "left|through"},
        {"surface": "mud"},
        {"tracktype": "grade5"},
        {"width": "1.5"},
        {"toll": "yes"},
        {"ford": "yes"},
        {"maxheight": "1.8"},
        {"maxweight": "3.5"},
        {"maxlength": "6"},
        {"maxwidth": "2"},
        {"smoothness": "bad"},
        {"overtaking": "no"},
    ],
)
def test_what_is_not_read_changes_nothing(tags):
    for kind in ("primary", "residential", "track"):
        assert highway({"highway": kind} | tags) == highway({"highway": kind})
