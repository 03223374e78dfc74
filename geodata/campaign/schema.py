"""What a table of a campaign is: its columns, what each holds, and what else it may be called."""

import math
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds, and so how it is read and checked."""

    TEXT = "text"
    ID = "id"
    DISTRICT = "district"
    LON = "lon"
    LAT = "lat"
    POINT = "point"
    DATE = "date"
    DAY = "day"
    TIME = "time"
    END = "end"
    HOURS = "hours"
    SESSIONS = "sessions"
    COUNT = "count"
    WAGE = "wage"
    WAGES = "wages"
    PERSONS = "persons"
    AMOUNT = "amount"
    STATUS = "status"
    GROUP = "group"
    ADCODE = "adcode"
    SITUATIONS = "situations"
    CONDITIONS = "conditions"
    LINK = "link"
    PHONE = "phone"
    FLAG = "flag"
    GROUND = "ground"


AXES = (Kind.LON, Kind.LAT)
FLOATS = (*AXES, Kind.PERSONS, Kind.AMOUNT)
WHOLE = (Kind.COUNT, Kind.WAGE)
WAGE_BOUNDS = (500, 1_000_000)
"""The least and the most yuan that a month's work may be paid with."""


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column.

    Parameters
    ----------
    needed
        Whether it must be there and filled in every row.
    aliases
        The other headers under which it is known, compared after NFKC, without spaces, brackets'
        content and case. The first of them heads it in a template.
    note_zh, note_en
        What a template says of it.
    example
        What the example row of a template holds.
    default
        The text that stands for an empty cell.
    refers_to
        The table whose ids its cells are; a cell of a column that is not needed may be empty.
    given_by
        The column that may be filled in its place.
    later
        Whether it came when the table was stored already: rows of before have nothing there, and
        in the database it stands behind the others.
    """

    name: str
    kind: Kind
    needed: bool = False
    aliases: tuple[str, ...] = ()
    note_zh: str = ""
    note_en: str = ""
    example: str | float = ""
    default: str = ""
    refers_to: str | None = None
    given_by: str | None = None
    later: bool = False

    @property
    def dtype(self) -> str:
        """The type of its values in a frame: text, bool, floats, or integers perhaps unknown."""
        if self.kind is Kind.FLAG:
            return "bool"
        if self.kind in FLOATS:
            return "float64"
        if self.kind in WHOLE:
            return "int64" if self.needed else "Int64"
        return "str"

    @property
    def is_text(self) -> bool:
        """Whether its values are text, of which none is unknown: it is ``default`` then."""
        return self.dtype == "str"

    @property
    def nullable(self) -> bool:
        """Whether a value may be unknown in a stored row."""
        known = self.is_text or self.kind is Kind.FLAG
        return not known and (self.later or not self.needed)

    @property
    def empty_value(self) -> str | float | None:
        """What stands for an empty cell in a frame."""
        if self.is_text:
            return self.default
        if self.kind is Kind.FLAG:
            return False
        if self.kind in FLOATS:
            return math.nan
        return 0 if self.needed else None


@dataclass(frozen=True, slots=True)
class Identity:
    """
    How a row that states no id gets one that is the same at the next import.

    Parameters
    ----------
    prefix
        What made ids begin with.
    columns
        What makes a row the same row again.
    """

    prefix: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table of a campaign; whatever knows its columns has them from here.

    Parameters
    ----------
    name
        In commands, addresses, files and the database, and of the campaign's attribute.
    label
        What people call its rows, in English; pages translate it.
    columns
        Those that a user fills in, in order.
    also
        Further columns that a file may hold: read into others, or such as ``filled`` has them.
    filled
        Columns that are stored, and filled in by the program.
    most_rows, most_rows_xlsx
        How many rows a file may have; 0 for what no user imports.
    id_column
        What tells its rows apart, and indexes them in a campaign.
    identity
        How missing ids are made; None where they must be there.
    shapes
        For tables of shapes, the types of geometry that a row may have. Another table has points
        if it has columns for them.
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    also: tuple[Column, ...] = ()
    filled: tuple[Column, ...] = ()
    most_rows: int = 0
    most_rows_xlsx: int = 0
    id_column: str | None = None
    identity: Identity | None = None
    shapes: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for each in self.columns:
            if each.name == name:
                return each
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        """The names of the columns that a user fills in."""
        return [column.name for column in self.columns]

    @property
    def file_columns(self) -> tuple[Column, ...]:
        """Every column that a file may hold."""
        return (*self.columns, *self.also)

    @property
    def stored_columns(self) -> tuple[Column, ...]:
        """Every column at rest and in a campaign but for the shapes, in the database's order."""
        first = [column for column in self.columns if not column.later]
        later = [column for column in self.columns if column.later]
        return (*first, *self.filled, *later)

    @property
    def export_names(self) -> list[str]:
        """The names of the stored columns that a file may hold, as exports have them."""
        return [column.name for column in self.stored_columns if column in self.file_columns]

    @property
    def marks_rows(self) -> bool:
        """Whether each of its rows says whether it is made up; of others the whole table does."""
        return any(column.kind is Kind.FLAG for column in self.columns)

    @property
    def is_imported(self) -> bool:
        """Whether a user may import it."""
        return self.most_rows > 0

    @property
    def has_template(self) -> bool:
        """Whether its rows can be typed into a sheet."""
        return self.is_imported and not self.shapes

    @property
    def shape_words(self) -> str:
        """What its shapes are, in words."""
        return "lines, areas and points" if "Point" in self.shapes else "polygons"

    @property
    def has_points(self) -> bool:
        """Whether its rows lie at points."""
        return any(column.kind is Kind.LON for column in self.columns)

    @property
    def needs_points(self) -> bool:
        """Whether every row must lie at a point."""
        return any(column.kind is Kind.LON and column.needed for column in self.columns)

    @property
    def states_district(self) -> bool:
        """Whether its rows say in which district they lie."""
        return any(column.kind is Kind.DISTRICT for column in self.columns)

    @property
    def is_placed(self) -> bool:
        """Whether its rows are things of a name, each at a point and in a district."""
        return self.needs_points and self.states_district

    @property
    def references(self) -> dict[str, str]:
        """For each column of ids of other tables, the name of that table."""
        return {each.name: each.refers_to for each in self.columns if each.refers_to}

    @property
    def caption(self) -> list[str]:
        """The columns that tell a reader which row is meant, besides its id and its point."""
        if "name" in self.names:
            return ["name"]
        return [c.name for c in self.columns if c.kind not in (Kind.ID, *AXES)]
