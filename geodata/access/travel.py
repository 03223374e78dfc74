"""How people travel."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from geodata.access.stated import StatedCosts
from geodata.errors import QueryRefused
from geodata.roads.movement import Movement
from geodata.roads.traffic import FREE, Traffic
from geodata.signs.profile import WALK_KMH, Profile

DEFAULT_SPEED_KMH = 30.0
SLOWEST_KMH, FASTEST_KMH = 1, 200
SLOWEST_WALK_KMH, FASTEST_WALK_KMH = 1, 8
Unit = Literal["m", "min"]


class Method(StrEnum):
    """How people travel, and so what a cost is."""

    STRAIGHT = "straight"
    ESTIMATED = "estimated"
    ROADS = "roads"
    STATED = "stated"


CALCULATED = (Method.STRAIGHT, Method.ESTIMATED, Method.ROADS)
"""The methods whose costs are worked out here; those of the last come from a file."""


@dataclass(frozen=True, slots=True)
class Travel:
    """
    How people travel, and what their trips are counted in.

    Parameters
    ----------
    method
        On the straight line, by estimated roads, or by those of a network.
    profile
        How people use the roads, for the method that goes by roads.
    speed_kmh
        Mean speed on the road, for estimated times.
    unit
        Metres of the way that the method gives, or minutes. By default metres, which every method
        has.
    traffic
        What slows cars on the roads of a network.
    walk_kmh
        Walking speed by such roads: on foot, and on the walks at both ends of a drive.
    stated
        The costs themselves, for the method that has them from a file.

    Raises
    ------
    QueryRefused
        For a speed out of bounds, or minutes on the straight line.
    """

    method: Method
    profile: Profile = Profile.DRIVE
    speed_kmh: float = DEFAULT_SPEED_KMH
    unit: Unit = "m"
    traffic: Traffic = FREE
    walk_kmh: float = WALK_KMH
    stated: StatedCosts | None = None

    def __post_init__(self) -> None:
        require_speed(self.speed_kmh)
        require_walking_speed(self.walk_kmh)
        if self.unit == "min":
            require_time(self.method)

    @property
    def by_road(self) -> bool:
        """Whether people go by the roads of a network."""
        return self.method is Method.ROADS

    @property
    def estimated(self) -> bool:
        """Whether ways are straight ones made longer by a factor, and times follow from a speed."""
        return self.method is Method.ESTIMATED

    @property
    def road_profile(self) -> Profile | None:
        """How the roads of a network are used; None off them."""
        return self.profile if self.by_road else None

    @property
    def movement(self) -> Movement:
        """How people move where they go by the roads of a network."""
        return Movement(self.profile, self.traffic, self.walk_kmh)

    @property
    def told_traffic(self) -> Traffic | None:
        """What slows cars; None where nobody drives by the roads of a network."""
        return self.traffic if self.road_profile is Profile.DRIVE else None

    @property
    def estimate_kmh(self) -> float | None:
        """The speed that estimated times rest on; None where they rest on none."""
        return self.speed_kmh if self.estimated else None

    def metres(self, cost: float) -> float:
        """How many metres of the way that the method gives have that cost."""
        return cost * metres_per_minute(self.speed_kmh) if self.unit == "min" else cost


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


def require_walking_speed(walk_kmh: float) -> None:
    """
    Refuse a speed that nobody walks at.

    Raises
    ------
    QueryRefused
        Unless it is from 1 to 8 km/h.
    """
    if not SLOWEST_WALK_KMH <= walk_kmh <= FASTEST_WALK_KMH:
        raise QueryRefused(
            "walk_kmh", walk_kmh, "must be between 1 and %(most)s", most=FASTEST_WALK_KMH
        )


def require_time(method: Method, minutes: float | None = None) -> None:
    """
    Refuse minutes where a method has none.

    Parameters
    ----------
    minutes
        The threshold asked for, if there is one.

    Raises
    ------
    QueryRefused
        On the straight line.
    """
    if method is Method.STRAIGHT:
        raise QueryRefused(
            "threshold_min",
            minutes,
            "the straight line has no travel time; give threshold_km, or travel=estimated",
        )


def metres_per_minute(speed_kmh: float) -> float:
    """A speed in metres a minute."""
    return speed_kmh * 1000 / 60
