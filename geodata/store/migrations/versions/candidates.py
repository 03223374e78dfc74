"""Venues where fairs could be held, with what they seat and cost and when they are free."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of candidates."""
    op.create_table(
        "candidates",
        sa.Column("part", sa.Integer, sa.ForeignKey("parts.id"), primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        *(_text(name) for name in ("venue_id", "name", "district", "address")),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=True),
        sa.Column("cost", sa.Double, nullable=True),
        *(_text(name) for name in ("free_from", "free_to", "precision")),
        sa.Column("illustrative", sa.Boolean, nullable=False, server_default="0"),
        sqlite_with_rowid=False,
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)
