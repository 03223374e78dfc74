"""A look at the XML of one sheet, for what openpyxl does not tell when it reads row by row."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import iterparse
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple

from geodata.errors import CellProblem, FileRefused, refusal
from geodata.formats.raw_table import Uncomputed
from geodata.formats.xlsx_package import Source

MOST_MERGES = 100_000
LAST_ROW = 1_048_576
CHUNK = 2**20
LONGEST_TAG = 4_096
ROW = re.compile(rb"<(?:\w+:)?row(\s[^>]*|/?)>")
NUMBER = re.compile(rb"\sr=[\"'](\d{1,18})[\"']")
HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']"
)
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
ERROR = re.compile(rb"<(?:\w+:)?c(?=\s)[^>]*\st=[\"']e[\"']")


@dataclass(slots=True)
class Look:
    """
    What a sheet's XML shows.

    Parameters
    ----------
    merges
        Merged ranges: west, north, east, south, counted from 1.
    hidden
        How many rows are hidden.
    formulas, errors
        Whether any cell holds a formula, or what a formula could not compute.
    row
        The last row.
    """

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: int = 0
    formulas: bool = False
    errors: bool = False
    row: int = 0


def look_at(path: Path, source: Source, part: str) -> Look:
    """
    Look through a sheet's XML.

    Raises
    ------
    FileRefused
        For rows out of order, some of which a reader would leave out, and for too many merges.
    """
    look = Look()
    for text in tags_of(source, part):
        for match in ROW.finditer(text):
            note_row(path, look, match[1])
        for match in MERGE.finditer(text):
            look.merges.append(range_boundaries(match[1].decode()))
        if len(look.merges) > MOST_MERGES:
            raise refusal(path, f"has more than {MOST_MERGES:,} merged ranges; unmerge them")
        look.formulas = look.formulas or FORMULA.search(text) is not None
        look.errors = look.errors or ERROR.search(text) is not None
    return look


def tags_of(source: Source, part: str) -> Iterator[bytes]:
    """A sheet's XML in pieces that end where a tag ends."""
    rest = b""
    with zipfile.ZipFile(source) as archive, archive.open(part) as content:
        while chunk := content.read(CHUNK):
            text = rest + chunk
            cut = text.rfind(b">") + 1
            yield text[:cut]
            rest = text[max(cut, len(text) - LONGEST_TAG) :]


def note_row(path: Path, look: Look, attributes: bytes) -> None:
    """Count one row, which must follow the one before it."""
    number = NUMBER.search(attributes)
    row = int(number[1]) if number else look.row + 1
    if not look.row < row <= LAST_ROW:
        reason = "stands twice, out of order, or beyond the end of a sheet; save the file anew"
        raise FileRefused(path, [CellProblem(row, "", None, reason)])
    look.row = row
    look.hidden += HIDDEN.search(attributes) is not None


def uncomputed_cells(source: Source, part: str) -> Iterator[tuple[int, int, Uncomputed]]:
    """
    Row, column and formula of every cell whose result the file does not hold.

    A result that is an empty text is one: ``=IF(A2="","",A2)``.
    """
    row, column, shared = 0, 0, dict[str | None, str]()
    with zipfile.ZipFile(source) as archive, archive.open(part) as content:
        for event, node in iterparse(content, events=("start", "end"), forbid_dtd=True):
            name = node.tag.rpartition("}")[2]
            if event == "start" and name == "row":
                row, column = int(node.get("r") or row + 1), 0
            elif event == "end" and name == "c":
                place = node.get("r")
                row, column = coordinate_to_tuple(place) if place else (row, column + 1)
                formula = formula_without_result(node, shared)
                if formula:
                    yield row, column, Uncomputed(formula)
            elif event == "end" and name == "row":
                node.clear()


def formula_without_result(cell: Any, shared: dict[str | None, str]) -> str:
    """A cell's formula if the cell has nothing else; "" otherwise. Some cells share theirs."""
    formula = cell.find("{*}f")
    if formula is None:
        return ""
    text = formula.text or shared.get(formula.get("si"), "")
    shared.setdefault(formula.get("si"), text)
    result = cell.find("{*}v")
    # Programs that compute nothing write an empty number; an empty text is marked as text.
    known = result is not None and (result.text or cell.get("t") == "str")
    return "" if known else f"={text}"
