"""Where people meet the roads is found once, and mapped by every process after that."""

import os

import numpy as np
import pytest
from campaigns import make_campaign
from towns import on_roads, river_town

from geodata.access.joins import demand_snaps
from geodata.roads.folder import open_network
from geodata.roads.snapping import snap
from geodata.signs.profile import Profile

EACH = ("edge", "at_m", "walk_m")


@pytest.fixture
def town():
    return river_town(None)


@pytest.fixture
def folder(town, tmp_path):
    return town.network(tmp_path).folder


def people(town, folder, seed=1):
    """A campaign of people by lot on a network that has just been opened."""
    chance = np.random.default_rng(seed)
    points = zip(*town.places(chance.uniform(-4_000, 4_000, (50, 2))), strict=True)
    campaign = make_campaign(demand=[(lon, lat, 9) for lon, lat in points])
    return on_roads(campaign, town=open_network(folder))


def snaps(campaign, profile=Profile.DRIVE):
    (network,) = campaign.networks.values()
    return demand_snaps(campaign, network, profile), snap(
        network, campaign.demand.lon, campaign.demand.lat, profile
    )


def at_rest(folder):
    return sorted(folder.glob("snaps-*"))


def assert_same(found, expected):
    assert 0 < expected.known.sum() < len(expected)
    for name in EACH:
        one, other = getattr(found, name), getattr(expected, name)
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes()


def test_people_meet_the_roads_where_they_did(town, folder):
    for profile in (*Profile, *Profile):
        assert_same(*snaps(people(town, folder), profile))
    assert len(at_rest(folder)) == len(Profile)
    found, _ = snaps(people(town, folder))
    assert isinstance(found.edge.base, np.memmap)


def test_other_people_meet_them_elsewhere(town, folder):
    snaps(people(town, folder))

    assert_same(*snaps(people(town, folder, seed=2)))


@pytest.mark.parametrize("name", [*EACH, "checksums"])
def test_what_was_changed_is_found_anew(town, folder, name):
    snaps(people(town, folder))
    (rest,) = at_rest(folder)
    (path,) = rest.glob(f"{name}.*")
    path.write_bytes(path.read_bytes()[::-1])

    assert_same(*snaps(people(town, folder)))

    found, expected = snaps(people(town, folder))
    assert isinstance(found.edge.base, np.memmap)
    assert_same(found, expected)


def test_those_of_the_newest_people_stay(town, folder):
    for seed in range(5):
        snaps(people(town, folder, seed))
        newest = max(at_rest(folder), key=lambda each: each.stat().st_ctime_ns)
        os.utime(newest, (seed, seed))

    assert len(at_rest(folder)) == 3
