"""What has become of a fair since it was first told, in words."""

from dataclasses import dataclass
from datetime import date

from geodata.campaign.fair import AnyFair
from geodata.campaign.history import State
from service.words import times
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
    moved = change_of_time(fair, before, today)
    if moved is not None:
        told.append(moved)
    if (fair.venue, fair.address) != (before.venue, before.address):
        place = gettext("This fair has moved to another place.")
        told.append(Change(place, where(fair), where(before)))
    elif max(abs(fair.lon - before.lon), abs(fair.lat - before.lat)) > SAME_PLACE_DEG:
        told.append(Change(gettext("The place of this fair on the map has been corrected.")))
    return told


def change_of_time(fair: AnyFair, before: State | None, today: date) -> Change | None:
    """
    How the day, the hours or the sessions of a fair have changed; None if they have not.

    Where sessions were moved, only these are told; where some came or went, all of them.
    """
    if before is None or fair.status == "cancelled" or fair.times == before.times:
        return None
    sentence = gettext("The time of this fair has changed.")
    now = [each for each in fair.times if each not in before.times]
    earlier = [each for each in before.times if each not in fair.times]
    if len(now) != len(earlier):
        now, earlier = list(fair.times), list(before.times)
    return Change(sentence, times.times_text(now, today), times.times_text(earlier, today))


def when(fair: AnyFair, today: date) -> str:
    """Days and hours in words."""
    return times.times_text(fair.times, today)


def where(fair: AnyFair) -> str:
    """Venue and address."""
    return " · ".join(dict.fromkeys(filter(None, (fair.venue, fair.address))))
