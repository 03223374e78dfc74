"""Several extracts as one: what lies in more than one of them is taken once, the newer version."""

from array import array
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.base.arrays import Flags, Ints, spans
from geodata.signs.osm import Ways
from geodata.signs.restrictions import Restriction

BY_VERTEX = ("ids", "x", "y")
FARTHEST = 1_800_000_000  # of a place, units of 1e-7 degrees


def as_one(extracts: Sequence[Ways]) -> Ways:
    """
    The ways of several extracts.

    Ways are known by their number: of two versions the newer one stays, of equal ones the first.
    Of nodes at which somebody is not let in the extract of the newest day decides. A vertex that
    one extract does not hold is taken from another.
    """
    if len(extracts) == 1:
        return extracts[0]
    files = sorted(extracts, key=lambda each: each.newest, reverse=True)
    kept = newest_ways(files)
    columns = {
        each.name: join_column(files, kept, each.name)
        for each in fields(Ways)
        if isinstance(getattr(files[0], each.name), array) and each.name != "starts"
    }
    counts = [np.diff(each.column("starts"))[mine] for each, mine in zip(files, kept, strict=True)]
    columns["starts"] = array("q", np.append(0, np.cumsum(np.concatenate(counts))).tobytes())
    fill_places(columns, files)
    return Ways(
        **columns,
        squares=squares_of(files, kept),
        gates=gates_of(files),
        restrictions=restrictions_of(files),
        timed=set[tuple[str, int]]().union(*(each.timed for each in files)),
        newest=min(each.newest for each in files),
    )


def newest_ways(files: Sequence[Ways]) -> list[Flags]:
    """Which ways of each extract stay: of each number the newest version."""
    number = np.concatenate([each.column("number") for each in files])
    version = np.concatenate([each.column("version") for each in files])
    order = np.lexsort((np.arange(len(number)), -version, number))
    again = np.append(False, number[order][1:] == number[order][:-1])
    stays = np.ones(len(number), dtype=bool)
    stays[order[again]] = False
    return np.split(stays, np.cumsum([len(each.kind) for each in files])[:-1])


def join_column(files: Sequence[Ways], kept: Sequence[Flags], name: str) -> Any:
    """One column of the ways that stay."""
    parts = []
    for each, mine in zip(files, kept, strict=True):
        starts = each.column("starts")
        at = spans(starts[:-1][mine], np.diff(starts)[mine]) if name in BY_VERTEX else mine
        parts.append(each.column(name)[at])
    return array(getattr(files[0], name).typecode, np.concatenate(parts).tobytes())


def fill_places(columns: dict[str, Any], files: Sequence[Ways]) -> None:
    """Give vertices without a place that of the same node in any extract."""
    ids, x, y = (np.frombuffer(columns[name], columns[name].typecode) for name in BY_VERTEX)
    lacking = np.flatnonzero(~is_placed(x, y))
    for each in files:
        theirs, their_x, their_y = (each.column(name) for name in BY_VERTEX)
        known = np.flatnonzero(np.isin(theirs, ids[lacking]) & is_placed(their_x, their_y))
        if known.size:
            known = known[np.argsort(theirs[known], kind="stable")]
            at = np.minimum(np.searchsorted(theirs[known], ids[lacking]), len(known) - 1)
            found = theirs[known[at]] == ids[lacking]
            x[lacking[found]] = their_x[known[at[found]]]
            y[lacking[found]] = their_y[known[at[found]]]


def is_placed(x: npt.NDArray[np.int32], y: npt.NDArray[np.int32]) -> Flags:
    """Where vertices have a place."""
    placed: Flags = (np.abs(x.astype(np.int64)) <= FARTHEST) & (
        np.abs(y.astype(np.int64)) <= FARTHEST
    )
    return placed


def squares_of(files: Sequence[Ways], kept: Sequence[Flags]) -> list[int]:
    """The squares among the ways that stay."""
    before, found = 0, list[int]()
    for each, mine in zip(files, kept, strict=True):
        position: Ints = before + np.cumsum(mine) - 1
        found += [int(position[at]) for at in each.squares if mine[at]]
        before += int(mine.sum())
    return found


def gates_of(files: Sequence[Ways]) -> dict[int, int]:
    """The gates of the newest extract that holds each node."""
    gates: dict[int, int] = {}
    seen: Ints = np.empty(0, dtype=np.int64)
    for each in files:
        mine = np.fromiter(each.gates, dtype=np.int64, count=len(each.gates))
        fresh = mine[~np.isin(mine, seen)].tolist()
        gates |= {number: each.gates[number] for number in fresh if number not in gates}
        seen = np.union1d(seen, each.column("ids"))
    return gates


def restrictions_of(files: Sequence[Ways]) -> list[Restriction]:
    """The restrictions, of each number the newest version."""
    found: dict[int, Restriction] = {}
    for each in files:
        for one in each.restrictions:
            other = found.get(one.number)
            if other is None or one.version > other.version:
                found[one.number] = one
    return list(found.values())
