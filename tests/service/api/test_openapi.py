"""The API's own description, against what the API does and what OpenAPI 3.1 demands."""

import json
import re

import pytest

PATH_VALUE = {"fair_id": "f2", "adcode": "500103"}
# What changes something, and what is there only after that, has tests of its own.
JOBS = ("/api/v1/siting", "/api/v1/jobs/{job_id}")
NEEDED = {"lon": "106.5", "lat": "29.5", "q": "500103", "against": "travel%3Dstraight"}
RIGHT = {
    "v": "1-x", "bbox": "106,29,107,30", "district": "500103", "from": "2027-02-18",
    "to": "2027-03-03", "group": "all", **NEEDED,
}  # fmt: skip
WRONG = {"v": "", "group": "none", "district": "none", "bbox": "1,2,3", "from": "x", "to": "x"}
TYPES = {"string", "number", "integer", "boolean", "array", "object", "null"}


@pytest.fixture(scope="module")
def document(app):
    response = app.test_client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    return response.get_json()


def operations(document):
    found = {path: item for path, item in document["paths"].items() if path not in JOBS}
    return [(path, item["get"]) for path, item in found.items()]


def url(path, operation, **more):
    """An address with everything that the operation needs, and more."""
    query = {p["name"]: NEEDED[p["name"]] for p in operation["parameters"] if p["required"]}
    pairs = "&".join(f"{name}={value}" for name, value in (query | more).items())
    return f"{path.format(**PATH_VALUE)}?{pairs}"


def good(parameter):
    """Values that the schema of a parameter allows: its bounds, its words, its default."""
    schema = parameter["schema"]
    bounds = [schema[each] for each in ("minimum", "maximum", "default") if each in schema]
    return bounds + schema.get("enum", []) + [RIGHT[n] for n in RIGHT if n == parameter["name"]]


def bad(parameter):
    """Values that the schema of a parameter does not allow."""
    schema, values = parameter["schema"], [""]
    values += [schema["minimum"] - 1] if "minimum" in schema else []
    values += [schema["exclusiveMinimum"]] if "exclusiveMinimum" in schema else []
    values += [schema["maximum"] + 1] if "maximum" in schema else []
    values += ["nan", "x"] if schema.get("type") in {"number", "integer"} else []
    values += ["1.5"] if schema.get("type") == "integer" else []
    values += ["other"] if "enum" in schema else []
    return values + [WRONG[n] for n in WRONG if n == parameter["name"]]


def companions(parameter):
    """What else must be given so that only this parameter can be at fault."""
    travel = {
        "threshold_min": "estimated",
        "speed_kmh": "estimated",
        "profile": "roads",
    } | dict.fromkeys(("traffic", "walk_kmh"), "roads")
    name = parameter["name"]
    return {"travel": travel[name]} if name in travel else {}


def test_every_path_of_the_api_is_described(app, document):
    rules = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.rule.endswith("openapi.json")
    }

    assert document["paths"].keys() == rules
    methods = {path: set(item) - {"parameters"} for path, item in document["paths"].items()}
    assert methods.pop("/api/v1/siting") == {"post"}
    assert methods.pop("/api/v1/jobs/{job_id}") == {"get", "delete"}
    assert set().union(*methods.values()) == {"get"}


def test_the_document_has_the_form_that_openapi_31_demands(document):
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert document["info"]["title"] == "fairreach"
    assert document["info"]["version"]
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(set(names)) == len(names)
    for path, item in document["paths"].items():
        placed = {p["name"] for p in item.get("parameters", ()) if p["in"] == "path"}
        assert placed == set(re.findall(r"{(\w+)}", path))
        assert all(p["required"] is True and p["schema"] for p in item.get("parameters", ()))
        for operation in (item[name] for name in ("get", "post", "delete") if name in item):
            told = operation["parameters"]
            assert len({p["name"] for p in told}) == len(told)
            assert all(p["in"] == "query" and p["description"].endswith(".") for p in told)
            assert all(re.fullmatch("[1-5][0-9]{2}", code) for code in operation["responses"])
            assert all(r["description"] for r in operation["responses"].values())


def test_every_schema_is_one_and_every_reference_leads_somewhere(document):
    def walk(node):
        if isinstance(node, dict):
            if "$ref" in node:
                place = document
                for step in node["$ref"].removeprefix("#/").split("/"):
                    place = place[step]
            if isinstance(node.get("type"), str) and "schema" not in node:
                yield node["type"]
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    schemas = [p["schema"] for _, each in operations(document) for p in each["parameters"]]
    assert set(walk(schemas)) <= TYPES
    assert set(walk(document["components"]["schemas"]["Problem"]["properties"])) <= TYPES
    assert "NaN" not in json.dumps(document)
    list(walk(document))


def test_every_documented_value_is_taken(client, town_client, document):
    for path, operation in operations(document):
        for each in operation["parameters"]:
            for value in good(each):
                given = companions(each) | {each["name"]: value}
                asked = url(path, operation, **given)
                asker = town_client if given.get("travel") == "roads" else client
                assert asker.get(asked).status_code == 200, asked


def test_every_value_outside_of_what_is_documented_is_refused_by_name(client, document):
    for path, operation in operations(document):
        for each in operation["parameters"]:
            for value in bad(each):
                if each["name"] == "v":
                    continue
                asked = url(path, operation, **companions(each) | {each["name"]: value})
                response = client.get(asked)
                assert response.status_code == 400, asked
                assert response.get_json()["errors"][0]["parameter"] == each["name"], asked


def test_every_parameter_that_is_not_documented_is_refused(client, document):
    every = {p["name"] for _, each in operations(document) for p in each["parameters"]}
    for path, operation in operations(document):
        for name in {*every, "x", "LON", "lon "} - {p["name"] for p in operation["parameters"]}:
            response = client.get(url(path, operation, **{name: "1"}))
            assert response.status_code == 400
            assert "no parameter here" in response.get_json()["detail"]


def test_answers_have_the_documented_type_and_members(client, document):
    for path, operation in operations(document):
        response = client.get(url(path, operation))
        ((media, told),) = operation["responses"]["200"]["content"].items()
        assert response.content_type == media
        assert set(told["schema"].get("required", ())) <= response.get_json().keys()


def test_what_is_not_there_is_described_as_such(client, document):
    by_id = [operation for path, operation in operations(document) if "{" in path]

    assert len(by_id) == 2
    for each in by_id:
        assert "application/problem+json" in each["responses"]["404"]["content"]
    assert client.get("/api/v1/fairs/none").status_code == 404
    assert client.get("/api/v1/districts/none/fairs").status_code == 404


def test_errors_are_described_as_the_problem_details_that_they_are(client, document):
    problem = document["components"]["schemas"]["Problem"]
    for path, operation in operations(document):
        for code in ("400", "503"):
            assert "application/problem+json" in operation["responses"][code]["content"]
        body = client.get(url(path, operation, x=1)).get_json()
        assert set(problem["required"]) <= body.keys() <= problem["properties"].keys()
