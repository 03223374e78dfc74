"""Two states compared, and their districts as the table and the map have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from geodata.measures.comparison import Comparison, comparison
from geodata.measures.measure import MOST
from service.comparison.states import Side, held_side

DIFFERENCE, SWIPE, TWO, ONE = VIEWS = ("difference", "swipe", "two", "one")
"""How a map shows two states: who gains and who loses, both of them, or the present one."""
NAMES = {"difference": "coverage", "gained": "gained", "lost": "lost"}

Figures = Mapping[str, Any]


@dataclass(frozen=True, eq=False, slots=True)
class Compared:
    """The held state, the present one, and what comes of comparing them."""

    held: Side
    now: Side
    found: Comparison

    @classmethod
    def of(cls, text: str | None, now: Side) -> "Compared | None":
        """
        The comparison of a state with the one that an address holds; None where it holds none.

        Raises
        ------
        QueryRefused
            As `held_side` and `comparison`.
        """
        if text is None:
            return None
        held = held_side(text)
        return cls(held, now, comparison(held.question, now.question))

    def view(self, stated: str) -> str:
        """How the map shows it; by default who gains and loses, where that can be said."""
        return stated or (DIFFERENCE if self.found.basis.same_people else TWO)

    def rows(self, rows: Sequence[Figures]) -> list[Figures]:
        """
        The districts of the present answer, each with what is different.

        ``difference`` is the share of its people who gain less those who lose, ``gained`` and
        ``lost`` are they, None where that cannot be said; ``persons_unsaid`` are those of whom
        either state knows nothing.
        """
        told = self.found.districts.to_dict("index")
        before = self.found.before.districts["persons_no_road"].to_dict()
        return [
            {**row, **different(told.get(row["adcode"]), before.get(row["adcode"], 0.0))}
            for row in rows
        ]


def different(row: Mapping[Any, Any] | None, unknown_before: float) -> dict[str, float | None]:
    """What is different in a district."""
    if row is None or isnan(row["unknown_after"]):
        return dict.fromkeys((*NAMES, "persons_unsaid"))
    told: dict[str, float | None] = {name: figure_of(row[figure]) for name, figure in NAMES.items()}
    return told | {"persons_unsaid": unknown_before + row["unknown_after"]}


def figure_of(value: float) -> float | None:
    """A figure; None for NaN."""
    return None if isnan(value) else float(value)


def said_difference(row: Figures) -> float | None:
    """The difference of a district; None where nothing can be said of most of its people."""
    unsaid: float = row["persons_unsaid"] or 0.0
    value: float | None = row["difference"]
    return None if unsaid > MOST * (row["persons"] or 0.0) else value
