"""In which encoding a text is written: told by its bytes, or refused; never guessed halfway."""

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from geodata.errors import refusal

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Two Chinese characters in UTF-8 are three in GB18030 once in 30,000 times, three hardly ever.
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")
FEW, ENOUGH = 2, 3
# Letters that no standard gives a meaning; Big5 and Shift-JIS read as GB18030 are full of them.
PRIVATE = re.compile("[\ue000-\uf8ff]")
# What the everyday letters of another encoding are in its own bytes.
EVERYDAY: Mapping[str, tuple[str, re.Pattern[bytes]]] = {
    "Big5": ("cp950", re.compile(rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]")),
    "Shift-JIS": ("cp932", re.compile(rb"[\x81-\x83\x88-\x97][\x40-\x7e\x80-\xfc]|[\xa6-\xdf]")),
}
# Of a text that is what it says it is, so much is everyday letters; of another at most so much,
# and so many letters are not.
MOSTLY, SOME, ODD = 0.9, 0.7, 2


def decode(path: Path, content: bytes) -> tuple[str, str]:
    """
    A file's text and encoding.

    Raises
    ------
    FileRefused
        For an encoding that is broken, mixed, or another than UTF-8, UTF-16 and GB18030.
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise refusal(path, encoding_problem(content, error, encoding)) from None
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        first = error
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        if other := other_encoding(content, ""):
            raise refusal(path, foreign(other)) from None
        raise refusal(path, encoding_problem(content, first, "utf-8")) from None
    if is_mixed(content):
        reason = f"{encoding_problem(content, first, 'utf-8')}; other rows are: encodings are mixed"
        raise refusal(path, reason)
    require_letters(path, content, text)
    return text, "gb18030"


def require_letters(path: Path, content: bytes, text: str) -> None:
    """Refuse a text that is GB18030 by its bytes alone, and not by what it says then."""
    if other := other_encoding(content, text):
        raise refusal(path, foreign(other))
    if PRIVATE.search(text):
        reason = "holds letters of no standard when read as GB18030; is it another encoding?"
        raise refusal(path, f"{reason} Save the file anew as UTF-8")


def foreign(encoding: str) -> str:
    """That a file is in an encoding which is not read, and what to do."""
    return f"seems to be written in {encoding}; save the file anew as UTF-8 (in Excel: “CSV UTF-8”)"


def other_encoding(content: bytes, text: str) -> str | None:
    """
    The other encoding in which a text makes more sense than in GB18030; None where none is.

    Parameters
    ----------
    content
        Its bytes.
    text
        The same in GB18030; "" where it is none.
    """
    letters = letters_of(text)
    count = letters.total()
    everyday = sum(times for char, times in letters.items() if is_everyday(char))
    if count and (everyday > SOME * count or count - everyday < ODD):
        return None
    shares = {name: share_everyday(content, *how) for name, how in EVERYDAY.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= MOSTLY else None


def is_everyday(letter: str) -> bool:
    """Whether GB2312 has a letter, with which nearly all of Chinese is written."""
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def share_everyday(content: bytes, codec: str, everyday: re.Pattern[bytes]) -> float:
    """Which part of a text's letters are everyday ones of an encoding; 0 where it is not in it."""
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    letters = letters_of(text)
    known = sum(n for char, n in letters.items() if everyday.fullmatch(char.encode(codec)))
    return known / letters.total() if letters else 0.0


def letters_of(text: str) -> Counter[str]:
    """How often a text holds each of its letters beyond ASCII."""
    return Counter({char: times for char, times in Counter(text).items() if not char.isascii()})


def is_mixed(content: bytes) -> bool:
    """Whether lines of a text in GB18030 can only be Chinese in UTF-8."""
    lines = set(content.splitlines())
    letters = list(filter(None, map(chinese_in_utf8, lines)))
    few = sum(count >= FEW for count in letters)
    return max(letters, default=0) >= ENOUGH or few > FEW + len(lines) // 1_000


def chinese_in_utf8(line: bytes) -> int:
    """How many Chinese characters a line holds, if it is UTF-8."""
    try:
        return 0 if line.isascii() else len(CHINESE.findall(line.decode()))
    except UnicodeDecodeError:
        return 0


def encoding_problem(content: bytes, error: UnicodeDecodeError, encoding: str) -> str:
    """Where an encoding breaks, and what to do."""
    row = content[: error.start].count(b"\n") + 1
    return (
        f"line {row} is no valid {encoding.upper()}; save the file anew as UTF-8 "
        "(in Excel: “CSV UTF-8”)"
    )
