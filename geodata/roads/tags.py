"""
What OpenStreetMap's tags say of a way: who may use it, in which direction, and how fast.

Meanings follow the tagging conventions of the OpenStreetMap wiki (Key:highway, Key:oneway,
Key:access, Key:maxspeed, Tag:route=ferry). Speeds are those of a free road: nothing here knows
of traffic, lights, turns or the search for a place to park.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, overload

from geodata.roads.profile import AGAINST, ALONG, Profile

# Driving speed in km/h where no limit is posted; 0 where nobody drives.
DRIVE_KMH: Mapping[str, float] = {
    "motorway": 90, "motorway_link": 50, "trunk": 70, "trunk_link": 40, "primary": 55,
    "primary_link": 35, "secondary": 45, "secondary_link": 30, "tertiary": 40,
    "tertiary_link": 25, "unclassified": 35, "residential": 25, "road": 25, "living_street": 10,
    "service": 15, "track": 15, "ferry": 10, "pedestrian": 0, "footway": 0, "path": 0, "steps": 0,
    "cycleway": 0, "bridleway": 0, "corridor": 0,
}  # fmt: skip
KINDS = tuple(DRIVE_KMH)
FERRY = KINDS.index("ferry")
NOT_ON_FOOT = ("motorway", "motorway_link")
# One gets on and off these at their ends alone: no place beside them joins them.
ENDS_ONLY = tuple(KINDS.index(kind) for kind in ("ferry", *NOT_ON_FOOT))
SLOWEST_KMH, FASTEST_KMH = 5.0, 130.0
MOST_DIGITS = 5  # of a ferry's minutes
KMH_PER_MPH = 1.609344
KMH_PER_KNOT = 1.852

# Whoever comes from elsewhere to a fair is not let in.
CLOSED = frozenset({
    "no", "private", "agricultural", "forestry", "emergency", "military", "restricted", "bus",
    "psv", "delivery", "permit", "use_sidepath",
})  # fmt: skip
# A ferry that says whom it takes, and not cars among them, takes none.
ON_BOARD = ("foot", "bicycle")
# The more particular key decides.
DRIVE_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
WALK_KEYS = ("foot", "access")
YES = frozenset({"yes", "true", "1"})
NO = frozenset({"no", "false", "0"})
ROUND = frozenset({"roundabout", "circular"})
POSTED = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|knots|km/h|kmh|kph)?", re.IGNORECASE)
HOURS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})")
ISO = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?")


@dataclass(frozen=True, slots=True)
class Highway:
    """
    One way as a router sees it.

    Parameters
    ----------
    kind
        Position in ``KINDS``.
    kmh
        Driving speed, or that of the ferry.
    directions
        Bits of ``ALONG`` and ``AGAINST``.
    minutes
        How long a ferry takes from end to end, where it says so.
    """

    kind: int
    kmh: float
    directions: int
    minutes: float | None = None


class Tags(Protocol):
    """Tags as a mapping has them, or as a reader does that makes no mapping of them."""

    def __contains__(self, key: object, /) -> bool: ...
    @overload
    def get(self, key: str, /) -> str | None: ...
    @overload
    def get(self, key: str, default: str, /) -> str: ...


def highway(tags: Tags) -> Highway | None:
    """The way that tags describe; None where nobody may travel on it."""
    kind = "ferry" if tags.get("route") == "ferry" else tags.get("highway", "")
    if kind not in DRIVE_KMH or tags.get("area") in YES:
        return None
    kmh = speed_kmh(tags, kind)
    directions = 0
    if kmh and open_to(tags, DRIVE_KEYS) and not (kind == "ferry" and for_others(tags)):
        directions |= drive_directions(tags, kind)
    if walkable(tags, kind):
        directions |= ALONG[Profile.WALK] | AGAINST[Profile.WALK]
    if not directions:
        return None
    minutes = duration_min(tags.get("duration", "")) if kind == "ferry" else None
    return Highway(KINDS.index(kind), kmh or DRIVE_KMH["service"], directions, minutes)


def open_to(tags: Tags, keys: tuple[str, ...]) -> bool:
    """Whether the most particular key that is stated lets people in."""
    for key in keys:
        stated = tags.get(key)
        if stated is not None:
            return any(each.strip() not in CLOSED for each in stated.split(";"))
    return True


def for_others(tags: Tags) -> bool:
    """Whether a ferry names those it takes, and no cars."""
    named = any(tags.get(key, "no") != "no" for key in ON_BOARD)
    return named and not any(key in tags for key in DRIVE_KEYS)


def walkable(tags: Tags, kind: str) -> bool:
    """Whether people may walk here: not on motorways, unless it is said."""
    if (kind in NOT_ON_FOOT or tags.get("motorroad") in YES) and "foot" not in tags:
        return False
    return open_to(tags, WALK_KEYS)


def drive_directions(tags: Tags, kind: str) -> int:
    """The directions in which one drives."""
    along, against = ALONG[Profile.DRIVE], AGAINST[Profile.DRIVE]
    stated = tags.get("oneway", "")
    if stated == "reversible":  # open in one direction at a time; nobody knows which
        return 0
    if stated in {"-1", "reverse"}:
        return against
    implied = kind == "motorway" or tags.get("junction") in ROUND
    if stated in YES or (implied and stated not in NO):
        return along
    return along | against


def speed_kmh(tags: Tags, kind: str) -> float:
    """Driving speed: the posted limit, else that of the kind of road."""
    usual = DRIVE_KMH[kind]
    found = POSTED.match(tags.get("maxspeed", "").strip()) if usual else None
    if found is None:
        return usual
    unit = (found[2] or "").lower()
    factor = {"mph": KMH_PER_MPH, "knots": KMH_PER_KNOT}.get(unit, 1.0)
    return min(max(float(found[1]) * factor, SLOWEST_KMH), FASTEST_KMH)


def duration_min(text: str) -> float | None:
    """A duration in minutes: ``20``, ``00:20``, ``01:05:30`` or ``PT1H20M``; None if it is none."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        return float(text) or None
    found = HOURS.fullmatch(text)
    if found:
        parts = [int(part) for part in text.split(":")]
        hours, minutes, seconds = parts if len(parts) == 3 else (*parts, 0)
        return (hours * 60 + minutes + seconds / 60) or None
    found = ISO.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (hours * 60 + minutes + seconds / 60) or None
