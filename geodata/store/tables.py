"""Parts of versions: one imported table each, written and read in bulk."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from sqlalchemy import (
    Column,
    Connection,
    Double,
    Integer,
    LargeBinary,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from geodata.base.arrays import Floats
from geodata.campaign.provenance import Provenance
from geodata.campaign.vocabulary import GROUPS
from geodata.errors import StoreDamagedError
from geodata.store.schema import CONTENT, PARTS, content_columns

WGS84 = "EPSG:4326"
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class DemandPoints:
    """Demand turned from one row per group into one point with all its groups; see `Demand`."""

    lon: Floats
    lat: Floats
    persons: Mapping[str, Floats]


def add_part(connection: Connection, source: Provenance, frame: pd.DataFrame) -> int:
    """Write a table as a new part and return its id; the frame's index is not kept."""
    part = _describe(connection, source, len(frame))
    columns = content_columns(source.table)
    into = insert(CONTENT[source.table]).compile(
        dialect=connection.dialect, column_keys=["part", "row", *columns]
    )
    for start in range(0, len(frame), _ROWS_AT_ONCE):
        chunk = frame.iloc[start : start + _ROWS_AT_ONCE]
        values = [_cells(chunk, CONTENT[source.table].c[name]) for name in columns]
        rows = zip(repeat(part), range(start, start + len(chunk)), *values, strict=False)
        connection.exec_driver_sql(str(into), list(rows))
    return part


def _describe(connection: Connection, source: Provenance, rows: int) -> int:
    described = insert(PARTS).values(
        table_name=source.table,
        file=source.file,
        imported_at=source.imported_at,
        datum=source.datum,
        rows=rows,
        illustrative=source.illustrative,
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


def read_part(connection: Connection, table: str, part: int | None) -> pd.DataFrame:
    """A part as the frame that was written; empty, with its columns, where there is none."""
    content = CONTENT[table].c
    names = content_columns(table)
    wanted = select(*(content[name] for name in names)).where(content.part == part)
    rows = list(_raw(connection, wanted.order_by(content.row)))
    values = zip(*rows, strict=True) if rows else repeat((), len(names))
    pairs = zip(names, values, strict=True)
    with damage_said(table):
        columns = {name: _series(content[name], cells) for name, cells in pairs}
    frame = pd.DataFrame(columns)
    return gpd.GeoDataFrame(frame, crs=WGS84) if "geometry" in columns else frame


def _series(column: Column[Any], cells: tuple[Any, ...]) -> Any:
    if isinstance(column.type, LargeBinary):
        return gpd.GeoSeries(shapely.from_wkb(np.array(cells, dtype=object)), crs=WGS84)
    if isinstance(column.type, Double):
        return np.array(cells, dtype=np.float64)
    if isinstance(column.type, Integer):
        return pd.array(cells, dtype="Int64" if column.nullable else "int64")
    return pd.array(cells, dtype="str")


def read_demand(connection: Connection, part: int | None) -> DemandPoints:
    """
    A demand part as points with their groups, in the order of each point's first row.

    Persons at the same point in the same group are added up; a point that a group does not
    mention has 0 of it.
    """
    content = CONTENT["demand"].c
    groups = _groups(connection, part)
    if not groups:
        return DemandPoints(np.zeros(0), np.zeros(0), {"all": np.zeros(0)})
    group_at = case({name: at for at, name in enumerate(groups)}, value=content.group)
    wanted = select(content.lon, content.lat, content.persons, group_at)
    rows = _raw(connection, wanted.where(content.part == part).order_by(content.row))
    with damage_said("demand"):
        flat = np.fromiter(chain.from_iterable(rows), dtype=np.float64)
    return _pivot(flat.reshape(-1, 4), groups)


def _groups(connection: Connection, part: int | None) -> list[str]:
    group = CONTENT["demand"].c.group
    found = set(
        connection.scalars(select(group).where(CONTENT["demand"].c.part == part).distinct())
    )
    return [name for name in GROUPS if name in found] + sorted(found.difference(GROUPS))


def _pivot(rows: Floats, groups: list[str]) -> DemandPoints:
    # A point is a pair of doubles; seen as one complex number, numpy sorts it at once.
    place = np.ascontiguousarray(rows[:, :2]).view(np.complex128).ravel()
    _, first, point_at = np.unique(place, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    slot = rank[point_at] * len(groups) + rows[:, 3].astype(np.intp)
    slots = len(first) * len(groups)
    persons = np.bincount(slot, weights=rows[:, 2], minlength=slots).astype(np.float64, copy=False)
    by_group = np.ascontiguousarray(persons.reshape(-1, len(groups)).T)
    lon, lat = rows[first[order], 0], rows[first[order], 1]
    return DemandPoints(lon, lat, dict(zip(groups, by_group, strict=True)))


def _raw(connection: Connection, statement: Select[Any]) -> Iterator[tuple[Any, ...]]:
    # The driver's own rows: none of our types needs converting, and there may be millions.
    cursor = connection.execute(statement).cursor
    while rows := cursor.fetchmany(_ROWS_AT_ONCE) if cursor is not None else ():
        yield from rows


@contextmanager
def damage_said(table: str) -> Iterator[None]:
    """Call rows of a table that make no sense what they are: damage."""
    # SQLite keeps no checksums: a damaged page may still be read, as nonsense.
    try:
        yield
    except (ValueError, TypeError, OverflowError, ShapelyError) as error:
        raise StoreDamagedError(
            f"the {table} cannot be read: the database is damaged ({error})"
        ) from error


def without_dangling(connection: Connection, parts: Mapping[str, int]) -> tuple[int | None, int]:
    """
    The openings part of a composition without rows whose employer or fair it does not hold.

    Returns
    -------
    The id of the part to use (the same one where nothing dangles) and how many rows were left
    out. The new part keeps its provenance.
    """
    openings = CONTENT["openings"]
    part = parts.get("openings")
    here = openings.c.part == part
    dangling = _dangling(parts)
    count = select(func.count()).select_from(openings).where(here, dangling)
    removed: int = connection.execute(count).scalar_one()
    if part is None or not removed:
        return part, 0
    described = ("table_name", "file", "imported_at", "datum", "illustrative")
    copied = select(*(PARTS.c[name] for name in described), PARTS.c.rows - removed)
    new: int = connection.execute(
        insert(PARTS)
        .from_select([*described, "rows"], copied.where(PARTS.c.id == part))
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
