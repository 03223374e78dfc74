"""
How versions lie at rest, in SQL.

A version is a composition of parts, and a part is one imported table: what an import does not
touch is shared with the versions before it. Nothing here is peculiar to SQLite, except that rows
of a part lie together on disk (``WITHOUT ROWID``), so that a part is read in one sweep.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from geodata.campaign import schema
from geodata.campaign.tables import CAMPAIGN_TABLES

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _later_text(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False, server_default="") for name in names]


VERSIONS = Table(
    "versions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("created_at", Text, nullable=False),
    *_later_text("checksum"),
)
"""``checksum`` covers the version's row and all that it consists of."""

PARTS = Table(
    "parts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("table_name", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("imported_at", Text, nullable=False),
    Column("datum", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("illustrative", Boolean, nullable=False),
    *_later_text("origin", "placed_by", "checksums", "checksum"),
)
"""
``placed_by`` and ``checksums`` are JSON: shares by rule, and the checksum of each column of the
content; ``checksum`` covers the row.
"""

VERSION_PARTS = Table(
    "version_parts",
    METADATA,
    Column("version", ForeignKey("versions.number"), primary_key=True),
    Column("table_name", Text, primary_key=True),
    Column("part", ForeignKey("parts.id"), nullable=False, index=True),
)
NETWORKS = Table(
    "networks",
    METADATA,
    Column("id", Integer, primary_key=True),
    *(
        Column(name, Text, nullable=False)
        for name in ("name", "digest", "file", "imported_at", "source_date")
    ),
    *_later_text("checksum", "ground"),
)
"""``ground`` is the digest of the tiles of the same extract, "" where there are none."""

VERSION_NETWORKS = Table(
    "version_networks",
    METADATA,
    Column("version", ForeignKey("versions.number"), primary_key=True),
    Column("network", ForeignKey("networks.id"), primary_key=True),
)
MOVES = Table(
    "moves",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("version", ForeignKey("versions.number"), nullable=False),
    Column("moved_at", Text, nullable=False),
    Column("anew", Boolean, nullable=False, server_default="0"),
    *_later_text("checksum"),
)
"""
Which version became the current one, and when (ISO, UTC); the last of them is current.

``anew``: what was before is damaged, and the history of the fairs begins again here. A
``checksum`` covers its row and the one before it.
"""

SEAL = Table(
    "seal",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *_later_text("checksum"),
)
"""One row: which versions there are and the last move, so that a row that is lost is missed."""

CALENDAR = Table(
    "calendar",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("namespace", Text, nullable=False),
    Column("earlier", Text, nullable=False),
    *_later_text("checksum"),
)
"""
One row: what calendars know this database's fairs by, made once. ``earlier`` holds the ids, a line
each, of fairs that were there before there was a namespace.
"""


SCENARIOS = Table(
    "scenarios",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("note", Text, nullable=False),
    Column("version", ForeignKey("versions.number"), nullable=False),
    Column("changes", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    Column("checksum", Text, nullable=False),
)
"""``changes`` are JSON, lists of texts by kind; ``checksum`` covers the row."""


def content_table(table: schema.Table, metadata: MetaData) -> Table:
    """A table of a campaign at rest: its rows by part, its columns as they are declared."""
    shapes = [Column("geometry", LargeBinary, nullable=False)] if table.shapes else []
    return Table(
        table.name,
        metadata,
        Column("part", ForeignKey("parts.id"), primary_key=True),
        Column("row", Integer, primary_key=True, autoincrement=False),
        *map(_sql_column, table.stored_columns),
        *shapes,
        sqlite_with_rowid=False,
    )


def _sql_column(column: schema.Column) -> Column[Any]:
    # Rows of before a later column have no text there; figures are unknown in them.
    before = {"str": "", "bool": "0"}.get(column.dtype) if column.later else None
    return Column(
        column.name, _SQL_TYPES[column.dtype], nullable=column.nullable, server_default=before
    )


_SQL_TYPES = {"str": Text, "float64": Double, "int64": Integer, "Int64": Integer, "bool": Boolean}
CONTENT: Mapping[str, Table] = MappingProxyType(
    {name: content_table(table, METADATA) for name, table in CAMPAIGN_TABLES.items()}
)
"""What a campaign is made of, in its own order."""


def content_columns(table: str) -> list[str]:
    """The columns of a table as its frames have them: without ``part`` and ``row``."""
    return [column.name for column in CONTENT[table].columns if column.name not in {"part", "row"}]
