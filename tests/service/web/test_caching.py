"""Answers as they travel: tagged, kept for as long as they stay true, compressed once."""

import gzip

import pytest
from stores import small_campaign, store_campaign

from service.web import caching
from service.web.caching import campaign_tag
from service.web.compression import COMPRESSED_KEPT, CompressedOnce

TAGGED = [
    "/api/v1/districts", "/api/v1/fairs", "/api/v1/fairs/f2", "/api/v1/coverage", "/api/v1/gaps",
    "/map/base.json", "/map/fairs.json", "/map/employers.json", "/map/gaps.json",
    "/map/reach.json",
]  # fmt: skip
SHORT = ["/api/v1/gaps", "/map/employers.json", "/map/gaps.json"]


@pytest.fixture
def tag(app):
    return campaign_tag(app.extensions["fairreach"].snapshots.current())


@pytest.mark.parametrize("path", TAGGED)
def test_what_has_not_changed_is_not_sent_again(client, path):
    first = client.get(path)
    tag = first.headers["ETag"]

    for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", [*TAGGED, "/planner", "/planner.csv", "/sw.js"])
def test_what_was_sent_compressed_is_not_sent_again_either(client, path):
    reads = {"Accept-Encoding": "gzip"}
    tag = client.get(path, headers=reads).headers["ETag"]

    again = client.get(path, headers=reads | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers=reads | {"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", TAGGED)
def test_an_answer_under_its_versions_address_is_kept_for_ever(client, path, tag):
    assert "immutable" in client.get(f"{path}?v={tag}").headers["Cache-Control"]
    # A page of yesterday may ask under an older version: the answer is today's, and not kept.
    assert client.get(f"{path}?v=1-0123456789").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", TAGGED)
def test_a_head_request_gets_the_headers_and_no_body(client, path):
    head, full = client.head(path), client.get(path)

    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Cache-Control", "Content-Length"):
        assert head.headers[name] == full.headers[name]


@pytest.mark.parametrize(
    "path",
    [path for path in [*TAGGED, "/api/v1/fairs/nearest?lon=106.5&lat=29.5", "/planner"]
     if path not in SHORT],
)  # fmt: skip
def test_a_compressed_answer_is_shorter_and_holds_the_same_bytes(client, path):
    plain = client.get(path)

    for _ in range(2):
        zipped = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in zipped.headers["Vary"]
        assert len(zipped.data) < len(plain.data) * 2 / 3
        assert gzip.decompress(zipped.data) == plain.data


@pytest.mark.parametrize("path", SHORT)
def test_an_answer_that_fits_into_one_packet_anyway_is_not_compressed(client, path):
    response = client.get(path, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in response.headers
    assert response.data == client.get(path).data


def test_who_reads_no_compression_gets_none(client):
    for accepted in ("", "identity", "gzip;q=0", "gzip;q=0.0, br;q=0", "x-unknown"):
        response = client.get("/api/v1/districts", headers={"Accept-Encoding": accepted})
        assert "Content-Encoding" not in response.headers
        assert response.get_json()["type"] == "FeatureCollection"


def test_a_tag_is_the_same_for_the_same_question_however_it_is_written(client):
    asked = ("?threshold_km=7", "?threshold_km=7.0&group=all", "?group=all&threshold_km=70e-1",
             "?threshold_km=%2B7&travel=straight")  # fmt: skip
    tags = {client.get(f"/api/v1/coverage{each}").headers["ETag"] for each in asked}

    assert len(tags) == 1


def test_a_tag_differs_with_view_question_and_days(client):
    paths = [
        *TAGGED, "/api/v1/coverage?threshold_km=11", "/api/v1/coverage?from=2027-02-19",
        "/api/v1/coverage?travel=estimated", "/api/v1/coverage?travel=estimated&speed_kmh=31",
        "/api/v1/fairs?limit=1", "/api/v1/fairs?limit=1&offset=1", "/api/v1/fairs?bbox=0,0,1,1",
        "/api/v1/fairs?district=500103", "/api/v1/fairs/f1", "/api/v1/districts?geometry=full",
        "/map/fairs.json?from=2027-02-19", "/map/gaps.json?threshold_km=11",
    ]  # fmt: skip
    tags = [client.get(path).headers["ETag"] for path in paths]

    assert len(set(tags)) == len(paths)


@pytest.mark.slow
def test_a_tag_changes_with_the_campaign_and_with_the_program(app_on, url, monkeypatch):
    store_campaign(url, small_campaign())
    first = app_on(url).test_client().get("/api/v1/districts").headers["ETag"]
    assert app_on(url).test_client().get("/api/v1/districts").headers["ETag"] == first

    store_campaign(url, small_campaign(), only=("fairs",))
    second = app_on(url).test_client().get("/api/v1/districts").headers["ETag"]
    monkeypatch.setattr(caching, "PROGRAM_VERSION", "999")
    third = app_on(url).test_client().get("/api/v1/districts").headers["ETag"]

    assert len({first, second, third}) == 3


@pytest.mark.parametrize(
    "path", ["/api/v1/fairs/nearest?lon=106.5&lat=29.5", "/api/v1/coverage?x=1", "/api/v1/x"]
)
def test_what_tells_a_place_or_a_refusal_is_kept_by_nobody(client, path):
    response = client.get(path)

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_only_so_many_compressed_bodies_are_kept_and_none_without_a_tag():
    kept = CompressedOnce()
    kept.set("gzip;", b"a place")
    for n in range(COMPRESSED_KEPT + 1):
        kept.set(f"gzip;{n}", b"%d" % n)

    assert kept.get("gzip;") is None
    assert kept.get("gzip;0") is None
    assert kept.get("gzip;1") == b"1"
