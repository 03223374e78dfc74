"""The maps' pictures over HTTP: tagged, in the reader's language, never with a seeker's place."""

import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from stores import small_campaign, store_campaign

SVG = "{http://www.w3.org/2000/svg}"
PICTURES = ["/planner.svg", "/map.svg"]


def title(response):
    assert response.status_code == 200
    assert response.mimetype == "image/svg+xml"
    return ET.fromstring(response.data).find(f"{SVG}title").text


def spaced(text):
    return " ".join(unescape(text).split())


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
@pytest.mark.parametrize("query", ["", "&threshold_km=40&measure=gap", "&from=2029-01-01"])
def test_the_planners_picture_says_what_its_page_says(client, lang, query):
    page = client.get(f"/planner?lang={lang}{query}").text
    picture = client.get(f"/planner.svg?lang={lang}{query}")

    assert spaced(title(picture)) == spaced(re.search(r"(?s)<h1>(.*?)</h1>", page)[1])
    assert picture.headers["Content-Language"] == lang


@pytest.mark.parametrize("path", PICTURES)
def test_a_picture_that_has_not_changed_is_not_sent_again(client, path):
    first = client.get(f"{path}?lang=en")

    again = client.get(f"{path}?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "no-cache"
    other = client.get(f"{path}?lang=id&form=narrow")
    assert other.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("path", PICTURES)
def test_a_picture_without_a_stated_language_is_in_that_of_the_browser(client, path):
    answers = {lang: client.get(path, headers={"Accept-Language": lang}) for lang in ("en", "id")}

    assert len({each.headers["ETag"] for each in answers.values()}) == 2
    assert all("Accept-Language" in each.headers["Vary"] for each in answers.values())


@pytest.mark.parametrize(
    "address",
    ["/planner.svg?travel=straight&threshold_min=30", "/planner.svg?form=x", "/planner.svg?lang=x",
     "/planner.svg?district=nowhere", "/planner.svg?threshold_km=nan", "/map.svg?from=2027-13-01",
     "/map.svg?form=", "/map.svg?lon=106.5&lat=29.5", "/map.svg?from=2027-03-01&to=2027-02-01",
     "/planner.svg?group=%00", "/planner.svg?travel=roads"],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(client, address):
    response = client.get(address)

    assert response.status_code == 400
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    ["/map.svg?to=2000-01-01", "/map.svg?from=0001-01-01&to=0001-01-01", "/map.svg?from=9999-12-31",
     "/planner.svg?from=0001-01-01&to=9999-12-31", "/planner.svg?threshold_km=0.0001",
     "/planner.svg?threshold_km=500&form=file", "/planner.svg?measure=fairs&form=narrow",
     "/planner.svg?travel=estimated&speed_kmh=200", "/planner.svg?district=500103&sort=-name"],
)  # fmt: skip
def test_odd_questions_have_a_picture_all_the_same(client, address):
    assert title(client.get(address))


def test_nobodys_place_is_in_the_address_of_a_picture(client):
    for query in ("?lang=en&lon=106.5213&lat=29.5177", "?lang=en&q=x&kept=106.5213,29.5177"):
        page = client.get(f"/{query}").text
        addresses = re.findall(r'(?:src|srcset)="(/map\.svg[^"]*)"', page)
        assert all("106" not in each and "kept" not in each for each in addresses)
    addresses = re.findall(r'(?:src|srcset)="(/map\.svg[^"]*)"', client.get("/?lang=en").text)
    assert len(addresses) == 2
    for each in addresses:
        assert title(client.get(unescape(each))) in client.get("/?lang=en").text


def test_a_picture_carries_its_days_and_its_settings(
    client,
):
    text = client.get("/planner.svg?lang=en&form=file").text

    for said in (
        "18 Feb – 3 Mar 2027",
        "on 18 February 2027",
        "Straight line",
        "10 km",
        "4 fairs counted",
    ):
        assert said in text


def test_a_made_up_table_is_marked_on_the_picture(app_on, url):
    store_campaign(url, small_campaign(illustrative=("fairs",)))

    text = app_on(url).test_client().get("/planner.svg?lang=en").text
    assert "Illustrative data. Made up for demonstration: fairs." in text


@pytest.mark.parametrize("path", PICTURES)
def test_without_a_database_there_is_no_picture_and_that_is_said(app_on, url, path):
    assert app_on(url).test_client().get(path).status_code == 503
