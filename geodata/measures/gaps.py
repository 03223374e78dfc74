"""Where the people live whom no fair reaches: the uncovered demand as a few thousand cells."""

from itertools import chain, count
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.access.costs import trip_costs
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.geodesy import areas_m2
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import lives_in
from geodata.measures.coverage import coverage
from geodata.measures.definition import Definition, plain
from geodata.measures.query import CoverageQuery

Box: TypeAlias = tuple[float, float, float, float]

MOST_CELLS = 5000
MOST_NEAR = 6000
METRES_PER_DEGREE = 111_320.0
ONE_IN = 8
SIDES_M = (1000, 1500, 2000, 3000, 4000, 5000, 6000, 8000, 10_000, 15_000, 20_000, 30_000, 50_000)
POLAR_DEGREES = 89.0
# What circles would take up of all land if nobody were covered: they then touch here and there.
CIRCLES_SHARE = 0.3


def gaps(campaign: Campaign, query: CoverageQuery, most: int = MOST_CELLS) -> pd.DataFrame:
    """
    The persons not covered, district demand only, gathered in cells of one size.

    Parameters
    ----------
    campaign, query
        As for ``coverage``.
    most
        How many cells there may be; the finest size that keeps to it is taken.

    Returns
    -------
    pd.DataFrame
        One row per cell, most persons first: ``lon, lat`` (the persons' centre, degrees, WGS-84),
        ``persons``, ``cell_m`` (side of the cells). ``persons`` adds up to the coverage's
        ``persons_gap``.

    Raises
    ------
    QueryRefused
        If the campaign has no such group.
    """
    at, people = uncovered_people(campaign, query)
    return gather(campaign, at, people, *cells_of(campaign, at, most))


def gaps_near(campaign: Campaign, query: CoverageQuery, box: Box) -> pd.DataFrame:
    """
    The cells of `gaps` whose centres lie in a box, parted into finer ones.

    They hold the same persons, so that they can take the place of those cells.

    Parameters
    ----------
    box
        West, south, east and north in degrees, WGS-84.

    Returns
    -------
    pd.DataFrame
        As `gaps`; at most ``MOST_NEAR`` rows.
    """
    at, people = uncovered_people(campaign, query)
    cell_of, _ = cells_of(campaign, at, MOST_CELLS)
    lon, lat, _ = centres(campaign, at, people, cell_of)
    west, south, east, north = box
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    near = inside[cell_of]
    at, people = at[near], people[near]
    return gather(campaign, at, people, *cells_of(campaign, at, MOST_NEAR))


def uncovered_people(campaign: Campaign, query: CoverageQuery) -> tuple[Ints, Floats]:
    """Which demand points have uncovered people, and how many."""
    persons = query.persons(campaign)
    missed = ~coverage(campaign, query).covered & lives_in(campaign, query.region) & (persons > 0)
    # Whether those are covered who live where no road is known, nobody knows.
    missed &= trip_costs(campaign, query.fairs(campaign), query.travel).known
    at = np.flatnonzero(missed)
    return at, persons[at]


def centres(
    campaign: Campaign, at: Ints, people: Floats, cell_of: Ints
) -> tuple[Floats, Floats, Floats]:
    """The middle of where each cell's persons live, longitude and latitude, and how many live."""
    lon, lat = campaign.demand.lon[at], campaign.demand.lat[at]
    total = np.bincount(cell_of, people)
    east, north = (np.bincount(cell_of, each * people) / total for each in (lon, lat))
    return np.asarray(east), np.asarray(north), np.asarray(total)


def gather(
    campaign: Campaign, at: Ints, people: Floats, cell_of: Ints, side_m: int
) -> pd.DataFrame:
    """The cells, most persons first, with their side."""
    columns = centres(campaign, at, people, cell_of)
    order = np.argsort(-columns[-1], kind="stable")
    lon, lat, persons = (each[order] for each in columns)
    return pd.DataFrame({"lon": lon, "lat": lat, "persons": persons, "cell_m": side_m})


def circle_m2(campaign: Campaign) -> float | None:
    """
    The ground that a circle of uncovered people takes up for each of them, in m².

    It is a part of the land that a person of the campaign has on average. It hangs on no query, so
    that circles of two answers can be compared. None where there is no land or nobody.
    """

    def part() -> float | None:
        inside = campaign.demand.district_at >= 0
        groups = campaign.demand.persons.values()
        persons = max((float(group[inside].sum()) for group in groups), default=0.0)
        land = float(areas_m2(campaign.districts.geometry.to_numpy()).sum())
        return CIRCLES_SHARE * land / persons if land and persons else None

    return campaign.still.get("circle m2", "", part, most=1)


def cells_of(campaign: Campaign, at: Ints, most: int) -> tuple[Ints, int]:
    """The cell of some points, numbered from 0, and the side that gives at most ``most`` cells."""
    for side_m in chain(SIDES_M, (SIDES_M[-1] * 2**n for n in count(1))):
        number = cell_numbers(campaign, side_m)
        # One point in eight tells soon where there are too many.
        if np.count_nonzero(cells_held(number[at[::ONE_IN]])) > max(most, 1):
            continue
        here = number[at]
        held = cells_held(here)
        if np.count_nonzero(held) <= max(most, 1):
            return (np.cumsum(held) - 1)[here], side_m
    raise AssertionError


def cells_held(number: npt.NDArray[np.int32]) -> Flags:
    """Which cells hold a point; counted over all of them, which is quicker than to sort."""
    return np.bincount(number) > 0


def cell_numbers(campaign: Campaign, side_m: int) -> npt.NDArray[np.int32]:
    """The cell of each demand point among all that hold one; kept, for the people stay there."""

    def number() -> npt.NDArray[np.int32]:
        cells = grid(campaign.demand.lon, campaign.demand.lat, side_m)
        return np.unique(cells, return_inverse=True)[1].astype(np.int32)

    return campaign.still.get("cells", side_m, number, most=len(SIDES_M))


def grid(lon: Floats, lat: Floats, side_m: float) -> Ints:
    """
    A number for the cell that holds each point.

    Rows are counted from 90 degrees south and columns from 180 degrees west, so that a cell stays
    where it is when the threshold changes; the columns of a row are as wide as the row is high.
    """
    height = side_m / METRES_PER_DEGREE
    row = np.floor((lat + 90) / height)
    middle = np.clip((row + 0.5) * height - 90, -POLAR_DEGREES, POLAR_DEGREES)
    column = np.floor((lon + 180) / (height / np.cos(np.radians(middle))))
    return (row * 2**32 + column).astype(np.int64)


def gaps_features(cells: pd.DataFrame, definition: Definition) -> dict[str, Any]:
    """The cells as a GeoJSON FeatureCollection, with the coverage's definition beside them."""
    columns = (cells[name].tolist() for name in ("lon", "lat", "persons", "cell_m"))
    return {
        "type": "FeatureCollection",
        "definition": definition.to_dict(),
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": {"persons": plain(persons), "cell_m": side},
            }
            for lon, lat, persons, side in zip(*columns, strict=True)
        ],
    }
