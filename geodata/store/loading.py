"""A version's parts, put together as a campaign in memory."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection

from geodata.campaign.campaign import Campaign, Demand
from geodata.campaign.districts import adcodes, locate, with_adcodes
from geodata.campaign.provenance import Provenance, RoadSource
from geodata.roads.network import Network
from geodata.store.history import past
from geodata.store.tables import read_demand, read_part


def snapshot(
    connection: Connection,
    version: int,
    parts: Mapping[str, int],
    provenance: Mapping[str, Provenance],
    roads: tuple[tuple[RoadSource, ...], Mapping[str, Network]] = ((), {}),
) -> Campaign:
    """Load a version, with every point joined to its district; its road networks are open."""

    def read(table: str) -> pd.DataFrame:
        return read_part(connection, table, parts.get(table))

    districts = read("districts").set_index("adcode")
    points = read_demand(connection, parts.get("demand"))
    fairs = read("fairs").sort_values(["date", "start_time", "fair_id"], kind="stable")
    known = past(connection, parts.get("fairs"))
    return Campaign(
        version=version,
        districts=districts,
        demand=Demand(
            points.lon, points.lat, locate(districts, points.lon, points.lat), points.persons
        ),
        fairs=_joined(fairs.set_index("fair_id"), districts),
        employers=_joined(read("employers").set_index("employer_id"), districts),
        openings=read("openings"),
        basemap=read("basemap"),
        provenance=provenance,
        road_sources=roads[0],
        networks=roads[1],
        services=with_adcodes(read("services").set_index("service_id"), districts),
        policies=with_adcodes(read("policies").set_index("policy_id"), districts),
        revisions=known.revisions,
        gone=known.gone,
    )


def _joined(table: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    return table.assign(adcode=adcodes(districts, table["lon"], table["lat"]))
