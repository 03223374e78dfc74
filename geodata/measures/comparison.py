"""
Two answers side by side: what is different, in all and in each district.

People are followed one by one: who is covered in the second answer alone gains, who is covered in
the first alone loses. Of whom one of the answers knows nothing neither gains nor loses. Where the
answers count other people, shares of theirs are not subtracted from each other.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from geodata.base.arrays import Floats, Ints
from geodata.campaign.campaign import Campaign
from geodata.measures.coverage import Coverage, coverage, json_value
from geodata.measures.definition import plain
from geodata.measures.figures import share
from geodata.measures.people import Districts
from geodata.measures.query import CoverageQuery

Asked: TypeAlias = tuple[Campaign, CoverageQuery]
COUNTS = ("persons_covered", "persons_gap", "persons_no_road", "fairs")
COSTS = ("mean_cost", "p90_cost")
FIGURES = (*COUNTS, "coverage", "coverage_known", *COSTS)
"""The figures of which a difference is told; those of costs only where both have one unit."""
MOVED = ("gained", "lost", "unknown_before", "unknown_after")
NOT_OF_PEOPLE = ("fairs",)
REST_ON_KNOWN = ("coverage_known", *COSTS)
HALF_A_PERSON = 0.5


@dataclass(frozen=True, slots=True)
class Basis:
    """
    What two answers have in common.

    Parameters
    ----------
    same_people
        Whether they count the same persons at the same points.
    same_districts
        Whether they count the same districts.
    districts
        How many districts are in both.
    """

    same_people: bool
    same_districts: bool
    districts: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """
    What the second of two answers has more than the first.

    Parameters
    ----------
    before, after
        The answers.
    basis
        What of them can be compared.
    names
        Of the districts of both answers, indexed by ``adcode``: ``name_zh, name_en``.
    figures
        By district, in a last place of all of these together: `FIGURES`, each the second answer's
        less the first's; ``gained`` and ``lost``, the persons covered in the second alone and in
        the first alone; ``unknown_before`` and ``unknown_after``, the persons of whom the first or
        the second alone knows nothing. ``coverage`` is those gained less those lost, of all
        persons: the difference of the two shares wherever both know the same people. NaN is what
        cannot be said: all of people where the answers count others, ``coverage_known`` and costs
        where they know others.
    """

    before: Coverage
    after: Coverage
    basis: Basis
    names: pd.DataFrame
    figures: Mapping[str, Floats]

    @cached_property
    def districts(self) -> pd.DataFrame:
        """The figures of each district beside its names."""
        return self.rows(np.arange(len(self.names)))

    def rows(self, at: Ints) -> pd.DataFrame:
        """Those of some districts, by position."""
        names = {name: self.names[name].iloc[at] for name in self.names}
        each = {name: values[at] for name, values in self.figures.items()}
        return pd.DataFrame(names | each, index=self.names.index[at])

    @cached_property
    def total(self) -> dict[str, float | None]:
        """The same figures over these districts, None where there are none."""
        return {name: plain(values[-1]) for name, values in self.figures.items()}

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON: unknown is None, whole numbers are integers."""
        sides = {"before": self.before, "after": self.after}
        rows = []
        for row in self.districts.reset_index().to_dict(orient="records"):
            told: dict[str, Any] = {str(k): json_value(v) for k, v in row.items()}
            for name, side in sides.items():
                own = side.districts.loc[row["adcode"]].drop(["name_zh", "name_en"])
                told[name] = {str(k): json_value(v) for k, v in own.items()}
            rows.append(told)
        return {
            **{
                name: {"definition": side.definition.to_dict(), "total": asdict(side.total)}
                for name, side in sides.items()
            },
            "basis": asdict(self.basis),
            "total": self.total,
            "districts": rows,
        }


def comparison(before: Asked, after: Asked) -> Comparison:
    """
    Two answers, the second less the first.

    Parameters
    ----------
    before, after
        What is asked, and of which plan or what-if.

    Raises
    ------
    QueryRefused
        As `coverage`.
    """
    (plan, asked), (other, also) = before, after
    one, two = coverage(plan, asked), coverage(other, also)
    both = one.names.index.intersection(two.names.index, sort=False)
    basis = Basis(
        asked.group == also.group and has_same_people(plan, other),
        len(both) == len(one.names) == len(two.names),
        len(both),
    )
    figures = differences(one, two, both)
    if basis.same_people:
        here = Districts.of(plan, asked.region)
        if not basis.same_districts:
            here = Districts.among(plan, plan.districts.index.isin(both))
        figures |= moved_people(here, asked.persons(plan), one, two)
        figures["coverage"] = share(figures["gained"] - figures["lost"], persons_in(two, both))
    else:
        figures |= dict.fromkeys(MOVED, np.full(len(both) + 1, np.nan))
    leave_unsaid(figures, basis, same_unit=one.definition.cost_unit == two.definition.cost_unit)
    names = two.names if len(both) == len(two.names) else two.names.loc[both]
    return Comparison(one, two, basis, names.rename_axis("adcode"), figures)


def different_districts(one: Coverage, two: Coverage) -> list[str]:
    """The districts of the second answer of which the first says anything else, or nothing."""
    if not one.names.index.equals(two.names.index):
        return [str(adcode) for adcode in two.names.index]
    differs = np.zeros(len(two.names), dtype=bool)
    for name, figure in two.figures.items():
        before, after = one.figures[name][:-1], figure[:-1]
        differs |= (before != after) & ~(np.isnan(before) & np.isnan(after))
    return [str(adcode) for adcode in two.names.index[differs]]


def leave_unsaid(figures: dict[str, Floats], basis: Basis, *, same_unit: bool) -> None:
    """Put NaN for each difference that cannot be said."""
    if not basis.same_people:
        for name in FIGURES:
            if name not in NOT_OF_PEOPLE:
                figures[name][:] = np.nan
    differs = figures["unknown_before"] + figures["unknown_after"] > 0
    for name in REST_ON_KNOWN:
        figures[name][differs] = np.nan
        if not basis.same_districts:
            figures[name][-1] = np.nan  # of all together they are no sums
        if name in COSTS and not same_unit:
            figures[name][:] = np.nan


def differences(one: Coverage, two: Coverage, both: pd.Index) -> dict[str, Floats]:
    """Figures of the second less those of the first, in a last place all together."""
    less = {}
    after_at, before_at = (places_of(each, both) for each in (two, one))
    for name in FIGURES:
        less[name] = two.figures[name][after_at] - one.figures[name][before_at].astype(float)
        if name in COUNTS:
            less[name][-1] = less[name][:-1].sum()
    return less


def places_of(answer: Coverage, both: pd.Index) -> Ints:
    """Where the figures of some districts stand, and in a last place those of all of an answer."""
    return np.append(answer.names.index.get_indexer(both), len(answer.names))


def persons_in(answer: Coverage, both: pd.Index) -> Floats:
    """The persons of some districts, in a last place of these together."""
    each = answer.figures["persons"][places_of(answer, both)[:-1]]
    return np.append(each, each.sum())


def moved_people(
    here: Districts, persons: Floats, one: Coverage, two: Coverage
) -> dict[str, Floats]:
    """What becomes of the people, whom both answers count."""
    known = one.known & two.known
    cases = (
        two.covered & ~one.covered & known,
        one.covered & ~two.covered & known,
        ~one.known & two.known,
        one.known & ~two.known,
    )
    sums = (here.sums_at(np.flatnonzero(each), persons) for each in cases)
    return dict(zip(MOVED, sums, strict=True))


def has_same_people(one: Campaign, other: Campaign) -> bool:
    """Whether two campaigns count the same persons at the same points in the same districts."""
    a, b = one.demand, other.demand
    if a is b:
        return True
    if not one.districts.index.equals(other.districts.index):
        return False
    names = ("lon", "lat", "district_at")
    places = all(np.array_equal(getattr(a, name), getattr(b, name)) for name in names)
    same = places and set(a.persons) == set(b.persons)
    return same and all(np.array_equal(a.persons[n], b.persons[n]) for n in a.persons)


def most_changed(compared: Comparison, most: int) -> pd.DataFrame:
    """The districts of which the most people are covered more, or fewer; those without are none."""
    change = np.abs(np.nan_to_num(compared.figures["persons_covered"][:-1]))
    rank = np.argsort(-change, kind="stable")[:most]
    return compared.rows(rank[change[rank] >= HALF_A_PERSON])
