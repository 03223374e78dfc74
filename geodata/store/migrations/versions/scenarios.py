"""Scenarios: changes on a version that have a name."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create their table."""
    op.create_table(
        "scenarios",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number"), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("changes", "saved_at", "checksum")),
    )
