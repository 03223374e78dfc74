"""Small campaigns from plain tables, so that a test states only what it is about."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.campaign.campaign import Campaign, Demand, without_rows
from geodata.campaign.provenance import Provenance
from geodata.campaign.schema import Table
from geodata.campaign.tables import CANDIDATES, POLICIES, SERVICES

DEMO_START = date(2027, 3, 13)
FAIR = {
    "name": "春风招聘会", "venue": "文化广场", "district": "", "address": "", "lon": 106.5,
    "lat": 29.5, "date": "2027-02-20", "start_time": "09:00", "end_time": "12:00", "booths": pd.NA,
    "expected_seekers": pd.NA, "status": "published", "precision": "point", "sessions": "",
    "services": "", "bring": "", "notice": "", "phone": "", "organiser": "", "link": "",
    "transport": "", "illustrative": False,
}  # fmt: skip
EMPLOYER = {
    "name": "示例公司", "district": "", "address": "", "lon": 106.5, "lat": 29.5, "sector": "",
    "precision": "point", "illustrative": False,
}  # fmt: skip
OPENING = {"employer_id": "e1", "fair_id": "", "occupation": "焊工", "sector": "", "headcount": 1,
           "wage_min": pd.NA, "wage_max": pd.NA, "education": "", "experience": "",
           "illustrative": False}  # fmt: skip
OF_OPENINGS = {
    "headcount": "int64", "wage_min": "Int64", "wage_max": "Int64", "illustrative": "bool",
}  # fmt: skip
CANDIDATE = {
    "name": "体育馆", "district": "", "address": "", "lon": 106.5, "lat": 29.5, "capacity": pd.NA,
    "cost": np.nan, "free_from": "", "free_to": "", "precision": "point", "illustrative": False,
}  # fmt: skip
BOXES = {"500103": (106, 29, 107, 30), "500112": (107, 29, 108, 30), "510104": (104, 30, 105, 31)}
TABLES = ("districts", "demand", "fairs", "employers", "openings")
CATALOGUE = ("services", "policies", "candidates")
# Made once: half of what a small campaign takes.
EMPTY = {table.name: without_rows(table) for table in (SERVICES, POLICIES, CANDIDATES)}


def district_table(shapes: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Districts from boxes (west, south, east, north) or polygons, by adcode."""
    polygons = [s if hasattr(s, "geom_type") else shapely.box(*s) for s in shapes.values()]
    seats = shapely.point_on_surface(polygons)
    return gpd.GeoDataFrame(
        {
            "name_zh": [f"{adcode}区" for adcode in shapes],
            "name_en": [f"District {adcode}" for adcode in shapes],
            "persons": np.nan,
            "seat_lon": shapely.get_x(seats),
            "seat_lat": shapely.get_y(seats),
        },
        geometry=polygons,
        index=pd.Index(shapes, name="adcode", dtype="str"),
        crs="EPSG:4326",
    )


def held_by(districts: gpd.GeoDataFrame, lon: Any, lat: Any) -> np.ndarray:
    """The first district that covers each point, -1 for none: slow and plain on purpose."""
    at = np.full(len(lon), -1, dtype=np.intp)
    for position in reversed(range(len(districts))):
        at[shapely.intersects_xy(districts.geometry.iloc[position], lon, lat)] = position
    return at


def typed(table: pd.DataFrame, types: Mapping[str, Any]) -> pd.DataFrame:
    """The table with columns of these types; ``astype`` copies all others too, one by one."""
    for name, kind in types.items():
        table[name] = table[name].astype(kind)
    return table


def placed(rows: Sequence[Mapping[str, Any]], defaults: Any, key: str, districts: Any) -> Any:
    """A table of things at points, with ids and districts, indexed as a campaign holds it."""
    table = pd.DataFrame([{key: f"{key[0]}{n}"} | defaults | row for n, row in enumerate(rows, 1)])
    table = table if len(rows) else pd.DataFrame(columns=[key, *defaults], dtype="str")
    counts = {c: "Int64" for c in ("booths", "expected_seekers") if c in table}
    typed(table, {"lon": "float64", "lat": "float64", "illustrative": "bool", **counts})
    at = held_by(districts, table["lon"].to_numpy(), table["lat"].to_numpy())
    held = np.append(districts.index.to_numpy(dtype=str), "")[at]
    table["adcode"] = pd.array(held.tolist(), dtype="str")
    order = [c for c in ("date", "start_time", key) if c in table]
    return table.sort_values(order).set_index(key)


def demand_of(points: Any, districts: gpd.GeoDataFrame) -> Demand:
    """Demand from (lon, lat, persons) triples, or from arrays lon, lat and persons by group."""
    if isinstance(points, Mapping):
        lon, lat, persons = points["lon"], points["lat"], dict(points["persons"])
    else:
        columns = np.array(points, dtype=float).reshape(-1, 3).T
        lon, lat, persons = columns[0], columns[1], {"all": columns[2]}
    return Demand(lon, lat, held_by(districts, lon, lat), persons)


def catalogued(
    rows: Sequence[Mapping[str, Any]], mark: Mapping[str, bool], table: Table, districts: Any
) -> pd.DataFrame:
    """Services or policies: text is empty and points are nowhere unless a row says otherwise."""
    if not rows:
        return EMPTY[table.name].copy()
    key = str(table.id_column)
    empty = {c.name: np.nan if c.name in ("lon", "lat") else "" for c in table.columns}
    empty |= mark
    frame = pd.DataFrame([empty | {key: f"{key[0]}{n}"} | row for n, row in enumerate(rows, 1)])
    at = held_by(districts, frame["lon"].to_numpy(float), frame["lat"].to_numpy(float))
    frame["adcode"] = np.append(districts.index.to_numpy(dtype=str), "")[at]
    texts = dict.fromkeys(frame.columns.difference(["lon", "lat", "illustrative"]), "str")
    return typed(frame, {"lon": "float64", "lat": "float64"} | texts).set_index(key)


def offered(rows: Sequence[Mapping[str, Any]], mark: Mapping[str, bool], districts: Any) -> Any:
    """Candidates; what a row leaves out is not known."""
    if not rows:
        return EMPTY[CANDIDATES.name].copy()
    frame = placed(rows, CANDIDATE | mark, "venue_id", districts)
    return typed(frame, {"capacity": "Int64", "cost": "float64"})


def ground_of(rows: Sequence[tuple[str, str, str, Any]]) -> gpd.GeoDataFrame:
    """A base map as a campaign holds it."""
    kinds, zh, en, shapes = zip(*rows, strict=True) if rows else ((),) * 4
    columns = {"kind": kinds, "name_zh": zh, "name_en": en}
    texts = {name: pd.array(list(values), dtype="str") for name, values in columns.items()}
    persons = np.full(len(kinds), np.nan)
    return gpd.GeoDataFrame({**texts, "persons": persons}, geometry=list(shapes), crs="EPSG:4326")


NO_GROUND, BOXED = ground_of(()), district_table(BOXES)


def make_campaign(
    *,
    demand: Any = (),
    fairs: Sequence[Mapping[str, Any]] = (),
    employers: Sequence[Mapping[str, Any]] = (),
    openings: Sequence[Mapping[str, Any]] = (),
    services: Sequence[Mapping[str, Any]] = (),
    policies: Sequence[Mapping[str, Any]] = (),
    candidates: Sequence[Mapping[str, Any]] = (),
    districts: Mapping[str, Any] | gpd.GeoDataFrame = BOXES,
    version: int = 1,
    illustrative: Sequence[str] = (),
    ground: Sequence[tuple[str, str, str, Any]] = (),
) -> Campaign:
    """
    A campaign from plain tables.

    Parameters
    ----------
    demand
        (lon, lat, persons) triples, or a mapping with arrays ``lon``, ``lat`` and ``persons`` by
        group.
    fairs, employers, openings, services, policies, candidates
        Rows as mappings; what a row leaves out is filled in (ids f1, f2, ... and e1, e2, ...).
    illustrative
        The tables that are made up; rows may say otherwise of themselves.
    districts
        Boxes (west, south, east, north) or polygons by adcode; three boxes unless stated.
    ground
        Rows of the base map: kind, Chinese and English name, shape.
    """
    if districts is BOXES:
        areas = BOXED.copy()
    else:
        areas = districts if isinstance(districts, gpd.GeoDataFrame) else district_table(districts)
    mark = {name: {"illustrative": name in illustrative} for name in (*TABLES, *CATALOGUE)}
    offers = pd.DataFrame(
        [OPENING | mark["openings"] | dict(row) for row in openings], columns=list(OPENING)
    )
    rows = {"fairs": fairs, "employers": employers, "openings": openings, "services": services,
            "policies": policies, "candidates": candidates}  # fmt: skip
    marked = {name for name, some in rows.items() if any(r.get("illustrative") for r in some)}
    return Campaign(
        version=version,
        districts=areas,
        demand=demand_of(demand, areas),
        fairs=placed(fairs, FAIR | mark["fairs"], "fair_id", areas),
        employers=placed(employers, EMPLOYER | mark["employers"], "employer_id", areas),
        openings=typed(offers, OF_OPENINGS),
        basemap=ground_of(ground) if ground else NO_GROUND.copy(),
        services=catalogued(services, mark["services"], SERVICES, areas),
        policies=catalogued(policies, mark["policies"], POLICIES, areas),
        candidates=offered(candidates, mark["candidates"], areas),
        provenance={
            name: Provenance(name, f"{name}.csv", "2027-01-01T00:00:00+08:00", "wgs84", 1,
                             name in illustrative or name in marked)
            for name in (*TABLES, *(each for each in CATALOGUE if rows[each]))
        },
    )  # fmt: skip
