"""Openings are looked for by one rule, on the list of fairs and on the page of one."""

import pytest
from campaigns import make_campaign

from geodata.search.openings import Wanted, openings_at_fairs
from service.fair.openings import openings_of


@pytest.mark.parametrize("typed", ["开发 软件", "软件　开发", "java 开发", "STRASSE", "开发 会计"])
def test_the_list_and_the_fairs_page_find_the_same_openings(typed):
    names = ["软件开发工程师 (Java)", "Straße", "会计"]
    openings = [{"occupation": name, "fair_id": "f1", "headcount": 1} for name in names]
    campaign = make_campaign(fairs=[{}], employers=[{}], openings=openings)

    listed = openings_at_fairs(campaign, Wanted(typed)).openings.tolist()

    assert listed == [openings_of(campaign, "f1", typed).found_openings]
    assert listed == [1]


def test_a_synonym_finds_on_the_fairs_page_what_the_list_has_counted():
    openings = [
        {"occupation": "驾驶员", "fair_id": "f1", "headcount": 3},
        {"occupation": "会计", "fair_id": "f1", "headcount": 1},
    ]
    campaign = make_campaign(fairs=[{}], employers=[{"name": "司机之家"}], openings=openings)

    assert openings_at_fairs(campaign, Wanted("出租车司机")).openings.tolist() == [3]
    assert openings_of(campaign, "f1", "出租车司机").found_openings == 3
    assert openings_of(campaign, "f1", "司机之家").found_openings == 4, "an employer's name is one"
