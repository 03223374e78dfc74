"""Lists by road from a table, against lists by search."""

import logging
import shutil
from dataclasses import replace

import numpy as np
import pytest
from campaigns import make_campaign
from signed_towns import signed_town
from towns import Town, on_roads

from geodata.access.fair_rows import MOST_VENUES, prepare_rows, ready_rows
from geodata.access.from_place import FromPlace
from geodata.access.travel import Method, Travel
from geodata.base.cache import Cache
from geodata.base.place import Place
from geodata.roads.folder import write_network
from geodata.roads.movement import Movement
from geodata.search.nearest import nearest
from geodata.search.nearest_query import NearestQuery
from geodata.signs.profile import WALK_KMH, Profile

BY_CAR = Movement(Profile.DRIVE)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A campaign on two networks that overlap, their folder, and random places."""
    folder = tmp_path_factory.mktemp("roads")
    towns = signed_town(5, side=9), Town()
    towns[1].plane = towns[0].plane
    towns[1].grid(-900, -900, 3, 3, "tertiary")
    networks = {}
    for n, town in enumerate(towns):
        made = town.network(tmp_path_factory.mktemp("town"))
        networks[f"town{n}"] = made
        write_network(folder, made.known, {name: np.array(made[name]) for name in made.arrays})
    chance = np.random.default_rng(3)
    lon, lat = towns[0].places(chance.uniform(-2_800, 2_800, (90, 2)))
    places = [Place(x, y) for x, y in zip(lon[:40], lat[:40], strict=True)]
    halls = [{"lon": x, "lat": y} for x, y in zip(lon[40:], lat[40:], strict=True)]
    halls += [halls[3], {"lon": 90.0, "lat": 30.0}]  # two fairs at one hall, and one far away
    campaign = make_campaign(
        demand={"lon": lon, "lat": lat, "persons": {"all": np.ones(len(lon))}}, fairs=halls
    )
    return on_roads(campaign, **networks), folder, places


def prepared(campaign, folder, tables):
    made = replace(campaign, cache=Cache())
    prepare_rows(made, folder, tables)
    return made


@pytest.mark.slow
def test_a_list_is_the_same_with_the_table_as_with_the_search(stored, tmp_path):
    campaign, folder, places = stored
    quick = prepared(campaign, folder, tmp_path)
    found = 0
    for place in places:
        for travel in (None, Travel(Method.ROADS, unit="min")):
            query = NearestQuery(place, 8, travel=travel)
            slow, fast = nearest(campaign, query), nearest(quick, query)
            assert fast.place == slow.place
            assert [(t.fair_at, t.method, t.notices, t.metres) for t in fast.trips] == [
                (t.fair_at, t.method, t.notices, t.metres) for t in slow.trips
            ]
            assert fast.travel_min == pytest.approx(slow.travel_min, abs=1.1e-3)
            found += len(fast.trips)
    assert found > 400
    assert all(ready_rows(quick, each, BY_CAR) for each in quick.networks.values())
    assert all(ready_rows(campaign, each, BY_CAR) is None for each in campaign.networks.values())


@pytest.mark.slow
def test_a_list_from_the_table_searches_no_network(stored, tmp_path, monkeypatch):
    campaign, folder, places = stored
    quick = prepared(campaign, folder, tmp_path)

    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr("geodata.access.from_place.spread_from", refuse)
    for place in places:
        assert nearest(quick, NearestQuery(place, 8, travel=None)).trips
    with pytest.raises(AssertionError):
        nearest(campaign, NearestQuery(places[0], 8, travel=None))


@pytest.mark.slow
def test_who_walks_or_states_a_speed_is_searched_for(stored, tmp_path):
    campaign, folder, places = stored
    quick = prepared(campaign, folder, tmp_path)
    every = np.arange(len(campaign.fairs))
    for movement in (Movement(Profile.WALK), Movement(Profile.DRIVE, walk_kmh=WALK_KMH - 1)):
        ours, other = (FromPlace.of(each, places[0], movement) for each in (quick, campaign))
        assert np.array_equal(ours.minutes(every), other.minutes(every))
        assert ours.searches[0].rows is None


@pytest.mark.slow
def test_the_table_is_made_once_and_found_again(stored, tmp_path, monkeypatch):
    campaign, folder, _ = stored
    prepared(campaign, folder, tmp_path)
    before = sorted(tmp_path.rglob("*.npy"))

    def refuse(*_, **__):
        raise AssertionError

    monkeypatch.setattr("geodata.access.fair_rows.run_in_sandbox", refuse)
    again = prepared(campaign, folder, tmp_path)

    assert len(before) == 2 * 5
    assert sorted(tmp_path.rglob("*.npy")) == before
    assert all(ready_rows(again, each, BY_CAR) for each in again.networks.values())


@pytest.mark.slow
def test_a_damaged_table_is_made_anew(stored, tmp_path):
    campaign, folder, places = stored
    prepared(campaign, folder, tmp_path)
    for file in tmp_path.rglob("minutes.npy"):
        damaged = bytearray(file.read_bytes())
        damaged[-3] ^= 64
        file.write_bytes(damaged)

    again = prepared(campaign, folder, tmp_path)

    query = NearestQuery(places[1], 8)
    assert nearest(again, query).fair_at == nearest(campaign, query).fair_at
    assert all(ready_rows(again, each, BY_CAR) for each in again.networks.values())


@pytest.mark.slow
def test_without_a_table_the_operator_is_told_and_lists_go_on(stored, tmp_path, caplog):
    campaign, folder, places = stored
    empty = tmp_path / "no-networks"
    empty.mkdir()
    shutil.copytree(folder, empty, dirs_exist_ok=True)
    for file in empty.rglob("tail.npy"):
        file.write_bytes(b"")
    with caplog.at_level(logging.WARNING, logger="fairreach"):
        made = prepared(campaign, empty, tmp_path / "tables")

    assert len([each for each in caplog.messages if "stay slow" in each]) == 2
    query = NearestQuery(places[1], 8)
    assert nearest(made, query) == nearest(campaign, query)
    assert not list((tmp_path / "tables").glob("*-drive-*/"))


def test_a_folder_that_cannot_be_made_is_told_too(stored, tmp_path, caplog):
    campaign, folder, _ = stored
    (tmp_path / "tables").write_text("a file")
    with caplog.at_level(logging.WARNING, logger="fairreach"):
        made = prepared(campaign, folder, tmp_path / "tables")

    assert len([each for each in caplog.messages if "stay slow" in each]) == 2
    assert all(ready_rows(made, each, BY_CAR) is None for each in made.networks.values())


def test_too_many_venues_have_no_table(stored, tmp_path, monkeypatch):
    campaign, folder, _ = stored
    monkeypatch.setattr("geodata.access.fair_rows.MOST_VENUES", 10)

    made = prepared(campaign, folder, tmp_path)

    assert MOST_VENUES > 3_000
    assert all(ready_rows(made, each, BY_CAR) is None for each in made.networks.values())
