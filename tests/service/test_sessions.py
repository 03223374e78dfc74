"""A fair of several sessions wherever it is told: pages, text, answers, calendars, files."""

import json
import re
from contextlib import closing

import calendar_lines
import campaigns
import pytest
from click.testing import CliRunner
from stores import settings_on, store_campaign

from geodata.base.datum import Datum
from geodata.campaign.tables import TABLES
from geodata.districts.names import Gazetteer
from geodata.export.contents import table_sheet
from geodata.export.write import export_sheet
from geodata.files.options import ReadOptions
from geodata.files.read import read_table
from geodata.store.store import Store
from service.app import create_app
from service.cli import main

pytestmark = pytest.mark.slow

SESSIONS = "2027-02-18 08:30-11:30; 2027-02-18 14:00-17:00; 2027-02-20 09:00-12:00"
FIRST = {"date": "2027-02-18", "start_time": "08:30", "end_time": "11:30"}
MARKET = {"name": "三场", **FIRST, "sessions": SESSIONS}
OTHER = {"name": "其间", "date": "2027-02-19", "lon": 106.6}
AS_LIST = [
    {"date": "2027-02-18", "start_time": "08:30", "end_time": "11:30"},
    {"date": "2027-02-18", "start_time": "14:00", "end_time": "17:00"},
    {"date": "2027-02-20", "start_time": "09:00", "end_time": "12:00"},
]
NOON = "2027-02-18T12:00"
NEAR = "lon=106.51&lat=29.5"


@pytest.fixture
def served(tmp_path):
    """``served(plan, plan, ..., now=...)``: a client of plans stored one after the other."""

    def served(*plans, now=NOON):
        url = f"sqlite:///{tmp_path}/s.db"
        for plan in plans:
            store_campaign(url, campaigns.make_campaign(fairs=plan))
        return create_app(settings_on(url, FAIRREACH_NOW=now)).test_client()

    return served


@pytest.fixture
def client(served):
    return served([MARKET, OTHER])


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split()), answer.text


def card(text):
    return text[text.index('class="when"') :].partition("</li>")[0]


def events(client, address):
    return calendar_lines.read(client.get(address).data).events()


def test_the_page_of_a_fair_leads_with_what_is_to_come_and_ends_with_what_is_over(client):
    seen, _ = page(client, "/fairs/f1?lang=en")

    assert "When Today 18 February 14:00–17:00 Saturday 20 February 09:00–12:00" in seen
    assert "Already over: Today 18 February 08:30–11:30" in seen
    assert "This fair is over." not in seen


@pytest.mark.parametrize(("now", "over"), [("2027-02-20T11:59", False), ("2027-02-20T12:00", True)])
def test_a_fair_is_over_when_its_last_session_is(served, now, over):
    seen, _ = page(served([MARKET], now=now), "/fairs/f1?lang=en")

    assert ("This fair is over." in seen) == over


def test_a_list_leads_with_the_next_session_and_names_the_later_ones(client):
    _, text = page(client, f"/?{NEAR}&lang=en")
    first = card(text)

    assert '<time datetime="2027-02-18">' in first
    assert "14:00–17:00" in first
    assert "Also: Saturday 20 February 09:00–12:00" in first
    assert "08:30" not in first


def test_on_a_day_that_is_asked_for_the_session_of_that_day_leads(client):
    _, text = page(client, f"/?{NEAR}&lang=en&from=2027-02-20")

    assert '<time datetime="2027-02-20">' in card(text)
    assert "Also:" not in card(text)


def test_without_a_place_the_order_is_that_of_the_next_sessions(served):
    morning = page(served([MARKET, OTHER]), "/?lang=en")[1]
    evening = page(served([MARKET, OTHER], now="2027-02-18T18:00"), "/?lang=en")[1]

    assert morning.index("三场</a>") < morning.index("其间</a>")
    assert evening.index("其间</a>") < evening.index("三场</a>")


def test_the_text_names_the_next_session_and_the_later_ones(client):
    text = client.get(f"/text?{NEAR}&lang=en").text

    assert "Today 18 February 14:00–17:00\nAlso: Saturday 20 February 09:00–12:00\n三场" in text


def test_of_many_sessions_the_first_two_behind_the_next_are_named(served):
    days = "; ".join(f"2027-02-{day} 09:00-10:00" for day in range(19, 26))
    fair = MARKET | {"date": "2027-02-19", "start_time": "09:00", "end_time": "10:00"}
    _, text = page(served([fair | {"sessions": days}]), f"/?{NEAR}&lang=en")

    assert "Also: Saturday 20 February 09:00–10:00; Sunday 21 February 09:00–10:00" in card(text)
    assert "and 4 more times" in card(text)


def test_after_a_change_of_a_session_the_list_and_the_page_say_what_has_changed(served):
    client = served([MARKET], [MARKET | {"sessions": SESSIONS.replace("14:00", "15:00")}])
    told = "The time of this fair has changed."
    before = "Today 18 February 14:00–17:00"

    assert f"{told} Before: {before}" in page(client, f"/?{NEAR}&lang=en")[0]
    assert told in client.get(f"/text?{NEAR}&lang=en").text
    seen, _ = page(client, "/fairs/f1?lang=en")
    assert f"{told} Now Today 18 February 15:00–17:00 Before {before}" in seen


def test_when_a_session_is_dropped_the_page_names_all_that_there_were(served):
    client = served([MARKET], [MARKET | {"sessions": SESSIONS.partition("; 2027-02-20")[0]}])
    seen, _ = page(client, "/fairs/f1?lang=en")

    assert "Now Today 18 February 08:30–11:30, 14:00–17:00 Before Today" in seen
    assert "14:00–17:00; Saturday 20 February 09:00–12:00" in seen


def test_answers_list_the_sessions_and_name_the_next_one(client):
    (fair,) = client.get("/api/v1/fairs?from=2027-02-20").json["features"]
    alone = client.get("/api/v1/fairs/f1").json["properties"]
    near = client.get(f"/api/v1/fairs/nearest?{NEAR}").json["features"]

    assert fair["properties"]["sessions"] == alone["sessions"] == AS_LIST
    assert {name: alone[name] for name in FIRST} == FIRST
    assert near[0]["properties"]["next_session"] == AS_LIST[1]
    assert near[1]["properties"]["sessions"] == [near[1]["properties"]["next_session"]]


def test_a_calendar_has_an_entry_for_each_session_and_the_first_is_called_by_the_fair(client):
    found = events(client, "/fairs/f1.ics?lang=en")
    names = [event["UID"].partition("@")[0] for event in found]

    assert names == ["f1", "f1.20270218T1400", "f1.20270220T0900"]
    assert [event["DTSTART"] for event in found] == [
        "20270218T083000", "20270218T140000", "20270220T090000",
    ]  # fmt: skip
    assert len({event["UID"].partition("@")[2] for event in found}) == 1
    assert (
        "Also: 18 February 2027 08:30–11:30; 20 February 2027 09:00–12:00"
        in found[1]["DESCRIPTION"]
    )


def test_a_subscription_brings_every_session_of_a_fair_of_which_it_watches_a_day(client):
    found = events(client, "/calendar.ics?district=500103&from=2027-02-20&to=2027-02-20")

    assert len(found) == 3


def test_a_session_that_is_dropped_is_cancelled_in_calendars_and_the_others_stay(served):
    less = MARKET | {"sessions": SESSIONS.partition("; 2027-02-20")[0]}
    client = served([MARKET], [less])

    found = {e["UID"].partition("@")[0]: e for e in events(client, "/fairs/f1.ics?lang=en")}

    assert {name: event["STATUS"] for name, event in found.items()} == {
        "f1": "CONFIRMED", "f1.20270218T1400": "CONFIRMED", "f1.20270220T0900": "CANCELLED",
    }  # fmt: skip
    assert "This session no longer takes place." in found["f1.20270220T0900"]["DESCRIPTION"]
    assert {event["SEQUENCE"] for event in found.values()} == {"1"}


def test_search_engines_are_told_the_whole_and_each_session(client):
    _, text = page(client, "/fairs/f1?lang=en")
    told = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])

    assert (told["startDate"], told["endDate"]) == (
        "2027-02-18T08:30:00+08:00", "2027-02-20T12:00:00+08:00",
    )  # fmt: skip
    assert [each["startDate"] for each in told["subEvent"]] == [
        "2027-02-18T08:30:00+08:00", "2027-02-18T14:00:00+08:00", "2027-02-20T09:00:00+08:00",
    ]  # fmt: skip
    assert all(each["location"]["name"] == "文化广场" for each in told["subEvent"])
    assert "subEvent" not in page(client, "/fairs/f2?lang=en")[1]


def test_a_fair_stands_on_each_of_its_days_in_the_planners_chart_once(client):
    text = page(client, "/planner?lang=en")[1]
    bars = re.findall(r'data-day="([\d-]+)".*?class="count"[^>]*height="([\d.]+)"', text)
    covered = client.get("/api/v1/coverage?from=2027-02-20&to=2027-02-20").json

    assert bars == [(f"2027-02-{day}", "20.0") for day in (18, 19, 20)]  # as tall as the tallest
    assert covered["total"]["fairs"] == 1


def test_the_map_shows_the_session_of_the_days_that_are_asked_for(client):
    told = client.get("/map/fairs.json?from=2027-02-20&to=2027-02-20").json
    (row,) = told["rows"]
    fair = dict(zip(told["columns"], row, strict=True))

    assert (fair["date"], fair["start_time"], fair["further"]) == ("2027-02-20", "09:00", 2)


@pytest.mark.usefixtures("client")
def test_the_command_line_lists_the_next_session(tmp_path):
    environment = {"FAIRREACH_DATABASE_URL": f"sqlite:///{tmp_path}/s.db", "FAIRREACH_NOW": NOON}
    done = CliRunner(env=environment).invoke(main, ["nearest", "106.51", "29.5"])

    row = next(line for line in done.output.splitlines() if "三场" in line)
    assert re.search(r"2027-02-18 +14:00-17:00 +3 +三场", row)


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.geojson", "t.gpkg"])
def test_what_is_exported_reads_back_as_it_was(tmp_path, name):
    with closing(Store.open(f"sqlite:///{tmp_path}/s.db")) as store:
        fairs = store.table("fairs")
    export_sheet(table_sheet(TABLES["fairs"], fairs), tmp_path / name, language="zh")

    read = read_table(
        tmp_path / name, "fairs", ReadOptions(datum=Datum.WGS84), Gazetteer.from_json([])
    )

    columns = ["fair_id", "date", "start_time", "end_time", "sessions"]
    assert read.frame[columns].to_numpy().tolist() == fairs[columns].to_numpy().tolist()


def test_an_answer_that_was_saved_comes_in_again(tmp_path, client):
    path = tmp_path / "saved.geojson"
    path.write_bytes(client.get("/api/v1/fairs").data)

    read = read_table(path, "fairs", ReadOptions(), Gazetteer.from_json([]))

    assert read.frame["sessions"].tolist() == [SESSIONS, ""]


def test_the_planner_names_the_day_of_a_fair_that_is_asked_for(client):
    seen, _ = page(client, "/planner?lang=en&district=500103&from=2027-02-20&to=2027-02-20")

    assert "三场 , 20 February" in seen


def test_a_districts_list_comes_by_the_next_sessions(served):
    client = served([MARKET, OTHER], now="2027-02-18T18:00")
    text = page(client, "/?district=500103&lang=en")[1]
    answer = client.get("/api/v1/districts/500103/fairs").json["features"]

    assert text.index("其间</a>") < text.index("三场</a>")
    assert [each["properties"]["name"] for each in answer] == ["其间", "三场"]


def test_in_days_without_a_fair_the_next_session_of_one_is_named(served):
    days = "2027-02-18 08:30-11:30; 2027-02-22 09:00-12:00"
    client = served([MARKET | {"sessions": days}], now="2027-02-18T18:00")
    seen, _ = page(client, f"/?{NEAR}&lang=en&from=2027-02-19&to=2027-02-20")

    assert "The next one: Monday 22 February , 三场" in seen
