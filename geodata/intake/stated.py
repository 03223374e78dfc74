"""What the rows of a file state as their district, beside the one that holds them."""

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd

from geodata.campaign.tables import TABLES
from geodata.districts.changes import change_between
from geodata.districts.locate import with_adcodes
from geodata.districts.names import Gazetteer
from geodata.districts.statements import RENAMED, statements
from geodata.files.options import ReadTable

COLUMNS = ["row", "name", "stated", "stated_adcode", "adcode", "agrees"]


def stated_districts(read: ReadTable, rows: pd.Series, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Every row that states a district.

    Parameters
    ----------
    rows
        The file's row of each row of ``read``.
    districts
        Indexed by ``adcode``.

    Returns
    -------
    pd.DataFrame
        Indexed by the table's id; ``row`` and the columns of `statements`.
    """
    table = TABLES[read.table]
    if not table.states_district or districts.empty:
        return pd.DataFrame(columns=COLUMNS)
    meant = Gazetteer.of(districts).meanings(read.frame["district"].unique())
    frame = with_adcodes(read.frame.assign(row=rows), districts, meant)
    frame = frame.set_index(table.id_column)
    stated = statements(frame, districts, meant)
    stated.insert(0, "row", frame.loc[stated.index, "row"])
    return stated


def renamed_notices(stated: pd.DataFrame, districts: gpd.GeoDataFrame) -> Iterator[str]:
    """Which rows state a district as it was called before the one that holds them, or since."""
    renamed = stated[stated["agrees"] == RENAMED]
    if renamed.empty:
        return
    gazetteer = Gazetteer.of(districts)
    for both, rows in renamed.groupby(["stated", "adcode"], sort=False):
        text, adcode = map(str, both)
        changes = (change_between(code, adcode) for code in gazetteer.codes(text))
        known = next(filter(None, changes), None)
        count = "1 row states" if len(rows) == 1 else f"{len(rows):,} rows state"
        lies = "lies" if len(rows) == 1 else "lie"
        where = f"{count} {text} and {lies} in {gazetteer.names(adcode)[0]} ({adcode})"
        yield f"{where}: {known}" if known else where
