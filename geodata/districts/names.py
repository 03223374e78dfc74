"""What districts are called: the one place where a stated name or code is understood."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

from geodata.districts.changes import every_name, heirs, named_in_changes
from geodata.districts.cities import city_name, city_of, lies_in, readings
from geodata.districts.editions import MOVED, known_seats

if TYPE_CHECKING:
    import geopandas as gpd

# Endings by which a district may be left unnamed, the longest first.
_KINDS = (
    "土家族苗族自治县", "苗族土家族自治县", "土家族自治县", "自治县", "新区", "区", "县", "市",
)  # fmt: skip
_KINDS_EN = (
    " Tujia and Miao Autonomous County", " Miao and Tujia Autonomous County",
    " Tujia Autonomous County", " Autonomous County", " New Area", " District", " County", " City",
)  # fmt: skip
_APART = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")  # 渝 北 区


@dataclass(frozen=True, slots=True)
class NamedDistrict:
    """One district as a gazetteer knows it: the code of its city, its seat in WGS-84 degrees."""

    adcode: str
    name_zh: str
    name_en: str
    seat_lon: float
    seat_lat: float
    city: str

    @property
    def names(self) -> tuple[str, str]:
        """Its Chinese and its English name."""
        return self.name_zh, self.name_en


@dataclass(frozen=True, slots=True)
class Meaning:
    """
    What a text names.

    Parameters
    ----------
    codes
        The districts, of whichever edition: several where a name is known twice, none where it is
        not known.
    own
        The districts of the table in use that it stands for: none, one or several.
    areas
        The districts whose land it may be asked about. One that was only renamed is that of this
        table; one whose border moved (渝北区 in the table of today) stays what it was: `lie_in` and
        `land_of` know its land.
    of_another_edition
        Whether they are called so before or since, and not in the table in use.
    """

    codes: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    of_another_edition: bool = False


@dataclass(frozen=True)
class Gazetteer:
    """
    Names and seats of the districts of a campaign.

    A district is known by its code, its full or short name, also behind its city's, and by those
    that it bore before or has borne since (`changes`).
    """

    places: tuple[NamedDistrict, ...]

    @classmethod
    def of(cls, districts: "gpd.GeoDataFrame") -> Self:
        """The gazetteer of districts indexed by ``adcode``, as a `Campaign` holds them."""
        columns = ["name_zh", "name_en", "seat_lon", "seat_lat"]
        rows = districts[columns].itertuples(index=True, name=None)
        stated = districts["region"] if "region" in districts else [""] * len(districts)
        return cls.from_json([[*row, city] for row, city in zip(rows, stated, strict=True)])

    @classmethod
    def from_json(cls, rows: list[list[Any]]) -> Self:
        """The gazetteer that `to_json` wrote down; without a city it is the one of the code."""
        return cls(
            tuple(
                NamedDistrict(
                    str(a), str(z), str(e), float(x), float(y), "".join(city) or city_of(str(a))
                )
                for a, z, e, x, y, *city in rows
            )
        )

    def to_json(self) -> list[list[Any]]:
        """Plain rows ``adcode, name_zh, name_en, seat_lon, seat_lat, city``."""
        return [[p.adcode, *p.names, p.seat_lon, p.seat_lat, p.city] for p in self.places]

    def meaning(self, text: str) -> Meaning:
        """
        What a text names; nothing where it is no district of any edition.

        A name of this table goes before that of another edition, a full one before a short one.
        """
        key = _key(text)
        behind = (self._meaning(rest, area) for area, rest in readings(key))
        return self._meaning(key, None) or next(filter(None, behind), None) or Meaning()

    def meanings(self, texts: Iterable[str]) -> dict[str, Meaning]:
        """What each of some texts names, by the text."""
        return {text: self.meaning(text) for text in dict.fromkeys(texts)}

    def codes(self, text: str) -> tuple[str, ...]:
        """The districts, of whichever edition, that a text names."""
        return self.meaning(text).codes

    def heirs(self, code: str) -> tuple[str, ...]:
        """The districts of this table that a district of any edition stands for, see `heirs`."""
        return heirs(code, self._by_code)

    def areas(self, text: str) -> tuple[str, ...]:
        """The districts whose land a text may be asked about: none, one or several."""
        return self.meaning(text).areas

    def own(self, text: str) -> tuple[str, ...]:
        """The districts of this table that a text stands for: none, one or several."""
        return self.meaning(text).own

    def resolve(self, text: str) -> str | None:
        """The one district of this table that a text stands for, None where there is not one."""
        found = self.own(text)
        return found[0] if len(found) == 1 else None

    def seat(self, adcode: str) -> tuple[float, float]:
        """Longitude and latitude of a district's seat; KeyError where none is known."""
        place = self._by_code.get(adcode)
        return known_seats()[adcode] if place is None else (place.seat_lon, place.seat_lat)

    def names(self, code: str) -> tuple[str, str]:
        """Chinese and English name of a district of any edition; KeyError where none is known."""
        place = self._by_code.get(code)
        return named_in_changes()[code] if place is None else place.names

    def describe(self, codes: Iterable[str]) -> str:
        """Districts with their codes and cities, so that one can be chosen."""
        return ", ".join(f"{self.names(c)[0]} {c}{self._within(c)}" for c in codes)

    def _within(self, code: str) -> str:
        place = self._by_code.get(code)
        city = city_name(city_of(code) if place is None else place.city)
        return f" ({city})" if city else ""

    def _meaning(self, key: str, area: str | None) -> Meaning | None:
        """The districts of a name, within a city or province where one is given."""
        for at, names in enumerate(self._layers):
            found = names.get(key, ())
            within = tuple(c for c in found if area is None or self._lies_in(c, area))
            if within and at < len(self._layers) // 2:
                return Meaning(within, own=within, areas=within)
            if within:
                return self._of_another_edition(within)
        return None

    def _of_another_edition(self, codes: tuple[str, ...]) -> Meaning:
        lands = ((code,) if code in MOVED else self.heirs(code) for code in codes)
        own = tuple(dict.fromkeys(chain.from_iterable(map(self.heirs, codes))))
        areas = tuple(dict.fromkeys(chain.from_iterable(lands)))
        return Meaning(codes, own, areas, of_another_edition=True)

    def _lies_in(self, code: str, area: str) -> bool:
        place = self._by_code.get(code)
        return lies_in(code, area) or (place is not None and place.city == area)

    @cached_property
    def _by_code(self) -> Mapping[str, NamedDistrict]:
        return {place.adcode: place for place in self.places}

    @cached_property
    def _layers(self) -> tuple[Mapping[str, tuple[str, ...]], ...]:
        """Codes by name: our own codes, full and short names, then those of other editions."""
        ours = [(place.adcode, *place.names) for place in self.places]
        others = [each for each in every_name() if heirs(each[0], self._by_code)]
        return tuple(
            _codes(named(rows)) for rows in (ours, others) for named in (_code, _full, _short)
        )


def _key(text: str) -> str:
    folded = _APART.sub("", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.replace("'", "").replace("’", "").split())


def _codes(named: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    codes: dict[str, dict[str, None]] = {}
    for name, code in named:
        codes.setdefault(_key(name), {})[code] = None
    return {name: tuple(found) for name, found in codes.items() if name}


def _code(rows: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    yield from ((code, code) for code, *_ in rows)


def _full(rows: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    yield from ((name, code) for code, *both in rows for name in both)


def _short(rows: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    for code, zh, en in rows:
        yield short_zh(zh), code
        yield short_en(en), code
        if zh.endswith("自治县"):
            yield f"{short_zh(zh)}县", code  # as offices write it: 石柱县


def short_zh(name: str) -> str:
    """A Chinese name without the district's kind, unless that would leave one character."""
    for kind in _KINDS:
        if name.endswith(kind) and len(name) > len(kind) + 1:
            return name.removesuffix(kind)
    return name


def short_en(name: str) -> str:
    """An English name without the district's kind."""
    kind = next((kind for kind in _KINDS_EN if name.casefold().endswith(kind.casefold())), "")
    return name[: len(name) - len(kind)]
