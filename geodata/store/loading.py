"""A version's parts, put together as a campaign in memory."""

from collections.abc import Callable, Mapping

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from geodata.campaign.campaign import Campaign, Demand
from geodata.campaign.schema import Table
from geodata.campaign.tables import BASEMAP, DEMAND, DISTRICTS, OPENINGS, TABLES
from geodata.districts.locate import adcodes, locate, with_adcodes
from geodata.districts.names import Gazetteer
from geodata.errors import StoreDamagedError
from geodata.store.ahead import PeopleAhead
from geodata.store.content import read_part, stray_openings
from geodata.store.demand import DemandPoints, read_demand
from geodata.store.entry_ids import read_entry_ids
from geodata.store.history import past
from geodata.store.ledger import Ledger
from geodata.store.opened import Surroundings

FAIR_ORDER = ["date", "start_time", "fair_id"]


def snapshot(
    connection: Connection,
    ledger: Ledger,
    version: int,
    around: Surroundings,
    ahead: PeopleAhead | None = None,
) -> Campaign:
    """
    Load a version, with every point joined to its district.

    Parameters
    ----------
    around
        Its road networks, open, and what lies beneath its maps.
    ahead
        Its people, where they are being read already.

    Raises
    ------
    StoreDamagedError
        If any of it, or of the past of its fairs, is not as it was written or makes no sense.
    """
    parts = ledger.composition(version)

    def read(table: Table) -> pd.DataFrame:
        rows = read_part(connection, table.name, parts.get(table.name), version)
        return rows if table.id_column is None else rows.set_index(table.id_column)

    districts = read(DISTRICTS)
    places = _places(read, districts)
    openings = read(OPENINGS)
    _require_references(openings, places, version)
    known = past(connection, ledger, version)
    part = parts.get(DEMAND.name)
    people = (ahead and ahead.take(part)) or read_demand(connection, part, version)
    return Campaign(
        version=version,
        districts=districts,
        demand=_locate(people, districts),
        fairs=places["fairs"].sort_values(FAIR_ORDER, kind="stable"),
        employers=places["employers"],
        services=places["services"],
        policies=places["policies"],
        candidates=places["candidates"],
        openings=openings,
        basemap=read(BASEMAP),
        provenance=ledger.provenance(version),
        road_sources=around.sources,
        networks=around.networks,
        grounds=around.grounds,
        revisions=known.revisions,
        gone=known.gone,
        entry_ids=read_entry_ids(connection),
    )


def _require_references(
    openings: pd.DataFrame, places: Mapping[str, pd.DataFrame], version: int
) -> None:
    referring = {name: places[name].reset_index() for name in ("fairs", "employers")}
    fault = stray_openings(referring | {"openings": openings}, version)
    if fault is not None:
        raise StoreDamagedError(fault)


def _locate(points: DemandPoints, districts: gpd.GeoDataFrame) -> Demand:
    at = locate(districts, points.lon, points.lat)
    return Demand(points.lon, points.lat, at, points.persons)


def _places(
    read: Callable[[Table], pd.DataFrame], districts: gpd.GeoDataFrame
) -> dict[str, pd.DataFrame]:
    """Rows with the district that holds their point; where points may lack, the stated one."""
    gazetteer = Gazetteer.of(districts)
    places = {}
    for table in (each for each in TABLES.values() if each.states_district):
        rows = read(table)
        if table.needs_points:
            held = adcodes(districts, rows["lon"], rows["lat"])
            places[table.name] = rows.assign(adcode=held)
        else:
            meant = gazetteer.meanings(rows["district"].unique())
            places[table.name] = with_adcodes(rows, districts, meant)
    return places
