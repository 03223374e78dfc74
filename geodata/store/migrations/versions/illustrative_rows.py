"""
The mark of what is made up, row by row: until now a whole table had it or had it not.

Districts may state their region besides; those of before state none.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from geodata.store import checksums
from geodata.store.columns import of_column

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MARKED = ("fairs", "employers", "openings", "services", "policies")
_PART = (
    'id, table_name, file, imported_at, datum, "rows", illustrative, origin, placed_by, checksums'
)
Sums = Mapping[int, str]


def upgrade() -> None:
    """Rows that are there have the mark of their table; what is damaged stays damaged."""
    for name in _MARKED:
        mark = sa.Column("illustrative", sa.Boolean, nullable=False, server_default="0")
        op.add_column(name, mark)
    op.add_column("districts", sa.Column("region", sa.Text, nullable=False, server_default=""))
    before = dict(_rows("SELECT id, checksum FROM parts"))
    for *described, checksum in _rows(f"SELECT {_PART}, checksum FROM parts"):  # noqa: S608  (our own words)
        if checksum != checksums.of_row("parts", *described):
            continue
        if described[1] in _MARKED:
            _mark(described)
        elif described[1] == "districts":
            _sum_up(described, "region", of_column(sa.Text(), [""] * described[5]))
    _sum_up_versions(before, dict(_rows("SELECT id, checksum FROM parts")))


def _rows(statement: str, **values: object) -> list[Any]:
    return [tuple(row) for row in op.get_bind().execute(sa.text(statement), values)]


def _mark(described: Sequence[Any]) -> None:
    """Mark the rows of a part whose own row is whole; the other columns keep their checksums."""
    part, table, *_, rows, mark, _, _, kept = described
    found = _marks(part, table, mark) if json.loads(kept) else []
    if len(found) == rows:  # what cannot be read has no checksum for its marks: it stays damaged
        _sum_up(described, "illustrative", of_column(sa.Boolean(), found))


def _sum_up(described: Sequence[Any], column: str, checksum: str) -> None:
    """Keep the checksum of a new column of a part, unless the part has none at all."""
    sums = json.loads(described[-1])
    if not sums:
        return
    told = json.dumps(sums | {column: checksum})
    whole = checksums.of_row("parts", *described[:-1], told)
    _set("parts", "id", described[0], checksums=told, checksum=whole)


def _marks(part: int, table: str, mark: int) -> list[int]:
    """The marks of a part's rows, after they were set; nothing where it cannot be done."""
    content = sa.table(table, sa.column("part"), sa.column("row"), sa.column("illustrative"))
    here = content.c.part == part
    try:
        if mark:
            op.get_bind().execute(sa.update(content).where(here).values(illustrative=1))
        wanted = sa.select(content.c.illustrative).where(here).order_by(content.c.row)
        return list(op.get_bind().scalars(wanted))
    except (sa.exc.SQLAlchemyError, sqlite3.Error):
        return []


def _set(table: str, key: str, value: object, **columns: object) -> None:
    target = sa.table(table, sa.column(key), *map(sa.column, columns))
    op.get_bind().execute(sa.update(target).where(target.c[key] == value).values(**columns))


def _sum_up_versions(before: Sums, after: Sums) -> None:
    """Renew the checksum of each version that was whole."""
    networks = dict(_rows("SELECT id, checksum FROM networks"))
    for number, created_at, checksum in _rows("SELECT number, created_at, checksum FROM versions"):
        held = _rows(
            "SELECT table_name, part FROM version_parts WHERE version = :number", number=number
        )
        laid = _rows("SELECT network FROM version_networks WHERE version = :number", number=number)
        roads = [(network, networks.get(network)) for (network,) in laid]
        was, now = (
            [(table, part, sums.get(part)) for table, part in held] for sums in (before, after)
        )
        if checksum == checksums.of_version(number, created_at, was, roads):
            renewed = checksums.of_version(number, created_at, now, roads)
            _set("versions", "number", number, checksum=renewed)
