"""Where next, on the planner's page: the guess, the plan as a job, and both without scripts."""

import re
import time
from html import unescape

import numpy as np
import pytest
from stores import FAIRS, HOSTILE, settings_on, small_campaign, store_campaign

from geodata.decide.clash import AT_MOST
from geodata.decide.ways_out import NUMBER
from geodata.measures.coverage import coverage
from geodata.siting.next_places import next_places
from service.app import create_app
from service.arguments import Arguments
from service.queries import coverage_query
from service.siting.entry_words import EntryWords
from service.siting.reason_words import Reasons

pytestmark = pytest.mark.slow

STATE = {"travel": "straight", "threshold_km": "20"}


@pytest.fixture(scope="module")
def gaps_url(tmp_path_factory):
    """A campaign with fairs in one district of three, where people live in all."""
    url = f"sqlite:///{tmp_path_factory.mktemp('gaps')}/fairreach.db"
    store_campaign(url, small_campaign(fairs=FAIRS[:2], openings=()))
    return url


@pytest.fixture
def client(gaps_url, tmp_path):
    return create_app(settings_on(gaps_url, FAIRREACH_DATA=str(tmp_path))).test_client()


@pytest.fixture
def off(gaps_url, tmp_path):
    more = {"FAIRREACH_DATA": str(tmp_path), "FAIRREACH_SITING": "off"}
    return create_app(settings_on(gaps_url, **more)).test_client()


def page(client, **query):
    response = client.get("/planner", query_string=STATE | {"lang": "en"} | query)
    assert response.status_code == 200, response.text
    return response


def said(response):
    """What the panel says, as a reader has it."""
    (panel,) = re.findall(r'<section class="next-card".*?</section>', response.text, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", panel)).split())


def ask(client, **form):
    return client.post("/planner/siting?lang=en", data=STATE | form)


def ended(client, address):
    """The page once its job has ended."""
    for _ in range(600):
        response = client.get(address.partition("#")[0])
        if 'id="progress"' not in response.text:
            return response
        time.sleep(0.1)
    return pytest.fail("it did not end")


def test_the_page_leads_to_a_guess_and_says_nothing_of_it_before(client):
    response = page(client)

    assert "next-card" not in response.text
    assert 'href="/planner?lang=en&amp;travel=straight&amp;threshold_km=20&amp;next=5#next"' in (
        response.text
    )


def test_a_guess_is_a_table_and_pins_and_can_be_kept(client):
    response = page(client, next="5")

    assert "500 more people" in said(response)
    assert "2 places are enough" in said(response)
    assert re.search(r'"sites":\s?\[\[1, ?"seat-500112"', response.text)
    again = client.get(
        "/planner",
        query_string=STATE | {"lang": "en", "next": "5"},
        headers={"If-None-Match": response.headers["ETag"]},
    )
    assert again.status_code == 304


def test_what_a_guess_gains_is_what_coverage_then_finds(make_campaign):
    chance = np.random.default_rng(5)
    lon, lat = chance.uniform(106, 108, 500), chance.uniform(29, 30, 500)
    persons = chance.integers(0, 900, 500).astype(float)
    fairs = [{"lon": 106.5, "lat": 29.5}, {"lon": 106.5, "lat": 29.5, "date": "2027-02-21"}]
    campaign = make_campaign(
        demand={"lon": lon, "lat": lat, "persons": {"all": persons}}, fairs=fairs
    )
    query = coverage_query(Arguments({"travel": ["straight"], "threshold_km": ["25"]}))

    found = next_places(campaign, query, 5)

    before = coverage(campaign, query).total.persons_covered
    assert found.guess.reached_before == before
    table = found.sites.table
    for taken in range(1, len(found.guess.venue_at) + 1):
        added = table.iloc[found.guess.venue_at[:taken]]
        more = [{"lon": x, "lat": y} for x, y in zip(added["lon"], added["lat"], strict=True)]
        then = make_campaign(
            demand={"lon": lon, "lat": lat, "persons": {"all": persons}}, fairs=[*fairs, *more]
        )
        gained = coverage(then, query).total.persons_covered - before
        assert gained == pytest.approx(found.guess.gained[:taken].sum())
    assert found.guess.gained.tolist() == sorted(found.guess.gained, reverse=True)


@pytest.mark.parametrize("value", ["-1", "31", "x", "1.5"])
def test_a_number_of_places_that_cannot_be_used_is_refused(client, value):
    response = client.get("/planner", query_string=STATE | {"next": value, "lang": "en"})

    assert response.status_code == 400


def test_a_form_without_scripts_leads_to_a_page_that_looks_again_until_the_plan_is_there(client):
    response = ask(client, goal="guess", more="2")

    assert response.status_code == 303
    address = response.headers["Location"]
    assert re.fullmatch(
        r"/planner\?lang=en&travel=straight&threshold_km=20&job=[0-9a-f]{32}#next", address
    )
    waiting = client.get(address.partition("#")[0])
    # To an address with a # a browser would not go again: it is there.
    again = re.findall(r'<noscript><meta http-equiv="refresh" content="4;url=(.*?)">', waiting.text)
    assert [unescape(each) for each in again] == [address.partition("#")[0]]
    assert waiting.headers["Cache-Control"] == "no-store"
    done = ended(client, address)
    assert "500 more people" in said(done)
    assert "Fairs stay at 2 places" in said(done)
    assert "refresh" not in done.text


def test_a_proven_plan_says_that_it_is_proven(client):
    done = ended(client, ask(client, goal="mclp", more="2").headers["Location"])

    assert "Proven: no plan is better." in said(done)
    assert "500 more people" in said(done)


@pytest.fixture(scope="module")
def halls(tmp_path_factory):
    """A server on the same campaign with a table of candidates."""
    folder = tmp_path_factory.mktemp("halls")
    candidates = (
        {"venue_id": "north", "name": HOSTILE, "lon": 106.9, "lat": 29.9, "capacity": 300,
         "cost": 12000, "free_from": "2027-03-19", "free_to": "2027-03-20"},
        {"venue_id": "south", "name": "南馆", "lon": 107.51, "lat": 29.5, "capacity": 2000,
         "cost": 5.5},
    )  # fmt: skip
    url = f"sqlite:///{folder}/h.db"
    store_campaign(url, small_campaign(fairs=FAIRS[:2], openings=(), candidates=candidates))
    return create_app(settings_on(url, FAIRREACH_DATA=str(folder))).test_client()


def test_imported_candidates_are_taken_and_what_they_offer_and_when_they_are_free_is_told(halls):
    days = {"from": "2027-02-18", "to": "2027-03-10"}
    guessed = said(page(halls, next="5", **days))

    assert "12,000 yuan, seats 300" in guessed
    assert "It is free only from 19 March 2027 to 20 March 2027." in guessed
    assert "That is on none of the days from 18 February 2027 to 10 March 2027." in guessed
    assert "2: It has room for 1,000 or more: from so many visitors on" in guessed
    assert "the last day to ask for 10 March 2027 is 18 February 2027" in guessed
    assert "Candidates are the imported venues." in guessed


def test_a_budget_and_the_seats_of_the_candidates_hold_in_a_plan_of_the_form(halls):
    asked = {"goal": "guess", "more": "5", "budget": "12006", "capacities": "1", "expected": "6000",
             "from": "2027-02-18", "to": "2027-03-31"}  # fmt: skip

    done = ended(halls, ask(halls, **asked).headers["Location"])

    told = said(done)
    assert "Proven: no plan is better." in told
    assert "600 more people find a seat within reach: " in told
    assert "with or without a seat" in told
    assert (
        "The venues that are added cost 12,005.50 of 12,006 yuan; fairs that stay are paid for."
        in told
    )
    assert "Every place: 6,000 visitors need a permit of the city police." in told
    assert 'name="budget" type="number" inputmode="decimal" min="0" step="any" value="12006"' in (
        done.text
    )
    assert re.search(r'name="capacities" value="1" checked', done.text)
    for form, why in (
        ({"budget": "5"}, "pays for no candidate"), ({"budget": "x"}, "must be a number"),
        ({"budget": "-1"}, "0 or more"), ({"expected": "-1"}, "must be a whole number"),
        ({"capacities": "1", "goal": "p-center"}, "for mclp and p-median alone"),
    ):  # fmt: skip
        refused = ask(halls, **form)
        assert refused.status_code == 400
        assert why in refused.text


def test_without_a_table_there_is_neither_money_nor_seats_to_ask_for(client):
    response = page(client, next="5")

    assert 'name="expected"' in response.text
    assert 'name="budget"' not in response.text
    assert 'name="capacities"' not in response.text
    assert "no venues have been imported" in said(response)


def test_a_plan_can_be_stopped_by_a_form(client):
    address = ask(client, goal="mclp", more="2").headers["Location"]
    (job_id,) = re.findall(r"job=([0-9a-f]{32})", address)

    response = client.post("/planner/siting/stop?lang=en", data=STATE | {"job": job_id})

    assert response.status_code == 303
    told = said(client.get(response.headers["Location"].partition("#")[0]))
    assert "stopped on request" in told or "Proven" in told
    for gone in ("0" * 32, "x", "../x"):
        response = client.post("/planner/siting/stop", data=STATE | {"job": gone})
        assert response.status_code == 303, gone
        assert "no more" in said(page(client, job=gone))


def test_what_cannot_be_calculated_is_said_on_a_page(client):
    for form in ({"goal": "x"}, {"more": "0"}, {"more": "201"}, {"travel": "boat"}):
        response = ask(client, **form)
        assert response.status_code == 400
        assert "text/html" in response.content_type
    response = ask(client, region="999999")
    assert response.status_code == 400
    assert client.post("/planner/siting", data=b"\xff" * 100).status_code in {303, 400}


def test_a_second_plan_of_one_address_is_told_to_wait_in_words(client):
    ask(client, goal="guess", more="1")
    response = ask(client, goal="guess", more="1")

    assert response.status_code == 429
    assert "still being made" in response.text


def test_a_foreign_page_begins_nothing(client):
    response = client.post(
        "/planner/siting", data=STATE, headers={"Origin": "https://evil.example"}
    )

    assert response.status_code == 403


def test_where_siting_is_off_the_panel_says_so_and_nothing_is_calculated(off):
    response = page(off, next="5")

    assert "not calculated on this server" in said(response)
    assert '<form class="siting' not in response.text
    assert '"sites": []' in response.text or '"sites":[]' in response.text
    refused = ask(off, goal="guess", more="1")
    assert refused.status_code == 403
    assert "fairreach site" in refused.text


def test_by_road_a_guess_is_calculated_beside_the_page(town_client):
    settings = town_client.application.extensions["fairreach"].settings
    client = create_app(
        settings_on(settings.database_url, FAIRREACH_DATA=str(settings.data))
    ).test_client()
    by_road = {"travel": "roads", "threshold_min": "6", "lang": "en"}
    response = client.get("/planner", query_string=by_road | {"next": "5"})
    assert "beside the page" in said(response)

    begun = client.post("/planner/siting?lang=en", data=by_road | {"goal": "guess", "more": "3"})

    assert begun.status_code == 303
    assert "more people" in said(ended(client, begun.headers["Location"]))


def test_names_of_places_are_text(client):
    response = page(client, next="5", lang="zh")

    assert "{{" not in response.text.replace("{{ 7*7 }}", "")
    assert "49" not in said(response)


def test_the_panel_tells_who_gains_why_these_places_and_why_not_another(client):
    form = {"goal": "mclp", "more": "1", "explain": "1", "why_not": "District 510104"}

    told = said(ended(client, ask(client, **form).headers["Location"]))

    assert "Nobody loses a fair within reach." in told
    assert "would take the place of" in told
    assert re.search(
        r"The plan would lose [\d,]+ people. It would draw level with [\d,]+ more", told
    )
    for heading in ("Why these places", "What each place more is worth", "By district and group"):
        assert heading in told


def test_the_panel_tells_of_any_place_why_it_is_not_in_the_plan_and_plans_the_same(client):
    form = {"goal": "mclp", "more": "1"}
    plain = ended(client, ask(client, **form).headers["Location"]).text

    done = ended(client, ask(client, **form, why_not="106.5，29.1").headers["Location"])

    table = r'<table class="places">.*?</table>'
    assert re.findall(table, done.text, re.DOTALL) == re.findall(table, plain, re.DOTALL) != []
    told = said(done)
    assert "106.50000, 29.10000 (District 500103) would take the place of" in told
    assert re.search(r"It would draw level with [\d,]+ more people near it", told)


def test_an_impossible_plan_says_what_blocks_it_in_the_readers_words(client):
    form = {"goal": "mclp", "more": "2", "cap": "500112", "cap_least": "3", "explain": "1"}

    done = ended(client, ask(client, **form).headers["Location"])

    told = said(done)
    assert "No plan keeps all the rules." in told
    assert "What blocks this" in told
    assert "At least 3 in District 500112" in told
    assert re.search(r"\d fewer needed in District 500112", told)
    assert "Rule: at least 3 in District 500112." in told
    assert "Fairs stay at" not in told


@pytest.mark.parametrize(
    ("more", "rule", "way_out"),
    [
        (10, "10 to add at most", "12 to add in place of 10"),
        (None, "139 venues at most", "141 venues in place of 139"),
    ],
)
def test_what_blocks_counts_the_places_as_the_form_asks_for_them(client, more, rule, way_out):
    result = {"model": "mclp", "chosen": [], "venues": [], "more": more}
    blocked, changed = {"count": 139}, {"count": 141, "asked": 139}

    with client.application.test_request_context("/planner?lang=en"):
        reasons = Reasons(small_campaign(), result)
        assert reasons.sentence({"text": AT_MOST, "details": blocked}) == rule
        assert reasons.sentence({"text": NUMBER, "details": changed}) == way_out


def test_the_form_beside_a_plan_holds_what_the_plan_was_asked_for_with(client):
    form = {"goal": "mclp-backup", "more": "2", "cap": "500112", "cap_most": "0", "explain": "1"}

    done = ended(client, ask(client, **form).headers["Location"]).text

    assert re.search(r'id="more"[^>]* value="2"', done)
    assert '<option value="mclp-backup" selected>' in done
    assert '<option value="500112" selected>' in done
    assert re.search(r'id="cap_most"[^>]* value="0"', done)
    assert re.search(r'id="cap_least"[^>]* value=""', done)
    assert re.search(r'id="explain"[^>]* checked', done)
    assert '<details class="plan-rules" open>' in done
    assert "too large for this server" not in done


def test_a_place_whose_people_have_no_known_roads_is_said_to_lack_them(client):
    row = {"adcode": "500229", "name_zh": "城口县", "name_en": "Chengkou", "persons": 100.0}
    needs = {"persons": 20.0, "trip": None, "venue_cost": None}
    entry = {"venue_id": "c", "status": "optimal", "objective": 1.0, "loss": 20.0, "gain": None}
    entry |= {"is_tie": False, "added": ["c"], "dropped": ["t"], "needs": needs}
    venues = [{"venue_id": "c", "kind": "seat", "adcode": "500229"}]
    told = {}
    for unknown in (9.0, 42.0):
        gains = {"districts": [row | {"persons_no_road": unknown}]}
        result = {"model": "mclp", "venues": venues, "gains": gains, "budget": None}
        with client.application.test_request_context("/planner?lang=en"):
            told[unknown] = EntryWords(result, ",".join, str, str).text(entry)

    assert told[42.0].endswith(
        "In Chengkou 42.0% of these people have no road data: they count for no place."
    )
    assert "road" not in told[9.0]


def test_a_cancellation_is_one_click_from_the_fair_and_tells_its_cost_and_replacement(client):
    listed = page(client, district="500103").text
    (form,) = re.findall(r'<form class="siting cancel".*?</form>', listed, re.DOTALL)[:1]
    sent = dict(re.findall(r'name="(\w+)" value="(.*?)"', form))

    done = ended(client, client.post("/planner/siting?lang=en", data=sent).headers["Location"])

    assert "people would lose every fair within reach" in said(done)
    assert "Worst hit:" in said(done) or "Nobody loses" in said(done)


@pytest.mark.parametrize(
    "form",
    [
        {"why_not": "Atlantis"},
        {"why_not": "29.5, 106.5"},
        {"why_not": "0, 0"},
        {"cap": "999999", "cap_most": "1"},
        {"cap_most": "1"},
        {"cap": "500112", "cap_most": "1", "cap_least": "2"},
        {"cancelled": "nobody"},
    ],
)
def test_rules_that_mean_nothing_are_refused_on_a_page(client, form):
    response = ask(client, **({"goal": "mclp", "more": "1"} | form))

    assert response.status_code == 400
    assert "text/html" in response.content_type
