"""The catalogue of services and policies, and what a fair says of itself to seekers."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables; fairs that are there say nothing yet."""
    for name in ("services", "bring", "notice"):
        op.add_column("fairs", sa.Column(name, sa.Text, nullable=False, server_default=""))
    described = ("name", "name_en", "name_id", "about", "who", "bring")
    where = ("venue", "district", "address")
    _create(
        "services",
        *_text("service_id", *described, *where),
        *_point(),
        *_text("hours", "link", "situations"),
    )
    _create(
        "policies",
        *_text("policy_id", *described, "conditions", *where),
        *_point(),
        *_text("link", "situations"),
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


def _point() -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Double, nullable=True) for name in ("lon", "lat")]
