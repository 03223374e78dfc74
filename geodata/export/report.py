"""A calculated table for people: its headings and words are in their language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = str | float | None
Row: TypeAlias = Sequence[Cell]


class Figure(StrEnum):
    """What a column's numbers are, and so how they are written."""

    TEXT = "text"
    WHOLE = "whole"
    TENTHS = "tenths"
    HUNDREDTHS = "hundredths"
    SHARE = "share"
    DEGREES = "degrees"


@dataclass(frozen=True, slots=True)
class Heading:
    """What heads a column, and what stands under it."""

    text: str
    figure: Figure = Figure.TEXT


@dataclass(frozen=True, slots=True)
class Report:
    """
    A table and what its numbers mean.

    Parameters
    ----------
    title, notes_title
        Of the table and of what explains it: names of their sheets.
    columns, rows
        The first column says what a row is about.
    total
        The last row of the table; None for what is not added up.
    mark
        What must be read with every number, such as that they are made up; "" for nothing.
    notes
        What the numbers mean: each a word and what it stands for.
    created
        The day.
    """

    title: str
    notes_title: str
    columns: Sequence[Heading]
    rows: Sequence[Row]
    total: Row | None
    mark: str
    notes: Sequence[tuple[str, str]]
    created: date

    @property
    def lines(self) -> list[Row]:
        """The rows, and the total as the last of them."""
        return [*self.rows, *([] if self.total is None else [self.total])]
