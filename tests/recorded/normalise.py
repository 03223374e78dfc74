"""
What of an answer varies without a change of behaviour, and what is written in its place.

Nothing else is normalised. `answers` leaves out what is no answer: the header ``Content-Length``,
which follows from a body that is compared itself; the order of the methods in ``Allow``; the source
code of scripts and style sheets; the bytes of .xlsx and .gpkg files with their stamps, whose cells
and rows are compared instead, and of a compressed body, which is compared after unpacking.
"""

import re
from collections.abc import Callable
from typing import NamedTuple


class Volatile(NamedTuple):
    """A pattern, what stands for it, and why it cannot be compared."""

    pattern: re.Pattern[str]
    stands: str | Callable[[re.Match[str]], str]
    reason: str


def rounded(number: re.Match[str]) -> str:
    """A number with nine decimals at most: a tenth of a millimetre of a degree."""
    return repr(round(float(number[0]), 9))


VOLATILE = (
    Volatile(
        re.compile(r"(?m)^Date: .* GMT$"),
        "Date: <now>",
        "the clock of the machine, where an answer is checked against an If-None-Match",
    ),
    Volatile(
        re.compile(r'(?m)^ETag: W/"[0-9a-f]{16,20}"$'),
        'ETag: W/"<etag>"',
        "a hash over the program's version and over inner names of a query",
    ),
    Volatile(
        re.compile(r"\bv=([0-9]+)-[0-9a-f]{10}\b"),
        r"v=\1-<tag>",
        "the tag of a campaign is a hash over the program's version",
    ),
    Volatile(
        re.compile(r"/assets/[0-9a-f]{16}/"),
        "/assets/<digest>/",
        "a hash over the file, and the files are source code",
    ),
    Volatile(
        re.compile(r"(?s)<(script|style)>.*?</\1>"),
        r"<\1><source></\1>",
        "source code of the pages in a map that is one file",
    ),
    Volatile(
        re.compile(r"(?m)^(out\.html: )[0-9,]+( bytes written)$"),
        r"\1<n>\2",
        "counts that source code, too",
    ),
    Volatile(
        re.compile(r'("info":\{[^}]*"version":")[0-9][^"]*'),
        r"\1<version>",
        "the version of the program in the description of the API",
    ),
    Volatile(
        re.compile(r"(?m)^(fairreach, version )\S+$"),
        r"\1<version>",
        "the version of the program on the command line",
    ),
    Volatile(
        re.compile(r"\b[0-9]+\.[0-9]{10,}\b"),
        rounded,
        "the last digits of a sine and of a long sum are those of a processor",
    ),
)


def normalised(text: str) -> str:
    """An answer without what varies."""
    for each in VOLATILE:
        text = each.pattern.sub(each.stands, text)
    return text
