"""The campaign that a process serves: swapped whole, kept when the store fails."""

import logging
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from stores import small_campaign, store_campaign

from geodata.errors import StoreBusyError, StoreDamagedError, StoreEmptyError, StoreError
from geodata.store.store import Store
from service.web.caching import campaign_tag
from service.web.snapshots import Snapshots


@pytest.fixture
def path(url):
    store_campaign(url, small_campaign())
    return Path(url.removeprefix("sqlite:///"))


def damage(path):
    """Another file in the place of the database, as a bad copy would be."""
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    path.write_bytes(b"this is no database" * 1000)


def test_a_missing_database_has_no_campaign_and_is_not_made(url):
    with pytest.raises(StoreEmptyError):
        Snapshots(url).current()

    assert not Path(url.removeprefix("sqlite:///")).exists()


def test_the_first_import_into_an_empty_database_is_found(url):
    snapshots = Snapshots(url, every_s=0)
    with pytest.raises(StoreEmptyError):
        snapshots.current()

    store_campaign(url, small_campaign())

    assert snapshots.current().version == 1
    assert snapshots.trouble is None


@pytest.mark.usefixtures("path")
def test_the_same_snapshot_is_served_until_the_store_moves_on(url):
    snapshots = Snapshots(url, every_s=0)
    first = snapshots.current()

    assert snapshots.current() is first
    store_campaign(url, small_campaign(fairs=()), only=("fairs", "openings"))
    assert snapshots.current().version == 2
    assert len(first.fairs) == 5


@pytest.mark.usefixtures("path")
def test_what_was_forgotten_is_loaded_again_by_the_next_who_asks(url):
    snapshots = Snapshots(url)
    before = snapshots.current()

    snapshots.forget()
    after = snapshots.current()

    assert after is not before
    assert after.version == before.version


@pytest.mark.usefixtures("path")
def test_the_store_is_looked_at_only_so_often(url):
    snapshots = Snapshots(url, every_s=3600)
    snapshots.current()

    store_campaign(url, small_campaign(fairs=()), only=("fairs", "openings"))

    assert snapshots.current().version == 1


@pytest.mark.usefixtures("path")
def test_an_older_version_that_is_made_current_is_served_again(url):
    snapshots = Snapshots(url, every_s=0)
    store_campaign(url, small_campaign(fairs=()), only=("fairs", "openings"))
    assert len(snapshots.current().fairs) == 0

    store = Store.open(url)
    store.use(1)
    store.close()

    assert len(snapshots.current().fairs) == 5


def test_the_last_campaign_stays_when_the_database_is_damaged_under_it(url, path, caplog):
    snapshots = Snapshots(url, every_s=0)
    first = snapshots.current()
    damage(path)

    with caplog.at_level(logging.WARNING, logger="fairreach"):
        assert all(snapshots.current() is first for _ in range(3))

    assert isinstance(snapshots.trouble, StoreDamagedError)
    (line,) = caplog.messages
    assert line.startswith(str(path))
    assert line.endswith("the last campaign stays")
    assert "\n" not in line


def test_the_last_campaign_stays_when_the_database_is_taken_away_and_comes_back(url, path):
    snapshots = Snapshots(url, every_s=0)
    first = snapshots.current()
    away = path.rename(path.with_name("away.db"))

    assert snapshots.current() is first
    assert "gone" in str(snapshots.trouble)
    assert not path.exists()

    away.rename(path)
    assert snapshots.current() is first
    assert snapshots.trouble is None


def test_a_database_that_is_locked_whole_is_busy_and_served_from_when_it_is_free(url, path):
    snapshots = Snapshots(url, every_s=0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(StoreBusyError):
            snapshots.current()
    finally:
        other.close()

    assert snapshots.current().version == 1


def test_a_writer_at_work_holds_no_reader_up(url, path):
    snapshots = Snapshots(url, every_s=0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert snapshots.current().version == 1
    finally:
        other.close()


def test_a_folder_in_the_place_of_the_database_is_told(tmp_path):
    (tmp_path / "x.db").mkdir()

    with pytest.raises(StoreError, match=r"x\.db"):
        Snapshots(f"sqlite:///{tmp_path}/x.db").current()


@pytest.mark.usefixtures("path")
def test_many_threads_that_ask_at_once_load_one_campaign(url):
    snapshots, got = Snapshots(url, every_s=0), []
    threads = [threading.Thread(target=lambda: got.append(snapshots.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 8
    assert len({id(campaign) for campaign in got}) == 1


def test_the_tag_tells_a_database_that_was_begun_anew_from_the_old_one(url, path, tmp_path):
    first = Snapshots(url).current()
    other = f"sqlite:///{tmp_path}/other.db"
    shutil.copy(path, tmp_path / "copy.db")
    changed = small_campaign(illustrative=("fairs",))
    store_campaign(other, changed)

    copied = Snapshots(f"sqlite:///{tmp_path}/copy.db").current()
    begun_anew = Snapshots(other).current()

    assert campaign_tag(copied) == campaign_tag(first)
    assert begun_anew.version == first.version
    assert campaign_tag(begun_anew) != campaign_tag(first)
