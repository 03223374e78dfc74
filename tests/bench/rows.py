"""The table that closes a run of the benchmarks."""

from collections.abc import Iterable
from typing import NamedTuple

TITLE = "against the peer, in the same run"
PART = " | "


class Row(NamedTuple):
    """A figure of ours, beside the peer's and the goal where there are any; all as text."""

    what: str
    ours: str
    peer: str
    ratio: str
    goal: str


HEADER = Row("what", "ours", "peer", "ratio", "goal")


def table(rows: Iterable[Row]) -> list[str]:
    """Lines of text with the columns under each other."""
    whole = [HEADER, *rows]
    widths = [max(map(len, column)) for column in zip(*whole, strict=True)]
    return [
        PART.join((row.what.ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])))
        for row in whole
    ]
