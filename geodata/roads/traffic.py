"""Named tables of how much longer cars take in traffic, by class of road."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np

from geodata.base.arrays import Floats, Ints
from geodata.base.facts import read_facts
from geodata.base.folding import fold
from geodata.signs.tags import DRIVE_KMH, KINDS

# A ferry keeps to its timetable.
CLASSES = tuple(kind for kind, kmh in DRIVE_KMH.items() if kmh and kind != "ferry")
LINK = "_link"
LEAST_FACTOR, MOST_FACTOR = 0.5, 10.0


@dataclass(frozen=True, slots=True)
class Traffic:
    """
    How much longer cars take than on a free road.

    Parameters
    ----------
    name
        What it is asked for by.
    factors
        Time in traffic ÷ time on the free road, parallel to `tags.KINDS`; none for free roads.
    source
        Where they come from.
    illustrative
        Whether they are made up for demonstration.
    """

    name: str
    factors: tuple[float, ...] = ()
    source: str = ""
    illustrative: bool = False

    @classmethod
    def of(
        cls, name: str, factors: Mapping[str, float], source: str, *, illustrative: bool = False
    ) -> Self:
        """A slip road without a factor has that of its road; any other class is free."""
        every = (factors.get(kind, factors.get(kind.removesuffix(LINK), 1.0)) for kind in KINDS)
        return cls(name, tuple(every), source, illustrative)

    @property
    def is_free(self) -> bool:
        """Whether no road is slowed."""
        return not self.factors

    @property
    def told_source(self) -> str | None:
        """Where the factors come from, and whether they are made up; None for free roads."""
        if self.is_free:
            return None
        return f"illustrative: {self.source}" if self.illustrative else self.source

    def slow(self, per_m: Floats, kind: Ints) -> Floats:
        """What a metre costs in traffic: costs on free roads by edge, and the class of each."""
        if self.is_free:
            return per_m
        slowed: Floats = per_m * np.array(self.factors)[kind]
        return slowed


FREE = Traffic("free")
PEAK = "peak"


@dataclass(frozen=True, slots=True)
class TrafficTables:
    """The tables that may be asked for, the free road first."""

    rows: tuple[Traffic, ...] = (FREE,)

    def find(self, name: str) -> Traffic | None:
        """The one of that name."""
        return next((each for each in self.rows if fold(each.name) == fold(name)), None)

    def with_own(self, own: Sequence[Traffic]) -> Self:
        """With those of a bureau: a name that it has goes by it alone."""
        names = {fold(each.name) for each in own}
        kept = (each for each in self.rows if fold(each.name) not in names)
        return type(self)((*kept, *own))


def traffic_of(name: str, rows: Iterable[Mapping[str, str]]) -> Traffic:
    """The table of that name, from rows as ``traffic.csv`` has them."""
    told = list(rows)
    factors = {row["class"]: float(row["factor"]) for row in told}
    sources = dict.fromkeys(row["source"] for row in told)
    illustrative = any(row.get("illustrative") == "1" for row in told)
    return Traffic.of(name, factors, "; ".join(sources), illustrative=illustrative)


@cache
def usual_traffic() -> TrafficTables:
    """The free road, and the tables of ``geodata/facts/traffic.csv``."""
    rows = read_facts("traffic.csv")
    names = dict.fromkeys(row["traffic"] for row in rows)
    made = (traffic_of(name, [r for r in rows if r["traffic"] == name]) for name in names)
    return TrafficTables((FREE, *made))
