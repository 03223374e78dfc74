"""The days in the settings, in a browser: chosen on their chart, typed in any order, put away."""

from urllib.parse import parse_qs, urlsplit

import pytest

PLAN = "/planner?lang=en&region=500000&travel=straight"
BAR = "document.querySelectorAll('#days g')[%d]"


@pytest.fixture
def sheet(weeks, visit):
    """The page with its days open."""
    page = visit().goto(f"{weeks}{PLAN}")
    page.locator("#dates summary").click()
    return page


def days(page):
    asked = parse_qs(urlsplit(page.evaluate("location.href")).query)
    return [asked[name][0] for name in ("from", "to")]


def bar(page, at):
    """A day of the chart, and where its middle is."""
    box = page.evaluate(f"""() => {{
        const {{ x, y, width, height }} = {BAR % at}.getBoundingClientRect();
        return [{BAR % at}.dataset.day, x + width / 2, y + height / 2];
    }}""")
    return box[0], box[1:]


@pytest.mark.parametrize(("start", "end"), [(2, 6), (6, 2), (4, 4)])
def test_a_drag_over_the_chart_chooses_its_days_whichever_way_it_goes(sheet, start, end):
    (one, here), (other, there) = bar(sheet, start), bar(sheet, end)

    sheet.mouse.move(*here)
    sheet.mouse.down()
    sheet.mouse.move(*there, steps=3)
    marked = sheet.locator("#days g.chosen").evaluate_all("all => all.map(g => g.dataset.day)")
    sheet.mouse.up()
    sheet.wait_for_function("() => location.search.includes('from=')")
    sheet.wait_for_selector("#panel:not([aria-busy])")

    assert [marked[0], marked[-1]] == days(sheet) == sorted((one, other))
    assert len(marked) == abs(end - start) + 1
    assert sheet.locator("#from").input_value() == min(one, other)


def test_days_that_are_typed_the_wrong_way_round_are_turned(sheet):
    (first, _), (last, _) = bar(sheet, 2), bar(sheet, 6)

    sheet.fill("#from", last)
    sheet.fill("#to", first)
    sheet.wait_for_function("day => location.search.includes(`to=${day}`)", arg=last)

    assert days(sheet) == [first, last]


def test_escape_and_a_click_elsewhere_put_the_sheet_away(sheet):
    sheet.focus("#from")
    sheet.keyboard.press("Escape")

    assert not sheet.locator("#from").is_visible()
    assert sheet.evaluate("document.activeElement.closest('#dates') !== null")

    sheet.keyboard.press("Enter")
    assert sheet.locator("#from").is_visible()
    sheet.click("h1")
    assert not sheet.locator("#from").is_visible()
