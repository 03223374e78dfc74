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
from geodata.base.arrays import Flags, Floats
from geodata.campaign.campaign import Campaign
from geodata.measures.basis import Basis
from geodata.measures.definition import Definition, definition_of, plain
from geodata.measures.figures import Figures, Outside, figures_of, outside_of
from geodata.measures.people import Access, Sums, sums_by_district
from geodata.measures.query import CoverageQuery
from geodata.measures.waiting import wait_days

ANSWERS_KEPT = 16


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

    def answer() -> Coverage:
        alone = replace(query, waits=False)
        plan = None if campaign.trial is None else coverage(campaign.plan, alone)
        basis = Basis.of(campaign, query)

        def count() -> Coverage:
            costs = trip_costs(campaign, basis.fairs, query.travel)
            access, before = Access(costs, basis.persons, costs.covered_by(query.limit)), None
            if plan is not None:
                past = Basis.of(campaign.plan, query)
                spent = trip_costs(campaign.plan, past.fairs, query.travel)
                before = plan.sums, Access(spent, past.persons, plan.covered)
            sums = sums_by_district(basis.districts, access, before)
            figures, outside = figures_of(campaign, basis, sums), outside_of(campaign, basis)
            return Coverage(
                definition=definition_of(campaign, basis, costs, figures["persons"][-1]),
                names=basis.districts.names,
                figures=figures,
                sums=sums,
                outside=outside,
                covered=access.covered,
                known=costs.known,
            )

        if not query.waits:
            return count()
        found = campaign.cache.get("coverage", alone, count, most=ANSWERS_KEPT)
        days = wait_days(campaign, basis, found.known)
        return replace(found, figures={**found.figures, "wait_days": days})

    return campaign.cache.get("coverage", query, answer, most=ANSWERS_KEPT)
