"""The cells of a part, verified as they are read."""

from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, select

from geodata.errors import StoreDamagedError
from geodata.store.columns import of_column
from geodata.store.ledger import Part
from geodata.store.schema import CONTENT, content_columns
from geodata.store.sense import nonsense
from geodata.store.sqlite import damage_of, naming_damage

ROWS_AT_ONCE = 20_000
REFERRING = ("fairs", "employers", "openings")
"""Openings name fairs and employers."""
Cells = dict[str, tuple[Any, ...]]


def read_cells(connection: Connection, part: Part, version: int) -> Cells:
    """
    A part's cells by column, as the driver gives them.

    Parameters
    ----------
    version
        The one for which it is read: damage names it.

    Raises
    ------
    StoreDamagedError
        If they are not as they were written, or make no sense.
    """
    table = part.source.table
    with naming_damage(table, version):
        cells = stored_cells(connection, table, part.id)
        require_same(part, version, sums_of(table, cells))
        require_sense(table, version, nonsense(table, cells))
    return cells


def stored_cells(connection: Connection, table: str, part: int) -> Cells:
    """The cells of a part as they lie there."""
    content = CONTENT[table].c
    names = content_columns(table)
    wanted = select(*(content[name] for name in names)).where(content.part == part)
    rows = list(raw(connection, wanted.order_by(content.row)))
    return dict(zip(names, zip(*rows, strict=True) if rows else repeat(()), strict=False))


def sums_of(table: str, cells: Cells) -> dict[str, str]:
    """The checksum of each column."""
    content = CONTENT[table].c
    return {name: of_column(content[name].type, cells[name]) for name in cells}


def require_same(part: Part, version: int, sums: dict[str, str]) -> None:
    """Raise `StoreDamagedError` unless the columns have the checksums with which they were kept."""
    if sums != part.checksums:
        raise StoreDamagedError(damage_of(part.source.table, version))


def require_sense(table: str, version: int, wrong: str | None) -> None:
    """Raise `StoreDamagedError` if anything is wrong."""
    if wrong is not None:
        raise StoreDamagedError(f"{damage_of(table, version)}: {wrong[:100]} makes no sense")


def stray_openings(cells: Mapping[str, Cells | pd.DataFrame], version: int) -> str | None:
    """
    That openings name employers or fairs that are not there, as a sentence; None if they do not.

    Parameters
    ----------
    cells
        By table and column.
    """
    openings = cells.get("openings", {"employer_id": (), "fair_id": ()})
    employers = set(cells["employers"]["employer_id"]) if "employers" in cells else set()
    fairs = set(cells["fairs"]["fair_id"]) if "fairs" in cells else set()
    named = employers.issuperset(openings["employer_id"])
    if named and (fairs | {""}).issuperset(openings["fair_id"]):
        return None
    said = damage_of("openings", version)
    return f"{said}: they name employers or fairs that are not there"


def raw(connection: Connection, statement: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The driver's own rows: none of our types needs converting, and there may be millions."""
    cursor = connection.execute(statement).cursor
    while rows := cursor.fetchmany(ROWS_AT_ONCE) if cursor is not None else ():
        yield from rows


def require_references(
    connection: Connection, parts: Mapping[str, Part], version: int, replaced: set[str]
) -> None:
    """What openings refer to, and the openings that stay, must be whole: rows of it are copied."""
    if replaced.intersection(REFERRING):
        for name in set(REFERRING).difference(replaced).intersection(parts):
            read_cells(connection, parts[name], version)
