"""
Who lives where: the 2020 census on cells of one square kilometre.

The census counts people by district. Within a district rural people are spread evenly over the
land; urban people fill cells outward from its sound settlements. Where there are none they are
divided by built-up land, or, where that is not known, fill cells outward from its seat. Every
district and group sums exactly to the census. It is a model; docs/data.md says how far to trust it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer
from scipy.spatial import cKDTree

from geodata.base.arrays import Floats
from geodata.campaign.vocabulary import GROUPS
from geodata.demo.cells import GRID_CRS, Cells, cells_of

Counts = npt.NDArray[np.int64]
Seeds = tuple[Floats, Floats, Floats | Counts]
# About 100 m2 of built-up land a person, the planning norm.
MOST_PER_CELL = 10_000
# What is known of a district's built-up land is enough from half of that on, or from half of all
# its land on: some districts hold more people than the norm.
LEAST_BUILT_UP_M2 = 50.0
LEAST_BUILT_UP = 0.5
_GOLDEN = 0.6180339887498949


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
        ``settlements`` and ``seat`` (urban people around the one or the other), and, where
        built-up land is known, ``ground`` (urban people by that).
    """

    cells: Cells
    persons: Mapping[str, Counts]
    placed_by: Mapping[str, int]


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


def divide(total: int, weights: Floats, room: Counts) -> Counts:
    """
    Divide whole persons in proportion to weights, as far as there is room.

    What one place has no room for goes to the others; only what none has room for is left out.

    Parameters
    ----------
    total
        How many to divide.
    weights
        Not negative, shape (n,).
    room
        How many persons each place takes, shape (n,).
    """
    placed: Counts = np.zeros(len(weights), dtype=np.int64)
    while (left := total - int(placed.sum())) and ((weights > 0) & (placed < room)).any():
        share = apportion(left, np.where(placed < room, weights, 0.0))
        placed += np.minimum(share, room - placed)
    return placed


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
    districts: gpd.GeoDataFrame,
    census: pd.DataFrame,
    towns: pd.DataFrame,
    built_up: Callable[[Cells], Floats] | None = None,
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
    built_up
        Tells the part of each cell that is built up. Where a district has no sound settlements
        and that is enough land for its urban people, they are divided by it, and only those whom
        it has no room for are placed around the seat.
    """
    cells = cells_of(districts)
    land = np.zeros(len(cells)) if built_up is None else built_up(cells)
    persons = {group: np.zeros(len(cells), dtype=np.int64) for group in GROUPS}
    placed_by = {"rural": int(census["rural"].sum()), "settlements": 0, "seat": 0}
    placed_by |= {} if built_up is None else {"ground": 0}
    to_grid = Transformer.from_crs("EPSG:4326", GRID_CRS, always_xy=True)
    towns_x, towns_y = to_grid.transform(towns["lon"].to_numpy(), towns["lat"].to_numpy())
    seat_x, seat_y = to_grid.transform(districts["seat_lon"], districts["seat_lat"])
    for at, counted in enumerate(census.to_dict("records")):
        here, mine = np.flatnonzero(cells.district_at == at), towns["district_at"].to_numpy() == at
        seeds = np.array([seat_x[at]]), np.array([seat_y[at]]), np.ones(1)
        if mine.any():
            seeds = towns_x[mine], towns_y[mine], towns["persons"].to_numpy(np.float64)[mine]
        known = np.zeros(len(here)) if mine.any() else land[here]
        place = _Place(cells.x_m[here], cells.y_m[here], known, seeds)
        placed, by_land = _within(place, counted)
        around = "settlements" if mine.any() else "seat"
        placed_by[around] += int(counted["urban"]) - by_land
        if built_up is not None:
            placed_by["ground"] += by_land
        for group, number in placed.items():
            persons[group][here] = number
    return ModelledPeople(cells, persons, placed_by)


@dataclass(frozen=True, eq=False, slots=True)
class _Place:
    """The cells of one district, how far each is built up, and what people gather around."""

    x_m: Floats
    y_m: Floats
    built_up: Floats
    seeds: Seeds

    def knows_land_for(self, urban: int) -> bool:
        """Whether enough built-up land is known for so many people."""
        enough_km2 = min(urban * LEAST_BUILT_UP_M2 / 1e6, LEAST_BUILT_UP * len(self.built_up))
        return bool(self.built_up.sum() >= max(enough_km2, 1.0))


def _within(place: _Place, counted: Mapping[Any, int]) -> tuple[dict[str, Counts], int]:
    """The people of one district by cell and group, and how many built-up land has placed."""
    x_m, y_m, seeds = place.x_m, place.y_m, place.seeds
    rural = apportion(counted["rural"], np.ones(len(x_m)))
    room = max(MOST_PER_CELL, -(-counted["pop_2020"] // len(x_m))) - rural
    on_land = np.zeros_like(rural)
    if place.knows_land_for(counted["urban"]):
        on_land = divide(counted["urban"], place.built_up, room)
    left = counted["urban"] - int(on_land.sum())
    urban = apportion(left, _beyond_rural(x_m, y_m, rural, counted["pop_2020"], seeds))
    everyone: Counts = rural + on_land + fill(x_m, y_m, room - on_land, (*seeds[:2], urban))
    working_age = apportion(counted["age_15_59"], everyone)
    # Of the others, so that no cell holds more people of both ages than it holds at all.
    age_60_plus = apportion(counted["age_60p"], everyone - working_age)
    groups = (everyone, working_age, rural, age_60_plus)
    return dict(zip(GROUPS, groups, strict=True)), int(on_land.sum())


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
