"""Numbers, hours and days in the form of the language that is being spoken: 1,234.5 and 1.234,5."""

from datetime import date, time
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import NumberPattern, format_compact_decimal, format_decimal, parse_pattern
from flask import has_app_context

from service.words.language import DEFAULT, language

# Babel takes some 50 µs for a number; a page has hundreds, and the same ones again and again.
KEPT = 8192


def writing_language() -> str:
    """The language to write in; the default where none is being spoken."""
    return language() if has_app_context() else DEFAULT


def decimal_number(number: float, decimals: int = 0) -> str:
    """A number with so many decimals: 1,234.5; 1.234,5."""
    return _format_number(round(number, decimals), decimals, "", writing_language())


def percentage(part: float, decimals: int) -> str:
    """A share in per cent: 59.2%; 59,2%."""
    return _format_number(round(part, decimals + 2), decimals, "%", writing_language())


def general(number: float) -> str:
    """A number with the decimals that it has, six figures at most: 12.5; 12,5."""
    exact = Decimal(f"{number:.6g}")
    return format_decimal(exact, locale=_locale(writing_language()), decimal_quantization=False)


def amount(number: float) -> str:
    """An amount of money, to the cent where it has any."""
    return decimal_number(number, 0 if float(number).is_integer() else 2)


def compact(number: float, decimals: int, *, long: bool = False) -> str:
    """A large number in few letters, as CLDR shortens it: 37,4 jt; 37,4 juta."""
    return _format_compact(round(number), decimals, "long" if long else "short", writing_language())


def clock(text: str) -> str:
    """A time of day, which is given as ``HH:MM``: 09:00; 09.00."""
    return _clock(text, writing_language())


def day(when: date, pattern: str) -> str:
    """A day as a pattern of CLDR says: ``d MMMM`` for 13 March."""
    return _day(when, pattern, writing_language())


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse(lang)


@cache
def _pattern(decimals: int, sign: str) -> NumberPattern:
    return parse_pattern(f"#,##0{'.' * bool(decimals)}{'0' * decimals}{sign}")


@lru_cache(KEPT)
def _format_number(number: float, decimals: int, sign: str, lang: str) -> str:
    return format_decimal(number, _pattern(decimals, sign), _locale(lang))


@lru_cache(KEPT)
def _format_compact(number: int, decimals: int, kind: str, lang: str) -> str:
    said = format_compact_decimal(
        number,
        format_type=kind,  # type: ignore[arg-type]  # one of Babel's two literals
        locale=_locale(lang),
        fraction_digits=decimals,
    )
    return said.replace(" ", "\xa0")  # no line ends between a number and its juta


@lru_cache(KEPT)
def _clock(text: str, lang: str) -> str:
    return format_skeleton("Hm", time.fromisoformat(text), locale=_locale(lang))


@lru_cache(KEPT)
def _day(when: date, pattern: str, lang: str) -> str:
    return format_date(when, pattern, locale=_locale(lang))
