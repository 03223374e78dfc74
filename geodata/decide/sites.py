"""The venues that a plan can choose from: where fairs are, and where they could be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely

from geodata.access.trip_pairs import Venues
from geodata.base.arrays import Flags, Ints
from geodata.campaign.campaign import Campaign
from geodata.campaign.regions import districts_in
from geodata.districts.locate import adcodes

FAIR, OWN, SEAT, TOWN = "fair", "own", "seat", "town"
TOWN_KINDS = ("settlement", "town")
COLUMNS = ["venue_id", "name_zh", "name_en", "kind", "lon", "lat", "capacity", "cost"]


class OwnSite(NamedTuple):
    """A candidate that is brought along: a place, and what it seats and costs if that is known."""

    venue_id: str
    name: str
    lon: float
    lat: float
    capacity: float | None = None
    cost: float | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Sites:
    """
    Venues to choose from.

    Parameters
    ----------
    table
        Indexed by ``venue_id``: ``name_zh, name_en, kind, lon, lat, capacity, cost, adcode``; the
        last is "" outside all districts, capacity and cost are NaN where they are not known.
    at
        Position of each id that names one: its own, or that of a fair that is held there.
    """

    table: pd.DataFrame
    at: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.table)

    @property
    def held(self) -> Flags:
        """At which of them fairs of the plan are held, shape (n,)."""
        return (self.table["kind"] == FAIR).to_numpy(dtype=bool, copy=True)

    @property
    def venues(self) -> Venues:
        """Where they are."""
        return Venues(self.table["lon"].to_numpy(float), self.table["lat"].to_numpy(float))


def sites(
    campaign: Campaign,
    fairs: Ints,
    *,
    region: str | None = None,
    own: Sequence[OwnSite] | None = None,
) -> Sites:
    """
    The venues of some fairs, and the candidates of a region.

    Fairs at one point are one venue, known by each of their ids. A candidate at the point of
    another is the same venue.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``.
    own
        Candidates to take in place of the districts' seats and the towns of the basemap.
    """
    present = _held_at(campaign, fairs)
    others = _own(own) if own is not None else pd.concat([_seats(campaign), _towns(campaign)])
    table = pd.concat([present, others], ignore_index=True)
    table["adcode"] = adcodes(campaign.districts, table["lon"], table["lat"])
    inside = campaign.districts.index[districts_in(campaign, region)]
    wanted = (table["kind"] == FAIR) | table["adcode"].isin(inside) | (table["kind"] == OWN)
    kept = table[wanted].drop_duplicates(["lon", "lat"]).drop_duplicates("venue_id")
    kept = kept.set_index("venue_id")
    place = {point: at for at, point in enumerate(zip(kept["lon"], kept["lat"], strict=True))}
    named = campaign.fairs.iloc[fairs]
    held = zip(named.index, zip(named["lon"], named["lat"], strict=True), strict=True)
    own_ids = {str(venue_id): at for at, venue_id in enumerate(kept.index)}
    return Sites(kept, {str(fair): place[point] for fair, point in held} | own_ids)


def _held_at(campaign: Campaign, fairs: Ints) -> pd.DataFrame:
    """The venues of fairs, each under the id of its first fair."""
    found = campaign.fairs.iloc[fairs].drop_duplicates(["lon", "lat"])
    name = found["venue"].where(found["venue"] != "", found["name"])
    return _table(found.index, name, name, FAIR, found["lon"], found["lat"])


def _seats(campaign: Campaign) -> pd.DataFrame:
    """Where the districts are governed from."""
    here = campaign.districts
    ids = [f"seat-{adcode}" for adcode in here.index]
    return _table(ids, here["name_zh"], here["name_en"], SEAT, here["seat_lon"], here["seat_lat"])


def _towns(campaign: Campaign) -> pd.DataFrame:
    """The towns of the basemap, numbered as they stand there."""
    ground = campaign.basemap
    number = np.flatnonzero(ground["kind"].isin(TOWN_KINDS).to_numpy(dtype=bool))
    towns = ground.iloc[number]
    points = towns.geometry.to_numpy()
    ids = [f"town-{each}" for each in number]
    return _table(
        ids, towns["name_zh"], towns["name_en"], TOWN, shapely.get_x(points), shapely.get_y(points)
    )


def _own(given: Sequence[OwnSite]) -> pd.DataFrame:
    table = pd.DataFrame(given, columns=list(OwnSite._fields))
    told = _table(table["venue_id"], table["name"], table["name"], OWN, table["lon"], table["lat"])
    return told.assign(capacity=table["capacity"].astype(float), cost=table["cost"].astype(float))


def _table(ids: Sequence[str] | pd.Index | pd.Series, *columns: object) -> pd.DataFrame:
    """Venues of one kind."""
    values = [np.asarray(each) if not isinstance(each, str) else each for each in (ids, *columns)]
    named = dict(zip(COLUMNS, values, strict=False))
    return pd.DataFrame(named | {"capacity": np.nan, "cost": np.nan})
