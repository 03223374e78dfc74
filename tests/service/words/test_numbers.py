"""Numbers, days and hours in each language's own form; CLDR, as Babel reads it, is the judge."""

from datetime import date, time

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal, format_percent

from service.words import numbers as figures
from service.words import wording
from service.words.language import LANGUAGES

TODAY = date(2027, 2, 18)


@pytest.fixture
def indonesian(app):
    """A request whose reader is given Indonesian."""
    with app.test_request_context("/?lang=id"):
        yield


@pytest.mark.parametrize("lang", list(LANGUAGES))
@pytest.mark.parametrize("number", [0, 7.25, 999.5, 1234.5678, 1_234_567.891, -1234.5])
def test_numbers_have_the_marks_of_their_language(app, lang, number):
    with app.test_request_context(f"/?lang={lang}"):
        assert figures.decimal_number(number, 2) == format_decimal(number, "#,##0.00", locale=lang)
        six = float(f"{number:.6g}")
        assert figures.general(number) == format_decimal(six, "#,##0.######", locale=lang)


@pytest.mark.parametrize("lang", list(LANGUAGES))
@pytest.mark.parametrize("part", [0, 0.0049, 0.592, 1])
def test_shares_are_written_as_in_their_language(app, lang, part):
    pattern = Locale.parse(lang).percent_formats[None].pattern.replace("0%", "0.0%")

    with app.test_request_context(f"/?lang={lang}"):
        said = figures.percentage(part, 1)

    assert said == format_percent(part, pattern, locale=lang)


@pytest.mark.parametrize("lang", list(LANGUAGES))
@pytest.mark.parametrize("at", ["00:00", "09:05", "13:30", "23:59"])
def test_hours_are_written_as_in_their_language(app, lang, at):
    with app.test_request_context(f"/?lang={lang}"):
        assert figures.clock(at) == format_skeleton("Hm", time.fromisoformat(at), locale=lang)


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("day", [date(2027, 3, 13), date(2028, 12, 5)])
def test_days_are_named_as_in_indonesian(day):
    assert wording.full_day(day) == format_date(day, "long", locale="id")
    assert wording.weekday(day, TODAY) == format_date(day, "EEEE", locale="id")
    assert wording.day(date(2027, 3, 13), TODAY) == format_skeleton(
        "MMMMd", date(2027, 3, 13), locale="id"
    )


@pytest.mark.usefixtures("indonesian")
@pytest.mark.parametrize("persons", [12_345, 416_506, 1_564_321, 37_374_698, 123_456_789])
def test_many_people_are_shortened_as_in_indonesian(persons):
    rounded = round(persons, -3) if persons < 1e6 else persons

    people = wording.people(persons).replace("\xa0", " ")
    assert people == format_compact_decimal(
        rounded, format_type="long", locale="id", fraction_digits=1
    )
    assert wording.short(persons) == format_compact_decimal(
        rounded, format_type="short", locale="id", fraction_digits=2
    )


@pytest.mark.usefixtures("indonesian")
def test_indonesian_figures_read_as_one_writes_them():
    people = [wording.people(n) for n in (0, 1_564, 416_506, 999_999, 52_990_000)]
    assert people == ["0", "1.564", "417\xa0ribu", "1\xa0juta", "53\xa0juta"]
    assert [wording.distance(m) for m in (852, 4_240, 31_400)] == ["850 m", "4,2 km", "31 km"]
    assert [wording.share(p) for p in (0.5921, 0.99999, 1e-6)] == ["59,2%", "> 99,9%", "< 0,1%"]
    assert wording.decimal(1234.5) == "1.234,50"
    assert wording.hours("09:00", "15:00") == "09.00–15.00"
    assert wording.hours("09:00", "") == "mulai pukul 09.00"
    assert wording.named_day(date(2027, 3, 13), TODAY) == "Sabtu, 13 Maret"
    assert wording.named_day(date(2028, 3, 13), TODAY) == "Senin, 13 Maret 2028"
    assert wording.named_day(TODAY, TODAY) == "Hari ini, 18 Februari"
    assert wording.travel_time(125) == "2 jam 5 menit"
    assert wording.openings(18_000, 1) == "18.000 lowongan dari 1 pemberi kerja"


@pytest.mark.usefixtures("indonesian")
def test_a_number_just_below_a_million_is_a_million_when_it_is_rounded():
    assert wording.people(999_499) == "999\xa0ribu"
    assert wording.people(999_500) == "1\xa0juta"
    assert wording.short(999_999) == "1\xa0jt"


def test_a_threshold_keeps_the_decimals_that_it_was_given(client):
    text = client.get("/planner?lang=id&threshold_km=12.5").text

    assert "12,5\xa0km garis lurus" in text
    assert 'value="12.5"' in text  # what a form sends is written as forms write it
