"""What coverage is asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from geodata.access.detour import demand_factors
from geodata.access.travel import DEFAULT_SPEED_KMH, Method, metres_per_minute, require_speed
from geodata.base.arrays import Floats
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.errors import QueryRefused
from geodata.roads.profile import Profile

MOST = {"km": 500.0, "min": 600.0}


@dataclass(frozen=True, slots=True)
class Threshold:
    """
    The farthest that still counts as covered, inclusive.

    Raises
    ------
    QueryRefused
        Unless 0 < value <= 500 km or 600 min.
    """

    value: float
    unit: Literal["km", "min"]

    def __post_init__(self) -> None:
        if not 0 < self.value <= MOST[self.unit]:
            raise QueryRefused(
                f"threshold_{self.unit}",
                self.value,
                "must be more than 0 and at most %(most)s",
                most=f"{MOST[self.unit]:g}",
            )


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """
    What coverage is asked for.

    Parameters
    ----------
    travel
        How people travel.
    threshold
        Kilometres of the way that the method gives (estimated: of estimated road), or minutes.
    group
        Whose coverage; groups overlap and are never added up.
    date_from, date_to
        Days whose fairs count, inclusive; None is the first or last day with a counting fair.
    speed_kmh
        Mean speed on the road, for methods that need one.
    profile
        How people use the roads, for the method that goes by roads.

    Raises
    ------
    QueryRefused
        For minutes on the straight line, dates the wrong way round, or a speed out of bounds.
    """

    travel: Method
    threshold: Threshold
    group: str = "all"
    date_from: date | None = None
    date_to: date | None = None
    speed_kmh: float = DEFAULT_SPEED_KMH
    profile: Profile = Profile.DRIVE

    def __post_init__(self) -> None:
        require_speed(self.speed_kmh)
        if self.travel is Method.STRAIGHT and self.threshold.unit == "min":
            raise QueryRefused(
                "threshold_min",
                self.threshold.value,
                "the straight line has no travel time; give threshold_km, or travel=estimated",
            )
        Window(self.date_from, self.date_to)

    @staticmethod
    def default_threshold(method: Method) -> Threshold:
        """10 km on the straight line, 30 minutes by any other method."""
        return Threshold(10, "km") if method is Method.STRAIGHT else Threshold(30, "min")

    def window(self, campaign: Campaign) -> Window:
        """The days asked for, open ends filled with the campaign's first and last fair day."""
        first, last = campaign.dates or (None, None)
        start, end = self.date_from or first, self.date_to or last
        if start and end and start > end:
            # Only one end was given, and it lies outside the campaign: that one day, no fairs.
            start = end = self.date_from or self.date_to
        return Window(start, end)

    @property
    def by_road(self) -> bool:
        """Whether people go by the roads of a network."""
        return self.travel is Method.ROADS

    def limit_m(self, campaign: Campaign) -> Floats:
        """The straight distance at which each demand point is just covered, shape (n,) or (1,)."""
        if self.travel is Method.STRAIGHT:
            return np.array([self.way_m])
        return self.way_m / demand_factors(campaign)

    @property
    def threshold_cost(self) -> float:
        """The threshold in the unit of costs: minutes or metres."""
        return self.threshold.value * (1000 if self.threshold.unit == "km" else 1)

    @property
    def way_m(self) -> float:
        """The threshold as metres of the way that the method gives."""
        if self.threshold.unit == "km":
            return self.threshold.value * 1000
        return self.threshold.value * metres_per_minute(self.speed_kmh)
