"""Parts of versions, verified as they are read: their cells, and frames of them."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import repeat
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from sqlalchemy import Boolean, Column, Connection, Double, Integer, LargeBinary, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from geodata.errors import StoreDamagedError, StoreError
from geodata.store.columns import require_same, sums_of
from geodata.store.file import ANSWERS, error_code
from geodata.store.ledger import Part
from geodata.store.schema import CONTENT, content_columns
from geodata.store.sense import Nonsense, require_sense
from geodata.store.sqlite import raw

REFERRING = ("fairs", "employers", "openings")
"""Openings name fairs and employers."""
WGS84 = "EPSG:4326"
Cells = dict[str, tuple[Any, ...]]


@contextmanager
def naming_damage(what: str, version: int | None) -> Iterator[None]:
    """
    Call what cannot be read or makes no sense what it is: the one place that does.

    Parameters
    ----------
    what
        A table, or other words for what is read.
    version
        The one for which it is read; None where that is not known.
    """
    damage = damage_of(what, version)
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        if not _tells_of_damage(error):
            raise
        raise StoreDamagedError(damage) from error
    except Nonsense as error:
        raise StoreDamagedError(f"{damage}: {str(error)[:100]} makes no sense") from error
    except (SQLAlchemyError, ValueError, TypeError, OverflowError, ShapelyError) as error:
        raise StoreDamagedError(damage) from error


def damage_of(what: str, version: int | None) -> str:
    """That something is damaged."""
    if not version:
        return f"{what} is damaged"
    return f"the {what} of version {version} {'are' if what.endswith('s') else 'is'} damaged"


def _tells_of_damage(error: sqlite3.Error | DBAPIError) -> bool:
    """Whether what a statement ended with says that the file is damaged."""
    told = error.orig if isinstance(error, DBAPIError) else error
    return ANSWERS.get(error_code(told), (StoreError, ""))[0] is StoreDamagedError


def read_part(connection: Connection, table: str, part: Part | None, version: int) -> pd.DataFrame:
    """
    A part as the frame that was written; empty, with its columns, where there is none.

    Raises
    ------
    StoreDamagedError
        As `read_cells`.
    """
    cells: Cells = dict.fromkeys(content_columns(table), ())
    if part is not None:
        cells = read_cells(connection, part, version)
    with naming_damage(table, version):
        return _frame(table, cells)


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
        require_same(sums_of(table, cells), part.checksums)
        require_sense(table, cells)
    return cells


def stored_cells(connection: Connection, table: str, part: int) -> Cells:
    """The cells of a part as they lie there."""
    content = CONTENT[table].c
    names = content_columns(table)
    wanted = select(*(content[name] for name in names)).where(content.part == part)
    rows = list(raw(connection, wanted.order_by(content.row)))
    return dict(zip(names, zip(*rows, strict=True) if rows else repeat(()), strict=False))


def _frame(table: str, cells: Cells) -> pd.DataFrame:
    content = CONTENT[table].c
    frame = pd.DataFrame({name: _series(content[name], cells[name]) for name in cells})
    if "geometry" not in frame:
        return frame
    shapes: pd.DataFrame = gpd.GeoDataFrame(frame, crs=WGS84)
    _require_shapes(shapes)
    return shapes


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


def _require_shapes(frame: gpd.GeoDataFrame) -> None:
    """Raise `Nonsense` for what no map could show; in a district that is no area nothing lies."""
    west, south, east, north = frame.geometry.bounds.to_numpy().T
    inside = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    areal = frame.geom_type.isin(("Polygon", "MultiPolygon"))
    if not inside.all():
        raise Nonsense("a geometry that does not lie on earth")
    if "adcode" in frame and not areal.all():
        raise Nonsense("a district that is no area")


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


def require_references(
    connection: Connection, parts: Mapping[str, Part], version: int, replaced: set[str]
) -> None:
    """What openings refer to, and the openings that stay, must be whole: rows of it are copied."""
    if replaced.intersection(REFERRING):
        for name in set(REFERRING).difference(replaced).intersection(parts):
            read_cells(connection, parts[name], version)
