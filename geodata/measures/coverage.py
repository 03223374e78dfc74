"""
Coverage: how many people live within a threshold of a fair, district by district.

The one calculation behind every face. Where the uncovered live is ``geodata.measures.gaps``; how
far each fair reaches, ``geodata.measures.catchment``.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from geodata.access.costs import trip_costs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.campaign.campaign import Campaign
from geodata.measures.definition import Definition, definition_of, plain
from geodata.measures.people import Districts, Reach, Sums, sums_by_district
from geodata.measures.query import CoverageQuery
from geodata.measures.waiting import median_days, waits

ANSWERS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The figures of a coverage over all districts; None where there is nobody to count.

    Parameters
    ----------
    persons
        Everybody of the group, in three parts: covered, gap and no road.
    persons_covered, persons_gap
        Who live within the threshold, and who do not or cannot reach any fair.
    coverage
        Covered ÷ persons.
    coverage_known
        Covered ÷ those of whom it is known, covered and gap.
    fairs, fairs_per_100k
        Counting and held in a district; per persons.
    mean_cost, p90_cost
        Over the persons who can reach a fair; the least cost within which at least 90 % of them
        live.
    persons_unreachable
        Of the gap, who cannot reach any.
    persons_no_road
        Who live where no road is known, so that it is unknown whether they are covered.
    """

    persons: float | None
    persons_covered: float | None
    persons_gap: float | None
    coverage: float | None
    coverage_known: float | None
    fairs: float | None
    fairs_per_100k: float | None
    mean_cost: float | None
    p90_cost: float | None
    persons_unreachable: float | None
    persons_no_road: float | None


@dataclass(frozen=True, slots=True)
class Outside:
    """Demand in no district, counted apart."""

    points: int
    persons: float | None


@dataclass(frozen=True, eq=False)
class Coverage:
    """
    The answer to one query.

    Parameters
    ----------
    definition
        What the numbers mean.
    names
        Of the districts, indexed by ``adcode`` in the campaign's order: ``name_zh, name_en``.
    figures
        Those of `Figures` of each district, NaN where there is nobody to count, and in a last
        place of all districts. Where they are asked for also ``wait_days``, the days from the
        first one until half of the persons of whom it is known have had a fair within reach; NaN
        where fewer have one on any of the days.
    sums
        What the figures of people are made of, likewise.
    outside
        Demand in no district.
    covered, known
        Whether each demand point is covered, and whether that is known, shape (n,).
    """

    definition: Definition
    names: pd.DataFrame
    figures: Mapping[str, Floats]
    sums: Sums = field(repr=False)
    outside: Outside
    covered: Flags = field(repr=False)
    known: Flags = field(repr=False)

    @cached_property
    def districts(self) -> pd.DataFrame:
        """The figures of each district beside its names, indexed by ``adcode``."""
        names = {name: self.names[name] for name in self.names}
        each = {name: values[:-1] for name, values in self.figures.items()}
        return pd.DataFrame(names | each, index=self.names.index)

    @cached_property
    def total(self) -> Figures:
        """The figures over all districts."""
        return Figures(**{name: plain(self.figures[name][-1]) for name in Figures.__slots__})

    @property
    def wait_days(self) -> float | None:
        """Over all districts; None where it is not asked for, and for NaN."""
        return plain(self.figures["wait_days"][-1]) if "wait_days" in self.figures else None

    def to_dict(self) -> dict[str, Any]:
        """The answer ready for JSON: unknown is None, whole numbers of persons are integers."""
        columns = {
            "adcode": self.names.index.tolist(),
            **{str(name): self.names[name].tolist() for name in self.names},
            **{name: [*map(plain, values[:-1].tolist())] for name, values in self.figures.items()},
        }
        apart = {"wait_days": self.wait_days} if "wait_days" in self.figures else {}
        rows = zip(*columns.values(), strict=True)
        return {
            "definition": self.definition.to_dict(),
            "total": asdict(self.total) | apart,
            "districts": [dict(zip(columns, row, strict=True)) for row in rows],
            "outside": asdict(self.outside),
        }


def json_value(value: Any) -> Any:
    """A cell as JSON has it."""
    return plain(float(value)) if isinstance(value, float | int | np.generic) else value


def coverage(campaign: Campaign, query: CoverageQuery) -> Coverage:
    """
    Who lives within the threshold of a counting fair.

    Parameters
    ----------
    campaign
        Planned and published fairs count, cancelled ones never.
    query
        Travel, threshold, group and window.

    Raises
    ------
    QueryRefused
        If the campaign has no such group, or no roads for a query that goes by them.
    """
    if query.waits:
        return campaign.cache.get(
            "coverage", query, lambda: with_waits(campaign, query), most=ANSWERS_KEPT
        )
    persons = query.persons(campaign)

    def count() -> Coverage:
        fairs = query.fairs(campaign)
        costs = trip_costs(campaign, fairs, query.travel)
        reach = Reach(costs, persons, costs.covered_by(query.limit))
        here = Districts.of(campaign, query.region)
        sums = sums_by_district(here, reach, before_trial(campaign, query))
        people = figures_of(sums)
        held = fairs_by_district(campaign, fairs, here.index)
        per_100k = share(1e5 * held.astype(float), people["persons"])
        figures: dict[str, Any] = {**people, "fairs": held, "fairs_per_100k": per_100k}
        return Coverage(
            definition=definition_of(campaign, query, costs, people["persons"][-1]),
            names=here.names,
            figures={name: figures[name] for name in Figures.__slots__},
            sums=sums,
            outside=outside_of(campaign, persons),
            covered=reach.covered,
            known=costs.known,
        )

    return campaign.cache.get("coverage", query, count, most=ANSWERS_KEPT)


def before_trial(campaign: Campaign, query: CoverageQuery) -> tuple[Sums, Reach] | None:
    """The sums of the plan that a what-if starts from, and what they rest on; None of a plan."""
    if campaign.trial is None:
        return None
    plan = campaign.plan
    answer = coverage(plan, query)
    costs = trip_costs(plan, query.fairs(plan), query.travel)
    return answer.sums, Reach(costs, query.persons(plan), answer.covered)


def with_waits(campaign: Campaign, query: CoverageQuery) -> Coverage:
    """The answer with the days until the next fair."""
    answer = coverage(campaign, replace(query, waits=False))
    here = Districts.of(campaign, query.region)
    costs = trip_costs(campaign, query.fairs(campaign), query.travel)
    persons = query.persons(campaign) * costs.known
    days = median_days(waits(campaign, query), persons, here.at, len(here.index))
    return replace(answer, figures={**answer.figures, "wait_days": days})


def outside_of(campaign: Campaign, persons: Floats) -> Outside:
    """The demand in no district."""
    at = np.flatnonzero(campaign.demand.district_at < 0)
    return Outside(len(at), plain(persons[at].sum()))


def figures_of(sums: Sums) -> dict[str, Floats]:
    """The figures of people that are made of sums."""
    everybody, known = sums["everybody"], sums["known"]
    met, reaching = sums["met"], sums["reaching"]
    return {
        "persons": everybody,
        "persons_covered": met,
        "persons_gap": known - met,
        "coverage": share(met, everybody),
        "coverage_known": share(met, known),
        "mean_cost": share(sums["spent"], reaching),
        "p90_cost": sums["p90_cost"],
        "persons_unreachable": known - reaching,
        "persons_no_road": sums["no_road"],
    }


def fairs_by_district(campaign: Campaign, fairs: Ints, districts: pd.Index) -> Ints:
    """How many of some fairs are held in each of some districts, and in all in a last place."""
    at = districts.get_indexer(pd.Index(campaign.fairs["adcode"].iloc[fairs]))
    held = np.bincount(at[at >= 0], minlength=len(districts))
    return np.append(held, held.sum()).astype(np.intp)


def share(part: Floats, whole: Floats) -> Floats:
    """Part ÷ whole, NaN where the whole is nothing."""
    result: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return result
