"""
Folders of arrays that can be made anew: written whole, checked, and mapped by all who open them.

The name of a folder ends in ``-`` and the digest of what its arrays follow from. Nobody waits until
they are on the disk: what is lost with the power is not as it was written, and is made again.
"""

import json
import shutil
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from geodata.base.atomic import draft_folder

SUMS = "checksums.json"
CHUNK = 2**22
Arrays: TypeAlias = Mapping[str, npt.NDArray[Any]]


def arrays_at(
    folder: Path, names: Iterable[str], make: Callable[[], Arrays], *, most: int
) -> Arrays:
    """
    The arrays of a folder; made, and written where that can be done, unless they are there.

    Parameters
    ----------
    most
        How many folders of its kind are left once one has been written.
    """
    try:
        return open_arrays(folder, names)
    except (OSError, ValueError):
        made = make()
        older = siblings(folder)[most - 1 :]
        with suppress(OSError):  # a full disk, or nobody's to write to: then it is made each time
            write_arrays(folder, made)
            for each in older:  # who has one open goes on reading it
                shutil.rmtree(each, ignore_errors=True)
        return made


def open_arrays(folder: Path, names: Iterable[str]) -> Arrays:
    """
    The arrays of a folder, mapped.

    Raises
    ------
    OSError, ValueError
        If they are not there, or are not as they were written.
    """
    match json.loads((folder / SUMS).read_text("utf-8")):
        case dict() as sums:
            files = {name: folder / f"{name}.npy" for name in names}
            return {name: map_array(file, sums.get(file.name)) for name, file in files.items()}
    raise ValueError(f"{folder / SUMS} is not as it was written")


def map_array(file: Path, crc: int | None) -> npt.NDArray[Any]:
    """The array of a file, mapped, if the file has this checksum; ValueError if not."""
    if checksum(file) != crc:
        raise ValueError(f"{file.name} is not as it was written")
    array: npt.NDArray[Any] = np.load(file, mmap_mode="r", allow_pickle=False)
    return np.asarray(array)


def write_arrays(folder: Path, arrays: Arrays) -> None:
    """
    Write a folder of arrays, in the place of a damaged one.

    Raises
    ------
    OSError
        If it cannot be written, or another process was first.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(folder) as room:
        draft = room / "new"
        draft.mkdir()
        for name, array in arrays.items():
            np.save(draft / f"{name}.npy", array)
        sums = {file.name: checksum(file) for file in draft.iterdir()}
        (draft / SUMS).write_text(json.dumps(sums), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)


def checksum(path: Path) -> int:
    """CRC-32 of a file, read piece by piece."""
    crc = 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            crc = zlib.crc32(piece, crc)
    return crc


def siblings(folder: Path) -> list[Path]:
    """The other folders of the same kind, the newest first."""
    stem = folder.name.rpartition("-")[0]
    with suppress(OSError):
        found = [each for each in folder.parent.glob(f"{stem}-*") if each != folder]
        return sorted(found, key=lambda each: each.stat().st_mtime, reverse=True)
    return []


def sweep(folder: Path, most: int) -> None:
    """Remove all but the newest folders of a kind; who has one open goes on reading it."""
    for each in siblings(folder)[most - 1 :]:
        shutil.rmtree(each, ignore_errors=True)
