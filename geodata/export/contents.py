"""One table on its way out of a campaign: rows, where they lie, and what they mean."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from geodata.access.travel import Method, Travel
from geodata.campaign.campaign import Campaign
from geodata.campaign.columns import ILLUSTRATIVE
from geodata.campaign.schema import Table
from geodata.campaign.tables import DEMAND, TABLES
from geodata.errors import InputError
from geodata.export.sheet import Sheet, with_integers
from geodata.measures.coverage import coverage
from geodata.measures.gaps import gaps
from geodata.measures.query import CoverageQuery


def sheet_of(campaign: Campaign, what: str, query: CoverageQuery | None = None) -> Sheet:
    """
    One of a campaign's tables, or what was calculated from it, ready to be written.

    Parameters
    ----------
    campaign
        Where it comes from.
    what
        One of ``TABLES`` or ``CALCULATED``.
    query
        For what is calculated; by default the straight line and its default threshold.

    Raises
    ------
    InputError
        If there is nothing of that name.
    QueryRefused
        If the query asks for a group that the campaign lacks.
    """
    if what in TABLES:
        rows = None if what == DEMAND.name else campaign.rows(TABLES[what])
        sheet = demand_sheet(campaign) if rows is None else table_sheet(TABLES[what], rows)
        return mark_rows(sheet, what in campaign.illustrative)
    if what not in CALCULATED:
        known = ", ".join((*TABLES, *CALCULATED))
        raise InputError(f"{what}: there is nothing of that name to export; choose {known}")
    return CALCULATED[what](campaign, query or default_query())


def default_query() -> CoverageQuery:
    """The straight line and its default threshold."""
    straight = Travel(Method.STRAIGHT)
    return CoverageQuery(straight, CoverageQuery.default_threshold(straight.method))


def table_sheet(table: Table, rows: pd.DataFrame) -> Sheet:
    """A table as the store holds it, ids as ordinary columns."""
    columns = pd.DataFrame(rows[[name for name in table.export_names if name in rows]])
    shapes = rows["geometry"].to_numpy() if table.shapes else None
    return Sheet(table.name, with_integers(columns), shapes)


def mark_rows(sheet: Sheet, illustrative: bool) -> Sheet:  # noqa: FBT001  (a property of the sheet)
    """
    The sheet of a table, every row marked if the table is made up as a whole.

    Where each row has a mark of its own, it is written always: who adds a row sees the column.
    Tables of millions of rows have a column for it only where it says something.
    """
    if not illustrative or TABLES[sheet.name].marks_rows:
        return sheet
    return replace(sheet, rows=sheet.rows.assign(**{ILLUSTRATIVE.name: True}))


def demand_sheet(campaign: Campaign) -> Sheet:
    """Demand in long form: a row for each point and each group that has people there."""
    demand = campaign.demand
    groups = []
    for group, persons in demand.persons.items():
        some = np.flatnonzero(persons)
        columns = {"lon": demand.lon[some], "lat": demand.lat[some], "persons": persons[some]}
        groups.append(pd.DataFrame(columns).assign(group=group))
    if not groups:
        empty = {c.name: c.dtype for c in DEMAND.columns if c.name != DEMAND.id_column}
        groups = [pd.DataFrame(columns=list(empty)).astype(empty)]
    return Sheet(DEMAND.name, with_integers(pd.concat(groups, ignore_index=True)))


def coverage_sheet(campaign: Campaign, query: CoverageQuery) -> Sheet:
    """The districts with their coverage; definition, totals and what lies outside as notes."""
    answer = coverage(campaign, query).to_dict()
    rows = pd.DataFrame(answer["districts"])
    notes = {part: answer[part] for part in ("definition", "total", "outside")}
    counted = campaign.districts.geometry.loc[[row["adcode"] for row in answer["districts"]]]
    return Sheet("coverage", with_integers(rows), counted.to_numpy(), notes)


def gaps_sheet(campaign: Campaign, query: CoverageQuery) -> Sheet:
    """The cells of the gap, and what they mean as notes."""
    notes = {"definition": coverage(campaign, query).definition.to_dict()}
    return Sheet("gaps", with_integers(gaps(campaign, query)), notes=notes)


CALCULATED: Mapping[str, Callable[[Campaign, CoverageQuery], Sheet]] = {
    "coverage": coverage_sheet,
    "gaps": gaps_sheet,
}
