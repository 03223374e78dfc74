"""What a place looks up in rows, against the search of the whole network."""

import json
import os
import shutil

import numpy as np
import pytest
from numpy.testing import assert_allclose
from one_place import from_one_place
from scipy.sparse.csgraph import dijkstra
from signed_towns import signed_town
from travellers import way_between

from geodata.base.array_folder import siblings
from geodata.roads.snapping import snap
from geodata.signs.profile import Profile
from geodata.ways.row_files import build_table, open_table, table_folder
from geodata.ways.rows import OFF_M, Rows

VENUES, PLACES = 60, 60


def rows_in(folder, network, profile, targets):
    return Rows.of(open_table(folder), network, network.metric(profile, "min"), targets)


@pytest.fixture(autouse=True)
def as_patient_as_before(monkeypatch):
    """The table is built in this very process, which is not to be the last from then on."""
    monkeypatch.setattr(os, "nice", lambda more: more)


@pytest.fixture(scope="module", params=range(4))
def town(request, tmp_path_factory):
    """A signed town's network, its folder, and many random points in and about it."""
    folder = tmp_path_factory.mktemp("town")
    made = signed_town(request.param, side=9, restrictions=60)
    network = made.network(folder)
    chance = np.random.default_rng(request.param)
    lon, lat = made.places(chance.uniform(-2_800, 2_800, (VENUES + PLACES, 2)))
    (path,) = {each.parent for each in folder.rglob("network.json")}
    return network, path, (lon, lat)


@pytest.fixture(params=list(Profile))
def asked(request, town, tmp_path):
    network, path, (lon, lat) = town
    places = snap(network, lon, lat, request.param)
    places = places[np.flatnonzero(places.known)]
    targets, here = places[:VENUES], places[VENUES:]
    folder = table_folder(tmp_path, network, request.param, targets)
    return network, path, request.param, targets, here, folder


def test_every_venue_costs_what_the_search_finds(asked):
    network, path, profile, targets, here, folder = asked
    build_table(path, profile, targets, folder)
    rows, metric = rows_in(folder, network, profile, targets), network.metric(profile, "min")
    closed = 0
    for n in range(len(here)):
        place = here[n : n + 1]

        found = rows.way_out(network, metric, place)

        expected = from_one_place(network, profile, "min", place, targets)
        assert_allclose(found.minutes, expected, rtol=0, atol=1e-4)
        closed += np.isinf(expected).sum()
    assert len(here) > 20
    assert closed < 0.8 * len(here) * len(targets)


def test_the_length_of_a_way_lies_where_the_rows_say(asked):
    network, path, profile, targets, here, folder = asked
    build_table(path, profile, targets, folder)
    rows, metric = rows_in(folder, network, profile, targets), network.metric(profile, "min")
    measured = 0
    for n in range(0, len(here), 4):
        found = rows.way_out(network, metric, here[n : n + 1])
        for m in range(0, len(targets), 7):
            if np.isfinite(found.minutes[m]):
                drawn = way_between(network, profile, here[n : n + 1], targets[m : m + 1])
                metres = drawn.metres + sum(drawn.walk_m)
                least_m, most_m = found.length_m(m)
                assert least_m <= metres <= most_m
                assert most_m - least_m <= 2 * OFF_M + 1e-6
                measured += 1
    assert measured > 30


def test_a_table_takes_the_columns_of_venues_that_have_not_moved(asked, monkeypatch):
    network, path, profile, targets, here, folder = asked
    build_table(path, profile, targets, folder)
    moved = here[:3]
    order = np.random.default_rng(1).permutation(len(targets) - 3)
    joined = [
        np.concatenate([getattr(targets, each)[order], getattr(moved, each)])
        for each in ("edge", "at_m", "walk_m")
    ]
    new = type(targets)(*joined)
    final = table_folder(folder.parent, network, profile, new)
    searched = []
    monkeypatch.setattr("geodata.ways.row_files.dijkstra", counting(searched))

    build_table(path, profile, new, final)

    assert sum(searched) == 2 * 3  # minutes, and minutes with metres
    taken = open_table(final)
    shutil.rmtree(folder)
    shutil.rmtree(final)
    build_table(path, profile, new, final)
    anew = open_table(final)
    assert np.array_equal(taken.minutes, anew.minutes)
    assert np.array_equal(taken.length, anew.length)
    assert np.array_equal(taken.beneath, anew.beneath)


def counting(searched):
    def search(graph, indices):
        searched.append(len(indices))
        return dijkstra(graph, indices=indices)

    return search


def test_a_table_that_was_changed_is_not_opened(asked):
    _, path, profile, targets, _, folder = asked
    build_table(path, profile, targets, folder)
    for name in ("minutes.npy", "length.npy", "steps.npy", "beneath.npy"):
        whole = (folder / name).read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        (folder / name).write_bytes(flipped)
        with pytest.raises(ValueError, match="not as it was written"):
            open_table(folder)
        (folder / name).write_bytes(whole)
    open_table(folder)
    (folder / "checksums.json").write_text(json.dumps({}))
    (folder / "minutes.npy").write_bytes(b"")
    with pytest.raises(ValueError, match="not as it was written"):
        open_table(folder)


def test_a_table_of_other_venues_is_refused(asked):
    network, path, profile, targets, _, folder = asked
    build_table(path, profile, targets, folder)

    with pytest.raises(ValueError, match="table of"):
        rows_in(folder, network, profile, targets[:-1])


def test_old_tables_go_and_the_newest_stay(asked):
    network, path, profile, targets, _, folder = asked
    for n in range(5):
        some = targets[n : n + 10]
        final = table_folder(folder.parent, network, profile, some)
        build_table(path, profile, some, final)
        os.utime(final, (n, n))

    left = {final, *siblings(final)}
    assert len(left) == 3
    assert final in left
    assert not list(folder.parent.glob(".fairreach-*"))
