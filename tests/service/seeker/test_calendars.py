"""Calendars against two libraries that read them and a strict reader of our own."""

import re
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import calendar_lines
import icalendar
import pytest
from stores import HOSTILE, small_campaign, store_campaign

from geodata.store.store import Store

pytestmark = pytest.mark.slow  # apps, children or disks for each test

SHANGHAI = ZoneInfo("Asia/Shanghai")
IN_500103 = "/calendar.ics?district=500103&lang=en"
NASTY = (
    HOSTILE,
    "a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\r\n",
    "BEGIN:VEVENT\nEND:VCALENDAR\n",
    "x;TZID=evil:1,\\n\\,\\;\\\\",
    '"quoted" = : ; , \\',
    "\x00\x01\x1f\x7f\x85\u2028\u2029\ttab",
    "长" * 300,
    "😀👩‍👩‍👧‍👦🇨🇳" * 40,
    "é" * 75,
    "a" * 75,
    " leading and trailing ",
    "\u202eright to left",
)


def put(url, *fairs, **more):
    """Import fairs as the plan; everything else with the first."""
    campaign = small_campaign(fairs=fairs, openings=(), **more)
    first = not Path(url.removeprefix("sqlite:///")).exists()
    return store_campaign(url, campaign, () if first else ("fairs",))


@pytest.fixture
def served(url, app_on):
    """``served(fair, ...)``: a client after a plan has been imported."""

    def serve(*fairs, **more):
        put(url, *fairs, **more)
        return app_on(url).test_client()

    return serve


def read(response):
    """The calendar of an answer, read by three readers that must agree; ours is returned."""
    assert response.status_code == 200
    assert response.content_type == "text/calendar; charset=utf-8"
    ours = calendar_lines.read(response.data)
    parsed = icalendar.Calendar.from_ical(response.data)
    assert not parsed.errors
    # Loaded here: it takes a third of a second, in every worker.
    reader = import_module("ical.calendar_stream").IcsCalendarStream
    strict = reader.calendar_from_ics(response.text)
    for mine, theirs, other in zip(ours.events(), parsed.events, strict.events, strict=True):
        assert not theirs.errors
        assert mine["UID"] == str(theirs["UID"]) == other.uid
        assert mine["SUMMARY"] == str(theirs["SUMMARY"]) == other.summary
        assert mine["LOCATION"] == str(theirs["LOCATION"]) == other.location
        assert mine["DESCRIPTION"] == str(theirs["DESCRIPTION"]) == other.description
        assert int(mine["SEQUENCE"]) == theirs["SEQUENCE"] == other.sequence
        assert mine["STATUS"] == str(theirs["STATUS"]) == other.status.value
        assert theirs.decoded("DTSTART") == other.dtstart
    return ours


def entries(response):
    return {event["UID"].partition("@")[0]: event for event in read(response).events()}


def seen(text):
    """What of a text can be seen."""
    return "".join(c for c in text if c.isprintable() and not c.isspace())


def entry(response):
    (only,) = read(response).events()
    return only


def test_a_fair_is_an_event_with_its_hours_place_and_page(client):
    response = client.get("/fairs/f2.ics")
    read(response)
    (event,) = icalendar.Calendar.from_ical(response.data).events

    assert event.decoded("DTSTART") == datetime(2027, 2, 19, 9, tzinfo=SHANGHAI)
    assert event.decoded("DTEND") == datetime(2027, 2, 19, 12, tzinfo=SHANGHAI)
    assert event["GEO"].to_ical() == "29.51;106.52"
    assert event["LOCATION"] == "文化广场"
    assert event["URL"] == "http://localhost/fairs/f2"
    assert client.get(event["URL"]).status_code == 200
    assert event["STATUS"] == "CONFIRMED"
    assert re.fullmatch(r"f2@[0-9a-f]{20}\.fairreach", event["UID"])
    assert event["DTSTAMP"] == event["LAST-MODIFIED"]


def test_the_time_zone_is_described_as_the_world_has_it(client):
    calendar = icalendar.Calendar.from_ical(client.get("/fairs/f2.ics").data)
    (zone,) = calendar.timezones
    at = datetime(2027, 2, 19, 9)

    assert zone.to_tz(lookup_tzid=False).utcoffset(at) == timedelta(hours=8)


@pytest.mark.parametrize(
    ("hours", "start", "end", "said"),
    [
        (("09:00", "12:00"), (9, 0), (12, 0), None),
        (("09:00", ""), (9, 0), None, "The closing hour is not stated."),
        (("09:00", "09:00"), (9, 0), None, "The closing hour is not stated."),
        (("", "12:00"), None, None, "lasts until 12:00"),
        (("", ""), None, None, "The hours are not stated."),
    ],
)
def test_hours_that_are_not_known_are_left_open_and_said_to_be(served, hours, start, end, said):
    client = served({"start_time": hours[0], "end_time": hours[1]})
    response = client.get("/fairs/f1.ics?lang=en")
    read(response)
    (event,) = icalendar.Calendar.from_ical(response.data).events
    day = date(2027, 2, 20)

    if start is None:
        assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (day, date(2027, 2, 21))
    else:
        assert event.decoded("DTSTART") == datetime(2027, 2, 20, *start, tzinfo=SHANGHAI)
        assert ("DTEND" in event) == (end is not None)
    assert ("not stated" in event["DESCRIPTION"]) == (said is not None)
    assert said is None or said in event["DESCRIPTION"]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
def test_hours_are_those_of_the_time_zone_that_is_set(url, app_on, zone):
    put(url, {"date": "2027-07-20"}, {"name": "winter", "date": "2027-12-20"})
    response = app_on(url, FAIRREACH_TIMEZONE=zone).test_client().get(IN_500103)
    read(response)
    summer, winter = icalendar.Calendar.from_ical(response.data).events

    assert summer.decoded("DTSTART") == datetime(2027, 7, 20, 9, tzinfo=ZoneInfo(zone))
    assert winter.decoded("DTSTART") == datetime(2027, 12, 20, 9, tzinfo=ZoneInfo(zone))


@pytest.mark.slow
def test_a_fair_at_its_districts_seat_is_not_pinned_to_a_place(served):
    client = served({"precision": "district"})
    event = entry(client.get("/fairs/f1.ics?lang=en"))

    assert "GEO" not in event.names()
    assert "the exact place is not known" in event["DESCRIPTION"]


@pytest.mark.parametrize(("tables", "said"), [(["fairs"], True), (["demand"], False)])
def test_made_up_fairs_say_so(served, tables, said):
    client = served({}, illustrative=tables)

    text = entry(client.get("/fairs/f1.ics?lang=en"))["DESCRIPTION"]

    assert ("Illustrative data." in text) is said


@pytest.mark.parametrize("words", NASTY)
def test_text_from_outside_stays_text(served, words):
    client = served({"name": words, "venue": words, "address": words + "2"}, {"name": "next"})

    for path in ("/fairs/f1.ics", IN_500103):
        event = entries(client.get(path))["f1"]
        assert seen(event["SUMMARY"]) == seen(words)
        assert seen(event["LOCATION"]).startswith(seen(words))
        assert not set(event["SUMMARY"]) & set(map(chr, [*range(32), *range(127, 160)]))
    assert list(entries(client.get(IN_500103))) == ["f1", "f2"]


def test_ordinary_text_arrives_letter_by_letter(served):
    words = '春风行动; "Job" fair, part 1: a\\b — 100% 😀 ' + "很长的名字" * 50
    client = served({"name": words.strip(), "venue": "A, B; C", "address": "D\\E"})
    event = entry(client.get("/fairs/f1.ics?lang=en"))

    assert event["SUMMARY"] == words.strip()
    assert event["LOCATION"] == "A, B; C, D\\E"


def test_an_entry_says_who_holds_the_fair_and_how_to_go_there(served):
    client = served(
        {
            "organiser": "某中心",
            "phone": "12333",
            "link": "https://example.org/",
            "transport": "1 路",
        }
    )
    told = entry(client.get("/fairs/f1.ics?lang=en"))["DESCRIPTION"].split("\n")

    for line in ("Getting there: 1 路", "Organiser: 某中心", "Phone: 12333",
                 "Web page: https://example.org/"):  # fmt: skip
        assert line in told


@pytest.mark.slow
def test_a_subscription_follows_what_becomes_of_a_fair(url, app_on):
    kept = {"fair_id": "k", "name": "kept"}
    put(url, {"venue": "A"}, kept)
    client = app_on(url).test_client()
    seen = []

    def look():
        client.application.extensions["fairreach"].snapshots.every_s = 0
        seen.append(entries(client.get(IN_500103))["f1"])
        return seen[-1]

    assert (look()["SEQUENCE"], seen[-1]["STATUS"]) == ("0", "CONFIRMED")

    moved = put(url, {"venue": "B", "lon": 106.7, "start_time": "10:00"}, kept)
    event = look()
    assert (event["SEQUENCE"], event["LOCATION"], event["STATUS"]) == ("1", "B", "CONFIRMED")
    assert "This fair has moved to another place." in event["DESCRIPTION"]
    assert "Before: 20 February 2027 09:00–12:00 · A" in event["DESCRIPTION"]

    put(url, {"venue": "B", "lon": 106.7, "start_time": "10:00", "status": "cancelled"}, kept)
    event = look()
    assert (event["SEQUENCE"], event["STATUS"]) == ("2", "CANCELLED")
    assert event["SUMMARY"] == "Cancelled: 春风招聘会"
    assert "This fair is cancelled. Do not go there." in event["DESCRIPTION"]

    put(url, kept)
    event = look()
    assert (event["SEQUENCE"], event["STATUS"], event["LOCATION"]) == ("3", "CANCELLED", "B")
    assert "This fair is no longer announced. Do not go there." in event["DESCRIPTION"]
    assert entry(client.get("/fairs/f1.ics"))["STATUS"] == "CANCELLED"

    Store.open(url).use(moved)
    event = look()
    assert (event["SEQUENCE"], event["STATUS"]) == ("4", "CONFIRMED")
    stamps = [each["DTSTAMP"] for each in seen]
    assert stamps == sorted(stamps)
    assert len({each["UID"] for each in seen}) == 1
    assert entries(client.get(IN_500103))["k"]["SEQUENCE"] == "0"


def test_a_fair_that_moved_out_of_what_is_watched_is_still_told_of(url, app_on):
    put(url, {}, {"name": "later"})
    put(url, {"lon": 104.5, "lat": 30.5}, {"name": "later", "date": "2027-04-01"})
    client = app_on(url).test_client()
    near = "/calendar.ics?lon=106.5&lat=29.5&radius_km=5&to=2027-03-01"

    for path in (near, IN_500103, "/calendar.ics?district=510104"):
        assert entries(client.get(path))["f1"]["SEQUENCE"] == "1"
    assert set(entries(client.get(near))) == {"f1", "f2"}


def test_planned_fairs_are_in_no_calendar(client):
    response = client.get("/fairs/f3.ics")

    assert response.status_code == 404
    assert "f3" not in entries(client.get("/calendar.ics?district=500112"))


@pytest.mark.parametrize("fair_id", ["none", "f2.ics", ".ics", "f2%00", "F2", "f2%0d%0aX:1"])
def test_a_fair_that_is_not_there_is_a_problem(client, fair_id):
    response = client.get(f"/fairs/{fair_id}.ics")

    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.get_json()["status"] == 404


def test_the_page_of_a_fair_is_not_taken_for_its_calendar(client):
    assert client.get("/fairs/f2").mimetype == "text/html"
    assert client.get("/fairs/f2.ics").mimetype == "text/calendar"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "district"),
        ("district=nowhere", "district"),
        ("lon=106.5", "lat"),
        ("lat=29.5", "lon"),
        ("lon=200&lat=29.5", "lon"),
        ("lon=106.5&lat=nan", "lat"),
        ("lon=106.5&lat=29.5&radius_km=0", "radius_km"),
        ("lon=106.5&lat=29.5&radius_km=101", "radius_km"),
        ("district=500103&radius_km=5", "radius_km"),
        ("district=500103&radius=5", "radius"),
        ("district=500103&lang=fr", "lang"),
        ("district=500103&from=2027-03-01&to=2027-02-01", "from"),
        ("district=500103&min_openings=x", "min_openings"),
    ],
)
def test_what_cannot_be_watched_is_refused_by_name(client, query, parameter):
    response = client.get(f"/calendar.ics?{query}")

    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.get_json()["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("district=500103", ["f1", "f2"]),
        ("district=510104", ["f4", "f5"]),
        ("lon=106.5&lat=29.5", ["f1", "f2"]),
        ("lon=106.5&lat=29.5&radius_km=2", ["f1"]),
        ("lon=104.5&lat=30.5&radius_km=2", ["f4", "f5"]),
        ("lon=0&lat=0", []),
        ("district=500103&from=2027-02-19", ["f2"]),
        ("district=500103&to=2027-02-18", ["f1"]),
        ("district=500103&min_openings=35", ["f2"]),
        ("district=500103&min_openings=36", []),
        ("district=510104&min_openings=1", ["f4"]),
        ("district=500103&occupation=%E7%84%8A%E5%B7%A5", ["f2"]),
    ],
)
def test_a_subscription_holds_what_is_watched_and_all_that_is_cancelled_there(
    client, query, expected
):
    assert list(entries(client.get(f"/calendar.ics?{query}"))) == expected


def test_a_place_is_rounded_before_anything_is_made_of_it_and_no_cache_on_the_way_has_it(client):
    exact, near = "lon=106.504321&lat=29.498765", "lon=106.50&lat=29.50"
    one, two = (client.get(f"/calendar.ics?{place}") for place in (exact, near))

    assert (one.data, one.headers["ETag"]) == (two.data, two.headers["ETag"])
    assert b"106.504" not in one.data
    assert b"29.498" not in one.data
    assert one.headers["Cache-Control"] == "private, no-cache"


def test_nothing_of_a_place_is_kept(app):
    client = app.test_client()
    campaign = app.extensions["fairreach"].snapshots.current()
    client.get(IN_500103, headers={"Accept-Encoding": "gzip"})
    before = {kind: campaign.cache.keys(kind) for kind in campaign.cache.kinds()}
    client.get("/calendar.ics?lon=106.5123&lat=29.5&lang=en", headers={"Accept-Encoding": "gzip"})

    assert {kind: campaign.cache.keys(kind) for kind in campaign.cache.kinds()} == before


@pytest.mark.parametrize(
    "path", ["/fairs/f2.ics", "/calendar.ics?district=500103", "/calendar.ics?lon=106.5&lat=29.5"]
)
def test_a_calendar_is_the_same_until_the_campaign_changes(client, path):
    first, again = client.get(path), client.get(path)
    known = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    head = client.head(path)

    assert first.data == again.data
    assert first.headers["ETag"] == again.headers["ETag"] == head.headers["ETag"]
    assert (known.status_code, known.data) == (304, b"")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == first.headers["Content-Type"]
    assert "no-cache" in first.headers["Cache-Control"]


def test_going_back_gives_other_tags_than_before(url, app_on):
    first = put(url, {"venue": "A"})
    tags = []
    for change in (lambda: None, lambda: put(url, {"venue": "B"}), lambda: None):
        change()
        Store.open(url).use(first)
        client = app_on(url).test_client()
        tags.append([client.get(p).headers["ETag"] for p in ("/fairs/f1.ics", IN_500103)])

    assert tags[1] == tags[2]
    assert all(one != other for one, other in zip(tags[0], tags[1], strict=True))


def test_languages_and_hosts_do_not_share_a_calendar(app_on, filled):
    client = app_on(filled, FAIRREACH_TRUSTED_HOSTS="jobs.example", FAIRREACH_HTTPS="1")
    client = client.test_client()
    here = client.get("/fairs/f2.ics?lang=en")
    there = client.get("/fairs/f2.ics?lang=en", headers={"Host": "jobs.example"})
    chinese = client.get("/fairs/f2.ics", headers={"Accept-Language": "zh"})

    assert entry(there)["URL"] == "https://jobs.example/fairs/f2"
    assert entry(here)["UID"] == entry(there)["UID"]
    assert len({each.headers["ETag"] for each in (here, there, chinese)}) == 3
    assert "Accept-Language" in here.headers["Vary"]
    assert here.headers["Content-Language"] == "en"
    assert client.get("/fairs/f2.ics", headers={"Host": "evil.example"}).status_code == 400


def test_a_subscription_says_how_often_to_ask_and_what_it_is_called(client):
    calendar = read(client.get(IN_500103))

    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["REFRESH-INTERVAL"] == calendar["X-PUBLISHED-TTL"] == "PT6H"
    assert calendar.params("REFRESH-INTERVAL") == ";VALUE=DURATION"
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Job fairs in District 500103"


def test_files_have_names(client):
    one, feed = client.get("/fairs/f2.ics"), client.get(IN_500103)

    assert one.headers["Content-Disposition"] == "attachment; filename=f2.ics"
    assert feed.headers["Content-Disposition"] == "inline; filename=job-fairs.ics"


def test_the_moment_of_a_stamp_is_that_of_the_version(url, app_on):
    put(url, {})
    (version,) = Store.open(url).versions()
    event = entry(app_on(url).test_client().get("/fairs/f1.ics"))
    at = datetime.fromisoformat(version.created_at).astimezone(UTC)

    assert event["DTSTAMP"] == at.strftime("%Y%m%dT%H%M%SZ")


def rendered(app, macro, *arguments, path="/?lang=en"):
    with app.test_request_context(path):
        app.preprocess_request()
        module = app.jinja_env.get_template("_calendar.html").module
        return str(getattr(module, macro)(*arguments))


def test_a_page_offers_the_calendar_of_a_fair_that_is_announced(app):
    text = rendered(app, "add_to_calendar", {"fair_id": "f2", "status": "published"})

    assert 'href="/fairs/f2.ics?lang=en"' in text
    assert "href" not in rendered(app, "add_to_calendar", {"fair_id": "f3", "status": "planned"})


def test_a_page_offers_to_watch_what_was_searched_and_rounds_the_place(app, client):
    query = {"lon": "106.5043", "lat": "29.5", "k": 8, "travel": None, "occupation": '焊工&"<'}
    text = rendered(app, "watch_area", query | {"radius_km": 30}, None)

    assert "all fairs within 30 km of this place" in text
    assert (
        "webcal://localhost/calendar.ics?lon=106.5&amp;lat=29.5&amp;radius_km=30&amp;occupation="
        in text
    )
    assert "http://localhost/calendar.ics?" in text
    assert "106.5043" not in text
    assert "rounded to about a kilometre" in text
    assert '<"' not in text.replace('"<', "")
    address = text.split('type="text/calendar" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(address).status_code == 200


def test_a_district_to_watch_says_nothing_of_a_place(app):
    text = rendered(app, "watch_area", {"district": "500103"}, "Yuzhong District")

    assert "all fairs in Yuzhong District" in text
    assert "district=500103&amp;lang=en" in text
    assert "rounded" not in text
