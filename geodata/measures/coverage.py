"""
Coverage: how many people live within a threshold of a fair, district by district.

The one calculation behind every face. Where the uncovered live is ``geodata.measures.gaps``; how
far each fair reaches, ``geodata.measures.catchment``.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.access.costs import trip_costs
from geodata.access.trip import TripCosts
from geodata.base.arrays import Floats, Ints
from geodata.base.quantile import weighted_quantiles
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import districts_in
from geodata.measures.definition import Definition, definition_of, plain
from geodata.measures.query import CoverageQuery
from geodata.measures.waiting import median_days, waits

NINE_TENTHS = 0.9
ANSWERS_KEPT = 16
REGIONS_KEPT = 8


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


@dataclass(frozen=True, eq=False, slots=True)
class Coverage:
    """
    The answer to one query.

    Parameters
    ----------
    definition
        What the numbers mean.
    districts
        Indexed by ``adcode`` in the campaign's order: ``name_zh, name_en``, and the columns of
        `Figures` for each, NaN where there is nobody to count. Where they are asked for also
        ``wait_days``, the days from the first one until half of the persons of whom it is known
        have had a fair within reach; NaN where fewer have one on any of the days.
    total
        The same figures over all districts.
    outside
        Demand in no district.
    covered, known
        Whether each demand point is covered, and whether that is known, shape (n,).
    wait_days
        Over all districts; None where it is not asked for, and for NaN.
    """

    definition: Definition
    districts: pd.DataFrame
    total: Figures
    outside: Outside
    covered: npt.NDArray[np.bool_] = field(repr=False)
    known: npt.NDArray[np.bool_] = field(repr=False)
    wait_days: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The answer ready for JSON: unknown is None, whole numbers of persons are integers."""
        table = self.districts.reset_index()
        names = [str(name) for name in table]
        columns = [[json_value(each) for each in table[name].tolist()] for name in names]
        apart = {"wait_days": self.wait_days} if "wait_days" in self.districts else {}
        return {
            "definition": self.definition.to_dict(),
            "total": asdict(self.total) | apart,
            "districts": [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)],
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
        covered = costs.covered_by(query.limit)
        here = Districts.of(campaign, query.region)
        held = fairs_by_district(campaign, fairs, here.index)
        people = figures_by_district(here, costs, persons, covered)
        per_100k = share(1e5 * held.astype(float), people["persons"])
        figures = {**people, "fairs": held, "fairs_per_100k": per_100k}
        names = {name: campaign.districts[name].loc[here.index] for name in ("name_zh", "name_en")}
        columns = names | {name: figures[name][:-1] for name in Figures.__slots__}
        return Coverage(
            definition=definition_of(campaign, query, costs, people["persons"][-1]),
            districts=pd.DataFrame(columns, index=here.index),
            total=Figures(**{name: plain(values[-1]) for name, values in figures.items()}),
            outside=outside_of(campaign, persons),
            covered=covered,
            known=costs.known,
        )

    return campaign.cache.get("coverage", query, count, most=ANSWERS_KEPT)


def with_waits(campaign: Campaign, query: CoverageQuery) -> Coverage:
    """The answer with the days until the next fair."""
    answer = coverage(campaign, replace(query, waits=False))
    here = Districts.of(campaign, query.region)
    costs = trip_costs(campaign, query.fairs(campaign), query.travel)
    persons = query.persons(campaign) * costs.known
    *days, whole = median_days(waits(campaign, query), persons, here.at, len(here.index)).tolist()
    districts = answer.districts.assign(wait_days=days)
    return replace(answer, districts=districts, wait_days=plain(whole))


def outside_of(campaign: Campaign, persons: Floats) -> Outside:
    """The demand in no district."""
    at = np.flatnonzero(campaign.demand.district_at < 0)
    return Outside(len(at), plain(persons[at].sum()))


def figures_by_district(
    here: "Districts", costs: TripCosts, persons: Floats, covered: npt.NDArray[np.bool_]
) -> dict[str, Floats]:
    """The figures of the people in every district, and in all together in a last place."""
    everybody = known = here.sums(persons)
    no_road = np.zeros_like(everybody)
    if not costs.known.all():
        known = here.sums(persons * costs.known)
        no_road = here.sums_at(np.flatnonzero(~costs.known), persons)
    # Who is not able to get to a fair, or not there, adds nothing to what follows.
    able = np.flatnonzero(np.isfinite(costs.cost) & (persons > 0) & (here.at >= 0))
    cost, few, at = costs.cost[able], persons[able], here.at.take(able)
    reaching, met, spent = map(here.summed(at), (few, few * covered[able], few * cost))
    return {
        "persons": everybody,
        "persons_covered": met,
        "persons_gap": known - met,
        "coverage": share(met, everybody),
        "coverage_known": share(met, known),
        "mean_cost": share(spent, reaching),
        "p90_cost": weighted_quantiles(cost, few, at, len(here.index), NINE_TENTHS),
        "persons_unreachable": known - reaching,
        "persons_no_road": no_road,
    }


@dataclass(frozen=True, eq=False, slots=True)
class Districts:
    """
    The districts that are asked for, and where the people are among them.

    Parameters
    ----------
    index
        Their codes.
    at
        Position among them of each demand point's district, -1 in none of them, shape (n,).
    """

    index: pd.Index
    at: Ints

    @classmethod
    def of(cls, campaign: Campaign, region: str | None) -> Self:
        """Those of a region, in the campaign's order; kept."""
        return campaign.still.get(
            "districts of people",
            (campaign.demand, region),
            lambda: cls.among(campaign, districts_in(campaign, region)),
            most=REGIONS_KEPT,
        )

    @classmethod
    def among(cls, campaign: Campaign, chosen: npt.NDArray[np.bool_]) -> Self:
        """Those chosen of a campaign's, in its order."""
        place = np.append(np.where(chosen, np.cumsum(chosen) - 1, -1), -1)
        return cls(campaign.districts.index[chosen], place[campaign.demand.district_at])

    def sums(self, values: Floats) -> Floats:
        """The sum of each district, and of all together in a last place."""
        return self.summed(self.at)(values)

    def sums_at(self, points: Ints, values: Floats) -> Floats:
        """The same over a few of the points, by their positions."""
        return self.summed(self.at[points])(values[points])

    def summed(self, at: Ints) -> Callable[[Floats], Floats]:
        """What sums values by the district of each."""
        place, count = at + 1, len(self.index) + 1

        def add(values: Floats) -> Floats:
            per_district = np.bincount(place, values, count)[1:]
            return np.append(per_district, per_district.sum())

        return add


def fairs_by_district(campaign: Campaign, fairs: Ints, districts: pd.Index) -> Ints:
    """How many of some fairs are held in each of some districts, and in all in a last place."""
    at = districts.get_indexer(pd.Index(campaign.fairs["adcode"].iloc[fairs]))
    held = np.bincount(at[at >= 0], minlength=len(districts))
    return np.append(held, held.sum()).astype(np.intp)


def share(part: Floats, whole: Floats) -> Floats:
    """Part ÷ whole, NaN where the whole is nothing."""
    result: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return result
