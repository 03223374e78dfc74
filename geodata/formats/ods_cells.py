"""One cell of an OpenDocument sheet (ISO/IEC 26300, part 3, 9.1 and 19.385)."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from geodata.formats.raw_table import Uncomputed

NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, OFFICE, TEXT, STYLE = (NAMES % part for part in ("table", "office", "text", "style"))
# As LibreOffice marks what a formula could not compute.
CALCULATED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
DURATION = re.compile(r"PT(?:(\d{1,6})H)?(?:(\d{1,2})M)?(?:(\d{1,2})(?:[.,]\d+)?S)?")
# What a formula that has no result says, as openpyxl knows it, which takes long to load.
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
# Text beside the text: comments, and how to pronounce it.
BESIDE = (f"{OFFICE}annotation", f"{TEXT}ruby-text", f"{TEXT}note")
MOST_SPACES = 1_000


def value_of(cell: Element) -> Any:
    """
    What a cell holds, as `RawTable` has it.

    Raises
    ------
    ValueError
        If its number, day or time is none.
    """
    kind = cell.get(f"{OFFICE}value-type")
    formula = cell.get(f"{TABLE}formula")
    if kind in WRITTEN:
        attribute, read = WRITTEN[kind]
        return read(cell.get(f"{OFFICE}{attribute}", ""))
    text = cell.get(f"{OFFICE}string-value")
    text = cell_text(cell) if text is None else text
    if cell.get(CALCULATED) == "error" or (formula and is_error(text)):
        return Uncomputed(text)
    if formula and kind is None and not text:
        return Uncomputed(formula.partition(":")[2] or formula)
    return text or None


def is_error(text: str) -> bool:
    """Whether a result is what spreadsheet programs write for none."""
    return text in ERRORS or text.startswith("Err:")


def day_of(text: str) -> date | datetime:
    """A day, perhaps with a time."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def time_of(text: str) -> time | timedelta:
    """A time of day, or what is longer than a day."""
    found = DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if hours < 24:
        return time(hours, minutes, seconds)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


WRITTEN: Mapping[str | None, tuple[str, Callable[[str], Any]]] = {
    "float": ("value", float),
    "percentage": ("value", float),
    "currency": ("value", float),
    "date": ("date-value", day_of),
    "time": ("time-value", time_of),
    "boolean": ("boolean-value", lambda text: text == "true"),
}
"""For each type of value, the attribute that holds it, and how that is read."""


def cell_text(cell: Element) -> str:
    """The paragraphs of a cell as lines."""
    return "\n".join("".join(letters(each)) for each in cell if each.tag == f"{TEXT}p")


def letters(node: Element) -> Iterator[str]:
    """The text of a paragraph, spaces and breaks included."""
    yield node.text or ""
    for each in node:
        if each.tag == f"{TEXT}s":
            yield " " * min(int(each.get(f"{TEXT}c", "1")), MOST_SPACES)
        elif each.tag == f"{TEXT}tab":
            yield "\t"
        elif each.tag == f"{TEXT}line-break":
            yield "\n"
        elif each.tag not in BESIDE:
            yield from letters(each)
        yield each.tail or ""
