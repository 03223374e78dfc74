"""
Who a policy is for: plain conditions, and what is known of one person.

A cell holds conditions with semicolons between them, and all of them must hold::

    age >= 16; age <= 60; situation = returning, graduate; months_unemployed >= 6

A condition is a fact, an operator and what it is compared with:

=========================  =======================  ==================================
fact                       operators                compared with
=========================  =======================  ==================================
``age``, in years          ``>= <= > < =``          a number from 0
``months_unemployed``      ``>= <= > < =``          a number from 0
``wage_yuan``, a month     ``>= <= > < =``          a number from 0
``situation``              ``=`` any, ``!=`` none   returning, difficulty, graduate, employer
``household_registration`` ``=`` any, ``!=`` none   here, elsewhere
=========================  =======================  ==================================

Words may be listed with commas or 、; facts and words may be Chinese (``年龄 ≥ 16``). There is no
"or" between conditions and there are no brackets: a policy with two ways in is two rows. A fact
that is not known decides nothing: the answer is then to ask for it.
"""

import operator
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

BETWEEN = re.compile(r"[;\n]")
LISTED = re.compile(r"[,、]")
CONDITION = re.compile(r"(?P<fact>[^<>=!]*)(?P<sign>>=|<=|!=|==|=|>|<)(?P<value>[^<>=!]*)")
NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "≠": "!=", "⩾": ">=", "⩽": "<="})
SITUATIONS: Mapping[str, tuple[str, ...]] = {
    "returning": ("返乡务工", "返乡", "返乡人员", "返乡农民工", "返乡务工人员"),
    "difficulty": ("就业困难", "就业困难人员", "困难人员"),
    "graduate": ("高校毕业生", "毕业生", "大学生"),
    "employer": ("用人单位", "单位", "企业"),
}
"""The situations that a service or policy may be for, each with its Chinese words."""
REGISTRATIONS: Mapping[str, tuple[str, ...]] = {
    "here": ("本地", "本市", "本地户籍"),
    "elsewhere": ("外地", "外地户籍"),
}
WORDS = {"situation": SITUATIONS, "household_registration": REGISTRATIONS}
NUMBERS = ("age", "months_unemployed", "wage_yuan")
FACTS: Mapping[str, tuple[str, ...]] = {
    "situation": ("情形", "身份", "人群"),
    "age": ("年龄", "周岁"),
    "months_unemployed": ("失业月数", "失业时间"),
    "household_registration": ("户籍",),
    "wage_yuan": ("月工资", "工资"),
}
COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person; None where it is not."""

    situation: str | None = None
    age: float | None = None
    months_unemployed: float | None = None
    household_registration: str | None = None
    wage_yuan: float | None = None

    def value_of(self, fact: str) -> str | float | None:
        """What is known of one fact, by its name."""
        value: str | float | None = getattr(self, fact)
        return value


@dataclass(frozen=True, slots=True)
class NumberCondition:
    """A number that is compared with a bound."""

    fact: str
    sign: str
    bound: float

    def holds(self, value: str | float) -> bool:
        """Whether a known value meets it."""
        return COMPARED[self.sign](float(value), self.bound)


@dataclass(frozen=True, slots=True)
class WordCondition:
    """A word that must be, or with ``!=`` must not be, among some."""

    fact: str
    sign: str
    words: tuple[str, ...]

    def holds(self, value: str | float) -> bool:
        """Whether a known value meets it."""
        return (value in self.words) == (self.sign == "=")


Condition = NumberCondition | WordCondition


@dataclass(frozen=True, slots=True)
class BadCondition:
    """One condition that cannot be used, as it was written, and why."""

    text: str
    reason: str


class ConditionsRefused(ValueError):
    """Conditions that cannot be used, with every problem found."""

    def __init__(self, problems: tuple[BadCondition, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{each.text!r} {each.reason}" for each in problems))


class Outcome(StrEnum):
    """Whether conditions are met; ``ask`` where a fact that decides is not known."""

    YES = "yes"
    ASK = "ask"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What conditions say of one person.

    Parameters
    ----------
    missing
        The facts that would decide, each once, in the conditions' order; empty unless ``ask``.
    unmet
        The conditions that known facts do not meet; empty unless ``no``.
    """

    outcome: Outcome
    missing: tuple[str, ...] = ()
    unmet: tuple[Condition, ...] = ()


def parse(text: str) -> tuple[Condition, ...]:
    """
    Conditions as they are written in a cell; none for an empty one.

    Raises
    ------
    ConditionsRefused
        With every condition that cannot be used.
    """
    plain = unicodedata.normalize("NFKC", text).translate(SIGNS)
    found, problems = [], []
    for part in filter(None, (each.strip() for each in BETWEEN.split(plain))):
        try:
            found.append(one(part))
        except ValueError as refusal:
            problems.append(BadCondition(part, str(refusal)))
    if problems:
        raise ConditionsRefused(tuple(problems))
    return tuple(found)


def one(text: str) -> Condition:
    """
    One condition.

    Raises
    ------
    ValueError
        With the reason, if it cannot be used.
    """
    written = CONDITION.fullmatch(text)
    if written is None:
        raise ValueError("is no condition; write a fact, one sign and a value, as in age >= 16")
    fact = resolve_word(written["fact"], FACTS)
    if fact is None:
        raise ValueError(f"names no fact that is known; there are {', '.join(FACTS)}")
    sign = "=" if written["sign"] == "==" else written["sign"]
    value = written["value"].strip()
    return of_number(fact, sign, value) if fact in NUMBERS else of_words(fact, sign, value)


def of_number(fact: str, sign: str, value: str) -> NumberCondition:
    """A condition on a number; ValueError with the reason."""
    if sign not in COMPARED:
        raise ValueError(f"{fact} is a number; compare it by one of {' '.join(COMPARED)}")
    if not NUMBER.fullmatch(value):
        raise ValueError(f"{fact} must be compared with a number from 0, such as 16")
    return NumberCondition(fact, sign, float(value))


def of_words(fact: str, sign: str, value: str) -> WordCondition:
    """A condition on a word; ValueError with the reason."""
    choices = WORDS[fact]
    if sign not in ("=", "!="):
        raise ValueError(f"{fact} is a word; compare it by = or !=")
    words = tuple(resolve_word(word, choices) for word in LISTED.split(value))
    known = tuple(word for word in words if word is not None)
    if len(known) < len(words):
        raise ValueError(f"{fact} must be among {', '.join(choices)}")
    return WordCondition(fact, sign, tuple(dict.fromkeys(known)))


def resolve_word(word: str, choices: Mapping[str, tuple[str, ...]]) -> str | None:
    """Which of some words is meant, by itself or its Chinese; None for none of them."""
    plain = word.strip().casefold()
    for name, others in choices.items():
        if plain == name or plain in others:
            return name
    return None


def verdict_on(conditions: tuple[Condition, ...], facts: Facts) -> Verdict:
    """What conditions say of a person: one that is not met decides, whatever is unknown."""
    known = {each: facts.value_of(each.fact) for each in conditions}
    unmet = tuple(c for c, value in known.items() if value is not None and not c.holds(value))
    if unmet:
        return Verdict(Outcome.NO, unmet=unmet)
    missing = tuple(dict.fromkeys(c.fact for c, value in known.items() if value is None))
    return Verdict(Outcome.ASK if missing else Outcome.YES, missing)


def for_situations(stated: str) -> tuple[Condition, ...]:
    """The condition that a cell of ``situations`` means; none where it is for all."""
    words = tuple(filter(None, stated.split(";")))
    return (WordCondition("situation", "=", words),) if words else ()
