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

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

VERSIONS = Table(
    "versions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("created_at", Text, nullable=False),
)
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
)
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
)
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
)
"""Which version became the current one, and when (ISO, UTC); the last of them is current."""


def _text(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _later_text(*names: str) -> list[Column[str]]:
    """Text columns that came with a later revision: rows of before have nothing there."""
    return [Column(name, Text, nullable=False, server_default="") for name in names]


def _number(*names: str, nullable: bool = False) -> list[Column[float]]:
    return [Column(name, Double, nullable=nullable) for name in names]


def _count(*names: str, nullable: bool = False) -> list[Column[int]]:
    return [Column(name, Integer, nullable=nullable) for name in names]


def _geometry() -> Column[bytes]:
    return Column("geometry", LargeBinary, nullable=False)


def _content(name: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        METADATA,
        Column("part", ForeignKey("parts.id"), primary_key=True),
        Column("row", Integer, primary_key=True, autoincrement=False),
        *columns,
        sqlite_with_rowid=False,
    )


CONTENT: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            _content(
                "districts",
                *_text("adcode", "name_zh", "name_en"),
                *_number("persons", "seat_lon", "seat_lat", nullable=True),
                _geometry(),
            ),
            _content(
                "demand", *_text("demand_id"), *_number("lon", "lat", "persons"), *_text("group")
            ),
            _content(
                "fairs",
                *_text("fair_id", "name", "venue", "district", "address"),
                *_number("lon", "lat"),
                *_text("date", "start_time", "end_time"),
                *_count("booths", "expected_seekers", nullable=True),
                *_text("status", "precision"),
                *_later_text("services", "bring", "notice"),
            ),
            _content(
                "employers",
                *_text("employer_id", "name", "district", "address"),
                *_number("lon", "lat"),
                *_text("sector", "precision"),
            ),
            _content(
                "openings",
                *_text("employer_id", "fair_id", "occupation", "sector"),
                *_count("headcount"),
            ),
            _content(
                "services",
                *_text("service_id", "name", "name_en", "name_id", "about", "who", "bring"),
                *_text("venue", "district", "address"),
                *_number("lon", "lat", nullable=True),
                *_text("hours", "link", "situations"),
            ),
            _content(
                "policies",
                *_text("policy_id", "name", "name_en", "name_id", "about", "who", "bring"),
                *_text("conditions", "venue", "district", "address"),
                *_number("lon", "lat", nullable=True),
                *_text("link", "situations"),
            ),
            _content(
                "basemap",
                *_text("kind", "name_zh", "name_en"),
                *_number("persons", nullable=True),
                _geometry(),
            ),
        )
    }
)
"""What a campaign is made of, in its own order."""


def content_columns(table: str) -> list[str]:
    """The columns of a table as its frames have them: without ``part`` and ``row``."""
    return [column.name for column in CONTENT[table].columns if column.name not in {"part", "row"}]
