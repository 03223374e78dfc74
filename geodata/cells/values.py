"""Single cells: text, numbers, identifiers and words of a few. Each reader says what it changed."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geodata.campaign.eligibility import SITUATIONS, ConditionsRefused, parse, resolve_word
from geodata.campaign.vocabulary import (
    FLAG_WORDS,
    GROUND_WORDS,
    GROUP_WORDS,
    STATUS_WORDS,
    is_link,
    list_items,
)
from geodata.formats.raw_table import Uncomputed

Tell = Callable[[str], None]
Reader = Callable[[Any, Tell], Any]

LONGEST_TEXT = 1_000
LONGEST_GROUP = 64
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
MONEY = re.compile(r"^¥|(元|yuan|rmb|cny)$")
SPOILT = re.compile(r"#+|\d+(\.\d+)?E\+\d+", re.IGNORECASE)
LARGEST_COUNT = 10_000_000
LARGEST_PERSONS = 1e10
LARGEST_AMOUNT = 1e12
TEN_THOUSAND = "万"
NOTHING_PAID = ("免费", "free", "gratis")
FOR_ALL = ("all", "全部", "所有人", "不限")


class CellRefused(ValueError):
    """A cell that cannot be used, and why."""


class PartsRefused(CellRefused):
    """A cell that lists things, each of ``parts`` one that cannot be used, and why."""

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        self.parts = tuple(parts)
        super().__init__("; ".join(f"{part!r} {reason}" for part, reason in self.parts))


def plain_text(value: Any, tell: Tell) -> str:
    """A cell's text without outer space, full-width letters and digits as plain ones."""
    text = as_text(value)
    folded = unicodedata.normalize("NFKC", text)
    if folded != text and any(char.isdigit() and char not in folded for char in text):
        tell("full-width digits were read as digits")
    return folded.strip()


def as_text(value: Any) -> str:
    """A cell as text: whole numbers without a decimal point."""
    if isinstance(value, Uncomputed):
        raise CellRefused(
            "is a formula whose result the file does not hold; open the file in a spreadsheet "
            "program and save it, or paste values"
        )
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise CellRefused("is no number")
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def read_text(value: Any, _: Tell) -> str:
    """Text exactly as it is, but for space around it."""
    text = as_text(value).strip()
    if len(text) > LONGEST_TEXT:
        raise CellRefused(f"is longer than {LONGEST_TEXT:,} characters")
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise CellRefused("holds a character that no table can keep (U+0000 or half a pair)")
    return text


def read_number(value: Any, tell: Tell) -> float:
    """
    A finite number.

    Raises
    ------
    CellRefused
        For anything else: ``nan``, ``约50``, a formula without its result.
    """
    if isinstance(value, bool):
        raise CellRefused("is no number")
    if isinstance(value, int | float):
        number = float(value)
    else:
        text = plain_text(value, tell)
        if GROUPED.fullmatch(text):
            tell("commas between thousands were left out")
            text = text.replace(",", "")
        if not NUMBER.fullmatch(text):
            raise CellRefused("is no number")
        number = float(text)
    if not math.isfinite(number):
        raise CellRefused("is no finite number")
    return number


def read_count(value: Any, tell: Tell) -> int:
    """A whole number from 0 on."""
    number = read_number(value, tell)
    if number < 0 or not number.is_integer() or number > LARGEST_COUNT:
        raise CellRefused(f"must be a whole number from 0 to {LARGEST_COUNT:,}")
    return int(number)


def read_persons(value: Any, tell: Tell) -> float:
    """A number of persons; models give fractions."""
    number = read_number(value, tell)
    if not 0 <= number <= LARGEST_PERSONS:
        raise CellRefused("must be 0 or more, and no more people than there are on earth")
    return number


def read_amount(value: Any, tell: Tell) -> float:
    """An amount of money in yuan, such as 5000, ¥5,000, 5000元, 0.5万元 or 免费."""
    plain = value
    if isinstance(value, str):
        text = MONEY.sub("", "".join(plain_text(value, tell).casefold().split()))
        if text in NOTHING_PAID:
            return 0.0
        plain = text.removesuffix(TEN_THOUSAND)
        if plain != text:
            tell("amounts in 万 were read as tens of thousands")
            return within_amounts(round(read_number(plain, tell) * 10_000, 6))
    return within_amounts(read_number(plain, tell))


def within_amounts(number: float) -> float:
    """An amount that can be paid."""
    if not 0 <= number <= LARGEST_AMOUNT:
        raise CellRefused("must be an amount of 0 or more")
    return number


def read_id(value: Any, _: Tell) -> str:
    """An identifier."""
    text = as_text(value).strip()
    if not IDENTIFIER.fullmatch(text):
        raise CellRefused("an id is 1 to 64 of the characters A-Z a-z 0-9 _ -")
    return text


def read_adcode(value: Any, tell: Tell) -> str:
    """A six-digit code of a county-level division (GB/T 2260)."""
    text = plain_text(value, tell)
    if not re.fullmatch(r"[1-9]\d{5}", text):
        raise CellRefused("must be a six-digit code, such as 500103")
    return text


def read_status(value: Any, tell: Tell) -> str:
    """How far a fair's plan has come."""
    return one_of(plain_text(value, tell), STATUS_WORDS)


def read_ground(value: Any, tell: Tell) -> str:
    """What a row of the base map is."""
    return one_of(plain_text(value, tell), GROUND_WORDS)


def one_of(text: str, choices: Mapping[str, tuple[str, ...]]) -> str:
    """The choice that a word stands for."""
    word = text.casefold()
    for choice, words in choices.items():
        if word in words:
            return choice
    chinese = (next(w for w in words if not w.isascii()) for words in choices.values())
    listed = ", ".join(f"{choice} ({w})" for choice, w in zip(choices, chinese, strict=True))
    raise CellRefused(f"must be one of {listed}")


def read_flag(value: Any, tell: Tell) -> bool:
    """Whether something is so."""
    word = plain_text(value, tell).casefold()
    for flag, words in FLAG_WORDS.items():
        if word in words:
            return flag
    raise CellRefused("must be yes (是) or no (否); empty is no")


def read_group(value: Any, tell: Tell) -> str:
    """A group of people, ours or the user's own."""
    text = plain_text(value, tell)
    for group, words in GROUP_WORDS.items():
        if text.casefold() in words:
            return group
    if len(text) > LONGEST_GROUP or not text.isprintable():
        raise CellRefused(f"a group's name is at most {LONGEST_GROUP} letters")
    return text


def read_situations(value: Any, tell: Tell) -> str:
    """For whom a row is, as our words with semicolons between; nothing for everybody."""
    words = list_items(plain_text(value, tell))
    if len(words) == 1 and words[0].casefold() in FOR_ALL:
        return ""
    known = [(word, resolve_word(word, SITUATIONS)) for word in words]
    choices = ", ".join(f"{name} ({words[0]})" for name, words in SITUATIONS.items())
    wrong = [(word, f"must be among {choices}") for word, name in known if name is None]
    if wrong:
        raise PartsRefused(wrong)
    return ";".join(dict.fromkeys(name for _, name in known if name is not None))


def read_conditions(value: Any, tell: Tell) -> str:
    """Conditions as they were written, of which every one can be used; see ``eligibility``."""
    text = read_text(value, tell)
    try:
        parse(text)
    except ConditionsRefused as refusal:
        raise PartsRefused([(each.text, each.reason) for each in refusal.problems]) from None
    return text


def read_phone(value: Any, tell: Tell) -> str:
    """Numbers to call, as they are written."""
    text = read_text(value, tell)
    if SPOILT.fullmatch(text):
        raise CellRefused(
            "was spoilt by a spreadsheet program; format the column as text and type it again"
        )
    return text


def read_link(value: Any, tell: Tell) -> str:
    """The address of a page."""
    text = read_text(value, tell)
    if not is_link(text):
        raise CellRefused("must be the address of a page, such as https://www.example.gov.cn/page")
    return text
