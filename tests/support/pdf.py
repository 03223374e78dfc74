"""The pages of a PDF as Chromium or typst writes it: sizes, texts, and how much is drawn."""

import re
import zlib
from dataclasses import dataclass
from functools import reduce

OBJECT = re.compile(rb"(?ms)^(\d+) 0 obj\s(.*?)\sendobj")
STREAM = re.compile(rb"(?s)stream\r?\n(.*?)\r?\nendstream")
REFERENCE = re.compile(rb"(\d+) 0 R")
# Parentheses within a literal string may stand as they are if they are balanced: here so deep.
WITHIN = reduce(lambda inner, _: rb"(?:\\.|[^\\()]|\(" + inner + rb"\))*", range(4), rb"")
LITERAL = rb"\(" + WITHIN + rb"\)"
STRING = re.compile(rb"(?s)<([0-9A-Fa-f]+)>|(" + LITERAL + rb")")
ONE, SEVERAL = rb"<[0-9A-Fa-f]+>|" + LITERAL, rb"(?:" + LITERAL + rb"|[^\](])*"
SHOWN = re.compile(rb"(?s)/(\w+) [\d.]+ Tf|(" + ONE + rb") ?Tj|\[(" + SEVERAL + rb")\] ?TJ")
ESCAPED = re.compile(rb"(?s)\\([0-7]{3}|.)")
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
RANGE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
PAIR = re.compile(rb"(?m)^<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\s*$")


@dataclass
class PdfPage:
    """One page: width and height in points, its text without spaces, and its shapes."""

    size: tuple[float, float]
    text: str
    shapes: int


def pages(content: bytes) -> list[PdfPage]:
    """The pages in their order."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    found = [body for _, body in sorted(objects.items()) if re.search(rb"/Type\s*/Page\b", body)]
    return [page_of(body, objects) for body in found]


def page_of(page: bytes, objects: dict[int, bytes]) -> PdfPage:
    box = re.search(rb"/MediaBox\s*\[([^\]]*)\]", page)
    assert box
    _, _, width, height = map(float, box[1].split())
    drawn = b"\n".join(unpacked(objects[n]) for n in references(page, b"Contents"))
    fonts = {}
    resources = resolved(page, b"Resources", objects)
    for name, number in re.findall(rb"/(\w+) (\d+) 0 R", resolved(resources, b"Font", objects)):
        told = references(objects[int(number)], b"ToUnicode")
        fonts[name] = letters(unpacked(objects[told[0]])) if told else {}
    return PdfPage((width, height), text_of(drawn, fonts), len(re.findall(rb"(?m)^f\*?$", drawn)))


def references(body: bytes, key: bytes) -> list[int]:
    found = re.search(rb"/" + key + rb"\s*(\[[^\]]*\]|\d+ 0 R)", body)
    return [int(n) for n in REFERENCE.findall(found[1])] if found else []


def resolved(body: bytes, key: bytes, objects: dict[int, bytes]) -> bytes:
    """What stands under a key, here or in another object."""
    far = re.search(rb"/" + key + rb"\s*(\d+) 0 R", body)
    if far:
        return objects[int(far[1])]
    near = re.search(rb"(?s)/" + key + rb"\s*<<(.*)", body)
    return near[1] if near else b""


def unpacked(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found
    # The packed bytes may end as a line does: what is cut off there is only their checksum.
    return zlib.decompressobj().decompress(found[1]) if b"FlateDecode" in body else found[1]


def letters(table: bytes) -> dict[int, str]:
    """What the numbers of a font's glyphs stand for."""
    known = {int(n, 16): read(text) for n, text in PAIR.findall(table)}
    for first, last, text in RANGE.findall(table):
        start = int(first, 16)
        for n in range(start, int(last, 16) + 1):
            known[n] = chr(ord(read(text)[-1]) + n - start)
    return known


def read(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be")


def text_of(drawn: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    said, font = [], {}
    for name, one, several in SHOWN.findall(drawn):
        if name:
            font = fonts.get(name, {})
        for shown in map(bytes_of, STRING.findall(one or several)):
            said += [
                font.get(int.from_bytes(shown[n : n + 2], "big"), "")
                for n in range(0, len(shown), 2)
            ]
    return re.sub(r"\s", "", "".join(said))


def bytes_of(string: tuple[bytes, bytes]) -> bytes:
    """What a string stands for: hexadecimal, or literal with escapes."""
    hexadecimal, literal = string
    if hexadecimal:
        return bytes.fromhex(hexadecimal.decode())
    return ESCAPED.sub(
        lambda found: (
            bytes([int(found[1], 8)]) if found[1].isdigit() else NAMED.get(found[1], found[1])
        ),
        literal[1:-1],
    )
