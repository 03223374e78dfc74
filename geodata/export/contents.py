"""One table on its way out of a campaign: rows, where they lie, and what they mean."""

from collections.abc import Callable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.access.travel import Method, Travel
from geodata.campaign.campaign import Campaign
from geodata.errors import InputError
from geodata.export.sheet import Sheet, whole
from geodata.measures.coverage import coverage
from geodata.measures.gaps import gaps
from geodata.measures.query import CoverageQuery

DISTRICT_COLUMNS = ["adcode", "name_zh", "name_en", "persons"]


def sheet_of(campaign: Campaign, what: str, query: CoverageQuery | None = None) -> Sheet:
    """
    One of a campaign's tables, or what was calculated from it, ready to be written.

    Parameters
    ----------
    campaign
        Where it comes from.
    what
        ``fairs``, ``employers``, ``openings``, ``demand``, ``districts``, ``services``,
        ``policies``, ``coverage``, ``gaps``.
    query
        For ``coverage`` and ``gaps``; by default the straight line and its default threshold.

    Raises
    ------
    InputError
        If there is nothing of that name.
    QueryRefused
        If the query asks for a group that the campaign lacks.
    """
    if what in STORED:
        return STORED[what](campaign)
    if what not in CALCULATED:
        known = ", ".join((*STORED, *CALCULATED))
        raise InputError(f"{what}: there is nothing of that name to export; choose {known}")
    straight = Travel(Method.STRAIGHT)
    usual = CoverageQuery(straight, CoverageQuery.default_threshold(straight.method))
    return CALCULATED[what](campaign, query or usual)


def stored_sheet(what: str, rows: pd.DataFrame) -> Sheet:
    """A table as the store holds it, ids as ordinary columns."""
    if isinstance(rows, gpd.GeoDataFrame):
        table = pd.DataFrame(rows[[c for c in DISTRICT_COLUMNS if c in rows]])
        return Sheet(what, whole(table), rows.geometry.to_numpy())
    return Sheet(what, whole(rows.drop(columns="adcode", errors="ignore")))


def demand_sheet(campaign: Campaign) -> Sheet:
    """Demand in long form: a row for each point and each group that has people there."""
    demand = campaign.demand
    parts = []
    for group, persons in demand.persons.items():
        some = np.flatnonzero(persons)
        columns = {"lon": demand.lon[some], "lat": demand.lat[some], "persons": persons[some]}
        parts.append(pd.DataFrame(columns).assign(group=group))
    if not parts:
        empty = {"lon": "float64", "lat": "float64", "persons": "float64", "group": "str"}
        parts = [pd.DataFrame(columns=list(empty)).astype(empty)]
    return Sheet("demand", whole(pd.concat(parts, ignore_index=True)))


def coverage_sheet(campaign: Campaign, query: CoverageQuery) -> Sheet:
    """The districts with their coverage; definition, totals and what lies outside as notes."""
    told = coverage(campaign, query).to_dict()
    rows = pd.DataFrame(told["districts"])
    notes = {part: told[part] for part in ("definition", "total", "outside")}
    return Sheet("coverage", whole(rows), campaign.districts.geometry.to_numpy(), notes)


def gaps_sheet(campaign: Campaign, query: CoverageQuery) -> Sheet:
    """The cells of the gap, and what they mean as notes."""
    notes = {"definition": coverage(campaign, query).definition.to_dict()}
    return Sheet("gaps", whole(gaps(campaign, query)), notes=notes)


STORED: Mapping[str, Callable[[Campaign], Sheet]] = {
    "fairs": lambda campaign: stored_sheet("fairs", campaign.fairs.reset_index()),
    "employers": lambda campaign: stored_sheet("employers", campaign.employers.reset_index()),
    "openings": lambda campaign: stored_sheet("openings", campaign.openings),
    "services": lambda campaign: stored_sheet("services", campaign.services.reset_index()),
    "policies": lambda campaign: stored_sheet("policies", campaign.policies.reset_index()),
    "demand": demand_sheet,
    "districts": lambda campaign: stored_sheet("districts", campaign.districts.reset_index()),
}
CALCULATED: Mapping[str, Callable[[Campaign, CoverageQuery], Sheet]] = {
    "coverage": coverage_sheet,
    "gaps": gaps_sheet,
}
