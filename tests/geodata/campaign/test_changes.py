"""Changes to a plan: how they are written, which stand together, and what becomes of the fairs."""

import re
from datetime import date

import pytest
from campaigns import make_campaign

from geodata.campaign.changes import FORMS, MOST_CHANGES, Change, Changes, Kind
from geodata.campaign.trial import apply
from geodata.errors import QueryRefused

DAY = date(2027, 2, 19)
TWO = {
    "date": "2027-02-18", "start_time": "08:30", "end_time": "11:30",
    "sessions": "2027-02-18 08:30-11:30; 2027-02-18 14:00-17:00",
}  # fmt: skip
FIRST, SECOND = "2027-02-18T08:30", "2027-02-18T14:00"


@pytest.fixture
def plan():
    return make_campaign(fairs=[{}, TWO, {"status": "cancelled"}], openings=[{"fair_id": "f1"}])


def tried(plan, **texts):
    return apply(plan, Changes.of(texts), DAY)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("add", "106.55000,29.56000"),
        ("add", "-0.50000,0.00000@2027-03-20"),
        ("add", "180.00000,-90.00000"),
        ("move", "f1@106.55000,29.56000"),
        ("move", "f1@2027-02-18T08:30@106.55000,29.56000"),
        ("close", "f1"),
        ("close", "f1@2027-02-18"),
        ("redate", "f1@2027-03-20"),
        ("redate", "f1@2027-02-18@2027-03-20"),
        ("redate", "f1@2027-02-18T08:30@2027-03-20"),
    ],
)
def test_a_change_is_written_as_it_is_read(kind, text):
    assert str(Change.of(Kind(kind), text)) == text
    assert re.search(FORMS[Kind(kind)], text)


def test_numbers_may_be_shorter_and_are_written_in_full():
    assert str(Change.of(Kind.ADD, "-0,5.5")) == "0.00000,5.50000"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("add", "181,0"), ("add", "180.00001,0"), ("add", "0,90.1"), ("add", "106.5"), ("add", ""),
        ("add", "106.123456,29"), ("add", "nan,29"), ("add", "106,29@2027-02-30"),
        ("add", "106,29\n"), ("add", "1e2,29"), ("add", "１06,29"), ("move", "106.5,29.5"),
        ("move", "f1@106.5"), ("move", "f1"), ("move", "f 1@106,29"), ("close", "f1@"),
        ("close", "f1@2027-13-01"), ("close", "f1@2027-02-18T24:00"), ("close", "x" * 65),
        ("close", "渝"), ("redate", "f1"), ("redate", "f1@2027-02-30"), ("redate", "f1@106,29"),
        ("redate", "f1@2027-02-18T08:30"), ("redate", "f1@2027-02-30@2027-03-01"),
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused_by_its_kind(kind, text):
    with pytest.raises(QueryRefused) as refused:
        Changes.of({kind: [text]})

    assert refused.value.parameter == kind


@pytest.mark.parametrize(
    "texts",
    [
        {"add": ["106,29", "106.0,29.00000"]},
        {"close": ["f1", "f1"]},
        {"close": ["f1"], "move": ["f1@106,29"]},
        {"move": ["f1@106,29", "f1@107,29"]},
        {"close": [f"f2@{FIRST}", "f2"]},
        {"close": [f"f2@{FIRST}"], "move": [f"f2@{FIRST}@106,29"]},
        {"close": ["f1"], "redate": ["f1@2027-03-01"]},
        {"redate": ["f1@2027-03-01", "f1@2027-03-02"]},
        {"redate": ["f2@2027-03-01", f"f2@{FIRST}@2027-03-02"]},
        {"redate": [f"f2@{FIRST}@2027-03-02"], "move": [f"f2@{FIRST}@106,29"]},
        {"redate": ["f2@2027-03-02"], "move": [f"f2@{FIRST}@106,29"]},
    ],
)
def test_changes_that_repeat_or_contradict_each_other_are_refused(texts):
    with pytest.raises(QueryRefused, match=r"more than once|contradicts"):
        Changes.of(texts)


def test_two_sessions_of_a_fair_may_change_each_by_itself():
    assert len(Changes.of({"close": [f"f2@{FIRST}"], "move": [f"f2@{SECOND}@106,29"]})) == 2


def test_there_may_be_fifty_changes_and_no_more():
    places = [f"106.{n:02},29" for n in range(MOST_CHANGES)]

    assert len(Changes.of({"add": places})) == MOST_CHANGES
    with pytest.raises(QueryRefused, match="at most 50"):
        Changes.of({"add": places, "close": ["f1"]})


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"close": ["f9"]}, "no fair f9"),
        ({"move": ["f9@106,29"]}, "no fair f9"),
        ({"close": ["f3"]}, "cancelled already"),
        ({"close": ["f2@2027-02-18"]}, "it has: 2027-02-18T08:30, 2027-02-18T14:00"),
        ({"move": ["f1@2027-02-21@106,29"]}, "no such session"),
        ({"redate": ["f9@2027-03-01"]}, "no fair f9"),
        ({"redate": ["f3@2027-03-01"]}, "cancelled already"),
        ({"redate": ["f2@2027-02-18T09:30@2027-03-01"]}, "no such session"),
    ],
)
def test_a_fair_or_session_that_the_plan_has_not_is_told(plan, texts, reason):
    with pytest.raises(QueryRefused, match=reason):
        tried(plan, **texts)


def test_without_changes_a_what_if_is_its_plan(plan):
    assert tried(plan) is plan


def test_a_fair_that_is_added_is_held_on_its_day_or_on_the_one_that_is_asked_for(plan):
    made = tried(plan, add=["106.5,29.5", "107.5,29.5@2027-03-01"])

    assert made.fairs.loc["new-1", ["date", "adcode", "status", "name"]].tolist() == [
        "2027-02-19", "500103", "planned", "+1",
    ]  # fmt: skip
    assert made.fairs.loc["new-2", ["date", "adcode"]].tolist() == ["2027-03-01", "500112"]
    assert (made.fairs.dtypes == plan.fairs.dtypes).all()
    assert made.trial.names == ("new-1", "new-2")
    assert made.fairs["date"].is_monotonic_increasing


def test_an_added_fair_takes_no_id_that_the_plan_has():
    plan = make_campaign(fairs=[{"fair_id": "new-1"}])

    assert tried(plan, add=["106.5,29.5"]).trial.names == ("new-2",)


def test_a_plan_without_fairs_takes_one():
    made = tried(make_campaign(), add=["106.5,29.5"])

    assert made.dates == (DAY, DAY)
    assert len(made.counting) == 1


def test_a_whole_fair_moves_with_all_its_sessions_and_stays_the_same_fair(plan):
    made = tried(plan, move=["f2@107.5,29.5"])

    assert made.fairs.loc["f2", ["lon", "adcode", "sessions"]].tolist() == [
        107.5, "500112", TWO["sessions"],
    ]  # fmt: skip
    assert made.trial.standing.tolist() == [-1, *np_positions(plan, "f1", "f3")]
    assert len(made.fairs) == 3


def np_positions(plan, *names):
    return [plan.fairs.index.get_loc(name) for name in names]


def test_one_session_moves_and_the_other_stays(plan):
    made = tried(plan, move=[f"f2@{SECOND}@107.5,29.5"])

    assert made.fairs.loc["f2", ["lon", "start_time", "sessions"]].tolist() == [106.5, "08:30", ""]
    (moved,) = made.trial.names
    assert made.fairs.loc[moved, ["lon", "start_time", "name"]].tolist() == [
        107.5, "14:00", "春风招聘会",
    ]  # fmt: skip


def test_a_fair_all_of_whose_sessions_are_closed_is_cancelled(plan):
    made = tried(plan, close=[f"f2@{FIRST}", f"f2@{SECOND}"])

    assert made.fairs.loc["f2", "status"] == "cancelled"
    assert plan.fairs.loc["f2", "status"] == "published"


def test_a_fair_on_another_day_keeps_its_id_its_place_and_its_hours(plan):
    made = tried(plan, redate=["f1@2027-03-01"])

    before, after = plan.fairs.loc["f1"], made.fairs.loc["f1"]
    assert after["date"] == "2027-03-01"
    assert after.drop("date").tolist() == before.drop("date").tolist()
    assert made.trial.names == ("f1",)
    assert made.fairs["date"].tolist() == sorted(made.fairs["date"])
    assert made.trial.standing.tolist() == [
        plan.fairs.index.get_loc(each) for each in made.fairs.index
    ]


def test_all_sessions_of_a_fair_are_as_much_later_or_one_alone(plan):
    whole = tried(plan, redate=["f2@2027-03-01"])
    one = tried(plan, redate=[f"f2@{FIRST}@2027-03-01"])

    assert sessions(whole, "f2") == "2027-03-01 08:30-11:30; 2027-03-01 14:00-17:00"
    assert sessions(one, "f2") == "2027-02-18 14:00-17:00; 2027-03-01 08:30-11:30"
    assert one.fairs.loc["f2", ["date", "start_time"]].tolist() == ["2027-02-18", "14:00"]


def test_a_fair_may_have_another_place_and_another_day(plan):
    made = tried(plan, move=["f1@107.5,29.5"], redate=["f1@2027-03-01"])

    assert made.fairs.loc["f1", ["lon", "date"]].tolist() == [107.5, "2027-03-01"]


def test_no_session_is_put_on_top_of_another():
    plan = make_campaign(fairs=[{
        "date": "2027-02-18", "start_time": "08:30", "end_time": "11:30",
        "sessions": "2027-02-18 08:30-11:30; 2027-02-19 09:00-12:00",
    }])  # fmt: skip

    with pytest.raises(QueryRefused, match="another session then"):
        tried(plan, redate=["f1@2027-02-18T08:30@2027-02-19"])
    with pytest.raises(QueryRefused, match="no calendar"):
        tried(plan, redate=["f1@9999-12-31"])


def sessions(campaign, fair_id):
    return campaign.fairs.loc[fair_id, "sessions"]
