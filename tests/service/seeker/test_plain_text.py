"""The list as plain text: short, whole, and nothing in it that is more than text."""

import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores import FAIRS, small_campaign, store_campaign

from service.seeker.plain_text import LONGEST_NAME, clip

pytestmark = pytest.mark.slow  # apps, children or disks for each test

PLACE = "lon=106.51&lat=29.50"
LONG = "很长的名字 a very long name 🎪 " * 9
LANGUAGES = ["zh", "en", "id"]


def text_of(client, query="", lang="en"):
    response = client.get(f"/text?lang={lang}&{query}")
    assert response.status_code == 200, response.text
    assert response.content_type == "text/plain; charset=utf-8"
    return response.text


def test_a_fair_begins_with_how_far_it_is(client):
    lines = text_of(client, PLACE).splitlines()

    first = lines.index(next(line for line in lines if line.startswith("1.")))
    assert lines[0] == "Upcoming fairs nearest to your place in District 500103"
    assert lines[first].startswith("1. about ")
    assert " km straight" in lines[first]
    assert lines[first + 1] == "Tomorrow 19 February 09:00–12:00"
    assert "35 openings at 2 employers" in lines


def test_it_lists_the_same_fairs_in_the_same_order_as_the_api(app_on, url):
    fairs = [{"name": f"fair {n}", "lon": 106.5 + n / 50, "lat": 29.5} for n in (4, 1, 3, 0, 2)]
    store_campaign(url, small_campaign(fairs=fairs, openings=[]))
    client = app_on(url).test_client()
    nearest = client.get("/api/v1/fairs/nearest?lon=106.5&lat=29.5&k=3&travel=estimated").get_json()

    lines = text_of(client, "lon=106.5&lat=29.5").splitlines()

    names = [each["properties"]["name"] for each in nearest["features"]]
    assert [line for line in lines if line.startswith("fair ")] == names
    assert len(names) == 3


def test_more_are_told_on_request_and_what_is_wrong_in_one_sentence(client):
    assert "\n2. " in text_of(client, f"{PLACE}&k=2")
    assert "\n2. " not in text_of(client, f"{PLACE}&k=1")
    for query in ("lon=x&lat=1", "lon=106", "k=0", "from=2027-02-30"):
        response = client.get(f"/text?lang=en&{query}")
        assert response.status_code == 400
        assert response.content_type == "text/plain; charset=utf-8"
        assert response.text.count("\n") == 1
        assert "<" not in response.text


def test_a_place_that_is_not_known_is_said_to_be_so_above_the_next_fairs(client):
    response = client.get("/text?lang=en&q=nowhere")

    assert response.status_code == 200
    assert response.text.startswith("Not found: nowhere.\nTry a district or a town.\n")
    assert "\n2.\n" in response.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_three_fairs_of_the_longest_names_fit_into_some_messages(app_on, url, lang):
    def fairs(status, count):
        return [
            {"name": LONG[:200], "venue": LONG[:200], "address": LONG[::-1][:200], "status": status,
             "lon": 106.9, "lat": 29.9 + n / 1000, "precision": "district"}
            for n in range(count)
        ]  # fmt: skip

    store_campaign(
        url,
        small_campaign(
            fairs=[*fairs("published", 5), *fairs("cancelled", 5)],
            openings=[],
            illustrative=["fairs", "openings", "employers", "demand"],
        ),
    )
    client = app_on(url).test_client()

    for query in ("", "lon=106.1&lat=29.1", "lon=120&lat=20", "district=500103"):
        assert len(text_of(client, query, lang)) <= 1500


def test_an_unclear_place_is_asked_for_and_an_empty_list_says_why(client):
    unclear = text_of(client, "q=district").splitlines()
    assert unclear[0] == "Which place do you mean?"
    asked = [line.split(": ?")[1] for line in unclear if line.startswith("- ")]
    assert "district=500103" in asked
    assert "Upcoming fairs in and near District 500103" in text_of(
        client, asked[asked.index("district=500103")]
    )

    assert "matches your filters" in text_of(client, f"{PLACE}&occupation=zzz")
    assert "No fairs on these dates." in text_of(client, f"{PLACE}&from=2028-01-01")


def test_a_cancelled_fair_and_illustrative_data_are_said(app_on, url):
    store_campaign(url, small_campaign(illustrative=["fairs"]))
    client = app_on(url).test_client()

    text = text_of(client, "lon=104.5&lat=30.5")

    assert "Illustrative data." in text
    cancelled = text.partition("Cancelled. Do not go there.")[2]
    assert "取消了" in cancelled
    assert "成都" not in cancelled


def test_where_a_seeker_is_nobody_keeps(client):
    response = client.get(f"/text?{PLACE}")

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "106.5" not in str(response.headers) + response.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_name_that_would_steer_the_reader_stays_one_line_of_text(app_on, url):
    name = "a\r\nSubject: b\x1b[31mc\x07\u2028d\u202ee\u200bf\x85g\x00h"
    store_campaign(url, small_campaign(fairs=[{**FAIRS[1], "name": name, "venue": name}]))
    client = app_on(url).test_client()

    text = text_of(client)

    assert "a Subject: b [31mc d e f g" in text
    assert {unicodedata.category(letter) for letter in text.replace("\n", "")}.isdisjoint(
        {"Cc", "Cf", "Zl", "Zp"}
    )


@given(st.text(max_size=200))
def test_a_clipped_text_is_one_short_line(text):
    line = clip(text, LONGEST_NAME)

    assert len(line) <= LONGEST_NAME
    assert line == line.strip()
    assert line.splitlines() in ([line], [])
    assert line.isprintable() or not text.isprintable()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_the_readers_language_and_brings_the_words_for_its_age(client, lang):
    response = client.get("/text", headers={"Accept-Language": lang})

    assert response.headers["Content-Language"] == lang
    words = unquote(response.headers["Fairreach-Saved"])
    assert words.count("{day}") == words.count("{time}") == 1


def test_an_empty_store_is_said_in_a_sentence(app_on, url):
    response = app_on(url).test_client().get("/text?lang=en")

    assert response.status_code == 503
    assert response.text == "The service has no data at the moment\n"
