"""The road networks that a version's numbers rest on; their content lies in files."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "networks",
        sa.Column("id", sa.Integer, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("name", "digest", "file", "imported_at", "source_date")
        ),
    )
    op.create_table(
        "version_networks",
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number"), primary_key=True),
        sa.Column("network", sa.Integer, sa.ForeignKey("networks.id"), primary_key=True),
    )
