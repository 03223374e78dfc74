"""What is asked for by who looks for the nearest fairs: from where, how many, when and how."""

from dataclasses import dataclass, field

from geodata.access.travel import DEFAULT_SPEED_KMH, Method, Travel
from geodata.base.place import Place
from geodata.campaign.window import Window
from geodata.errors import QueryRefused
from geodata.roads.movement import Movement
from geodata.signs.profile import Profile

MOST_NEAREST = 50


@dataclass(frozen=True, slots=True)
class NearestQuery:
    """
    A place, and which fairs are asked for.

    Parameters
    ----------
    place
        From where.
    k
        How many fairs, 1 to 50.
    window
        A seeker's starts now: give ``Window(now)`` with now in the campaign's time zone.
    travel
        How the seeker travels. The order is that of the straight distance: the detour factor
        belongs to the place asked from, so it changes no order. By road the order is that of the
        minutes, and what cannot be reached is left out. None takes the usual way to each fair: by
        road where roads are known well enough around the place and around the fair, else estimated,
        all in one order by minutes.

    Raises
    ------
    QueryRefused
        For a ``k`` out of bounds.
    """

    place: Place
    k: int = 5
    window: Window = field(default_factory=Window)
    travel: Travel | None = field(default_factory=lambda: Travel(Method.STRAIGHT))

    def __post_init__(self) -> None:
        if not 1 <= self.k <= MOST_NEAREST:
            raise QueryRefused("k", self.k, "must be between 1 and %(most)s", most=MOST_NEAREST)

    @property
    def road_profile(self) -> Profile | None:
        """How roads are used, where people may go by them; people drive unless it is said."""
        return Profile.DRIVE if self.travel is None else self.travel.road_profile

    @property
    def movement(self) -> Movement:
        """How the seeker moves where roads are used."""
        return Movement(Profile.DRIVE) if self.travel is None else self.travel.movement

    @property
    def estimate_kmh(self) -> float | None:
        """The speed on estimated ways, where there may be any."""
        return DEFAULT_SPEED_KMH if self.travel is None else self.travel.estimate_kmh
