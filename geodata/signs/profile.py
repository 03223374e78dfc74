"""How people use the roads."""

from enum import StrEnum

# A fifteen-minute circle of 800 to 1,000 m is about this fast (GB 50180-2018).
WALK_KMH = 4.0


class Profile(StrEnum):
    """How people use the roads."""

    DRIVE = "drive"
    WALK = "walk"


# Bits of a way's directions: along the order of its nodes, and against it.
ALONG = {Profile.DRIVE: 1, Profile.WALK: 4}
AGAINST = {Profile.DRIVE: 2, Profile.WALK: 8}
OPEN = 15
# The same bits so far to the left: open in this direction, but only to who starts or ends there.
LOCAL_SHIFT = 4
