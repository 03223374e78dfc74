"""Cities and provinces: their names, by the codes of GB/T 2260."""

from collections.abc import Iterator
from functools import cache

from geodata.base.facts import read_facts

MUNICIPALITIES = ("11", "12", "31", "50")
ENGLISH = {
    "110000": "Beijing",
    "120000": "Tianjin",
    "310000": "Shanghai",
    "500000": "Chongqing",
    "510100": "Chengdu",
}
SHORTEST, LONGEST = 2, 12


def city_of(adcode: str) -> str:
    """The city of a district: its municipality ("500000") or its prefecture ("510100")."""
    return f"{adcode[:2]}0000" if adcode.startswith(MUNICIPALITIES) else f"{adcode[:4]}00"


@cache
def _names() -> dict[str, tuple[str, str]]:
    return {row["adcode"]: (row["name_zh"], row["short_zh"]) for row in read_facts("cities.csv")}


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """The codes of each name, full or short; 吉林 is a province and a city."""
    codes: dict[str, tuple[str, ...]] = {}
    for code, names in _names().items():
        for name in names:
            codes[name] = (*codes.get(name, ()), code)
    return codes


def city_name(code: str, language: str = "zh") -> str:
    """
    The full name of a city or province, "" where there is no such one.

    Parameters
    ----------
    language
        ``zh`` or ``en``; where no English name is known the Chinese one stands for it.
    """
    chinese = _names().get(code, ("", ""))[0]
    return chinese if language == "zh" else ENGLISH.get(code, chinese)


def names_of_city(code: str) -> tuple[str, ...]:
    """A city's names: Chinese with and without its kind, and English where we know it."""
    english = (ENGLISH[code],) if code in ENGLISH else ()
    return (*_names().get(code, ()), *english)


def lies_in(code: str, area: str) -> bool:
    """Whether a district or city is that area, or in it, by their codes."""
    return code.startswith(area[:2] if area.endswith("0000") else area[:4])


def readings(text: str) -> Iterator[tuple[str, str]]:
    """
    Every reading of a text as the name of a city or province and what follows it.

    ``吉林省长春市朝阳区`` is the province and ``长春市朝阳区``, and also the city and ``朝阳区``.
    In English the city stands behind: ``yubei district, chongqing``.
    """
    name, _, city = text.rpartition(",")
    yield from ((code, name.strip()) for code, en in ENGLISH.items() if city.strip() == en.lower())
    for end in range(SHORTEST, min(LONGEST, len(text) - 1) + 1):
        rest = text[end:].strip()
        for code in _codes().get(text[:end], ()) if rest else ():
            yield code, rest
            yield from ((city, last) for city, last in readings(rest) if lies_in(city, code))
