"""What the user says about a file, and what comes of reading it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.base.datum import Datum
from geodata.campaign.provenance import Provenance

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """
    What the user says about a file.

    Parameters
    ----------
    datum
        What degrees are given in.
    crs
        Another reference system, as ``EPSG:n``; None for degrees in ``datum``.
    year
        That of dates without one.
    place_by_district
        Whether a row without a point is put at the seat of the district that it names.
    """

    datum: Datum = Datum.WGS84
    crs: str | None = None
    year: int | None = None
    place_by_district: bool = False


@dataclass(frozen=True, slots=True)
class ReadTable:
    """
    A table that may be stored.

    Parameters
    ----------
    table
        Its name.
    frame
        The contract's columns in order, WGS-84, indexed by the file's rows as a spreadsheet
        counts them; a ``GeoDataFrame`` for districts; ``precision`` besides where rows are
        points with names.
    notices
        What was changed in reading.
    illustrative
        Whether any of its rows is made up.
    unit
        What its rows are in the file, "row" or "feature".
    """

    table: str
    frame: "pd.DataFrame | gpd.GeoDataFrame"
    notices: tuple[str, ...]
    illustrative: bool = False
    unit: str = "row"

    def provenance(self, file: str, options: ReadOptions, origin: str = "") -> Provenance:
        """Where it comes from: a file of that name, now; ``origin`` as `attribution` names it."""
        return Provenance(
            table=self.table,
            file=file,
            imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
            datum=options.crs or options.datum.value,
            rows=len(self.frame),
            illustrative=self.illustrative,
            origin=origin,
        )
