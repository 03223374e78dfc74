"""A version's parts, put together as a campaign in memory."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from geodata.campaign.campaign import Campaign, Demand
from geodata.campaign.districts import adcodes, locate, with_adcodes
from geodata.campaign.provenance import Provenance, RoadSource
from geodata.campaign.schema import Table
from geodata.campaign.tables import BASEMAP, DEMAND, DISTRICTS, FAIRS, OPENINGS, TABLES
from geodata.roads.network import Network
from geodata.store.history import past
from geodata.store.tables import DemandPoints, read_demand, read_part

FAIR_ORDER = ["date", "start_time", "fair_id"]


def snapshot(
    connection: Connection,
    version: int,
    parts: Mapping[str, int],
    provenance: Mapping[str, Provenance],
    roads: tuple[tuple[RoadSource, ...], Mapping[str, Network]] = ((), {}),
) -> Campaign:
    """Load a version, with every point joined to its district; its road networks are open."""

    def read(table: Table) -> pd.DataFrame:
        rows = read_part(connection, table.name, parts.get(table.name))
        return rows if table.id_column is None else rows.set_index(table.id_column)

    districts = read(DISTRICTS)
    stating = (table for table in TABLES.values() if table.states_district)
    places = {each.name: _with_districts(each, read(each), districts) for each in stating}
    known = past(connection, parts.get(FAIRS.name))
    return Campaign(
        version=version,
        districts=districts,
        demand=_located(read_demand(connection, parts.get(DEMAND.name)), districts),
        fairs=places["fairs"].sort_values(FAIR_ORDER, kind="stable"),
        employers=places["employers"],
        services=places["services"],
        policies=places["policies"],
        openings=read(OPENINGS),
        basemap=read(BASEMAP),
        provenance=provenance,
        road_sources=roads[0],
        networks=roads[1],
        revisions=known.revisions,
        gone=known.gone,
    )


def _located(points: DemandPoints, districts: gpd.GeoDataFrame) -> Demand:
    at = locate(districts, points.lon, points.lat)
    return Demand(points.lon, points.lat, at, points.persons)


def _with_districts(table: Table, rows: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Rows with the district that holds their point; where points may lack, the stated one."""
    if not table.needs_points:
        return with_adcodes(rows, districts)
    return rows.assign(adcode=adcodes(districts, rows["lon"], rows["lat"]))
