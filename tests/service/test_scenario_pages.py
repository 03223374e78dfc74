"""Scenarios on pages: listed, opened, taken along as files; nothing public stores one."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from stores import HOSTILE, settings_on, small_campaign, store_campaign

from geodata.campaign.changes import Changes
from geodata.campaign.scenario import Scenario
from geodata.intake.scenarios import read_scenario
from geodata.store.store import Store
from service.app import create_app

CHANGES = {"add": ["106.90000,29.90000"], "close": ["f5"]}
NOTE = "an old note\n" + HOSTILE.replace("\x1b", "").replace("\x07", "").replace("\u2028", "")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('scenarios')}/fairreach.db"
    version = store_campaign(url, small_campaign())
    store = Store.open(url)
    store.scenarios.save(Scenario("渝北 <b>", version, Changes.of(CHANGES), NOTE))
    store.close()
    store_campaign(url, small_campaign(), only=("employers",))
    return create_app(settings_on(url)).test_client()


def links(page):
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', page)]


def test_a_stored_scenario_is_listed_with_its_note_and_what_it_stands_on(client):
    page = client.get("/planner/scenarios?lang=en")

    assert page.headers["Cache-Control"] == "no-store"
    assert " &lt;b&gt;" in page.text
    assert "<b>" not in page.text
    assert "made on version 1 (the plan is at version 2 now" in page.text
    assert "{{ 7*7 }}" in unescape(page.text)


def test_it_is_opened_as_a_what_if_in_the_state_that_one_comes_from(client):
    page = client.get("/planner/scenarios?lang=en&travel=estimated&threshold_min=45&add=107,30")
    (opened,) = (link for link in links(page.text) if "close=" in link and "against" not in link)
    (compared,) = (link for link in links(page.text) if "against=" in link)

    asked = parse_qs(urlsplit(opened).query)
    assert asked["add"] == CHANGES["add"]
    assert (asked["travel"], asked["threshold_min"]) == (["estimated"], ["45"])
    assert "What if, 2 changes" in client.get(opened).text
    held = parse_qs(urlsplit(compared).query)["against"]
    assert held == ["travel=estimated&threshold_min=45"]


@pytest.mark.slow
def test_its_file_is_the_scenario_and_that_of_another_is_not_found(client, tmp_path):
    (address,) = (
        link for link in links(client.get("/planner/scenarios?lang=en").text) if "/file?" in link
    )
    answer = client.get(address)
    (tmp_path / "scenario.json").write_bytes(answer.data)

    found = read_scenario(tmp_path / "scenario.json")
    assert (found.name, found.version, found.note) == ("渝北 <b>", 1, NOTE)
    assert found.changes == Changes.of(CHANGES)
    assert client.get("/planner/scenarios/file?name=other").status_code == 404


def test_the_changes_of_a_page_become_a_file_that_the_command_reads(client, tmp_path):
    sent = {"add": CHANGES["add"], "close": "f5", "name": " May: 市集 ", "note": "one\r\ntwo"}
    answer = client.post("/planner/scenario.json", data=sent)
    (tmp_path / "scenario.json").write_bytes(answer.data)

    found = read_scenario(tmp_path / "scenario.json")
    assert (found.name, found.version, found.note) == ("May: 市集", 2, "one\ntwo")
    assert found.changes == Changes.of(CHANGES)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=scenario.json")


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "nothing"},
        {"name": "", "close": "f5"},
        {"name": "a\tb", "close": "f5"},
        {"name": "n" * 61, "close": "f5"},
        {"name": "nobody", "close": "nobody"},
    ],
)
def test_what_is_no_scenario_is_refused(client, sent):
    assert client.post("/planner/scenario.json", data=sent).status_code == 400


def test_the_page_tells_the_commands_that_store_and_adopt_its_changes(client):
    page = unescape(client.get("/planner?lang=en&close=f5").text)

    assert "fairreach scenario save NAME --link '/planner?close=f5'" in page
    assert "fairreach scenario adopt NAME" in page
    assert "scenario save" not in client.get("/planner?lang=en").text


def test_the_places_of_siting_become_a_what_if_with_a_click(client):
    page = client.get("/planner?lang=en&travel=straight&from=2027-03-03&next=2").text
    (tried,) = re.findall(r'id="try-places" href="([^"]*)"', page)
    shown = client.get(unescape(tried)).text

    assert "What if, " in shown
    persons = [int(n.replace(",", "")) for n in re.findall(r"<tfoot>.*?<td>([\d,]+)</td>", page)]
    gained = re.search(r"<strong>\+([\d,]+)</strong> people gain", shown)
    assert gained is not None
    assert int(gained[1].replace(",", "")) == persons[0]
