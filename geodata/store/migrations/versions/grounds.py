"""The ground of a network's extract: which file of tiles belongs to it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Networks that are there have none, and their checksums say so already."""
    op.add_column("networks", sa.Column("ground", sa.Text, nullable=False, server_default=""))
