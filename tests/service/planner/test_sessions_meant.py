"""Of a fair with several sessions each change says whether one or the whole fair is meant."""

from html import unescape

import pytest
from stores import FAIRS, settings_on, small_campaign, store_campaign

from service.app import create_app

SESSIONS = "2027-02-19 08:30-11:30; 2027-02-19 14:00-17:00; 2027-02-20 09:00-11:00"
MARKET = FAIRS[0] | {
    "name": "Market", "date": "2027-02-19", "start_time": "08:30", "end_time": "11:30",
    "sessions": SESSIONS,
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('sessions')}/fairreach.db"
    store_campaign(url, small_campaign(fairs=[MARKET, *FAIRS[1:]], openings=()))
    client = create_app(settings_on(url)).test_client()
    return lambda query: unescape(client.get(f"/planner?lang=en&{query}").text)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("close=f1", "Closed: Market, all 3 sessions"),
        ("close=f1@2027-02-19T14:00", "Closed: Market, 19 February 2027 14:00"),
        ("move=f1@107.50000,29.50000", "Moved: Market, all 3 sessions, to "),
        (
            "move=f1@2027-02-20T09:00@107.50000,29.50000",
            "Moved: Market, 20 February 2027 09:00",
        ),
        ("close=f5", 'Take back: Closed: 成都"'),
    ],
)
def test_a_change_names_the_session_or_all_of_them(told, change, words):
    assert words in told(change)


def test_the_form_offers_the_whole_fair_as_such_and_then_each_session(told):
    page = told("")

    assert page.count(", all 3 sessions</option>") == 1
    assert page.count('<option value="f1@') == 3
