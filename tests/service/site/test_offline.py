"""What makes the pages an app of the phone, and what the service says it keeps."""

import struct

import pytest

from service.web.caching import shared_for
from service.words.language import LANGUAGES, TAGS


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_the_manifest_speaks_the_language_of_the_page_that_names_it(client, lang):
    page = client.get(f"/?lang={lang}").text
    assert f'<link rel="manifest" href="/manifest.webmanifest?lang={lang}">' in page

    response = client.get(f"/manifest.webmanifest?lang={lang}")
    told = response.get_json(force=True)

    assert response.content_type == "application/manifest+json"
    assert told["lang"] == TAGS[lang]
    assert told["start_url"] == f"/?lang={lang}"
    assert (told["id"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert len({client.get(f"/manifest.webmanifest?lang={each}").text for each in LANGUAGES}) == 3


def test_without_a_stated_language_the_app_begins_at_the_root(client):
    told = client.get("/manifest.webmanifest", headers={"Accept-Language": "en"})

    assert told.get_json(force=True)["start_url"] == "/"
    assert "Accept-Language" in told.headers["Vary"]


def test_every_icon_is_the_picture_that_the_manifest_says(client):
    icons = client.get("/manifest.webmanifest").get_json(force=True)["icons"]
    drawn = [icon for icon in icons if icon["type"] == "image/png"]
    assert {icon["sizes"] for icon in drawn} == {"192x192", "512x512"}
    assert {icon["purpose"] for icon in drawn} == {"any", "maskable"}

    for icon in drawn:
        response = client.get(icon["src"])
        assert response.content_type == "image/png"
        assert response.data[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", response.data[16:24])
        assert icon["sizes"] == f"{width}x{height}"


def test_the_worker_is_asked_for_anew_and_may_serve_the_whole_site(client):
    response = client.get("/sw.js")

    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Service-Worker-Allowed"] == "/"
    assert response.content_type.startswith("text/javascript")
    again = client.get("/sw.js", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_worker_is_a_new_one_when_any_file_of_the_pages_has_changed(app_on, filled):
    first, second = app_on(filled), app_on(filled)
    assert first.test_client().get("/sw.js").text == second.test_client().get("/sw.js").text

    files = second.extensions["fairreach"].assets.files
    files["app.css"] = files["map.css"]

    assert first.test_client().get("/sw.js").text != second.test_client().get("/sw.js").text


@pytest.mark.parametrize("path", ["/offline", "/privacy"])
@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_pages_that_need_no_campaign_are_there_without_one(app_on, url, path, lang):
    client = app_on(url).test_client()

    response = client.get(f"{path}?lang={lang}")

    assert response.status_code == 200
    assert f'<html lang="{TAGS[lang]}">' in response.text
    for other in LANGUAGES.keys() - {lang}:
        assert f'href="{path}?lang={other}"' in response.text


def test_the_privacy_page_is_true_of_the_answers(client):
    text = client.get("/privacy?lang=en").text
    assert "Cookies. None are set." in text
    assert "nobody else is told of your visit" in text

    for path in (
        "/?lon=106.5&lat=29.5", "/text?lon=106.5&lat=29.5", "/fairs/f2", "/privacy", "/planner",
        "/api/v1/fairs/nearest?lon=106.5&lat=29.5",
    ):  # fmt: skip
        response = client.get(path)
        assert "Set-Cookie" not in response.headers
        assert "http" not in response.headers["Content-Security-Policy"]
        if "lon=" in path:
            assert response.headers["Cache-Control"] == "no-store"


def test_the_privacy_page_names_whoever_draws_the_background_of_the_map(app_on, filled):
    client = app_on(
        filled,
        FAIRREACH_TILES_URL="https://t{s}.tiles.example/{z}/{x}/{y}.png",
        FAIRREACH_TILES_ATTRIBUTION="Tiles",
    ).test_client()

    text = client.get("/privacy?lang=en").text

    assert "tiles.example learns which parts of the map are looked at, and not by whom" in text
    assert "https://" not in text.split("<main")[1]


def test_every_page_leads_to_the_privacy_page_and_to_the_same_list_as_text(client):
    for path in ("/", "/planner", "/fairs/f2", "/fairs/none", "/privacy"):
        text = client.get(f"{path}?lang=en").text
        assert 'href="/privacy?lang=en"' in text
        assert 'href="/text?lang=en' in text
    text = client.get("/?lang=en&lon=106.5&lat=29.5&from=2027-03-01").text
    assert 'href="/text?lang=en&amp;lon=106.5&amp;lat=29.5&amp;from=2027-03-01"' in text


def test_an_answer_may_be_carried_by_others_for_a_while_and_a_refusal_never(app):
    def carried(status):
        response = app.response_class("", status)
        response.headers["Cache-Control"] = "no-store"
        return shared_for(response, 60).headers["Cache-Control"]

    assert carried(200) == carried(304) == "public, max-age=0, s-maxage=60"
    assert {carried(status) for status in (303, 400, 404, 429, 503)} == {"no-store"}
