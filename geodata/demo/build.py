"""
The demo campaign: real districts and census, an invented plan of fairs.

``python -m geodata.demo.build`` stores it: a process of its own, because the package of settlements
needs 400 MB for a moment that a server should not carry.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.base.facts import read_facts
from geodata.demo.addresses import EXAMPLE, urban_people
from geodata.demo.basemap import basemap
from geodata.demo.boundaries import district_boundaries, districts_since, persons_of
from geodata.demo.built_up import built_up_share
from geodata.demo.catalogue import demo_policies, demo_services
from geodata.demo.employers import demo_employers, demo_openings
from geodata.demo.fairs import DAYS, demo_fairs
from geodata.demo.origins import DISCS, GROUND, provenance_of
from geodata.demo.population import ModelledPeople, demand_table, model_people
from geodata.demo.settlements import settlements, sound, towns
from geodata.districts.cities import city_of
from geodata.districts.editions import CENSUS
from geodata.districts.locate import adcodes
from geodata.errors import FairreachError, QueryRefused
from geodata.ground.folder import GroundTiles
from geodata.store.opened import Grounds
from geodata.store.store import Store

SEED = 20230201
LEAST_DAYS_AHEAD = 7
SATURDAY = 5
CITY_PERSONS = {"500000": 32_054_159, "510100": 20_937_757}


@dataclass(frozen=True, eq=False, slots=True)
class _Region:
    """The districts of the census, in which everything is made, and those that are stored."""

    edition: str
    districts: gpd.GeoDataFrame
    stored: gpd.GeoDataFrame
    census: pd.DataFrame
    people: ModelledPeople
    towns: gpd.GeoDataFrame


def default_start(today: date) -> date:
    """The first Saturday that is at least a week away."""
    soonest = today + timedelta(days=LEAST_DAYS_AHEAD)
    return soonest + timedelta(days=(SATURDAY - soonest.weekday()) % 7)


def require_start(start: date) -> None:
    """
    Refuse a start that leaves the calendar no room for the fairs.

    Raises
    ------
    QueryRefused
        For the last seven weeks of the year 9999.
    """
    latest = date.max - timedelta(days=DAYS)
    if start > latest:
        raise QueryRefused(
            "start", start.isoformat(), "must be no later than %(most)s", most=latest
        )


def build_demo(
    start: date,
    seed: int = SEED,
    edition: str = CENSUS,
    grounds: Sequence[GroundTiles] = (),
) -> dict[str, pd.DataFrame]:
    """
    Every table of the demo, as the door would read it; the same start and seed, the same tables.

    Parameters
    ----------
    start
        The day of the first fair.
    seed
        Chooses venues, days, employers and openings.
    edition
        Of the districts, ``2020`` or ``2025``: the same people, fairs and employers at the same
        places; only which district holds them differs.
    grounds
        What lies on the ground, by which urban people are placed where it shows enough.

    Raises
    ------
    QueryRefused
        As `require_start`.
    FairreachError
        If boundaries, census or sums are not what they should be.
    """
    require_start(start)
    return _tables(_region(edition, grounds), start, seed)


def _region(edition: str, grounds: Sequence[GroundTiles]) -> _Region:
    districts = district_boundaries()
    census = census_2020()
    found = settlements(districts)
    land = partial(built_up_share, grounds=grounds) if grounds else None
    people = model_people(districts, census, sound(found, districts), land)
    stored = districts if edition == CENSUS else districts_since(districts, people)
    return _Region(edition, districts, stored, census, people, towns(found, districts))


def census_2020() -> pd.DataFrame:
    """
    The census by district, in the order of `district_boundaries`, whole persons.

    Raises
    ------
    FairreachError
        If a city's sum is not the published one.
    """
    rows = pd.DataFrame(read_facts("census-2020-districts.csv"))
    counted = rows[["pop_2020", "urban", "rural", "age_15_59", "age_60p"]].astype("int64")
    sums = counted["pop_2020"].groupby(rows["adcode"].map(city_of)).sum().to_dict()
    if sums != CITY_PERSONS:
        raise FairreachError(f"the census sums to {sums}, and {CITY_PERSONS} were counted")
    return counted


def _tables(region: _Region, start: date, seed: int) -> dict[str, pd.DataFrame]:
    districts, people = region.districts, region.people
    fairs = demo_fairs(districts, people, start, seed)
    employers = demo_employers(districts, people, seed)
    openings = demo_openings(employers, fairs, seed)
    return {
        "districts": region.stored,
        "demand": demand_table(people, pd.Index(districts["adcode"])),
        "fairs": _with_districts(fairs, region.stored),
        "employers": _with_districts(employers, region.stored),
        "openings": openings,
        "services": demo_services(),
        "policies": demo_policies(),
        "basemap": basemap(region.stored, _urban(region), region.towns),
    }


def _with_districts(places: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Places that state the district that holds them; their names stay as they are."""
    indexed = districts.set_index("adcode")
    held = pd.Series(adcodes(indexed, places["lon"], places["lat"]), index=places.index)
    stated = held.map(indexed["name_zh"]).astype("str")
    return places.assign(district=stated, address=stated + EXAMPLE)


def _urban(region: _Region) -> pd.Series:
    """Urban people of each stored district, in their order."""
    people = region.people
    return persons_of(region.stored.set_index("adcode"), people, urban_people(people))


def store_demo(store: Store, start: date, edition: str = CENSUS, people: str = DISCS) -> int:
    """
    Build the demo and make it the current version of a store; see `store_demo_in_child`.

    Parameters
    ----------
    people
        One of ``geodata.demo.origins.PLACINGS``.

    Returns
    -------
    int
        The new version.

    Raises
    ------
    FairreachError
        As `build_demo`, or if the store cannot take it.
    """
    require_start(start)
    grounds = Grounds(store.ground).of(store.road_sources()) if people == GROUND else ()
    if people == GROUND and not grounds:
        raise FairreachError("the ground cannot be opened; import its roads again, or use discs")
    region = _region(edition, grounds)
    tables = _tables(region, start, SEED)
    stored = store.replace(
        tables, provenance=provenance_of(edition, region.people.placed_by, tables)
    )
    if stored.version is None:
        raise FairreachError("the demo was not stored")
    return stored.version


def store_demo_in_child(
    url: str, start: date, edition: str = CENSUS, *, roads: Path | None = None, people: str = DISCS
) -> int:
    """
    Do what `store_demo` does in a process of its own, and wait for it.

    Parameters
    ----------
    roads
        As `Store.open` takes it.

    Raises
    ------
    QueryRefused
        As `require_start`.
    FairreachError
        With the child's own sentence, or with its last words if it died.
    """
    require_start(start)
    # Not as arguments: the URL may hold a password, and others see those.
    asked = json.dumps(
        {
            "url": url, "start": start.isoformat(), "edition": edition, "people": people,
            "roads": None if roads is None else str(roads),
        }
    )  # fmt: skip
    child = subprocess.run(
        [sys.executable, "-P", "-m", "geodata.demo.build"],
        input=asked,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if child.returncode:
        said = child.stderr.strip().splitlines() or [f"exit status {child.returncode}"]
        raise FairreachError(said[-1])
    return int(child.stdout)


def main() -> int:
    """Store the demo that standard input asks for; print its version."""
    asked = json.load(sys.stdin)
    try:
        # First, so that one that cannot be opened says so at once.
        roads = Path(asked["roads"]) if asked["roads"] else None
        with closing(Store.open(asked["url"], roads=roads)) as store:
            start = date.fromisoformat(asked["start"])
            version = store_demo(store, start, asked["edition"], asked["people"])
    except FairreachError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{version}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
