"""A database of before rows had a mark of their own: they take their table's, and nothing else."""

import sqlite3
from contextlib import closing

import pytest
from alembic import command
from pandas.testing import assert_frame_equal
from recorded.answers import campaign_in

from geodata.campaign.tables import TABLES
from geodata.errors import StoreDamagedError
from geodata.store import migrations
from geodata.store.ledger import read_ledger
from geodata.store.schema import CONTENT
from geodata.store.sqlite import Database
from geodata.store.store import Store

pytestmark = pytest.mark.slow

NEW = {"illustrative", "region", "sessions", "phone", "organiser", "link", "transport", "wage_min",
       "wage_max", "education", "experience"}  # fmt: skip
NEW_TABLES = {"candidates"}
MARKED = [table.name for table in TABLES.values() if table.marks_rows]


def at_revision(path, revision):
    """Bring a database to a revision that is not the newest, as the program of then would."""
    database = Database(path, wait_s=0)
    with database.writing() as connection:
        config = migrations._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    database.close()


@pytest.fixture
def of_before(tmp_path):
    """The recorded campaign at the last schema without marks; its employers are made up."""
    path = campaign_in(tmp_path / "old") / "fairreach.db"
    at_revision(path, "0005")
    return path


def rows_of(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def harm(path, statement):
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def opened(path):
    return Store.open(f"sqlite:///{path}")


def test_rows_of_before_take_the_mark_of_their_table(of_before):
    store = opened(of_before)

    campaign = store.load()
    assert campaign.illustrative == ("employers",)
    assert campaign.employers["illustrative"].all()
    for name in set(MARKED) - {"employers"}:
        assert not store.table(name)["illustrative"].any(), name
    store.close()


def other_cells(path):
    """Every cell of every table but those of new columns and tables."""
    found = {}
    for name in CONTENT.keys() - NEW_TABLES:
        content = CONTENT[name]
        columns = ", ".join(f'"{c.name}"' for c in content.columns if c.name not in NEW)
        found[name] = rows_of(path, f"SELECT {columns} FROM {name}")
    return found


def test_every_version_loads_and_every_other_cell_is_what_it_was(of_before):
    before = other_cells(of_before)
    store = opened(of_before)
    loaded = {each.version: store.load(each.version) for each in store.versions()}
    assert store.faults() == []
    store.close()

    assert len(loaded) > 1
    assert other_cells(of_before) == before


def test_the_checksums_of_the_other_columns_are_kept_and_not_made_again(of_before):
    harm(of_before, "UPDATE fairs SET venue = 'x' WHERE part = 10 AND row = 3")

    store = opened(of_before)
    with pytest.raises(StoreDamagedError, match="the fairs of version"):
        store.load()
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE parts SET file = 'x' WHERE id = 10",
        "UPDATE versions SET created_at = '2020-01-01' WHERE number = 4",
        "DELETE FROM fairs WHERE part = 10 AND row = 3",
        "UPDATE version_parts SET part = 3 WHERE version = 4 AND table_name = 'fairs'",
    ],
)
def test_what_was_damaged_before_is_damaged_afterwards(of_before, statement):
    harm(of_before, statement)

    store = opened(of_before)
    with pytest.raises(StoreDamagedError):
        store.load(4)
    store.close()


def test_a_part_of_before_and_one_of_now_stand_in_one_version(of_before):
    store = opened(of_before)
    before = store.table("employers")
    fairs = store.table("fairs")
    source = store.source("fairs")

    store.replace(
        {"fairs": fairs.assign(illustrative=[True] + [False] * (len(fairs) - 1))},
        provenance={"fairs": source},
    )

    campaign = store.load()
    assert campaign.illustrative == ("fairs", "employers")
    assert int(campaign.fairs["illustrative"].sum()) == 1
    assert_frame_equal(store.table("employers"), before)
    store.close()


def test_frames_that_say_nothing_have_the_mark_of_their_source(of_before):
    store = opened(of_before)
    employers = store.table("employers")
    bare = employers.drop(columns="illustrative")

    store.replace({"employers": bare}, provenance={"employers": store.source("employers")})

    assert_frame_equal(store.table("employers"), employers)
    with closing(sqlite3.connect(of_before)) as connection:
        assert read_ledger(connection.execute).faults == {}
    store.close()
