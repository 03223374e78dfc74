"""
Coverage: how many people live within a threshold of a fair, district by district.

The one calculation behind every face. Where the uncovered live is ``geodata.measures.gaps``; how
far each fair reaches, ``geodata.measures.catchment``.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.access.costs import trip_costs
from geodata.access.trip import TripCosts
from geodata.base.arrays import Floats, Ints
from geodata.base.quantile import weighted_quantile
from geodata.campaign.campaign import Campaign
from geodata.measures.definition import Definition, definition_of, plain
from geodata.measures.query import CoverageQuery

MOST_SHARE = 0.9
ANSWERS_KEPT = 16


@dataclass(frozen=True, slots=True)
class Figures:
    """
    The figures of a coverage over all districts; None where there is nobody to count.

    Parameters
    ----------
    persons, persons_covered, persons_gap
        Of the group: all who are counted, those within the threshold, and the others.
    coverage
        Covered ÷ persons.
    fairs, fairs_per_100k
        Counting and held in a district; per persons of the group, those without a road that is
        known among them.
    mean_cost, p90_cost
        Over the persons who can reach a fair; the least cost within which at least 90 % of them
        live.
    persons_unreachable
        Who cannot reach any.
    persons_no_road
        Who live where no road is known: they are counted apart, in no other figure.
    """

    persons: float | None
    persons_covered: float | None
    persons_gap: float | None
    coverage: float | None
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
        `Figures` for each, NaN where there is nobody to count.
    total
        The same figures over all districts.
    outside
        Demand in no district.
    covered
        Whether each demand point is covered, shape (n,).
    """

    definition: Definition
    districts: pd.DataFrame
    total: Figures
    outside: Outside
    covered: npt.NDArray[np.bool_] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The answer ready for JSON: unknown is None, whole numbers of persons are integers."""
        rows = self.districts.reset_index().to_dict(orient="records")
        return {
            "definition": self.definition.to_dict(),
            "total": asdict(self.total),
            "districts": [{str(k): json_value(v) for k, v in row.items()} for row in rows],
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
    persons = query.persons(campaign)

    def count() -> Coverage:
        fairs = query.fairs(campaign)
        costs = trip_costs(campaign, fairs, query.travel)
        covered = costs.covered_by(query.limit)
        figures = figures_by_district(campaign, fairs, costs, persons, covered)
        outside = campaign.demand.district_at < 0
        names = campaign.districts[["name_zh", "name_en"]]
        total = Figures(**{str(name): plain(value) for name, value in figures.iloc[-1].items()})
        return Coverage(
            definition=definition_of(campaign, query, costs, figures["persons"].iloc[-1]),
            districts=pd.DataFrame(pd.concat([names, figures.iloc[:-1]], axis=1)),
            total=total,
            outside=Outside(int(outside.sum()), plain(persons[outside].sum())),
            covered=covered,
        )

    return campaign.cache.get("coverage", query, count, most=ANSWERS_KEPT)


def figures_by_district(
    campaign: Campaign,
    fairs: Ints,
    costs: TripCosts,
    persons: Floats,
    covered: npt.NDArray[np.bool_],
) -> pd.DataFrame:
    """The figures of every district, indexed by adcode, and of all together in a last row."""
    count, at = len(campaign.districts), campaign.demand.district_at

    def sums(values: Floats) -> Floats:
        per_district = np.bincount(at + 1, values, count + 1)[1:]
        return np.append(per_district, per_district.sum())

    no_road = np.zeros(count + 1)
    if not costs.known.all():
        no_road, persons = sums(persons * ~costs.known), persons * costs.known
    reachable = np.isfinite(costs.cost)
    people, met, able = sums(persons), sums(persons * covered), sums(persons * reachable)
    spent = sums(np.where(reachable, costs.cost, 0) * persons)
    held = fairs_held(campaign, fairs)
    return pd.DataFrame(
        {
            "persons": people,
            "persons_covered": met,
            "persons_gap": people - met,
            "coverage": share(met, people),
            "fairs": held,
            "fairs_per_100k": share(
                held.astype(float) * 1e5, people + no_road
            ),  # it is there for them, too
            "mean_cost": share(spent, able),
            "p90_cost": nine_tenths(campaign, costs.cost, np.where(reachable, persons, 0.0)),
            "persons_unreachable": people - able,
            "persons_no_road": no_road,
        },
        index=pd.Index([*campaign.districts.index, ""], name="adcode"),
    )


def fairs_held(campaign: Campaign, fairs: Ints) -> Ints:
    """How many of some fairs are held in each district, and in all districts in a last place."""
    at = campaign.districts.index.get_indexer(campaign.fairs["adcode"].iloc[fairs])
    held = np.bincount(at[at >= 0], minlength=len(campaign.districts))
    every: Ints = np.append(held, held.sum())
    return every


def nine_tenths(campaign: Campaign, cost: Floats, persons: Floats) -> Floats:
    """The least cost within which 90 % of a district's persons live; of all in a last place."""
    count, at = len(campaign.districts), campaign.demand.district_at
    inside = np.flatnonzero((at >= 0) & (persons > 0))
    cost, persons, at = cost[inside], persons[inside], at[inside]
    each = weighted_quantile(cost, persons, at, count, MOST_SHARE)
    return np.append(each, weighted_quantile(cost, persons, np.zeros_like(at), 1, MOST_SHARE))


def share(part: Floats, whole: Floats) -> Floats:
    """Part ÷ whole, NaN where the whole is nothing."""
    result: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return result
