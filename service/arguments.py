"""
Parameters as they were given to API, pages and command line: one reading of text.

What cannot be read is refused with `QueryRefused`. `service.queries` says what is asked.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from geodata.errors import QueryRefused

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

LONGEST = 100
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
WHOLE = re.compile(r"[0-9]{1,9}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# The replacement character stands where bytes were no UTF-8.
UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")


@dataclass(frozen=True, slots=True)
class Arguments:
    """
    Parameters as they were given, every value as text.

    Parameters
    ----------
    values
        All values of each name.
    forgiving
        Whether an empty value is the same as none, as in a form sent with a field left blank.
    """

    values: Mapping[str, Sequence[str]]
    forgiving: bool = False

    @classmethod
    def strict(cls, args: "MultiDict[str, str]", known: Iterable[str]) -> Self:
        """
        What a program asked for, which must know what it may ask.

        Raises
        ------
        QueryRefused
            For a name that is not among ``known``.
        """
        known = tuple(known)
        for name in args:
            if name not in known:
                names = ", ".join(known) or "none"
                reason = "is no parameter here; there are: %(known)s"
                raise QueryRefused(excerpt(name), None, reason, known=names)
        return cls(dict(args.lists()))

    @classmethod
    def of_page(cls, args: "MultiDict[str, str]") -> Self:
        """What a page was asked for; names that it does not know do no harm."""
        return cls(dict(args.lists()), forgiving=True)

    @classmethod
    def of_options(cls, options: Mapping[str, object]) -> Self:
        """What the command line was given, by parameter name; None is not given, a tuple is all."""
        given = {name: value for name, value in options.items() if value is not None}
        every = {n: v if isinstance(v, tuple) else (v,) for n, v in given.items()}
        return cls({name: [str(value) for value in values] for name, values in every.items()})

    def text(self, name: str) -> str | None:
        """
        The one value of a parameter, None where it was not given.

        Raises
        ------
        QueryRefused
            If it is repeated, empty, too long or holds control characters.
        """
        given = self.values.get(name)
        if not given:
            return None
        if len(given) > 1:
            raise QueryRefused(name, excerpt(given[-1]), "is given more than once")
        return self.readable(name, given[0])

    def every(self, name: str) -> list[str]:
        """The values of a parameter that may be repeated, otherwise as `text`."""
        given = (self.readable(name, value) for value in self.values.get(name, ()))
        return [value for value in given if value is not None]

    def readable(self, name: str, value: str) -> str | None:
        """A value as it is; None where an empty one is none."""
        if not value.strip():
            if self.forgiving:
                return None
            raise QueryRefused(name, excerpt(value), "is empty; give a value or leave it out")
        if len(value) > LONGEST:
            raise QueryRefused(name, excerpt(value), "is too long")
        if UNREADABLE.search(value):
            raise QueryRefused(name, value, "holds characters that cannot be read")
        return value

    def required_text(self, name: str) -> str:
        """A text that must be given."""
        value = self.text(name)
        if value is None:
            raise QueryRefused(name, None, "is missing")
        return value

    def number(self, name: str) -> float | None:
        """A finite decimal number."""
        text = self.text(name)
        if text is None:
            return None
        if not NUMBER.fullmatch(text.strip()):
            raise QueryRefused(name, text, "must be a number, such as 29.56")
        value = float(text)
        if not math.isfinite(value):
            raise QueryRefused(name, text, "must be a finite number")
        return value

    def required_number(self, name: str) -> float:
        """A finite decimal number that must be given."""
        value = self.number(name)
        if value is None:
            raise QueryRefused(name, None, "is missing")
        return value

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number within bounds."""
        text = self.text(name)
        if text is None:
            return default
        if not WHOLE.fullmatch(text.strip()) or not least <= int(text) <= most:
            raise QueryRefused(
                name,
                text,
                "must be a whole number from %(least)s to %(most)s",
                least=least,
                most=most,
            )
        return int(text)

    def day(self, name: str) -> date | None:
        """A calendar day as 2027-03-13."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return date.fromisoformat(text if DAY.fullmatch(text) else "")
        except ValueError:
            raise QueryRefused(name, text, "must be a date, such as 2027-03-13") from None

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        """One of a few words."""
        text = self.text(name)
        if text is None:
            return default
        if text not in choices:
            words = ", ".join(choices)
            raise QueryRefused(name, text, "must be one of: %(choices)s", choices=words)
        return text


def excerpt(text: str) -> str:
    """As much of a value as can be shown again."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
