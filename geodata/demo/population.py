"""
Who lives where: the 2020 census on cells of one square kilometre.

The census counts people by district. Within a district rural people are spread evenly over the
land; urban people fill cells outward from its sound settlements, or, where there are none, from
its seat. Every district and group sums exactly to the census. It is a model; docs/data.md says
how far to trust it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from scipy.spatial import cKDTree

from geodata.base.arrays import Floats, Ints
from geodata.campaign.vocabulary import GROUPS
from geodata.districts.locate import locate

Counts = npt.NDArray[np.int64]
Seeds = tuple[Floats, Floats, Floats | Counts]
CELL_M = 1_000.0
# About 100 m2 of built-up land a person, the planning norm.
MOST_PER_CELL = 10_000
GRID_CRS = "+proj=aea +lat_1=28.5 +lat_2=31.8 +lat_0=30 +lon_0=106.5 +ellps=WGS84 +units=m"
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """
    Cells of one square kilometre, each in the district that holds its centre.

    Parameters
    ----------
    lon, lat
        Centres, WGS-84 degrees, shape (n,).
    x_m, y_m
        Centres in an equal-area projection, metres, shape (n,).
    district_at
        Position of the district, shape (n,).
    """

    lon: Floats
    lat: Floats
    x_m: Floats
    y_m: Floats
    district_at: Ints

    def __len__(self) -> int:
        return len(self.lon)


@dataclass(frozen=True, eq=False, slots=True)
class ModelledPeople:
    """
    People by cell.

    Parameters
    ----------
    cells
        Where.
    persons
        By group (``all, working_age, rural, age_60_plus``), whole numbers, shape (n,).
    placed_by
        How many of all people each rule placed: ``rural`` (spread over the land),
        ``settlements`` and ``seat`` (urban people around the one or the other).
    """

    cells: Cells
    persons: Mapping[str, Counts]
    placed_by: Mapping[str, int]


def cells_of(districts: gpd.GeoDataFrame) -> Cells:
    """The cells of the districts, from north to south and west to east."""
    west, south, east, north = districts.to_crs(GRID_CRS).total_bounds
    x = np.arange(np.floor(west / CELL_M), np.ceil(east / CELL_M)) * CELL_M + CELL_M / 2
    y = np.arange(np.ceil(north / CELL_M), np.floor(south / CELL_M), -1) * CELL_M - CELL_M / 2
    x_m, y_m = (grid.ravel() for grid in np.meshgrid(x, y))
    to_degrees = Transformer.from_crs(GRID_CRS, "EPSG:4326", always_xy=True)
    lon, lat = (np.round(degrees, 5) for degrees in to_degrees.transform(x_m, y_m))
    at = locate(districts, lon, lat)
    held = at >= 0
    return Cells(lon[held], lat[held], x_m[held], y_m[held], at[held])


def apportion(total: int, weights: npt.ArrayLike) -> Counts:
    """
    Divide whole persons in proportion to weights, by largest remainder; they sum to ``total``.

    Equal remainders are served in a scattered order, so that no end of a list is favoured.

    Parameters
    ----------
    total
        How many to divide.
    weights
        Not negative, shape (n,), not all zero unless ``total`` is.
    """
    share = np.asarray(weights, dtype=np.float64)
    if not total:
        return np.zeros(len(share), dtype=np.int64)
    quota = share * (total / share.sum())
    whole: Counts = np.floor(quota + 1e-9).astype(np.int64)
    scatter = np.arange(len(share)) * _GOLDEN % 1
    order = np.lexsort((scatter, -np.round(quota - whole, 6)))
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def fill(x_m: Floats, y_m: Floats, room: Counts, seeds: Seeds) -> Counts:
    """
    Place the people of each seed in the nearest cells that have room, the largest seed first.

    Parameters
    ----------
    x_m, y_m
        Cells, metres, shape (n,).
    room
        How many persons each cell can still take, shape (n,).
    seeds
        ``x_m, y_m, persons`` of the seeds, whole persons that the cells have room for.

    Returns
    -------
    Counts
        Persons placed in each cell, shape (n,).
    """
    left = room.copy()
    seed_x, seed_y, persons = seeds
    for seed in np.argsort(-persons, kind="stable"):
        order = np.argsort(np.hypot(x_m - seed_x[seed], y_m - seed_y[seed]), kind="stable")
        before = np.cumsum(left[order]) - left[order]
        left[order] -= np.clip(int(persons[seed]) - before, 0, left[order])
    return room - left


def model_people(
    districts: gpd.GeoDataFrame, census: pd.DataFrame, towns: pd.DataFrame
) -> ModelledPeople:
    """
    Place the people of the census on cells.

    Parameters
    ----------
    districts
        Polygons with ``seat_lon`` and ``seat_lat``, WGS-84.
    census
        One row per district in the same order: ``pop_2020, urban, rural, age_15_59, age_60p``.
    towns
        Sound settlements: ``lon, lat, persons, district_at``; a district without any is filled
        from its seat.
    """
    cells = cells_of(districts)
    persons = {group: np.zeros(len(cells), dtype=np.int64) for group in GROUPS}
    placed_by = {"rural": int(census["rural"].sum()), "settlements": 0, "seat": 0}
    to_grid = Transformer.from_crs("EPSG:4326", GRID_CRS, always_xy=True)
    towns_x, towns_y = to_grid.transform(towns["lon"].to_numpy(), towns["lat"].to_numpy())
    seat_x, seat_y = to_grid.transform(districts["seat_lon"], districts["seat_lat"])
    for at, counted in enumerate(census.to_dict("records")):
        here, mine = np.flatnonzero(cells.district_at == at), towns["district_at"].to_numpy() == at
        seeds = np.array([seat_x[at]]), np.array([seat_y[at]]), np.ones(1)
        if mine.any():
            seeds = towns_x[mine], towns_y[mine], towns["persons"].to_numpy(np.float64)[mine]
        placed_by["settlements" if mine.any() else "seat"] += int(counted["urban"])
        placed = _within(cells.x_m[here], cells.y_m[here], counted, seeds)
        for group, number in placed.items():
            persons[group][here] = number
    return ModelledPeople(cells, persons, placed_by)


def _within(
    x_m: Floats, y_m: Floats, counted: Mapping[Any, int], seeds: Seeds
) -> dict[str, Counts]:
    """The people of one district by cell and group."""
    rural = apportion(counted["rural"], np.ones(len(x_m)))
    most = max(MOST_PER_CELL, -(-counted["pop_2020"] // len(x_m)))
    urban = apportion(counted["urban"], _beyond_rural(x_m, y_m, rural, counted["pop_2020"], seeds))
    everyone: Counts = rural + fill(x_m, y_m, most - rural, (*seeds[:2], urban))
    working_age = apportion(counted["age_15_59"], everyone)
    # Of the others, so that no cell holds more people of both ages than it holds at all.
    age_60_plus = apportion(counted["age_60p"], everyone - working_age)
    return dict(zip(GROUPS, (everyone, working_age, rural, age_60_plus), strict=True))


def _beyond_rural(x_m: Floats, y_m: Floats, rural: Counts, people: int, seeds: Seeds) -> Floats:
    """
    Weights of the seeds: their part of all people, less the rural ones already around them.

    A settlement's persons are those of its whole township, and in a small one most are rural.
    """
    seed_x, seed_y, persons = seeds
    _, nearest = cKDTree(np.column_stack([seed_x, seed_y])).query(np.column_stack([x_m, y_m]))
    around = np.bincount(nearest, weights=rural, minlength=len(persons))
    beyond: Floats = np.maximum(persons * (people / persons.sum()) - around, 0)
    return beyond


def demand_table(people: ModelledPeople, adcodes: pd.Index) -> pd.DataFrame:
    """
    The people as the table ``demand``: one row for every cell and group that is not empty.

    Returns
    -------
    pd.DataFrame
        ``demand_id, lon, lat, persons, group``; all rows of ``all`` first.
    """
    cells = people.cells
    number = pd.Series(cells.district_at).groupby(cells.district_at).cumcount() + 1
    names = pd.Series(adcodes.to_numpy(dtype=str)[cells.district_at], dtype="str")
    names = names + "-" + number.astype("str").str.zfill(5) + "-"
    parts = []
    for group, persons in people.persons.items():
        some = persons > 0
        columns = {
            "demand_id": names[some] + group,
            "lon": cells.lon[some],
            "lat": cells.lat[some],
            "persons": persons[some].astype(np.float64),
            "group": pd.Series(group, index=names[some].index, dtype="str"),
        }
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)
