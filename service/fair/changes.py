"""What has become of a fair since it was first told, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.words import wording
from service.words.language import gettext

TIME = ("date", "start_time", "end_time")
PLACE = ("venue", "address")
POINT = ("lon", "lat")
# Less than this is a pin put right, of which nobody need be told: some hundred metres, in degrees.
SAME_PLACE_DEG = 0.001


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what has changed, how it is now and was before; both may be ""."""

    sentence: str
    now: str = ""
    before: str = ""


def changes(fair: Mapping[str, Any], before: Mapping[str, Any] | None, today: date) -> list[Change]:
    """
    What a seeker must know who has heard of the fair before; nothing of one that is cancelled.

    Parameters
    ----------
    fair
        Its row as plain values.
    before
        The same columns before its latest change; None if it has never changed.
    """
    if before is None or fair["status"] == "cancelled":
        return []
    told = []
    if before["status"] == "cancelled":
        told.append(Change(gettext("This fair was cancelled, and takes place after all.")))
    if differs(fair, before, TIME):
        time = gettext("The time of this fair has changed.")
        told.append(Change(time, when(fair, today), when(before, today)))
    if differs(fair, before, PLACE):
        place = gettext("This fair has moved to another place.")
        told.append(Change(place, where(fair), where(before)))
    elif any(abs(fair[name] - before[name]) > SAME_PLACE_DEG for name in POINT):
        told.append(Change(gettext("The place of this fair on the map has been corrected.")))
    return told


def differs(fair: Mapping[str, Any], before: Mapping[str, Any], columns: tuple[str, ...]) -> bool:
    """Whether any of some columns has changed."""
    return any(fair[name] != before[name] for name in columns)


def when(fair: Mapping[str, Any], today: date) -> str:
    """Day and hours in words."""
    day = wording.named_day(date.fromisoformat(fair["date"]), today)
    return f"{day} {wording.hours(fair['start_time'], fair['end_time'])}"


def where(fair: Mapping[str, Any]) -> str:
    """Venue and address."""
    return " · ".join(dict.fromkeys(filter(None, (fair["venue"], fair["address"]))))
