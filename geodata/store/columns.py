"""Checksums of columns: over all their cells in order, as the driver gives them."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import orjson
from sqlalchemy import Boolean, Double, Integer, LargeBinary, Text
from sqlalchemy.types import TypeEngine

from geodata.base.arrays import Floats
from geodata.store.checksums import DIGEST_BYTES, of_bytes
from geodata.store.schema import CONTENT

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


def sums_of(table: str, cells: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """The checksum of each column of a table."""
    content = CONTENT[table].c
    return {name: of_column(content[name].type, cells[name]) for name in cells}


def require_same(sums: Mapping[str, str], kept: Mapping[str, str]) -> None:
    """Raise ValueError unless columns have the checksums with which they were kept."""
    if sums != kept:
        raise ValueError("the columns are not as they were written")


SUMMED_AS_WRITTEN = (Double, Text)
"""The kinds whose cells the driver gives back as they were given."""


class ColumnSum:
    """
    The checksum of a column of numbers or texts whose cells come in batches.

    It is that of `of_column` for all of them, so that what is written need not be read back.
    """

    def __init__(self, kind: TypeEngine[Any]) -> None:
        self._is_number = isinstance(kind, Double)
        self._found = blake2b(digest_size=DIGEST_BYTES)

    def add(self, cells: Sequence[Any]) -> None:
        """Take the next cells, at least one."""
        if self._is_number:
            # SQLite keeps no sign of a zero.
            self._found.update((np.array(cells, dtype="<f8") + 0.0).tobytes())
        else:
            self._found.update(f"{_END.join(cells)}{_END}".encode())

    def hexdigest(self) -> str:
        """The checksum of what has been taken."""
        return self._found.hexdigest()


def of_numbers(numbers: Floats) -> str:
    """The checksum of a column of numbers."""
    return of_bytes([np.ascontiguousarray(numbers, dtype="<f8").tobytes()])


def of_texts(joined: Iterable[str]) -> str:
    """The checksum of a column of texts that come in batches, each joined by U+0000."""
    return of_bytes(f"{texts}{_END}".encode() for texts in joined)
