"""Members of a request for a plan: lists and objects, and what is wrong with them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeGuard, TypeVar

from geodata.errors import QueryRefused, RequestRefused
from geodata.siting.campaign_request import Bounds
from geodata.siting.sites import OwnSite
from service.api.parameters import FAIR_ID, READABLE
from service.arguments import excerpt
from service.jobs.job import Json

T = TypeVar("T")
Given = Mapping[str, Json]
MOST_P = 10_000
MOST_VISITORS = 10_000_000
MOST_OWN = 2_000
MOST_IDS = 10_000
MOST_WHY_NOT = 20
LONGEST_NAME = 200
SITE_MEMBERS = OwnSite._fields
BOUND_MEMBERS = ("least", "most")
NO_MEMBER = "is no member here; there are: %(known)s"
TOO_MANY = "must have at most %(most)s members"
NOT_NEGATIVE = "must be a number, 0 or more"


class Problems:
    """What cannot be used, collected while the rest is read."""

    def __init__(self) -> None:
        self.found: list[QueryRefused] = []

    def note(self, parameter: str, value: Json, reason: str, **details: object) -> None:
        """Note what is wrong with one member; lists and objects are not told again."""
        shown = excerpt(value) if isinstance(value, str) else value
        is_plain = isinstance(shown, str | int | float)
        self.found.append(QueryRefused(parameter, shown if is_plain else None, reason, **details))

    def note_unknown(self, parameter: str, given: Given, members: Iterable[str]) -> None:
        """Note the members that are none; without a parameter each under its own name."""
        known = tuple(members)
        for name in given:
            if name not in known:
                shown = excerpt(name)
                told = shown if parameter else None
                self.note(parameter or shown, told, NO_MEMBER, known=", ".join(known))

    def attempt(self, read: Callable[[], T]) -> T | None:
        """What is read; None where that is refused, which is noted."""
        try:
            return read()
        except QueryRefused as error:
            self.found.append(error)
        return None

    def require_none(self) -> None:
        """
        Refuse the request if there is any.

        Raises
        ------
        RequestRefused
            With all of them.
        """
        if self.found:
            raise RequestRefused(self.found)


def is_number(value: Json) -> TypeGuard[float]:
    """Whether a value of JSON is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_whole(value: Json, least: int, most: int) -> TypeGuard[float]:
    """Whether it is a whole number within bounds; to JSON Schema 5.0 is one, too."""
    return is_number(value) and least <= value <= most and value == int(value)


def is_list(value: Json) -> TypeGuard[Sequence[Json]]:
    """Whether it is a list."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def is_texts(value: Json) -> TypeGuard[Sequence[str]]:
    """Whether it is a list of texts."""
    return is_list(value) and all(isinstance(each, str) for each in value)


def is_objects(value: Json) -> TypeGuard[Sequence[Given]]:
    """Whether it is a list of objects."""
    return is_list(value) and all(isinstance(each, Mapping) for each in value)


def ids(given: Given, name: str, problems: Problems) -> tuple[str, ...] | None:
    """A list of ids; None where it is not given."""
    value = given.get(name)
    if value is None:
        return None
    if not is_texts(value):
        problems.note(name, value, "must be a list of ids")
    elif len(value) > MOST_IDS:
        problems.note(name, len(value), TOO_MANY, most=MOST_IDS)
    else:
        return tuple(dict.fromkeys(value))
    return ()


def own_sites(given: Given, problems: Problems) -> tuple[OwnSite, ...] | None:
    """Candidates that are brought along; None where there are none, or ids in their place."""
    value = given.get("candidates")
    if value is None or is_texts(value):
        return None
    if not is_objects(value):
        problems.note("candidates", value, "must be a list of ids, or of places")
        return None
    if len(value) > MOST_OWN:
        problems.note("candidates", len(value), TOO_MANY, most=MOST_OWN)
        return None
    found = [own_site(each, f"candidates[{at}]", problems) for at, each in enumerate(value)]
    seen: set[str] = set()
    for each in filter(None, found):
        if each.venue_id in seen:
            problems.note("candidates", each.venue_id, "stands there more than once")
        seen.add(each.venue_id)
    return tuple(filter(None, found))


def own_site(given: Given, where: str, problems: Problems) -> OwnSite | None:
    """A place that is brought along."""
    problems.note_unknown(where, given, SITE_MEMBERS)
    name, venue_id = given.get("name"), given.get("venue_id")
    wrong = {*wrong_amounts(given, where, problems)}
    if not isinstance(venue_id, str) or not re.fullmatch(FAIR_ID, venue_id):
        problems.note(f"{where}.venue_id", venue_id, "must be 1 to 64 of A-Z a-z 0-9 _ -")
        return None
    if not isinstance(name, str) or len(name) > LONGEST_NAME or not re.fullmatch(READABLE, name):
        told = "must be a name of at most %(most)s characters"
        problems.note(f"{where}.name", name, told, most=LONGEST_NAME)
        return None
    if wrong:
        return None
    amounts = (given.get(each) for each in ("lon", "lat", "capacity", "cost"))
    lon, lat, capacity, cost = (float(each) if is_number(each) else None for each in amounts)
    return OwnSite(venue_id, name, lon or 0.0, lat or 0.0, capacity, cost)


def wrong_amounts(given: Given, where: str, problems: Problems) -> Iterable[str]:
    """Which numbers of a place cannot be used; they are noted."""
    for axis, most in (("lon", 180), ("lat", 90)):
        value = given.get(axis)
        if not is_number(value) or not -most <= value <= most:
            problems.note(f"{where}.{axis}", value, "must be degrees, WGS-84")
            yield axis
    for amount in ("capacity", "cost"):
        value = given.get(amount)
        if value is not None and not (is_number(value) and value >= 0):
            problems.note(f"{where}.{amount}", value, NOT_NEGATIVE)
            yield amount


def bounds_of(given: Given, problems: Problems) -> dict[str, Bounds]:
    """Least and most by district."""
    value = given.get("per_district")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        problems.note("per_district", value, "must be an object: adcodes, each with least and most")
        return {}
    found = {adcode: bounds(adcode, each, problems) for adcode, each in value.items()}
    return {adcode: each for adcode, each in found.items() if each is not None}


def bounds(adcode: str, given: Json, problems: Problems) -> Bounds | None:
    """Least and most of one district."""
    where = f"per_district.{excerpt(adcode)}"
    if not isinstance(given, Mapping):
        problems.note(where, given, "must be an object with least and most")
        return None
    problems.note_unknown(where, given, BOUND_MEMBERS)
    least, most = given.get("least", 0), given.get("most")
    for name, value in (("least", least), ("most", 0 if most is None else most)):
        if not is_whole(value, 0, MOST_P):
            told = "must be a whole number from %(least)s to %(most)s"
            problems.note(f"{where}.{name}", value, told, least=0, most=MOST_P)
            return None
    found = Bounds(count(least) or 0, count(most))
    if found.most is not None and found.least > found.most:
        problems.note(where, found.least, "has a least above its most")
        return None
    return found


def count(value: Json) -> int | None:
    """A whole number that was looked at, or None."""
    return int(value) if is_number(value) else None
