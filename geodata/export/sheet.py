"""A table ready to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geodata.base.datum import Datum, from_wgs84
from geodata.campaign.schema import AXES
from geodata.measures.definition import plain

Shapes = npt.NDArray[np.object_]
Notes = Mapping[str, Mapping[str, Any]]


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
    headings
        What heads a column in CSV and XLSX, by its name; what is not there goes by its name.
    """

    name: str
    rows: pd.DataFrame
    polygons: Shapes | None = None
    notes: Notes = field(default_factory=dict)
    datum: Datum = Datum.WGS84
    headings: Mapping[str, str] = field(default_factory=dict)

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
        return self.rows.drop(columns=list(AXES)) if self.has_points else self.rows

    def flat_notes(self) -> dict[str, str | float | None]:
        """The notes without nesting: names joined by an underscore, lists by a comma."""
        flat: dict[str, str | float | None] = {}
        for part, notes in self.notes.items():
            for name, value in notes.items():
                joined = ", ".join(map(item_text, value)) if isinstance(value, list) else value
                flat[f"{part}_{name}"] = joined
        return flat

    def in_datum(self, datum: Datum) -> "Sheet":
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


def item_text(value: object) -> str:
    """One item of a note's list in one line; what has parts as the parts that are known."""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part is not None)
    return str(value)


def with_integers(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with figures that are all whole as integers: 120 persons, not 120.0."""
    figures = [c for c in rows.select_dtypes("float") if c not in AXES]
    counts = [c for c in figures if (rows[c].isna() | (rows[c] % 1 == 0)).all()]
    return rows.astype(dict.fromkeys(counts, "Int64"))


def cells_of(column: pd.Series) -> list[Any]:
    """A column as plain Python values: None for unknown, integers where whole."""
    cells: Any = column
    values: list[Any] = cells.to_numpy(dtype=object, na_value=None).tolist()
    if column.dtype.kind != "f" or column.name in AXES:
        return values
    return [None if value is None else plain(value) for value in values]
