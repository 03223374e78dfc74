"""What a map writes: texts that stay texts, and numbers and days as the reader writes them."""

import pytest
from stores import HOSTILE

WORDS = "const words = new fairreach.Words({locale, names: 'en', strings}); "
STRINGS = {
    "no_data": "no data",
    "openings": "Openings: {n}",
    "more": "and {n} more",
    "further": "(other sessions: {n})",
    "gap_cell": "{n} people",
    "about": "about {n}",
    "fairs_here": "{n} fairs",
    "way_none": "no way",
    "way_min": "{n} min",
    "way_to": "{minutes} to {fair}: {km} km, {walk} m on foot",
}


@pytest.fixture
def written(map_page):
    """``written(call, locale=...)``: what a call of ``words`` gives."""

    def call(expression, locale="en-GB", argument=None):
        return map_page.evaluate(
            f"([locale, strings, given]) => {{ {WORDS} return {expression}; }}",
            [locale, STRINGS, argument],
        )

    return call


def test_an_element_holds_its_text_as_text(map_page):
    made = map_page.evaluate(
        "text => { const made = fairreach.element('p', 'status', text);"
        " return [made.tagName, made.className, made.textContent, made.childElementCount]; }",
        HOSTILE,
    )

    assert made == ["P", "status", HOSTILE, 0]


def test_an_element_without_class_and_text_has_neither(map_page):
    assert map_page.evaluate("fairreach.element('div').outerHTML") == "<div></div>"


@pytest.mark.parametrize(
    ("sentence", "values", "said"),
    [
        ("{n} of {all}", {"n": 1, "all": "two"}, "1 of two"),
        ("{n} and {n}", {"n": 1}, "1 and 1"),
        ("{n} of {all}", {"n": 0}, "0 of {all}"),
        ("{constructor}", {}, "{constructor}"),
        ("{n}", {"n": "{m}", "m": "$&"}, "{m}"),
        ("{n}", {"n": "$&$1"}, "$&$1"),
    ],
)
def test_a_sentence_takes_its_values_and_nothing_else(map_page, sentence, values, said):
    assert map_page.evaluate("([s, v]) => fairreach.filled(s, v)", [sentence, values]) == said


@pytest.mark.parametrize("unknown", ["null", "undefined"])
def test_a_value_that_is_not_known_is_called_so_and_is_no_zero(written, unknown):
    assert written(f"words.number({unknown})") == "no data"
    assert written(f"words.share({unknown})") == "no data"
    assert written("words.number(0)") == "0"
    assert written("words.share(0)") == "0%"


@pytest.mark.parametrize(
    ("locale", "number", "share"),
    [
        ("en-GB", "12,345.7", "58.4%"),
        ("zh-CN", "12,345.7", "58.4%"),
        ("id-ID", "12.345,7", "58,4%"),
    ],
)
def test_numbers_are_written_as_in_the_language_of_the_page(written, locale, number, share):
    assert written("words.number(12345.678, 1)", locale) == number
    assert written("words.share(0.58437)", locale) == share


def test_a_text_that_is_not_there_is_shown_by_its_name(written):
    assert written("words.text('unheard')") == "unheard"
    assert written("words.text('more', {n: 3})") == "and 3 more"


def test_openings_and_the_rest_of_a_list_are_counted(written):
    assert written("words.openings(1234)") == "Openings: 1,234"
    assert written("words.more(1234)", "id-ID") == "and 1.234 more"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({"start_time": "09:00", "end_time": "16:30"}, "18 February 2027 09:00–16:30"),
        ({"start_time": "09:00", "end_time": None}, "18 February 2027 09:00"),
        ({"start_time": None, "end_time": None}, "18 February 2027"),
        (
            {"start_time": "09:00", "end_time": "11:30", "further": 2},
            "18 February 2027 09:00–11:30 (other sessions: 2)",
        ),
    ],
)
def test_a_fairs_hours_are_said_as_far_as_they_are_known(written, hours, said):
    fair = {"date": "2027-02-18"} | hours

    assert written("words.dayAndHours(given)", argument=fair) == said


def test_a_day_is_the_same_wherever_the_reader_is(browser, hostile):
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        context = browser.new_context(timezone_id=zone, service_workers="block")
        page = context.new_page()
        page.goto(f"{hostile}/planner?lang=en")
        said = page.evaluate(
            "new fairreach.Words({locale: 'en-GB', strings: {}}).dayAndHours("
            "{date: '2027-02-18', start_time: '09:00', end_time: '16:30'})"
        )
        context.close()

        assert said == "18 February 2027 09:00–16:30"


@pytest.mark.parametrize(
    ("locale", "persons", "said"),
    [
        ("en-GB", 226_223, "about 230,000"),
        ("en-GB", 1_855_186, "about 1.9 million"),
        ("en-GB", 99_900, "about 100,000"),
        ("en-GB", 1_234, "about 1,200"),
        ("zh-Hans-CN", 226_223, "about 23万"),
        ("zh-Hans-CN", 9_870, "about 9,900"),
        ("id-ID", 226_223, "about 230 ribu"),
        ("id-ID", 1_855_186, "about 1,9 juta"),
        ("en-GB", 99.4, "99"),
        ("en-GB", 0, "0"),
    ],
)
def test_a_number_of_the_model_is_told_in_two_figures_as_one_says_it(
    written, locale, persons, said
):
    found = written("words.about(given)", locale, persons)

    assert found.replace("\xa0", " ") == said


def test_a_circle_is_told_in_two_figures(written):
    assert written("words.gap(given)", argument={"persons": 226_223}) == "230,000 people"


def test_one_fair_is_called_by_its_name_and_day_and_several_by_their_number(written):
    fair = {"name": HOSTILE, "date": "2027-02-18", "start_time": None, "end_time": None}

    assert written("words.fairs(given)", argument=[fair]) == f"{HOSTILE}, 18 February 2027"
    assert written("words.fairs(given)", argument=[fair] * 1200) == "1,200 fairs"


def test_a_place_is_called_by_its_name_in_the_readers_writing(map_page):
    names = map_page.evaluate(
        "['zh', 'en'].map(names => { const words = new fairreach.Words({names, strings: {}});"
        " const place = {zh: '渝中区', en: 'Yuzhong District',"
        " short_zh: '渝中', short_en: 'Yuzhong'};"
        " return [words.nameOf(place), words.shortNameOf(place)]; })"
    )

    assert names == [["渝中区", "渝中"], ["Yuzhong District", "Yuzhong"]]


WAY = {
    "line": [[106, 29], [106.1, 29]], "fair": {"name": HOSTILE}, "minutes": 12.4, "metres": 9876,
    "walk_m": [70.2, 30.4],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, f"12 min to {HOSTILE}: 9.9 km, 101 m on foot"),
        ({"minutes": 0.2}, f"1 min to {HOSTILE}: 9.9 km, 101 m on foot"),
        ({"line": None}, "no way"),
    ],
)
def test_a_way_is_told_with_what_it_costs(written, change, said):
    assert written("words.way(given)", argument=WAY | change) == said
