"""
Grounds at rest: each one file of tiles with an index, from which every process reads what it needs.

A file begins with ``MAGIC`` and the length of its description; the description is JSON, then come
the landmarks, the tiles' numbers and ends, sorted, and the tiles themselves, compressed. Its name
is the digest of its content; it is written once, whole, and never changed.
"""

import gzip
import hashlib
import json
import os
import re
import struct
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from geodata.base.atomic import atomic_file
from geodata.base.shortage import shortage
from geodata.errors import RoadsDamagedError, StoreError
from geodata.ground.kinds import ZOOMS

MAGIC = b"fairreach ground 1\n"
LENGTH = struct.Struct("<I")
DIGEST = re.compile(r"[0-9a-f]{40}")
ENDING = ".tiles"
AT_ONCE = 1 << 20  # bytes
MOST_TOLD = 1 << 26

Address = tuple[int, int, int]


class Landmark(NamedTuple):
    """
    A place by its names: what it is, in Chinese and in Latin letters, and where, WGS-84.

    What else it is called comes last; grounds of before do not tell.
    """

    place: int
    zh: str
    en: str
    lon: float
    lat: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """The tiles of zoom 12 in which a ground shows water, main roads, and railways."""

    water: tuple[tuple[int, int], ...] = ()
    roads: tuple[tuple[int, int], ...] = ()
    rails: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class GroundInfo:
    """What is known of a ground: west, south, east, north in degrees, and what it covers."""

    bounds: tuple[float, float, float, float]
    covered: Covered


def content_of(
    known: GroundInfo, landmarks: Sequence[Landmark], tiles: Mapping[Address, bytes]
) -> bytes:
    """The content of a ground's file."""
    by_number = sorted((number_of(*address), body) for address, body in tiles.items())
    numbers = np.array([number for number, _ in by_number], dtype="<u8")
    ends = np.cumsum([len(body) for _, body in by_number], dtype="<u8")
    places = gzip.compress(json.dumps(landmarks, ensure_ascii=False).encode(), mtime=0)
    told = asdict(known) | {"landmarks": len(places), "tiles": len(by_number)}
    description = json.dumps(told).encode()
    head = MAGIC + LENGTH.pack(len(description)) + description + places
    bodies = (body for _, body in by_number)
    return b"".join((head, numbers.tobytes(), ends.tobytes(), *bodies))


def number_of(z: int, x: int, y: int) -> int:
    """A tile's address as one number that sorts by zoom, column and row."""
    return (z << 56) | (x << 28) | y


def write_ground(folder: Path, content: bytes) -> str:
    """
    Write a ground beside the others, whole or not at all; the digest by which it is opened.

    Raises
    ------
    FairreachError
        If it cannot be written.
    """
    digest = hashlib.sha256(content).hexdigest()[:40]
    path = folder / f"{digest}{ENDING}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        open_ground(folder, digest)
    except RoadsDamagedError:
        with atomic_file(path) as part:
            part.write_bytes(content)
    return digest


def open_ground(folder: Path, digest: str) -> "GroundTiles":
    """
    Open a ground.

    Raises
    ------
    RoadsDamagedError
        If it is not there, or is not as it was written.
    StoreError
        If the system lacks what it takes to read it.
    """
    path = folder / f"{digest}{ENDING}"
    try:
        return GroundTiles.of(path, digest)
    except FileNotFoundError:
        raise RoadsDamagedError(
            f"{path}: there is no such ground; import its roads again"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        if lacking := shortage(path, error) if isinstance(error, OSError) else None:
            raise StoreError(f"{path}: the ground cannot be read: {lacking}") from None
        reason = f"{path}: the ground is damaged ({error}); import its roads again"
        raise RoadsDamagedError(reason) from None


@dataclass(frozen=True, eq=False)
class GroundTiles:
    """
    A ground that is open.

    Tiles are read from the file one by one: what is cut off or gone under our hands is an answer
    without a tile, and no process holds more than the index.

    Parameters
    ----------
    digest
        Of its content.
    known
        What is known of it.
    numbers, ends
        Of its tiles, shape (n,); the ends within what follows the index.
    begin
        Where the tiles begin in the file.
    """

    digest: str
    known: GroundInfo = field(repr=False)
    numbers: npt.NDArray[np.uint64] = field(repr=False)
    ends: npt.NDArray[np.uint64] = field(repr=False)
    begin: int
    _landmarks: tuple[int, int]
    _file: int

    @classmethod
    def of(cls, path: Path, digest: str) -> Self:
        """The ground in a file, which must be whole."""
        file = os.open(path, os.O_RDONLY)
        try:
            require_digest(file, digest)
            made = cls.read(file, digest)
        except BaseException:
            os.close(file)
            raise
        weakref.finalize(made, os.close, file)
        return made

    @classmethod
    def read(cls, file: int, digest: str) -> Self:
        """The ground in an open file."""
        size = len(MAGIC) + LENGTH.size
        head = os.pread(file, size, 0)
        if not head.startswith(MAGIC):
            raise ValueError("it was written by another fairreach")
        (length,) = LENGTH.unpack(head[len(MAGIC) :])
        told = json.loads(os.pread(file, min(length, MOST_TOLD), size))
        places, count = size + length, int(told["tiles"])
        index = os.pread(file, 16 * count, places + told["landmarks"])
        numbers, ends = np.frombuffer(index, dtype="<u8").reshape(2, count)
        return cls(
            digest,
            info_of(told),
            numbers,
            ends,
            places + told["landmarks"] + 16 * count,
            (places, told["landmarks"]),
            file,
        )

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """A tile as gzip packed it; None where nothing lies, or nothing can be read any more."""
        number = number_of(z, x, y)
        at = int(np.searchsorted(self.numbers, np.uint64(number)))
        if at == len(self.numbers) or int(self.numbers[at]) != number:
            return None
        first = int(self.ends[at - 1]) if at else 0
        size = int(self.ends[at]) - first
        body = os.pread(self._file, size, self.begin + first)
        return body if len(body) == size else None

    @cached_property
    def landmarks(self) -> tuple[Landmark, ...]:
        """Its places by name."""
        begin, size = self._landmarks
        rows: list[Any] = json.loads(gzip.decompress(os.pread(self._file, size, begin)))
        return tuple(Landmark(*row[:5], *map(tuple, row[5:])) for row in rows)

    def addresses(self, zoom: int) -> list[Address]:
        """The tiles of a zoom."""
        low, high = (np.uint64(number_of(z, 0, 0)) for z in (zoom, zoom + 1))
        first, end = np.searchsorted(self.numbers, [low, high])
        mine = self.numbers[first:end].tolist()
        return [(zoom, (n >> 28) & 0xFFFFFFF, n & 0xFFFFFFF) for n in mine]

    @property
    def bytes(self) -> int:
        """How large it is on disk."""
        return self.begin + (int(self.ends[-1]) if len(self.ends) else 0)


def require_digest(file: int, digest: str) -> None:
    """Refuse a file whose content is not the one that it is named by."""
    found, at = hashlib.sha256(), 0
    while part := os.pread(file, AT_ONCE, at):
        found.update(part)
        at += len(part)
    if found.hexdigest()[:40] != digest:
        raise ValueError("it is not as it was written")


def info_of(told: Mapping[str, Any]) -> GroundInfo:
    """What is known of a ground, from its description."""
    west, south, east, north = map(float, told["bounds"])
    covered = {
        name: tuple((int(x), int(y)) for x, y in pairs) for name, pairs in told["covered"].items()
    }
    return GroundInfo((west, south, east, north), Covered(**covered))


def is_tile(z: int, x: int, y: int) -> bool:
    """Whether there could be a tile at an address."""
    return z in ZOOMS and 0 <= x < 2**z and 0 <= y < 2**z
