"""The ranked table of districts: which columns it has, and which way round is worst first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.errors import QueryRefused
from geodata.measures.measure import COVERAGE, FAIRS, MEASURES, Measure
from service.comparison.compared import said_difference

DIFFERENCE = "difference"
"""The column that a table has while a state is held for comparison."""
COLUMNS: Mapping[str, str] = {
    "name": "name",
    "persons": "persons",
    **{each.name: each.figure for each in MEASURES.values()},
    DIFFERENCE: DIFFERENCE,
}
"""What ``sort=`` may name, and the figure it stands for."""
# Names begin with A, people with the most, measures with the worst.
SMALL_FIRST = ("name", DIFFERENCE, *(each.name for each in MEASURES.values() if each.low_is_worst))


def columns_beside(shown: Measure) -> Sequence[str]:
    """The columns of a table beside a map."""
    apart = [each.name for each in MEASURES.values() if each.is_counted_apart]
    usual = (column for column in COLUMNS if column not in apart)
    last = shown if shown.is_counted_apart else FAIRS
    return [last.name if column == FAIRS.name else column for column in usual]


DistrictRow = Mapping[str, Any]
"""A district's figures as the API gives them: texts, numbers, and None for what is not known."""


@dataclass(frozen=True, slots=True)
class Order:
    """
    How the table is ranked.

    Parameters
    ----------
    column
        One of ``COLUMNS``.
    turned
        Whether the best comes first instead of the worst.
    """

    column: str
    turned: bool = False

    @classmethod
    def of(cls, text: str) -> "Order":
        """
        The order that ``sort=coverage`` or, turned, ``sort=-coverage`` asks for.

        Raises
        ------
        QueryRefused
            If it names no column.
        """
        column = text.removeprefix("-")
        if column not in COLUMNS:
            choices = ", ".join(COLUMNS)
            raise QueryRefused("sort", text, "must be one of: %(choices)s", choices=choices)
        return cls(column, text.startswith("-"))

    @property
    def ascending(self) -> bool:
        """Whether the smallest figure comes first."""
        return (self.column in SMALL_FIRST) != self.turned

    def rank(self, rows: Sequence[DistrictRow], name: str) -> list[DistrictRow]:
        """
        Districts in this order; unknown figures last, ties by code.

        Parameters
        ----------
        rows
            The districts of an answer, by code.
        name
            The column that holds names in the page's language.
        """
        measure = MEASURES.get(self.column)

        def value(row: DistrictRow) -> Any:
            if measure is not None:
                return measure.value(row)
            if self.column == DIFFERENCE:
                return said_difference(row) if DIFFERENCE in row else None
            return row[name if self.column == "name" else COLUMNS[self.column]]

        known = [row for row in rows if value(row) is not None]
        unknown = [row for row in rows if value(row) is None]
        return sorted(known, key=value, reverse=not self.ascending) + unknown

    def headers(
        self, shown: Measure = COVERAGE, *, compared: bool = False
    ) -> Sequence[tuple[str, str, str | None]]:
        """
        For each column: its name, what a click on it sorts by, and how it sorts now.

        Parameters
        ----------
        shown
            What the map shows: what is counted apart takes the place of the fairs.
        compared
            Whether the differences from another state stand beside it.
        """
        now = "ascending" if self.ascending else "descending"
        return [
            (
                column,
                f"-{column}" if column == self.column and not self.turned else column,
                now if column == self.column else None,
            )
            for column in columns_beside(shown)
            if compared or column != DIFFERENCE
        ]
