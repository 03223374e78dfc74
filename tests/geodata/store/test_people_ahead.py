"""People that a child reads ahead are those that are read here, or none."""

import sqlite3
from contextlib import closing

import campaigns
import numpy as np
import pytest
from stores import frames_of, store_campaign

from geodata.errors import StoreDamagedError
from geodata.store.ahead import ENOUGH
from geodata.store.store import Store

# The child does nothing that a thread of this process could be in the midst of.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


@pytest.fixture
def url(tmp_path):
    """A database with as many people as a child is worth, half of the rows at one place."""
    lon = np.linspace(105, 106, ENOUGH)
    lon[::2] = 105.5
    places = {"lon": lon, "lat": np.full(ENOUGH, 29.5), "persons": {"all": np.arange(ENOUGH) / 7}}
    url = f"sqlite:///{tmp_path}/s.db"
    store_campaign(url, campaigns.make_campaign(demand=places, fairs=[{"date": "2027-03-01"}]))
    return url


def harm(url, statement):
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        assert connection.execute(statement).rowcount == 1


def test_they_are_the_same_to_the_last_bit_and_taken_once(url):
    store = Store.open(url)
    here = store.load().demand

    with store.people_ahead() as ahead:
        assert ahead is not None
        there = store.load(ahead=ahead).demand
        again = store.load(ahead=ahead).demand

    for found in (there, again):
        assert found.lon.tobytes() == here.lon.tobytes()
        assert found.lat.tobytes() == here.lat.tobytes()
        assert found.persons["all"].tobytes() == here.persons["all"].tobytes()
        assert found.district_at.tobytes() == here.district_at.tobytes()
    assert len(here) == ENOUGH // 2 + 1


def test_of_another_version_none_are_taken(url):
    store = Store.open(url)
    with store.people_ahead() as ahead:
        moved = campaigns.make_campaign(demand=[(106.5, 29.5, 10)])
        frame = frames_of(moved)["demand"]
        store.replace({"demand": frame}, provenance={"demand": moved.provenance["demand"]})

        assert store.load(ahead=ahead).demand.persons["all"].tolist() == [10]


def test_damage_is_told_as_without_them(url):
    harm(url, "UPDATE demand SET persons = 1 WHERE row = 9")
    store = Store.open(url)

    with store.people_ahead() as ahead, pytest.raises(StoreDamagedError, match="the demand of"):
        store.load(ahead=ahead)


def test_few_people_are_not_worth_a_child(tmp_path):
    url = f"sqlite:///{tmp_path}/s.db"
    with Store.open(url).people_ahead() as ahead:
        assert ahead is None
    store_campaign(url, campaigns.make_campaign(demand=[(106.5, 29.5, 10)]))
    with Store.open(url).people_ahead() as ahead:
        assert ahead is None
