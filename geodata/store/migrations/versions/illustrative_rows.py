"""
The mark of what is made up, row by row: until now a whole table had it or had it not.

Districts may state their region besides; those of before state none.
"""

import json
import sqlite3

import sqlalchemy as sa
from alembic import op

from geodata.store.columns import of_column
from geodata.store.migrations.renewal import Described, sum_up, whole_parts

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MARKED = ("fairs", "employers", "openings", "services", "policies")


def upgrade() -> None:
    """Rows that are there have the mark of their table; what is damaged stays damaged."""
    for name in _MARKED:
        mark = sa.Column("illustrative", sa.Boolean, nullable=False, server_default="0")
        op.add_column(name, mark)
    op.add_column("districts", sa.Column("region", sa.Text, nullable=False, server_default=""))
    with whole_parts() as parts:
        for described in parts:
            if described[1] in _MARKED:
                _mark(described)
            elif described[1] == "districts":
                sum_up(described, {"region": of_column(sa.Text(), [""] * described[5])})


def _mark(described: Described) -> None:
    """Mark the rows of a part whose own row is whole; the other columns keep their checksums."""
    part, table, *_, rows, mark, _, _, kept = described
    found = _marks(part, table, mark) if json.loads(kept) else []
    if len(found) == rows:  # what cannot be read has no checksum for its marks: it stays damaged
        sum_up(described, {"illustrative": of_column(sa.Boolean(), found)})


def _marks(part: int, table: str, mark: int) -> list[int]:
    """The marks of a part's rows, after they were set; nothing where it cannot be done."""
    content = sa.table(table, sa.column("part"), sa.column("row"), sa.column("illustrative"))
    here = content.c.part == part
    try:
        if mark:
            op.get_bind().execute(sa.update(content).where(here).values(illustrative=1))
        wanted = sa.select(content.c.illustrative).where(here).order_by(content.c.row)
        return list(op.get_bind().scalars(wanted))
    except (sa.exc.SQLAlchemyError, sqlite3.Error):
        return []
