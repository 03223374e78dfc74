"""Tables as text: CSV, semicolons or tabs, in UTF-8, UTF-16 or GB18030; never guessed halfway."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from geodata.campaign.tables import TABLES
from geodata.errors import refusal
from geodata.files.headers import ROWS_LOOKED_AT, names_of, normal
from geodata.files.raw_table import RawTable

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DELIMITERS = ",\t;"
LONGEST_CELL = 100_000
MOST_COLUMNS = 200
# Two Chinese characters in UTF-8 are three in GB18030 once in 30,000 times, three hardly ever.
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")
FEW, ENOUGH = 2, 3
HEADINGS = frozenset().union(*map(names_of, TABLES.values()))


def read_text_table(path: Path, most_rows: int) -> RawTable:
    """
    A text file's records, counted as a spreadsheet counts rows.

    Raises
    ------
    FileRefused
        For an encoding that is broken or mixed, an unclosed quote, too many rows or columns.
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
    columns = dict(enumerate(zip(*records, strict=True)))
    count = len(records)
    del records
    cells = pd.DataFrame(columns, index=pd.RangeIndex(1, count + 1), dtype=object)
    notices = () if encoding == "utf-8" else (f"the file was read as {encoding.upper()}",)
    return RawTable(cells, no_surplus=True, notices=notices)


def decode(path: Path, content: bytes) -> tuple[str, str]:
    """A file's text and encoding."""
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
        raise refusal(path, encoding_problem(content, first, "utf-8")) from None
    if is_mixed(content):
        reason = f"{encoding_problem(content, first, 'utf-8')}; other rows are: encodings are mixed"
        raise refusal(path, reason)
    return text, "gb18030"


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
