"""
Fairs of several sessions; and a namespace for what calendars know the fairs by.

Fairs that are there have one session, and keep the names that calendars know them by.
"""

import sqlite3

import sqlalchemy as sa
from alembic import op

from geodata.store.columns import of_column
from geodata.store.entry_ids import new_row
from geodata.store.migrations.renewal import sum_up, whole_parts

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No fair that is there states its sessions; what is damaged stays damaged."""
    stated = sa.Column("sessions", sa.Text, nullable=False, server_default="")
    op.add_column("fairs", stated)
    calendar = op.create_table(
        "calendar",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("namespace", sa.Text, nullable=False),
        sa.Column("earlier", sa.Text, nullable=False),
        sa.Column("checksum", sa.Text, nullable=False, server_default=""),
    )
    op.get_bind().execute(sa.insert(calendar).values(**new_row(_known_fairs())))
    with whole_parts() as parts:
        for described in parts:
            if described[1] == "fairs":
                sum_up(described, {"sessions": of_column(sa.Text(), [""] * described[5])})


def _known_fairs() -> list[str]:
    """The ids of all fairs of all versions, as far as they can be read."""
    try:
        found = op.get_bind().scalars(sa.text("SELECT DISTINCT fair_id FROM fairs"))
        return [each for each in found if isinstance(each, str) and "\n" not in each]
    except (sa.exc.SQLAlchemyError, sqlite3.Error, UnicodeDecodeError):
        return []
