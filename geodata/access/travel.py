"""How people travel."""

from enum import StrEnum

from geodata.errors import QueryRefused

DEFAULT_SPEED_KMH = 30.0
SLOWEST_KMH, FASTEST_KMH = 1, 200


class Method(StrEnum):
    """How people travel, and so what a cost is."""

    STRAIGHT = "straight"
    ESTIMATED = "estimated"
    ROADS = "roads"


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


def metres_per_minute(speed_kmh: float) -> float:
    """A speed in metres a minute."""
    return speed_kmh * 1000 / 60
