"""Scenarios: written, read, damaged; and the plan that takes one, or has moved on."""

import json
import sqlite3
from dataclasses import replace

import pytest
from stores import frames_of, small_campaign, store_campaign

from geodata.campaign.changes import Changes
from geodata.campaign.scenario import Scenario
from geodata.errors import FileRefused, InputError, NotFoundError, StoreDamagedError
from geodata.intake.scenarios import adopt, read_scenario
from geodata.store.store import Store

CHANGES = Changes.of(
    {"add": ["106.90000,29.90000@2027-02-25"], "move": ["f2@106.60000,29.50000"], "close": ["f5"]}
)
NOTE = "下半场\n“试”一试 {{ 7*7 }} # $x \\ </script>"
MAY = Scenario("五月 方案", 1, CHANGES, NOTE)


@pytest.fixture
def store(tmp_path):
    url = f"sqlite:///{tmp_path}/fairreach.db"
    store_campaign(url, small_campaign())
    opened = Store.open(url)
    yield opened
    opened.close()


def test_a_scenario_is_read_as_it_was_saved(store):
    store.scenarios.save(MAY)

    assert store.scenarios.get(MAY.name) == MAY
    assert [each.scenario for each in store.scenarios.every()] == [MAY]


def test_a_name_is_taken_once_unless_it_shall_be_taken_over(store):
    store.scenarios.save(MAY)
    other = replace(MAY, note="other")

    with pytest.raises(InputError, match="--replace"):
        store.scenarios.save(other)
    store.scenarios.save(other, again=True)
    assert store.scenarios.get(MAY.name).note == "other"


def test_what_is_not_there_is_said(store):
    for act in (store.scenarios.get, store.scenarios.remove):
        with pytest.raises(NotFoundError, match="no scenario"):
            act("none")
    with pytest.raises(NotFoundError, match="no version 9"):
        store.scenarios.save(replace(MAY, version=9))


def test_a_scenario_that_is_removed_is_gone_and_no_version_is(store):
    store.scenarios.save(MAY)
    store.scenarios.remove(MAY.name)

    assert store.scenarios.every() == []
    assert len(store.versions()) == 1


def test_a_scenario_that_is_damaged_is_not_served(store):
    store.scenarios.save(MAY)
    with sqlite3.connect(store.path) as file:
        file.execute('UPDATE scenarios SET changes = \'{"close": ["f1"]}\'')

    with pytest.raises(StoreDamagedError, match="scenarios"):
        store.scenarios.get(MAY.name)


@pytest.mark.parametrize(
    "more",
    [
        {"name": " "}, {"name": "a\nb"}, {"name": "x" * 61}, {"note": "x" * 2001},
        {"note": "\x1b[31m"}, {"name": "\x00"}, {"changes": Changes()},
    ],
)  # fmt: skip
def test_what_is_no_scenario_is_refused(more):
    with pytest.raises(InputError):
        replace(MAY, **more)


def test_a_file_brings_the_scenario_that_was_written_to_it(tmp_path):
    file = tmp_path / "s.json"
    file.write_text(json.dumps(MAY.to_dict()), encoding="utf-8")

    assert read_scenario(file) == MAY


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"fairreach_scenario": 2}', b"1" * 300_000,
        json.dumps(MAY.to_dict() | {"version": True}).encode(),
        json.dumps(MAY.to_dict() | {"changes": {"burn": ["f1"]}}).encode(),
        json.dumps(MAY.to_dict() | {"changes": {"add": ["200,10"]}}).encode(),
        json.dumps(MAY.to_dict() | {"changes": {"close": ["f1", "f1"]}}).encode(),
        json.dumps(MAY.to_dict() | {"changes": {"close": [{}]}}).encode(),
        json.dumps(MAY.to_dict() | {"name": None}).encode(),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_scenario_is_refused_with_a_reason(tmp_path, content):
    file = tmp_path / "s.json"
    file.write_bytes(content)

    with pytest.raises(FileRefused) as refused:
        read_scenario(file)
    assert refused.value.problems


def test_the_plan_becomes_what_an_adopted_scenario_says(store):
    before = store.load()

    version = adopt(store, MAY)

    fairs = store.load().fairs
    assert store.current_version() == version == 2
    assert fairs.loc["f2", "lon"] == 106.6
    assert fairs.loc["f5", "status"] == "cancelled"
    (added,) = fairs.index.difference(before.fairs.index)
    assert fairs.loc[added, ["name", "date", "status"]].tolist() == [
        "五月 方案 +1", "2027-02-25", "planned",
    ]  # fmt: skip
    assert store.load(1).fairs.equals(before.fairs)


def test_a_scenario_of_a_plan_that_has_moved_on_is_refused_and_what_differs_is_told(store):
    campaign = small_campaign()
    frames = frames_of(campaign)
    frames["fairs"] = frames["fairs"][frames["fairs"]["fair_id"] != "f3"]
    frames["fairs"].loc[frames["fairs"]["fair_id"] == "f1", "lon"] += 0.1
    store.replace({"fairs": frames["fairs"]}, provenance={"fairs": campaign.provenance["fairs"]})

    with pytest.raises(InputError, match=r"moved on from version 1 to 2: f3 is gone; f1 has"):
        adopt(store, MAY)
    assert store.current_version() == 2


def test_a_new_version_with_the_same_fairs_hinders_nobody(store):
    campaign = small_campaign()
    store.replace(
        {"employers": frames_of(campaign)["employers"]},
        provenance={"employers": campaign.provenance["employers"]},
    )

    assert adopt(store, MAY) == 3


def test_a_plan_that_moves_on_meanwhile_is_not_overwritten(store):
    campaign = small_campaign()
    with pytest.raises(InputError, match="meanwhile"):
        store.replace(
            {"fairs": frames_of(campaign)["fairs"]},
            provenance={"fairs": campaign.provenance["fairs"]},
            on=7,
        )


def test_a_plan_takes_no_fair_without_a_day(store):
    undated = Scenario("soon", 1, Changes.of({"add": ["106.9,29.9"]}))

    with pytest.raises(InputError, match=r"@ and the day behind add=106\.90000,29\.90000"):
        adopt(store, undated)
