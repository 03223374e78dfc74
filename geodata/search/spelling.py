"""Names that are spelt nearly as a text: by characters, by how they are read, by letters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self, TypeVar

import numpy as np

from geodata.base.arrays import Ints
from geodata.search.pinyin import LONGEST, fold_name, syllables

T = TypeVar("T")
# How many names that share the most pieces with a text are compared with it in full.
COMPARED = 40
# Of two texts this alike one may be meant by the other. Two of three characters are, one of two
# is not, unless the other one sounds nearly the same.
ALIKE, ALIKE_IN_LETTERS = 0.65, 0.72
# What is so much less alike than the best one is not meant.
BEHIND = 0.1
# Sounds that many a speaker does not part, or spells alike.
CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("hu", "f"))
# Characters that sound the same, or nearly so: what it costs to write one for the other.
SAME_SOUND, NEAR_SOUND, NEAR = 0.1, 0.4, 1 / 3


@dataclass(frozen=True, slots=True)
class _Form:
    """
    A name as it is compared.

    Parameters
    ----------
    at
        Which thing is called so.
    text
        Folded.
    parts
        The syllables, one for each character of a Chinese name.
    is_chinese
        Whether the name is written in characters.
    """

    at: int
    text: str
    parts: tuple[str, ...]
    is_chinese: bool

    @classmethod
    def of(cls, name: str, at: int = 0) -> Self:
        """The form of a name."""
        text = fold_name(name)[:LONGEST]
        return cls(at, text, tuple(filter(None, syllables(text))), not text.isascii())

    @property
    def sound(self) -> str:
        """How it is read, in letters."""
        return "".join(self.parts)

    def characters(self) -> list[tuple[str, str]]:
        """Each character with how it is read."""
        return [*zip(self.text, self.parts, strict=False)]

    def pieces(self) -> set[str]:
        """Its characters, and each two letters that follow each other in its sound."""
        sound = f"^{self.sound}$"
        pairs = {sound[n : n + 2] for n in range(len(sound) - 1)}
        return pairs | ({*self.text} if self.is_chinese else set())


@dataclass(frozen=True, eq=False, slots=True)
class Spellings:
    """
    Names by the pieces of which they consist.

    Parameters
    ----------
    forms
        In the order in which equally alike names are given.
    postings
        The positions of the forms that hold each piece, in order.
    sizes
        How many pieces each form has.
    """

    forms: tuple[_Form, ...]
    postings: dict[str, Ints]
    sizes: Ints

    @classmethod
    def of(cls, names: Iterable[tuple[str, int]]) -> Self:
        """The spellings of some names, each with the position of what is called so."""
        forms = tuple(form for name, at in names if (form := _Form.of(name, at)).text)
        holders: dict[str, list[int]] = {}
        sizes = np.zeros(len(forms), dtype=np.intp)
        for n, form in enumerate(forms):
            pieces = form.pieces()
            sizes[n] = len(pieces)
            for piece in pieces:
                holders.setdefault(piece, []).append(n)
        postings = {piece: np.array(held, dtype=np.intp) for piece, held in holders.items()}
        return cls(forms, postings, sizes)

    def nearest(self, text: str, most: int) -> list[int]:
        """What is called nearly as a text, the most alike first, each once."""
        typed = _Form.of(text)
        found: dict[int, float] = {}
        for form in self._candidates(typed):
            found[form.at] = max(likeness(typed, form), found.get(form.at, 0.0))
        least = ALIKE if typed.is_chinese else ALIKE_IN_LETTERS
        least = max(least, max(found.values(), default=0.0) - BEHIND)
        alike = (at for at in found if found[at] >= least)
        return sorted(alike, key=lambda at: (-round(found[at], 3), at))[:most]

    def _candidates(self, typed: _Form) -> list[_Form]:
        """The forms that share the most pieces with what is typed."""
        pieces = typed.pieces()
        shared = [self.postings[piece] for piece in pieces if piece in self.postings]
        if not shared:
            return []
        count = np.bincount(np.concatenate(shared), minlength=len(self.forms))
        alike = 2 * count / (self.sizes + len(pieces))
        best = np.argsort(-alike, kind="stable")[:COMPARED]
        return [self.forms[n] for n in best.tolist() if count[n]]


def likeness(typed: _Form, form: _Form) -> float:
    """
    How much two names are alike, 0 to 1: character by character, or letter by letter.

    Letters are compared with how a name is read; characters are never compared with letters.
    """
    if typed.is_chinese:
        if not form.is_chinese:
            return 0.0
        edits = distance(typed.characters(), form.characters(), _of_characters)
        return 1 - edits / max(len(typed.parts), len(form.parts))
    longest = max(len(typed.sound), len(form.sound))
    return 1 - distance(typed.sound, form.sound) / longest if longest else 0.0


def _of_characters(a: tuple[str, str], b: tuple[str, str]) -> float:
    """What it costs to write one character for another, by how they are read."""
    if a[0] == b[0]:
        return 0.0
    one, other = (_sound(each) for each in (a[1], b[1]))
    if one == other:
        return SAME_SOUND
    apart = distance(one, other) / max(len(one), len(other))
    return NEAR_SOUND if apart <= NEAR else 1.0


@cache
def _sound(syllable: str) -> str:
    for written, said in CONFUSED:
        syllable = syllable.replace(written, said)
    return syllable


def _of_letters(a: object, b: object) -> float:
    return float(a != b)


def distance(
    a: Sequence[T], b: Sequence[T], of_pair: Callable[[T, T], float] = _of_letters
) -> float:
    """
    The edit distance of two sequences; exchanged neighbours are one edit.

    Parameters
    ----------
    of_pair
        What it costs to put one of two members in the place of the other, 0 to 1.
    """
    before: list[float] = []
    row = [float(n) for n in range(len(b) + 1)]
    for i, left in enumerate(a, 1):
        earlier, before, row = before, row, [float(i)]
        for j, right in enumerate(b, 1):
            cost = before[j - 1] + of_pair(left, right)
            if i > 1 and j > 1 and a[i - 2] == right and left == b[j - 2]:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(min(cost, before[j] + 1, row[j - 1] + 1))
    return row[-1]
