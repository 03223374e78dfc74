"""What rows state as their district, beside the one that holds them."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.districts.changes import kin
from geodata.districts.editions import lie_in
from geodata.districts.locate import on_border
from geodata.districts.names import Gazetteer, Meaning

SAME, RENAMED, OTHER = "same", "renamed", "other"


def statements(
    places: pd.DataFrame, districts: gpd.GeoDataFrame, meant: Mapping[str, Meaning]
) -> pd.DataFrame:
    """
    What places state as their district, beside the one that holds them.

    Parameters
    ----------
    places
        Columns ``name, district, lon, lat, adcode``.
    districts
        Indexed by ``adcode``.
    meant
        What each text of ``district`` names.

    Returns
    -------
    pd.DataFrame
        Those rows that state one; columns ``name, stated, stated_adcode, adcode`` and ``agrees``:
        ``SAME``, ``RENAMED`` (the stated district preceded or follows the one that holds the row)
        or ``OTHER``. ``stated_adcode`` is "" where the name is none of the districts, and holds
        several codes with ``/`` between where it is that of several.
    """
    places = places[places["district"] != ""]
    stated, held = places["district"], places["adcode"]
    resolved = stated.map({text: "/".join(each.own) for text, each in meant.items()}).astype("str")
    agrees = np.where((resolved == held) & (resolved != ""), SAME, OTHER).astype(object)
    for text, each in meant.items():
        if len(each.codes) > 1 or each.of_another_edition or any(map(kin, each.codes)):
            rows = np.flatnonzero(stated == text)
            agrees[rows] = OTHER
            for code in each.codes:
                agrees[rows[lie_in(places.iloc[rows], code)]] = RENAMED
            if not each.of_another_edition:
                agrees[rows[held.iloc[rows].isin(each.codes)]] = SAME
    here = {text: [c for c in m.areas if c in districts.index] for text, m in meant.items()}
    agrees[on_border(places, stated.map(here), districts, agrees == OTHER)] = SAME
    columns = {"name": places["name"], "stated": stated, "stated_adcode": resolved}
    return pd.DataFrame(columns | {"adcode": held, "agrees": agrees})


def mismatches(places: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Rows of fairs or employers whose stated district is not the one that holds them.

    Returns
    -------
    pd.DataFrame
        Indexed as the rows; columns ``name, stated, stated_adcode, adcode`` as `statements` has
        them.
    """
    meant = Gazetteer.of(districts).meanings(places["district"].unique())
    return contradictions(statements(places, districts, meant))


def contradictions(stated: pd.DataFrame) -> pd.DataFrame:
    """The rows that lie in another district than they state."""
    return stated[stated["agrees"] == OTHER].drop(columns="agrees")
