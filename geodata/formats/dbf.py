"""
In which encoding the columns beside a layer of shapes are written (dBase III, ``.dbf``).

The ``.cpg`` says it; without one it is UTF-8 if every letter is, else GB18030 if every letter is.
Programs cut names and cells at a number of bytes, so half a letter may stand at their ends.
"""

import codecs
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from geodata.campaign.headings import known_names
from geodata.campaign.tables import TABLES
from geodata.errors import refusal
from geodata.formats.encodings import MOSTLY, is_everyday, require_letters
from geodata.formats.headers import HEADINGS, normal

HEADER, DESCRIPTOR = 32, 32
NAME_BYTES = 10
MOST_FIELDS = 1_000
CODE_PAGE = re.compile(r"(?:oem|ansi|cp|windows)?[\s_-]*(\d{3,5})", re.IGNORECASE)
NUMBERED = {
    "65001": "utf-8",
    "54936": "gb18030",
    "20936": "gb18030",
    "936": "gb18030",
    "88591": "iso8859-1",
}
# What programs name that were never told the encoding.
WESTERN = ("iso8859-1", "cp1252", "latin_1")
# What is written today in their place, and holds all of their letters.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"}


def encoding_of(path: Path, content: bytes, stated: bytes | None) -> tuple[str, tuple[str, ...]]:
    """
    The encoding of a ``.dbf``, and what to tell of it.

    Parameters
    ----------
    content, stated
        The ``.dbf`` and the ``.cpg``.

    Raises
    ------
    FileRefused
        If the letters are in no encoding, or not in the one that is stated.
    """
    texts = list(texts_of(path, content))
    if stated is not None and stated.strip():
        name = stated.decode("ascii", errors="replace").strip()
        encoding = codec_of(path, name)
        if not are_all(texts, encoding) or (encoding in WESTERN and are_chinese(texts)):
            reason = f"the .cpg says {name[:40]}, but the columns are written in another encoding"
            raise refusal(path, f"{reason}; export the layer anew as UTF-8")
        return encoding, ()
    if are_all(texts, "utf-8"):
        return "utf-8", ()
    if not are_all(texts, "gb18030"):
        reason = "the columns are in neither UTF-8 nor GB18030"
        raise refusal(path, f"{reason}; export the layer anew as UTF-8")
    joined = b"\n".join(texts)
    require_letters(path, joined, joined.decode("gb18030", errors="ignore"))
    return "gb18030", ("the columns were read as GB18030: there is no .cpg that says so",)


def codec_of(path: Path, name: str) -> str:
    """What Python calls the encoding that a .cpg names."""
    page = CODE_PAGE.fullmatch(name)
    wanted = NUMBERED.get(page[1], f"cp{page[1]}") if page else name.replace(" ", "")
    try:
        codec = codecs.lookup(wanted)
        b"".decode(codec.name)
    except (LookupError, ValueError):
        reason = f"the .cpg names an encoding that is not known ({name[:40]!r})"
        raise refusal(path, f"{reason}; export the layer anew as UTF-8") from None
    return WIDER.get(codec.name, codec.name)


def are_chinese(texts: list[bytes]) -> bool:
    """Whether texts that are said to be in Western letters are plainly Chinese."""
    letters = b"\n".join(text for text in texts if not text.isascii())
    if not letters:
        return False
    if are_all(texts, "utf-8"):
        return True
    found = [char for char in letters.decode("gb18030", errors="replace") if not char.isascii()]
    return sum(map(is_everyday, found)) >= MOSTLY * len(found)


def are_all(texts: list[bytes], encoding: str) -> bool:
    """Whether every text is one in an encoding, but for half a letter at its end."""
    decoder = codecs.getincrementaldecoder(encoding)
    try:
        for text in texts:
            decoder().decode(text)
    except UnicodeDecodeError:
        return False
    return True


def whole_name(name: str, encoding: str) -> str:
    """The column of ours whose heading was cut to a field's ten bytes; else the name itself."""
    written = name.casefold()
    cut = {
        column.name
        for table in TABLES.values()
        for column in table.file_columns
        for heading in known_names(column)
        if heading.casefold() != written and cut_name(heading, encoding) == written
    }
    return cut.pop() if len(cut) == 1 and normal(name) not in HEADINGS else name


def cut_name(heading: str, encoding: str) -> str:
    """A heading as a field's name has it."""
    try:
        written = heading.casefold().encode(encoding)
    except UnicodeEncodeError:
        return heading
    return written[:NAME_BYTES].decode(encoding, errors="ignore")


def texts_of(path: Path, content: bytes) -> Iterator[bytes]:
    """The names of the fields and all cells of text that are not plain ASCII."""
    if len(content) <= HEADER:
        raise refusal(path, "the .dbf is cut off; export the layer anew")
    count, start, width = struct.unpack("<4xLHH", content[:12])
    fields = min((start - HEADER - 1) // DESCRIPTOR, MOST_FIELDS)
    at, places = 1, []
    for number in range(max(fields, 0)):
        place = HEADER + number * DESCRIPTOR
        one = content[place : place + DESCRIPTOR]
        yield one[: NAME_BYTES + 1].split(b"\x00")[0]
        size = one[16] if len(one) > 16 else 0
        if one[11:12] in (b"C", b"M"):
            places.append((at, at + size))
        at += size
    end = min(len(content), start + count * width)
    for place in range(start, end, max(width, 1)):
        row = content[place : place + width]
        if not row.isascii():
            yield from (row[a:b].rstrip(b" \x00") for a, b in places)
