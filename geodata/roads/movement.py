"""How people move on the roads of a network: what their costs depend on."""

from dataclasses import dataclass, replace
from typing import Self, TypeAlias

from geodata.roads.traffic import FREE, Traffic
from geodata.signs.profile import WALK_KMH, Profile


@dataclass(frozen=True, slots=True)
class Movement:
    """
    How people move on the roads.

    Parameters
    ----------
    profile
        How they use them.
    traffic
        What slows their cars.
    walk_kmh
        Their walking speed on the flat, on foot and on the walks at both ends of a drive.
    """

    profile: Profile
    traffic: Traffic = FREE
    walk_kmh: float = WALK_KMH

    @classmethod
    def of(cls, use: "Use") -> "Movement":
        """A profile alone moves on free roads, at the usual walking speed."""
        return use if isinstance(use, Movement) else cls(use)

    def on_roads(self, unit: str) -> Self:
        """
        As much of it as the costs of edges depend on, in minutes (``min``) or metres (``m``).

        No traffic slows who walks, the pace of walks changes nothing on the road that is driven,
        and the shortest way is the same at any speed.
        """
        if unit == "m":
            return type(self)(self.profile)
        if self.profile is Profile.DRIVE:
            return type(self)(self.profile, self.traffic)
        return type(self)(self.profile, walk_kmh=self.walk_kmh)

    def counting(self, unit: str) -> Self:
        """As much of it as costs from door to door depend on."""
        on_roads = self.on_roads(unit)
        return on_roads if unit == "m" else replace(on_roads, walk_kmh=self.walk_kmh)

    @property
    def is_usual(self) -> bool:
        """Whether nothing is stated but the profile."""
        return self.traffic.is_free and self.walk_kmh == WALK_KMH


Use: TypeAlias = Profile | Movement
"""A movement, or a profile that stands for its usual one."""
