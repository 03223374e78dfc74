"""The districts of Chongqing and Chengdu, as of the census and as of today."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from geodata.base.facts import read_facts
from geodata.demo.population import Counts, ModelledPeople
from geodata.districts.boundary_package import boundary_polygons
from geodata.districts.changes import named_in_changes
from geodata.districts.cities import city_of
from geodata.districts.editions import BEFORE, LIANGJIANG, known_seats, polygons_since
from geodata.districts.locate import adcodes
from geodata.errors import FairreachError

EXPECTED = {"500000": 38, "510100": 20}
EXPECTED_SINCE = {"500000": 37, "510100": 20}


def district_boundaries() -> gpd.GeoDataFrame:
    """
    The 58 districts: ``adcode, name_zh, name_en, persons, seat_lon, seat_lat, region, geometry``.

    Names and persons are the 2020 census's.

    Raises
    ------
    FairreachError
        If a district is missing, or its polygon is not valid or does not hold its seat.
    """
    census = read_facts("census-2020-districts.csv")
    seats = known_seats()
    polygons = boundary_polygons("district", [row["adcode"] for row in census])
    table = gpd.GeoDataFrame(
        {
            "adcode": [row["adcode"] for row in census],
            "name_zh": [row["name_zh"] for row in census],
            "name_en": [row["name_en"] for row in census],
            "persons": [float(row["pop_2020"]) for row in census],
            "seat_lon": [seats[row["adcode"]][0] for row in census],
            "seat_lat": [seats[row["adcode"]][1] for row in census],
            "region": "",  # that of the code
        },
        geometry=list(polygons.values()),
        crs="EPSG:4326",
    )
    _check(table, EXPECTED)
    return table


def districts_since(districts: gpd.GeoDataFrame, people: ModelledPeople) -> gpd.GeoDataFrame:
    """
    The 57 districts of today, with the people of the census who live where they are.

    Parameters
    ----------
    districts
        As `district_boundaries` returns them.
    people
        Who lives where; a cell belongs to the district that holds its centre.

    Raises
    ------
    FairreachError
        As `district_boundaries`, or if anybody is lost or moved between other districts.
    """
    before = districts.set_index("adcode")
    table = before.drop(index=[code for code in BEFORE if code not in polygons_since()])
    table.loc[LIANGJIANG, ["name_zh", "name_en"]] = named_in_changes()[LIANGJIANG]
    table.loc[LIANGJIANG, ["seat_lon", "seat_lat"]] = known_seats()[LIANGJIANG]
    table.loc[LIANGJIANG, "region"] = ""
    for code, polygon in polygons_since().items():
        table.loc[code, "geometry"] = polygon
    table = table.sort_index()
    table["persons"] = persons_of(table, people, people.persons["all"]).astype("float64")
    _check_people(before["persons"], table["persons"])
    since = table.reset_index()
    _check(since, EXPECTED_SINCE)
    return since


def persons_of(districts: gpd.GeoDataFrame, people: ModelledPeople, persons: Counts) -> pd.Series:
    """Persons by cell, added up by the district (by index) that holds the cell's centre."""
    held = pd.Index(adcodes(districts, people.cells.lon, people.cells.lat))
    return pd.Series(persons, index=held).groupby(level=0).sum().reindex(districts.index)


def _check_people(before: pd.Series, since: pd.Series) -> None:
    kept = since.index.difference(list(polygons_since()))
    if before.sum() != since.sum() or not before[kept].equals(since[kept]):
        raise FairreachError("the districts of today do not hold the people of those before")


def _check(table: gpd.GeoDataFrame, expected: Mapping[str, int]) -> None:
    counts: Mapping[str, int] = table["adcode"].map(city_of).value_counts().to_dict()
    if counts != expected:
        raise FairreachError(f"expected {expected} districts, the facts hold {counts}")
    broken = table["adcode"][~shapely.is_valid(table.geometry.to_numpy())]
    if len(broken):
        raise FairreachError(f"the polygons of {', '.join(broken)} are not valid")
    held = shapely.intersects_xy(table.geometry.to_numpy(), table["seat_lon"], table["seat_lat"])
    if not held.all():
        away = ", ".join(table["adcode"][~held])
        raise FairreachError(f"the seats of {away} are not inside their polygons")
