"""One table on its way out of a campaign: rows, where they lie, and what they mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.access.straight import Method
from geodata.base.datum import Datum, from_wgs84
from geodata.campaign.campaign import Campaign
from geodata.errors import InputError
from geodata.measures.coverage import CoverageQuery, coverage, plain
from geodata.measures.gaps import gaps

Shapes = npt.NDArray[np.object_]
DISTRICT_COLUMNS = ["adcode", "name_zh", "name_en", "persons"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A table to be written.

    Parameters
    ----------
    name
        Of the table, and of the layer or sheet that holds it.
    rows
        Ordinary columns; points stand in ``lon`` and ``lat``, degrees in ``datum``.
    polygons
        For tables of areas, shape (n,), degrees in ``datum``.
    notes
        What calculated numbers mean, and their totals; empty for what was stored.
    datum
        Of ``lon, lat`` and ``polygons``.
    """

    name: str
    rows: pd.DataFrame
    polygons: Shapes | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)
    datum: Datum = Datum.WGS84

    @property
    def has_points(self) -> bool:
        """Whether its rows lie at points; of services and policies some may lie nowhere."""
        return "lon" in self.rows.columns

    @property
    def geometry(self) -> Shapes | None:
        """Where the rows lie; None for a table that lies nowhere."""
        if self.has_points:
            points: Shapes = shapely.points(self.rows["lon"], self.rows["lat"])
            points[self.rows["lon"].isna().to_numpy()] = None
            return points
        return self.polygons

    @property
    def properties(self) -> pd.DataFrame:
        """The rows without the columns that the geometry holds."""
        return self.rows.drop(columns=["lon", "lat"]) if self.has_points else self.rows

    def flat_notes(self) -> dict[str, Any]:
        """The notes without nesting: names joined by an underscore, lists by a comma."""
        flat: dict[str, Any] = {}
        for part, notes in self.notes.items():
            for name, value in notes.items():
                joined = ", ".join(map(in_words, value)) if isinstance(value, list) else value
                flat[f"{part}_{name}"] = joined
        return flat

    def shifted(self, datum: Datum) -> "Sheet":
        """The same table from WGS-84 to another datum."""
        if datum is Datum.WGS84:
            return self
        rows, polygons = self.rows, self.polygons
        if self.has_points:
            lon, lat = from_wgs84(rows["lon"].to_numpy(), rows["lat"].to_numpy(), datum)
            rows = rows.assign(lon=lon, lat=lat)
        if polygons is not None:
            polygons = shapely.transform(
                polygons, lambda xy: np.column_stack(from_wgs84(xy[:, 0], xy[:, 1], datum))
            )
        return replace(self, rows=rows, polygons=polygons, datum=datum)


def in_words(value: Any) -> str:
    """One item of a note's list in one line; what has parts as the parts that are known."""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part is not None)
    return str(value)


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
    asked = query or CoverageQuery(
        Method.STRAIGHT, CoverageQuery.default_threshold(Method.STRAIGHT)
    )
    return CALCULATED[what](campaign, asked)


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
    notes = {"definition": coverage(campaign, query).definition}
    return Sheet("gaps", whole(gaps(campaign, query)), notes=notes)


def whole(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with figures that are all whole as integers: 120 persons, not 120.0."""
    figures = [c for c in rows.select_dtypes("float") if c not in ("lon", "lat")]
    counts = [c for c in figures if (rows[c].isna() | (rows[c] % 1 == 0)).all()]
    return rows.astype(dict.fromkeys(counts, "Int64"))


def cells_of(column: pd.Series) -> list[Any]:
    """A column as plain Python values: None for unknown, integers where whole."""
    cells: Any = column
    values: list[Any] = cells.to_numpy(dtype=object, na_value=None).tolist()
    if column.dtype.kind != "f" or column.name in ("lon", "lat"):
        return values
    return [None if value is None else plain(value) for value in values]


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
