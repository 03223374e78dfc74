"""Whatever a client sends: never a 500, and always a reason that helps."""

import pytest
from flask import request


@pytest.mark.parametrize(
    ("query", "parameter", "told"),
    [
        ("threshold_km=nan", "threshold_km", "number"),
        ("threshold_km=inf", "threshold_km", "number"),
        ("threshold_km=-1", "threshold_km", "more than 0"),
        ("threshold_km=501", "threshold_km", "at most 500"),
        ("threshold_km=1&threshold_km=2", "threshold_km", "more than once"),
        ("threshold_km=%00", "threshold_km", "cannot be read"),
        ("threshold_km=", "threshold_km", "empty"),
        ("threshold_min=30", "threshold_min", "no travel time"),
        ("travel=estimated&threshold_min=30&threshold_km=3", "threshold_min", "not both"),
        ("travel=boat", "travel", "one of"),
        ("group=nobody", "group", "no such group"),
        ("from=2027-02-30", "from", "date"),
        ("from=2027-03-02&to=2027-03-01", "from", "after"),
        ("speed_kmh=0", "speed_kmh", ""),
        ("threshhold_km=3", "threshhold_km", "no parameter"),
    ],
)
def test_a_wrong_value_is_named_with_its_parameter_and_reason(client, query, parameter, told):
    response = client.get(f"/api/v1/coverage?{query}")

    body = response.get_json()
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert body["errors"][0]["parameter"] == parameter
    assert told in body["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "lat=29", "lon=106", "lon=181&lat=29", "lon=106&lat=91", "lon=106&lat=29&k=0",
        "lon=106&lat=29&k=51", "lon=106&lat=29&k=2.5",
    ],
)  # fmt: skip
def test_a_place_that_is_not_on_earth_or_not_given_is_refused(client, query):
    assert client.get(f"/api/v1/fairs/nearest?{query}").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/?lon=nan&lat=1", "/?district=%00", "/?k=0", "/?lang=xx", "/planner?sort=up",
        "/planner?measure=x",
    ],
)  # fmt: skip
def test_a_page_tells_a_wrong_value_as_a_sentence_in_the_readers_language(client, path):
    for lang, words in (("zh", "无法"), ("en", "This cannot be")):
        response = client.get(path, headers={"Accept-Language": lang})
        assert response.status_code == 400
        assert words in response.text


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/planner", "/api/v1/coverage", "/healthz"])
def test_a_method_that_changes_things_is_not_allowed(client, method, path):
    response = getattr(client, method)(path, data=b"x" * 10)

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_a_fair_that_is_not_there_is_a_404_in_both_forms(client):
    assert client.get("/api/v1/fairs/none").get_json()["status"] == 404
    assert "text/html" in client.get("/fairs/none").content_type
    assert client.get("/fairs/none").status_code == 404


def test_an_address_of_unusual_length_is_answered(client):
    assert client.get("/api/v1/coverage?group=" + "x" * 8000).status_code == 400
    assert client.get("/" + "x" * 8000).status_code == 404


def test_an_empty_database_shows_how_to_begin(app_on, url):
    client = app_on(url).test_client()

    page = client.get("/planner", headers={"Accept-Language": "en"})
    assert page.status_code == 503
    assert "fairreach demo" in page.text
    assert client.get("/api/v1/coverage").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_damaged_database_is_told_without_naming_files(app_on, tmp_path):
    path = tmp_path / "fairreach.db"
    path.write_bytes(b"this is no database" * 100)
    client = app_on(f"sqlite:///{path}").test_client()

    response = client.get("/api/v1/coverage")

    assert response.status_code == 503
    assert str(tmp_path) not in response.text
    assert response.headers["Retry-After"]
    assert client.get("/").status_code == 503


@pytest.mark.parametrize("path", ["/api/v1/broken", "/broken"])
def test_what_nobody_foresaw_is_told_in_the_log_without_where_a_seeker_is(
    app_on, filled, caplog, path
):
    def broken():
        raise ValueError(f"no district at {request.args['lon']}")

    app = app_on(filled)
    app.add_url_rule(path, view_func=broken)

    response = app.test_client().get(f"{path}?lon=106.51234")

    assert response.status_code == 500
    assert "106.5" not in response.text + caplog.text
    assert "broken failed with ValueError at" in caplog.text
    assert "in broken" in caplog.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in response.headers
