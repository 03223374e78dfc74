"""What has become of a fair since it was first told, in words."""

from dataclasses import dataclass
from datetime import date

from geodata.campaign.fair import AnyFair
from geodata.campaign.history import State
from service.words import wording
from service.words.language import gettext

# Less than this is a pin put right, of which nobody need be told: some hundred metres, in degrees.
SAME_PLACE_DEG = 0.001


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what has changed, how it is now and was before; both may be ""."""

    sentence: str
    now: str = ""
    before: str = ""


def changes(fair: AnyFair, before: State | None, today: date) -> list[Change]:
    """
    What a seeker must know who has heard of the fair before; nothing of one that is cancelled.

    Parameters
    ----------
    before
        The fair before its latest change; None if it has never changed.
    """
    if before is None or fair.status == "cancelled":
        return []
    told = []
    if before.status == "cancelled":
        told.append(Change(gettext("This fair was cancelled, and takes place after all.")))
    if hours_of(fair) != hours_of(before):
        time = gettext("The time of this fair has changed.")
        told.append(Change(time, when(fair, today), when(before, today)))
    if (fair.venue, fair.address) != (before.venue, before.address):
        place = gettext("This fair has moved to another place.")
        told.append(Change(place, where(fair), where(before)))
    elif max(abs(fair.lon - before.lon), abs(fair.lat - before.lat)) > SAME_PLACE_DEG:
        told.append(Change(gettext("The place of this fair on the map has been corrected.")))
    return told


def hours_of(fair: AnyFair) -> tuple[str, str, str]:
    """Day, beginning and end."""
    return fair.date, fair.start_time, fair.end_time


def when(fair: AnyFair, today: date) -> str:
    """Day and hours in words."""
    day = wording.named_day(date.fromisoformat(fair.date), today)
    return f"{day} {wording.hours(fair.start_time, fair.end_time)}"


def where(fair: AnyFair) -> str:
    """Venue and address."""
    return " · ".join(dict.fromkeys(filter(None, (fair.venue, fair.address))))
