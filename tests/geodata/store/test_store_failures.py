"""What can happen to a database: nothing of it may lose a version or end in a traceback."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import warnings
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event
from stores import place_empty

from geodata.campaign.provenance import Provenance
from geodata.errors import StoreBusyError, StoreDamagedError, StoreError
from geodata.store import migrations
from geodata.store.file import REVISION
from geodata.store.schema import METADATA
from geodata.store.store import Store

pytestmark = pytest.mark.slow  # apps, children or disks for each test

ROWS = 25_000  # more than are written at a time
KILLS = 16


def demand(seed, rows=ROWS):
    """People whose every figure tells which import they came from."""
    return pd.DataFrame(
        {
            "demand_id": np.arange(rows).astype(str),
            "lon": 106 + np.arange(rows) / rows,
            "lat": 29.5,
            "persons": float(seed),
            "group": "all",
        }
    )


def employers(count):
    return pd.DataFrame(
        {
            "employer_id": [f"e{i}" for i in range(count)],
            "name": "",
            "district": "",
            "address": "",
            "lon": 106.5,
            "lat": 29.5,
            "sector": "",
            "precision": "point",
        }
    )


def put(store, **tables):
    provenance = {
        name: Provenance(name, "f.csv", "2027-01-01T00:00Z", "wgs84", len(table), False)
        for name, table in tables.items()
    }
    return store.replace(tables, provenance=provenance)


def in_child(work):
    """Fork, do the work, and leave with 0, or with 1 and the exception on stderr."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child uses no thread
        child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:  # noqa: BLE001  (the child must end here whatever happens)
        sys.__stderr__.write(f"{error!r}\n")
        os._exit(1)
    os._exit(0)


def ended_well(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fairreach.db"


@pytest.fixture
def url(path):
    return f"sqlite:///{path}"


@pytest.fixture
def small(path, url):
    place_empty(path)
    store = Store.open(url, wait_s=0.1)
    put(store, demand=demand(1, rows=300), employers=employers(300))
    return store


def integrity(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall()


@pytest.mark.slow
def test_a_killed_import_leaves_the_old_version_or_the_new_one_whole(path, url):
    store = Store.open(url)
    put(store, demand=demand(1))
    started = time.perf_counter()
    put(store, demand=demand(1.5))
    whole_s = time.perf_counter() - started
    chance, interrupted = random.Random(2), 0
    for seed in range(2, 2 + KILLS):
        before = store.current_version()
        child = in_child(lambda seed=seed: put(Store.open(url), demand=demand(seed)))
        # Once in each part of the time that it takes.
        time.sleep(1.3 * whole_s * (seed - 2 + chance.random()) / KILLS)
        os.kill(child, signal.SIGKILL)
        interrupted += not ended_well(child)

        campaign = Store.open(url).load()

        people = campaign.demand.persons["all"]
        assert len(people) == ROWS
        assert len(set(people)) == 1
        assert (campaign.version, people[0]) in {(before, people[0]), (before + 1, seed)}
    assert interrupted
    assert integrity(path) == [("ok",)]
    assert put(store, demand=demand(99)).version == store.current_version()


@pytest.mark.slow
def test_a_killed_creation_leaves_nothing_or_an_empty_database(tmp_path):
    chance = random.Random(3)
    for attempt in range(12):
        url = f"sqlite:///{tmp_path}/{attempt}/fairreach.db"
        child = in_child(lambda url=url: Store.open(url))
        time.sleep(chance.uniform(0, 0.08))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

        assert Store.open(url).current_version() is None


@pytest.mark.slow
def test_processes_that_begin_the_same_store_at_once_share_it(url):
    children = [
        in_child(lambda at=at: put(Store.open(url), employers=employers(at))) for at in range(1, 7)
    ]

    ends = [ended_well(child) for child in children]

    assert all(ends)
    assert len(Store.open(url).versions()) == 6


@pytest.mark.slow
def test_imports_at_the_same_time_all_end_and_none_is_lost(url):
    def imports(name, table):
        def work():
            store = Store.open(url)
            for _ in range(5):
                put(store, **{name: table})

        return work

    children = [
        in_child(imports("demand", demand(1, rows=5_000))),
        in_child(imports("employers", employers(2_000))),
        in_child(imports("demand", demand(2, rows=5_000))),
    ]

    ends = [ended_well(child) for child in children]
    assert all(ends)
    store = Store.open(url)
    assert [version.version for version in store.versions()] == list(range(1, 16))
    campaign = store.load()
    assert (len(campaign.demand), len(campaign.employers)) == (5_000, 2_000)


def test_a_store_opened_before_a_fork_serves_parent_and_child(small):
    child = in_child(lambda: put(small, demand=demand(2, rows=10)))

    assert ended_well(child)
    assert small.current_version() == 2
    assert put(small, demand=demand(3, rows=10)).version == 3


def test_a_writer_waits_its_time_and_then_says_who_is_in_the_way(path, small):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreBusyError, match="another process is holding it"):
            small.use(1)
        assert len(small.load().employers) == 300


def test_a_rehearsal_that_would_remove_nothing_waits_for_no_writer(path, small):
    people = demand(2, rows=10)
    source = Provenance("demand", "f.csv", "2027-01-01T00:00Z", "wgs84", len(people), False)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        stored = small.replace({"demand": people}, provenance={"demand": source}, rehearse=True)
        assert (stored.version, stored.removed) == (None, {})


def test_a_reader_blocks_no_writer(path, small):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM demand").fetchall()

        assert put(small, employers=employers(5)).version == 2


def test_a_full_disk_leaves_the_old_version(path, small):
    pages = path.stat().st_size // 4096 + 20

    @event.listens_for(small._database.engine, "connect")
    def _smaller(connection, _record):
        connection.execute(f"PRAGMA max_page_count={pages}")

    with pytest.raises(StoreError, match="the disk is full; nothing was changed"):
        put(small, demand=demand(2))
    assert small.current_version() == 1
    assert len(small.load().demand) == 300
    assert integrity(path) == [("ok",)]


@pytest.mark.slow
def test_a_disk_that_refuses_to_write_leaves_the_old_version(path, small):
    def work():
        size = path.stat().st_size + 200_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        with pytest.raises(StoreError, match="nothing was changed"):
            put(small, demand=demand(2))

    assert ended_well(in_child(work))
    assert small.current_version() == 1
    assert integrity(path) == [("ok",)]


@pytest.mark.parametrize("what", ["unlink", "move"])
def test_a_database_that_goes_away_is_missed_and_not_made_again(path, small, what):
    if what == "unlink":
        path.unlink()
    else:
        path.rename(path.with_name("elsewhere.db"))

    for work in (small.current_version, small.load, lambda: put(small, demand=demand(1, rows=1))):
        with pytest.raises(StoreError, match=r"fairreach\.db: the database is gone"):
            work()
    assert not path.exists()


def _text(path):
    path.write_text("fair_id,name\n" * 500)


def _half(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _header(path):
    path.write_bytes(b"\x00" * 100 + path.read_bytes()[100:])


def _empty(path):
    path.write_bytes(b"")


def _other_program(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE fairs (id)")


def _folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [_text, _half, _header, _empty, _other_program])
def test_what_is_no_sound_database_is_refused_and_left_alone(path, url, small, harm):
    small.close()
    harm(path)
    harmed = path.read_bytes()

    with pytest.raises(StoreDamagedError, match=r"fairreach\.db: .*FAIRREACH_DATABASE_URL"):
        Store.open(url).load()

    assert path.read_bytes() == harmed


def test_a_folder_is_no_database(path, url, small):
    small.close()
    _folder(path)

    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(url)


@pytest.mark.slow
def test_any_damage_ends_in_a_sentence(path, url, small):
    small.close()
    sound = path.read_bytes()
    chance = random.Random(5)
    refused = 0
    for _ in range(80):
        harmed = bytearray(sound)
        for _ in range(chance.choice([1, 20, 400])):
            harmed[chance.randrange(len(harmed))] = chance.randrange(256)
        path.write_bytes(harmed)
        try:
            Store.open(url).load()
        except StoreError:
            refused += 1
        for log in path.parent.glob("fairreach.db-*"):
            log.unlink()
    assert refused > 20


def test_a_log_without_its_database_is_not_replayed_into_a_new_one(path, url, small):
    small.close()
    path.with_name("fairreach.db-wal").write_bytes(b"left over")
    path.unlink()

    with pytest.raises(StoreDamagedError, match=r"its log fairreach\.db-wal is there"):
        Store.open(url)


def test_a_newer_schema_is_refused_with_its_number(path, url, small):
    small.close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '0999'")
        newer.commit()

    with pytest.raises(StoreError, match=r"newer fairreach \(schema 0999"):
        Store.open(url)


def test_a_missing_database_is_created_only_when_asked(path, url):
    with pytest.raises(StoreError, match="there is no database"):
        Store.open(url, create=False)
    assert not path.exists()

    Store.open(url).close()

    assert Store.open(url, create=False).current_version() is None
    assert [file.name for file in path.parent.iterdir()] == ["fairreach.db"]


@pytest.mark.parametrize("there", [False, True], ids=["missing", "present"])
def test_a_folder_that_may_not_be_written_is_one_clear_line(there):
    folder = Path(tempfile.mkdtemp())
    url = f"sqlite:///{folder}/fairreach.db"
    if there:
        Store.open(url).close()

    def work():
        if os.geteuid() == 0:
            os.seteuid(65534)
        with pytest.raises(StoreError, match=r"fairreach\.db: .*cannot be (created|opened)"):
            put(Store.open(url), demand=demand(1, rows=1))

    folder.chmod(0o555)
    try:
        assert ended_well(in_child(work))
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_relative_address_is_a_file_below_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    Store.open("sqlite:///var/fairreach.db").close()

    assert (tmp_path / "var" / "fairreach.db").is_file()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://user:secret@host/db", "PostgreSQL is not supported yet"),
        ("postgresql+psycopg://user:secret@host/db", "PostgreSQL is not supported yet"),
        ("mysql://host/db", "mysql is not supported"),
        ("sqlite://", "must be a file on disk"),
        ("sqlite:///:memory:", "must be a file on disk"),
        ("var/fairreach.db", "is no database address"),
        ("", "is no database address"),
    ],
)
def test_an_address_of_anything_else_is_refused(url, sentence):
    with pytest.raises(StoreError, match=sentence) as refusal:
        Store.open(url)
    assert "secret" not in str(refusal.value)


def test_the_migrations_lead_to_the_schema_that_the_program_uses(small):
    with small._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, METADATA) == []
    assert max(migrations.known_revisions()) == REVISION


def test_the_database_is_durable_and_guards_its_references(small):
    with closing(small._database.connect()) as connection:
        asked = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
        assert asked == ["wal", 2, 1]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
