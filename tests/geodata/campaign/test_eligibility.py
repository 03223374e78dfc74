"""Plain conditions: what may be written, what is refused and why, and who meets them."""

import itertools
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.campaign.eligibility import (
    REGISTRATIONS,
    SITUATIONS,
    ConditionsRefused,
    Facts,
    NumberCondition,
    Outcome,
    WordCondition,
    for_situations,
    parse,
    verdict_on,
)


def outcome(text, **facts):
    return verdict_on(parse(text), Facts(**facts)).outcome


def reasons(text):
    with pytest.raises(ConditionsRefused) as refused:
        parse(text)
    return [(problem.text, problem.reason) for problem in refused.value.problems]


def test_all_conditions_of_a_cell_are_read_in_their_order():
    assert parse("age >= 16; age<=60 ;situation = returning, graduate;") == (
        NumberCondition("age", ">=", 16),
        NumberCondition("age", "<=", 60),
        WordCondition("situation", "=", ("returning", "graduate")),
    )
    assert parse("") == parse(" ; ;\n") == ()


def test_chinese_facts_words_and_signs_are_read_as_ours():
    assert parse("年龄 ≥ 16；情形＝返乡务工、高校毕业生；户籍 ≠ 外地") == parse(
        "age >= 16; situation = returning, graduate; household_registration != elsewhere"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("age", "is no condition"),
        ("age >=", "compared with a number"),
        ("16 <= age <= 60", "is no condition"),
        ("age => 16", "is no condition"),
        ("age >= -1", "compared with a number"),
        ("age >= nan", "compared with a number"),
        ("age >= 1e3", "compared with a number"),
        ("age != 16", "compare it by one of"),
        ("height > 170", "names no fact that is known"),
        ("> 16", "names no fact that is known"),
        ("situation > returning", "compare it by = or !="),
        ("situation = rich", "must be among returning, difficulty"),
        ("situation = returning,", "must be among"),
        ("household_registration = 重庆", "must be among here, elsewhere"),
        ("age >= 16 or age <= 60", "is no condition"),
        ("{{ 7*7 }}", "is no condition"),
    ],
)
def test_a_condition_that_cannot_be_used_is_refused_with_its_reason(text, reason):
    ((told, why),) = reasons(f"age >= 16; {text}; wage_yuan < 3000")

    assert told == text
    assert reason in why


def test_every_bad_condition_of_a_cell_is_told():
    assert [text for text, _ in reasons("a = 1; age >= 16; age is 3; b < 2")] == [
        "a = 1", "age is 3", "b < 2",
    ]  # fmt: skip


@given(st.text("agesituon <>=!≥;；,、09.返乡\x00\u2028", max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    with suppress(ConditionsRefused):
        assert isinstance(parse(text), tuple)


@pytest.mark.parametrize(
    ("sign", "below", "at", "above"),
    [
        (">=", "no", "yes", "yes"),
        ("<=", "yes", "yes", "no"),
        (">", "no", "no", "yes"),
        ("<", "yes", "no", "no"),
        ("=", "no", "yes", "no"),
    ],
)
def test_bounds_are_inclusive_as_their_sign_says(sign, below, at, above):
    found = [outcome(f"age {sign} 16", age=age).value for age in (15, 16, 17)]

    assert found == [below, at, above]


def test_an_unknown_fact_is_asked_for_and_a_known_one_that_fails_decides():
    text = "age >= 16; months_unemployed >= 6; age <= 60"

    verdict = verdict_on(parse(text), Facts(months_unemployed=8))
    assert (verdict.outcome, verdict.missing) == (Outcome.ASK, ("age",))

    verdict = verdict_on(parse(text), Facts(age=70))
    assert (verdict.outcome, verdict.missing) == (Outcome.NO, ())
    assert verdict.unmet == (NumberCondition("age", "<=", 60),)


def test_nothing_known_and_nothing_asked_is_yes():
    assert verdict_on((), Facts()).outcome == Outcome.YES


def test_zero_is_a_known_number():
    assert outcome("months_unemployed >= 6", months_unemployed=0) == Outcome.NO
    assert outcome("months_unemployed < 6", months_unemployed=0) == Outcome.YES


def test_words_are_any_of_some_or_none_of_them():
    for situation, registration in itertools.product(SITUATIONS, REGISTRATIONS):
        facts = {"situation": situation, "household_registration": registration}
        wanted = "yes" if situation in ("returning", "graduate") else "no"
        assert outcome("situation = returning, graduate", **facts).value == wanted
        unwanted = "yes" if registration == "here" else "no"
        assert outcome("household_registration != elsewhere", **facts).value == unwanted


def test_an_empty_cell_of_situations_is_for_everybody():
    assert for_situations("") == ()
    assert verdict_on(for_situations("returning;graduate"), Facts("employer")).outcome == Outcome.NO
