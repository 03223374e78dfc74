"""
What OpenAPI says is what the API does: schemathesis asks what the schemas allow, and what not.

A query that the schemas allow may be refused by a rule of ``x-refusals`` alone, and is refused
where a rule says so; what they do not allow is never answered.
"""

import json
from itertools import chain
from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from jsonschema_rs import validator_for
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

pytestmark = pytest.mark.slow

SPEC = "/api/v1/openapi.json"
CONFORMS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
ALLOWED, FORBIDDEN = 40, 10
OPERATIONS = (
    "districts",
    "districts/{adcode}/fairs",
    "fairs",
    "fairs/{fair_id}",
    "fairs/nearest",
    "places",
    "work",
    "coverage",
    "comparison",
    "gaps",
)
UNPACKED = {"Accept-Encoding": "identity"}  # in process nobody unpacks for us
READ = {"number": float, "integer": int, "string": str}


def campaign(examples):
    """A small campaign of schemathesis, the same one each time."""
    return settings(
        derandomize=True,
        database=None,
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def apps(app, town_client):
    """One without roads and one with: both are asked the same, for to invent it takes longest."""
    return app, town_client.application


@pytest.fixture(scope="module")
def asked(apps):
    """The API's description as schemathesis reads it."""
    asked, other = (schemathesis.openapi.from_wsgi(SPEC, each) for each in apps)
    assert other.raw_schema == asked.raw_schema
    return asked


def read(texts, parameter):
    """The values of a query string as their schema understands them."""
    schema = parameter["schema"]
    if schema["type"] == "array" and parameter.get("explode", True):
        return [READ[schema["items"]["type"]](text) for text in texts]
    (text,) = texts
    if schema["type"] != "array":
        return READ[schema["type"]](text)
    return [READ[schema["items"]["type"]](part) for part in text.split(",")]


def query_of(response, told):
    """What was asked as one object, as ``x-refusals`` speaks of it."""
    sent = parse_qs(urlsplit(response.request.url).query, keep_blank_values=True)
    known = {p["name"]: p for p in told["parameters"] if p["in"] == "query"}
    return {name: read(values, known[name]) for name, values in sent.items()}


def pointed(query, pointer):
    """The value that a JSON Pointer leads to."""
    for step in pointer.removeprefix("/").split("/"):
        query = query[int(step) if isinstance(query, list) else step]
    return query


def concerns(rule, query):
    """Whether a rule may refuse a query."""
    if not validator_for(rule["when"]).is_valid(query):
        return False
    if "ascending" not in rule:
        return True
    first, second = (pointed(query, each) for each in rule["ascending"])
    return first > second


def require_refusals_as_documented(response, told):
    """Refused by a rule that concerns it, and by each that leaves no choice."""
    query = query_of(response, told)
    rules = [rule for rule in told.get("x-refusals", ()) if concerns(rule, query)]
    if response.status_code == 400:
        (error,) = response.json()["errors"]
        assert error["parameter"] in {rule["parameter"] for rule in rules}, (query, error)
    else:
        assert all(rule.get("dependsOn") for rule in rules), (query, rules)


def operation_of(schema, path):
    return schema[f"/api/v1/{path}"]["GET"]


@pytest.mark.parametrize("path", OPERATIONS)
def test_what_the_schemas_allow_is_refused_by_a_documented_rule_alone(asked, apps, path):
    operation = operation_of(asked, path)
    told = asked.raw_schema["paths"][operation.path]["get"]
    seen = {each: set() for each in apps}

    @campaign(ALLOWED)
    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case):
        assume((case.path_parameters or {}).get("fair_id") != "nearest")  # another operation
        for each in apps:
            response = case.call(headers=UNPACKED, app=each)
            assert response.status_code in ({400, 404} if "{" in path else {200, 400}), (
                response.request.url
            )
            case.validate_response(response, checks=CONFORMS)
            require_refusals_as_documented(response, told)
            seen[each].add(response.status_code)

    ask()
    # Nobody guesses what is there under an id, nor a state to hold against another.
    if told.get("x-refusals") and "{" not in path and path != "comparison":
        assert list(seen.values()) == [{200, 400}, {200, 400}]


def is_allowed(response, told):
    """Whether what was really sent is as the schemas say: what is wrong may be lost on the way."""
    schemas = {p["name"]: p["schema"] for p in told["parameters"] if p["in"] == "query"}
    try:
        query = query_of(response, told)
    except (KeyError, ValueError):
        return False
    needed = {p["name"] for p in told["parameters"] if p["in"] == "query" and p["required"]}
    return needed <= set(query) and all(
        validator_for(schemas[name]).is_valid(value) for name, value in query.items()
    )


@pytest.mark.parametrize("path", OPERATIONS)
def test_what_the_schemas_do_not_allow_is_never_answered(asked, apps, path):
    operation = operation_of(asked, path)
    told = asked.raw_schema["paths"][operation.path]["get"]
    refused = {each: [] for each in apps}

    @campaign(FORBIDDEN)
    @given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask(case):
        for each in apps:
            response = case.call(headers=UNPACKED, app=each)
            refused[each].append(response.status_code in {400, 404})
            assert refused[each][-1] or is_allowed(response, told), response.request.url

    ask()
    assert all(map(any, refused.values()))


def test_every_operation_is_asked(asked):
    described = {path for path, item in asked.raw_schema["paths"].items() if "get" in item}
    # What jobs there are, and what they are begun with, has tests of its own.
    assert {f"/api/v1/{path}" for path in OPERATIONS} == described - {"/api/v1/jobs/{job_id}"}


BOX = "bbox=107,30,106,29"
HERE = "lon=106.5&lat=29.5"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        (f"fairs?{BOX}", "bbox"),
        ("fairs?bbox=106,30,107,29", "bbox"),
        ("fairs?district=atlantis", "district"),
        ("fairs?from=2027-03-02&to=2027-03-01", "from"),
        (f"fairs/nearest?{HERE}&from=2027-03-02&to=2027-03-01", "from"),
        (f"fairs/nearest?{HERE}&to=2027-02-17", "to"),
        (f"fairs/nearest?{HERE}&travel=roads", "travel"),
        (f"fairs/nearest?{HERE}&travel=estimated&profile=walk", "profile"),
        (f"fairs/nearest?{HERE}&profile=walk", "profile"),
        (f"fairs/nearest?{HERE}&travel=roads&speed_kmh=30", "speed_kmh"),
        (f"fairs/nearest?{HERE}&speed_kmh=30", "speed_kmh"),
        ("coverage?threshold_min=30", "threshold_min"),
        ("coverage?travel=straight&threshold_min=30", "threshold_min"),
        ("coverage?travel=estimated&threshold_min=30&threshold_km=5", "threshold_min"),
        ("gaps?group=martians", "group"),
        ("coverage?close=f99", "close"),
        ("coverage?close=f2&move=f2@106.5,29.5", "close"),
        ("gaps?add=106.5,29.5&add=106.50,29.50", "add"),
        ("gaps?move=f2@2027-01-01@106.5,29.5", "move"),
    ],
)
def test_every_rule_refuses_what_it_says(client, document, path, parameter):
    response = client.get(f"/api/v1/{path}")
    told = document["paths"][f"/api/v1/{path.partition('?')[0]}"]["get"]

    assert response.status_code == 400
    assert response.get_json()["errors"][0]["parameter"] == parameter
    query = query_of_url(path, told)
    assert parameter in {r["parameter"] for r in told["x-refusals"] if concerns(r, query)}


def query_of_url(path, told):
    known = {p["name"]: p for p in told["parameters"]}
    sent = parse_qs(urlsplit(path).query)
    return {name: read(values, known[name]) for name, values in sent.items()}


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get(SPEC).get_json()


def test_every_rule_speaks_of_parameters_of_its_operation(document):
    for item in [each for each in document["paths"].values() if "get" in each]:
        names = {p["name"] for p in item["get"]["parameters"]}
        for rule in item["get"].get("x-refusals", ()):
            schemas = json.dumps(rule["when"])
            assert rule["parameter"] in names
            assert set(chain(*lists_of(rule["when"], "required"))) <= names, schemas
            assert rule["description"] in item["get"]["responses"]["400"]["description"]


def lists_of(node, key):
    """The lists under a key, however deep."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            else:
                yield from lists_of(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from lists_of(value, key)
