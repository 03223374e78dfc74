"""The figures of a coverage, district by district: people and the fairs that are held there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geodata.base.arrays import Floats, Ints
from geodata.campaign.campaign import Campaign
from geodata.measures.basis import Basis
from geodata.measures.definition import plain
from geodata.measures.people import Sums


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


def figures_of(campaign: Campaign, basis: Basis, sums: Sums) -> Mapping[str, Floats]:
    """Those of `Figures` of each district and, in a last place, of all."""
    everybody, known = sums["everybody"], sums["known"]
    met, reaching = sums["met"], sums["reaching"]
    held = fairs_by_district(campaign, basis.fairs, basis.districts.index)
    figures: dict[str, Any] = {
        "persons": everybody,
        "persons_covered": met,
        "persons_gap": known - met,
        "coverage": share(met, everybody),
        "coverage_known": share(met, known),
        "fairs": held,
        "fairs_per_100k": share(1e5 * held.astype(float), everybody),
        "mean_cost": share(sums["spent"], reaching),
        "p90_cost": sums["p90_cost"],
        "persons_unreachable": known - reaching,
        "persons_no_road": sums["no_road"],
    }
    return figures


def fairs_by_district(campaign: Campaign, fairs: Ints, districts: pd.Index) -> Ints:
    """How many of some fairs are held in each of some districts, and in all in a last place."""
    at = districts.get_indexer(pd.Index(campaign.fairs["adcode"].iloc[fairs]))
    held = np.bincount(at[at >= 0], minlength=len(districts))
    return np.append(held, held.sum()).astype(np.intp)


def share(part: Floats, whole: Floats) -> Floats:
    """Part ÷ whole, NaN where the whole is nothing."""
    result: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return result


def outside_of(campaign: Campaign, basis: Basis) -> Outside:
    """The demand in no district."""
    at = np.flatnonzero(campaign.demand.district_at < 0)
    return Outside(len(at), plain(basis.persons[at].sum()))
