"""Work as people say it: which occupations and sectors a text means, and what is on offer."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from geodata.base.arrays import Flags
from geodata.base.folding import fold, holds, words_of
from geodata.campaign.synonyms import Synonym, Synonyms
from geodata.search.pinyin import fold_name, syllables

# Fewer letters than these are no pinyin to look for, fewer characters no word within a longer one.
LEAST_LETTERS, LEAST_CHARACTERS = 4, 2
# So few letters stand within many a word: it in kitchen.
SHORT = 3


def meant(typed: str, texts: Sequence[str], synonyms: Synonyms) -> Flags:
    """
    Which texts a seeker means.

    What a text says itself is taken as it is. Else the synonyms of what is typed count as well;
    then its pinyin; then a word within it (软件 in 软件工程师). The first of these that finds
    anything decides.

    Parameters
    ----------
    typed
        As somebody typed it; "" means all.
    texts
        Occupations, or sectors, folded; of several in one text each has a line.

    Returns
    -------
    Flags
        By position in ``texts``.
    """
    words = words_of(typed)
    said = np.array([_says(text, words) for text in texts], dtype=bool)
    whole = " ".join(words)
    if not words or any(whole in text.split("\n") for text in texts):
        return said
    for clauses in _readings(whole, words, synonyms):
        found = said | _holding(texts, clauses)
        if found.any():
            return found
    return said


def _says(text: str, words: Sequence[str]) -> bool:
    """Whether each word stands in a text; one of few letters at the beginning of a word of it."""
    short = (word for word in words if word.isascii() and len(word) <= SHORT)
    begun = (re.search(rf"(?<![a-z0-9]){re.escape(word)}", text) for word in short)
    return holds(text, words) and all(begun)


def _readings(
    whole: str, words: Sequence[str], synonyms: Synonyms
) -> Iterator[list[tuple[str, ...]]]:
    """What a text may mean, the likeliest first: clauses, of each of which one term must stand."""
    if whole in synonyms.by_term:
        yield [synonyms.terms_of(whole)]
    yield [synonyms.terms_of(word) for word in words]
    if spoken := _terms_by_pinyin(whole, synonyms):
        yield [spoken]
    if within := _within(whole, synonyms):
        yield [within]


def _holding(texts: Sequence[str], clauses: Sequence[tuple[str, ...]]) -> Flags:
    """Which texts hold a term of every clause."""
    found = np.ones(len(texts), dtype=bool)
    for terms in clauses:
        found &= np.array([any(stands(term, text) for term in terms) for text in texts], dtype=bool)
    return found


def stands(term: str, text: str) -> bool:
    """Whether a term stands in a text; one of letters as a word of its own: it, not kitchen."""
    if term.startswith(PINYIN):
        return reads(term.removeprefix(PINYIN), text)
    if not term.isascii():
        return term in text
    return term in text and _as_word(term).search(text) is not None


PINYIN = "pinyin:"


@lru_cache(2_000)
def _as_word(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(term)}(?![a-z0-9])")


def _terms_by_pinyin(whole: str, synonyms: Synonyms) -> tuple[str, ...]:
    """The terms whose pinyin a text is, and the text itself as pinyin."""
    letters = fold_name(whole)
    if not letters.isascii() or len(letters) < LEAST_LETTERS:
        return ()
    rows = (row for row in synonyms.rows if any(letters == spelt(t) for t in row.terms))
    terms = (term for row in rows for term in row.terms)
    return tuple(dict.fromkeys((f"{PINYIN}{letters}", *terms)))


def _within(whole: str, synonyms: Synonyms) -> tuple[str, ...]:
    """The terms of the kinds of work of which a word stands within a text, the longest words."""
    held = [
        term
        for term in synonyms.by_term
        if len(term) >= LEAST_CHARACTERS and not term.isascii() and term in whole
    ]
    longest = max(map(len, held), default=0)
    named = (term for term in held if len(term) == longest)
    return tuple(dict.fromkeys(t for name in named for t in synonyms.terms_of(name)))


@lru_cache(20_000)
def spelt(text: str) -> str:
    """A text in pinyin, without spaces."""
    return "".join(syllables(text))


def reads(letters: str, text: str) -> bool:
    """Whether a text is read so, from one of its characters on."""
    said = [each for line in text.split("\n") for each in syllables(line)]
    return any("".join(said[n:]).startswith(letters) for n in range(len(said)))


def kind_of(text: str, synonyms: Synonyms) -> Synonym | None:
    """The kind of work that a text of the tables is: that of the longest name in it."""
    folded = fold(text)
    held = (row for row in synonyms.rows if fold(row.name) in folded)
    return max(held, key=lambda row: len(row.name), default=None)
