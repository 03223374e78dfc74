"""What it costs the people of a campaign to get to their nearest fair."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.base.cache import remembered
from geodata.base.geodesy import PointTree, doubt_m
from geodata.campaign.campaign import Campaign, Floats, Ints
from geodata.campaign.schema import COUNTING_STATUSES
from geodata.errors import QueryRefused

DEFAULT_SPEED_KMH = 30.0
SLOWEST_KMH, FASTEST_KMH = 1, 200
# Districts without a measure borrow: Sichuan's that of the plain districts of western Chongqing,
# all others, and places in no district, the middle of Chongqing's.
BORROWED_PLAIN = 1.25
BORROWED_HILLS = 1.40
# An edge belongs to the reach it bounds; a micrometre covers what floating point takes off it.
EDGE_M = 1e-6
WINDOWS_KEPT = 8


class Method(StrEnum):
    """How people travel, and so what a cost is."""

    STRAIGHT = "straight"
    ESTIMATED = "estimated"
    ROADS = "roads"


@dataclass(frozen=True, slots=True)
class Window:
    """
    The days whose fairs count, both ends inclusive; None leaves an end open.

    A ``from_`` with a time of day counts the fairs that have not ended by then: on that day those
    whose ``end_time`` is later, or is not known.
    """

    from_: date | datetime | None = None
    to: date | None = None

    def __post_init__(self) -> None:
        first, _, last = self.key
        if last and first > last:
            raise QueryRefused("from", first, "must not be after %(to)s", to=last)

    @property
    def key(self) -> tuple[str, str, str]:
        """First day, minute of that day and last day as text that sorts, "" where open."""
        minute = self.from_.strftime("%H:%M") if isinstance(self.from_, datetime) else ""
        first = self.from_.isoformat()[:10] if self.from_ else ""
        return first, minute, self.to.isoformat() if self.to else ""

    def fairs(self, campaign: Campaign, statuses: tuple[str, ...] = COUNTING_STATUSES) -> Ints:
        """Positions in ``campaign.fairs`` of the fairs of these statuses within the window."""
        key = self.key, statuses
        return remembered(campaign, "window", key, lambda: self._fairs(campaign, statuses), most=8)

    def _fairs(self, campaign: Campaign, statuses: tuple[str, ...]) -> Ints:
        first, minute, last = self.key
        table = campaign.fairs
        counts = table["status"].isin(statuses)
        if first:
            counts &= table["date"] >= first
        if last:
            counts &= table["date"] <= last
        if minute:
            ended = (table["end_time"] != "") & (table["end_time"] <= minute)
            counts &= ~((table["date"] == first) & ended)
        return np.flatnonzero(counts.to_numpy(dtype=bool))


@dataclass(frozen=True, eq=False, slots=True)
class Costs:
    """
    What the nearest counting fair costs each of a campaign's n demand points.

    Parameters
    ----------
    metres
        Way in metres, shape (n,), ``inf`` where no fair can be reached. Straight: the WGS-84
        geodesic; estimated: that times the detour factor of the point's district.
    minutes
        The same as time, where the method gives one.
    fair_at
        Position of that fair in ``campaign.fairs``, shape (n,); -1 where there is none.
    """

    metres: Floats
    minutes: Floats | None
    fair_at: Ints


@dataclass(frozen=True, eq=False, slots=True)
class Straight:
    """Straight distances to the nearest of a window's fairs, and the tree that gave them."""

    metres: Floats
    fair_at: Ints
    tree: PointTree | None


@cache
def measured_factors() -> dict[str, float]:
    """Road ÷ straight distance by adcode, as measured (docs/data.md gives source and year)."""
    path = resources.files("geodata") / "facts" / "circuity-chongqing.csv"
    with path.open(encoding="utf-8-sig") as lines:
        return {row["adcode"]: float(row["circ_agg"]) for row in csv.DictReader(lines)}


def detour_factor(adcode: str) -> tuple[float, bool]:
    """The factor of one district, "" for none, and whether it is borrowed."""
    if adcode in measured_factors():
        return measured_factors()[adcode], False
    return (BORROWED_PLAIN if adcode.startswith("51") else BORROWED_HILLS), True


def detour_factors(adcodes: pd.Index) -> pd.DataFrame:
    """
    How much longer the road is than the straight line, by district.

    Parameters
    ----------
    adcodes
        Districts; "" stands for a place in none of them.

    Returns
    -------
    pd.DataFrame
        Indexed by ``adcodes``; ``factor`` and ``borrowed`` (true where the district has no
        measure of its own).
    """
    pairs = [detour_factor(str(adcode)) for adcode in adcodes]
    columns = {"factor": [f for f, _ in pairs], "borrowed": [b for _, b in pairs]}
    return pd.DataFrame(columns, index=adcodes).astype({"factor": "float64", "borrowed": "bool"})


def demand_factors(campaign: Campaign) -> Floats:
    """The detour factor at each demand point, shape (n,)."""
    factors = detour_factors(campaign.districts.index)["factor"].to_numpy()
    # Position -1, in no district, is the last one.
    every: Floats = np.append(factors, BORROWED_HILLS)[campaign.demand.district_at]
    return every


def demand_borrows(campaign: Campaign) -> npt.NDArray[np.bool_]:
    """Whether each demand point's detour factor is borrowed, shape (n,)."""
    borrowed = detour_factors(campaign.districts.index)["borrowed"].to_numpy()
    every: npt.NDArray[np.bool_] = np.append(borrowed, True)[campaign.demand.district_at]
    return every


def require_speed(speed_kmh: float) -> None:
    """
    Refuse a speed that nobody travels at.

    Raises
    ------
    QueryRefused
        Unless it is from 1 to 200 km/h.
    """
    if not SLOWEST_KMH <= speed_kmh <= FASTEST_KMH:
        raise QueryRefused(
            "speed_kmh", speed_kmh, "must be between 1 and %(most)s", most=FASTEST_KMH
        )


def straight_costs(campaign: Campaign, window: Window) -> Straight:
    """
    The geodesic from every demand point to its nearest fair, remembered by set of fairs.

    Every method and threshold over the same fairs starts from this one calculation.
    """
    fairs = window.fairs(campaign)

    def measure() -> Straight:
        demand = campaign.demand
        if not fairs.size:
            nowhere = np.full(len(demand), np.inf)
            return Straight(nowhere, np.full(len(demand), -1, dtype=np.intp), None)
        table = campaign.fairs.iloc[fairs]
        tree = PointTree.of(table["lon"].to_numpy(), table["lat"].to_numpy())
        metres, place_at = tree.nearest(demand.lon, demand.lat)
        return Straight(metres, fairs[tree.first[place_at]], tree)

    return remembered(campaign, "straight", fairs.tobytes(), measure, most=WINDOWS_KEPT)


def nearest_costs(
    campaign: Campaign, window: Window, method: Method, speed_kmh: float = DEFAULT_SPEED_KMH
) -> Costs:
    """
    What it costs every demand point to get to its nearest counting fair, but for roads.

    What it costs on a road network is ``by_road.road_costs``.

    Parameters
    ----------
    campaign
        Whose planned and published fairs count.
    window
        On which days.
    method
        How people travel: on the straight line, or estimated.
    speed_kmh
        Mean speed on the road, where the method needs one.

    Raises
    ------
    QueryRefused
        If the speed is out of bounds.
    """
    straight = straight_costs(campaign, window)
    if method is Method.STRAIGHT:
        return Costs(straight.metres, None, straight.fair_at)
    require_speed(speed_kmh)
    road_m = straight.metres * demand_factors(campaign)
    return Costs(road_m, road_m / metres_per_minute(speed_kmh), straight.fair_at)


def within(campaign: Campaign, window: Window, straight_m: Floats) -> npt.NDArray[np.bool_]:
    """
    Whether each demand point has a counting fair within a straight distance of its own.

    What the closed formula leaves in doubt is measured by ``pyproj.Geod``, so the answer is the
    one that ``Geod`` gives for every point.

    Parameters
    ----------
    straight_m
        The farthest distance that still counts, metres, shape (n,) or (1,).
    """
    straight = straight_costs(campaign, window)
    reached = straight.metres <= straight_m + EDGE_M
    if straight.tree is None:
        return reached
    doubtful = np.flatnonzero(np.abs(straight.metres - straight_m) <= doubt_m(straight_m))
    if doubtful.size:
        lon, lat = campaign.demand.lon[doubtful], campaign.demand.lat[doubtful]
        limit = np.broadcast_to(straight_m, straight.metres.shape)[doubtful]
        reached[doubtful] = straight.tree.exact(lon, lat) <= limit + EDGE_M
    return reached


def metres_per_minute(speed_kmh: float) -> float:
    """A speed in metres a minute."""
    return speed_kmh * 1000 / 60
