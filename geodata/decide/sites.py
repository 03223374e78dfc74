"""Where a campaign's fairs are and could be held: its fairs, district seats and settlements."""

from dataclasses import dataclass
from typing import Self

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.access.trip_pairs import Venues
from geodata.base.arrays import Flags, Floats, Ints
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import districts_in
from geodata.districts.locate import locate

FAIR, SEAT, SETTLEMENT = "fair", "seat", "settlement"
SETTLEMENTS = ("settlement", "town")


@dataclass(frozen=True, eq=False, slots=True)
class Sites:
    """
    Venues of a campaign's plans.

    Parameters
    ----------
    table
        Indexed by id; ``name, kind`` (``fair``, ``seat`` or ``settlement``), ``adcode`` ("" in no
        district), ``lon, lat`` in degrees, WGS-84.
    fairs
        How many of the first rows are fairs.
    """

    table: pd.DataFrame
    fairs: int

    @classmethod
    def of(cls, campaign: Campaign, fairs: Ints, region: str | None) -> Self:
        """
        Fairs, then the seats and settlements of a region's districts where no fair is yet.

        Parameters
        ----------
        fairs
            Positions of those that count.
        """
        held = campaign.fairs.iloc[fairs]
        present = pd.DataFrame(
            {
                "name": held["name"].astype(str),
                "kind": FAIR,
                "adcode": held["adcode"].astype(str),
                "lon": held["lon"].astype(float),
                "lat": held["lat"].astype(float),
            }
        )
        known = districts_in(campaign, region)
        others = pd.concat([_seats(campaign, known), _settlements(campaign, known)])
        others = others.drop_duplicates(["lon", "lat"])
        taken = pd.MultiIndex.from_frame(present[["lon", "lat"]])
        others = others[~pd.MultiIndex.from_frame(others[["lon", "lat"]]).isin(taken)]
        return cls(pd.concat([present, others]), len(present))

    def __len__(self) -> int:
        return len(self.table)

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids, in order."""
        return tuple(map(str, self.table.index))

    @property
    def venues(self) -> Venues:
        """Their places."""
        lon, lat = (self.table[name].to_numpy(float) for name in ("lon", "lat"))
        return Venues(lon, lat)

    def held_in(self, adcode: str) -> Ints:
        """Positions of those in a district."""
        return np.flatnonzero(self.table["adcode"].to_numpy() == adcode)


def _seats(campaign: Campaign, known: Flags) -> pd.DataFrame:
    """The seats of districts."""
    districts = campaign.districts[known]
    seats = districts[districts["seat_lon"].notna() & districts["seat_lat"].notna()]
    return pd.DataFrame(
        {
            "name": seats["name_zh"].astype(str),
            "kind": SEAT,
            "adcode": seats.index.astype(str),
            "lon": seats["seat_lon"].astype(float),
            "lat": seats["seat_lat"].astype(float),
        },
    ).set_axis([f"seat-{adcode}" for adcode in seats.index])


def _settlements(campaign: Campaign, known: Flags) -> pd.DataFrame:
    """The settlements of the base map that lie in the districts."""
    ground: gpd.GeoDataFrame = campaign.basemap
    towns = ground[ground["kind"].isin(SETTLEMENTS)] if len(ground) else ground
    lon, lat = _points(towns)
    at = locate(campaign.districts, lon, lat)
    inside = np.append(known, False)[at]
    adcodes = np.append(campaign.districts.index.to_numpy(dtype=object), "")[at]
    names = towns["name_zh"].astype(str) if len(towns) else pd.Series(dtype=str)
    table = pd.DataFrame(
        {
            "name": names.to_numpy(),
            "kind": SETTLEMENT,
            "adcode": adcodes,
            "lon": lon,
            "lat": lat,
        },
        index=[f"place-{number}" for number in range(1, len(towns) + 1)],
    )
    return table[inside]


def _points(towns: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    """Longitudes and latitudes of points."""
    if not len(towns):
        return np.empty(0), np.empty(0)
    return towns.geometry.x.to_numpy(float), towns.geometry.y.to_numpy(float)
