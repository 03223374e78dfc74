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
    GROUP = "group"
    ADCODE = "adcode"
    SITUATIONS = "situations"
    CONDITIONS = "conditions"
    LINK = "link"


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
    """
    One table that a user imports: its columns in order, and how many rows it may have.

    ``also`` are columns that may stand in a file and are read into others. Where a file gives no
    ids, one is made from the columns named in ``identity``: what makes a row the same row again.
    """

    name: str
    columns: tuple[Column, ...]
    most_rows: int
    most_rows_xlsx: int
    id_column: str | None = None
    identity: tuple[str, ...] = ()
    also: tuple[Column, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return next(c for c in self.columns if c.name == name)

    @property
    def has_points(self) -> bool:
        """Whether its rows lie somewhere."""
        return any(c.kind is Kind.LON for c in self.columns)

    @property
    def needs_points(self) -> bool:
        """Whether every row must lie somewhere."""
        return any(c.kind is Kind.LON and c.needed for c in self.columns)

    @property
    def known(self) -> tuple[Column, ...]:
        """Every column that a file may hold."""
        return (*self.columns, *self.also)
