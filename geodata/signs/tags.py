"""
What OpenStreetMap's tags say of a way: who may use it, in which direction, and how fast.

Meanings follow the tagging conventions of the OpenStreetMap wiki (Key:highway, Key:oneway,
Key:access, Key:maxspeed, Tag:route=ferry, Key:area); docs/data.md lists them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from geodata.signs.access import Tags, directions_let_in, for_others
from geodata.signs.conditions import is_timed
from geodata.signs.profile import AGAINST, ALONG, LOCAL_SHIFT, OPEN, Profile
from geodata.signs.speeds import Both, driving_kmh, duration_min, walking_kmh

# Driving speed in km/h where no limit is posted; 0 where nobody drives. Networks hold positions in
# this list: what is new goes to its end.
DRIVE_KMH: Mapping[str, float] = {
    "motorway": 90, "motorway_link": 50, "trunk": 70, "trunk_link": 40, "primary": 55,
    "primary_link": 35, "secondary": 45, "secondary_link": 30, "tertiary": 40,
    "tertiary_link": 25, "unclassified": 35, "residential": 25, "road": 25, "living_street": 10,
    "service": 15, "track": 15, "ferry": 10, "pedestrian": 0, "footway": 0, "path": 0, "steps": 0,
    "cycleway": 0, "bridleway": 0, "corridor": 0, "pier": 0, "platform": 0,
}  # fmt: skip
KINDS = tuple(DRIVE_KMH)
FERRY = KINDS.index("ferry")
NO_HIGHWAY = ("ferry", "pier")
# Nobody drives on these unless a key of cars says so; `access` and `vehicle` mean bicycles there.
SHARED = ("pedestrian", "footway", "path", "cycleway", "bridleway")
CARS = ("motorcar", "motor_vehicle")
NOT_ON_FOOT = ("motorway", "motorway_link", "trunk", "trunk_link")
SIDEWALKS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")
WITH_SIDEWALK = frozenset({"both", "left", "right", "yes"})
# One gets on and off these at their ends alone: no place beside them joins them.
ENDS_ONLY = tuple(KINDS.index(kind) for kind in ("ferry", "motorway", "motorway_link"))
# What says the same of lines and of closed ways: a platform that is closed is an area.
PLATFORMS = ("highway", "railway", "public_transport")
ONEWAY = {
    Profile.DRIVE: ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
    Profile.WALK: ("oneway:foot",),
}
CONVEYED = {"forward": ALONG[Profile.WALK], "backward": AGAINST[Profile.WALK]}
YES = frozenset({"yes", "true", "1"})
NO = frozenset({"no", "false", "0"})
ROUND = frozenset({"roundabout", "circular"})
NEARLY_DONE = frozenset({"no", "minor", "widening"})


class SizedTags(Tags, Protocol):
    """Tags whose number is known."""

    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Highway:
    """
    One way as a router sees it.

    Parameters
    ----------
    kind
        Position in ``KINDS``.
    kmh
        Driving speed along and against it, or that of the ferry.
    walk_kmh
        Walking speed along and against it.
    directions
        Bits of ``ALONG`` and ``AGAINST``, and of those open to who starts or ends there alone.
    minutes
        How long a ferry takes from end to end, where it says so.
    square
        Whether it is the outline of a place that one may cross.
    timed
        Whether something of it holds at some times only.
    """

    kind: int
    kmh: Both
    walk_kmh: Both
    directions: int
    minutes: float | None = None
    square: bool = False
    timed: bool = False


def highway(tags: Tags) -> Highway | None:
    """The way that tags describe; None where nobody may travel on it."""
    kind = kind_of(tags)
    if not kind:
        return None
    square = kind == "platform" if "area" not in tags else tags.get("area") in YES
    directions = walking_directions(tags, kind)
    if (DRIVE_KMH[kind] or names_cars(tags, kind)) and not square:
        directions |= driven(tags, kind)
    if not directions & OPEN:
        return None
    kmh = driving_kmh(tags, DRIVE_KMH[kind] or DRIVE_KMH["living_street"])
    minutes = duration_min(tags.get("duration", "")) if kind == "ferry" else None
    walk_kmh = kmh if kind == "ferry" else walking_kmh(tags, kind)
    return Highway(
        KINDS.index(kind), kmh, walk_kmh, directions, minutes, square, is_timed(tags)
    )  # fmt: skip


# Tags that say most of most ways, and those that say nothing here.
TELLING = ("highway", "oneway", "maxspeed")
SILENT = (
    "name", "name:zh", "name:en", "lanes", "ref", "surface", "source", "bridge", "layer", "tunnel",
    "lit", "width", "int_ref", "int_name",
)  # fmt: skip


def usual_highway(tags: SizedTags) -> Highway | None:
    """The same as `highway`, quicker for the many ways that say little: those are looked up."""
    told = tuple(tags.get(key) for key in TELLING)
    others = len(tags) - sum(each is not None for each in told)
    for key in SILENT:
        if not others:
            break
        others -= key in tags
    return highway(tags) if others else plain_highway(told)


@lru_cache(maxsize=4096)
def plain_highway(told: tuple[str | None, ...]) -> Highway | None:
    """The way that says no more than these tags."""
    stated: dict[str, str] = {}
    stated |= {k: v for k, v in zip(TELLING, told, strict=True) if v is not None}
    return highway(stated)


def kind_of(tags: Tags) -> str:
    """Which of ``KINDS`` a way is of, "" for none."""
    if tags.get("route") == "ferry":
        return "ferry"
    kind = tags.get("highway", "")
    if kind in DRIVE_KMH and kind not in NO_HIGHWAY:
        return kind
    if tags.get("man_made") == "pier":
        return "pier"
    return "platform" if any(tags.get(key) == "platform" for key in PLATFORMS) else ""


def walking_directions(tags: Tags, kind: str) -> int:
    """The directions in which one walks."""
    if keeps_walkers_off(tags, kind) and not any(key in tags for key in ON_FOOT):
        return 0
    stated = oneway(tags, Profile.WALK)
    if "conveying" in tags:
        stated &= CONVEYED.get(tags.get("conveying", ""), OPEN)
    return within(directions_let_in(tags, Profile.WALK), stated)


ON_FOOT = ("foot", "foot:forward", "foot:backward")


def keeps_walkers_off(tags: Tags, kind: str) -> bool:
    """Whether nobody walks here unless it is said: on motorways, and beside no sidewalk."""
    if tags.get("motorroad") in YES or kind in NOT_ON_FOOT[:2]:
        return True
    return kind in NOT_ON_FOOT and not any(tags.get(key) in WITH_SIDEWALK for key in SIDEWALKS)


def names_cars(tags: Tags, kind: str) -> bool:
    """Whether a way for people on foot or bicycles says itself who may drive on it."""
    return kind in SHARED and any(key in tags for key in CARS)


def driven(tags: Tags, kind: str) -> int:
    """The directions in which one drives."""
    if kind == "ferry" and for_others(tags):
        return 0
    if tags.get("service") == "emergency_access" or tags.get("smoothness") == "impassable":
        return 0
    if tags.get("construction", "no") not in NEARLY_DONE:
        return 0
    implied = "yes" if kind == "motorway" or tags.get("junction") in ROUND else ""
    return within(directions_let_in(tags, Profile.DRIVE), oneway(tags, Profile.DRIVE, implied))


def oneway(tags: Tags, profile: Profile, implied: str = "") -> int:
    """The directions that a oneway leaves; the most particular key that is stated decides."""
    along, against = ALONG[profile], AGAINST[profile]
    stated = next((tags.get(key, "") for key in ONEWAY[profile] if key in tags), "")
    if stated == "reversible":  # open in one direction at a time; nobody knows which
        return 0
    if stated in {"-1", "reverse"}:
        return against
    if stated in YES or (implied in YES and stated not in NO):
        return along
    return along | against


def within(let_in: int, directions: int) -> int:
    """Of the bits that are let in those of some directions."""
    return let_in & (directions | directions << LOCAL_SHIFT)
