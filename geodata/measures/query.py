"""What coverage is asked for."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from geodata.access.travel import Method, Travel, Unit, require_time
from geodata.base.arrays import Floats, Ints
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window, require_order
from geodata.errors import QueryRefused

FARTHEST = {"km": 500.0, "min": 600.0}
METRES_PER_KM = 1000


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
        if not 0 < self.value <= FARTHEST[self.unit]:
            raise QueryRefused(
                f"threshold_{self.unit}",
                self.value,
                "must be more than 0 and at most %(most)s",
                most=f"{FARTHEST[self.unit]:g}",
            )

    @property
    def cost_unit(self) -> Unit:
        """The unit in which costs are held against it."""
        return "m" if self.unit == "km" else "min"

    def cost(self, value: float | None = None) -> float:
        """Itself, or another value that is meant as it is, in the unit of costs."""
        value = self.value if value is None else value
        return value * METRES_PER_KM if self.unit == "km" else value


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """
    What coverage is asked for.

    Parameters
    ----------
    travel
        How people travel; its unit is made that of the threshold.
    threshold
        Kilometres of the way that the method gives (estimated: of estimated road), or minutes.
    group
        Whose coverage; groups overlap and are never added up.
    date_from, date_to
        Days whose fairs count, inclusive; None is the first or last day with a counting fair.
    region
        The city whose districts and people are counted, by its code; None for all. Fairs count
        wherever they are held.
    waits
        Whether the days until the next fair are counted, too.

    Raises
    ------
    QueryRefused
        For minutes on the straight line, or dates the wrong way round.
    """

    travel: Travel
    threshold: Threshold
    group: str = "all"
    date_from: date | None = None
    date_to: date | None = None
    region: str | None = None
    waits: bool = False

    def __post_init__(self) -> None:
        if self.threshold.unit == "min":
            require_time(self.travel.method, self.threshold.value)
        object.__setattr__(self, "travel", replace(self.travel, unit=self.threshold.cost_unit))
        require_order(self.date_from, self.date_to)

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

    def fairs(self, campaign: Campaign) -> Ints:
        """Positions in ``campaign.fairs`` of the fairs that count."""
        return self.window(campaign).fairs(campaign)

    def persons(self, campaign: Campaign) -> Floats:
        """
        The persons of the group at every demand point, shape (n,).

        Raises
        ------
        QueryRefused
            If the campaign's demand has no such group.
        """
        groups = campaign.demand.persons
        if self.group in groups:
            return groups[self.group]
        if not groups and self.group == "all":
            return np.zeros(len(campaign.demand))
        raise QueryRefused(
            "group",
            self.group,
            "the campaign has no such group; it has: %(groups)s",
            groups=", ".join(groups) or "all",
        )

    @property
    def limit(self) -> float:
        """The threshold in the unit of costs: metres or minutes."""
        return self.threshold.cost()
