"""Alive is not ready: what a supervisor hears when the database does well, badly or not at all."""

import sqlite3
from pathlib import Path

import pytest
from stores import small_campaign, store_campaign


@pytest.fixture
def ready(app_on, url):
    """A client of an app that has loaded its campaign and looks at the store every time."""
    store_campaign(url, small_campaign())
    app = app_on(url)
    app.extensions["fairreach"].snapshots.every_s = 0.0
    client = app.test_client()
    assert client.get("/readyz").status_code == 200
    return client


def told(client, path):
    response = client.get(path)
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, response.get_json()


def test_a_service_with_a_campaign_is_ready(ready):
    assert told(ready, "/healthz") == (200, {"status": "alive"})
    assert told(ready, "/readyz") == (
        200,
        {"status": "ready", "campaign_version": 1, "store": "well"},
    )


def test_a_service_that_loses_its_database_goes_on_and_says_so(ready, url, caplog):
    path = Path(url.removeprefix("sqlite:///"))
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    assert told(ready, "/readyz")[1]["store"] == "failing"
    assert ready.get("/api/v1/coverage").status_code == 200

    path.write_bytes(b"this is no database" * 100)
    status, body = told(ready, "/readyz")

    assert (status, body["store"]) == (200, "damaged")
    assert ready.get("/planner").status_code == 200
    assert caplog.messages


@pytest.mark.parametrize("state", ["missing", "damaged", "locked"])
def test_without_a_campaign_the_service_is_alive_and_not_ready(app_on, url, state, caplog):
    path, other = Path(url.removeprefix("sqlite:///")), None
    if state == "damaged":
        path.write_bytes(b"this is no database" * 100)
    if state == "locked":
        store_campaign(url, small_campaign())
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
    client = app_on(url).test_client()

    assert told(client, "/healthz") == (200, {"status": "alive"})
    for asked in ("/readyz", "/api/v1/coverage", "/map/base.json"):
        status, body = told(client, asked)
        assert (status, body["status"]) == (503, 503)
        assert str(path.parent) not in body["detail"]
    for page in ("/", "/planner", "/fairs/f1"):
        assert client.get(page).status_code == 503
    assert all("\n" not in line for line in caplog.messages)
    assert bool(caplog.messages) == (state != "missing")
    if other:
        other.close()


def test_health_is_told_under_a_known_host_name_alone(ready):
    assert ready.get("/healthz", headers={"Host": "evil.example"}).status_code == 400
