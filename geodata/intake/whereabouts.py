"""Where the rows of a file lie: in no district, or in another one than they state."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geodata.campaign.schema import AXES
from geodata.campaign.tables import TABLES
from geodata.districts.locate import locate, with_adcodes
from geodata.districts.names import Gazetteer
from geodata.districts.statements import statements
from geodata.files.options import ReadTable

COLUMNS = ["name", "stated", "stated_adcode", "adcode", "agrees"]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """
    What the districts say of a file's rows.

    Parameters
    ----------
    outside
        Rows in no district: indexed by the table's id, columns ``row, lon, lat`` and what
        describes the row.
    stated
        Every row that states a district: indexed likewise, ``row`` and the columns of
        `statements`; nothing where there are no districts.
    """

    outside: pd.DataFrame
    stated: pd.DataFrame


def whereabouts(read: ReadTable, districts: gpd.GeoDataFrame, gazetteer: Gazetteer) -> Whereabouts:
    """Look each row up once in districts indexed by ``adcode``, and in their names."""
    table = TABLES[read.table]
    frame = read.frame
    columns, stated = ["row", *table.caption, *AXES], pd.DataFrame(columns=["row", *COLUMNS])
    if not table.has_points:
        return Whereabouts(pd.DataFrame(columns=["row", *AXES]), stated)
    if table.states_district:
        meant = gazetteer.meanings(frame["district"].unique())
        frame = with_adcodes(frame, districts, meant)
        nowhere = (frame["adcode"] == "").to_numpy(dtype=bool)
        if not districts.empty:
            stated = statements(frame, districts, meant)
            stated.insert(0, "row", stated.index)
            # Not within the call below: mypy would try all overloads of one for each of the other.
            ids = frame.loc[stated.index, table.id_column]
            stated.index = pd.Index(ids)
    else:
        nowhere = locate(districts, frame["lon"].to_numpy(), frame["lat"].to_numpy()) < 0
    outside = frame[nowhere & frame["lon"].notna()]
    outside = outside.assign(row=outside.index).set_index(table.id_column)
    return Whereabouts(outside[columns], stated)
