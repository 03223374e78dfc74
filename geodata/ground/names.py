"""What things are called: in Chinese, and for readers of Latin letters in English or pinyin."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from geodata.ground.kinds import Tags

LONGEST = 60
FIRST_CHARACTER, LAST_CHARACTER = "\u4e00", "\u9fff"


class Name(NamedTuple):
    """A thing's name in either script; both are "" where it has none."""

    zh: str
    en: str


NAMELESS = Name("", "")
OTHER_NAMES = ("name", "alt_name", "short_name", "loc_name", "official_name", "old_name")
LANGUAGES_OF_NAMES = ("", ":zh", ":zh-Hans", ":en")
MOST_OTHER_NAMES = 6


def name_of(tags: Tags) -> Name:
    """The names that tags tell."""
    own = first_of(tags.get("name", ""))
    zh = first_of(tags.get("name:zh-Hans", "") or tags.get("name:zh", "")) or own
    en = first_of(tags.get("name:en", ""))
    return as_name(zh or en, en) if zh or en else NAMELESS


def first_of(text: str) -> str:
    """Of several names in one value the first."""
    return text.split(";", 1)[0]


def other_names_of(tags: Tags) -> tuple[str, ...]:
    """What else it is called, each name once: what signs, people or former maps say."""
    keys = (f"{kind}{of}" for kind in OTHER_NAMES for of in LANGUAGES_OF_NAMES)
    listed = (each for key in keys for each in tags.get(key, "").split(";"))
    found = dict.fromkeys(filter(None, map(legible, listed)))
    for known in (first_of(tags.get("name", "")), *name_of(tags)):
        found.pop(known, None)
    return tuple(found)[:MOST_OTHER_NAMES]


@lru_cache(maxsize=50_000)
def as_name(zh: str, en: str) -> Name:
    """A name as it is written; without an English one a Chinese name is read in pinyin."""
    chinese, english = legible(zh), legible(en)
    return Name(chinese, english or romanise(chinese))


def legible(text: str) -> str:
    """A name without what cannot be seen, and not longer than any name is."""
    seen = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in text)
    return " ".join(seen[: 4 * LONGEST].split())[:LONGEST]


def is_chinese(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return any(FIRST_CHARACTER <= each <= LAST_CHARACTER for each in text)


def romanise(name: str) -> str:
    """A Chinese name in pinyin, as signs write it: ``Guanyinqiao``; any other name as it is."""
    if not is_chinese(name):
        return name
    words: list[str] = []
    for run in runs(name):
        if is_chinese(run):
            words.append("".join(syllables(run)).capitalize())
        else:
            words.append(run)
    return " ".join(" ".join(words).split())


def runs(name: str) -> Iterable[str]:
    """A name parted into Chinese characters and what stands between them."""
    run = ""
    for each in name:
        if run and is_chinese(each) != is_chinese(run[-1]):
            yield run
            run = ""
        run += each
    if run:
        yield run


def syllables(text: str) -> list[str]:
    """Chinese characters read in pinyin, without tones."""
    # Its dictionaries take a fifth of a second and 40 MB that only an import needs.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return lazy_pinyin(text, v_to_u=True)
