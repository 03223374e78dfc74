"""What decides: wages, education and experience of openings; who holds a fair, and how to go."""

import sqlalchemy as sa
from alembic import op

from geodata.store.columns import of_column
from geodata.store.migrations.renewal import sum_up, whole_parts

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TEXTS = {
    "fairs": ("phone", "organiser", "link", "transport"),
    "openings": ("education", "experience"),
}
_NUMBERS = {"openings": ("wage_min", "wage_max")}


def upgrade() -> None:
    """Rows that are there state nothing of it."""
    for table, names in _TEXTS.items():
        for name in names:
            stated = sa.Column(name, sa.Text, nullable=False, server_default="")
            op.add_column(table, stated)
    for table, names in _NUMBERS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Integer, nullable=True))
    with whole_parts() as parts:
        for described in parts:
            sum_up(described, _sums(described[1], described[5]))


def _sums(table: str, rows: int) -> dict[str, str]:
    """The checksums of what came to a table, for so many rows that state nothing."""
    texts = of_column(sa.Text(), [""] * rows)
    numbers = of_column(sa.Integer(), [None] * rows)
    return {
        **dict.fromkeys(_TEXTS.get(table, ()), texts),
        **dict.fromkeys(_NUMBERS.get(table, ()), numbers),
    }
