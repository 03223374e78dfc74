"""What files of features have in common: fields, shapes, and a reference system that they state."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from geodata.errors import CellProblem, FileRefused, refusal
from geodata.formats.raw_table import FEATURE

T = TypeVar("T")
MOST_FIELDS = 200
MOST_TOLD = 1_000


class ShapeRefused(ValueError):
    """A shape that cannot be read, and why."""


def feature_cells(fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Fields and features as a raw table has them, the fields being row 0."""
    return table_cells(fields, rows, first=0)


def table_cells(
    fields: Sequence[str], rows: Sequence[Sequence[Any]], *, first: int = 1
) -> pd.DataFrame:
    """Fields and rows as a raw table has them, the fields being the first row."""
    return pd.DataFrame(
        [list(fields), *rows],
        index=pd.RangeIndex(first, len(rows) + 1 + first),
        columns=range(len(fields)),
        dtype=object,
    )


def require_few(path: Path, features: int, fields: int, most: int) -> None:
    """Refuse more features or fields than may be read."""
    if features > most:
        raise refusal(path, f"has {features:,} features; at most {most:,} are read")
    if fields > MOST_FIELDS:
        raise refusal(path, f"has {fields:,} properties; at most {MOST_FIELDS} are read")


def shapes_by(
    path: Path, read: Callable[[T], shapely.Geometry | None], written: Sequence[T]
) -> npt.NDArray[np.object_]:
    """
    The shapes that a file holds in its own writing; None where there is none.

    Raises
    ------
    FileRefused
        With every feature whose shape cannot be read.
    """
    wrong: list[CellProblem] = []
    shapes = np.empty(len(written), dtype=object)
    shapes[:] = list(_each(read, written, wrong))
    if wrong:
        raise FileRefused(path, wrong[:MOST_TOLD])
    return shapes


def _each(
    read: Callable[[T], shapely.Geometry | None], written: Sequence[T], wrong: list[CellProblem]
) -> Iterator[shapely.Geometry | None]:
    for number, one in enumerate(written, 1):
        try:
            yield read(one)
        except ShapeRefused as refused:
            wrong.append(CellProblem(number, "geometry", None, str(refused), FEATURE))
            yield None
        except (ShapelyError, ValueError, TypeError, IndexError, KeyError, AttributeError):
            reason = "its shape is broken, or of a kind that is not read; draw or export it anew"
            wrong.append(CellProblem(number, "geometry", None, reason, FEATURE))
            yield None


def require_crs(path: Path, text: object) -> str:
    """A code or the text of a reference system, if it is one."""
    code = str(text)
    try:
        CRS.from_string(code) if code.startswith("EPSG:") else CRS.from_wkt(code)
    except CRSError:
        reason = f"states an unknown reference system ({code[:80]}); export it in WGS-84"
        raise refusal(path, reason) from None
    return code
