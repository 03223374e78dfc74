"""A road network at rest: whole or refused, named after its content, never changed."""

import json
import random
import shutil

import numpy as np
import pytest
from towns import Town, river_town, untold

from geodata.errors import RoadsDamagedError
from geodata.roads.build import build
from geodata.roads.folder import ARRAYS, KNOWN, open_network, write_network
from geodata.signs.profile import Profile

pytestmark = pytest.mark.slow  # apps, children or disks for each test


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What building gives for a small town."""
    town = river_town({"highway": "primary"})
    town.timestamp = "2026-12-31T20:00:00Z"
    return build(town.write(tmp_path_factory.mktemp("town") / "town.osm.pbf"), untold)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "roads"


@pytest.fixture
def path(folder, made):
    return write_network(folder, *made)


def test_what_was_written_is_what_is_opened(path, made):
    known, arrays = made

    network = open_network(path)

    assert network.known == known
    assert network.digest == path.name
    assert set(network.arrays) == set(ARRAYS)
    for name, kind in ARRAYS.items():
        assert network[name].dtype == np.dtype(kind)
        assert np.array_equal(network[name], arrays[name].astype(kind))


def test_a_network_knows_the_day_and_the_bounds_of_its_extract(path):
    network = open_network(path)

    assert network.known.source_date == "2026-12-31"
    west, south, east, north = network.bounds
    town = river_town(None)
    assert (west, south) == pytest.approx(town.place(-3000, 0), abs=1e-5)
    assert (east, north) == pytest.approx(town.place(3000, 2000), abs=1e-5)


def test_no_array_of_an_open_network_can_be_written_to(path):
    network = open_network(path)

    for name in ARRAYS:
        with pytest.raises(ValueError, match="read-only"):
            network[name][:] = 0


def test_the_same_content_has_the_same_folder_and_other_content_another(folder, path, made):
    other = Town()
    other.grid(0, 0, 3, 3)

    again = write_network(folder, *made)
    beside = write_network(folder, *build(other.write(folder / "other.osm.pbf"), untold))

    assert again == path
    assert beside != path
    assert {each.name for each in folder.iterdir() if each.is_dir()} == {path.name, beside.name}


def test_writing_a_network_again_leaves_the_files_that_others_have_open(folder, path, made):
    before = {file.name: file.stat().st_ino for file in path.iterdir()}
    network = open_network(path)

    write_network(folder, *made)

    assert {file.name: file.stat().st_ino for file in path.iterdir()} == before
    assert network["metres"].sum() > 49_000
    assert [each.name for each in folder.iterdir()] == [path.name]


@pytest.mark.parametrize("name", sorted(ARRAYS))
def test_one_changed_byte_of_any_array_is_damage(path, name):
    file = path / f"{name}.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)

    with pytest.raises(RoadsDamagedError, match=rf"{name}\.npy is not as it was .*import it again"):
        open_network(path)


@pytest.mark.parametrize("name", [*(f"{each}.npy" for each in sorted(ARRAYS)), KNOWN])
def test_a_file_that_is_missing_is_one_sentence(path, name):
    (path / name).unlink()

    with pytest.raises(RoadsDamagedError, match=r"no such road network; import it again$"):
        open_network(path)


def test_a_network_that_is_not_there_is_one_sentence(folder):
    with pytest.raises(RoadsDamagedError, match=r"no such road network; import it again$"):
        open_network(folder / ("0" * 40))


def test_a_network_of_another_format_is_one_sentence(path):
    told = json.loads((path / KNOWN).read_text())
    (path / KNOWN).write_text(json.dumps(told | {"format": 999}))

    with pytest.raises(RoadsDamagedError, match=r"written by another fairreach; import it again$"):
        open_network(path)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "null", "[]", "1", '"text"', "{}", '{"format": 1}', '{"format": 1, "known": {}}',
        '{"format": 1, "known": null, "checksums": {}}',
        '{"format": 1, "known": {}, "checksums": []}',
        '{"format": [], "known": {}, "checksums": {}}', "\x00\x01", "é" * 3,
    ],
)  # fmt: skip
def test_what_is_no_description_of_a_network_is_damage(path, text):
    (path / KNOWN).write_text(text, encoding="latin-1")

    with pytest.raises(RoadsDamagedError, match="import it again"):
        open_network(path)


def sentence_or_network(path):
    try:
        return open_network(path)
    except RoadsDamagedError as error:
        return str(error)


def test_any_damage_to_any_file_ends_in_a_sentence_or_does_no_harm(path, made):
    chance = random.Random(4)
    files = sorted(path.iterdir())
    sound = {file: file.read_bytes() for file in files}
    refused = 0
    for _ in range(120):
        file = chance.choice(files)
        harmed = bytearray(sound[file])
        if chance.random() < 0.3:
            harmed = harmed[: chance.randrange(len(harmed))]
        else:
            for _ in range(chance.choice([1, 20])):
                harmed[chance.randrange(len(harmed))] = chance.randrange(256)
        file.write_bytes(harmed)
        told = sentence_or_network(path)
        if isinstance(told, str):
            refused += 1
            assert told.startswith(str(path))
            assert "\n" not in told
        else:
            # Nothing was harmed but the description: it must not have been believed.
            assert told.known == made[0]
        file.write_bytes(sound[file])
    assert refused > 80


def test_a_file_in_the_place_of_a_network_is_one_sentence(path):
    shutil.rmtree(path)
    path.write_text("not a folder")

    with pytest.raises(RoadsDamagedError, match="import it again"):
        open_network(path)


@pytest.mark.parametrize("harm", ["damage", "missing", "description", "empty", "file"])
def test_a_damaged_network_is_replaced_by_the_same_one(folder, path, made, harm):
    if harm == "damage":
        (path / "metres.npy").write_bytes(b"nothing")
    elif harm == "missing":
        (path / "metres.npy").unlink()
    elif harm == "description":
        (path / KNOWN).write_text("{}")
    else:
        shutil.rmtree(path)
        path.mkdir() if harm == "empty" else path.write_text("not a folder")

    assert write_network(folder, *made) == path

    assert open_network(path).known == made[0]


def test_a_damaged_network_that_was_replaced_leaves_nothing_behind(folder, path, made):
    (path / "metres.npy").write_bytes(b"nothing")

    write_network(folder, *made)

    assert [each.name for each in folder.iterdir()] == [path.name]


@pytest.mark.parametrize("lattice", ["boxes", "cells"])
@pytest.mark.parametrize("name", ["west", "columns"])
def test_a_description_that_was_changed_is_not_believed(path, lattice, name):
    """The index of all roads lies by it: with another corner, people would be joined elsewhere."""
    told = json.loads((path / KNOWN).read_text())
    told["known"][lattice][name] += 1
    (path / KNOWN).write_text(json.dumps(told))

    with pytest.raises(RoadsDamagedError, match="import it again"):
        open_network(path)


@pytest.mark.parametrize("value", ["text", None])
def test_a_description_with_values_of_another_kind_is_not_believed(path, value):
    told = json.loads((path / KNOWN).read_text())
    told["known"]["boxes"]["side"] = value
    (path / KNOWN).write_text(json.dumps(told))

    with pytest.raises(RoadsDamagedError, match="import it again"):
        open_network(path)


def test_a_town_without_roads_for_cars_is_written_and_opened(tmp_path):
    town = Town()
    town.grid(0, 0, 3, 3, "footway")

    network = town.network(tmp_path)

    assert len(network["drive_cell"]) == 0
    assert len(network.lattice_snaps(Profile.DRIVE)) == 0
    assert len(network.lattice_snaps(Profile.WALK)) > 20


def test_a_town_without_roads_to_walk_on_is_written_and_opened(tmp_path):
    town = Town()
    town.grid(0, 0, 3, 3, "primary")
    for _, tags in town.ways:
        tags["foot"] = "no"

    network = town.network(tmp_path)

    assert len(network["walk_cell"]) == 0
    assert len(network["drive_cell"]) > 20
