"""Invented addresses for the demo: points where a district's urban people live."""

import geopandas as gpd
import numpy as np

from geodata.base.arrays import Floats, Ints
from geodata.demo.population import Counts, ModelledPeople
from geodata.districts.locate import locate

SCATTER_DEGREES = 0.004
EXAMPLE = "（示例地址）"


def urban_people(people: ModelledPeople) -> Counts:
    """Urban people by cell."""
    return people.persons["all"] - people.persons["rural"]


def by_district(people: ModelledPeople, persons: Counts) -> Floats:
    """Persons by cell, added up by district."""
    return np.bincount(people.cells.district_at, weights=persons).astype(np.float64)


def scatter(
    rng: np.random.Generator, districts: gpd.GeoDataFrame, people: ModelledPeople, cell_at: Ints
) -> tuple[Floats, Floats]:
    """A point in or next to each cell, in the cell's own district; WGS-84 degrees."""
    cells = people.cells
    lon, lat = cells.lon[cell_at], cells.lat[cell_at]
    shift = rng.uniform(-SCATTER_DEGREES, SCATTER_DEGREES, (2, len(cell_at)))
    moved_lon, moved_lat = np.round(lon + shift[0], 5), np.round(lat + shift[1], 5)
    kept = locate(districts, moved_lon, moved_lat) == cells.district_at[cell_at]
    return np.where(kept, moved_lon, lon), np.where(kept, moved_lat, lat)
