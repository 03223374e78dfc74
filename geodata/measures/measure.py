"""What districts are compared by: each measure declared once, for map, legend and ranking alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any

MOST, MUCH = 0.5, 0.1
"""Above the one, what is unknown of a district outweighs the rest; from the other on it shows."""


class Scale(StrEnum):
    """What a measure's numbers are, and so how they are written."""

    SHARE = "share"
    PERSONS = "persons"
    PER_100K = "per 100,000 persons"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One measure.

    Parameters
    ----------
    name
        By which addresses and options name it.
    figure
        The column of ``Coverage.districts`` that it shows.
    scale
        What the numbers are.
    low_is_worst
        Whether the smallest figure is the worst.
    needs_ways
        Whether it rests on ways to fairs, and so is unknown where no road is.
    is_counted_apart
        Whether answers have its figure only where it is asked for.
    has_never
        Whether people without a figure wait for what never comes, the worst of all: the fifth
        class, whose lower bound is ``inf``; else nothing is known of them.
    breaks
        Upper bounds of the first four of its five classes, where they are the same for all; None
        where they fit a campaign and a group (`classes.class_breaks`).
    """

    name: str
    figure: str
    scale: Scale
    low_is_worst: bool
    breaks: tuple[float, float, float, float] | None = None
    needs_ways: bool = True
    is_counted_apart: bool = False
    has_never: bool = False

    def value(self, figures: Mapping[str, Any]) -> float | None:
        """
        What a district's figures say; None where they say nothing, ``inf`` for never.

        A number of the few who are known would stand for the many who are not.
        """
        if self.needs_ways and unknown_share(figures) > MOST:
            return None
        value: float | None = figures[self.figure]
        if value is None and self.has_never and figures["persons"]:
            return inf
        return value


def unknown_share(figures: Mapping[str, Any]) -> float:
    """The part of a district's persons of whom it is unknown whether a fair is within reach."""
    persons = figures["persons"] or 0.0
    return float(figures["persons_no_road"] / persons) if persons else 0.0


COVERAGE = Measure(
    "coverage", "coverage", Scale.SHARE, low_is_worst=True, breaks=(0.2, 0.4, 0.6, 0.8)
)
GAP = Measure("gap", "persons_gap", Scale.PERSONS, low_is_worst=False)
FAIRS = Measure("fairs", "fairs_per_100k", Scale.PER_100K, low_is_worst=True, needs_ways=False)
WAIT = Measure(
    "wait",
    "wait_days",
    Scale.DAYS,
    low_is_worst=False,
    breaks=(7, 14, 30, inf),
    is_counted_apart=True,
    has_never=True,
)
MEASURES: Mapping[str, Measure] = {each.name: each for each in (COVERAGE, GAP, FAIRS, WAIT)}
