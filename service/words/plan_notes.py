"""What is to be known of the places of a plan, in words: what they offer, and the calendar."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from geodata.siting.calendar import PERMIT
from service.words import numbers, wording
from service.words.language import gettext, ngettext

DAYS = ("day", "by", "first", "last", "free_from", "free_to")


def sentence(said: Mapping[str, Any]) -> str:
    """A sentence of an answer in the reader's language."""
    details = {name: detail(name, value) for name, value in said["details"].items()}
    told = gettext(said["text"], **details)
    return gettext("%(said)s.", said=f"{told[:1].upper()}{told[1:]}")


def detail(name: str, value: object) -> object:
    """A detail of a sentence: numbers and days as readers write them, anything else as it is."""
    if name in DAYS:
        return wording.full_day(date.fromisoformat(str(value)))
    return numbers.amount(value) if isinstance(value, int | float) else value


def of_large_fairs(permits: Sequence[Mapping[str, Any]], today: date) -> Iterator[str]:
    """How many large fairs stay, and by when the next permit is to be asked for."""
    days = [each["ask_by"] for each in permits if each["ask_by"] >= today.isoformat()]
    if days:
        yield ngettext(
            "%(num)s fair that stays expects 1,000 people or more: ask for its permit by %(day)s.",
            "%(num)s fairs that stay expect 1,000 people or more: ask for the next permit by "
            "%(day)s.",
            len(days),
            day=detail("day", min(days)),
        )


def permits_of(chosen: Sequence[Mapping[str, Any]]) -> list[str]:
    """The permits that new places need, each with the numbers of the places."""
    said: dict[str, list[str]] = {}
    for number, each in enumerate(chosen, start=1):
        for note in each.get("warnings", ()):
            if note["about"] == PERMIT:
                said.setdefault(sentence(note), []).append(str(number))
    every = [str(number) for number, _ in enumerate(chosen, start=1)]
    return [
        gettext("%(numbers)s: %(said)s", numbers=", ".join(numbers), said=told)
        if numbers != every
        else gettext("Every place: %(said)s", said=told)
        for told, numbers in said.items()
    ]


def offers(venue: Mapping[str, Any]) -> str:
    """What a place costs and how many it seats, as far as that is known."""
    cost, seats = venue.get("cost"), venue.get("capacity")
    price = gettext("%(n)s yuan", n=numbers.amount(cost)) if cost else gettext("free of charge")
    paid = [] if cost is None else [price]
    room = [] if seats is None else [gettext("seats %(n)s", n=wording.exact(seats))]
    return gettext(", ").join([*paid, *room])
