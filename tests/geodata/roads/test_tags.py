import pytest

from geodata.roads.profile import AGAINST, ALONG, Profile
from geodata.roads.tags import DRIVE_KMH, FERRY, KINDS, duration_min, highway

DRIVE = ALONG[Profile.DRIVE], AGAINST[Profile.DRIVE]


def drives(**tags):
    """Whether one drives along and against a way."""
    found = highway({"highway": "residential"} | tags)
    directions = found.directions if found else 0
    return tuple(bool(directions & bit) for bit in DRIVE)


def walks(**tags):
    """Whether one walks along a way, which is also against it."""
    found = highway({"highway": "residential"} | tags)
    directions = found.directions if found else 0
    along, against = (directions & bits[Profile.WALK] > 0 for bits in (ALONG, AGAINST))
    assert along == against
    return along


def kmh(**tags):
    return highway({"highway": "primary"} | tags).kmh


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "ferry"])
def test_every_class_is_driven_or_walked_on(kind):
    found = highway({"highway": kind})

    assert KINDS[found.kind] == kind
    assert any(drives(highway=kind)) == (DRIVE_KMH[kind] > 0)
    assert walks(highway=kind) == (kind not in {"motorway", "motorway_link"})
    assert found.kmh > 0


@pytest.mark.parametrize("kind", ["footway", "path", "steps", "pedestrian", "cycleway"])
def test_nobody_drives_on_a_path_even_where_a_tag_allows_it(kind):
    assert drives(highway=kind, motor_vehicle="yes", maxspeed="50") == (False, False)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "proposed"},
        {"highway": "construction", "construction": "primary"},
        {"highway": "bus_stop"},
        {"highway": "Primary"},
        {"highway": ""},
        {"route": "bus"},
        {"building": "yes"},
        {"highway": "pedestrian", "area": "yes"},
        {"highway": "service", "area": "1"},
        {"highway": "residential", "access": "private"},
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
        ({"access": "private"}, False, False),
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
        ({"foot": "private"}, True, False),
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

    assert (found.kind, found.minutes, found.kmh) == (FERRY, 80, 10)
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
        ("agricultural;forestry", False), ("private; customers", True), ("delivery", False),
        ("permit", False), ("no;destination", True), ("private;no", False),
    ],
)  # fmt: skip
def test_a_list_of_those_let_in_closes_a_way_if_it_names_only_others(access, open_to_cars):
    assert drives(motor_vehicle=access) == (open_to_cars, open_to_cars)


def test_who_shall_walk_beside_a_road_does_not_walk_on_it():
    assert not walks(foot="use_sidepath")


def test_a_ferry_may_be_oneway_and_may_state_its_speed():
    assert drives(highway="", route="ferry", oneway="yes") == (True, False)
    assert highway({"route": "ferry", "maxspeed": "20 knots"}).kmh == pytest.approx(37.04)


def test_the_duration_of_a_road_is_not_heeded():
    assert highway({"highway": "primary", "duration": "20"}).minutes is None
