"""What a brief says, in the reader's words; every form of it is made from this alone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from maps.picture.element import legible


class Kind(StrEnum):
    """What stands in a column, and so how much room it has and on which side it begins."""

    TEXT = "text"
    WIDE = "wide"
    SHORT = "short"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    head: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Bar:
    """
    All people in three parts.

    Parameters
    ----------
    name
        Of the state whose parts they are; "" where there is but one.
    covered, gap, unknown
        Shares from 0 to 1.
    told
        The parts in words, the unknown one only where there is any.
    """

    name: str
    covered: float
    gap: float
    unknown: float
    told: Sequence[str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A map: what it is called, what it says to whoever does not see it, and its SVG."""

    name: str
    told: str
    svg: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading: sentences, a table, and what is to be said below that."""

    heading: str
    lines: Sequence[str] = ()
    grid: Grid | None = None
    below: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """
    A brief, whole.

    Parameters
    ----------
    lang
        The language's tag.
    kind, title, note
        What this is, what it is about, and what its author wrote of it; the note may be "".
    mark
        What stands on every sheet: that the data are made up, or "".
    headline
        The sentence of the page.
    sections
        After the maps.
    meaning
        What the numbers mean: each word with all that is told of it.
    foot
        On every sheet: whose, of which day and of which version.
    """

    lang: str
    kind: str
    title: str
    note: str
    mark: str
    headline: str
    bars: Sequence[Bar]
    figures: Grid | None
    pictures: Sequence[Picture]
    sections: Sequence[Section]
    meaning_heading: str
    meaning: Sequence[tuple[str, Sequence[str]]]
    foot: str

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON, without letters that are none."""
        told: dict[str, Any] = readable(asdict(self))
        return told


def readable(told: Any) -> Any:
    """The same with every text such as paper can hold it; ``Any`` is what JSON is made of."""
    if isinstance(told, str):
        return legible(told).translate(NO_LETTERS)
    if isinstance(told, dict):
        return {name: readable(each) for name, each in told.items()}
    if isinstance(told, list | tuple):
        return [readable(each) for each in told]
    return told


# What is no letter, in its place what every font has.
NO_LETTERS = dict.fromkeys([*range(0x7F, 0xA0), 0xFEFF, 0xFFFD], "?") | {0x2028: " ", 0x2029: " "}
