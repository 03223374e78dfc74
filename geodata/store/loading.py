"""A version's parts, put together as a campaign in memory."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection

from geodata.campaign.campaign import Campaign, Demand, Floats, Ints, Provenance, RoadSource
from geodata.campaign.districts import Gazetteer, locate
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


def with_adcodes(table: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Places that may be without a point with their ``adcode``; see `Campaign.services`."""
    gazetteer = Gazetteer.of(districts)
    stated = {text: gazetteer.resolve(text) or "" for text in table["district"].unique()}
    held = pd.Series(adcodes(districts, table["lon"], table["lat"]), index=table.index)
    return table.assign(
        adcode=held.where(table["lon"].notna(), table["district"].map(stated)).astype("str")
    )


def adcodes(
    districts: gpd.GeoDataFrame, lon: Floats | pd.Series, lat: Floats | pd.Series
) -> pd.api.extensions.ExtensionArray:
    """The adcode of the district (by index) that holds each WGS-84 point; "" outside all."""
    at: Ints = locate(districts, np.asarray(lon), np.asarray(lat))
    codes = np.append(districts.index.to_numpy(dtype=object), "")  # position -1 is the ""
    return pd.array(codes[at], dtype="str")
