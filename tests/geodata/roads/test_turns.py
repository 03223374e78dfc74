"""Turns that are forbidden, one after the other."""

from itertools import pairwise

import pytest
from towns import Town
from travellers import DRIVE_25, WALK, minutes

from geodata.signs.profile import Profile


def turn_town():
    """A crossing with arms of 1 km to the west (1), north (2), east (3), south (4), and a ring."""
    town = Town()
    for arm in ((-1000, 0), (0, 1000), (1000, 0), (0, -1000)):
        town.way([arm, (0, 0)])
    ring = [(-1000, 0), (0, 1000), (1000, 0), (0, -1000), (-1000, 0)]
    for a, b in pairwise(ring):
        town.way([a, b], "living_street")  # 10 km/h
    return town


@pytest.mark.parametrize(
    ("turns", "northward"),
    [
        ([], True),
        ([(1, 2, "no_left_turn", {})], False),
        ([(1, 3, "only_straight_on", {})], False),
        ([(1, 2, "only_left_turn", {})], True),
        ([(1, 3, "only_straight_on", {}), (1, 2, "only_left_turn", {})], True),
        ([(2, 1, "no_right_turn", {})], True),
        ([(1, 2, "no_left_turn", {"except": "psv;motorcar"})], True),
        ([(1, 2, "no_left_turn", {"except": "psv;bicycle"})], False),
        ([(1, 2, "", {"restriction:motorcar": "no_left_turn"})], False),
        ([(1, 2, "", {"restriction:hgv": "no_left_turn"})], True),
        ([(1, 2, "", {"restriction:conditional": "no_left_turn @ (07:00-09:00)"})], True),
        ([(1, 2, "", {"restriction:conditional": "no_left_turn @ (weight>7.5)"})], True),
        ([(1, 2, "no_left_turn", {"hour_on": "07:00", "hour_off": "09:00"})], True),
        ([(1, 2, "give_way", {})], True),
        ([(1, 99, "no_left_turn", {}), (99, 2, "no_left_turn", {})], True),
    ],
)  # fmt: skip
def test_forbidden_turns_are_not_taken(tmp_path, turns, northward):
    town = turn_town()
    for from_, to, kind, more in turns:
        town.forbid(from_, (0, 0), to, kind, **more)

    there = minutes(tmp_path, town, (-900, 0), (0, 900))

    if northward:
        assert there == pytest.approx(1800 * DRIVE_25, abs=5e-3)
    else:
        assert there > 1900 * DRIVE_25
    walked = minutes(tmp_path, town, (-900, 0), (0, 900), Profile.WALK)
    assert walked < 1800 * WALK + 5e-3


def test_a_forbidden_left_turn_is_driven_round_by_turning_in_the_next_street(tmp_path):
    town = turn_town()
    town.forbid(1, (0, 0), 2, "no_left_turn")
    town.ways = town.ways[:4]

    there = minutes(tmp_path, town, (-900, 0), (0, 900))

    assert there == pytest.approx((900 + 2 * 1000 + 900) * DRIVE_25, abs=5e-3)


def test_a_turn_over_ways_is_forbidden_to_who_comes_from_there_alone(tmp_path):
    town = Town()
    town.way([(-1000, 0), (0, 0)])  # 1
    town.way([(0, 0), (200, 0)])  # 2, between two lanes
    town.way([(200, 0), (200, 1000)])  # 3
    town.way([(0, 0), (0, -1000)])  # 4
    town.way([(200, 0), (1200, 0)])  # 5
    town.forbid(1, [2], 3, "no_u_turn")

    assert minutes(tmp_path, town, (-900, 0), (200, 900)) == pytest.approx(
        (900 + 200 + 1000 + 1000 + 900) * DRIVE_25, abs=5e-3
    )
    assert minutes(tmp_path, town, (0, -900), (200, 900)) == pytest.approx(
        2000 * DRIVE_25, abs=5e-3
    )


def test_no_entry_may_name_several_ways_and_nobody_turns_round_where_it_is_forbidden(tmp_path):
    town = turn_town()
    town.ways = town.ways[:4]
    members = [("w", 1, "from"), ("w", 3, "from"), ("n", 2, "via"), ("w", 2, "to")]
    town.relations.append((members, {"type": "restriction", "restriction": "no_entry"}))

    network = town.network(tmp_path)

    assert network.known.signs.turns == 1
    assert len(network["copy_node"]) == 2


def test_restrictions_that_cannot_be_followed_are_counted(tmp_path):
    town = turn_town()
    town.forbid(1, (-1000, 0), 2, "no_left_turn")  # the way to does not begin there
    town.forbid(1, [5, 7], 3, "no_u_turn")  # nothing joins 5 and 7
    own = {"type": "restriction", "restriction": "no_left_turn"}
    town.relations += [
        ([], own),
        ([("w", 1, "from"), ("w", 2, "to")], own),
        ([("r", 1, "from"), ("r", 6, "via"), ("r", 7, "to")], own),
        ([("w", 1, "from"), *[("w", 2, "via")] * 10_000, ("w", 3, "to")], own),
        ([("w", n + 1, "via") for n in range(10_000)], own),
        ([("w", 1, "from"), ("n", 2, "via"), ("w", 1, "to")], own | {"name": "<b>{{ 7*7 }}"}),
    ]

    network = town.network(tmp_path)

    assert network.known.signs.turns_unread >= 6
    assert minutes(tmp_path, town, (-900, 0), (0, 900)) == pytest.approx(1800 * DRIVE_25, abs=5e-3)


def test_of_a_restriction_with_too_many_members_none_is_read(tmp_path):
    town = turn_town()
    members = [("w", 1, "from"), ("n", 2, "via"), *[("w", 2, "to")] * 200]
    town.relations.append((members, {"type": "restriction", "restriction": "no_exit"}))

    signs = town.network(tmp_path).known.signs

    assert (signs.turns, signs.turns_unread) == (0, 1)


def test_what_holds_at_some_times_only_is_counted(tmp_path):
    town = turn_town()
    town.ways[0][1]["access:conditional"] = "no @ (Mo-Fr 07:00-09:00)"
    town.forbid(1, (0, 0), 2, "", **{"restriction:conditional": "no_left_turn @ (Sa-Su)"})
    town.forbid(1, (0, 0), 3, "", **{"restriction:conditional": "no_left_turn @ (weight>7)"})
    at_night = {"motor_vehicle:conditional": "no @ (22:00-06:00)"}
    town.sign((-1000, 0), barrier="gate", **at_night)
    town.sign((5000, 5000), amenity="parking", access="yes", **at_night)  # on no way

    assert town.network(tmp_path).known.signs.timed == 3


def test_ways_of_a_restriction_may_have_crossings_amid_them(tmp_path):
    town = Town()
    town.way([(-1000, 0), (-500, 0), (0, 0)])  # 1
    town.way([(0, 0), (100, 0), (200, 0)])  # 2
    town.way([(200, 0), (200, 500), (200, 1000)])  # 3
    town.way([(200, 0), (1200, 0)])  # 4
    town.way([(-500, 0), (-500, -1000)])  # 5
    town.way([(100, 0), (100, -1000)])  # 6
    town.way([(200, 500), (900, 500)])  # 7
    town.forbid(1, [2], 3, "no_u_turn")
    there = (200, 400)

    # Round by the end of the sixth street, which is nearer than any other, and none of the run.
    assert minutes(tmp_path, town, (-900, 0), there) == pytest.approx(
        (900 + 200 + 400 + 2000) * DRIVE_25, abs=5e-3
    )
    assert minutes(tmp_path, town, (100, -900), there) == pytest.approx(
        (900 + 100 + 400) * DRIVE_25, abs=5e-3
    )
    assert minutes(tmp_path, town, (50, 0), there) == pytest.approx(550 * DRIVE_25, abs=5e-3)


def test_an_only_turn_over_ways_leaves_no_other(tmp_path):
    town = turn_town()
    town.ways = town.ways[:4]
    town.way([(1000, 0), (1000, 1000)])  # 5
    town.way([(1000, 0), (1000, -1000)])  # 6
    town.forbid(1, [3], 5, "only_left_turn")

    assert minutes(tmp_path, town, (-900, 0), (1000, 900)) == pytest.approx(
        2800 * DRIVE_25, abs=5e-3
    )
    assert minutes(tmp_path, town, (-900, 0), (1000, -900)) == pytest.approx(
        4800 * DRIVE_25, abs=5e-3
    )
    assert minutes(tmp_path, town, (0, -900), (1000, -900)) == pytest.approx(
        2800 * DRIVE_25, abs=5e-3
    )
