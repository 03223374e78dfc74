"""What a store knows of its fairs' past, against what was imported one after another."""

import campaigns
import pytest
from stores import frames_of, place_empty

from geodata.store import history as revisions
from geodata.store.store import Store

LONG_AGO = "2000-01-01"


@pytest.fixture
def store(tmp_path):
    place_empty(tmp_path / "s.db")
    opened = Store.open(f"sqlite:///{tmp_path}/s.db")
    yield opened
    opened.close()


def put(store, *fairs):
    """Import fairs as one plan; the districts with the first."""
    campaign = campaigns.make_campaign(fairs=fairs)
    frames = frames_of(campaign)
    names = ["fairs"] if store.current_version() else ["districts", "fairs"]
    chosen = {name: frames[name] for name in names}
    sources = {name: campaign.provenance[name] for name in names}
    return store.replace(chosen, provenance=sources).version


def sequences(store):
    return {fair: each.sequence for fair, each in store.load().revisions.items()}


def test_a_fair_that_never_changed_is_in_its_first_state(store):
    put(store, {})
    first = store.load().revisions["f1"]
    put(store, {}, {"name": "another"})

    assert store.load().revisions["f1"] == first
    assert (first.sequence, first.before, first.places) == (0, None, ())
    assert first.changed_at >= store.versions()[0].created_at  # the move follows the version


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x"}, {"venue": "x"}, {"address": "x"}, {"lon": 106.6}, {"lat": 29.6},
        {"date": "2027-02-21"}, {"start_time": "10:00"}, {"end_time": ""}, {"status": "cancelled"},
    ],
)  # fmt: skip
def test_whatever_matters_to_who_means_to_go_is_a_change(store, change):
    put(store, {})
    put(store, change)
    revision = store.load().revisions["f1"]

    assert revision.sequence == 1
    (name,) = change
    assert getattr(revision.before, name) == campaigns.FAIR[name]
    assert revision.changed_at == store.versions()[1].created_at


@pytest.mark.parametrize("change", [{"booths": 3}, {"lon": 106.500001}, {"precision": "district"}])
def test_what_does_not_matter_to_them_is_none(store, change):
    put(store, {})
    put(store, change)

    assert sequences(store) == {"f1": 0}


def test_the_order_of_rows_is_no_change(store):
    a, b = {"fair_id": "a"}, {"fair_id": "b", "name": "b"}
    put(store, a, b)
    put(store, b, a)

    assert sequences(store) == {"a": 0, "b": 0}


def test_every_change_counts_and_the_last_state_shown_is_before(store):
    for venue in ("A", "B", "C"):
        put(store, {"venue": venue})
    put(store, {"venue": "C", "status": "cancelled"})
    revision = store.load().revisions["f1"]

    assert revision.sequence == 3
    assert (revision.before.venue, revision.before.status) == ("C", "published")


def test_what_was_only_planned_is_never_told(store):
    put(store, {"venue": "secret", "status": "planned"})
    put(store, {"venue": "A"})
    revision = store.load().revisions["f1"]

    assert (revision.sequence, revision.before, revision.places) == (1, None, ())


def test_every_other_place_at_which_a_fair_was_shown_is_known(store):
    put(store, {"lon": 106.1})
    put(store, {"lon": 106.2})
    put(store, {"lon": 106.2, "date": "2027-02-22"})

    assert store.load().revisions["f1"].places == (
        (106.1, 29.5, "2027-02-20"),
        (106.2, 29.5, "2027-02-20"),
    )


def test_a_published_fair_that_is_dropped_is_gone_and_comes_back_as_a_change(store):
    kept = {"fair_id": "k", "name": "kept"}
    put(store, {"venue": "A"}, kept)
    put(store, kept)
    without = store.load()
    put(store, {"venue": "A"}, kept)
    again = store.load()

    assert list(without.gone) == ["f1"]
    assert without.gone["f1"].venue == "A"
    assert without.revisions["f1"].sequence == 1
    assert not again.gone
    assert again.revisions["f1"].sequence == 2
    assert again.revisions["k"].sequence == 0


@pytest.mark.slow
def test_a_published_fair_that_is_only_planned_again_is_gone(store):
    put(store, {"venue": "A"})
    put(store, {"venue": "secret", "status": "planned"})

    assert store.load().gone["f1"].venue == "A"


def test_neither_a_planned_fair_that_is_dropped_is_gone_nor_one_that_is_over(store):
    kept = {"fair_id": "k", "name": "kept"}
    put(store, {"status": "planned"}, {"date": LONG_AGO, "name": "over"}, kept)
    put(store, kept)

    assert store.load().gone == {}


@pytest.mark.parametrize(
    ("dropped_at", "gone"),
    [
        ("2027-02-20T15:59:59+00:00", ["f1"]),  # one second before midnight in China
        ("2027-02-20T16:00:00+00:00", []),
    ],
)
def test_a_fair_is_over_when_its_day_ends_in_china(store, monkeypatch, dropped_at, gone):
    kept = {"fair_id": "k", "name": "kept"}
    put(store, {"date": "2027-02-20"}, kept)
    monkeypatch.setattr("geodata.store.versions._now", lambda: dropped_at)
    put(store, kept)

    assert list(store.load().gone) == gone


def test_going_back_to_an_older_version_is_a_change_like_any_other(store):
    first = put(store, {"venue": "A"}, {"name": "other"})
    put(store, {"venue": "B"}, {"name": "other"})
    store.use(first)
    back = store.load()

    assert back.fairs.loc["f1", "venue"] == "A"
    assert back.revisions["f1"].sequence == 2
    assert back.revisions["f1"].before.venue == "B"
    assert back.revisions["f2"].sequence == 0


def test_a_fair_that_only_the_abandoned_version_announced_is_gone(store):
    first = put(store, {})
    put(store, {}, {"name": "added"})
    store.use(first)

    assert list(store.load().gone) == ["f2"]


@pytest.mark.slow
def test_no_sequence_goes_down_however_often_versions_are_gone_back_to(store):
    first = put(store, {"venue": "A"}, {"name": "other"})
    second = put(store, {"venue": "B"}, {"name": "other"})
    seen = [sequences(store)]
    for version in (first, second, first, second):
        store.use(version)
        seen.append(sequences(store))
    put(store, {"venue": "A"}, {"name": "other"})
    seen.append(sequences(store))

    assert [each["f1"] for each in seen] == [1, 2, 3, 4, 5, 6]
    assert {each["f2"] for each in seen} == {0}


def test_using_the_current_version_is_no_change(store):
    put(store, {"venue": "A"})
    second = put(store, {"venue": "B"})
    store.use(second)

    assert sequences(store) == {"f1": 1}
    assert store.moves() == 2


def test_other_tables_do_not_count(store):
    put(store, {})
    campaign = campaigns.make_campaign(employers=[{}])
    store.replace(
        {"employers": frames_of(campaign)["employers"]},
        provenance={"employers": campaign.provenance["employers"]},
    )

    assert sequences(store) == {"f1": 0}


@pytest.mark.slow
def test_no_sequence_goes_down_when_the_oldest_plans_are_forgotten(store, monkeypatch):
    monkeypatch.setattr(revisions, "MOST_PLANS", 3)
    seen = []
    for n in range(8):
        put(store, {"venue": f"{n // 2}"}, {"name": "never changes"})
        seen.append(sequences(store))

    for fair in ("f1", "f2"):
        counted = [each[fair] for each in seen]
        assert counted == sorted(counted)
    assert [each["f1"] for each in seen[:3]] == [0, 0, 1]


def test_without_any_fairs_there_is_no_past(store):
    put(store)
    campaign = store.load()

    assert (campaign.revisions, campaign.gone) == ({}, {})
