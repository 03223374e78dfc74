"""One sign after the other: streets, squares, piers and gates, and what they cost."""

import numpy as np
import pytest
from earlier_networks import turn_back
from one_place import from_one_place
from towns import Town
from travellers import DRIVE_25, WALK, joins_of, minutes

from geodata.roads.folder import open_network
from geodata.signs.profile import WALK_KMH, Profile


def block(**tags):
    """A street of 1 km from west to east with tags, and two-way streets round it by 3 km."""
    town = Town()
    town.way([(-900, 0), (0, 0)])
    town.way([(1000, 0), (1900, 0)])
    town.way([(0, 0), (0, 1000), (1000, 1000), (1000, 0)])
    town.way([(0, 0), (1000, 0)], **tags)
    return town


WEST, EAST = (-900, 0), (1900, 0)
STRAIGHT, ROUND = 2800 * DRIVE_25, 4800 * DRIVE_25


@pytest.mark.parametrize(
    ("tags", "eastward", "westward"),
    [
        ({"motor_vehicle:backward": "no"}, STRAIGHT, ROUND),
        ({"motor_vehicle:forward": "no"}, ROUND, STRAIGHT),
        ({"access": "no", "motor_vehicle:forward": "yes"}, STRAIGHT, ROUND),
        ({"access": "official"}, ROUND, ROUND),
        ({"service": "emergency_access"}, ROUND, ROUND),
        ({"oneway": "yes", "oneway:motor_vehicle": "-1"}, ROUND, STRAIGHT),
        ({"access": "destination"}, ROUND, ROUND),
        ({"access": "private"}, ROUND, ROUND),
        ({"motor_vehicle": "delivery"}, ROUND, ROUND),
        ({"vehicle:backward": "destination"}, STRAIGHT, ROUND),
        (
            {"maxspeed:forward": "60", "maxspeed:backward": "15"},
            1800 * DRIVE_25 + 1, 1800 * DRIVE_25 + 4,
        ),
    ],
)  # fmt: skip
def test_a_sign_holds_in_the_direction_that_it_names(tmp_path, tags, eastward, westward):
    town = block(**tags)

    assert minutes(tmp_path, town, WEST, EAST) == pytest.approx(eastward, abs=5e-3)
    assert minutes(tmp_path, town, EAST, WEST) == pytest.approx(westward, abs=5e-3)


def test_who_starts_or_ends_on_a_private_street_may_use_it(tmp_path):
    town = block(access="private")
    middle = (400, 0)

    assert minutes(tmp_path, town, middle, WEST) == pytest.approx(1300 * DRIVE_25, abs=5e-3)
    assert minutes(tmp_path, town, middle, EAST) == pytest.approx(1500 * DRIVE_25, abs=5e-3)
    assert minutes(tmp_path, town, WEST, middle) == pytest.approx(1300 * DRIVE_25, abs=5e-3)
    assert minutes(tmp_path, town, (200, 0), (900, 0)) == pytest.approx(700 * DRIVE_25, abs=5e-3)


def test_a_public_street_behind_a_private_one_is_reached_and_left(tmp_path):
    town = block()
    town.way([(0, 0), (0, -500)], access="private")
    town.way([(0, -500), (0, -900)])
    behind = (0, -800)

    assert minutes(tmp_path, town, behind, WEST) == pytest.approx(1700 * DRIVE_25, abs=5e-3)
    assert minutes(tmp_path, town, WEST, behind) == pytest.approx(1700 * DRIVE_25, abs=5e-3)


def test_a_place_at_the_gate_of_a_private_street_does_not_pass_through_it(tmp_path):
    town = block(access="destination")

    assert minutes(tmp_path, town, (0, 0), EAST) == pytest.approx(3900 * DRIVE_25, abs=5e-3)
    assert minutes(tmp_path, town, WEST, (1000, 0)) == pytest.approx(3900 * DRIVE_25, abs=5e-3)


def test_a_place_at_a_node_inside_a_private_estate_is_reached_and_left(tmp_path):
    town = block()
    town.way([(0, 0), (0, -500), (100, -600)], access="private")
    town.way([(0, -500), (-100, -600)], access="private")

    assert minutes(tmp_path, town, (0, -500), WEST) == pytest.approx(1400 * DRIVE_25, abs=5e-3)
    assert minutes(tmp_path, town, WEST, (0, -500)) == pytest.approx(1400 * DRIVE_25, abs=5e-3)


@pytest.mark.parametrize(
    ("tags", "passes"),
    [
        ({"barrier": "bollard"}, False),
        ({"barrier": "bollard", "bollard": "rising"}, True),
        ({"barrier": "block"}, False),
        ({"barrier": "gate"}, True),
        ({"barrier": "lift_gate"}, True),
        ({"barrier": "toll_booth"}, True),
        ({"barrier": "gate", "access": "no"}, False),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "gate", "locked": "yes"}, False),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, True),
        ({"barrier": "kerb"}, False),
        ({"barrier": "kerb", "kerb": "lowered"}, True),
        ({"motor_vehicle": "no"}, False),
        ({"access": "no", "motorcar": "yes"}, True),
        ({"highway": "crossing"}, True),
    ],
)
def test_a_barrier_amid_a_street_ends_it_on_both_sides(tmp_path, tags, passes):
    town = block()
    nodes, _ = town.ways.pop()
    town.way([nodes[0], town.sign((500, 0), **tags), nodes[1]])

    there = minutes(tmp_path, town, WEST, EAST)

    assert there == pytest.approx(STRAIGHT if passes else ROUND, abs=5e-3)
    # Who lives before it drives to it and no farther; on foot it is passed.
    here = minutes(tmp_path, town, (400, 0), EAST)
    assert here == pytest.approx((1500 if passes else 4300) * DRIVE_25, abs=5e-3)


@pytest.mark.parametrize(
    ("tags", "passes"),
    [
        ({"barrier": "bollard"}, True),
        ({"barrier": "turnstile"}, True),
        ({"barrier": "wall"}, False),
        ({"barrier": "gate", "foot": "no"}, False),
        ({"barrier": "fence", "foot": "yes"}, True),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "gate", "motor_vehicle": "private"}, True),
    ],
)
def test_walkers_pass_what_closes_a_street_to_cars(tmp_path, tags, passes):
    town = block()
    nodes, _ = town.ways.pop()
    town.way([nodes[0], town.sign((500, 0), **tags), nodes[1]])

    there = minutes(tmp_path, town, WEST, EAST, Profile.WALK)

    assert there == pytest.approx((2800 if passes else 4800) * WALK, abs=5e-3)


def test_a_gate_at_a_crossing_parts_all_its_streets_and_is_counted(tmp_path):
    town = block()
    town.sign((0, 0), barrier="block")
    town.way([(-900, 0), (-900, 1500), (0, 1500), (0, 1000)])
    network = town.network(tmp_path)

    assert network.known.signs.gates == 1
    assert minutes(tmp_path, town, WEST, EAST) == pytest.approx(
        (1500 + 900 + 500 + 1000 + 1000 + 900) * DRIVE_25, abs=5e-3
    )


def test_a_private_gate_lets_in_who_ends_behind_it(tmp_path):
    town = block()
    town.sign((0, -300), barrier="gate", access="private")
    town.way([(0, 0), (0, -300), (0, -900)])

    assert minutes(tmp_path, town, WEST, (0, -800)) == pytest.approx(1700 * DRIVE_25, abs=5e-3)
    assert minutes(tmp_path, town, (0, -800), WEST) == pytest.approx(1700 * DRIVE_25, abs=5e-3)


@pytest.mark.slow
def test_a_place_exactly_on_a_crossing_is_at_the_node(tmp_path):
    """Whichever of the streets that meet there is taken for its own."""
    chance = np.random.default_rng(7)
    for number in range(20):
        x, y = chance.uniform(-400, 400, 2)
        town = Town()
        town.way([(30, -450), (x, y)], oneway="yes")
        town.way([(-800, 0), (x, y)])
        town.way([(x, y), (800, 0)])
        town.way([(30, -450), (-800, -450), (-800, 0)])
        folder = tmp_path / str(number)
        folder.mkdir()

        there = minutes(folder, town, (800, 0), (x, y))

        assert there == pytest.approx(np.hypot(800 - x, y) * DRIVE_25, abs=5e-3)
        assert minutes(folder, town, (x, y), (800, 0)) == pytest.approx(there, abs=5e-3)


def square_town(outline, **tags):
    """Footways to opposite corners of a square, and streets round about by 3.4 km."""
    town = Town()
    town.way([(-200, 0), outline[0]], "footway")
    town.way(outline, "pedestrian", **tags)
    town.way([outline[2], (300, 100)], "footway")
    town.way([(-200, 0), (-200, 1500), (300, 1500), (300, 100)])
    return town


CONVEX = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
DENTED = [(0, 0), (40, 60), (100, 100), (0, 100), (0, 0)]


def test_a_square_is_crossed_where_it_is_convex(tmp_path):
    there = minutes(tmp_path, square_town(CONVEX, area="yes"), (-200, 0), (300, 100), Profile.WALK)

    assert there == pytest.approx((200 + 100 * 2**0.5 + 200) * WALK, abs=5e-3)


@pytest.mark.parametrize(
    ("outline", "tags", "metres"),
    [
        (DENTED, {"area": "yes"}, 2 * np.hypot(40, 60)),
        (CONVEX, {}, 200),
        (CONVEX, {"area": "no"}, 200),
    ],
)
def test_along_the_outline_one_walks_where_nothing_leads_across(tmp_path, outline, tags, metres):
    there = minutes(tmp_path, square_town(outline, **tags), (-200, 0), (300, 100), Profile.WALK)

    assert there == pytest.approx((400 + metres) * WALK, abs=5e-3)


def test_nobody_drives_over_a_square(tmp_path):
    town = block()
    town.way([(0, 0), (1000, 0), (1000, -100), (0, -100), (0, 0)], "service", area="yes")
    town.ways.pop(3)

    assert minutes(tmp_path, town, WEST, EAST) == pytest.approx(ROUND, abs=5e-3)
    across = minutes(tmp_path, town, WEST, EAST, Profile.WALK)
    assert across == pytest.approx(2800 * WALK, abs=5e-3)


def test_a_ferry_is_reached_over_its_piers(tmp_path):
    town = Town()
    town.way([(-300, 0), (0, 0)])
    town.way([(0, 0), (200, 0)], "", man_made="pier")
    town.way([(200, 0), (1200, 0)], "", route="ferry", foot="yes", duration="00:05")
    town.way([(1200, 0), (1400, 0)], "", man_made="pier")
    town.way([(1400, 0), (1700, 0)])
    town.way([(-300, 0), (-300, 6000), (1700, 6000), (1700, 0)])

    there = minutes(tmp_path, town, (-300, 0), (1700, 0), Profile.WALK)

    assert there == pytest.approx(1000 * WALK + 5, abs=5e-3)


def test_one_goes_up_an_escalator_and_down_the_stairs_beside_it(tmp_path):
    town = Town()
    town.way([(-500, 0), (0, 0)], "footway")
    town.way([(0, 0), (100, 0)], "steps", conveying="forward")
    town.way([(0, 0), (50, 120), (100, 0)], "footway")
    town.way([(100, 0), (600, 0)], "footway")
    detour = 2 * np.hypot(50, 120)

    up = minutes(tmp_path, town, (-500, 0), (600, 0), Profile.WALK)
    down = minutes(tmp_path, town, (600, 0), (-500, 0), Profile.WALK)

    assert up == pytest.approx(1000 * WALK + 100 * WALK * 4 / 1.9463, abs=5e-3)
    assert down == pytest.approx((1000 + detour) * WALK, abs=5e-3)


def test_what_is_set_aside_is_told_with_where_it_lies(tmp_path):
    town = Town()
    town.grid(0, 0, 8, 8)
    town.way([(9000, 0), (9700, 0)])
    town.way([(9000, 900), (9300, 900), (9300, 1000)])

    network = town.network(tmp_path)

    (one, *at), (other, *_) = network.known.aside
    assert (one, other) == pytest.approx((0.7, 0.4), abs=1e-3)
    assert at == pytest.approx(town.place(9000, 0), abs=1e-4)


def test_a_network_of_the_earlier_format_opens_without_what_it_lacks(tmp_path):
    town = block(**{"maxspeed:forward": "60"})
    town.way([(0, 0), (500, -100)], "steps")
    folder = tmp_path / "roads" / town.network(tmp_path).digest
    turn_back(folder)

    old = open_network(folder)

    assert old.known.signs is None
    assert old["walk_kmh"].tolist() == [WALK_KMH] * old.edges
    place, target = (joins_of(old, town, Profile.DRIVE, [each]) for each in (EAST, WEST))
    (cost,) = from_one_place(old, Profile.DRIVE, "min", place, target)
    assert cost == pytest.approx(1800 * DRIVE_25 + 1, abs=5e-3)


def test_a_square_that_is_a_relation_is_walked_round(tmp_path):
    town = Town()
    outline = [(0, 0), (300, 0), (300, 300), (0, 300), (0, 0)]
    town.way(outline, "", note="outline")
    number = len(town.ways)
    town.way([(-500, 0), (0, 0)], "footway")
    town.way([(300, 300), (800, 300)], "footway")
    town.way([(-500, 0), (-500, 900), (800, 900), (800, 300)], "footway")
    square = {"type": "multipolygon", "highway": "pedestrian", "area": "yes"}
    town.relations.append(([("w", number, "outer")], square))

    there = minutes(tmp_path, town, (-100, 0), (400, 300), Profile.WALK)

    assert there == pytest.approx((400 + 900 + 1300 + 600 + 400) * WALK, abs=5e-3)


def test_a_fence_without_a_common_node_closes_nothing(tmp_path):
    town = block()
    town.way([(500, -50), (500, 50)], "", barrier="fence")

    assert minutes(tmp_path, town, WEST, EAST) == pytest.approx(STRAIGHT, abs=5e-3)
    (tmp_path / "walk").mkdir()
    walked = minutes(tmp_path / "walk", town, WEST, EAST, Profile.WALK)
    assert walked == pytest.approx(2800 * WALK, abs=5e-3)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "traffic_signals"},
        {"highway": "stop"},
        {"highway": "give_way"},
        {"highway": "crossing"},
        {"traffic_calming": "hump"},
    ],
)
def test_lights_and_humps_close_nothing_and_cost_nothing(tmp_path, tags):
    town = block()
    nodes, _ = town.ways.pop()
    town.way([nodes[0], town.sign((500, 0), **tags), nodes[1]])

    assert minutes(tmp_path, town, WEST, EAST) == pytest.approx(STRAIGHT, abs=5e-3)


def test_ways_that_cross_on_other_layers_do_not_meet(tmp_path):
    town = block()
    town.way([(500, -800), (500, 900)], bridge="yes", layer="1")
    town.way([(500, 900), (500, 1000)])
    nodes, tags = town.ways[2]
    town.ways[2] = ([*nodes[:2], town.ways[-1][0][-1], *nodes[2:]], tags)

    there = minutes(tmp_path, town, (-100, 0), (500, -400))

    assert there == pytest.approx((100 + 1000 + 500 + 1400) * DRIVE_25, abs=5e-3)


def test_a_restriction_over_a_gate_is_neither_read_nor_counted(tmp_path):
    town = block()
    gate = town.sign((0, 0), barrier="gate", access="private")
    members = [("w", 1, "from"), ("n", gate, "via"), ("w", 4, "to")]
    town.relations.append((members, {"type": "restriction", "restriction": "no_straight_on"}))

    signs = town.network(tmp_path).known.signs

    assert (signs.turns, signs.turns_unread, signs.gates) == (0, 0, 1)
