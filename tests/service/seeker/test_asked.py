"""What a seeker asked for, on the page: a folded form, days to choose, filters to take off."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest


def page(client, path):
    return client.get(path, headers={"Accept-Language": "en"}).text


def links_of(text, name):
    """The addresses in the element of a class, by what they are called."""
    block = re.search(rf'<(nav|ul) class="{name}".*?</\1>', text, re.DOTALL)
    found = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)', block[0]) if block else []
    return {
        title.strip(): parse_qs(urlsplit(url.replace("&amp;", "&")).query) for url, title in found
    }


def test_who_has_not_asked_yet_sees_the_whole_form(client):
    assert 'class="fold"' not in page(client, "/")
    assert 'class="fold"' not in page(client, "/?q=nowhere-at-all")


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("lon=106.5&lat=29.5", "Your place in District 500103, all dates"),
        ("lon=120.2&lat=30.2", "Your place, all dates"),
        ("q=106.5,29.5", "Your place in District 500103, all dates"),
        ("q=29.5， 106.5", "Your place in District 500103, all dates"),
        ("district=500112", "District 500112, all dates"),
        ("district=500112&when=weekend", "District 500112, this weekend"),
        ("occupation=x", "All districts, all dates"),
        ("district=500112&when=2027-12-24", "District 500112, 24 December 2027"),
        ("district=500112&from=2027-12-24", "District 500112, from 24 December 2027"),
    ],
)
def test_an_answered_question_is_one_line_that_says_what_was_asked(client, query, line):
    assert f'<span class="line">{line}</span>' in page(client, f"/?{query}")


def test_the_days_keep_the_place_and_the_filters(client):
    days = links_of(page(client, "/?district=500112&occupation=x&from=2027-12-24"), "chips")

    assert list(days) == ["All dates", "Today", "This weekend", "Next weekend"]
    assert days["Next weekend"] == {
        "district": ["500112"], "occupation": ["x"], "when": ["next-weekend"],
    }  # fmt: skip
    assert days["All dates"] == {"district": ["500112"], "occupation": ["x"]}


def test_each_filter_that_is_on_can_be_taken_off_alone(client):
    text = page(client, "/?district=500112&occupation=x&min_openings=3&from=2027-12-24")
    tags = links_of(text, "tags")

    assert list(tags) == ["from 24 December 2027", "x", "at least 3 openings"]
    assert tags["x"] == {
        "district": ["500112"], "min_openings": ["3"], "from": ["2027-12-24"],
    }  # fmt: skip
    assert "fairs fit" in text


def test_where_nothing_is_held_in_these_days_the_next_fair_is_named(client):
    text = page(client, "/?district=500103&when=2027-02-18")

    assert "No fairs on these dates." in text
    assert re.search(r"The next one: <a href=\"[^\"]*when=2027-02-19", text)


@pytest.mark.parametrize("place", ["district=500112", "lon=107.5&lat=29.5"])
def test_a_next_fair_that_is_not_near_is_not_named(client, place):
    text = page(client, f"/?{place}&when=today")

    assert "No fairs on these dates." in text
    assert "The next one" not in text
    assert "Search all days" in text


def test_a_picked_day_is_that_day_alone(client):
    text = page(client, "/?district=500112&when=2027-12-24")

    assert "No fairs on these dates." in text


@pytest.mark.parametrize(
    "when", ["2020-01-01", "2027-12-24&to=2027-12-25", "someday", "2027-13-01"]
)
def test_a_day_that_cannot_be_is_refused_in_words(client, when):
    response = client.get(f"/?when={when}", headers={"Accept-Language": "en"})

    assert response.status_code == 400
    assert "This cannot be searched." in response.text
