"""What is said of roads that lack something, and that nothing is said of whole ones."""

import pytest
from campaigns import district_table
from towns import BRIDGE, FERRY, Town, river_town

from geodata.intake.road_shortcomings import Lack, road_km, shortcomings


def boxes(town, **boxes_m):
    """Districts by code from boxes of metres: west, south, east, north."""
    shapes = {}
    for name, (west, south, east, north) in boxes_m.items():
        shapes[name.lstrip("d")] = (*town.place(west, south), *town.place(east, north))
    return district_table(shapes)


WEST, EAST = (-3100, -100, 0, 2100), (0, -100, 3100, 2100)


def test_a_town_with_roads_of_two_classes_everywhere_lacks_nothing(tmp_path):
    town = river_town(BRIDGE)
    network = town.network(tmp_path)
    districts = boxes(town, d500101=WEST, d500102=EAST)

    assert shortcomings(districts, {"town": network}) == []
    assert road_km(districts, network).tolist() == pytest.approx([24.5, 25.5], abs=1.1)


@pytest.mark.parametrize("crossing", [None, FERRY])
def test_roads_of_one_class_are_one_guess_ferries_apart(tmp_path, crossing):
    town = river_town(crossing)
    districts = boxes(town, d500101=WEST, d500102=EAST)

    (found,) = shortcomings(districts, {"town": town.network(tmp_path)})

    assert (found.lack, found.of) == (Lack.CLASSES, ("town", "residential"))


def test_districts_without_roads_are_named_city_by_city(tmp_path):
    town = river_town(BRIDGE)
    districts = boxes(
        town,
        d500101=WEST,
        d500102=EAST,
        d500103=(0, 2100, 3100, 4000),
        d510104=(9000, 0, 11_000, 2000),
        d510105=(11_000, 0, 13_000, 2000),
    )

    in_part, whole = shortcomings(districts, {"town": town.network(tmp_path)})

    assert (in_part.of, in_part.region, in_part.whole) == (("500103",), "500000", False)
    assert (whole.of, whole.region, whole.whole) == (("510104", "510105"), "510100", True)
    assert {in_part.lack, whole.lack} == {Lack.DISTRICTS}


def test_what_one_network_lacks_another_may_have(tmp_path):
    west, east = Town(), Town()
    west.grid(-3000, 0, 5, 4)
    west.way([(-500, 0), (-400, 0)], "primary")
    east.grid(500, 0, 5, 4, "tertiary")
    east.way([(400, 0), (500, 0)], "primary")
    networks = {}
    for name, town in (("w", west), ("e", east)):
        (tmp_path / name).mkdir()
        networks[name] = town.network(tmp_path / name)
    districts = boxes(west, d500101=WEST, d500102=EAST)

    assert shortcomings(districts, networks) == []
    (bare,) = shortcomings(districts, {"w": networks["w"]})
    assert bare.of == ("500102",)


@pytest.mark.parametrize(("blocks", "is_sparse"), [(1, True), (3, False)])
def test_a_district_with_less_than_a_fifth_of_the_roads_of_those_around_it(
    tmp_path, blocks, is_sparse
):
    town = Town()
    town.grid(-3000, 0, 5, 4)
    town.grid(500, 0, blocks, 1, "tertiary")
    districts = boxes(town, d500101=WEST, d500102=EAST, d500103=(9000, 0, 9500, 100))

    found = shortcomings(districts, {"town": town.network(tmp_path)})

    sparse = [each.of for each in found if each.lack is Lack.DENSITY]
    assert sparse == ([("500102",)] if is_sparse else [])
