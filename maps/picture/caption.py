"""What is written beside the map: all its words, in the language of the reader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from maps.picture.element import add
from maps.picture.lettering import lines_of

LINE = 1.4
SIZES = {"": 12.0, "heading": 12.0, "note": 10.5, "headline": 20.0}
# Bold type is wider than the usual one.
BOLD = {"heading": 1.1, "headline": 1.1}


@dataclass(frozen=True, slots=True)
class Caption:
    """
    The words of a picture.

    Parameters
    ----------
    lang, names
        The language's tag; by which of its names a place is called, ``zh`` or ``en``.
    headline, description
        What the picture says, in a sentence, and what it shows.
    measure, scale
        Over the classes, each of which has its text; "" and none without classes. And what their
        colours are called in the style sheet.
    unknown
        No data, and much of it unknown.
    signs
        A text for each kind of sign: ``gap, fair, fairs, cancelled``.
    settings, notes
        What was asked for; whose data they are, and what is made up.
    persons, length
        How numbers of persons and metres are written.
    region
        How the region of a code is called.
    """

    lang: str
    names: str
    headline: str
    description: str
    measure: str
    classes: Sequence[str]
    unknown: tuple[str, str]
    signs: dict[str, str]
    settings: Sequence[str]
    notes: Sequence[str]
    persons: Callable[[float], str]
    length: Callable[[float], str]
    region: Callable[[str], str] = str
    scale: str = "class"


def write(into: Element, text: str, at: tuple[float, float], width: float, kind: str = "") -> float:
    """Write a text in lines of a width; where the next one may begin, from the top."""
    x, y = at
    size = SIZES[kind]
    for line in lines_of(text, size * BOLD.get(kind, 1.0), width):
        told = {"class_": kind} if kind else {}
        add(into, "text", line, x=x, y=y + size, **told)
        y += size * LINE
    return y
