"""Tables as text: CSV, semicolons or tabs, in UTF-8, UTF-16 or GB18030; never guessed halfway."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from geodata.errors import refusal
from geodata.formats.encodings import decode
from geodata.formats.formulas import unshield
from geodata.formats.headers import HEADINGS, ROWS_LOOKED_AT, normal
from geodata.formats.raw_table import RawTable

DELIMITERS = ",\t;"
LONGEST_CELL = 100_000
MOST_COLUMNS = 200


def read_text_table(path: Path, most_rows: int) -> RawTable:
    """
    A text file's records, counted as a spreadsheet counts rows.

    Raises
    ------
    FileRefused
        For another encoding or a broken one, an unclosed quote, too many rows or columns.
    """
    text, encoding = decode(path, path.read_bytes())
    if "\x00" in text:
        raise refusal(path, f"row {row_at(text, chr(0))} holds a NUL character; is it a text file?")
    records = list(records_of(path, text, most_rows + ROWS_LOOKED_AT))
    del text
    while records and not any(cell.strip() for cell in records[-1]):
        records.pop()
    width = max(map(len, records), default=0)
    if width > MOST_COLUMNS:
        raise refusal(path, f"has {width:,} columns; at most {MOST_COLUMNS} are read")
    short = [record for record in records if len(record) < width]
    for record in short:
        record.extend([""] * (width - len(record)))
    columns = {
        at: [unshield(cell) for cell in column]
        for at, column in enumerate(zip(*records, strict=True))
    }
    count = len(records)
    del records
    cells = pd.DataFrame(columns, index=pd.RangeIndex(1, count + 1), dtype=object)
    notices = () if encoding == "utf-8" else (f"the file was read as {encoding.upper()}",)
    return RawTable(cells, no_surplus=True, notices=notices)


def row_at(text: str, letter: str) -> int:
    """The line that holds a letter first."""
    return text.count("\n", 0, text.index(letter)) + 1


def records_of(path: Path, text: str, most: int) -> Iterator[list[str]]:
    """The records of a text; at most so many."""
    csv.field_size_limit(LONGEST_CELL)
    delimiter = delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, at = 0, 1
    try:
        for number, record in enumerate(reader, 1):
            if number > most and any(cell.strip() for cell in record):
                raise refusal(path, f"has more rows than may be read (about {most:,})")
            at = number + 1
            yield record
    except csv.Error as error:
        reason = "a quotation mark is not closed, or text follows a closed one"
        if "field larger" in str(error):
            reason = f"a cell is longer than {LONGEST_CELL:,} characters; is a quotation mark open?"
        raise refusal(path, f"row {at}: {reason}") from None


def delimiter_of(text: str) -> str:
    """What separates cells: that which makes the most headings of one of the first lines."""
    lines = text[:100_000].splitlines()[:ROWS_LOOKED_AT]
    return max(
        DELIMITERS,
        key=lambda mark: max((heading_count(line, mark) for line in lines), default=(0,)),
    )


def heading_count(line: str, mark: str) -> tuple[int, ...]:
    """How many headings that we know, and how many cells, a mark makes of a line."""
    cells = line.split(mark)
    return len(HEADINGS & set(map(normal, cells))), len(cells)
