"""Two states side by side: person by person, and the difference of their two answers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from campaigns import make_campaign
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import BRIDGE, on_roads, river_town

from geodata.access.travel import Method, Travel
from geodata.campaign.changes import Changes
from geodata.campaign.trial import apply
from geodata.measures.comparison import comparison
from geodata.measures.coverage import coverage
from geodata.measures.query import CoverageQuery, Threshold

DAY = date(2027, 2, 20)
WAYS = [
    (Travel(Method.STRAIGHT), Threshold(1.2, "km")),
    (Travel(Method.STRAIGHT), Threshold(3, "km")),
    (Travel(Method.ESTIMATED), Threshold(3, "min")),
    (Travel(Method.ROADS), Threshold(2, "min")),
    (Travel(Method.ROADS), Threshold(4, "min")),
    (Travel(Method.ROADS), Threshold(2, "km")),
]
CHANGES = [
    {},
    {"close": ["f1"]},
    {"close": ["f2"], "move": ["f3@106.49000,29.50500"]},
    {"add": ["106.52000,29.50000"]},
]
NAMES = ["persons_covered", "persons_gap", "persons_no_road", "fairs"]


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """Three fairs, and people of two groups in a town; some live where no road is known."""
    town = river_town(BRIDGE)
    chance = np.random.default_rng(5)
    lon, lat = town.places(
        np.column_stack([chance.uniform(-7_000, 3_500, 500), chance.uniform(-500, 2_500, 500)])
    )
    persons = chance.uniform(0, 9, 500)
    people = {"lon": lon, "lat": lat, "persons": {"all": persons, "rural": persons * 0.3}}
    places = zip([(-2800, 0), (-1000, 1900), (2500, 1500)], ("18", "20", "20"), strict=True)
    fairs = [
        dict(zip(("lon", "lat"), town.place(*at), strict=True)) | {"date": f"2027-02-{day}"}
        for at, day in places
    ]
    made = make_campaign(demand=people, fairs=fairs)
    return on_roads(made, town=town.network(tmp_path_factory.mktemp("town")))


def asked(plan, way, changes, *, group="all", region=None, day=None):
    travel, threshold = WAYS[way]
    query = CoverageQuery(travel, threshold, group, date_from=day, date_to=day, region=region)
    return apply(plan, Changes.of(CHANGES[changes]), DAY), query


@st.composite
def state(draw):
    numbers = draw(st.integers(0, len(WAYS) - 1)), draw(st.integers(0, len(CHANGES) - 1))
    return numbers, draw(st.sampled_from([None, DAY]))


def by_hand(plan, one, two):
    """By district: persons gained, lost, and unknown in the first or the second alone."""
    told = dict.fromkeys(plan.districts.index, (0.0, 0.0, 0.0, 0.0))
    for n, at in enumerate(plan.demand.district_at):
        if at < 0:
            continue
        code, persons = plan.districts.index[at], plan.demand.persons["all"][n]
        before, after = (bool(each.covered[n]) if each.known[n] else None for each in (one, two))
        case = {(False, True): 0, (True, False): 1}.get((before, after))
        if before is None and after is not None:
            case = 2
        if after is None and before is not None:
            case = 3
        if case is not None:
            row = list(told[code])
            row[case] += persons
            told[code] = tuple(row)
    return told


@pytest.mark.slow
@settings(max_examples=30)
@given(state(), state())
def test_a_comparison_is_the_difference_of_its_two_answers_person_by_person(plan, before, after):
    sides = tuple(asked(plan, *numbers, day=day) for numbers, day in (before, after))

    compared = comparison(*sides)

    one, two = (coverage(*side) for side in sides)
    for name in NAMES:
        less = two.districts[name] - one.districts[name]
        assert compared.districts[name].to_numpy() == pytest.approx(less.to_numpy())
        whole = getattr(two.total, name) - getattr(one.total, name)
        assert compared.total[name] == pytest.approx(whole)
    wanted = by_hand(plan, one, two)
    moved = compared.districts[["gained", "lost", "unknown_before", "unknown_after"]]
    assert moved.to_numpy() == pytest.approx(np.array(list(wanted.values())))
    gained, lost, *unknown = (sum(each) for each in zip(*wanted.values(), strict=True))
    assert compared.total["coverage"] == pytest.approx((gained - lost) / one.total.persons)
    if sum(unknown) == 0:
        assert compared.total["coverage"] == pytest.approx(two.total.coverage - one.total.coverage)
        assert compared.total["persons_covered"] == pytest.approx(gained - lost)


def test_who_is_unknown_in_one_of_the_states_is_no_loss_and_no_gain(plan):
    straight, by_road = asked(plan, 1, 0), asked(plan, 4, 0)

    compared = comparison(straight, by_road)

    covered, known = coverage(*straight).covered, coverage(*by_road).known
    assert plan.demand.persons["all"][covered & ~known].sum() > 0  # else nothing is tried
    assert compared.total["unknown_after"] > 0
    lost = covered & known & ~coverage(*by_road).covered
    assert compared.total["lost"] == pytest.approx(plan.demand.persons["all"][lost].sum())
    assert compared.total["coverage_known"] is None
    back = comparison(by_road, straight).total
    assert back["gained"] == pytest.approx(compared.total["lost"])
    assert back["unknown_before"] == pytest.approx(compared.total["unknown_after"])


def test_shares_of_other_people_are_not_subtracted(plan):
    compared = comparison(asked(plan, 0, 0), asked(plan, 0, 3, group="rural"))

    assert not compared.basis.same_people
    assert compared.total["fairs"] == 1
    told = {name: value for name, value in compared.total.items() if name != "fairs"}
    assert set(told.values()) == {None}
    assert compared.districts.drop(columns=["name_zh", "name_en", "fairs"]).isna().all(axis=None)


def test_other_people_at_the_same_places_are_told_apart_from_the_same(plan):
    more = replace(plan.demand, persons={n: v * 1.01 for n, v in plan.demand.persons.items()})
    later = replace(plan, demand=more, cache=type(plan.cache)(), still=type(plan.still)())

    assert not comparison(asked(plan, 0, 0), asked(later, 0, 0)).basis.same_people
    assert comparison(asked(plan, 0, 0), asked(plan, 0, 1)).basis.same_people


def test_of_two_regions_the_districts_of_both_are_compared_and_no_others(plan):
    whole, part = asked(plan, 0, 0), asked(plan, 0, 3, region="500000")

    compared = comparison(whole, part)

    assert not compared.basis.same_districts
    assert list(compared.districts.index) == list(coverage(*part).districts.index)
    alike = comparison(asked(plan, 0, 0, region="500000"), part)
    assert compared.total["gained"] == pytest.approx(alike.total["gained"])
    assert compared.total["coverage"] == pytest.approx(alike.total["coverage"])
    assert compared.total["mean_cost"] is None


def test_the_answer_for_programs_holds_both_sides_and_their_difference(plan):
    compared = comparison(asked(plan, 0, 0), asked(plan, 0, 3)).to_dict()

    for row in compared["districts"]:
        for name in NAMES:
            assert row[name] == pytest.approx(row["after"][name] - row["before"][name])
    assert compared["before"]["total"]["fairs"] + 1 == compared["after"]["total"]["fairs"]
