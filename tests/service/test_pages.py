"""What the pages say, read as a screen reader or a browser without scripts would."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from stores import HOSTILE, small_campaign, store_campaign

from service.planner import page as planner
from service.planner.ranking import Order
from service.web.assets import STATIC
from service.words import wording


class Reader(HTMLParser):
    """Text, links and scripts of a page."""

    def __init__(self, text):
        super().__init__()
        self.texts, self.links, self.inline, self.tags = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.links += [value for name, value in attrs if name in {"href", "src", "action"}]
        self.inline += [name for name, _ in attrs if name == "style" or name.startswith("on")]

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def ways_out(self):
        return [
            attrs["href"]
            for tag, attrs in self.tags
            if tag == "a" and "noreferrer" in attrs.get("rel", "")
        ]


def page(client, path, lang="en"):
    response = client.get(path, headers={"Accept-Language": lang})
    assert response.status_code == 200, response.text
    return Reader(response.text)


@pytest.mark.parametrize(
    "path", ["/", "/?lon=106.5&lat=29.5", "/planner", "/fairs/f2", "/fairs/f4"]
)
def test_no_page_has_inline_code_or_leaves_its_host(client, path):
    seen = page(client, path)

    assert seen.inline == []
    # A fair's page has links that lead to other maps; nothing of theirs is loaded.
    loaded = [link for link in seen.links if link not in seen.ways_out]
    own = ("/", "#", "?", "data:image/svg+xml", "http://localhost/", "webcal://localhost/")
    assert "#content" in loaded
    assert all(link.startswith(own) and not link.startswith("//") for link in loaded)
    assert bool(seen.ways_out) is path.startswith("/fairs/")
    blocks = [a["type"] for t, a in seen.tags if t == "script" and "src" not in a]
    described = ["application/ld+json"] if path.startswith("/fairs/") else []
    assert blocks == [*described, "application/json"]
    assert not [tag for tag, _ in seen.tags if tag == "style"]


@pytest.mark.parametrize("path", ["/", "/planner", "/fairs/f2"])
def test_every_file_that_a_page_names_is_there(client, path):
    files = [link for link in page(client, path).links if link.startswith("/assets/")]

    assert {link.rpartition(".")[2] for link in files} == {"css", "js", "svg", "png"}
    for link in files:
        response = client.get(link)
        assert response.status_code == 200
        assert response.data
        assert "immutable" in response.headers["Cache-Control"]


def test_a_file_is_sent_compressed_and_whole(client):
    address = next(x for x in page(client, "/planner").links if x.endswith("leaflet.js"))

    plain = client.get(address)
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.data) < len(plain.data) / 2
    assert client.get(address.replace("/assets/", "/assets/0")).status_code == 404


def test_the_sentence_holds_the_numbers_of_the_api(client):
    told = client.get("/api/v1/coverage").get_json()["total"]

    text = " ".join(page(client, "/planner").texts)

    share = f"{100 * told['coverage']:.1f}%"
    assert f"{share} of people ({told['persons_covered']:,} of {told['persons']:,}) live" in text


def test_the_map_is_told_the_same_query_as_the_sentence(client):
    text = client.get("/planner?travel=estimated&threshold_min=45&group=all").text
    data = json.loads(re.search(r'id="map-data">(.*?)</script>', text, re.DOTALL)[1])

    for name in ("coverage", "gaps", "reach"):
        response = client.get(data[name])
        assert response.status_code == 200
        assert "travel=estimated&threshold_min=45" in data[name]
        assert "immutable" in response.headers["Cache-Control"]


def test_hostile_text_is_escaped_once_and_nothing_of_it_runs(client):
    for path in ("/fairs/f2", "/?lon=106.52&lat=29.51"):
        seen = page(client, path)
        shown = "".join(seen.texts)
        assert HOSTILE.split("\u2028")[0][:20] in shown
        images = [a for tag, a in seen.tags if tag == "img" and a.get("class") != "qr"]
        assert all(a["src"].startswith("/map.svg?") for a in images)
        # What would have been calculated stands before every end of a block as it was written.
        assert shown.count("{{ 7*7 }}") == shown.count("{% x %}") > 0
        assert "49{%" not in shown


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("threshold=5&unit=km", "threshold_km=5"),
        (
            "travel=estimated&threshold=45&unit=min&group=&from=",
            "travel=estimated&threshold_min=45",
        ),
        ("threshold=&unit=km", ""),
    ],
)
def test_a_sent_form_becomes_the_pages_own_address(client, sent, kept):
    response = client.get(f"/planner?{sent}")

    assert response.status_code == 303
    assert response.headers["Location"].partition("?")[2] == kept


def test_a_page_is_not_sent_again_to_who_has_it_but_in_another_language_it_is(client):
    first = client.get("/planner", headers={"Accept-Language": "en"})
    tag = {"If-None-Match": first.headers["ETag"]}

    assert client.get("/planner", headers={"Accept-Language": "en"} | tag).status_code == 304
    assert client.get("/planner", headers={"Accept-Language": "zh"} | tag).status_code == 200
    assert "Accept-Language" in first.headers["Vary"]


def test_the_place_of_a_seeker_is_kept_by_nobody(client):
    response = client.get("/?lon=106.5&lat=29.5")

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_fair_that_is_over_is_not_coming_whatever_day_is_asked_from(client):
    # Now is 10:00 on 18 February: f1 ended at 9:30 that day.
    text = client.get("/?lon=106.5&lat=29.5&from=2027-01-01").text

    assert 'id="fair-f2"' in text
    assert 'id="fair-f1"' not in text


def test_the_language_of_a_page_with_a_mistake_is_switched_with_the_mistake(client):
    text = client.get("/planner?lang=en&threshold_km=0").text

    assert 'href="/planner?lang=zh&amp;threshold_km=0"' in text


def test_a_cancelled_fair_says_so_first(client):
    text = client.get("/fairs/f4?lang=en").text

    assert text.index("This fair is cancelled.") < text.index(">取消了</h1>")


def test_rows_in_another_district_than_stated_and_in_none_are_listed(client):
    text = " ".join(page(client, "/planner").texts)

    assert "Fairs in another district than stated" in text  # f5 states 500103 and lies in 510104
    assert "Outside all districts 7 people, counted apart" in " ".join(text.split())


@pytest.mark.slow
def test_illustrative_tables_are_named_on_every_page(app_on, url):
    store_campaign(url, small_campaign(illustrative=["fairs", "employers"]))
    client = app_on(url).test_client()
    for path in ("/", "/planner", "/fairs/f2"):
        text = " ".join(page(client, path).texts)
        assert "Illustrative data." in text
        assert "fairs, employers" in text


def test_the_table_is_ranked_worst_first_and_turned_on_request(client):
    rows = re.compile(r'id="row-(\d+)"')
    worst = rows.findall(client.get("/planner").text)
    turned = rows.findall(client.get("/planner?sort=-coverage").text)

    assert sorted(worst) == sorted(turned)
    assert worst != turned
    assert Order.of("-gap").ascending
    assert Order.of("fairs").ascending


def test_a_district_that_is_named_shows_all_its_figures(client):
    text = " ".join(page(client, "/planner?district=500103").texts)

    assert "90% live within" in text
    assert "Their openings" in text


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (37_374_698, "3737.5万", "37.4 million"), (416_506, "41.7万", "417,000"),
        (1_564, "1,564", "1,564"), (0, "0", "0"), (123_456_789, "1.23亿", "123.5 million"),
    ],
)  # fmt: skip
def test_numbers_of_people_are_rounded_as_people_say_them(app, number, zh, en):
    for lang, said in (("zh", zh), ("en", en)):
        with app.test_request_context(f"/?lang={lang}"):
            assert wording.people(number) == said


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (0.7053, "70.5%"),
        (1.0, "100.0%"),
        (0.99999, "> 99.9%"),
        (0.0, "0.0%"),
        (1e-6, "< 0.1%"),
        (None, "–"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_to_none(part, said):
    assert wording.share(part) == said


@pytest.mark.parametrize(
    ("metres", "said"),
    [(0, "0 m"), (84, "84 m"), (852, "850 m"), (4_240, "4.2 km"), (31_400, "31 km")],
)
def test_distances_are_rounded_for_people(app, metres, said):
    with app.test_request_context("/?lang=en"):
        assert wording.distance(metres) == said


@pytest.mark.parametrize(
    ("count", "lang", "said"),
    [
        (1, "en", "1 opening at 1 employer"), (18_000, "en", "18,000 openings at 1 employer"),
        (18_000, "zh", "1家单位，招18,000人"), (0, "en", "No openings listed"),
    ],
)  # fmt: skip
def test_openings_are_counted_in_words(app, count, lang, said):
    with app.test_request_context(f"/?lang={lang}"):
        assert wording.openings(count, 1) == said


def test_minutes_become_hours_when_they_are_many(app):
    with app.test_request_context("/?lang=en"):
        assert [wording.travel_time(n) for n in (0.2, 12.4, 89, 125)] == [
            "1 min", "12 min", "89 min", "2 h 5 min",
        ]  # fmt: skip


def test_every_static_file_of_the_pages_is_served(app):
    files = app.extensions["fairreach"].assets.files

    assert {path.name for path in STATIC.iterdir()} <= files.keys()
    assert {
        "leaflet.js",
        "planner-map.js",
        "finder-map.js",
        "planner-map-zh.js",
        "finder-map-en.js",
    } <= files.keys()
    assert planner.PATH == "/planner"


def levels(seen):
    return [int(tag[1]) for tag, _ in seen.tags if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]


@pytest.mark.parametrize(
    "path",
    ["/", "/?lon=106.5&lat=29.5", "/planner", "/planner?district=500112", "/fairs/f2", "/help",
     "/help?lon=106.5&lat=29.5", "/privacy", "/offline"],
)  # fmt: skip
def test_headings_outline_each_page_without_a_gap(client, path):
    outline = levels(page(client, path))

    assert outline[0] == 1
    assert outline.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(outline))
    assert 2 in outline


@pytest.mark.parametrize(
    ("path", "name", "target"),
    [("/planner", "Skip to the table", "ranking-name"), ("/", "Skip to the list", "list-title")],
)
def test_a_second_skip_leads_past_the_map_to_what_the_page_is_for(client, path, name, target):
    seen = page(client, path)

    skips = [attrs["href"] for tag, attrs in seen.tags if attrs.get("class") == "skip"]
    (at,) = (attrs for _, attrs in seen.tags if attrs.get("id") == target)
    assert skips == ["#content", f"#{target}"]
    assert name in seen.texts
    assert at["tabindex"] == "-1"
