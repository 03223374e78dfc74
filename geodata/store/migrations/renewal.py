"""Checksums after a column was added: what was whole is summed up anew, what was not stays so."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

from geodata.store import checksums

_PART = (
    'id, table_name, file, imported_at, datum, "rows", illustrative, origin, placed_by, checksums'
)
Described = Sequence[Any]
"""The row of a part but for its checksum: id, table, ..., the checksums of its columns as JSON."""
Sums = Mapping[int, str]


@contextmanager
def whole_parts() -> Iterator[list[Described]]:
    """The parts whose own row is whole; afterwards the versions that hold them are summed up."""
    parts = rows(f"SELECT {_PART}, checksum FROM parts")  # noqa: S608  (our own words)
    before = {part: checksum for part, *_, checksum in parts}
    yield [
        described
        for *described, checksum in parts
        if checksum == checksums.of_row("parts", *described)
    ]
    _sum_up_versions(before, dict(rows("SELECT id, checksum FROM parts")))


def rows(statement: str, **values: object) -> list[Any]:
    """What a statement finds."""
    return [tuple(row) for row in op.get_bind().execute(sa.text(statement), values)]


def sum_up(described: Described, added: Mapping[str, str]) -> None:
    """Keep the checksums of new columns of a part, unless the part has none at all."""
    sums = json.loads(described[-1])
    if not sums or not added:
        return
    told = json.dumps(sums | dict(added))
    whole = checksums.of_row("parts", *described[:-1], told)
    _set("parts", "id", described[0], checksums=told, checksum=whole)


def _set(table: str, key: str, value: object, **columns: object) -> None:
    target = sa.table(table, sa.column(key), *map(sa.column, columns))
    op.get_bind().execute(sa.update(target).where(target.c[key] == value).values(**columns))


def _sum_up_versions(before: Sums, after: Sums) -> None:
    """Renew the checksum of each version that was whole."""
    networks = dict(rows("SELECT id, checksum FROM networks"))
    for number, created_at, checksum in rows("SELECT number, created_at, checksum FROM versions"):
        held = rows(
            "SELECT table_name, part FROM version_parts WHERE version = :number", number=number
        )
        laid = rows("SELECT network FROM version_networks WHERE version = :number", number=number)
        roads = [(network, networks.get(network)) for (network,) in laid]
        was, now = (
            [(table, part, sums.get(part)) for table, part in held] for sums in (before, after)
        )
        if checksum == checksums.of_version(number, created_at, was, roads):
            renewed = checksums.of_version(number, created_at, now, roads)
            _set("versions", "number", number, checksum=renewed)
