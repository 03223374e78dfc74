"""
Road networks at rest: arrays in files, shared by every process that opens them.

A network is a folder of ``.npy`` files that numpy maps into memory, and ``network.json`` with
what is known of it. Its name is the digest of its content; it is written once, whole, and never
changed. Folders in it hold what was derived from it, and may be deleted.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.base.array_folder import checksum, map_array
from geodata.base.atomic import draft_folder, flush
from geodata.base.shortage import failure, shortage
from geodata.errors import FairreachError, RoadsDamagedError, StoreError
from geodata.roads.network import Arrays, CellGrid, Network, NetworkInfo, Signs
from geodata.roads.turns import TURNS
from geodata.signs.profile import WALK_KMH
from geodata.signs.tags import FERRY

FORMAT, EARLIER = 3, 2
KNOWN = "network.json"
# Shape (n,) throughout; what belongs together has the same length.
ARRAYS: Mapping[str, str] = {
    "east": "<i4", "north": "<i4", "directions_at": "u1",  # by vertex
    "first": "<i4", "tail": "<i4", "head": "<i4", "metres": "<f4", "kmh": "<f4",
    "kmh_back": "<f4", "walk_kmh": "<f4", "walk_kmh_back": "<f4",
    "kind": "u1", "directions": "u1",  # by edge, first also at the end
    "copy_node": "<i4",  # by copy
    "turn_copy": "<i4", "turn_edge": "<i4", "turn_state": "<i4",  # by turn from a copy
    "into_edge": "<i4", "into_copy": "<i4",  # by edge into a copy
    "box_start": "<i4", "boxed": "<i4",  # segments by box of the plane
    "drive_cell": "<i4", "drive_edge": "<i4", "drive_part": "<u2", "drive_walk": "<u2",
    "walk_cell": "<i4", "walk_edge": "<i4", "walk_part": "<u2", "walk_walk": "<u2",
}  # fmt: skip
# What a network of the earlier format does not have.
SINCE = ("kmh_back", "walk_kmh", "walk_kmh_back", *TURNS)


def write_network(folder: Path, known: NetworkInfo, arrays: Arrays) -> Path:
    """
    Write a network beside the others, whole or not at all.

    Parameters
    ----------
    folder
        Of all networks; made if it is not there.

    Returns
    -------
    Path
        The network's own folder.

    Raises
    ------
    FairreachError
        If it cannot be written.
    """
    digest = digest_of(arrays)
    final = folder / digest
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with draft_folder(folder / "network") as room:
            draft = room / "new"
            try:
                write_draft(draft, known, arrays)
                put_in_place(draft, final)
                flush(folder)
            except OSError as error:  # looked at while the draft still takes its room
                raise FairreachError(unwritable(draft, folder, error)) from error
    except OSError as error:
        raise FairreachError(unwritable(folder, folder, error)) from error
    return final


def unwritable(path: Path, folder: Path, error: OSError) -> str:
    """Why a network was not written, in a sentence."""
    return f"{folder}: the road network cannot be written: {failure(path, error)}"


def write_draft(draft: Path, known: NetworkInfo, arrays: Arrays) -> None:
    """Write a network's files to a new folder and have them on the disk."""
    draft.mkdir()
    for name, kind in ARRAYS.items():
        np.save(draft / f"{name}.npy", arrays[name].astype(kind, copy=False))
    sums = {name: checksum(draft / f"{name}.npy") for name in ARRAYS}
    told = {"format": FORMAT, "known": asdict(known), "checksums": sums}
    told["checksum"] = description_sum(told)
    (draft / KNOWN).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    for path in (*draft.iterdir(), draft):
        flush(path)


def put_in_place(draft: Path, final: Path) -> None:
    """Give a finished folder its name; one of the same content that can be read stays."""
    try:
        draft.rename(final)
    except OSError:  # there is one of that name
        try:
            open_network(final)
        except RoadsDamagedError:
            final.rename(draft.with_name("broken"))
            draft.rename(final)


def digest_of(arrays: Arrays) -> str:
    """What names a network: a hash of all its arrays."""
    made = hashlib.sha256()
    for name, kind in ARRAYS.items():
        made.update(name.encode())
        made.update(np.ascontiguousarray(arrays[name].astype(kind, copy=False)).data)
    return made.hexdigest()[:40]


def require_intact(told: Mapping[str, Any]) -> None:
    """Refuse a description that has been changed."""
    if told["checksum"] != description_sum(told):
        raise ValueError(f"{KNOWN} is not as it was written")


def description_sum(told: Mapping[str, Any]) -> int:
    """CRC-32 of what describes a network."""
    known = json.dumps([told["known"], told["checksums"]], sort_keys=True, ensure_ascii=True)
    return zlib.crc32(known.encode())


def open_network(path: Path) -> Network:
    """
    Open the network in a folder; its arrays are read-only maps of the files.

    Raises
    ------
    RoadsDamagedError
        If it is not there, or is not as it was written.
    """
    try:
        told = json.loads((path / KNOWN).read_text(encoding="utf-8"))
        if told["format"] not in (FORMAT, EARLIER):
            raise RoadsDamagedError(f"{path}: it was written by another fairreach; import it again")
        require_intact(told)
        earlier = told["format"] == EARLIER
        names = [name for name in ARRAYS if not (earlier and name in SINCE)]
        arrays = {name: memory_map(path, name, told["checksums"][name]) for name in names}
        if earlier:
            arrays |= without_signs(arrays)
        return Network(info_of(told["known"]), path.name, arrays, folder=path)
    except FileNotFoundError:
        raise RoadsDamagedError(f"{path}: there is no such road network; import it again") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        if lacking := shortage(path, error) if isinstance(error, OSError) else None:
            raise StoreError(f"{path}: the road network cannot be read: {lacking}") from None
        reason = f"{path}: the road network is damaged ({error}); import it again"
        raise RoadsDamagedError(reason) from None


def info_of(told: Mapping[str, Any]) -> NetworkInfo:
    """What is known of a network, from its description."""
    lattices = {each: CellGrid(**told[each]) for each in ("boxes", "cells")}
    values = {each.name: told[each.name] for each in fields(NetworkInfo) if each.name in told}
    signs = told.get("signs")
    more = {
        "signs": None if signs is None else Signs(**signs),
        "aside": tuple(tuple(each) for each in told.get("aside", ())),
    }
    return NetworkInfo(**values | lattices | more)


def array_names(network: Network) -> list[str]:
    """The arrays of a network that lie in files."""
    return [name for name in ARRAYS if network.known.signs is not None or name not in SINCE]


def without_signs(arrays: Arrays) -> Arrays:
    """The arrays that a network of the earlier format lacks, as it was meant then."""
    on_foot = np.where(arrays["kind"] == FERRY, arrays["kmh"], np.float32(WALK_KMH))
    speeds = {"kmh_back": arrays["kmh"], "walk_kmh": on_foot, "walk_kmh_back": on_foot}
    return speeds | {name: np.empty(0, dtype=np.int32) for name in TURNS}


def memory_map(path: Path, name: str, crc: int) -> npt.NDArray[Any]:
    """One array of a network, checked against what was written."""
    array = map_array(path / f"{name}.npy", crc)
    if array.dtype != np.dtype(ARRAYS[name]):
        raise ValueError(f"{name}.npy is of another type")
    return array
