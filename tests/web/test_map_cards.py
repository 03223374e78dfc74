"""Cards on a map: what is written on them stays text, and the keyboard gets in and out."""

import pytest
from stores import HOSTILE

FAIR = {
    "fair_id": "f/1", "name": HOSTILE, "venue": HOSTILE, "date": "2027-02-18", "headcount": 1234,
    "start_time": None, "end_time": None, "status": "published", "precision": None,
}  # fmt: skip
FIGURES = {
    "persons": 1000.4, "persons_no_road": 0, "coverage": 0.25, "persons_covered": 250,
    "persons_gap": 750, "fairs": 2, "fairs_per_100k": 1.234, "wait_days": 12,
}  # fmt: skip
LINES = "card => [...card.querySelectorAll('h2, h3, p, button')].map(each => each.textContent)"


@pytest.fixture
def card(map_page):
    """``card(call, given)``: the lines of a card, and what else is asked of it."""

    def make(call, given, ask=LINES):
        return map_page.evaluate(
            f"given => {{ const {{ words }} = fairreach.current.ground; return ({ask})({call}); }}",
            given,
        )

    return make


def fair_card(card, *fairs, page="null", ask=LINES):
    return card(f"fairreach.fairCard(given, words, {page})", list(fairs), ask)


def test_a_fairs_card_says_when_and_where_and_how_many_openings(card):
    assert fair_card(card, FAIR) == [HOSTILE, "18 February 2027", HOSTILE, "Openings: 1,234"]


def test_of_a_fair_that_is_tried_and_of_openings_that_nobody_lists_a_card_claims_nothing(card):
    assert fair_card(card, FAIR | {"is_new": True}) == [HOSTILE]
    assert fair_card(card, FAIR | {"headcount": None}) == [HOSTILE, "18 February 2027", HOSTILE]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"status": "planned"}, "Planned, not published yet"),
        ({"status": "cancelled"}, "Cancelled"),
        (
            {"precision": "district"},
            "Placed at the district's centre; the exact place is not known.",
        ),
        ({"illustrative": True}, "Made up for demonstration."),
    ],
)
def test_a_fairs_card_says_what_is_not_as_usual(card, change, line):
    assert line not in fair_card(card, FAIR)
    assert line in fair_card(card, FAIR | change)


def test_a_venue_that_is_not_known_takes_no_line(card):
    assert len(fair_card(card, FAIR | {"venue": None})) == len(fair_card(card, FAIR)) - 1


def test_names_that_would_like_to_be_markup_make_no_element(card):
    tags = "card => [...card.querySelectorAll('*')].map(each => each.tagName)"

    found = fair_card(card, FAIR, page="'/fairs/{fair_id}?lang=en'", ask=tags)

    assert found == ["H2", "A", "P", "P", "P"]


def test_the_link_to_a_fair_holds_its_id_escaped_and_a_page_for_mail_has_none(card):
    link = "card => card.querySelector('h2 > *').getAttribute('href')"

    assert fair_card(card, FAIR, page="'/fairs/{fair_id}'", ask=link) == "/fairs/f%2F1"
    assert fair_card(card, FAIR, ask=link) is None


@pytest.mark.parametrize(("number", "listed", "rest"), [(8, 8, []), (9, 8, ["and 1 more"])])
def test_beyond_eight_a_card_says_how_many_more_there_are(card, number, listed, rest):
    fairs = [FAIR] * number
    count = "card => card.querySelectorAll('h2').length"
    more = "card => [...card.querySelectorAll('.more')].map(each => each.textContent)"

    assert fair_card(card, *fairs, ask=count) == listed
    assert fair_card(card, *fairs, ask=more) == rest


def test_an_employers_card_says_its_sector_and_openings_as_text(card):
    employer = {"name": HOSTILE, "sector": "<b>", "precision": "district", "headcount": 5}

    lines = card(
        "fairreach.employerCard(given, words)", [employer, {"name": "b", "headcount": None}]
    )

    assert lines[:2] == [HOSTILE, "<b>"]
    assert lines[2].startswith("Placed at the district's centre")
    assert lines[3:] == ["Openings: 5", "b"]


BREAKS = "breaks: [0.2, 0.4, 0.6, 0.8], unknown: {part: 0.1, most: 0.5}"


def number_of(card, figure, **changes):
    told = "card => [...card.querySelectorAll('p')].map(each => each.textContent)"
    data = f"{{measure_figure: '{figure}', {BREAKS}}}"
    return card(
        f"fairreach.districtCard({{en: 'Y'}}, given, {data}, words)", FIGURES | changes, told
    )


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ("coverage", "Coverage: 25%"),
        ("persons_gap", "Not covered: about 750"),
        ("fairs_per_100k", "Fairs per 100,000 people: 1.23"),
        ("wait_days", "Days until the next fair: 12"),
    ],
)
def test_a_district_is_told_with_the_one_number_that_colours_it(card, figure, said):
    assert number_of(card, figure) == [said]


def test_what_is_not_known_of_a_district_is_called_so(card):
    assert number_of(card, "coverage", coverage=None) == ["Coverage: no data"]
    assert number_of(card, "coverage", persons_no_road=501) == ["Coverage: no data"]
    assert number_of(card, "coverage", persons_no_road=499) == ["Coverage: 25%"]


def test_a_district_without_figures_shows_its_name_alone(card):
    text = "card => card.textContent"

    assert (
        card("fairreach.districtCard({en: given}, undefined, {}, words)", HOSTILE, text) == HOSTILE
    )


@pytest.fixture
def district(hostile, visit):
    """A page with one district chosen, whose card the keyboard has opened."""
    page = visit().goto(f"{hostile}/planner?lang=en&district=500103")
    page.locator("path.chosen").press("Enter")
    page.wait_for_selector(".fairreach-popup")
    return page


def test_the_keyboard_opens_a_districts_card_in_the_panel_and_goes_on_there(district):
    district.wait_for_function("() => document.activeElement.id === 'district-name'")

    assert (
        district.locator("#said").text_content() == district.locator("#district-name").inner_text()
    )
    top, high = district.locator("#district-name").evaluate(
        "each => [each.getBoundingClientRect().top, innerHeight]"
    )
    assert 0 <= top < high
    district.keyboard.press("Tab")
    assert district.evaluate("document.activeElement.closest('#district') !== null")


def test_the_space_bar_opens_it_too_without_scrolling_and_other_keys_do_not(hostile, visit):
    page = visit().goto(f"{hostile}/planner?lang=en&district=500103")
    page.locator("path.chosen").press("a")
    assert page.locator(".fairreach-popup").count() == 0

    page.locator("path.chosen").press(" ")

    page.wait_for_selector(".fairreach-popup")
    assert page.evaluate("window.scrollY") == 0


def test_a_card_opened_by_keyboard_stands_where_most_people_are_not_covered(demo, visit):
    page = visit().goto(f"{demo}/planner?lang=en")
    found = page.evaluate(
        "() => { const map = fairreach.current;"
        " return [...map.districts.values()].map(district => {"
        " const inside = map.gaps.cells.filter(cell => fairreach.isInside(cell, district.shape));"
        " const { lat, lng } = map.middleOf(district);"
        " const here = inside.find(cell => cell.lat === lat && cell.lon === lng);"
        " return [inside.map(({ persons }) => persons), here?.persons ?? null,"
        " lng === district.at[0] && lat === district.at[1]]; }); }"
    )

    several = [(persons, at) for persons, at, _ in found if len(set(persons)) > 1]
    assert len(several) > 20
    assert all(at == max(persons) for persons, at in several)
    assert all(at_name for persons, _, at_name in found if not persons)


def test_the_close_button_has_a_name_in_the_readers_language(district):
    close = district.locator(".leaflet-popup-close-button")

    assert close.get_attribute("aria-label") == "Close"
