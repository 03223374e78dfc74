"""What the command line says of the signs that a network knows."""

import json
from pathlib import Path

import pytest
from earlier_networks import turn_back
from stored_towns import run, stored_town
from towns import BRIDGE, river_town

from geodata.roads.folder import KNOWN

pytestmark = pytest.mark.slow  # apps, children or disks for each test


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return stored_town(tmp_path_factory.mktemp("town"))


def signed_river_town():
    town = river_town(BRIDGE)
    town.ways[0][1]["motor_vehicle:conditional"] = "no @ (Mo-Fr 07:00-09:00)"
    town.sign((-3000, 1000), barrier="bollard")
    town.forbid(1, (-3000, 0), 7, "no_right_turn")
    town.forbid(1, (500, 0), 7, "no_right_turn")  # no end of the street
    town.way([(9000, 0), (9800, 0)])
    return town


def test_an_import_says_what_was_read_and_where_pieces_lie_that_are_set_aside(town, tmp_path):
    made = signed_river_town()
    path = made.write(tmp_path / "signed.osm.pbf")

    said = run(town, "roads", "import", str(path)).stdout
    (told,) = (
        each for each in json.loads(run(town, "roads", "info", "--json").stdout)
        if each["name"] == "signed"
    )  # fmt: skip

    assert "turns      1 restrictions are kept to" in said
    assert "barriers   1 on nodes" in said
    assert "by time    1 signs hold at some times only and are not read" in said
    lon, lat = made.place(9000, 0)
    assert f"0.8 km at {lon:.4f}, {lat:.4f}" in said
    assert told["signs"] == {"turns": 1, "turns_unread": 0, "gates": 1, "timed": 1}
    assert told["aside"] == [[0.8, pytest.approx(lon, abs=1e-4), pytest.approx(lat, abs=1e-4)]]


def test_a_network_of_the_earlier_format_says_what_it_lacks(tmp_path):
    town = stored_town(tmp_path)
    before = run(town, "roads", "info").stdout
    (mine,) = (path.parent for path in Path(town["FAIRREACH_DATA"]).glob(f"roads/*/{KNOWN}"))

    turn_back(mine)
    said = run(town, "roads", "info")

    assert said.exit_code == 0
    assert "of the earlier format" in said.stdout
    assert "of the earlier format" not in before
    assert json.loads(run(town, "roads", "info", "--json").stdout)[0]["signs"] is None


def test_two_files_need_a_name_and_make_one_network(town, tmp_path):
    paths = [str(river_town(BRIDGE).write(tmp_path / f"{n}.osm.pbf")) for n in "ab"]

    refused = run(town, "roads", "import", *paths)
    made = run(town, "roads", "import", *paths, "--name", "both")

    assert (refused.exit_code, made.exit_code) == (2, 0)
    assert "name" in refused.stderr
    assert "both: a.osm.pbf + b.osm.pbf" in made.stdout
