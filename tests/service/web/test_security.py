"""What every answer carries, and under which names the service answers."""

import re

import pytest

from service.web.security import bare_host

PATHS = [
    "/", "/planner", "/fairs/f2", "/fairs/none", "/nowhere", "/api/v1/coverage",
    "/api/v1/coverage?x=1", "/api/v1/openapi.json", "/map/base.json", "/healthz", "/readyz",
    "/assets/x/y", "/favicon.ico",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_answer_carries_the_security_headers_whatever_it_is(client, path, method):
    response = client.open(path, method=method)

    policy = dict(part.split(" ", 1) for part in
                  response.headers["Content-Security-Policy"].split("; "))  # fmt: skip
    assert policy["default-src"] == "'none'"
    own = ("script-src", "style-src", "connect-src", "form-action", "worker-src", "manifest-src")
    assert {policy[each] for each in own} == {"'self'"}
    assert policy["img-src"] == "'self' data:"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=(self)" in response.headers["Permissions-Policy"]
    assert {"Set-Cookie", "Access-Control-Allow-Origin", "X-Powered-By"}.isdisjoint(
        response.headers.keys()
    )


def test_https_is_insisted_on_where_it_is_used(app_on, filled):
    client = app_on(filled, FAIRREACH_HTTPS="1").test_client()

    assert client.get("/").headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evil.localhost", "", " ", "localhost@evil.example",
     "[::1]evil", "[::2]", "127.0.0.1.", "0x7f.1", "localhost/x", "a,localhost",
     "localhost\\evil"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/api/v1/fairs", "/healthz"])
def test_a_name_that_is_not_the_services_own_is_refused(client, host, path):
    response = client.get(path, headers={"Host": host})

    assert response.status_code == 400
    assert "Content-Security-Policy" in response.headers
    if path != "/":
        assert "FAIRREACH_TRUSTED_HOSTS" in response.get_json()["detail"]


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000", "Fair.example:443"],
)
def test_its_own_names_are_answered_with_any_port_and_case(app_on, filled, host):
    client = app_on(filled, FAIRREACH_TRUSTED_HOSTS="fair.example").test_client()

    assert client.get("/api/v1/fairs", headers={"Host": host}).status_code == 200


def test_no_answer_believes_what_a_proxy_is_said_to_have_said(client):
    said = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
            "Forwarded": "host=evil.example"}  # fmt: skip

    for path in PATHS:
        response = client.get(path, headers=said)
        assert "evil.example" not in response.text
        assert "evil.example" not in str(response.headers)


def test_no_path_leads_to_another_host(client):
    for path in ("//evil.example/planner", "/\\evil.example", "/%2f%2fevil.example", "/planner/",
                 "//evil.example/%2e%2e", "/fairs//evil.example", "/?lang=//x"):  # fmt: skip
        place = client.get(path).headers.get("Location", "")
        assert re.fullmatch(r"(http://localhost)?(/[^/\\].*)?", place), (path, place)


def test_a_body_is_read_by_no_view(client):
    for path in PATHS:
        response = client.get(path, data=b"x" * 100_000, content_type="application/json")
        assert response.status_code < 500


def test_a_host_is_told_from_its_port():
    assert [bare_host(h) for h in ("A.b:80", "[::1]:80", "[::1]", "a:x", "", "a:")] == [
        "a.b", "[::1]", "[::1]", "a:x", "", "a:",
    ]  # fmt: skip
