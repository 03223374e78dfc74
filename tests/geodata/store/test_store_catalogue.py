"""A database of before the catalogue, and frames of before its columns: nothing is lost."""

import sqlite3
from contextlib import closing

import numpy as np
import pandas as pd
import pytest
from alembic import command
from campaigns import make_campaign
from stores import frames_of

from geodata.campaign.provenance import Provenance
from geodata.store import migrations
from geodata.store.file import APPLICATION_ID
from geodata.store.schema import content_columns
from geodata.store.sqlite import Database
from geodata.store.store import Store

NEW_OF_FAIRS = ["sessions", "services", "bring", "notice", "phone", "organiser", "link",
                "transport", "illustrative"]  # fmt: skip
FAIR = ("f1", "春风", "广场", "渝中区", "", 106.5, 29.5, "2027-02-20", "09:00", "", None, 300,
        "published", "point")  # fmt: skip


def put(store, **tables):
    sources = {
        name: Provenance(name, f"{name}.csv", "2027-01-01", "wgs84", len(table), False)
        for name, table in tables.items()
    }
    return store.replace(tables, provenance=sources)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fairreach.db"


@pytest.fixture
def of_before(path):
    """A database at revision 0002, with one version that holds one fair."""
    path.touch()
    database = Database(path, wait_s=0)
    with database.writing() as connection:
        config = migrations._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    database.close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        raw.execute("INSERT INTO versions VALUES (1, '2027-01-01')")
        raw.execute("INSERT INTO parts VALUES (1, 'fairs', 'a.csv', '2027-01-01', 'wgs84', 1, 0)")
        raw.execute("INSERT INTO version_parts VALUES (1, 'fairs', 1)")
        raw.execute("INSERT INTO pointer VALUES (1, 1)")
        columns = content_columns("fairs")[: len(FAIR)]
        marks = ", ".join("?" * (len(FAIR) + 2))
        names = ", ".join(["part", "row", *columns])
        raw.execute(f"INSERT INTO fairs ({names}) VALUES ({marks})", (1, 0, *FAIR))
    return path


def test_a_database_of_before_is_brought_up_to_date_with_its_rows_kept(of_before):
    store = Store.open(f"sqlite:///{of_before}", create=False)

    fairs = store.table("fairs")
    assert fairs.iloc[0].drop(NEW_OF_FAIRS).replace({np.nan: None}).tolist() == list(FAIR)
    assert fairs[NEW_OF_FAIRS].iloc[0].tolist() == [*[""] * 8, False]
    campaign = store.load()
    assert campaign.services.empty
    assert campaign.policies.empty
    assert store.table("services").columns.tolist() == content_columns("services")
    store.close()


def test_in_a_database_of_before_versions_became_current_as_they_came_and_the_pointer_last(
    of_before,
):
    with closing(sqlite3.connect(of_before)) as raw, raw:  # version 2 came, 1 was gone back to
        raw.execute("INSERT INTO versions VALUES (2, '2027-01-02')")

    store = Store.open(f"sqlite:///{of_before}", create=False)

    assert store.current_version() == 1
    assert store.moves() == 3
    store.use(2)
    assert store.current_version() == 2
    store.close()


def test_a_database_of_before_takes_a_catalogue_and_keeps_its_fairs(of_before):
    store = Store.open(f"sqlite:///{of_before}", create=False)
    campaign = make_campaign(services=[{"name": "A"}], policies=[{"name": "B"}])
    frames = frames_of(campaign)

    put(store, services=frames["services"], policies=frames["policies"])

    loaded = store.load()
    assert (loaded.version, loaded.fairs.index.tolist()) == (2, ["f1"])
    assert loaded.services["name"].tolist() == ["A"]
    assert loaded.policies["name"].tolist() == ["B"]
    assert store.load(1).services.empty
    store.close()


def test_frames_of_before_are_stored_with_nothing_in_the_new_columns(path):
    store = Store.open(f"sqlite:///{path}")
    fairs = frames_of(make_campaign(fairs=[{}]))["fairs"].drop(columns=NEW_OF_FAIRS)
    services = pd.DataFrame({"service_id": ["s1"], "name": ["A"]})

    put(store, fairs=fairs, services=services)

    assert store.table("fairs")[NEW_OF_FAIRS].iloc[0].tolist() == [*[""] * 8, False]
    kept = store.table("services").iloc[0]
    assert kept[["lon", "lat"]].isna().all()
    assert not kept["illustrative"]
    assert (kept.drop(["service_id", "name", "lon", "lat", "illustrative"]) == "").all()
    store.close()


def test_a_campaign_without_a_catalogue_has_its_columns(path):
    store = Store.open(f"sqlite:///{path}")
    put(store, fairs=frames_of(make_campaign(fairs=[{}]))["fairs"])

    loaded, made = store.load(), make_campaign()
    for table in ("services", "policies"):
        columns = getattr(loaded, table).columns.tolist()
        assert columns == getattr(made, table).columns.tolist()
        assert [*columns, getattr(loaded, table).index.name].count("adcode") == 1
    store.close()
