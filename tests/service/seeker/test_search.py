"""The seeker's search: days by name, what is looked for, and what is said when nothing is near."""

from datetime import date, datetime

import pytest
from campaigns import make_campaign
from spoken import unmarked
from stores import NOW, settings_on, store_campaign

from service.app import create_app
from service.seeker.search import named_days

FRIDAY, SATURDAY, SUNDAY = date(2027, 2, 19), date(2027, 2, 20), date(2027, 2, 21)
FAIRS = (
    {"name": "周五场", "date": "2027-02-19", "lon": 106.51},
    {"name": "周六场", "date": "2027-02-20", "lon": 106.53},
    {"name": "下周场", "date": "2027-02-26", "lon": 106.52},
    {"name": "远场", "date": "2027-03-20", "lon": 106.99, "lat": 29.95},
)
OPENINGS = (
    {"employer_id": "e1", "fair_id": "f1", "occupation": "客服", "headcount": 40},
    {"employer_id": "e1", "fair_id": "f2", "occupation": "电工", "headcount": 7},
    {"employer_id": "e2", "fair_id": "f2", "occupation": "高级电工", "headcount": 5},
    {"employer_id": "e2", "fair_id": "f4", "occupation": "焊工", "headcount": 3},
)
HERE = {"lon": "106.5", "lat": "29.5", "lang": "en"}


@pytest.fixture(scope="module")
def seeker(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('seeker')}/fairreach.db"
    employers = ({"sector": "汽车"}, {"sector": "金融", "lon": 106.7})
    store_campaign(url, make_campaign(fairs=FAIRS, employers=employers, openings=OPENINGS))
    return create_app(settings_on(url)).test_client()


def names(page):
    listed = page.split('<ol class="cards"')[1].split("</ol>")[0]
    found = [(listed.find(fair["name"]), fair["name"]) for fair in FAIRS]
    return [name for at, name in sorted(found) if at >= 0]


def ask(seeker, **query):
    answer = seeker.get("/", query_string=HERE | query)
    assert answer.status_code == 200, answer.text
    return unmarked(answer.text)


@pytest.mark.parametrize(
    ("today", "weekend"),
    [
        (FRIDAY, (SATURDAY, SUNDAY)),
        (SATURDAY, (SATURDAY, SUNDAY)),
        (SUNDAY, (SUNDAY, SUNDAY)),
        (date(2027, 2, 22), (date(2027, 2, 27), date(2027, 2, 28))),
    ],
)
def test_this_weekend_is_the_coming_one_or_what_is_left_of_it(today, weekend):
    assert named_days("weekend", today) == weekend


def test_every_named_day_begins_today_or_later_and_ends_no_earlier():
    for day in range(1, 29):
        today = date(2027, 2, day)
        for name in ("today", "weekend", "week"):
            first, last = named_days(name, today)
            assert today <= first <= last
            assert (last - first).days < 7


def test_days_by_name_leave_out_all_other_days(seeker):
    assert datetime.fromisoformat(NOW).date() == date(2027, 2, 18)
    assert names(ask(seeker, when="weekend")) == ["周六场"]
    assert names(ask(seeker, when="week")) == ["周五场", "周六场"]
    assert "Search all days" in ask(seeker, when="today")


def test_days_by_name_and_by_date_at_once_are_refused(seeker):
    answer = seeker.get("/", query_string=HERE | {"when": "week", "to": "2027-03-01"})

    assert answer.status_code == 400
    assert "leave out the first and the last day" in answer.text


def test_only_fairs_with_what_is_looked_for_are_listed_and_say_how_much_of_it(seeker):
    page = ask(seeker, occupation="电工")

    assert names(page) == ["周六场"]
    assert "12 openings for “电工, 高级电工” at 2 employers" in page


def test_a_card_calls_the_openings_as_the_tables_do_and_not_as_they_were_asked_for(seeker):
    assert "40 openings for “客服” at 1 employer" in ask(seeker, occupation="customer service")


def test_the_sector_of_an_employer_counts_for_its_openings(seeker):
    assert names(ask(seeker, sector="金融")) == ["周六场", "远场"]
    assert "5 openings for “金融” at 1 employer<" in ask(seeker, sector="金融")


def test_a_fair_with_too_few_openings_is_left_out(seeker):
    assert names(ask(seeker, min_openings="12")) == ["周五场", "周六场"]
    assert names(ask(seeker, min_openings="13")) == ["周五场"]
    assert names(ask(seeker, min_openings="6", occupation="焊工")) == []


def test_when_nothing_fits_the_page_says_so_and_how_to_go_on(seeker):
    page = ask(seeker, occupation="会计")

    assert names(page) == []
    assert "No fair matches your filters." in page
    assert "Show all fairs" in page
    assert "No fair on these dates matches your filters." in ask(
        seeker, occupation="会计", when="week"
    )


def test_nothing_more_is_offered_when_all_that_fits_is_listed(seeker):
    assert "Show more fairs" in ask(seeker, k="3")
    assert "Show more fairs" not in ask(seeker, k="4")


def test_a_picked_day_stands_in_the_form_as_such_and_can_be_exchanged_for_other_days(seeker):
    page = ask(seeker, when="2027-02-20")

    assert '<option value="2027-02-20" selected>20 February 2027</option>' in page
    assert 'name="from" type="date" value=""' in page
    assert 'name="to" type="date" value=""' in page


def test_when_nothing_is_near_the_circle_is_widened_and_the_page_says_so(seeker):
    page = ask(seeker, occupation="焊工")

    assert names(page) == ["远场"]
    assert "none within 60 min of this place" in page
    assert "The nearest upcoming ones are farther away" in page
    assert "none within" not in ask(seeker)


def test_where_nothing_is_near_the_calendar_watches_as_far_as_what_is_listed(seeker):
    near, far = ask(seeker), ask(seeker, occupation="焊工")

    assert "radius_km=30&amp;" in near
    assert "all fairs within 30 km of this place, whatever the day" in near
    assert "radius_km=70&amp;" in far
    assert "Only those that have what you look for." in far
    district = seeker.get("/?lang=en&district=500103").text
    assert "all fairs in District 500103, whatever the day" in district


@pytest.mark.slow
def test_cancelled_fairs_far_away_are_not_near_and_near_ones_say_what_they_had(tmp_path):
    url = f"sqlite:///{tmp_path}/s.db"
    fairs = tuple(
        fair | {"status": "cancelled"} if fair["name"] in {"周六场", "远场"} else fair
        for fair in FAIRS
    )
    store_campaign(url, make_campaign(fairs=fairs, employers=({}, {}), openings=OPENINGS))
    told = create_app(settings_on(url)).test_client()

    page = ask(told, occupation="会计").split("Cancelled near you")[1]

    assert "周六场" in page
    assert "12 openings at 2 employers" in page
    assert "远场" not in page


@pytest.mark.slow
def test_a_service_is_chosen_in_whatever_language_it_was_asked_for(tmp_path):
    url = f"sqlite:///{tmp_path}/s.db"
    fairs = ({"name": "A", "services": "求职登记"},)
    services = ({"name": "求职登记", "name_en": "Job search"},)
    store_campaign(url, make_campaign(fairs=fairs, services=services))
    told = create_app(settings_on(url)).test_client()

    for asked in ("求职登记", "Job search"):
        page = ask(told, services=asked)
        assert page.count("Job search</option>") == 1
        assert '<option value="求职登记" selected>Job search</option>' in page


def test_nothing_typed_is_lost_with_a_mistake_or_an_unclear_place(seeker):
    wrong = seeker.get("/?lang=en&q=nowhere&occupation=电工&when=week").text
    unclear = seeker.get("/?lang=en&q=district&when=week").text

    other = wrong.split('lang="zh-Hans"')[0].rpartition('href="')[2]
    assert "q=nowhere" in other
    assert "occupation=%E7%94%B5%E5%B7%A5" in other
    assert "Which place do you mean?" in unclear
    assert "q=district" in unclear.split('lang="zh-Hans"')[0].rpartition('href="')[2]


def test_a_speed_that_nobody_travels_at_is_told_beside_the_form(seeker):
    answer = seeker.get("/", query_string=HERE | {"speed_kmh": "1e-300"})

    assert answer.status_code == 400
    assert "must be between 1 and 200" in answer.text
    assert 'id="place"' in answer.text


def test_a_list_that_holds_no_more_says_so_and_goes_on_below(tmp_path):
    url = f"sqlite:///{tmp_path}/s.db"
    fairs = tuple({"name": f"场{n}", "date": "2027-03-01"} for n in range(60))
    store_campaign(url, make_campaign(fairs=fairs))
    told = create_app(settings_on(url)).test_client()

    assert "#fair-" in ask(told).split("Show more fairs")[0].rpartition("<a ")[2]
    assert "at most 50 fairs" in ask(told, k="50")
    assert "at most" not in ask(told, k="16")


def test_filters_work_without_a_place_too(seeker):
    page = seeker.get("/?lang=en&occupation=焊工").text

    assert names(page) == ["远场"]


def test_the_form_keeps_what_was_looked_for(seeker):
    page = ask(seeker, occupation="电工", sector="农业", min_openings="3", when="week")

    assert 'value="电工"' in page
    assert "<option selected>农业</option>" in page
    assert '<option value="week" selected>' in page
    assert 'value="3"' in page


@pytest.mark.parametrize(
    "query",
    [{"when": "never"}, {"min_openings": "-1"}, {"min_openings": "x"}, {"occupation": "a" * 200}],
)
def test_a_filter_that_cannot_be_used_is_told(seeker, query):
    answer = seeker.get("/", query_string=HERE | query)

    assert answer.status_code == 400
    assert "This cannot be searched" in answer.text


def test_two_seekers_from_different_places_get_their_own_distances(seeker):
    near, far = ask(seeker), ask(seeker, lon="106.6")

    assert near.split('class="away"')[1][:80] != far.split('class="away"')[1][:80]


def test_the_list_of_a_district_may_be_shared_and_that_of_a_place_may_not(seeker):
    district = seeker.get("/?district=500103")
    again = seeker.get("/?district=500103", headers={"If-None-Match": district.headers["ETag"]})
    place = seeker.get("/", query_string=HERE)
    refused = seeker.get("/?lon=nowhere")
    unknown = seeker.get("/", query_string={"q": "解放碑步行街 8 号"})

    assert district.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Accept-Language" in district.headers["Vary"]
    assert again.status_code == 304
    assert place.headers["Cache-Control"] == "no-store"
    assert "ETag" not in place.headers
    assert refused.headers["Cache-Control"] == "no-store"
    assert unknown.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_a_place_that_is_not_known_keeps_the_list(seeker, lang):
    page = seeker.get("/", query_string={"lang": lang, "q": "解放碑"})

    assert page.status_code == 200
    assert page.text.count('<li class="fair') == seeker.get(f"/?lang={lang}").text.count(
        '<li class="fair'
    )
    assert "解放碑" in page.text.split('id="not-found"')[1].split("</p>")[0]
    assert "finder-map" in page.text
    assert 'value="解放碑"' in page.text


@pytest.mark.parametrize("lang", ["zh", "en", "id"])
def test_a_district_has_no_minutes_and_asks_for_a_point(seeker, lang):
    page = seeker.get("/", query_string={"lang": lang, "district": "500103", "travel": "estimated"})

    assert page.status_code == 200
    assert 'class="away"' not in page.text
    assert [card["name"] for card in FAIRS] == names(page.text)
    assert '"place": null' in page.text or '"place":null' in page.text


def test_around_a_district_without_a_fair_the_way_is_from_its_border(seeker):
    page = seeker.get("/?lang=en&district=500112").text
    text = seeker.get("/text?lang=en&district=500112").text

    # The farthest of the fairs in the west is the nearest to the border in the east.
    assert names(page)[0] == "远场"
    assert "from its border" in page
    assert "970 m" in page.split('class="away"')[1][:80]
    assert "min" not in page.split('<ol class="cards"')[1].split("</ol>")[0].replace("minim", "")
    assert "1. 970 m from its border" in text


def test_no_two_searches_share_a_list(seeker):
    queries = [
        {}, {"q": "500103区"}, {"district": "500112"}, {"q": "500112区"},
        {"district": "500112", "k": "1"},
        {"district": "500112", "occupation": "电工"}, {"district": "500112", "travel": "straight"},
        {"district": "500112", "lang": "zh"}, {"district": "500112", "when": "week"},
    ]  # fmt: skip
    pages = [seeker.get("/", query_string={"lang": "en"} | query).text for query in queries]

    assert len(set(pages)) == len(pages) - 1  # a name and a code of one district are one place


def fields_of(page):
    """What narrows a list and how one travels, as the form holds it."""
    return page.split('<details class="more"')[1].split("</summary>")[1].split("</details>")[0]


def test_the_fields_hold_what_was_filled_in_and_are_written_once_for_all_places(seeker):
    cache = seeker.application.extensions["fairreach"].snapshots.current().cache
    asked = [
        {}, {"occupation": "电工"}, {"travel": "estimated", "speed_kmh": "25"}, {"when": "weekend"},
        {"when": "2027-02-20"}, {"from": "2027-02-19", "to": "2027-02-20"}, {"sector": "金融"},
        {"min_openings": "3"}, {"lang": "zh"}, {"lang": "id"},
    ]  # fmt: skip
    cache.put("filter fields", "none of those before", "", most=1)
    first = [fields_of(ask(seeker, **each)) for each in asked]
    written = set(cache.keys("filter fields"))

    again = [fields_of(ask(seeker, **each, lon="106.61", lat="29.61")) for each in asked]
    assert set(cache.keys("filter fields")) == written
    cache.put("filter fields", "none of those before", "", most=1)
    anew = [fields_of(ask(seeker, **each)) for each in asked]

    assert first == again == anew
    assert len(set(first)) == len(written) - 1 == len(asked)
    for each, fields in zip(asked, first, strict=True):
        for value in set(each.values()) - {"zh", "id"}:
            assert value in fields


def test_the_addresses_of_the_picture_are_those_of_the_days_and_the_language(seeker):
    for query in ({}, {"to": "2027-02-25"}, {"lang": "zh"}, {"when": "2027-02-20"}):
        pages = [ask(seeker, **query, lon=lon) for lon in ("106.5", "106.6")]
        images = [page.split("<picture>")[1].split("</picture>")[0] for page in pages]
        assert images[0] == images[1]
        assert f"lang={query.get('lang', 'en')}" in images[0]
        assert ("to=" in images[0]) == bool(query.keys() & {"to", "when"})
