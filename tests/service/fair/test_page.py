"""The page of one fair, read as a browser without scripts, a search engine or a camera would."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote

import numpy as np
import pytest
import zxingcpp
from stores import FAIRS, HOSTILE, small_campaign, store_campaign

from geodata.campaign.history import State
from service.fair.changes import changes
from service.fair.openings import MOST_LISTED
from service.fair.schema_org import status

pytestmark = pytest.mark.slow  # apps, children or disks for each test

FAIR = {
    "name": "渝北专场", "venue": "渝北人力市场", "address": "双龙大道 1 号", "date": "2027-02-20",
    "start_time": "09:00", "end_time": "12:30", "services": "", "bring": "", "notice": "",
}  # fmt: skip
EMPLOYERS = (
    {"name": "Ｅｌｅｃｔｒｏ公司", "sector": "制造"},
    {"name": "乙公司", "sector": "餐饮"},
)
OPENINGS = (
    {"employer_id": "e1", "fair_id": "f1", "occupation": "焊工", "sector": "制造", "headcount": 3},
    {"employer_id": "e1", "fair_id": "f1", "occupation": "电工", "sector": "维修", "headcount": 4},
    {"employer_id": "e2", "fair_id": "f1", "occupation": "厨师", "headcount": 1200},
    {"employer_id": "e2", "fair_id": "", "occupation": "司机", "headcount": 9},
)
URL = "http://localhost/fairs/f1"
VOID = {"meta", "link", "img", "input", "br"}


class Reader(HTMLParser):
    """What a page shows and holds: visible text in order, tags, and the scripts' contents."""

    def __init__(self, text):
        super().__init__()
        self.shown, self.tags, self.scripts = [], [], {}
        self.raw, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag not in VOID:
            self.open.append((tag, attrs))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        self.raw.append(data)
        tag, attrs = self.open[-1] if self.open else ("", {})
        if tag == "script":
            self.scripts[attrs.get("type")] = data
        elif tag != "title" and data.strip() and not any("hidden" in a for _, a in self.open):
            self.shown.append(" ".join(data.split()))

    @property
    def text(self):
        return "\n".join(self.shown)

    def images(self, css):
        return [a["src"] for t, a in self.tags if t == "img" and a.get("class") == css]


@pytest.fixture
def page_of(app_on, url):
    """``page_of(fair=..., path=...)``: the page of the one fair of a campaign, read."""

    def read(path="/fairs/f1", *, settings=None, headers=None, base="http://localhost", **tables):
        fair = FAIR | tables.pop("fair", {})
        given = {"employers": EMPLOYERS, "openings": OPENINGS, "fairs": [fair]} | tables
        store_campaign(url, small_campaign(**given))
        client = app_on(url, **settings or {}).test_client()
        said = {"Accept-Language": "en"} | (headers or {})
        response = client.get(path, headers=said, base_url=base)
        assert response.status_code == 200, response.text
        return Reader(response.text)

    return read


def event_of(seen):
    return json.loads(seen.scripts["application/ld+json"])


def decoded(image):
    """What a reader of QR codes sees in an SVG of horizontal strokes, drawn at 4 pixels each."""
    svg = unquote(image.removeprefix("data:image/svg+xml;charset=utf-8,"))
    side = int(re.search(r"M0 0h(\d+)v", svg)[1])
    modules = np.full((side, side), 255, dtype=np.uint8)
    x = y = 0.0
    for kind, first, second in re.findall(
        r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", re.search(r'stroke=.#000. d=.([^\'"]+)', svg)[1]
    ):
        if kind == "h":
            modules[int(y), int(x) : int(x) + int(first)] = 0
            x += float(first)
        else:
            dx, dy = float(first), float(second)
            x, y = (dx, dy) if kind == "M" else (x + dx, y + dy)
    (found,) = zxingcpp.read_barcodes(np.kron(modules, np.ones((4, 4), dtype=np.uint8)))
    return found


def test_what_must_be_known_comes_in_this_order(page_of):
    seen = page_of(fair={"status": "cancelled", "bring": "身份证", "notice": "停车场已满"})

    order = [
        "This fair is cancelled.", "Do not go there.", "渝北专场", "20 February", "渝北人力市场",
        "双龙大道 1 号", "身份证", "停车场已满", "How to get there", "Employers and openings",
        "乙公司", "Pass this page on", URL,
    ]  # fmt: skip
    at = [next(n for n, text in enumerate(seen.shown) if word in text) for word in order]
    assert at == sorted(at)


def test_services_are_named_as_the_catalogue_calls_them_and_others_as_they_are_written(page_of):
    seen = page_of(fair={"services": "社保咨询；求职登记"})

    assert seen.shown.index("社保咨询") < seen.shown.index("求职登记")


def test_what_is_not_known_is_not_headed(page_of):
    text = page_of().text

    for heading in ("Services there", "What to bring", "Please note", "Booths"):
        assert heading not in text


@pytest.mark.parametrize(
    ("words", "listed", "left_out", "said"),
    [
        ("焊", ["Ｅｌｅｃｔｒｏ公司", "焊工"], ["电工", "乙公司"], "found: 3. Employers: 1."),
        ("electro", ["焊工", "电工"], ["厨师"], "found: 7. Employers: 1."),
        ("ELECTRO 电", ["电工"], ["焊工", "厨师"], "found: 4. Employers: 1."),
        ("维修", ["电工"], ["焊工"], "found: 4. Employers: 1."),
        ("餐饮", ["乙公司", "厨师"], ["焊工"], "found: 1,200. Employers: 1."),
        ("工", ["焊工", "电工"], ["司机"], "Employers: 1."),
        ("司机", [], ["司机", "厨师", "焊工"], "Nothing has been found"),
        ("%_*.", [], ["厨师"], "Nothing has been found"),
    ],
)
def test_openings_are_found_by_words_without_scripts(page_of, words, listed, left_out, said):
    seen = page_of(f"/fairs/f1?q={words}")

    assert said in seen.text
    table = "\n".join(seen.shown[seen.shown.index("Employers and openings") :])
    assert all(word in table for word in listed)
    assert not any(word in table for word in left_out)
    assert ("input", words) in [(t, a.get("value")) for t, a in seen.tags if a.get("name") == "q"]


def test_employers_with_the_most_openings_come_first(page_of):
    shown = page_of().shown

    assert shown.index("乙公司") < shown.index("Ｅｌｅｃｔｒｏ公司")
    assert "1,207 openings at 2 employers" in shown


@pytest.mark.slow
def test_a_fair_of_very_many_openings_comes_in_parts_that_hold_each_once(page_of):
    many = [
        {"employer_id": f"e{n % 7 + 1}", "fair_id": "f1", "occupation": f"岗位{n:04}"}
        for n in range(2 * MOST_LISTED + 20)
    ]
    tables = {"openings": many, "employers": [{"name": f"公司{n}"} for n in range(1, 8)]}
    found = []
    for part in (1, 2, 3, 999):
        seen = page_of(f"/fairs/f1?page={part}", **tables)
        found.append(re.findall(r"岗位\d{4}", seen.text))
        assert f"Part {min(part, 3)} of 3" in seen.text
        assert not any("data-live" in attrs for _, attrs in seen.tags)

    assert [len(each) for each in found] == [MOST_LISTED, MOST_LISTED, 20, 20]
    assert sorted(name for part in found[:3] for name in part) == [
        each["occupation"] for each in many
    ]
    assert found[2] == found[3]
    assert re.findall(r"岗位\d{4}", page_of("/fairs/f1?q=岗位1999", **tables).text) == ["岗位1999"]


@pytest.mark.parametrize("query", ["q=" + "x" * 101, "q=a&q=b", "q=%00", "page=0", "page=x"])
def test_what_cannot_be_searched_is_refused_and_does_no_harm(client, query):
    assert client.get(f"/fairs/f2?{query}").status_code == 400


@pytest.mark.slow
def test_the_language_switch_keeps_the_words(page_of):
    seen = page_of("/fairs/f1?q=焊&lang=en")

    links = [unquote(a["href"]) for t, a in seen.tags if t == "a"]
    assert "/fairs/f1?lang=zh&q=焊" in links


@pytest.mark.slow
def test_the_event_says_what_the_page_says(page_of):
    told = event_of(page_of(fair={"bring": "身份证"}))

    assert told["@context"] == "https://schema.org"
    assert told["@type"] == "Event"
    assert told["name"] == "渝北专场"
    assert told["startDate"] == "2027-02-20T09:00:00+08:00"
    assert told["endDate"] == "2027-02-20T12:30:00+08:00"
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert told["url"] == URL
    assert told["location"] == {
        "@type": "Place",
        "name": "渝北人力市场",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "双龙大道 1 号",
            "addressLocality": "500103区",
            "addressCountry": "CN",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 29.5, "longitude": 106.5},
    }
    assert told["description"] == "1,207 openings at 2 employers\n身份证"
    assert "organizer" not in told


STATED = {"organiser": "某就业中心", "phone": "023-6301 2333", "link": "https://example.org/f1",
          "transport": "乘 1 号线到某站"}  # fmt: skip


def test_who_holds_a_fair_and_how_to_go_there_is_shown_as_it_is_given(page_of):
    seen = page_of(fair=STATED)

    assert [words for words in STATED.values() if words in seen.shown] == list(STATED.values())
    links = {a["href"]: a for t, a in seen.tags if t == "a"}
    assert "tel:02363012333" in links
    assert "external" in links["https://example.org/f1"]["rel"]
    told = event_of(seen)
    assert told["organizer"] == {
        "@type": "Organization", "name": "某就业中心", "telephone": "023-6301 2333",
    }  # fmt: skip
    assert told["sameAs"] == "https://example.org/f1"


@pytest.mark.parametrize("phone", ["王女士 6301 2333", "6301 2333、6301 2334", "12", "请扫码"])
def test_what_is_not_one_number_is_shown_and_not_dialled(page_of, phone):
    seen = page_of(fair={"phone": phone})

    assert phone in seen.shown
    assert not any("tel:" in a.get("href", "") for _, a in seen.tags)


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"wage_min": 4000, "wage_max": 6500}, ["4,000 to 6,500 yuan a month"]),
        ({"wage_min": 5000, "wage_max": 5000}, ["5,000 yuan a month"]),
        ({"wage_min": 4000}, ["4,000 yuan a month or more"]),
        ({"wage_max": 6000, "education": "大专"}, ["up to 6,000 yuan a month", "大专"]),
        ({"experience": "不限"}, ["不限"]),
        ({}, []),
    ],
)
def test_an_opening_says_what_it_pays_and_asks_for(page_of, terms, told):
    opening = {"employer_id": "e1", "fair_id": "f1", "occupation": "焊工", "headcount": 3}
    seen = page_of(openings=(opening | terms,))

    assert seen.text.count("yuan a month") == sum("yuan" in words for words in told)
    for words in told:
        assert any(words in shown for shown in seen.shown)
    assert any(a.get("class") == "terms small" for _, a in seen.tags) == bool(told)


@pytest.mark.slow
def test_hours_that_are_not_known_and_seats_of_districts_are_not_made_up(page_of):
    told = event_of(page_of(fair={"start_time": "", "end_time": "", "precision": "district"}))

    assert (told["startDate"], told["endDate"]) == ("2027-02-20", "2027-02-20")
    assert "geo" not in told["location"]


@pytest.mark.slow
def test_a_cancelled_fair_is_a_cancelled_event_and_a_planned_one_is_none(page_of):
    told = event_of(page_of(fair={"status": "cancelled"}))
    assert told["eventStatus"] == "https://schema.org/EventCancelled"

    seen = page_of(fair={"status": "planned"})
    assert "application/ld+json" not in seen.scripts
    assert "not published yet" in seen.text


@pytest.mark.slow
def test_made_up_data_say_so_on_the_page_and_in_the_event_and_ask_not_to_be_indexed(page_of):
    seen = page_of(illustrative=["fairs"])

    assert "Illustrative data." in seen.text
    assert event_of(seen)["description"].startswith("Illustrative data.")
    assert ("meta", {"name": "robots", "content": "noindex"}) in seen.tags
    assert not [a for t, a in page_of().tags if a.get("name") == "robots"]


@pytest.mark.slow
def test_hostile_text_in_every_field_stays_text(page_of):
    columns = ("name", "venue", "address", "services", "bring", "notice", "organiser", "phone")
    seen = page_of(
        fair=dict.fromkeys((*columns, "transport"), HOSTILE),
        employers=[{"name": HOSTILE, "sector": HOSTILE}],
        openings=[
            {
                "employer_id": "e1",
                "fair_id": "f1",
                "occupation": HOSTILE,
                "sector": "x" + HOSTILE,
                "education": HOSTILE,
                "experience": HOSTILE,
            }
        ],
    )

    told = event_of(seen)
    assert told["name"] == told["location"]["name"] == HOSTILE
    assert told["location"]["address"]["streetAddress"] == HOSTILE
    assert HOSTILE in told["description"]
    raw = seen.scripts["application/ld+json"]
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(raw)
    assert seen.text.count("{{ 7*7 }}{% x %}</script>") >= 13
    assert [a.get("class") for t, a in seen.tags if t == "img"] == ["qr"]
    assert not [name for _, attrs in seen.tags for name in attrs if name.startswith("on")]
    assert [a.get("type") for t, a in seen.tags if t == "script" and "src" not in a] == [
        "application/ld+json", "application/json",
    ]  # fmt: skip


def test_links_to_other_maps_tell_them_nothing_of_the_page(page_of):
    abroad = [a for t, a in page_of().tags if t == "a" and "//" in a["href"] and a["href"] != URL]

    assert len(abroad) == 9
    for attrs in abroad:
        assert attrs["href"].startswith("https://")
        assert {"noopener", "noreferrer"} <= set(attrs["rel"].split())
        assert attrs["referrerpolicy"] == "no-referrer"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("base", "settings", "address"),
    [
        ("http://localhost", {}, "http://localhost/fairs/f1"),
        ("http://127.0.0.1:8000", {}, "http://127.0.0.1:8000/fairs/f1"),
        (
            "http://fairs.example.org",
            {"FAIRREACH_HTTPS": "1", "FAIRREACH_TRUSTED_HOSTS": "fairs.example.org"},
            "https://fairs.example.org/fairs/f1",
        ),
    ],
)
def test_the_qr_code_the_link_and_the_event_are_the_pages_own_address(
    page_of, base, settings, address
):
    seen = page_of("/fairs/f1?lang=en&q=焊", base=base, settings=settings)

    (image,) = seen.images("qr")
    found = decoded(image)
    assert (found.text, found.valid) == (address, True)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    (alt,) = [a["alt"] for t, a in seen.tags if a.get("class") == "qr"]
    assert address in alt
    assert address in seen.shown
    assert event_of(seen)["url"] == address
    assert ("link", {"rel": "canonical", "href": address}) in seen.tags


def test_a_page_asked_under_another_name_is_another_answer(client):
    first = client.get("/fairs/f2", base_url="http://localhost")
    tag = {"If-None-Match": first.headers["ETag"]}

    assert client.get("/fairs/f2", headers=tag).status_code == 304
    assert client.get("/fairs/f2", headers=tag, base_url="http://127.0.0.1").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "end", "over"),
    [
        ("2027-02-17", "12:00", True), ("2027-02-18", "10:00", True),
        ("2027-02-18", "10:01", False), ("2027-02-18", "", False), ("2027-02-19", "09:00", False),
    ],
)  # fmt: skip
def test_a_fair_is_over_from_the_minute_of_its_end_on(page_of, day, end, over):
    seen = page_of(fair={"date": day, "start_time": "08:00" if end else "", "end_time": end})

    assert ("This fair is over." in seen.text) is over


BEFORE = State._make(
    (
        FAIR
        | {"lon": 106.5, "lat": 29.5, "status": "published", "fair_id": "f1", "precision": "point"}
        | {"illustrative": False, "sessions": ""}
    )[name]
    for name in State._fields
)
TODAY = date(2027, 2, 18)


def told_of(app, before, **now):
    with app.test_request_context("/?lang=en"):
        told = changes(BEFORE._replace(**now), before, TODAY)
        return [(each.sentence, each.now, each.before) for each in told]


def test_a_move_tells_the_new_and_the_old_place(app):
    told = told_of(app, BEFORE, venue="体育馆", address="")

    assert told == [
        ("This fair has moved to another place.", "体育馆", "渝北人力市场 · 双龙大道 1 号")
    ]


def test_another_time_tells_the_new_and_the_old_one(app):
    ((sentence, now, before),) = told_of(app, BEFORE, date="2027-02-21", start_time="10:00")

    assert sentence == "The time of this fair has changed."
    assert now == "Sunday 21 February 10:00–12:30"
    assert before == "Saturday 20 February 09:00–12:30"


def test_what_a_seeker_need_not_know_is_not_told_as_a_change(app):
    assert told_of(app, None) == []
    assert told_of(app, BEFORE, name="渝北大型专场", lon=106.5005) == []
    assert told_of(app, BEFORE, status="cancelled", venue="体育馆") == []


def test_a_fair_that_takes_place_after_all_and_a_corrected_point_are_told(app):
    told = told_of(app, BEFORE._replace(status="cancelled", lat=29.6))

    assert [each[0] for each in told] == [
        "This fair was cancelled, and takes place after all.",
        "The place of this fair on the map has been corrected.",
    ]


@pytest.mark.slow
def test_changes_are_told_first_with_the_new_and_the_old(page_of):
    page_of()
    seen = page_of(fair={"venue": "体育馆", "address": "", "date": "2027-02-21"})

    heading = seen.shown.index("渝北专场")
    first = seen.shown[:heading]
    assert [text for text in first if text.startswith("Th")] == [
        "The time of this fair has changed.", "This fair has moved to another place.",
    ]  # fmt: skip
    at = [first.index("Sunday 21 February 09:00–12:30"), first.index("体育馆")]
    assert at[0] < first.index("Saturday 20 February 09:00–12:30") < at[1]
    assert at[1] < first.index("渝北人力市场 · 双龙大道 1 号")
    assert any(text.startswith("Changed on ") for text in first)
    told = event_of(seen)
    assert told["eventStatus"] == "https://schema.org/EventRescheduled"
    assert told["previousStartDate"] == "2027-02-20T09:00:00+08:00"


@pytest.mark.slow
def test_a_cancellation_is_the_one_change_that_is_told(page_of):
    page_of()
    seen = page_of(fair={"venue": "体育馆", "status": "cancelled"})

    assert "Do not go there." in seen.shown
    assert "has moved" not in seen.text


@pytest.mark.slow
def test_a_fair_that_was_taken_out_of_the_plan_says_so_and_one_that_never_was_does_not(app_on, url):
    known, hostile, planned = FAIRS[0], FAIRS[1] | {"date": "2099-02-19"}, FAIRS[2]
    store_campaign(url, small_campaign(fairs=[known, hostile, planned]))
    store_campaign(url, small_campaign(fairs=[known]))
    client = app_on(url).test_client()

    gone = client.get("/fairs/f2?lang=en")
    assert gone.status_code == 410
    seen = Reader(gone.text)
    assert "This fair is no longer in the plan." in seen.shown
    assert "Do not go there." in seen.shown
    assert HOSTILE in "".join(seen.raw)
    assert client.get("/fairs/f3?lang=en").status_code == 404  # it was never published
    assert client.get("/fairs/f9?lang=en").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"start_time": "10:00"}, ("EventRescheduled", "2027-02-20T10:00:00+08:00")),
        ({"date": "2027-02-19"}, ("EventRescheduled", "2027-02-19T09:00:00+08:00")),
        ({"venue": "体育馆", "end_time": "13:00"}, ("EventScheduled", None)),
    ],
)
def test_an_event_is_rescheduled_only_if_it_begins_at_another_time(app, changed, said):
    with app.test_request_context("/"):
        told = status(BEFORE, BEFORE._replace(**changed))

    assert told["eventStatus"] == f"https://schema.org/{said[0]}"
    assert told.get("previousStartDate") == said[1]


def test_an_employers_number_is_that_of_the_openings_that_were_found(page_of):
    seen = page_of(path="/fairs/f1?q=焊")

    at = seen.shown.index("Ｅｌｅｃｔｒｏ公司")
    assert "3" in seen.shown[at : at + 3]
    assert "7" not in seen.shown[at : at + 3]
