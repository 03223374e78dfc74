"""Who gains and who loses by a plan: each district and each group, before it and after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geodata.access.costs import trip_costs
from geodata.access.trip import TripCosts, within
from geodata.base.arrays import Flags, Floats
from geodata.campaign.campaign import Campaign
from geodata.measures.coverage import json_value
from geodata.measures.figures import share
from geodata.measures.people import Districts
from geodata.measures.query import CoverageQuery

# Trips that differ by less are the same trip, calculated in another order.
SAME = 1e-6
HALF_A_PERSON = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Trips:
    """
    The trips of everybody, to the fairs of a plan or of before it.

    Parameters
    ----------
    costs
        As coverage has them.
    covered
        Whom they bring within the threshold; without one, to any fair at all, shape (n,).
    """

    costs: TripCosts
    covered: Flags

    @classmethod
    def of(cls, costs: TripCosts, limit: float) -> "Trips":
        """Costs held against a threshold, ``inf`` without one."""
        covered = np.isfinite(costs.cost) if np.isinf(limit) else costs.covered_by(limit)
        return cls(costs, covered)


@dataclass(frozen=True, eq=False, slots=True)
class Gains:
    """
    What a plan changes, in persons.

    Parameters
    ----------
    by_reach
        Whether those lose who lived within the threshold of a fair and no longer do. Without a
        threshold those lose whose trip to the nearest fair gets longer.
    group
        Whose districts these are.
    districts
        Of that group, indexed by ``adcode``, the worst hit first. Columns ``name_zh, name_en,
        persons, persons_no_road, covered_before, covered_after, gained, lost, share_before,
        share_after, mean_before, mean_after``; costs in the unit of the travel.
    groups
        The same of each group over all districts, indexed by its name, with ``worst``, the adcode
        of the district where most of it lose, "" where nobody does. Groups overlap.
    """

    by_reach: bool
    group: str
    districts: pd.DataFrame
    groups: pd.DataFrame

    @property
    def total(self) -> pd.Series:
        """The group over all districts."""
        figures = self.groups.loc[self.group]
        return pd.Series(figures)

    @property
    def worst(self) -> str | None:
        """The district where most persons lose; None where nobody does."""
        return str(self.total["worst"]) or None

    @property
    def worst_by_share(self) -> str | None:
        """The district of whose persons the greatest part loses; None where nobody does."""
        lost = self.districts["lost"].to_numpy(float)
        part = share(lost, self.districts["persons"].to_numpy(float))
        hit = np.where(lost >= HALF_A_PERSON, part, 0.0)
        return str(self.districts.index[int(hit.argmax())]) if hit.any() else None

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "by": "reach" if self.by_reach else "trip",
            "worst": self.worst,
            "worst_by_share": self.worst_by_share,
            "districts": json_rows(self.districts, "adcode"),
            "groups": [
                row | {"worst": row["worst"] or None} for row in json_rows(self.groups, "group")
            ],
        }


def json_rows(table: pd.DataFrame, key: str) -> list[dict[str, Any]]:
    """Rows ready for JSON: unknown is None, whole numbers of persons are integers."""
    rows = table.rename_axis(key).reset_index().to_dict(orient="records")
    return [{str(name): json_value(value) for name, value in row.items()} for row in rows]


def gains(campaign: Campaign, query: CoverageQuery, after: TripCosts, limit: float) -> Gains:
    """
    What a plan changes against the fairs that count in its campaign, as coverage counts.

    Parameters
    ----------
    after
        The trips to the venues of the plan.
    limit
        The threshold in the unit of the travel, ``inf`` without one.
    """
    costs = trip_costs(campaign, query.fairs(campaign), query.travel)
    before, then = Trips.of(costs, limit), Trips.of(after, limit)
    here, by_reach = Districts.of(campaign, query.region), bool(np.isfinite(limit))
    tables = {
        group: group_figures(here, persons, (before, then), by_reach=by_reach)
        for group, persons in (campaign.demand.persons or {"all": query.persons(campaign)}).items()
    }
    names = campaign.districts.loc[here.index, ["name_zh", "name_en"]]
    mine = pd.DataFrame(pd.concat([names, tables[query.group].iloc[:-1]], axis=1))
    return Gains(by_reach, query.group, worst_first(mine), of_groups(tables))


def group_figures(
    here: Districts, persons: Floats, trips: tuple[Trips, Trips], *, by_reach: bool
) -> pd.DataFrame:
    """The figures of a group in each district, and in all together in a last row."""
    before, after = trips
    gaining, losing = changes(before, after, by_reach=by_reach)
    everybody = here.sums(persons)
    covered = {
        f"covered_{name}": here.sums(persons * each.covered)
        for name, each in (("before", before), ("after", after))
    }
    figures = {
        "persons": everybody,
        "persons_no_road": here.sums(persons * ~before.costs.known),
        **covered,
        "gained": here.sums(persons * gaining),
        "lost": here.sums(persons * losing),
        **{name.replace("covered", "share"): share(n, everybody) for name, n in covered.items()},
        "mean_before": mean(here, persons, before.costs),
        "mean_after": mean(here, persons, after.costs),
    }
    return pd.DataFrame(figures, index=pd.Index([*here.index, ""], name="adcode"))


def changes(before: Trips, after: Trips, *, by_reach: bool) -> tuple[Flags, Flags]:
    """Who gains and who loses, shape (n,)."""
    if by_reach:
        return after.covered & ~before.covered, before.covered & ~after.covered
    was, then = before.costs.cost, after.costs.cost
    nearer = ~within(was, then * (1 + SAME)) & np.isfinite(then)
    farther = ~within(then, was * (1 + SAME)) & np.isfinite(was)
    return nearer, farther


def mean(here: Districts, persons: Floats, costs: TripCosts) -> Floats:
    """The mean trip of those who can make one, NaN where nobody can."""
    able = np.isfinite(costs.cost)
    spent = here.sums(np.where(able, costs.cost, 0.0) * persons)
    return share(spent, here.sums(persons * able))


def of_groups(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The last row of each group's table, with the district where most of it lose."""
    totals = pd.DataFrame({group: table.iloc[-1] for group, table in tables.items()}).T
    worst = []
    for table in tables.values():
        lost = table["lost"].iloc[:-1]
        hit = len(lost) > 0 and lost.max() >= HALF_A_PERSON
        worst.append(str(lost.idxmax()) if hit else "")
    return totals.assign(worst=worst)


def worst_first(districts: pd.DataFrame) -> pd.DataFrame:
    """Those where most persons lose first, then by what they gain; as they stood where equal."""
    order = np.lexsort((-districts["gained"].to_numpy(), -districts["lost"].to_numpy()))
    return pd.DataFrame(districts.iloc[order])
