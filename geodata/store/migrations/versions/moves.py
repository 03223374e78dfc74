"""When which version became the current one, in the place of a pointer to it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Versions became current as they were stored; one that was gone back to, after the last."""
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.number"), nullable=False),
        sa.Column("moved_at", sa.Text, nullable=False),
    )
    op.execute(
        "INSERT INTO moves (version, moved_at)"
        " SELECT number, created_at FROM versions ORDER BY number"
    )
    op.execute(
        "INSERT INTO moves (version, moved_at)"
        " SELECT version, (SELECT created_at FROM versions ORDER BY number DESC LIMIT 1)"
        " FROM pointer WHERE version != (SELECT max(number) FROM versions)"
    )
    op.drop_table("pointer")
