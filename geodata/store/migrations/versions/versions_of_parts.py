"""Versions made of parts, and the six tables that a part may hold."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    _create_versions()
    _create_places()
    _create_fairs()
    _create_employers()


def _create_versions() -> None:
    op.create_table(
        "versions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("created_at", sa.Text, nullable=False),
    )
    op.create_table(
        "parts",
        sa.Column("id", sa.Integer, primary_key=True),
        *_text("table_name", "file", "imported_at", "datum"),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("illustrative", sa.Boolean, nullable=False),
    )
    op.create_table(
        "version_parts",
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number"), primary_key=True),
        sa.Column("table_name", sa.Text, primary_key=True),
        sa.Column("part", sa.Integer, sa.ForeignKey("parts.id"), nullable=False, index=True),
    )
    op.create_table(
        "pointer",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number"), nullable=False),
        sa.CheckConstraint("id = 1", name="single_row"),
    )


def _create_places() -> None:
    _create(
        "districts",
        *_text("adcode", "name_zh", "name_en"),
        *_number("persons", "seat_lon", "seat_lat", nullable=True),
        sa.Column("geometry", sa.LargeBinary, nullable=False),
    )
    _create("demand", *_text("demand_id"), *_number("lon", "lat", "persons"), *_text("group"))
    _create(
        "basemap",
        *_text("kind", "name_zh", "name_en"),
        *_number("persons", nullable=True),
        sa.Column("geometry", sa.LargeBinary, nullable=False),
    )


def _create_fairs() -> None:
    _create(
        "fairs",
        *_text("fair_id", "name", "venue", "district", "address"),
        *_number("lon", "lat"),
        *_text("date", "start_time", "end_time"),
        sa.Column("booths", sa.Integer),
        sa.Column("expected_seekers", sa.Integer),
        *_text("status", "precision"),
    )


def _create_employers() -> None:
    _create(
        "employers",
        *_text("employer_id", "name", "district", "address"),
        *_number("lon", "lat"),
        *_text("sector", "precision"),
    )
    _create(
        "openings",
        *_text("employer_id", "fair_id", "occupation", "sector"),
        sa.Column("headcount", sa.Integer, nullable=False),
    )


def _create(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("part", sa.Integer, sa.ForeignKey("parts.id"), primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        *columns,
        sqlite_with_rowid=False,
    )


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _number(*names: str, nullable: bool = False) -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Double, nullable=nullable) for name in names]
