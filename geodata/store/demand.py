"""A part of people, read as points: millions of rows, and so in a way of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
import orjson
from sqlalchemy import Connection, case, func, select

from geodata.base.arrays import Floats, distinct_points
from geodata.campaign.vocabulary import GROUPS
from geodata.store.columns import of_numbers, of_texts, require_same
from geodata.store.content import naming_damage
from geodata.store.ledger import Part
from geodata.store.schema import CONTENT
from geodata.store.sense import TEXTS, Nonsense, outside
from geodata.store.sqlite import ROWS_AT_ONCE, raw

NUMBERS = ("lon", "lat", "persons")


@dataclass(frozen=True, slots=True)
class DemandPoints:
    """Demand turned from one row per group into one point with all its groups; see `Demand`."""

    lon: Floats
    lat: Floats
    persons: Mapping[str, Floats]


def read_demand(connection: Connection, part: Part | None, version: int) -> DemandPoints:
    """
    A demand part as points with their groups, in the order of each point's first row.

    Persons at the same point in the same group are added up; a point that a group does not
    mention has 0 of it.

    Raises
    ------
    StoreDamagedError
        If the rows are not as they were written, or make no sense.
    """
    if part is None:
        return DemandPoints(np.zeros(0), np.zeros(0), {"all": np.zeros(0)})
    with naming_damage("demand", version):
        ids, groups = _ids_and_groups(connection, part.id)
        rows = _rows(connection, part.id, groups)
        sums = {name: of_numbers(rows[:, at]) for at, name in enumerate(NUMBERS)}
        sums["group"] = of_texts(_group_names(rows[:, 3], groups))
        sums["demand_id"] = of_texts(ids)
        require_same(sums, part.checksums)
        _require_sense(rows, groups)
    if not groups:
        return DemandPoints(np.zeros(0), np.zeros(0), {"all": np.zeros(0)})
    return _pivot(rows, groups)


def _rows(connection: Connection, part: int, groups: list[str]) -> Floats:
    """Longitude, latitude, persons and the group's position."""
    if not groups:
        return np.zeros((0, 4))
    content = CONTENT["demand"].c
    group_at = case({name: at for at, name in enumerate(groups)}, value=content.group)
    wanted = select(*(content[name] for name in NUMBERS), group_at).where(content.part == part)
    rows = raw(connection, wanted.order_by(content.row))
    return np.fromiter(chain.from_iterable(rows), dtype=np.float64).reshape(-1, 4)


def _group_names(group_at: Floats, groups: list[str]) -> Iterator[str]:
    names = np.array(groups, dtype=object)
    for start in range(0, len(group_at), ROWS_AT_ONCE):
        yield "\0".join(names[group_at[start : start + ROWS_AT_ONCE].astype(np.intp)].tolist())


def _ids_and_groups(connection: Connection, part: int) -> tuple[list[str], list[str]]:
    """
    The rows' ids and the groups that there are.

    The ids are joined in SQL: nobody needs them here, and one by one they would cost thrice.
    """
    content = CONTENT["demand"].c
    joined = func.group_concat(content.demand_id, "\0")
    wanted = select(joined, func.json_group_array(content.group.distinct()))
    ids: list[str] = []
    found: set[str] = set()
    for start in count(0, ROWS_AT_ONCE):
        within = content.row >= start, content.row < start + ROWS_AT_ONCE
        batch, groups = connection.execute(wanted.where(content.part == part, *within)).one()
        if batch is None:
            break
        ids.append(batch)
        found.update(orjson.loads(groups))
    return ids, [name for name in GROUPS if name in found] + sorted(found.difference(GROUPS))


def _require_sense(rows: Floats, groups: list[str]) -> None:
    for at, name in enumerate(NUMBERS):
        for number in outside(name, rows[:, at]):
            raise Nonsense(f"{name} {number!r}")
    for name in groups:
        if not TEXTS["group"](name):
            raise Nonsense(f"group {name!r}")


def _pivot(rows: Floats, groups: list[str]) -> DemandPoints:
    first, point_at = distinct_points(rows[:, :2])
    slot = point_at * len(groups) + rows[:, 3].astype(np.intp)
    slots = len(first) * len(groups)
    persons = np.bincount(slot, weights=rows[:, 2], minlength=slots).astype(np.float64, copy=False)
    by_group = np.ascontiguousarray(persons.reshape(-1, len(groups)).T)
    lon, lat = rows[first, 0], rows[first, 1]
    return DemandPoints(lon, lat, dict(zip(groups, by_group, strict=True)))
