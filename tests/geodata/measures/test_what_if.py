"""A what-if, against the plan that has just these fairs and nothing else behind it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from campaigns import make_campaign
from hypothesis import given, note, settings
from hypothesis import strategies as st
from towns import BRIDGE, on_roads, river_town

from geodata.access.travel import Method, Travel
from geodata.campaign.changes import Changes
from geodata.campaign.trial import apply
from geodata.measures.comparison import comparison, most_changed
from geodata.measures.coverage import coverage
from geodata.measures.gaps import gaps, gaps_near
from geodata.measures.query import CoverageQuery, Threshold

DAY = date(2027, 2, 20)
TWO = "2027-02-18 08:30-11:30; 2027-02-20 14:00-17:00"
FIRST, LATER = "2027-02-18T08:30", "2027-02-20T14:00"
WAYS = {
    "straight": CoverageQuery(Travel(Method.STRAIGHT), Threshold(1.2, "km")),
    "estimated": CoverageQuery(Travel(Method.ESTIMATED), Threshold(3, "min")),
    "by road": CoverageQuery(Travel(Method.ROADS), Threshold(4, "min")),
    "one day": CoverageQuery(
        Travel(Method.STRAIGHT), Threshold(1.2, "km"), date_from=DAY, date_to=DAY
    ),
    "one region": CoverageQuery(Travel(Method.ROADS), Threshold(2, "km"), region="500000"),
    "days to wait": CoverageQuery(Travel(Method.STRAIGHT), Threshold(1.2, "km"), waits=True),
}
PLACES = [(x, y) for x in range(-3000, 3001, 750) for y in (0, 700, 2000)]


@pytest.fixture(scope="module")
def town():
    return river_town(BRIDGE)


@pytest.fixture(scope="module")
def network(town, tmp_path_factory):
    return town.network(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def planned(town, network):
    """``planned(fairs)``: a plan of these rows, for people on both banks and far from them."""
    chance = np.random.default_rng(3)
    people = [
        (*town.place(x, y), persons)
        for x, y, persons in zip(
            chance.uniform(-7_000, 3_500, 800),
            chance.uniform(-500, 2_500, 800),
            chance.uniform(0, 9, 800),
            strict=True,
        )
    ]
    return lambda fairs: on_roads(make_campaign(demand=people, fairs=fairs), town=network)


@pytest.fixture(scope="module")
def rows(town):
    """Six fairs; two of them at one place, one of two sessions, one cancelled."""
    places = [(-2800, 0), (-2800, 0), (-1000, 1900), (600, 100), (2500, 1500), (0, 900)]
    days = ["2027-02-18", "2027-02-20", "2027-02-20", "2027-02-18", "2027-02-19", "2027-02-20"]
    made = {
        f"f{n}": dict(zip(("lon", "lat"), town.place(*at), strict=True)) | {"date": day}
        for n, (at, day) in enumerate(zip(places, days, strict=True), 1)
    }
    made["f4"] |= {"start_time": "08:30", "end_time": "11:30", "sessions": TWO}
    made["f6"] |= {"status": "cancelled"}
    return made


def written(town, place):
    return "{:.5f},{:.5f}".format(*town.place(*place))


def by_hand(rows, changes):
    """The rows with changes made, as plainly as they can be."""
    rows = {name: dict(row) for name, row in rows.items()}
    more = []
    for text in changes.get("add", ()):
        place, _, day = text.partition("@")
        lon, lat = map(float, place.split(","))
        more.append({"lon": lon, "lat": lat, "date": day or DAY.isoformat(), "start_time": "",
                     "end_time": ""})  # fmt: skip
    for text in changes.get("move", ()):
        name, *session, place = text.split("@")
        lon, lat = map(float, place.split(","))
        moved = {"lon": lon, "lat": lat}
        if session:
            date_, start, end = (("2027-02-18", "08:30", "11:30") if session == [FIRST]
                                 else ("2027-02-20", "14:00", "17:00"))  # fmt: skip
            more.append(moved | {"date": date_, "start_time": start, "end_time": end})
            drop(rows[name], session[0])
        else:
            rows[name] |= moved
    for text in changes.get("redate", ()):
        name, *session, day = text.split("@")
        if session:
            assert session == [LATER]
            rows[name]["sessions"] = f"2027-02-18 08:30-11:30; {day} 14:00-17:00"
        elif name == "f4":
            rows[name]["sessions"] = "2027-02-20 08:30-11:30; 2027-02-22 14:00-17:00"
            rows[name]["date"] = day
        else:
            rows[name]["date"] = day
    for text in changes.get("close", ()):
        name, *session = text.split("@")
        if session:
            drop(rows[name], session[0])
        else:
            rows[name]["status"] = "cancelled"
    return [*rows.values(), *more]


def drop(row, session):
    if not row.get("sessions"):
        row["status"] = "cancelled"
    elif session == FIRST:
        row |= {"date": "2027-02-20", "start_time": "14:00", "end_time": "17:00", "sessions": ""}
    else:
        row["sessions"] = ""


@st.composite
def what_if(draw):
    """Changes that can be made together, as texts with places of the town."""
    place = st.sampled_from(PLACES)
    made = {"add": [], "move": [], "close": [], "redate": []}
    for spot in draw(st.lists(place, max_size=2, unique=True)):
        made["add"].append((spot, draw(st.sampled_from(["", "@2027-02-19"]))))
    for name in draw(st.lists(st.sampled_from(["f1", "f2", "f3", "f5"]), unique=True)):
        what = draw(st.sampled_from(["move", "close", "redate", "both"]))
        if what == "close":
            made["close"].append(name)
            continue
        if what != "redate":
            made["move"].append((name, draw(place)))
        if what == "move":
            continue
        made["redate"].append((name, draw(st.sampled_from(["2027-02-17", "2027-02-20"]))))
    if draw(st.booleans()):
        made["redate"].append(
            draw(st.sampled_from([("f4", "2027-02-20"), (f"f4@{LATER}", "2027-02-21")]))
        )
        return made
    for session in draw(st.lists(st.sampled_from([f"f4@{FIRST}", f"f4@{LATER}"]), unique=True)):
        if draw(st.booleans()):
            made["move"].append((session, draw(place)))
        else:
            made["close"].append(session)
    return made


def texts(town, made):
    return {
        "add": [written(town, spot) + day for spot, day in made["add"]],
        "move": [f"{name}@{written(town, spot)}" for name, spot in made["move"]],
        "close": list(made["close"]),
        "redate": [f"{name}@{day}" for name, day in made["redate"]],
    }


@pytest.mark.slow
def test_after_any_changes_the_numbers_are_those_of_a_plan_made_anew(planned, rows, town):
    # The plan by hand takes longest to make: each is made once for all ways.
    plans = {way: planned(list(rows.values())) for way in WAYS}
    before = {way: coverage(plan, WAYS[way]) for way, plan in plans.items()}
    kept = {way: keys_of(plan.cache) for way, plan in plans.items()}

    @settings(max_examples=20)
    @given(st.lists(what_if(), min_size=1, max_size=3))
    def check(steps):
        for made in steps:
            told = texts(town, made)
            anew = planned(by_hand(rows, told))
            for way, plan in plans.items():
                note(way)
                require_same(apply(plan, Changes.of(told), DAY), anew, WAYS[way])
                assert coverage(plan, WAYS[way]) is before[way]
                assert keys_of(plan.cache) == kept[way]

    check()


def keys_of(cache):
    return {kind: cache.keys(kind) for kind in cache.kinds()}


def require_same(tried, anew, query):
    """A what-if has the numbers of a plan made anew."""
    asked = (coverage(tried, query), coverage(anew, query))
    got, wanted = (each.districts.drop(columns=["name_zh", "name_en"]) for each in asked)
    pd.testing.assert_frame_equal(got, wanted, rtol=1e-9, atol=1e-6)
    assert (asked[0].covered == asked[1].covered).all()
    for cells in (gaps, lambda *all_: gaps_near(*all_, (106.4, 29.4, 106.5, 29.6))):
        pd.testing.assert_frame_equal(cells(tried, query), cells(anew, query))


@pytest.mark.parametrize("way", WAYS)
def test_a_comparison_is_the_difference_of_its_two_answers(planned, rows, town, way):
    plan, query = planned(list(rows.values())), WAYS[way]
    changes = Changes.of({"add": [written(town, (2250, 0))], "close": ["f3", f"f4@{LATER}"]})
    tried = apply(plan, changes, DAY)

    compared = comparison((plan, query), (tried, query))

    one, two = coverage(plan, query), coverage(tried, query)
    for name in ("persons_covered", "coverage", "persons_gap", "mean_cost", "fairs"):
        difference = two.districts[name] - one.districts[name]
        assert compared.districts[name].to_numpy() == pytest.approx(difference, nan_ok=True)
        assert compared.total[name] == pytest.approx(
            getattr(two.total, name) - getattr(one.total, name)
        )
    moved = compared.districts["gained"] - compared.districts["lost"]
    assert moved.to_numpy() == pytest.approx(compared.districts["persons_covered"].to_numpy())
    assert compared.total["gained"] > 0
    assert compared.total["lost"] > 0
    assert most_changed(compared, 1)["persons_covered"].abs().item() == pytest.approx(
        compared.districts["persons_covered"].abs().max()
    )


def test_what_is_far_beyond_the_formula_is_measured_as_in_a_plan_made_anew():
    people = [(120.0, 40.0, 5.0), (106.5, 29.5, 7.0), (-70.0, -30.0, 2.0)]
    query = CoverageQuery(Travel(Method.STRAIGHT), Threshold(500, "km"))
    plan = make_campaign(demand=people, fairs=[{"lon": 100.0, "lat": 20.0}])
    moved = {"lon": 121.0, "lat": 35.5, "date": "2027-02-20"}

    tried = apply(plan, Changes.of({"move": ["f1@121.00000,35.50000"]}), DAY)

    wanted = coverage(make_campaign(demand=people, fairs=[moved]), query)
    assert coverage(tried, query).total.mean_cost == wanted.total.mean_cost
    assert coverage(tried, query).covered.tolist() == wanted.covered.tolist()
