"""What to know of an import that none of its rows is refused for."""

from collections.abc import Iterator

import geopandas as gpd
import pandas as pd

from geodata.campaign.columns import ILLUSTRATIVE
from geodata.campaign.schema import AXES
from geodata.campaign.tables import DISTRICTS, PLACED, TABLES
from geodata.districts.changes import change_between
from geodata.districts.locate import locate
from geodata.districts.names import Gazetteer
from geodata.districts.statements import RENAMED
from geodata.errors import StoreEmptyError
from geodata.files.options import ReadTable
from geodata.store.store import Store


def unmarked_notices(read: ReadTable, made_up: pd.Series) -> Iterator[str]:
    """How many rows lose their mark: it is easily lost in a file from elsewhere."""
    if made_up.empty:
        return
    mark = ILLUSTRATIVE.name
    ids = read.frame[TABLES[read.table].id_column]
    lost = int((ids.isin(made_up) & ~read.frame[mark]).sum())
    if lost:
        yield (
            f"{lost:,} rows have the id of a row that was marked as made up, and are not marked "
            f"any more; if they still are, write yes in the column {mark} (示例数据)"
        )


def renamed_notices(stated: pd.DataFrame, gazetteer: Gazetteer) -> Iterator[str]:
    """Which rows state a district as it was called before the one that holds them, or since."""
    renamed = stated[stated["agrees"] == RENAMED]
    if renamed.empty:
        return
    for both, rows in renamed.groupby(["stated", "adcode"], sort=False):
        text, adcode = map(str, both)
        changes = (change_between(code, adcode) for code in gazetteer.codes(text))
        known = next(filter(None, changes), None)
        count = "1 row states" if len(rows) == 1 else f"{len(rows):,} rows state"
        lies = "lies" if len(rows) == 1 else "lie"
        where = f"{count} {text} and {lies} in {gazetteer.names(adcode)[0]} ({adcode})"
        yield f"{where}: {known}" if known else where


def outside_notices(store: Store, read: ReadTable, districts: gpd.GeoDataFrame) -> Iterator[str]:
    """That there are no districts yet, or what lies in none of those that the file brings."""
    if read.table == DISTRICTS.name:
        yield from _left_outside(store, read.frame)
    elif TABLES[read.table].has_points and districts.empty:
        yield (
            "no districts have been imported yet, so every row counts as outside all districts, "
            "and stated districts could not be checked"
        )


def _left_outside(store: Store, districts: gpd.GeoDataFrame) -> Iterator[str]:
    """What of the present campaign lies in none of the new districts."""
    try:
        campaign = store.load()
    except StoreEmptyError:
        return
    demand = campaign.demand
    out = locate(districts, demand.lon, demand.lat) < 0
    if out.any():
        persons = demand.persons.get("all")
        people = "" if persons is None else f" ({persons[out].sum():,.0f} persons)"
        yield f"{out.sum():,} demand points{people} lie in none of the new districts"
    for table in PLACED:
        lon, lat = (campaign.frame(table)[axis].to_numpy() for axis in AXES)
        count = int((locate(districts, lon, lat) < 0).sum())
        if count:
            yield f"{count:,} {table.name} lie in none of the new districts"
