"""How long people wait, in days."""

from math import isfinite

from service.words import numbers
from service.words.language import gettext, ngettext


def days(number: float) -> str:
    """A number of days: `7 days`."""
    return ngettext("%(num)s day", "%(num)s days", round(number))


def wait_text(number: float | None) -> str:
    """How many days people wait: a number, "none" for never, a dash for what is not known."""
    if number is None:
        return "–"
    return numbers.general(number) if isfinite(number) else gettext("none")
