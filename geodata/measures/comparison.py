"""Two answers side by side: what is different, in all and in each district."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from geodata.campaign.campaign import Campaign
from geodata.measures.coverage import Coverage, Districts, coverage, json_value
from geodata.measures.definition import plain
from geodata.measures.query import CoverageQuery

FIGURES = (
    "persons_covered", "persons_gap", "persons_no_road", "coverage", "coverage_known", "fairs",
    "mean_cost", "p90_cost",
)  # fmt: skip
"""The figures of which a difference is told; those of costs only where both have one unit."""
COSTS = ("mean_cost", "p90_cost")
MOVED = ("gained", "lost")
HALF_A_PERSON = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """
    What the second of two answers has more than the first.

    Parameters
    ----------
    before, after
        The answers.
    districts
        Indexed by ``adcode``: those of both answers. Columns ``name_zh, name_en``, `FIGURES`, each
        the second answer's less the first's, NaN where one of them has none, and ``gained`` and
        ``lost``: persons covered in the second alone and in the first alone, NaN where the answers
        count other people.
    total
        The same figures over all districts, None where there are none.
    """

    before: Coverage
    after: Coverage
    districts: pd.DataFrame
    total: dict[str, float | None]

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON: unknown is None, whole numbers are integers."""
        rows = self.districts.reset_index().to_dict(orient="records")
        return {
            "before": {
                "definition": self.before.definition.to_dict(),
                "total": asdict(self.before.total),
            },
            "total": self.total,
            "districts": [{str(k): json_value(v) for k, v in row.items()} for row in rows],
        }


def comparison(
    before: tuple[Campaign, CoverageQuery], after: tuple[Campaign, CoverageQuery]
) -> Comparison:
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
    both = one.districts.index.intersection(two.districts.index, sort=False)
    districts = differences(one.districts.loc[both], two.districts.loc[both])
    totals = (pd.DataFrame([asdict(each.total)], dtype=float) for each in (one, two))
    total = differences(*totals)
    if one.definition.cost_unit != two.definition.cost_unit:
        districts[list(COSTS)], total[list(COSTS)] = np.nan, np.nan
    if asked.group == also.group and asked.region == also.region and has_same_people(plan, other):
        persons, here = asked.persons(plan), Districts.of(plan, asked.region)
        pairs = {"gained": two.covered & ~one.covered, "lost": one.covered & ~two.covered}
        for name, people in pairs.items():
            *each, whole = here.sums(persons * people).tolist()
            districts[name] = pd.Series(each, index=here.index)
            total[name] = whole
    names = two.districts.loc[both, ["name_zh", "name_en"]]
    told = {str(name): plain(value) for name, value in total.iloc[0].items()}
    return Comparison(one, two, pd.DataFrame(pd.concat([names, districts], axis=1)), told)


def has_same_people(one: Campaign, other: Campaign) -> bool:
    """Whether two campaigns count the same persons at the same points."""
    a, b = one.demand, other.demand
    if a is b:
        return True
    names = ("lon", "lat", "district_at")
    places = all(np.array_equal(getattr(a, name), getattr(b, name)) for name in names)
    same = places and set(a.persons) == set(b.persons)
    return same and all(np.array_equal(a.persons[n], b.persons[n]) for n in a.persons)


def differences(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Figures of the second less those of the first; who moved between them is not known yet."""
    names = list(FIGURES)
    less = after[names].astype(float) - before[names].astype(float)
    return pd.DataFrame(less.assign(**dict.fromkeys(MOVED, np.nan)))


def most_changed(compared: Comparison, most: int) -> pd.DataFrame:
    """The districts of which the most people are covered more, or fewer; those without are none."""
    change = compared.districts["persons_covered"].to_numpy(dtype=float)
    rank = np.argsort(-np.abs(np.nan_to_num(change)), kind="stable")[:most]
    told = rank[np.abs(np.nan_to_num(change))[rank] >= HALF_A_PERSON]
    return pd.DataFrame(compared.districts.iloc[told])
