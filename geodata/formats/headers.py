"""Which row of a sheet is its header, and which of our columns each heading stands for."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geodata.campaign.headings import known_names
from geodata.campaign.schema import AXES, Column, Table
from geodata.campaign.tables import TABLES
from geodata.errors import CellProblem

ROWS_LOOKED_AT = 20
MOST_NAMED = 20
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>")
IGNORED = re.compile(r"[\s*:：_#\"'“”]+")


@dataclass(frozen=True, slots=True)
class Header:
    """
    A table's header.

    Parameters
    ----------
    at
        Position among the raw table's rows.
    columns
        Position of each of our columns that is there.
    unknown
        Headings that stand for none of our columns.
    """

    at: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]

    def notices(self) -> Iterator[str]:
        """What was passed over or left out."""
        if self.at:
            yield f"{self.at} rows above the headings were passed over as titles"
        if self.unknown:
            yield f"columns not known here were left out: {', '.join(self.unknown[:MOST_NAMED])}"


def normal(heading: object) -> str:
    """A heading as headings are compared: NFKC, without case, space and what is in brackets."""
    text = unicodedata.normalize("NFKC", str(heading)).casefold()
    return IGNORED.sub("", BRACKETED.sub("", text))


def names_of(table: Table) -> dict[str, str]:
    """Our column for every heading that we know, in normal form."""
    return {
        normal(name): column.name
        for column in reversed(table.file_columns)
        for name in known_names(column)
    }


HEADINGS = frozenset().union(*map(names_of, TABLES.values()))
"""Every heading that any table knows, in normal form."""


def find_header(cells: pd.DataFrame, table: Table) -> Header:
    """The row among the first twenty with the most headings that we know."""
    names = names_of(table)
    rows = cells.head(ROWS_LOOKED_AT).itertuples(index=False, name=None)
    counts = [len({names.get(normal(cell)) for cell in row} - {None}) for row in rows]
    at = max(range(len(counts)), key=lambda n: counts[n], default=0)
    headings = [] if cells.empty else list(cells.iloc[at])
    claims = claims_of(headings, names)
    columns = {name: places[0] for name, places in claims.items()}
    unknown = tuple(
        str(heading).strip()
        for position, heading in enumerate(headings)
        if position not in columns.values() and heading is not None and str(heading).strip()
    )
    return Header(at, columns, unknown)


def claims_of(headings: Sequence[object], names: Mapping[str, str]) -> dict[str, list[int]]:
    """
    Positions of the headings that stand for each of our columns.

    A column's own name goes before its other names: a ``name`` beside ``name_zh`` is another.
    """
    claims: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        name = names.get(normal(heading))
        if name is not None:
            claims.setdefault(name, []).append(position)
    for name, places in claims.items():
        own = [at for at in places if normal(headings[at]) == normal(name)]
        claims[name] = own or places
    return claims


def header_problems(
    cells: pd.DataFrame, header: Header, table: Table, given: Sequence[str]
) -> Iterator[CellProblem]:
    """
    What is wrong with a header: columns that are missing, or there twice.

    Parameters
    ----------
    given
        Columns that need no heading: a feature's geometry gives ``lon`` and ``lat``.
    """
    if not header.columns:
        yield CellProblem(
            None, "", None,
            f"no row of headings was found in the first {ROWS_LOOKED_AT} rows; needed are: "
            + "; ".join(headings_of(column) for column in table.columns if column.needed),
        )  # fmt: skip
        return
    row = int(cells.index[header.at]) or None  # the fields of features stand in no row
    yield from repeated_columns(list(cells.iloc[header.at]), row, table)
    neither = table.needs_points and not set(AXES) & set(header.columns)
    told = AXES if neither else ()  # both at once, and with what may stand for them: see ``axes``
    for column in table.columns:
        there = (*header.columns, *given, *told)
        if column.needed and column.name not in there and column.given_by not in there:
            reason = f"this column is missing; it is known as {headings_of(column)}"
            yield CellProblem(row, column.name, None, reason)


def repeated_columns(
    headings: Sequence[object], row: int | None, table: Table
) -> Iterator[CellProblem]:
    """Headings that stand for a column of ours which another stands for already."""
    for name, places in claims_of(headings, names_of(table)).items():
        for at in places[1:]:
            reason = f"this column is there twice, also as {headings[places[0]]!r}"
            yield CellProblem(row, name, str(headings[at]), reason)


def headings_of(column: Column) -> str:
    """The headings under which a column is known."""
    return " / ".join((column.name, *column.aliases))
