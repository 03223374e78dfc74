"""The tables of a campaign: their columns, what each holds, and what else it may be called."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds, and so how it is read and checked."""

    TEXT = "text"
    ID = "id"
    DISTRICT = "district"
    LON = "lon"
    LAT = "lat"
    DATE = "date"
    TIME = "time"
    HOURS = "hours"
    COUNT = "count"
    PERSONS = "persons"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column.

    ``needed`` columns must be there and filled in every row. ``aliases`` are the other headers
    under which it is known, compared after NFKC, without spaces, brackets' content and case.
    """

    name: str
    kind: Kind
    needed: bool = False
    aliases: tuple[str, ...] = ()
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table that a user imports: its columns in order, and how many rows it may have."""

    name: str
    columns: tuple[Column, ...]
    most_rows: int
    most_rows_xlsx: int
    id_column: str | None = None

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return next(c for c in self.columns if c.name == name)

    @property
    def has_points(self) -> bool:
        """Whether its rows lie somewhere."""
        return any(c.kind is Kind.LON for c in self.columns)


STATUSES = ("planned", "published", "cancelled")
COUNTING_STATUSES = ("planned", "published")
GROUPS = ("all", "working_age", "rural", "age_60_plus")
