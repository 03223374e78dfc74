"""Two provinces as two extracts: one network, whichever of them holds what."""

import osmium
import pytest
from one_place import from_one_place
from towns import Town, untold
from travellers import DRIVE_25, joins_of

from geodata.errors import FileRefused
from geodata.roads.build import build, build_together
from geodata.roads.network import Network
from geodata.signs.profile import Profile

WEST, EAST = (-2900, 0), (2900, 0)
BORDER = 21  # the number of the way over the border


def whole_town():
    """Two grids and, over the border at x = 0, a street of four nodes; a bollard in the east."""
    town = Town()
    town.grid(-3000, 0, 4, 4)
    town.grid(1000, 0, 4, 4)
    town.way([(-1000, 0), (-200, 0), (300, 0), (1000, 0)])
    town.sign((3000, 1000), barrier="bollard")
    assert len(town.ways) == BORDER
    return town


def write_part(town, path, keep, *, cut=False, edit=None, version=1, day=""):
    """What of a town lies on one side; ways over the border are in it, their nodes cut or not."""
    places = {n: town.plane.transform(*at, direction="INVERSE") for n, at in town.nodes.items()}
    inside = {n for n, place in places.items() if keep(place)}
    ways = {n: each for n, each in enumerate(town.ways, 1) if inside & set(each[0])}
    held = inside if cut else {node for nodes, _ in ways.values() for node in nodes}
    header = osmium.io.Header()
    if day:
        header.set("osmosis_replication_timestamp", f"{day}T00:00:00Z")
    mutable = osmium.osm.mutable
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for node in sorted(held):
            tags = town.node_tags.get(node, {})
            writer.add_node(mutable.Node(id=node, location=town.nodes[node], tags=tags))
        for number, (nodes, tags) in ways.items():
            more = (edit or {}).get(number, {})
            writer.add_way(mutable.Way(id=number, nodes=nodes, tags=tags | more, version=version))
        for number, (members, tags) in enumerate(town.relations, 1):
            writer.add_relation(mutable.Relation(id=number, members=members, tags=tags))
    return path


def west(place):
    return place[0] <= 1


def east(place):
    return place[0] >= -1


def across(known, arrays, town):
    network = Network(known, "", arrays)
    place, target = (joins_of(network, town, Profile.DRIVE, [each]) for each in (WEST, EAST))
    (cost,) = from_one_place(network, Profile.DRIVE, "min", place, target)
    return cost


@pytest.mark.parametrize("cut", [False, True])
def test_a_way_leads_over_the_border_of_two_extracts(tmp_path, cut):
    town = whole_town()
    paths = [
        write_part(town, tmp_path / f"{side.__name__}.osm.pbf", side, cut=cut)
        for side in (west, east)
    ]

    known, arrays = build_together(paths, untold)

    assert across(known, arrays, town) == pytest.approx(5800 * DRIVE_25, abs=5e-3)
    assert known.missing_nodes == 0
    alone, both = build(town.write(tmp_path / "whole.osm.pbf"), untold)
    assert arrays["metres"].sum() == pytest.approx(both["metres"].sum())
    assert (known.nodes, known.signs) == (alone.nodes, alone.signs)


@pytest.mark.parametrize("newer", [0, 1])
def test_of_a_way_in_both_the_newer_version_counts(tmp_path, newer):
    town = whole_town()
    slow = {BORDER: {"maxspeed": "10"}}
    paths = [
        write_part(
            town,
            tmp_path / f"{n}.osm.pbf",
            side,
            edit=slow if n == newer else None,
            version=2 if n == newer else 1,
        )
        for n, side in enumerate((west, east))
    ]

    there = across(*build_together(paths, untold), town)

    assert there == pytest.approx(3800 * DRIVE_25 + 2000 * 60 / 10_000, abs=5e-3)


def test_a_bollard_that_the_newer_extract_does_not_know_is_gone(tmp_path):
    town = whole_town()
    old = write_part(town, tmp_path / "old.osm.pbf", lambda _: True, day="2025-01-01")
    town.node_tags.clear()
    new = write_part(town, tmp_path / "new.osm.pbf", east, day="2026-01-01")

    known, _ = build_together([old, new], untold)

    assert known.signs.gates == 0
    assert build(old, untold)[0].signs.gates == 1
    assert known.source_date == "2025-01-01"  # it is no newer than its oldest part


def test_a_restriction_and_a_timed_way_that_both_hold_are_one_each(tmp_path):
    town = whole_town()
    town.forbid(1, (-3000, 0), 6, "no_right_turn")
    town.ways[BORDER - 1][1]["access:conditional"] = "no @ (Mo-Fr 07:00-09:00)"
    paths = [write_part(town, tmp_path / f"{side.__name__}.osm.pbf", side) for side in (west, east)]

    known, _ = build_together(paths, untold)

    assert (known.signs.turns, known.signs.turns_unread) == (1, 0)
    assert known.signs.timed == 1


def test_a_square_of_one_extract_is_crossed_in_the_network_of_both(tmp_path):
    town = whole_town()
    outline = [(-3000, 0), (-3000, -400), (-2600, -400), (-2600, 0), (-3000, 0)]
    town.way(outline, "pedestrian", area="yes")
    town.way([(-2600, -400), (-2500, -400), (-2500, 0)], "footway")
    paths = [write_part(town, tmp_path / f"{side.__name__}.osm.pbf", side) for side in (east, west)]
    network = Network(*build_together(paths, untold)[:1], "", build_together(paths, untold)[1])
    place, target = (
        joins_of(network, town, Profile.WALK, [each]) for each in ((-3000, 0), (-2600, -400))
    )

    assert from_one_place(network, Profile.WALK, "m", place, target) == pytest.approx(
        [400 * 2**0.5], abs=1
    )


def test_one_that_is_damaged_refuses_all_and_is_named(tmp_path):
    town = whole_town()
    sound = write_part(town, tmp_path / "sound.osm.pbf", west)
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(sound.read_bytes()[:-100])

    with pytest.raises(FileRefused) as refusal:
        build_together([sound, broken], untold)

    assert "broken" in str(refusal.value)
