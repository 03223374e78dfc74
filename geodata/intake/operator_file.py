"""A small CSV file of the operator's own, named in a setting."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from geodata.base.folding import fold
from geodata.errors import refusal
from geodata.formats.encodings import decode

LARGEST_BYTES = 1_000_000
Headings = Mapping[str, tuple[str, ...]]
"""Columns by name, and what each may be called, folded: its own name first, then in Chinese."""


def operator_rows(
    path: Path, headings: Headings, needed: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """
    The rows that hold anything, each with its number: the headings are row 1.

    Parameters
    ----------
    path
        CSV, UTF-8 or GB18030.
    needed
        The columns that must be there; of the others, those that are not are left out.

    Raises
    ------
    FileRefused
        If the file cannot be read, or lacks a column.
    """
    try:
        first, *lines = csv.reader(text_of(path).splitlines() or [""])
    except csv.Error as error:
        raise refusal(path, f"is no CSV that can be read: {error}") from None
    known = {other: name for name, others in headings.items() for other in others}
    folded = [fold(each) for each in first]
    at = {known[heading]: n for n, heading in enumerate(folded) if heading in known}
    missing = [f"{name} ({headings[name][1]})" for name in needed if name not in at]
    if missing:
        raise refusal(path, f"has no column {', '.join(missing)} in its first row")
    for number, cells in enumerate(lines, 2):
        row = {name: cells[n].strip() if n < len(cells) else "" for name, n in at.items()}
        if any(row.values()):
            yield number, row


def text_of(path: Path) -> str:
    """
    The text of a file.

    Raises
    ------
    FileRefused
        If it is too large, is in no encoding of ours or cannot be read.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise refusal(path, f"is larger than {LARGEST_BYTES:,} bytes")
        return decode(path, path.read_bytes())[0]
    except OSError as error:
        raise refusal(path, f"cannot be read: {error.strerror}") from error
