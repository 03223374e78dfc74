"""A fair on another day: tried, counted, told, kept as a scenario, adopted, and on paper."""

import json
import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import CliRunner
from stores import FAIRS, NOW, settings_on, small_campaign, store_campaign

from service.app import create_app
from service.cli import main

TWO = "2027-02-19 08:30-11:30; 2027-02-19 14:00-17:00"
MARKET = FAIRS[0] | {
    "name": "Market", "date": "2027-02-19", "start_time": "08:30", "end_time": "11:30",
    "sessions": TWO,
}  # fmt: skip
EARLY, LATE = "f1@2027-02-19T08:30", "f1@2027-02-19T14:00"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('redating')}/fairreach.db"
    store_campaign(url, small_campaign(fairs=[MARKET, *FAIRS[1:]], openings=()))
    return url


@pytest.fixture(scope="module")
def client(url):
    return create_app(settings_on(url)).test_client()


def covered(client, query):
    answer = client.get(f"/api/v1/coverage?travel=straight&{query}").get_json()
    return answer["total"]["persons_covered"]


def run(url, *line):
    environment = {"FAIRREACH_DATABASE_URL": url, "FAIRREACH_NOW": NOW}
    return CliRunner(env=environment).invoke(main, list(line))


def test_a_fair_counts_on_its_other_day_and_no_more_on_its_own(client):
    before, march = "from=2027-03-03&to=2027-03-03", "from=2027-03-10&to=2027-03-10"

    assert covered(client, before) == 200
    assert covered(client, f"{before}&redate=f5@2027-03-10") == 0
    assert covered(client, march) == 0
    assert covered(client, f"{march}&redate=f5@2027-03-10") == 200
    assert covered(client, "redate=f5@2027-03-10") == covered(client, "")


def test_people_wait_for_the_day_on_which_it_is_held_then(client):
    asked = "measure=wait&travel=straight&from=2027-03-01&to=2027-03-20"
    days = {
        day: {row["adcode"]: row["wait_days"] for row in answer["districts"]}
        for day in ("03", "12")
        for answer in [client.get(f"/api/v1/coverage?{asked}&redate=f5@2027-03-{day}").get_json()]
    }

    assert [name for name in days["03"] if days["03"][name] != days["12"][name]]
    assert 2 in days["03"].values()
    assert 11 in days["12"].values()


def test_the_map_has_the_fair_on_its_other_day_where_it_was(client):
    layer = client.get("/map/fairs.json?redate=f5@2027-03-10").text
    step = client.get("/planner/step.json?lang=en&try=put&try_fair=f5&try_on=2027-03-10")

    assert "2027-03-10" in layer
    assert "2027-03-03" not in layer
    (drawn,) = step.get_json()["trial"]["changes"]
    assert drawn == {
        "kind": "redate", "text": "f5@2027-03-10", "fair_id": "f5", "at": [104.51, 30.51],
        "from": [104.51, 30.51],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "changes"),
    [
        ("try_fair=f5&try_on=2027-03-10", ["redate=f5@2027-03-10"]),
        ("try_fair=f5&try_on=2027-03-10&try_at=106.9,29.9",
         ["move=f5@106.90000,29.90000", "redate=f5@2027-03-10"]),
        ("try_fair=f5&try_at=107,29&redate=f5@2027-03-10",
         ["move=f5@107.00000,29.00000", "redate=f5@2027-03-10"]),
        ("try_fair=f5&try_on=2027-03-11&redate=f5@2027-03-10", ["redate=f5@2027-03-11"]),
        ("try_fair=f5&try=close&redate=f5@2027-03-10", ["close=f5"]),
        ("try_fair=&try_at=106.9,29.9&try_on=2027-03-10", ["add=106.90000,29.90000@2027-03-10"]),
        ("try_fair=new-1&try_on=2027-03-11&add=106.9,29.9", ["add=106.90000,29.90000@2027-03-11"]),
        (f"try_fair={LATE}&try_on=2027-03-10", [f"redate={LATE}@2027-03-10"]),
        # Of a session that has another day by now the plan knows the day that it had.
        (f"try_fair=f1@2027-03-10T14:00&try_on=2027-03-11&redate={LATE}@2027-03-10",
         [f"redate={LATE}@2027-03-11"]),
        (f"try_fair=f1@2027-03-10T14:00&try=close&redate={LATE}@2027-03-10", [f"close={LATE}"]),
        ("try_fair=f1@2027-03-10T14:00&try=close&redate=f1@2027-03-10", [f"close={LATE}"]),
    ],
)  # fmt: skip
def test_the_plain_form_gives_a_day_a_place_or_both(client, sent, changes):
    answer = client.get(f"/planner?lang=en&{'' if 'try=' in sent else 'try=put&'}{sent}")

    assert answer.status_code == 303
    asked = parse_qsl(urlsplit(answer.headers["Location"]).query)
    assert [f"{k}={v}" for k, v in asked if k in ("add", "move", "close", "redate")] == changes
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        "try_fair=&try_on=2027-03-10", "try_fair=f5&try_on=2027-02-30", "try_fair=f5&try_on=May",
        "try_fair=f4&try_on=2027-03-10", f"try_fair={LATE}&try_on=2027-03-10&try_at=106.9,29.9",
    ],
)  # fmt: skip
def test_the_plain_form_says_what_day_it_cannot_give(client, sent):
    answer = client.get(f"/planner?lang=en&try=put&{sent}", follow_redirects=True)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("redate=f1@2027-03-10", "On another day: Market, all 2 sessions, from 10 March 2027"),
        (f"redate={LATE}@2027-03-10",
         "On another day: Market, 19 February 2027 14:00, from 10 March 2027"),
    ],
)  # fmt: skip
def test_the_page_says_whether_one_session_or_the_fair_is_meant(client, change, words):
    page = unescape(client.get(f"/planner?lang=en&{change}").text)

    assert words in page
    assert f"Take back: {words}" in page
    assert f'<input type="hidden" name="redate" value="{change.partition("=")[2]}">' in page


def test_two_states_say_which_fair_is_on_another_day(client):
    page = client.get("/planner?lang=en&redate=f5@2027-03-10&against=travel%3Dstraight").text
    back = client.get("/planner?lang=en&against=redate%3Df5%402027-03-10").text

    assert "1 fair on another day" in page
    assert "1 fair on its day again" in back


@pytest.mark.slow
def test_an_adopted_scenario_holds_the_same_fair_on_its_other_day(tmp_path):
    url = f"sqlite:///{tmp_path}/fairreach.db"
    store_campaign(url, small_campaign(fairs=[MARKET, *FAIRS[1:]], openings=()))
    line = ("save", "later", "--redate", "f5@2027-03-10", "--redate", f"{LATE}@2027-02-20")
    assert run(url, "scenario", *line).exit_code == 0
    file = tmp_path / "later.json"
    assert run(url, "scenario", "show", "later", "-o", str(file)).exit_code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["changes"] == {
        "redate": ["f5@2027-03-10", f"{LATE}@2027-02-20"]
    }
    told = run(url, "coverage", "--travel", "straight", "--to", "2027-03-05", "--close", "f1",
               "--redate", "f5@2027-03-10")  # fmt: skip
    assert "redate=f5@2027-03-10" in told.stdout

    adopted = run(url, "scenario", "adopt", "later")

    assert "version 2 is later and is current" in adopted.stdout
    app = create_app(settings_on(url)).test_client()
    found = {
        each["properties"]["fair_id"]: each["properties"]
        for each in app.get("/api/v1/fairs").get_json()["features"]
    }
    assert found["f5"]["date"] == "2027-03-10"
    assert [each["date"] for each in found["f1"]["sessions"]] == ["2027-02-19", "2027-02-20"]
    assert "The time of this fair has changed." in app.get("/fairs/f5?lang=en").text


@pytest.mark.slow
def test_the_brief_has_another_day_as_an_action(url, tmp_path):
    file = tmp_path / "brief.html"
    done = run(url, "brief", "-o", str(file), "--lang", "en", "--travel", "straight",
               "--redate", "f5@2027-03-10", "--redate", "f1@2027-03-10")  # fmt: skip

    assert done.exit_code == 0, done.stderr
    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", file.read_text(encoding="utf-8")))
    assert text.count("Re-date") >= 2
    assert "3 March 2027 → 10 March 2027" in text
    assert "19 February 2027 → 10 March 2027" in text
