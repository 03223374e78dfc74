"""A fair of several sessions in a browser: read by axe, and within a narrow screen."""

import axe
import pytest
import servers
from stores import small_campaign, store_campaign

DAYS = "; ".join(f"2027-02-{n} 09:00-12:00; 2027-02-{n} 14:00-17:00" for n in range(18, 22))
MARKET = {
    "name": "四天大型招聘会",
    "date": "2027-02-18",
    "start_time": "09:00",
    "end_time": "12:00",
    "sessions": DAYS,
}
PAGES = ("/?lon=106.51&lat=29.5", "/fairs/f1")


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """The address of a server at noon of a fair of eight sessions, one of which was moved."""
    url = f"sqlite:///{tmp_path_factory.mktemp('market')}/fairreach.db"
    for sessions in (DAYS.replace("14:00-17:00", "13:00-17:00", 1), DAYS):
        campaign = small_campaign(fairs=[MARKET | {"sessions": sessions}], openings=())
        store_campaign(url, campaign)
    with servers.serving(url, FAIRREACH_NOW="2027-02-18T12:30") as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "look", [(390, 844, "light", "zh"), (390, 844, "dark", "id"), (1280, 800, "dark", "en")]
)
def test_axe_finds_no_violation_where_there_are_several_sessions(market, visit, path, look):
    width, height, scheme, lang = look
    seen = visit(width=width, height=height, color_scheme=scheme, bypass_csp=True)
    page = seen.goto(f"{market}{path}{'&' if '?' in path else '?'}lang={lang}")

    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_card_leads_with_the_session_that_comes_next_and_strikes_out_what_it_was(market, visit):
    page = visit(width=390, height=844).goto(f"{market}{PAGES[0]}&lang=en")
    card = page.locator(".cards .fair").first

    assert card.locator(".when").inner_text() == "Today 18 February 14:00–17:00"
    assert card.locator("s").inner_text() == "Today 18 February 13:00–17:00"
    assert "and 4 more times" in card.locator(".also").inner_text()
