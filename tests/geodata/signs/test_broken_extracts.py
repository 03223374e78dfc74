"""Whatever a file holds, reading it ends in a network or in a refusal with one clear sentence."""

import bz2
import gzip
import random

import numpy as np
import osmium
import pytest
from one_place import from_one_place
from raw_roads import RawRoads
from towns import Town, river_town, untold

from geodata.base.sandbox import run_in_sandbox
from geodata.errors import FileRefused
from geodata.roads.build import build
from geodata.roads.network import Network
from geodata.roads.snapping import snap
from geodata.signs.profile import Profile

pytestmark = pytest.mark.slow  # apps, children or disks for each test

NO_EXTRACT = "is no OpenStreetMap file, or is cut off or damaged"
PAIR = Profile.DRIVE, "min"
STREETS = "<way id='1'><nd ref='1'/><nd ref='2'/><tag k='highway' v='primary'/></way>"
NODES = "<node id='1' lon='106.5' lat='29.5'/><node id='2' lon='106.6' lat='29.5'/>"


def reason_of(path):
    """The one sentence with which a file is refused."""
    with pytest.raises(FileRefused) as refusal:
        build(path, untold)
    (problem,) = refusal.value.problems
    assert "\n" not in problem.reason
    return problem.reason


def problems_of(path):
    """How many problems a file is refused with; 0 if it is read."""
    try:
        build(path, untold)
    except FileRefused as error:
        return len(error.problems)
    return 0


def reads(town, path):
    """A town's network as its extract gives it, opened far enough to be travelled on."""
    known, arrays = build(town.write(path), untold)
    return Network(known, "", arrays)


def crosses(network, town, start, end):
    """Minutes by car between two points."""
    places = snap(network, *town.places([start, end]), Profile.DRIVE)
    return from_one_place(network, *PAIR, places[:1], places[1:])[0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "town.osm.pbf"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The bytes of a sound extract of several blocks."""
    town = river_town({"highway": "primary"})
    for n in range(9_000):  # buildings, so that there is more than one block of nodes
        town.node(n, n % 90)
    return town.write(tmp_path_factory.mktemp("sound") / "town.osm.pbf").read_bytes()


@pytest.mark.parametrize("part", [0, 1, 3, 4, 10, 0.1, 0.3, 0.5, 0.7, 0.9, -30, -2, -1])
def test_an_extract_that_is_cut_off_is_refused(path, sound, part):
    path.write_bytes(sound[: int(part * len(sound)) if isinstance(part, float) else part])

    assert NO_EXTRACT in reason_of(path) or "holds no road" in reason_of(path)


def test_an_extract_with_wrong_bytes_is_refused_or_read_but_never_breaks(path, sound):
    chance = random.Random(3)
    refused = 0
    for _ in range(60):
        harmed = bytearray(sound)
        for _ in range(chance.choice([1, 5, 50])):
            harmed[chance.randrange(len(harmed))] = chance.randrange(256)
        path.write_bytes(harmed)
        refused += problems_of(path) == 1
    assert refused > 30


@pytest.mark.slow
def test_xml_with_wrong_characters_is_refused_or_read_but_never_breaks(tmp_path):
    town = river_town({"route": "ferry", "duration": "00:20"})
    path = tmp_path / "town.osm"
    sound = town.write(path).read_bytes()
    chance = random.Random(7)
    refused = 0
    for _ in range(150):
        harmed = bytearray(sound)
        for _ in range(chance.choice([1, 3])):
            harmed[chance.randrange(len(harmed))] = chance.choice(b"0123456789'<>&x.-e")
        path.write_bytes(harmed)
        refused += problems_of(path) == 1
    assert 50 < refused < 150


def test_an_extract_on_which_the_reader_breaks_down_is_refused_and_we_go_on(tmp_path):
    """One wrong byte, found by trying, at which osmium 4.3 ends with a segmentation fault."""
    town = river_town({"route": "ferry", "duration": "00:20"})
    town.grid(0, 5000, 3, 3)
    plain = tmp_path / "plain.osm.pbf"
    with osmium.SimpleWriter(osmium.io.File(str(plain), "pbf,pbf_compression=none")) as writer:
        for each in osmium.FileProcessor(str(town.write(tmp_path / "town.osm.pbf"))):
            writer.add(each)
    harmed = bytearray(plain.read_bytes())
    harmed[1018] = 0
    plain.write_bytes(harmed)

    with pytest.raises(FileRefused) as refusal:
        run_in_sandbox(build, plain, path=plain, tell=untold)

    (problem,) = refusal.value.problems
    assert "damaged" in problem.reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 4,
        b"\xff" * 1000,
        random.Random(1).randbytes(5_000),
        b"lon,lat\n106.5,29.5\n",
        b"<osm version='0.6'></osm>",
        b"PK\x03\x04" + b"\x00" * 100,
        "春风招聘会".encode() * 100,
    ],
)
def test_what_is_no_extract_but_has_its_name_is_refused(path, content):
    path.write_bytes(content)

    assert NO_EXTRACT in reason_of(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm", b""),
        ("a.osm", b"no xml"),
        ("a.osm", b"<osm version='0.6'>"),
        ("a.osm", b"<html></html>"),
        ("a.osm", b"<osm version='0.7'></osm>"),
        ("a.osm", f"<osm version='0.6'>{NODES}<way id='1'><nd ref='1'/>".encode()),
        ("a.osm", f"<osm version='0.6'>{NODES}<way id='x'></way></osm>".encode()),
        ("a.osm", b"<osm version='0.6'><node id='1' lon='east' lat='29'/></osm>"),
        ("a.osm", b"<osm version='0.6'><node id='1' lon='106.5' lat='95'/></osm>"),
        ("a.osm", b"<osm version='0.6'><node id='1' lon='1e99' lat='29'/></osm>"),
        ("a.osm", b"<osm version='0.6'><node id='9" + b"9" * 40 + b"' lon='1' lat='2'/></osm>"),
        ("a.osm.gz", b"no gzip"),
        ("a.osm.bz2", b"no bzip2"),
        ("a.osm.gz", gzip.compress(b"<osm version='0.6'>" + NODES.encode(), mtime=0)[:-9]),
        ("a.osm.bz2", bz2.compress(b"<osm version='0.6'>" + NODES.encode())[:-9]),
        ("a.pbf", b"text"),
    ],
)
def test_what_is_no_sound_xml_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    reason = reason_of(path)
    assert NO_EXTRACT in reason or "holds no road" in reason


def test_xml_that_swells_when_it_is_read_is_refused(tmp_path):
    path = tmp_path / "laughs.osm"
    levels = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    path.write_text(
        f"<!DOCTYPE osm [<!ENTITY a0 'ha'>{levels}]>"
        f"<osm version='0.6'>{NODES}<way id='1'><tag k='highway' v='&a11;'/></way></osm>"
    )

    assert NO_EXTRACT in reason_of(path)


def test_a_folder_is_no_extract(path):
    path.mkdir()

    assert NO_EXTRACT in reason_of(path)


def test_a_file_that_is_not_there_is_refused(path):
    assert NO_EXTRACT in reason_of(path)


@pytest.mark.parametrize("name", ["town.csv", "town.pbf.zip", "town", "town.osc", "town.osm.xz"])
def test_a_file_of_another_ending_is_refused_by_its_name(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"anything")

    assert "is no OpenStreetMap file by its name; read are .osm.pbf" in reason_of(path)


@pytest.mark.parametrize(
    "name",
    ["town.osm.pbf", "town.pbf", "town.osm", "town.osm.gz", "town.osm.bz2", "重庆 (1).osm.pbf"],
)
def test_an_extract_is_read_in_every_format(tmp_path, name):
    town = Town()
    town.grid(0, 0, 3, 3)

    assert reads(town, tmp_path / name)["metres"].sum() == pytest.approx(12_000, abs=1)


@pytest.mark.parametrize("name", ["TOWN.OSM.PBF", "Town.Osm.Gz"])
def test_an_extract_whose_name_is_in_capitals_is_read(tmp_path, name):
    town = Town()
    town.grid(0, 0, 3, 3)
    ending = name[4:].lower()
    path = town.write(tmp_path / f"town{ending}").rename(tmp_path / name)

    known, arrays = build(path, untold)

    assert (known.nodes, arrays["metres"].sum()) == (16, pytest.approx(12_000, abs=1))


def test_buildings_alone_are_no_roads(path):
    town = Town()
    square = [(0, 0), (0, 9), (9, 9), (9, 0), (0, 0)]
    town.way(square, "", building="yes")
    town.way(square, "proposed")
    town.write(path)

    assert reason_of(path) == "holds no road that people drive or walk on"


def test_an_extract_without_anything_holds_no_road(path):
    Town().write(path)

    assert reason_of(path) == "holds no road that people drive or walk on"


def test_roads_without_their_nodes_are_refused(path):
    town = Town()
    town.way([7, 8, 9])
    town.write(path)

    assert "holds no two connected points of a road" in reason_of(path)


def test_ways_are_cut_where_their_nodes_are_missing_and_the_missing_are_counted(path):
    town = Town()
    town.grid(0, 0, 3, 3)
    ends = [town.node(x, 1750) for x in (0, 500, 1000, 1500)]
    town.way([town.nodes and 1, ends[0], ends[1], 10**9, ends[2], ends[3]])
    town.way([10**9 + 1, 10**9 + 2])
    town.way([1, 10**9 + 3])

    network = reads(town, path)

    # The piece beyond the gap hangs on nothing, and is set aside.
    assert network.known.missing_nodes == 4
    assert network.known.set_aside_km == pytest.approx(0.5, abs=0.05)
    assert network["metres"].sum() == pytest.approx(12_000 + 1750 + 500, abs=1)


@pytest.mark.parametrize("numbers", [(2**62, 2**62 + 9), (2**40, 7), (2**63 - 2, 2**63 - 1)])
def test_ids_may_be_as_large_as_they_can(path, numbers):
    town = Town()
    a, b = town.node(0, 0, numbers[0]), town.node(1000, 0, numbers[1])
    town.way([a, b])
    town.way([(0, 500), a])

    network = reads(town, path)

    assert network["metres"].sum() == pytest.approx(1500, abs=1)
    assert network.known.missing_nodes == 0
    assert crosses(network, town, (0, 500), (1000, 0)) == pytest.approx(1.5 / 25 * 60, abs=1e-3)


def test_nodes_of_negative_ids_are_in_no_map_and_count_as_missing(path):
    town = Town()
    town.node(1000, 0, -5)
    town.nodes[-6] = town.nodes[-5]
    town.grid(0, 0, 3, 3)
    town.way([(0, 0), -5, -6, (500, 500)])

    network = reads(town, path)

    assert network.known.missing_nodes == 2
    assert network["metres"].sum() == pytest.approx(12_000, abs=1)


def test_ways_that_lead_nowhere_are_no_trouble(path):
    town = Town()
    town.grid(0, 0, 3, 3)
    corner = 1
    here = town.node(*(0, 0))
    town.way([corner])  # one node
    town.way([])
    town.way([corner, corner])  # a loop without length
    town.way([corner, corner, corner])
    town.way([corner, here])  # two nodes at one place
    town.way([here, corner, here])
    town.way([here, here, corner, corner, town.node(0, -400), town.node(0, -400)])

    network = reads(town, path)

    assert network["metres"].sum() == pytest.approx(12_400, abs=1)
    there = crosses(network, town, (0, -300), (1500, 1500))
    assert there == pytest.approx(3.3 / 25 * 60, abs=1e-3)


def test_a_way_that_doubles_its_nodes_costs_what_it_is_long(path):
    town = Town()
    places = [town.node(x, 0) for x in (0, 300, 600, 1000)]
    town.way([n for n in places for _ in range(3)])

    network = reads(town, path)

    assert network["metres"].sum() == pytest.approx(1000, abs=0.1)
    assert crosses(network, town, (0, 0), (1000, 0)) == pytest.approx(1 / 25 * 60, abs=1e-3)


def test_the_same_street_twice_is_driven_once(path):
    town = Town()
    for _ in range(3):
        town.way([(0, 0), (500, 0), (1000, 0)])

    network = reads(town, path)

    assert crosses(network, town, (100, 0), (900, 0)) == pytest.approx(0.8 / 25 * 60, abs=1e-3)


def test_a_town_without_any_length_is_a_network(path):
    town = Town()
    town.way([town.node(0, 0), town.node(0, 0)])

    network = reads(town, path)

    assert network["metres"].tolist() == [0]
    assert crosses(network, town, (0, 0), (0, 0)) == pytest.approx(0, abs=1e-3)


def test_a_way_that_crosses_itself_is_driven_over_its_crossing(path):
    town = Town()
    town.way([(-1000, 0), (0, 0), (500, 500), (500, -500), (0, 0), (0, -1000)])

    network = reads(town, path)

    assert crosses(network, town, (-1000, 0), (0, -1000)) == pytest.approx(2 / 25 * 60, abs=1e-3)


@pytest.mark.parametrize("place", [(200.0, 29.5), (-181.0, 0.0), (106.5, 95.0), (106.5, 89.9)])
def test_a_place_that_is_nowhere_is_a_missing_node(path, place):
    town = Town()
    town.grid(0, 0, 3, 3)
    number = town.node(0, 0)
    town.nodes[number] = place
    town.way([(0, 0), number, (500, 500)])

    network = reads(town, path)

    assert network.known.missing_nodes == 1
    assert network["metres"].sum() == pytest.approx(12_000, abs=1)


def test_an_extract_of_the_whole_earth_is_refused_in_time(path):
    town = Town()
    for number, place in enumerate([(-179, -84), (-178, -84), (178, 84), (179, 84)], 1):
        town.nodes[number] = place
    town.way([1, 2])
    town.way([3, 4])
    town.write(path)

    assert reason_of(path) == "spans more land than a region has; cut out the region"


@pytest.mark.parametrize(
    "duration", ["9" * 60, "9" * 400, "1", "999:59", "PT999H9999M99999S", "0", "-5", "NaN", "inf"]
)
def test_a_ferry_with_any_duration_costs_a_number_or_cannot_be_taken(path, duration):
    town = river_town({"route": "ferry", "duration": duration})

    network = reads(town, path)

    minutes = crosses(network, town, (-500, 100), (500, 100))
    assert minutes > 0
    metric = network.metric(*PAIR)
    assert not np.isnan(metric.along).any()
    assert (metric.per_m > 0).all()


@pytest.mark.parametrize("speed", ["0", "9" * 400, "0.0000001", "1e9", "٣٠", "30 mph mph"])
def test_any_posted_speed_is_a_speed_that_one_drives_at(path, speed):
    town = river_town({"highway": "primary", "maxspeed": speed})

    kmh = reads(town, path)["kmh"]

    assert kmh.min() >= 5
    assert kmh.max() <= 130


def test_tags_of_any_length_and_script_are_no_trouble(path):
    town = Town()
    town.grid(0, 0, 3, 3)
    for _, tags in town.ways:
        tags |= {"name": "{{ 7*7 }}<script>渝北😀" * 10, "oneway": "是", "access": "ü" * 200}

    assert reads(town, path).known.nodes == 16


def test_ways_that_come_before_their_nodes_are_refused_as_having_none(tmp_path):
    path = tmp_path / "town.osm"
    path.write_text(f"<osm version='0.6'>{STREETS}{NODES}</osm>")

    assert "holds no two connected points" in reason_of(path)


def test_a_node_that_was_edited_counts_once_where_it_lies_last(tmp_path):
    path = tmp_path / "town.osm"
    again = "<node id='2' version='2' lon='106.51' lat='29.5'/>"
    path.write_text(f"<osm version='0.6'>{NODES}{again}{STREETS}</osm>")

    known, arrays = build(path, untold)

    assert known.nodes == 2
    assert len(arrays["metres"]) == 1


def test_the_day_that_a_pbf_states_is_the_day_of_the_network(path):
    town = Town()
    town.timestamp = "2026-12-31T20:21:57Z"
    town.grid(0, 0, 3, 3)

    assert reads(town, path).known.source_date == "2026-12-31"


def test_without_a_stated_date_the_last_edit_is_the_day(path):
    town = Town()
    town.grid(0, 0, 1, 1)
    town.write(path)
    edited = path.with_name("edited.osm.pbf")
    with osmium.SimpleWriter(str(edited)) as writer:
        for each in osmium.FileProcessor(str(path)):
            writer.add(each.replace(timestamp=f"2025-0{each.id % 9 + 1}-01T00:00:00Z"))

    known, _ = build(edited, untold)

    assert known.source_date == "2025-05-01"


def test_small_parts_are_set_aside_and_their_length_is_said(path):
    town = Town()
    town.grid(0, 0, 4, 4)  # 20 km
    town.way([(5000, 0), (5900, 0)])  # less than 5 % of it
    town.way([(5000, 2000), (6100, 2000)])  # more

    network = reads(town, path)

    assert network.known.set_aside_km == pytest.approx(0.9, abs=0.01)
    assert network["metres"].sum() == pytest.approx(21_100, abs=1)
    kept_m = sum(s.metres for s in RawRoads(town, Profile.DRIVE).segments)
    assert network["metres"].sum() == pytest.approx(kept_m, abs=1)


def test_what_traffic_cannot_leave_again_is_closed_to_it_and_may_be_walked(path):
    town = Town()
    town.grid(0, 0, 4, 4)
    town.way([(2000, 2000), (2500, 2500)], oneway="yes")

    network = reads(town, path)

    drive, walk = (
        snap(network, *town.places([(2400, 2400)]), profile).walk_m[0] for profile in Profile
    )
    assert drive == pytest.approx(400 * 2**0.5, abs=0.5)
    assert walk == pytest.approx(0, abs=0.1)
    assert network.known.set_aside_km == 0
