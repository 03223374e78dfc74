"""``POST /api/v1/siting``: what is taken, what is refused and how, and what a job then says."""

import json
import time

import numpy as np
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema_rs import validator_for
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from stores import settings_on, small_campaign, store_campaign

from geodata.decide.siting import solve
from service.api.siting_child import campaign_at, reasons_of
from service.api.siting_task import MOST_OTHER, siting_of, work
from service.app import create_app
from service.config import Settings
from service.jobs.queue import MOST_WAITING

pytestmark = pytest.mark.slow

PATH = "/api/v1/siting"
BODY = {"model": "mclp", "p": 5, "threshold_km": 20}
HOSTILE = "{{ 7*7 }}{% x %}</script>${1}`<img onerror=x>=cmd|' /C calc'!A0 渝北 😀"
OWN = [
    {"venue_id": "hall", "name": HOSTILE, "lon": 106.9, "lat": 29.9, "capacity": 500, "cost": 3},
    {"venue_id": "yard", "name": "乙", "lon": 107.5, "lat": 29.5, "cost": 0},
]
CONFORMS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def made(filled, tmp_path_factory):
    """``made(**settings)``: an app on the small campaign, its jobs in a folder of its own."""

    def make(**more):
        data = str(tmp_path_factory.mktemp("data"))
        return create_app(settings_on(filled, FAIRREACH_DATA=data, **more))

    return make


@pytest.fixture(scope="module")
def client(made):
    return made().test_client()


@pytest.fixture
def post(client):
    """``post(body, **headers)``: the answer to a body; the job that it begins is stopped."""

    def send(body, client=client, **headers):
        response = client.post(PATH, json=body, headers=headers)
        if response.status_code == 202:
            client.delete(response.headers["Location"])
        return response

    return send


def ended(client, address):
    """A job as it has ended."""
    for _ in range(600):
        job = client.get(address).get_json()
        if job["state"] not in {"queued", "running"}:
            return job
        time.sleep(0.1)
    return pytest.fail("it did not end")


def parameters(response):
    return {error["parameter"] for error in response.get_json()["errors"]}


def test_a_plan_is_calculated_by_a_job(client):
    response = client.post(PATH, json=BODY | {"candidates": OWN})

    assert response.status_code == 202
    assert response.headers["Location"] == f"/api/v1/jobs/{response.get_json()['id']}"
    assert len(response.get_json()["id"]) == 32
    assert response.headers["Cache-Control"] == "no-store"
    job = ended(client, response.headers["Location"])
    assert job["state"] == "done", job
    result = job["result"]
    assert result["status"] == "optimal"
    assert result["objective"] == result["persons_reached"] == result["persons"] == 1900
    *kept, added = result["chosen"]
    assert all(each["kept"] and each["persons_gained"] is None for each in kept)
    assert (added["venue_id"], added["name_zh"]) == ("hall", HOSTILE)  # a name is text
    assert (added["kept"], added["persons_gained"]) == (False, 400)


def test_a_plan_is_told_without_the_reasons_for_which_its_job_has_no_time_left(filled):
    surroundings = work(settings_on(filled)).surroundings
    body = BODY | {"explain": True, "candidates": OWN}
    siting = siting_of(body, None, campaign_at(1, surroundings), surroundings)
    problem = siting.problem()

    reasons = reasons_of(siting, problem, solve(problem), 0.0)

    assert (reasons["is_complete"], reasons["cut_off"]) == (False, ["without", "more", "others"])


def test_a_plan_is_told_with_its_reasons_and_what_it_changes(client):
    barn = {"venue_id": "barn", "name": "丙", "lon": 106.2, "lat": 29.2}
    body = {"model": "mclp", "more": 1, "threshold_km": 20, "candidates": [*OWN, barn]}
    response = client.post(
        PATH, json=body | {"explain": True, "why_not": ["barn", "106.2,29.2001"]}
    )
    assert response.status_code == 202, response.text

    job = ended(client, response.headers["Location"])

    result = job["result"]
    schema = client.get("/api/v1/openapi.json").get_json()["paths"]["/api/v1/jobs/{job_id}"]
    schema = schema["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert validator_for(schema).is_valid(job)
    reasons = result["reasons"]
    assert reasons["is_complete"]
    (without,) = reasons["without"]
    assert (without["venue_id"], without["loss"]) == ("hall", 400)
    for why, asked in zip(reasons["why_not"], ("barn", "106.20000,29.20010"), strict=True):
        assert (why["venue_id"], why["added"], why["dropped"]) == (asked, [asked], ["hall"])
        assert why["loss"] == result["objective"] - why["objective"] > 0
        assert why["needs"] == {"persons": why["loss"], "venue_cost": None, "trip": None}
    assert [step["more"] for step in reasons["more"]][:2] == [0, 1]
    assert {each["venue_id"] for each in result["venues"]} >= {"hall", "barn", "106.20000,29.20010"}
    (total,) = (row for row in result["gains"]["groups"] if row["group"] == "all")
    assert total["covered_after"] - total["covered_before"] == total["gained"] == 400


def test_an_impossible_plan_tells_what_blocks_it(client):
    response = client.post(PATH, json={"model": "mclp", "p": 1, "threshold_km": 20})

    result = ended(client, response.headers["Location"])["result"]

    kept = result["reasons"]["blocked_by"]
    assert (result["status"], result["gains"]) == ("infeasible", None)
    assert kept[0] == "1 venues at most"
    assert "are kept" in kept[1]
    assert [way["change"].partition(" ")[2] for way in result["reasons"]["ways_out"]] == [
        "venues in place of 1", "fewer kept",
    ]  # fmt: skip
    assert all(way["persons_reached"] for way in result["reasons"]["ways_out"])


@pytest.fixture(scope="module")
def halls(tmp_path_factory):
    """A server on a campaign with a table of candidates."""
    folder = tmp_path_factory.mktemp("halls")
    candidates = (
        {"venue_id": "north", "name": HOSTILE, "lon": 106.9, "lat": 29.9, "capacity": 300,
         "cost": 9, "free_from": "2027-02-19", "free_to": "2027-02-20"},
        {"venue_id": "south", "name": "南馆", "lon": 107.51, "lat": 29.5, "capacity": 2000,
         "cost": 5.5},
    )  # fmt: skip
    store_campaign(f"sqlite:///{folder}/h.db", small_campaign(candidates=candidates))
    settings = settings_on(f"sqlite:///{folder}/h.db", FAIRREACH_DATA=str(folder))
    return create_app(settings).test_client()


def test_a_budget_seats_and_the_calendar_of_imported_candidates_are_in_the_answer(halls):
    body = {"model": "mclp", "threshold_km": 20, "budget": 14.5, "capacities": True,
            "must_go": ["f3"], "may_go": ["f2"]}  # fmt: skip
    (refused,) = halls.post(PATH, json=body).get_json()["errors"]
    assert (refused["parameter"], refused["value"]) == ("budget", 14.5)
    assert "(f2)" in refused["reason"]
    del body["may_go"]

    job = ended(halls, halls.post(PATH, json=body).headers["Location"])

    result = job["result"]
    document = halls.get("/api/v1/openapi.json").get_json()
    schema = document["paths"]["/api/v1/jobs/{job_id}"]["get"]["responses"]["200"]
    validator_for(schema["content"]["application/json"]["schema"]).validate(job)
    assert (result["candidates_from"], result["capacities"], result["spent"]) == (
        "table",
        True,
        14.5,
    )
    assert result["persons_reached"] == result["persons_before"] + 300 + 300
    seen = {each["venue_id"]: each for each in result["chosen"]}
    assert (seen["north"]["persons_seated"], seen["north"]["persons_gained"]) == (300, 300)
    assert [each["about"] for each in seen["north"]["warnings"]] == ["free_days"]
    assert [each["about"] for each in seen["south"]["warnings"]] == ["permit", "permit"]
    for change, named in (
        ({"expected": -1}, "expected"), ({"expected": "5"}, "expected"),
        ({"capacities": 1}, "capacities"),
        ({"budget": 5}, "budget"), ({"model": "p-center", "budget": 9}, "capacities"),
    ):  # fmt: skip
        assert parameters(halls.post(PATH, json=body | change)) == {named}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"model": None}, {"model"}),
        ({"model": "best"}, {"model"}),
        ({"model": ["mclp"]}, {"model"}),
        ({"p": None}, {"p"}),
        ({"p": 0}, {"p"}),
        ({"p": 2.5}, {"p"}),
        ({"p": "5"}, {"p"}),
        ({"p": True}, {"p"}),
        ({"p": 10**30}, {"p"}),
        ({"more": 2}, {"more"}),
        ({"p": None, "more": -1}, {"more"}),
        ({"p": None, "more": 0.5}, {"more"}),
        ({"explain": 1}, {"explain"}),
        ({"why_not": ["none"]}, {"why_not"}),
        ({"why_not": "f1"}, {"why_not"}),
        ({"why_not": ["29.5,106.5"]}, {"why_not"}),
        ({"why_not": ["0,0"]}, {"why_not"}),
        ({"why_not": [f"x{n}" for n in range(21)]}, {"why_not"}),
        ({"budget": -1}, {"budget"}),
        ({"budget": 5}, {"budget"}),
        ({"travel": "boat"}, {"travel"}),
        ({"travel": 3}, {"travel"}),
        ({"travel": "roads"}, {"travel"}),
        ({"traffic": "peak"}, {"traffic"}),
        ({"traffic": "rush"}, {"traffic"}),
        ({"walk_kmh": 5}, {"walk_kmh"}),
        ({"threshold_km": "20"}, {"threshold_km"}),
        ({"threshold_km": 0}, {"threshold_km"}),
        ({"threshold_km": 1e300}, {"threshold_km"}),
        ({"threshold_min": 30}, {"threshold_min"}),
        ({"group": "martians"}, {"group"}),
        ({"group": ""}, {"group"}),
        ({"region": "510000"}, {"region"}),
        ({"from": "2027-02-30"}, {"from"}),
        ({"from": "2027-03-02", "to": "2027-03-01"}, {"from"}),
        ({"keep": "f1"}, {"keep"}),
        ({"keep": [1]}, {"keep"}),
        ({"keep": ["none"]}, {"keep"}),
        ({"keep": ["f1"], "must_go": ["f1"]}, {"keep"}),
        ({"may_go": ["f1"], "must_go": ["f1"]}, {"must_go"}),
        ({"candidates": {}}, {"candidates"}),
        ({"candidates": ["none"]}, {"candidates"}),
        ({"candidates": [1]}, {"candidates"}),
        ({"candidates": [{}]}, {f"candidates[0].{x}" for x in ("lon", "lat", "venue_id")}),
        ({"candidates": [{**OWN[0], "lon": 181}]}, {"candidates[0].lon"}),
        ({"candidates": [{**OWN[0], "name": ""}]}, {"candidates[0].name"}),
        ({"candidates": [{**OWN[0], "cost": -1}]}, {"candidates[0].cost"}),
        ({"candidates": [{**OWN[0], "x": 1}]}, {"candidates[0]"}),
        ({"candidates": [OWN[0], OWN[0]]}, {"candidates"}),
        ({"candidates": [{**OWN[0], "cost": None}], "budget": 3}, {"budget"}),
        ({"per_district": []}, {"per_district"}),
        ({"per_district": {"999999": {"most": 1}}}, {"per_district"}),
        ({"per_district": {"500103": 3}}, {"per_district.500103"}),
        ({"per_district": {"500103": {"least": 2, "most": 1}}}, {"per_district.500103"}),
        ({"per_district": {"500103": {"most": -1}}}, {"per_district.500103.most"}),
        ({"per_district": {"500103": {"x": 1}}}, {"per_district.500103"}),
        ({"surprise": 1}, {"surprise"}),
        ({"model": "p-dispersion", "travel": "estimated"}, {"travel", "threshold_km"}),
        ({"traffic": "rush", "walk_kmh": 5, "speed_kmh": 9}, {"traffic", "walk_kmh", "speed_kmh"}),
    ],
)
def test_what_cannot_be_used_is_named(post, change, named):
    response = post(BODY | change)

    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert parameters(response) == named


def test_all_that_is_wrong_is_named_at_once(post):
    response = post(
        {"model": "x", "p": "y", "travel": "boat", "group": "none", "from": "soon", "keep": 3,
         "traffic": "peak", "per_district": {"500103": 1}, "candidates": 7, "odd": 1}
    )  # fmt: skip

    assert parameters(response) == {
        "model", "p", "travel", "from", "keep", "per_district.500103", "candidates", "odd",
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"7", b'"x"', b"[" * 50_000, b'{"p": NaN}', b"\xff\xfe",
     b'{"model": "\xed\xa0\x80"}', b'{"\\ud800": 1}', b'{"p": 1' + b"0" * 5000 + b"}"],
)  # fmt: skip
def test_a_body_that_is_no_request_is_refused(client, content):
    response = client.post(PATH, data=content, content_type="application/json")

    assert response.status_code == 400
    assert response.get_json()["errors"]


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""],
)
def test_only_json_is_taken(client, kind):
    response = client.post(PATH, data=json.dumps(BODY), content_type=kind)

    assert response.status_code == 415
    assert response.content_type == "application/problem+json"


def test_a_body_that_is_too_long_is_refused(client):
    response = client.post(PATH, json=BODY | {"keep": ["x" * 60] * 2000})

    assert response.status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost"}, 202),
        ({"Origin": "https://LOCALHOST", "Sec-Fetch-Site": "same-origin"}, 202),
        ({}, 202),
        ({"Origin": "https://fairs.example", "Host": "localhost"}, 202),
        ({"Origin": "http://localhost:3000"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "ftp://localhost"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 403),
    ],
)
def test_a_page_of_another_site_begins_and_stops_nothing(made, headers, status):
    client = made(FAIRREACH_TRUSTED_HOSTS="fairs.example", FAIRREACH_SITING="on").test_client()
    response = client.post(PATH, json=BODY, headers=headers)

    assert response.status_code == status
    if status == 202:
        address = response.headers["Location"]
        foreign = client.delete(address, headers={"Origin": "https://evil.example"})
        assert foreign.status_code == 403
        assert client.delete(address, headers=headers).get_json()["state"] == "stopped"


def test_a_job_of_no_such_id_is_not_there(client):
    for job_id in ("0" * 32, "x", "..%2f..%2fetc", "0" * 31, "A" * 32):
        assert client.get(f"/api/v1/jobs/{job_id}").status_code == 404
        assert client.delete(f"/api/v1/jobs/{job_id}").status_code == 404


@pytest.mark.usefixtures("cold_children")  # a job lasts while the others are asked for
def test_an_address_has_one_job_and_others_have_theirs(made):
    client = made(FAIRREACH_TRUSTED_PROXIES="1", FAIRREACH_SITING="on").test_client()

    def begin(address):
        return client.post(PATH, json=BODY, headers={"X-Forwarded-For": f"9.9.9.9, {address}"})

    first = begin("192.0.2.1")
    assert first.status_code == 202
    refused = begin("192.0.2.1")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert first.get_json()["id"] not in refused.text
    assert begin("2001:db8::1").status_code == 202
    assert begin("2001:db8::ffff").status_code == 429  # of the same subscriber
    others = [begin(f"192.0.2.{n}").status_code for n in range(2, 2 + MOST_WAITING)]
    assert 503 in others
    jobs = client.application.extensions["fairreach"].jobs
    for job_id in jobs._folder.ids():
        client.delete(f"/api/v1/jobs/{job_id}")


@pytest.mark.parametrize(
    ("settings", "offered"),
    [
        ({}, True),
        ({"FAIRREACH_SITING": "off"}, False),
        ({"FAIRREACH_HOST": "0.0.0.0"}, False),
        ({"FAIRREACH_HOST": "::"}, False),
        ({"FAIRREACH_HOST": "::1"}, True),
        ({"FAIRREACH_HOST": "127.0.0.2"}, True),
        ({"FAIRREACH_HOST": "fairs.example"}, False),
        ({"FAIRREACH_TRUSTED_HOSTS": "fairs.example"}, False),
        ({"FAIRREACH_TRUSTED_PROXIES": "1"}, False),
        ({"FAIRREACH_HTTPS": "1"}, False),
        ({"FAIRREACH_HOST": "0.0.0.0", "FAIRREACH_SITING": "on"}, True),
        ({"FAIRREACH_HTTPS": "1", "FAIRREACH_SITING": "ON"}, True),
    ],
)
def test_siting_is_off_where_others_reach_the_server_unless_it_is_named(settings, offered):
    assert Settings.from_environment(settings).offers_siting is offered


def test_where_siting_is_off_the_api_says_so(made, post):
    off = made(FAIRREACH_SITING="off").test_client()
    response = post(BODY, client=off)

    assert response.status_code == 403
    assert "FAIRREACH_SITING" in response.get_json()["detail"]
    assert "fairreach site" in response.get_json()["detail"]


def test_what_is_too_large_for_a_server_is_refused_with_its_size_and_the_limit(
    make_campaign, tmp_path
):
    places, sites = 10_000, 400
    chance = np.random.default_rng(1)
    lon, lat = chance.uniform(106, 107, places), chance.uniform(29, 30, places)
    demand = {"lon": lon, "lat": lat, "persons": {"all": np.ones(places)}}
    url = f"sqlite:///{tmp_path}/large.db"
    store_campaign(url, make_campaign(demand=demand))
    client = create_app(settings_on(url, FAIRREACH_DATA=str(tmp_path))).test_client()
    own = [
        {"venue_id": f"v{n}", "name": "x", "lon": 106 + n / 1000, "lat": 29.5} for n in range(sites)
    ]
    response = client.post(PATH, json={"model": "p-median", "p": 5, "candidates": own})

    assert response.status_code == 422
    told = response.get_json()["detail"]
    for each in (str(places), str(sites), str(MOST_OTHER), "fairreach site"):
        assert each in told
    (error,) = response.get_json()["errors"]
    assert (error["parameter"], error["value"]) == ("candidates", sites)


def test_answers_and_bodies_are_as_openapi_says(client):
    document = client.get("/api/v1/openapi.json").get_json()
    told = document["paths"][PATH]["post"]
    body = told["requestBody"]["content"]["application/json"]["schema"]
    validator = validator_for(body)

    assert validator.is_valid(BODY | {"candidates": OWN, "per_district": {"500103": {"most": 3}}})
    assert not validator.is_valid(BODY | {"odd": 1})
    assert told["responses"]["202"]["headers"]["Location"]
    for code in ("400", "403", "413", "415", "422", "429", "503"):
        assert "application/problem+json" in told["responses"][code]["content"]


@pytest.fixture(scope="module")
def asked(client):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", client.application)


def campaign(examples):
    return settings(
        derandomize=True,
        database=None,
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_body_comes_is_answered_as_documented(asked, client, mode):
    operation = asked[PATH]["POST"]
    seen = set()

    @campaign(60)
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case):
        response = case.call(headers={"Accept-Encoding": "identity"})
        if response.status_code == 202:
            client.delete(response.headers["location"][0])
            assert mode is GenerationMode.POSITIVE
        assert response.status_code in {202, 400, 404, 405, 413, 415, 422, 429}
        if response.status_code not in {404, 405}:
            case.validate_response(response, checks=CONFORMS)
        seen.add(response.status_code)

    ask()
    assert seen & {400}


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_whatever_job_is_asked_for_is_answered_as_documented(asked, method):
    operation = asked["/api/v1/jobs/{job_id}"][method]

    @campaign(20)
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case):
        response = case.call(headers={"Accept-Encoding": "identity"})
        assert response.status_code in {400, 404}
        case.validate_response(response, checks=CONFORMS)

    ask()
