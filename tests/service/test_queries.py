"""The one reading of parameters, for API, pages and command line alike."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from geodata.access.travel import Method
from geodata.errors import QueryRefused
from geodata.measures.query import Threshold
from geodata.signs.profile import Profile
from service import queries as query
from service.arguments import Arguments

NOW = datetime(2027, 2, 18, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def given_text(**values):
    return Arguments({name: [text] for name, text in values.items()})


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("+1.5", 1.5), ("-0", 0), (".5", 0.5), ("5.", 5), ("1e2", 100), (" 29.5 ", 29.5)],
)
def test_a_number_is_read_as_people_and_programs_write_it(text, value):
    assert given_text(lon=text).number("lon") == value


@pytest.mark.parametrize(
    "text",
    ["nan", "NaN", "inf", "-inf", "infinity", "1e999", "-1e999", "0x10", "1_000", "1,5", "1 2",
     "--1", "e5", ".", "+", "１２", "٣", "½", "1e", "1d5", "None", "true"],
)  # fmt: skip
def test_what_is_no_finite_decimal_number_is_refused(text):
    with pytest.raises(QueryRefused) as refused:
        given_text(lon=text).number("lon")

    assert (refused.value.parameter, refused.value.value) == ("lon", text)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.text(max_size=130))
def test_any_text_is_a_value_or_a_refusal_and_never_another_error(text):
    args = given_text(x=text)
    readings = (
        lambda: args.text("x"),
        lambda: args.number("x"),
        lambda: args.whole("x", 5, least=1, most=50),
        lambda: args.day("x"),
        lambda: args.choice("x", ("a", "b"), "a"),
        lambda: query.bounding_box(given_text(bbox=text)),
    )
    for read in readings:
        try:
            read()
        except QueryRefused as refused:
            assert str(refused)  # noqa: PT017  (that there is a sentence is the point)


@pytest.mark.parametrize("text", ["1", "5", "50", " 7 "])
def test_a_whole_number_within_its_bounds_is_taken(text):
    assert given_text(k=text).whole("k", 5, least=1, most=50) == int(text)


@pytest.mark.parametrize("text", ["0", "51", "-1", "1.0", "1e1", "9" * 30, "５", "+5"])
def test_a_whole_number_out_of_bounds_or_otherwise_written_is_refused(text):
    with pytest.raises(QueryRefused, match="whole number from 1 to 50"):
        given_text(k=text).whole("k", 5, least=1, most=50)


@pytest.mark.parametrize(
    "text",
    ["2027-2-1", "20270218", "2027-02-30", "2027-02-18T09:00", "２０２７-02-18", "2027-W07-4"],
)
def test_only_a_calendar_day_in_full_is_a_day(text):
    with pytest.raises(QueryRefused, match="must be a date"):
        given_text(**{"from": text}).day("from")


def test_a_value_that_is_not_given_is_not_an_empty_one():
    assert given_text().text("x") is None
    with pytest.raises(QueryRefused, match="empty"):
        given_text(x=" ").text("x")
    assert Arguments({"x": [""]}, forgiving=True).text("x") is None


def test_a_repeated_value_is_refused_even_when_both_are_the_same():
    with pytest.raises(QueryRefused, match="more than once"):
        Arguments({"x": ["1", "1"]}).text("x")


@pytest.mark.parametrize("text", ["\x00", "a\nb", "a\x7f", "\x9b31m", "\ud800"])
def test_characters_that_cannot_be_read_are_refused(text):
    with pytest.raises(QueryRefused, match="cannot be read"):
        given_text(x=text).text("x")


def test_a_value_of_a_hundred_characters_is_taken_and_a_longer_one_is_shown_shortened():
    assert given_text(x="区" * 100).text("x") == "区" * 100
    with pytest.raises(QueryRefused, match="too long") as refused:
        given_text(x="x" * 9_999).text("x")
    assert len(refused.value.value) == 100


def test_an_unknown_name_is_refused_with_the_names_there_are():
    with pytest.raises(QueryRefused, match="there are: lon, lat"):
        Arguments.strict(MultiDict([("lng", "1")]), ("lon", "lat"))


@pytest.mark.parametrize(
    "text",
    ["1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1", "2,0,1,1", "0,2,1,1", "-181,0,1,1", "0,0,1,91",
     "0,0,1e999,1", ",,,"],
)  # fmt: skip
def test_a_box_that_is_none_is_refused(text):
    with pytest.raises(QueryRefused) as refused:
        query.bounding_box(given_text(bbox=text))

    assert refused.value.parameter == "bbox"


def test_a_box_may_be_the_whole_world_or_one_point():
    assert query.bounding_box(given_text(bbox="-180,-90,180,90")) == (-180, -90, 180, 90)
    assert query.bounding_box(given_text(bbox="1, 2, 1, 2")) == (1, 2, 1, 2)


@pytest.mark.parametrize(
    ("values", "travel", "threshold"),
    [
        ({}, Method.STRAIGHT, Threshold(10, "km")),
        ({"travel": "estimated"}, Method.ESTIMATED, Threshold(30, "min")),
        ({"travel": "estimated", "threshold_km": "7.5"}, Method.ESTIMATED, Threshold(7.5, "km")),
        ({"threshold_km": "500"}, Method.STRAIGHT, Threshold(500, "km")),
        ({"travel": "estimated", "threshold_min": "600"}, Method.ESTIMATED, Threshold(600, "min")),
    ],
)
def test_each_method_has_its_own_default_threshold(values, travel, threshold):
    asked = query.coverage_query(given_text(**values))

    assert (asked.travel.method, asked.threshold) == (travel, threshold)


def test_a_seekers_window_starts_now_and_a_stated_day_starts_at_its_beginning():
    now = query.nearest_query(given_text(lon="106.5", lat="29.5"), NOW).window
    day = query.nearest_query(
        given_text(lon="106.5", lat="29.5", **{"from": "2027-02-18"}), NOW
    ).window

    assert now.key == ("2027-02-18", "10:00", "")
    assert day.key == ("2027-02-18", "", "")


def test_a_window_that_is_over_is_refused_unless_its_first_day_is_asked_for_too():
    place = {"lon": "106.5", "lat": "29.5"}
    with pytest.raises(QueryRefused, match="before today, 2027-02-18"):
        query.nearest_query(given_text(**place, to="2027-02-17"), NOW)

    past = query.nearest_query(
        given_text(**place, **{"from": "2027-02-01", "to": "2027-02-17"}), NOW
    )
    assert past.window.key == ("2027-02-01", "", "2027-02-17")


def test_a_planners_window_is_what_was_given_and_open_otherwise():
    assert query.any_window(given_text()).key == ("", "", "")
    assert query.any_window(given_text(to="2027-03-01")).to == date(2027, 3, 1)


TRAVELS = [
    ({"travel": "straight", "speed_kmh": "30"}, "speed_kmh"),
    ({"travel": "roads", "speed_kmh": "50"}, "speed_kmh"),
    ({"speed_kmh": "50"}, "speed_kmh"),
    ({"travel": "straight", "profile": "walk"}, "profile"),
    ({"travel": "estimated", "profile": "drive"}, "profile"),
    ({"profile": "walk"}, "profile"),
    ({"travel": "straight", "threshold_min": "30"}, "threshold_min"),
    ({"travel": "roads", "threshold_min": "30", "threshold_km": "5"}, "threshold_min"),
]


@pytest.mark.parametrize("forgiving", [False, True], ids=["program", "page"])
@pytest.mark.parametrize(("values", "parameter"), TRAVELS)
def test_what_contradicts_the_way_to_travel_is_refused_on_every_face(values, parameter, forgiving):
    given = Arguments({name: [text] for name, text in values.items()}, forgiving)
    with pytest.raises(QueryRefused) as refused:
        query.coverage_query(given)

    assert refused.value.parameter == parameter


def test_on_foot_is_a_profile_that_a_page_may_also_name_but_not_contradict():
    def on_foot(profile):
        return Arguments({"travel": ["roads-walk"], "profile": [profile]}, forgiving=True)

    assert query.coverage_query(on_foot("walk")).travel.profile is Profile.WALK
    with pytest.raises(QueryRefused, match="not on foot"):
        query.coverage_query(on_foot("drive"))


def test_a_speed_that_its_way_asks_for_is_taken():
    asked = query.coverage_query(given_text(travel="estimated", speed_kmh="45"))

    assert asked.travel.speed_kmh == 45
