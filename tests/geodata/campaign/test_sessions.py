"""Fairs of several sessions in windows of days, and what calendars know them by."""

from datetime import date, datetime

import numpy as np
import pytest
from campaigns import make_campaign

from geodata.base.place import Place
from geodata.campaign.entry_ids import EntryIds
from geodata.campaign.fair import fair_of
from geodata.campaign.sessions import Session, cell_text, overlap, sessions_of
from geodata.campaign.window import Window
from geodata.search.nearest import nearest
from geodata.search.nearest_query import NearestQuery

MARKET = {
    "name": "三天",
    "date": "2027-02-18",
    "start_time": "08:30",
    "end_time": "11:30",
    "sessions": "2027-02-18 08:30-11:30; 2027-02-18 14:00-17:00; 2027-02-20 09:00-12:00",
}
BETWEEN = {"name": "其间", "date": "2027-02-19"}


@pytest.fixture(scope="module")
def campaign():
    return make_campaign(fairs=[MARKET, BETWEEN])


def found(campaign, *days):
    at = Window(*days).soonest(campaign)
    return campaign.fairs.index[at].tolist()


def test_a_fair_tells_its_sessions_in_order(campaign):
    assert fair_of(campaign, "f1").times == (
        Session("2027-02-18", "08:30", "11:30"),
        Session("2027-02-18", "14:00", "17:00"),
        Session("2027-02-20", "09:00", "12:00"),
    )
    assert fair_of(campaign, "f2").times == (Session("2027-02-19", "09:00", "12:00"),)


@pytest.mark.parametrize(
    ("days", "fairs"),
    [
        ((date(2027, 2, 18), date(2027, 2, 18)), ["f1"]),
        ((date(2027, 2, 19), date(2027, 2, 19)), ["f2"]),
        ((date(2027, 2, 20), date(2027, 2, 20)), ["f1"]),
        ((date(2027, 2, 21), None), []),
        ((date(2027, 2, 18), date(2027, 2, 20)), ["f1", "f2"]),
        ((None, None), ["f1", "f2"]),
        # The first session of what is still to come decides the order.
        ((datetime(2027, 2, 18, 16, 59), None), ["f1", "f2"]),
        ((datetime(2027, 2, 18, 17, 0), None), ["f2", "f1"]),
        ((date(2027, 2, 19), None), ["f2", "f1"]),
        ((datetime(2027, 2, 20, 12, 0), None), []),
    ],
)
def test_a_fair_counts_once_in_a_window_that_holds_any_of_its_sessions(campaign, days, fairs):
    assert found(campaign, *days) == fairs
    assert np.array_equal(Window(*days).fairs(campaign), np.sort(Window(*days).soonest(campaign)))


def test_nobody_reorders_the_fairs_of_a_window_for_the_next_who_asks(campaign):
    with pytest.raises(ValueError, match="read-only"):
        Window().soonest(campaign)[:] = 0


def test_the_next_session_is_the_first_that_lies_within(campaign):
    times = fair_of(campaign, "f1").times

    assert Window(datetime(2027, 2, 18, 9, 0)).next_of(times) == times[0]
    assert Window(datetime(2027, 2, 18, 12, 0)).next_of(times) == times[1]
    assert Window(date(2027, 2, 19)).next_of(times) == times[2]
    assert Window(date(2027, 3, 1)).next_of(times) == times[2]


def test_fairs_equally_far_come_by_their_next_session(campaign):
    query = NearestQuery(Place(106.4, 29.5), window=Window(datetime(2027, 2, 18, 18, 0)))

    assert [campaign.fairs.index[at] for at in nearest(campaign, query).fair_at] == ["f2", "f1"]


def test_the_days_of_a_campaign_are_those_of_all_sessions(campaign):
    assert campaign.dates == (date(2027, 2, 18), date(2027, 2, 20))
    assert campaign.counting_days["date"].tolist() == ["2027-02-18", "2027-02-20", "2027-02-19"]


@pytest.mark.parametrize(
    "cell",
    [
        "2027-02-18; 2027-02-19",
        "2027-02-18 08:30; 2027-02-18 14:00-17:00",
        "2027-02-18 -11:30; 2027-02-19",
    ],
)
def test_a_cell_of_sessions_is_written_as_it_was_read(cell):
    assert cell_text(sessions_of(cell, Session(""))) == cell


def test_sessions_of_one_moment_cannot_both_be():
    whole, morning = Session("2027-02-18"), Session("2027-02-18", "08:30", "11:30")

    assert overlap((whole, morning)) == (whole, morning)
    assert overlap((morning, Session("2027-02-18", "11:30", "12:00"))) is None
    assert overlap((whole, Session("2027-02-19"))) is None


def test_two_offices_know_their_fairs_by_other_names_and_each_session_has_its_own():
    one, other, before = EntryIds("aa"), EntryIds("bb"), EntryIds("cc", frozenset(["12"]))
    evening = Session("2027-02-18", "14:00", "17:00")

    assert EntryIds().of("12") == "12@fairreach"
    assert one.of("12") == "12@aa.fairreach" != other.of("12")
    assert one.of("12", evening) == "12.20270218T1400@aa.fairreach"
    assert one.of("12", Session("2027-02-18")) == "12.20270218@aa.fairreach"
    assert before.of("12") == "12@fairreach"
    assert before.of("12", evening) == "12.20270218T1400@fairreach"
    assert before.of("13") == "13@cc.fairreach"
