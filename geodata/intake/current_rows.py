"""What of the current version the rows of a file are held against."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geodata.campaign.columns import ILLUSTRATIVE
from geodata.campaign.schema import Table
from geodata.campaign.tables import BASEMAP, TABLES
from geodata.store.store import Store


@dataclass(frozen=True, slots=True)
class CurrentRows:
    """
    Rows of the current version that matter to a table which is to take another's place.

    Parameters
    ----------
    ids
        Those of each table that it refers to.
    made_up
        The ids of its own rows that are marked as made up.
    ground
        The base map, where it is one.
    origin
        Whose data that is, as `attribution` names it.
    """

    ids: Mapping[str, pd.Series]
    made_up: pd.Series
    ground: gpd.GeoDataFrame | None = None
    origin: str = ""


def current_rows(store: Store, table: Table) -> CurrentRows:
    """
    What of the current version matters to a table; nothing where nothing has been imported.

    Raises
    ------
    StoreError
        If the database cannot do its work.
    """
    ids = {n: store.table(n)[TABLES[n].id_column] for n in table.references.values()}
    made_up = pd.Series(dtype="str")
    if table.marks_rows and table.id_column is not None:
        before = store.table(table.name)
        made_up = before[table.id_column][before[ILLUSTRATIVE.name]]
    if table.name != BASEMAP.name:
        return CurrentRows(ids, made_up)
    source = store.source(table.name)
    return CurrentRows(ids, made_up, store.table(table.name), source.origin if source else "")
