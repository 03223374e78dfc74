"""Parts of versions: one imported table each, written and read in bulk."""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import repeat
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    Integer,
    LargeBinary,
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
from geodata.store.columns import SUMMED_AS_WRITTEN, ColumnSum
from geodata.store.content import (
    ROWS_AT_ONCE,
    Cells,
    raw,
    read_cells,
    require_sense,
    stored_cells,
    sums_of,
)
from geodata.store.ledger import Part
from geodata.store.schema import CONTENT, PARTS, content_columns
from geodata.store.sqlite import naming_damage

WGS84 = "EPSG:4326"


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


def read_part(connection: Connection, table: str, part: Part | None, version: int) -> pd.DataFrame:
    """
    A part as the frame that was written; empty, with its columns, where there is none.

    Raises
    ------
    StoreDamagedError
        As `read_cells`.
    """
    content = CONTENT[table].c
    cells: Cells = dict.fromkeys(content_columns(table), ())
    if part is not None:
        cells = read_cells(connection, part, version)
    with naming_damage(table, version):
        frame = pd.DataFrame({name: _series(content[name], cells[name]) for name in cells})
        if "geometry" in frame:
            frame = gpd.GeoDataFrame(frame, crs=WGS84)
            require_sense(table, version, _misshapen(frame))
    return frame


def _misshapen(frame: gpd.GeoDataFrame) -> str | None:
    """What no map could show; a district is an area, or nothing would lie in it."""
    west, south, east, north = frame.geometry.bounds.to_numpy().T
    inside = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    areal = frame.geom_type.isin(("Polygon", "MultiPolygon"))
    if not inside.all():
        return "a geometry that does not lie on earth"
    if "adcode" in frame and not areal.all():
        return "a district that is no area"
    return None


def _series(column: Column[Any], cells: tuple[Any, ...]) -> Any:
    if isinstance(column.type, LargeBinary):
        return gpd.GeoSeries(shapely.from_wkb(np.array(cells, dtype=object)), crs=WGS84)
    if isinstance(column.type, Double):
        return np.array(cells, dtype=np.float64)
    if isinstance(column.type, Boolean):
        return np.array(cells, dtype=np.bool_)
    if isinstance(column.type, Integer):
        return pd.array(cells, dtype="Int64" if column.nullable else "int64")
    return pd.array(cells, dtype="str")


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
