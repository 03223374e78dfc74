"""Checksums of columns: over all their cells in order, as the driver gives them."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Boolean, Double, Integer, LargeBinary
from sqlalchemy.types import TypeEngine

from geodata.base.arrays import Floats
from geodata.store.checksums import of_bytes

_END = "\0"  # of a text; no text that is imported holds it


def of_column(kind: TypeEngine[Any], cells: Sequence[Any]) -> str:
    """
    The checksum of a column's cells as the driver gives them.

    Raises
    ------
    TypeError, ValueError
        If a cell is not what the column holds.
    """
    if isinstance(kind, LargeBinary):
        return of_bytes([orjson.dumps([len(cell) for cell in cells]), *cells])
    if isinstance(kind, Double):
        return of_numbers(np.array(cells, dtype=np.float64))
    if isinstance(kind, Integer | Boolean):
        return of_bytes([orjson.dumps(cells)])
    return of_texts([_END.join(cells)] if cells else [])


def of_numbers(numbers: Floats) -> str:
    """The checksum of a column of numbers."""
    return of_bytes([np.ascontiguousarray(numbers, dtype="<f8").tobytes()])


def of_texts(joined: Iterable[str]) -> str:
    """The checksum of a column of texts that come in batches, each joined by U+0000."""
    return of_bytes(f"{texts}{_END}".encode() for texts in joined)
