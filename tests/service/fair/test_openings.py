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
    assert listed == [0 if "会计" in typed else 1]
