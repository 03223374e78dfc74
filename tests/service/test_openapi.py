"""The API's own description, against what the API does."""

import pytest


@pytest.fixture
def document(client):
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    return response.get_json()


def test_every_path_of_the_api_is_described(app, document):
    rules = {
        rule.rule.replace("<fair_id>", "{fair_id}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.rule.endswith("openapi.json")
    }

    assert document["openapi"].startswith("3.1")
    assert document["paths"].keys() == rules
    assert document["info"]["title"] == "fairreach"


def test_every_parameter_is_described_with_its_bounds_and_taken(client, document):
    for path, item in document["paths"].items():
        for each in item["get"].get("parameters", []):
            assert each["description"]
            assert each["schema"]
            if each["in"] == "query":
                asked = path.replace("{fair_id}", "f2")
                body = client.get(f"{asked}?{each['name']}=").get_json()
                assert "no parameter" not in body.get("detail", "")


def test_errors_are_described_as_problem_details(document):
    for item in document["paths"].values():
        assert "application/problem+json" in item["get"]["responses"]["400"]["content"]
    assert "Problem" in document["components"]["schemas"]
