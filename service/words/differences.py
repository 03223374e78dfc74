"""Differences as people say them: with their sign, and shares in points."""

from service.words import numbers, wording
from service.words.language import gettext

MINUS, PLUS, NONE = "−", "+", "±"


def sign(number: float) -> str:
    """The sign of a number; of nought the one of either."""
    if number == 0:
        return NONE
    return MINUS if number < 0 else PLUS


def persons(number: float | None) -> str:
    """More or fewer persons, to the last one."""
    if number is None:
        return "–"
    whole = round(number)
    return sign(whole) + numbers.decimal_number(abs(whole))


def points(part: float | None) -> str:
    """The difference of two shares, in points of per cent."""
    if part is None:
        return "–"
    return gettext("%(n)s points", n=bare_points(part))


def bare_points(part: float | None) -> str:
    """The same under a heading that says what it is."""
    if part is None:
        return "–"
    told = round(part * 100, 1)
    return sign(told) + numbers.decimal_number(abs(told), 1)


def cost(amount: float | None, unit: str) -> str:
    """The difference of two costs in metres (``m``) or minutes (``min``)."""
    if amount is None:
        return "–"
    if unit == "m":
        whole = round(amount, -1)
        return sign(whole) + wording.distance(abs(whole))
    told = round(amount, 1)
    return gettext("%(n)s min", n=sign(told) + numbers.decimal_number(abs(told), 1))
