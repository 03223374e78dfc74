"""Sessions at rest, and what calendars know the fairs of a database by."""

import sqlite3
from contextlib import closing

import campaigns
import pytest
from alembic import command
from recorded.answers import campaign_in
from stores import store_campaign

from geodata.campaign.sessions import Session
from geodata.errors import StoreDamagedError
from geodata.store import migrations
from geodata.store.sqlite import Database
from geodata.store.store import Store

MORNING, EVENING = "2027-02-18 08:30-11:30", "2027-02-18 14:00-17:00"


def fair(**changes):
    first = {"date": "2027-02-18", "start_time": "08:30", "end_time": "11:30"}
    return {"name": "A", **first, **changes}


def stored(path, *plans):
    for plan in plans:
        store_campaign(f"sqlite:///{path}", campaigns.make_campaign(fairs=plan))
    return Store.open(f"sqlite:///{path}")


def test_sessions_come_back_and_a_change_of_one_is_a_change_of_the_fair(tmp_path):
    both = fair(sessions=f"{MORNING}; {EVENING}")
    with closing(stored(tmp_path / "s.db", [both], [both], [fair()])) as store:
        campaign, before = store.load(), store.load(1)

    assert before.fairs["sessions"].tolist() == [f"{MORNING}; {EVENING}"]
    revision = campaign.revisions["f1"]
    assert revision.sequence == 1
    assert revision.before.times[1] == Session("2027-02-18", "14:00", "17:00")
    assert revision.dropped == (Session("2027-02-18", "14:00", "17:00"),)


def test_a_session_that_becomes_the_first_is_not_one_that_was_dropped(tmp_path):
    evening = fair(start_time="14:00", end_time="17:00")
    plans = [fair(sessions=f"{MORNING}; {EVENING}")], [evening]
    with closing(stored(tmp_path / "s.db", *plans)) as store:
        assert store.load().revisions["f1"].dropped == ()


def test_an_id_used_again_for_another_years_fair_goes_on_counting_and_tells_of_no_change(tmp_path):
    plans = [fair()], [fair(date="2028-02-17")]
    with closing(stored(tmp_path / "s.db", *plans)) as store:
        revision = store.load().revisions["f1"]
    gone = [fair(), fair(name="B")], [fair()], [fair(), fair(name="B", date="2028-02-17")]
    with closing(stored(tmp_path / "t.db", *gone)) as store:
        assert store.load().revisions["f2"].sequence == 2

    assert (revision.sequence, revision.before) == (1, None)


@pytest.mark.parametrize(
    "cell",
    [
        "2027-02-18",
        "2027-02-18; 2027-02-18",
        "2027-02-31; 2027-03-01",
        "2027-02-18 9:00; 2027-02-19",
    ],
)
def test_sessions_that_make_no_sense_are_damage(tmp_path, cell):
    with (
        closing(stored(tmp_path / "s.db", [fair(sessions=cell)])) as store,
        pytest.raises(StoreDamagedError, match="makes no sense"),
    ):
        store.load()


def test_a_new_database_makes_a_name_once_and_keeps_it_through_imports_and_versions(tmp_path):
    for name in ("s", "t"):  # made by the store: those of the tests are copies of one
        Store.open(f"sqlite:///{tmp_path}/{name}.db").close()
    with closing(stored(tmp_path / "s.db", [fair()], [fair(name="B")])) as store:
        names = {store.load(version).entry_ids for version in (1, 2)}
        store.use(1)
        names.add(store.load().entry_ids)
    with closing(stored(tmp_path / "t.db", [fair()])) as store:
        other = store.load().entry_ids

    (own,) = names
    assert own.namespace
    assert own.earlier == frozenset()
    assert own.of("12") != other.of("12")


@pytest.mark.parametrize(
    "statement", ["DELETE FROM calendar", "UPDATE calendar SET namespace = 'x'"]
)
def test_damage_of_the_name_is_told_and_can_be_begun_anew(tmp_path, statement):
    path = tmp_path / "s.db"
    stored(path, [fair()]).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)

    with closing(Store.open(f"sqlite:///{path}")) as store:
        with pytest.raises(StoreDamagedError, match="begin it anew with: fairreach versions use 1"):
            store.load()
        assert len(store.faults()) == 1
        store.use(1)
        assert store.load().entry_ids.namespace
        assert store.faults() == []


@pytest.fixture
def of_before(tmp_path):
    """The recorded campaign at the last schema without sessions."""
    path = campaign_in(tmp_path / "old") / "fairreach.db"
    database = Database(path, wait_s=0)
    with database.writing() as connection:
        config = migrations._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
    database.close()
    return path


@pytest.mark.slow
def test_fairs_of_a_database_of_before_keep_their_names_and_new_ones_have_the_new_form(of_before):
    with closing(Store.open(f"sqlite:///{of_before}")) as store:
        campaigns_ = [store.load(each.version) for each in store.versions()]
        assert store.faults() == []

    assert len(campaigns_) > 1
    for campaign in campaigns_:
        assert (campaign.fairs["sessions"] == "").all()
        assert {campaign.entry_ids.of(each) for each in campaign.fairs.index} == {
            f"{each}@fairreach" for each in campaign.fairs.index
        }
    name = campaigns_[0].entry_ids.namespace
    assert campaigns_[-1].entry_ids.of("new") == f"new@{name}.fairreach"


@pytest.mark.slow
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fairs SET venue = 'x' WHERE part = 10 AND row = 3",
        "UPDATE parts SET file = 'x' WHERE id = 10",
        "DELETE FROM fairs WHERE part = 10 AND row = 3",
    ],
)
def test_what_was_damaged_before_there_were_sessions_is_damaged_afterwards(of_before, statement):
    with closing(sqlite3.connect(of_before)) as connection, connection:
        assert connection.execute(statement).rowcount > 0

    with (
        closing(Store.open(f"sqlite:///{of_before}")) as store,
        pytest.raises(StoreDamagedError),
    ):
        store.load(4)
