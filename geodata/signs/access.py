"""
Whom a way or a node lets in, as its access tags say.

Meanings follow the OpenStreetMap wiki (Key:access, Key:barrier, Forward & backward). Of several
keys the most particular one that is stated decides; one that names a direction goes before the
same one without.
"""

from enum import IntEnum
from typing import Protocol, overload

from geodata.signs.profile import AGAINST, ALONG, LOCAL_SHIFT, OPEN, Profile


class Tags(Protocol):
    """Tags as a mapping has them, or as a reader does that makes no mapping of them."""

    def __contains__(self, key: object, /) -> bool: ...
    @overload
    def get(self, key: str, /) -> str | None: ...
    @overload
    def get(self, key: str, default: str, /) -> str: ...


class Entry(IntEnum):
    """Who is let in: nobody, whoever starts or ends there, everybody."""

    CLOSED = 0
    LOCAL = 1
    OPEN = 2


# The more particular key decides.
DRIVE_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
WALK_KEYS = ("foot", "access")
KEYS = {Profile.DRIVE: DRIVE_KEYS, Profile.WALK: WALK_KEYS}
SIDED = {
    side: {
        profile: tuple(each for key in keys for each in (f"{key}:{side}", key))
        for profile, keys in KEYS.items()
    }
    for side in ("forward", "backward")
}
SIDED_KEYS = tuple(f"{key}:{side}" for key in {*DRIVE_KEYS, *WALK_KEYS} for side in SIDED)
LOCAL = frozenset({"destination", "private", "delivery", "customers", "residents"})
CLOSED = frozenset({
    "no", "agricultural", "forestry", "emergency", "emergency_vehicle", "military", "restricted",
    "official", "service", "bus", "psv", "minibus", "tourist_bus", "taxi", "share_taxi", "hgv",
    "bicycle", "permit", "use_sidepath",
})  # fmt: skip
SHUT_OUT = {Profile.DRIVE: CLOSED | {"foot"}, Profile.WALK: CLOSED}
# A ferry that says whom it takes, and not cars among them, takes none.
ON_BOARD = ("foot", "bicycle")
# What a car gets through where nothing else is said, and what nobody gets through on foot.
PASSED_BY_CARS = frozenset({
    "no", "cattle_grid", "border_control", "toll_booth", "sally_port", "gate", "lift_gate",
    "swing_gate", "sliding_gate", "hampshire_gate", "bump_gate", "entrance", "height_restrictor",
    "arch",
})  # fmt: skip
NOT_PASSED_ON_FOOT = frozenset({"yes", "wall", "fence", "city_wall", "retaining_wall", "hedge"})
FLAT_KERBS = frozenset({"lowered", "flush"})


def entry(tags: Tags, keys: tuple[str, ...], profile: Profile) -> Entry | None:
    """Whom the first of these keys that is stated lets in; None where none is."""
    for key in keys:
        stated = tags.get(key)
        if stated is not None:
            return max(value_of(each.strip(), profile) for each in stated.split(";"))
    return None


def value_of(value: str, profile: Profile) -> Entry:
    """What one value means."""
    if value in LOCAL:
        return Entry.LOCAL
    return Entry.CLOSED if value in SHUT_OUT[profile] else Entry.OPEN


def directions_let_in(tags: Tags, profile: Profile) -> int:
    """Bits of the directions of a way that are open, and those that are so to some alone."""
    along, against = ALONG[profile], AGAINST[profile]
    if not any(key in tags for key in SIDED_KEYS):
        return bits(entry(tags, KEYS[profile], profile), along | against)
    ahead, back = (entry(tags, SIDED[side][profile], profile) for side in ("forward", "backward"))
    return bits(ahead, along) | bits(back, against)


def bits(let: Entry | None, directions: int) -> int:
    """These directions if they are open, marked if they are so to some alone."""
    if let is Entry.CLOSED:
        return 0
    return directions | (directions << LOCAL_SHIFT if let is Entry.LOCAL else 0)


def for_others(tags: Tags) -> bool:
    """Whether a ferry names those it takes, and no cars."""
    named = any(tags.get(key, "no") != "no" for key in ON_BOARD)
    return named and not any(key in tags for key in DRIVE_KEYS)


def passage(tags: Tags) -> int:
    """Bits of the directions in which a node is passed, as a way's; all are open as a rule."""
    passed = 0
    for profile in Profile:
        let = entry(tags, KEYS[profile], profile)
        if let is None:
            let = usual_passage(tags, profile)
        passed |= bits(let, ALONG[profile] | AGAINST[profile])
    return passed


def usual_passage(tags: Tags, profile: Profile) -> Entry:
    """Who passes a barrier of a kind where it does not say."""
    barrier = tags.get("barrier", "no")
    if profile is Profile.WALK:
        passes = barrier not in NOT_PASSED_ON_FOOT
    else:
        passes = barrier in PASSED_BY_CARS or sinks(tags, barrier)
    if not passes:
        return Entry.CLOSED
    return Entry.LOCAL if tags.get("locked") == "yes" else Entry.OPEN


def sinks(tags: Tags, barrier: str) -> bool:
    """Whether a bollard or a kerb lets cars pass."""
    if barrier == "kerb":
        return tags.get("kerb") in FLAT_KERBS or tags.get("highway") == "crossing"
    return barrier == "bollard" and tags.get("bollard") == "rising"


def is_passed(passed: int) -> bool:
    """Whether a node is passed by everybody in every direction."""
    return passed == OPEN
