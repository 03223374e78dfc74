"""Parts of versions, written in bulk: one imported table each."""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import repeat
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import (
    Column,
    Connection,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from geodata.campaign.columns import ILLUSTRATIVE
from geodata.campaign.provenance import Provenance
from geodata.store import checksums
from geodata.store.columns import SUMMED_AS_WRITTEN, ColumnSum, sums_of
from geodata.store.content import stored_cells
from geodata.store.schema import CONTENT, PARTS, content_columns
from geodata.store.sqlite import ROWS_AT_ONCE, raw


def add_part(connection: Connection, source: Provenance, frame: pd.DataFrame) -> int:
    """
    Write a table as a new part and return its id; the frame's index is not kept.

    Rows that do not say whether they are made up have the mark of ``source``; the part has it as
    long as one of them does.
    """
    columns = content_columns(source.table)
    if ILLUSTRATIVE.name in columns:
        if ILLUSTRATIVE.name not in frame:
            frame = frame.assign(**{ILLUSTRATIVE.name: source.illustrative})
        source = replace(source, illustrative=bool(frame[ILLUSTRATIVE.name].any()))
    part = _describe(connection, source, len(frame))
    sums = _insert(connection, source.table, part, frame)
    if sums:
        _keep_sums(connection, part, sums)
    return part


def _insert(connection: Connection, table: str, part: int, frame: pd.DataFrame) -> dict[str, str]:
    """Write the rows; the checksums of the columns, if all are known without reading them back."""
    columns = [CONTENT[table].c[name] for name in content_columns(table)]
    names = [column.name for column in columns]
    into = insert(CONTENT[table]).compile(
        dialect=connection.dialect, column_keys=["part", "row", *names]
    )
    sums = [ColumnSum(column.type) for column in columns]
    known = all(isinstance(column.type, SUMMED_AS_WRITTEN) for column in columns)
    for start in range(0, len(frame), ROWS_AT_ONCE):
        chunk = frame.iloc[start : start + ROWS_AT_ONCE]
        values = [_cells(chunk, column) for column in columns]
        rows = zip(repeat(part), range(start, start + len(chunk)), *values, strict=False)
        connection.exec_driver_sql(str(into), list(rows))
        if known:
            for each, cells in zip(sums, values, strict=True):
                each.add(cells)
    return {n: each.hexdigest() for n, each in zip(names, sums, strict=True)} if known else {}


def sum_up(connection: Connection, part: int) -> str:
    """Read a new part back and keep the checksums of its columns, and of its row."""
    table: str = connection.execute(
        select(PARTS.c.table_name).where(PARTS.c.id == part)
    ).scalar_one()
    return _keep_sums(connection, part, sums_of(table, stored_cells(connection, table, part)))


def _keep_sums(connection: Connection, part: int, sums: Mapping[str, str]) -> str:
    """Keep the checksums of a part's columns, and that of its row."""
    (row,) = raw(connection, select(PARTS).where(PARTS.c.id == part))
    told = json.dumps(sums)
    checksum = checksums.of_row("parts", *row[:-2], told)
    kept = update(PARTS).where(PARTS.c.id == part).values(checksums=told, checksum=checksum)
    connection.execute(kept)
    return checksum


def _describe(connection: Connection, source: Provenance, rows: int) -> int:
    described = insert(PARTS).values(
        table_name=source.table,
        file=source.file,
        imported_at=source.imported_at,
        datum=source.datum,
        rows=rows,
        illustrative=source.illustrative,
        origin=source.origin,
        placed_by=json.dumps(dict(source.placed_by)),
    )
    part: int = connection.execute(described.returning(PARTS.c.id)).scalar_one()
    return part


def _cells(frame: pd.DataFrame, content: Column[Any]) -> list[Any]:
    name = content.name
    if name == "geometry":
        wkb: list[bytes] = shapely.to_wkb(frame[name].to_numpy()).tolist()
        return wkb
    if name == "precision" and name not in frame:
        return ["point"] * len(frame)
    if name not in frame:  # a bureau's own boundaries come without seats, a plan without notices
        return [None if content.nullable else ""] * len(frame)
    column: Any = frame[name]  # the stubs do not know that na_value may be None
    cells: list[Any] = column.to_numpy(dtype=object, na_value=None).tolist()
    return cells


def drop_dangling(connection: Connection, parts: Mapping[str, int]) -> tuple[int | None, int]:
    """
    The openings part of a composition without rows whose employer or fair it does not hold.

    Returns
    -------
    The id of the part to use (the same one where nothing dangles) and how many rows were left
    out. The new part keeps its provenance, and its mark as long as one of its rows is made up.
    """
    openings = CONTENT["openings"]
    part = parts.get("openings")
    here = openings.c.part == part
    dangling = _dangling(parts)
    count = select(func.count()).select_from(openings).where(here, dangling)
    removed: int = connection.execute(count).scalar_one()
    if part is None or not removed:
        return part, 0
    described = "table_name", "file", "imported_at", "datum", "origin", "placed_by"
    made_up = select(literal(1)).where(here, ~dangling, openings.c.illustrative).exists()
    copied = select(*(PARTS.c[name] for name in described), PARTS.c.rows - removed, made_up)
    new: int = connection.execute(
        insert(PARTS)
        .from_select([*described, "rows", "illustrative"], copied.where(PARTS.c.id == part))
        .returning(PARTS.c.id)
    ).scalar_one()
    names = ["row", *content_columns("openings")]
    kept = select(literal(new), *(openings.c[name] for name in names)).where(here, ~dangling)
    connection.execute(insert(openings).from_select(["part", *names], kept))
    return new, removed


def _dangling(parts: Mapping[str, int]) -> ColumnElement[bool]:
    openings, fairs, employers = (CONTENT[name].c for name in ("openings", "fairs", "employers"))
    known_fairs = select(fairs.fair_id).where(fairs.part == parts.get("fairs"))
    known_employers = select(employers.employer_id).where(employers.part == parts.get("employers"))
    return or_(
        openings.employer_id.not_in(known_employers),
        and_(openings.fair_id != "", openings.fair_id.not_in(known_fairs)),
    )


def drop_part(connection: Connection, table: str, part: int) -> None:
    """Delete a part that no version uses."""
    connection.execute(delete(CONTENT[table]).where(CONTENT[table].c.part == part))
    connection.execute(delete(PARTS).where(PARTS.c.id == part))
