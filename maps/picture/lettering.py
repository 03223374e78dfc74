"""How wide a text is, roughly, and where a name has room."""

from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width

from maps.picture.frame import Box

# Widths in parts of the type's size, on the safe side of the usual system fonts.
WIDE, NARROW_WIDTH, USUAL_WIDTH, LARGE_WIDTH = 1.0, 0.36, 0.62, 0.84
NARROW, LARGE = frozenset(" \xa0.,:;'|!()[]·ijlft"), frozenset("mwMWGOQCDHNUA%@–")
SHIFTS = (0, -13, 13, -20, 20)
CLEARANCE = 2.0


def letter_width(letter: str) -> float:
    """The width of one letter."""
    if east_asian_width(letter) in "WF":
        return WIDE
    return NARROW_WIDTH if letter in NARROW else LARGE_WIDTH if letter in LARGE else USUAL_WIDTH


def text_width(text: str, size: float) -> float:
    """About how wide a text is in type of that size."""
    return size * sum(map(letter_width, text))


def words_of(text: str) -> Iterator[str]:
    """Where a line may end: after a space, and around wide letters."""
    word = ""
    for letter in text:
        wide = east_asian_width(letter) == "W"
        if word and (wide or word[-1] == " "):
            yield word
            word = ""
        word += letter
    if word:
        yield word


def lines_of(text: str, size: float, width: float) -> list[str]:
    """A text broken into lines; a word that is wider than a line is broken, too."""
    lines = [""]
    for word in words_of(text):
        piece = word
        while text_width(piece.rstrip(), size) > width:
            room = fitting(piece, size, width)
            lines.append(piece[:room])
            piece = piece[room:]
        if text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def fitting(word: str, size: float, width: float) -> int:
    """How many letters of a word fit; one at least."""
    count = 1
    while count < len(word) and text_width(word[: count + 1], size) <= width:
        count += 1
    return count


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share any of the sheet."""
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )


def inside(one: Box, whole: Box) -> bool:
    """Whether a box lies in another."""
    return (
        one.left >= whole.left
        and one.top >= whole.top
        and one.left + one.width <= whole.left + whole.width
        and one.top + one.height <= whole.top + whole.height
    )


def room_for(
    text: str, at: tuple[float, float], size: float, taken: Iterable[Box], whole: Box
) -> Box | None:
    """Where around a point a name overlaps nothing; None where there is no room."""
    width, height = text_width(text, size) + 2 * CLEARANCE, size + 2 * CLEARANCE
    for shift in SHIFTS:
        box = Box(at[0] - width / 2, at[1] + shift - height / 2, width, height)
        if inside(box, whole) and not any(overlap(box, other) for other in taken):
            return box
    return None
