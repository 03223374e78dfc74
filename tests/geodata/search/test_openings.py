"""Openings on offer, checked against plain pandas."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from campaigns import make_campaign
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.campaign.synonyms import Synonyms
from geodata.search.openings import Wanted, openings_at_fairs

EMPLOYERS = [{"sector": "汽车"}, {"sector": ""}, {"sector": "IT 服务"}]
row = st.fixed_dictionaries(
    {
        "employer_id": st.sampled_from(["e1", "e2", "e3", "gone"]),
        "fair_id": st.sampled_from(["f1", "f2", ""]),
        "occupation": st.sampled_from(["电工", "高级电工", "Ｅlectrician", "客服", "ELECTRICIAN"]),
        "sector": st.sampled_from(["", "汽车", "it", "金融"]),
        "headcount": st.integers(0, 9),
    }
)


def by_pandas(campaign, wanted):
    """As one would write it for a single search."""
    fold = str.maketrans("Ｅ", "E")
    table = campaign.openings.merge(
        campaign.employers["sector"].rename("of_employer"),
        left_on="employer_id",
        right_index=True,
    )
    table = table[table["fair_id"].isin(campaign.fairs.index)]
    occupation = table["occupation"].map(lambda text: text.translate(fold).lower())
    sectors = table["sector"].str.lower() + "\n" + table["of_employer"].str.lower()
    table = table[
        occupation.str.contains(wanted.occupation.lower(), regex=False)
        & sectors.str.contains(wanted.sector.lower(), regex=False)
    ]
    by_fair = table.groupby("fair_id")
    index = campaign.fairs.index
    return (
        by_fair["headcount"].sum().reindex(index, fill_value=0).tolist(),
        by_fair["employer_id"].nunique().reindex(index, fill_value=0).tolist(),
    )


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(row, max_size=12),
    st.sampled_from(["", "电工", "electrician", "会计"]),
    st.sampled_from(["", "汽车", "IT", "农业"]),
)
def test_openings_and_employers_are_those_of_a_plain_search(rows, occupation, sector):
    campaign = make_campaign(fairs=[{}, {}, {}], employers=EMPLOYERS, openings=rows)
    campaign = replace(campaign, synonyms=Synonyms.of(()))  # a plain search knows none
    wanted = Wanted(occupation, sector)

    found = openings_at_fairs(campaign, wanted)

    assert (found.openings.tolist(), found.employers.tolist()) == by_pandas(campaign, wanted)


@pytest.mark.parametrize("typed", ["电工", " 电工 ", "ELECTRICIAN", "ｅｌｅｃｔｒｉｃｉａｎ"])
def test_width_case_and_space_around_a_word_do_not_matter(typed):
    openings = [
        {"occupation": name, "fair_id": "f1", "headcount": 2}
        for name in ("维修电工", "Electrician (m/f)")
    ]
    campaign = make_campaign(fairs=[{}], employers=[{}], openings=openings)
    campaign = replace(campaign, synonyms=Synonyms.of(()))

    assert openings_at_fairs(campaign, Wanted(typed)).openings.tolist() == [2]


def test_a_search_is_made_once_for_a_campaign():
    campaign = make_campaign(fairs=[{}], employers=[{}], openings=[{"fair_id": "f1"}])

    assert openings_at_fairs(campaign, Wanted("焊工")) is openings_at_fairs(
        campaign, Wanted(" 焊工")
    )


def test_without_openings_every_fair_has_none():
    found = openings_at_fairs(make_campaign(fairs=[{}, {}]))

    assert found.openings.tolist() == [0, 0]
    assert found.employers.tolist() == [0, 0]


@pytest.mark.slow
def test_two_hundred_thousand_openings_are_counted_as_pandas_counts_them():
    draw = np.random.default_rng(5)
    size = 200_000
    campaign = make_campaign(fairs=[{}] * 200, employers=[{"sector": "汽车"}] * 900)
    table = pd.DataFrame(
        {
            "employer_id": [f"e{n}" for n in draw.integers(1, 901, size)],
            "fair_id": [f"f{n}" for n in draw.integers(1, 201, size)],
            "occupation": draw.choice(["电工", "焊工", "客服"], size),
            "sector": draw.choice(["", "金融"], size),
            "headcount": draw.integers(1, 9, size),
            "wage_min": pd.array(draw.integers(4_000, 9_000, size), dtype="Int64"),
            "wage_max": pd.array(draw.integers(9_000, 13_000, size), dtype="Int64"),
        }
    )
    table.loc[draw.random(size) < 0.9, ["wage_min", "wage_max"]] = pd.NA
    object.__setattr__(campaign, "openings", table)

    found = openings_at_fairs(campaign, Wanted("焊工", "金融"))

    assert (found.openings.tolist(), found.employers.tolist()) == by_pandas(
        campaign, Wanted("焊工", "金融")
    )


def test_of_what_is_wanted_the_lowest_and_the_highest_wage_are_told_for_each_fair():
    wages = [(4_000, 6_000), (pd.NA, 9_000), (3_000, pd.NA), (pd.NA, pd.NA), (500, 20_000)]
    openings = [
        {"fair_id": "f1", "occupation": "焊工", "wage_min": low, "wage_max": high}
        for low, high in wages
    ]
    openings[-1]["occupation"] = "客服"
    openings.append({"fair_id": "f2", "occupation": "焊工"})
    campaign = make_campaign(fairs=[{}, {}], employers=[{}], openings=openings)

    found = openings_at_fairs(campaign, Wanted("焊工"))

    np.testing.assert_equal(found.wage_min, [3_000, np.nan])
    np.testing.assert_equal(found.wage_max, [9_000, np.nan])
