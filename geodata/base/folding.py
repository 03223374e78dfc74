"""Text as it is compared, and how words are looked for in it."""

import unicodedata
from collections.abc import Sequence


def fold(text: str) -> str:
    """Text as it is compared: the same for full and half width, upper and lower case."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def words_of(text: str) -> tuple[str, ...]:
    """The words of what somebody types, folded."""
    return tuple(fold(text).split())


def holds(text: str, words: Sequence[str]) -> bool:
    """Whether each of some words stands somewhere in a folded text; none stand in every text."""
    return all(word in text for word in words)
