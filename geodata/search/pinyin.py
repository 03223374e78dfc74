"""
How Chinese names are read in pinyin, a syllable at a time.

``pypinyin`` knows every reading of a character. Which of them a name uses is told by its English
name, which is the pinyin of its proper part: 丰都 is Fengdu, not Fengdou. Its dictionary of 47,000
phrases, which costs 40 MB and still misreads 丰都, 新都 and 郫都, stays out of memory; the words of
our own that matter where there is no English name stand here.
"""

import os
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

Readings = Sequence[Sequence[str]]

PHRASES = {
    "重庆": "chong qing",
    "成都": "cheng du",
    "长寿": "chang shou",
    "丰都": "feng du",
    "新都": "xin du",
    "郫都": "pi du",
    "都江": "du jiang",
    "长江": "chang jiang",
    "长生": "chang sheng",
}
LONGEST = 40
_MARKS = re.compile(r"[\W_]+")  # tones, too, once they stand apart from their letters
_TONE_NUMBER = re.compile(r"(?<=[a-z])[1-5](?![0-9])")


def fold_name(text: str) -> str:
    """
    A name as it is compared: width, case, tones, spaces and marks make no difference.

    ``ü`` is written ``v`` or ``u`` where a keyboard lacks it; here all three are one letter.
    """
    wide = unicodedata.normalize("NFKC", text).casefold()
    plain = _MARKS.sub("", unicodedata.normalize("NFD", wide))
    return _TONE_NUMBER.sub("", plain).replace("v", "u")


def syllables(name_zh: str, romanised: str = "") -> tuple[str, ...]:
    """
    A Chinese name in pinyin, without tones.

    Parameters
    ----------
    name_zh
        What in it is not Chinese stays as it is, folded. Each character is one syllable.
    romanised
        The pinyin of the name, or of its beginning (``Fengdu`` of 丰都县); where it can be read
        so, it decides between the readings of a character.
    """
    parts = _parts(name_zh)
    told = _spelling(parts, fold_name(romanised)) or ()
    return told + tuple(usual for usual, *_ in parts[len(told) :])


def count_syllables(name_zh: str, romanised: str) -> int:
    """How many syllables of a Chinese name its pinyin spells: 2 of 丰都县 for Fengdu, else 0."""
    return len(_spelling(_parts(name_zh), fold_name(romanised)) or ())


def _spelling(parts: Readings, text: str) -> tuple[str, ...] | None:
    """The readings of the first parts that make up a text, None where there are none."""
    if not text:
        return ()
    if not parts:
        return None
    for reading in parts[0]:
        if text.startswith(reading):
            rest = _spelling(parts[1:], text[len(reading) :])
            if rest is not None:
                return (reading, *rest)
    return None


@cache
def _dictionary() -> dict[int, str]:
    # The switch of pypinyin that leaves its phrases out is read when it is imported.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415

    readings: dict[int, str] = PINYIN_DICT
    return readings


def _parts(name: str) -> list[tuple[str, ...]]:
    """The parts of a name with their readings, the usual one first."""
    plain = unicodedata.normalize("NFKC", name)[:LONGEST]
    usual = _usual_of_phrases(plain)
    parts: list[tuple[str, ...]] = []
    for at, character in enumerate(plain):
        readings = _readings(character)
        first = usual.get(at, readings[0])
        parts.append((first, *(each for each in readings if each != first)))
    return parts


@lru_cache(maxsize=5_000)
def _readings(character: str) -> tuple[str, ...]:
    """All readings of a character, the usual one first; of any other the character itself."""
    known = _dictionary().get(ord(character), character)
    return tuple(dict.fromkeys(fold_name(each) for each in known.split(",")))


def _usual_of_phrases(name: str) -> dict[int, str]:
    """The readings, by position, of the phrases in a name."""
    return {
        at + n: reading
        for phrase, text in PHRASES.items()
        if (at := name.find(phrase)) >= 0
        for n, reading in enumerate(text.split())
    }
