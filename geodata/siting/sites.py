"""The venues that a plan can choose from: where fairs are, and where they could be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely

from geodata.access.pairs import Pairs
from geodata.access.trip_pairs import Venues
from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.geodesy import distances_m
from geodata.base.place import Place
from geodata.campaign.campaign import Campaign
from geodata.campaign.changes import DIGITS
from geodata.campaign.regions import districts_in
from geodata.campaign.window import FOREVER
from geodata.districts.locate import adcodes

FAIR, OWN, CANDIDATE, SEAT, TOWN = "fair", "own", "candidate", "seat", "town"
POINT = "point"
"""A place that is asked about, and no candidate."""
TOWN_KINDS = ("settlement", "town")
OFFERED = ["capacity", "cost", "free_from", "free_to"]
UNKNOWN = {"capacity": np.nan, "cost": np.nan, "free_from": "", "free_to": ""}
COLUMNS = ["venue_id", "name_zh", "name_en", "kind", "lon", "lat"]


class Source(StrEnum):
    """Where candidates come from."""

    REQUEST = "request"
    TABLE = "table"
    PLACES = "places"


class Days(NamedTuple):
    """A first and a last day as ISO text, both included; "" where an end is open."""

    first: str
    last: str

    def within(self, others: "Days") -> "Days | None":
        """Those that are others', too; None if there are none."""
        first = max(self.first, others.first)
        last = min(self.last or FOREVER, others.last or FOREVER)
        return Days(first, "" if last == FOREVER else last) if first <= last else None


class Offer(NamedTuple):
    """When a venue is free for a new fair, and how many it seats; None where that is not known."""

    free: Days
    capacity: float | None


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
        Indexed by ``venue_id``: ``name_zh, name_en, kind, lon, lat, capacity, cost, free_from,
        free_to, adcode``; the last is "" outside all districts, capacity and cost are NaN and free
        days "" where they are not known.
    at
        Position of each id that names one: its own, that of a fair that is held there, or of a
        candidate that is the same place.
    source
        What was taken as candidates.
    doubtful
        Ids of candidates that are those of fairs held elsewhere.
    """

    table: pd.DataFrame
    at: Mapping[str, int]
    source: Source = Source.PLACES
    doubtful: tuple[str, ...] = ()

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

    def offer(self, at: int) -> Offer:
        """What one of them offers."""
        row, seats = self.table.iloc[at], self.capacity[at]
        free = Days(str(row["free_from"]), str(row["free_to"]))
        return Offer(free, None if np.isnan(seats) else float(seats))

    @property
    def cost(self) -> Floats:
        """What a fair costs at each, in yuan, shape (n,); NaN where it is not known."""
        return self.table["cost"].to_numpy(float)

    @property
    def capacity(self) -> Floats:
        """How many persons each seats, shape (n,); NaN where it is not known."""
        return self.table["capacity"].to_numpy(float)


def sites(
    campaign: Campaign,
    fairs: Ints,
    *,
    region: str | None = None,
    own: Sequence[OwnSite] | None = None,
) -> Sites:
    """
    The venues of some fairs, and the candidates of a region.

    Fairs at one point are one venue, known by each of their ids. A candidate at their point is the
    same venue, known by its id, too, and its seats, cost and free days are those of the venue.

    Parameters
    ----------
    fairs
        Positions in ``campaign.fairs``.
    own
        Candidates to take in place of the campaign's: its table of candidates, or without any the
        districts' seats and the towns of the basemap.
    """
    present = _with_districts(campaign, _fair_venues(campaign, fairs))
    others, source = _candidates(campaign, own)
    others = _with_districts(campaign, others)
    if source is not Source.REQUEST:
        inside = campaign.districts.index[districts_in(campaign, region)]
        others = others[others["adcode"].isin(inside)]
    place = {point: at for at, point in enumerate(_points(present))}
    named = campaign.fairs.iloc[fairs]
    held = {str(each): place[at] for each, at in zip(named.index, _points(named), strict=True)}
    same = np.array([place.get(point, -1) for point in _points(others)], dtype=np.intp)
    met = dict(zip(map(str, others["venue_id"]), same.tolist(), strict=True))
    _complete(present, others, same)
    new = others[same < 0]
    if source is Source.PLACES:
        new = new.drop_duplicates(["lon", "lat"])
    table = pd.concat([present, new], ignore_index=True).drop_duplicates("venue_id")
    table = table.set_index("venue_id")
    ids = {str(each): at for at, each in enumerate(table.index)}
    alias = {each: at for each, at in met.items() if at >= 0}
    doubtful = tuple(each for each, at in met.items() if held.get(each, at) != at)
    return Sites(table, alias | held | ids, source, doubtful)


def with_places(campaign: Campaign, found: Sites, places: Mapping[str, Place]) -> Sites:
    """
    Venues, and behind them places that are none; one where a venue is, is that venue.

    Parameters
    ----------
    places
        By what they are asked for as; the id of each is ``106.55000,29.56000``.
    """
    there = zip(found.table["lon"].round(DIGITS), found.table["lat"].round(DIGITS), strict=True)
    degrees = {each: (place.lon, place.lat) for each, place in places.items()}
    known = {point: at for at, point in reversed([*enumerate(there)])}
    new = [point for point in dict.fromkeys(degrees.values()) if point not in known]
    known |= {point: len(found) + at for at, point in enumerate(new)}
    lon, lat = np.array(new, dtype=float).reshape(-1, 2).T
    ids = [f"{x:.{DIGITS}f},{y:.{DIGITS}f}" for x, y in new]
    more = _with_districts(campaign, _table(ids, ids, ids, POINT, lon, lat)).set_index("venue_id")
    table = pd.concat([found.table, more]) if new else found.table
    asked = {each: known[point] for each, point in degrees.items()}
    at = dict(found.at) | {each: len(found) + at for at, each in enumerate(ids)} | asked
    return Sites(table, at, found.source, found.doubtful)


def _with_districts(campaign: Campaign, rows: pd.DataFrame) -> pd.DataFrame:
    """Venues with the districts that hold them."""
    return rows.assign(adcode=adcodes(campaign.districts, rows["lon"], rows["lat"]))


def _points(rows: pd.DataFrame) -> Sequence[tuple[float, float]]:
    return list(zip(rows["lon"], rows["lat"], strict=True))


def _complete(present: pd.DataFrame, others: pd.DataFrame, same: Ints) -> None:
    """Fill in what the first candidate at the place of a fair says of it."""
    first = others[same >= 0].assign(place=same[same >= 0]).drop_duplicates("place")
    for name in OFFERED:
        present.loc[first["place"].to_numpy(), name] = first[name].to_numpy()


def _candidates(campaign: Campaign, own: Sequence[OwnSite] | None) -> tuple[pd.DataFrame, Source]:
    """Venues where no fair need be yet, and where they come from."""
    if own is not None:
        return _own(own), Source.REQUEST
    if not campaign.candidates.empty:
        return _table_candidates(campaign), Source.TABLE
    return pd.concat([_seats(campaign), _towns(campaign)], ignore_index=True), Source.PLACES


def _table_candidates(campaign: Campaign) -> pd.DataFrame:
    """The candidates that the campaign's table has."""
    rows = campaign.candidates
    told = _table(rows.index, rows["name"], rows["name"], CANDIDATE, rows["lon"], rows["lat"])
    numbers = {name: rows[name].to_numpy(float, na_value=np.nan) for name in ("capacity", "cost")}
    return told.assign(**numbers, **{name: rows[name].to_numpy() for name in OFFERED[2:]})


def _fair_venues(campaign: Campaign, fairs: Ints) -> pd.DataFrame:
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
    return pd.DataFrame(named | UNKNOWN)


def between(found: Sites) -> Pairs:
    """The straight lines between venues, in metres, each in both directions."""
    where, count = found.venues, len(found)
    a, b = (each.ravel() for each in np.indices((count, count)))
    a, b = a[a != b], b[a != b]
    metres = distances_m(where.lon[a], where.lat[a], where.lon[b], where.lat[b])
    return Pairs.of(a, b, metres, size=(count, count))
