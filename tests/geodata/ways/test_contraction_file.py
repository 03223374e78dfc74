"""A contraction at rest is the one that would be made, whatever has become of its files."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from earlier_networks import turn_back
from signed_towns import signed_town

from geodata.roads.folder import open_network
from geodata.roads.movement import Movement
from geodata.roads.network import Network
from geodata.signs.profile import Profile
from geodata.ways.contraction import Contraction
from geodata.ways.contraction_file import arrays_of, kept_contraction
from geodata.ways.costs import contraction, edges_of

USUAL = [(profile, unit) for profile in Profile for unit in ("min", "m")]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return signed_town(3, side=24, restrictions=60).network(tmp_path_factory.mktemp("town"))


@pytest.fixture
def folder(built, tmp_path):
    """Of the network of a signed town, before anything was derived from it."""
    fresh = tmp_path / built.digest
    fresh.mkdir()
    for each in built.folder.iterdir():
        if each.is_file():
            (fresh / each.name).hardlink_to(each)
    return fresh


def made(network, profile, unit="min"):
    """A contraction made of the network alone."""
    metric = network.metric(profile, unit)
    return Contraction.of(*edges_of(network, profile, metric.metres * metric.per_m))


def same(one, other):
    """Whether two contractions are equal to the last bit."""
    pairs = [(arrays_of(one)[name], each) for name, each in arrays_of(other).items()]
    return (
        one.size == other.size
        and [len(level.node) for level in one.levels] == [len(level.node) for level in other.levels]
        and all(a.dtype == b.dtype and a.tobytes() == b.tobytes() for a, b in pairs)
    )


def is_mapped(array):
    while isinstance(array, np.ndarray):
        if isinstance(array, np.memmap):
            return True
        array = array.base
    return False


def at_rest(folder):
    return sorted(folder.glob("contraction-*"))


@pytest.mark.parametrize("earlier", [False, True])
def test_a_network_that_is_opened_again_has_its_contractions_mapped(folder, earlier):
    if earlier:
        turn_back(folder)
    first = {each: contraction(open_network(folder), *each) for each in USUAL}
    written = [each.stat().st_ino for each in at_rest(folder)]
    network = open_network(folder)

    for each in USUAL:
        found = contraction(network, *each)
        assert same(found, first[each])
        assert same(found, made(network, *each))
        assert len(found.levels) > 3
        assert len(found.core) > 3
        mapped = [found.core, found.arcs.data, *(level.away for level in found.levels)]
        assert all(map(is_mapped, mapped))
    assert [each.stat().st_ino for each in at_rest(folder)] == written
    assert len(written) == len(USUAL)


def test_what_is_found_at_rest_costs_the_same(folder):
    contraction(open_network(folder), Profile.DRIVE, "min")
    network = open_network(folder)
    node, cost, label = np.array([3, 40, 90]), np.array([0.5, 0.0, 2.0]), np.arange(3)
    found, expected = contraction(network, Profile.DRIVE, "min"), made(network, Profile.DRIVE)

    for one, other in ((found, expected), (found.reversed(), expected.reversed())):
        mine, its = (each.spread(node, cost, label) for each in (one, other))
        assert mine.cost.tobytes() == its.cost.tobytes()
        assert mine.label.tobytes() == its.label.tobytes()
        assert np.isfinite(mine.cost).mean() > 0.5


def flip(path):
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)


def cut(path):
    path.write_bytes(path.read_bytes()[:-8])


DAMAGE = {
    "flipped": flip,
    "cut": cut,
    "empty": lambda path: path.write_bytes(b""),
    "gone": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_whatever_file_is_damaged_the_contraction_is_made_anew(folder, damage):
    expected = contraction(open_network(folder), Profile.DRIVE, "min")
    (rest,) = at_rest(folder)
    for name in sorted(each.name for each in rest.iterdir()):
        damage(rest / name)

        assert same(contraction(open_network(folder), Profile.DRIVE, "min"), expected)

        assert at_rest(folder) == [rest]
        mended = contraction(open_network(folder), Profile.DRIVE, "min")
        assert is_mapped(mended.core)
        assert same(mended, expected)


@pytest.mark.parametrize("sums", ["", "[]", "{}", "nonsense", '"a"', "\x00"])
def test_without_its_checksums_nothing_is_believed(folder, sums):
    expected = contraction(open_network(folder), Profile.DRIVE, "min")
    (rest,) = at_rest(folder)
    (rest / "checksums.json").write_text(sums)
    np.save(rest / "away.npy", np.zeros_like(np.load(rest / "away.npy")))

    assert same(contraction(open_network(folder), Profile.DRIVE, "min"), expected)
    assert json.loads((rest / "checksums.json").read_text())


def test_other_costs_have_a_contraction_of_their_own(folder):
    network = open_network(folder)
    metric = network.metric(Profile.DRIVE, "min")
    edges = edges_of(network, Profile.DRIVE, metric.metres * metric.per_m)
    kept_contraction(folder, edges)
    tail, head, along, against, size = edges
    one = np.flatnonzero(np.isfinite(along))[0]
    slower = np.where(np.arange(len(along)) == one, along + 1, along)

    found = kept_contraction(folder, (tail, head, slower, against, size))

    assert same(found, Contraction.of(tail, head, slower, against, size))
    assert not same(found, kept_contraction(folder, edges))


def test_what_is_stated_is_not_left_on_the_disk(folder):
    contraction(open_network(folder), Movement(Profile.WALK, walk_kmh=3.3), "min")

    assert len(at_rest(folder)) == 1  # the usual one, with which it shares its nodes


def test_no_more_are_left_than_can_be_asked_for(folder):
    tail, head = np.arange(9), np.arange(1, 10)
    for n in range(7):
        kept_contraction(folder, (tail, head, np.full(9, 1.0 + n), np.full(9, 2.0), 10))
        newest = max(at_rest(folder), key=lambda each: each.stat().st_ctime_ns)
        os.utime(newest, (n, n))

    assert len(at_rest(folder)) == 4
    assert newest in at_rest(folder)
    assert not list(folder.glob(".fairreach-*"))


def test_where_nothing_can_be_written_it_is_made_each_time(folder):
    expected = contraction(open_network(folder), Profile.DRIVE, "min")
    (rest,) = at_rest(folder)
    for each in rest.iterdir():
        each.unlink()
    rest.rmdir()
    missing = folder / "network.json" / "beneath a file"

    network = open_network(folder)
    metric = network.metric(Profile.DRIVE, "min")
    edges = edges_of(network, Profile.DRIVE, metric.metres * metric.per_m)

    assert same(kept_contraction(missing, edges), expected)
    assert not at_rest(folder)


def test_a_network_in_memory_alone_is_contracted_as_well(folder):
    opened = open_network(folder)
    alone = Network(opened.known, opened.digest, opened.arrays)

    assert same(contraction(alone, Profile.DRIVE, "min"), made(opened, Profile.DRIVE))
    assert not at_rest(folder)
