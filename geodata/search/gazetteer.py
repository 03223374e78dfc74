"""Places by any of their names: Chinese, pinyin, its initials or English, as far as it is typed."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from geodata.base.arrays import Ints
from geodata.campaign.campaign import Campaign
from geodata.districts.cities import ENGLISH, city_of, lies_in, names_of_city, readings
from geodata.districts.names import short_en, short_zh
from geodata.search.landmarks import named_landmarks
from geodata.search.named_places import (
    DISTRICT,
    KINDS,
    SOURCES,
    NamedPlace,
    Source,
    named_districts,
)
from geodata.search.pinyin import count_syllables, fold_name, syllables

TOWN_KINDS = ("街道", "镇", "乡")
LAST = chr(0x10FFFF)  # sorts behind whatever begins a name
# How well a text matches a name, the best first.
FULL, SHORT, BEGUN, INITIALS, ABBREVIATED, WITHIN = range(6)
ABBREVIATION_LETTERS = (3, 30)  # two are a begun name or initials


class _Key(NamedTuple):
    """A name in the folded form; how well it matches if it is whole, and if it is only begun."""

    text: str
    whole: int
    begun: int
    at: int


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """
    The places of a campaign under all of their names.

    Parameters
    ----------
    places
        By kind, then by persons: the order within equally good matches.
    keys
        Every name and what else may be typed for it, sorted.
    begun
        Of each key: how well it matches if it is only begun, then its place's position, in one
        number that sorts so.
    spoken
        The places, by position, and their syllables, by the first letter.
    """

    places: tuple[NamedPlace, ...]
    keys: tuple[_Key, ...]
    begun: Ints
    spoken: dict[str, list[tuple[int, tuple[str, ...]]]]

    @classmethod
    def of(cls, places: Sequence[NamedPlace]) -> Self:
        """The index of some places."""
        ordered = tuple(sorted(places, key=_importance))
        keys: set[_Key] = set()
        spoken: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for at, place in enumerate(ordered):
            said = _Said.of(place)
            keys |= {_Key(text, whole, begun, at) for text, whole, begun in said.texts() if text}
            if heard := tuple(filter(None, said.syllables)):
                spoken.setdefault(heard[0][0], []).append((at, heard))
        in_order = tuple(sorted(keys))
        begun = np.array([key.begun * len(ordered) + key.at for key in in_order], dtype=np.intp)
        return cls(ordered, in_order, begun, spoken)

    def search(self, text: str, most: int) -> list[NamedPlace]:
        """
        The places that a text may be the beginning of, the likeliest first.

        A name that is whole goes before one that is begun, then come initials, then names that
        hold the text; among equals districts go before towns, then persons decide.
        """
        found = self._matches(text, most)
        return [self.places[at] for _, at in found[:most]]

    def resolve(self, text: str, most: int) -> list[NamedPlace]:
        """
        The places that a text stands for: those of that very name, else all that it may begin.

        A full name (江北区) goes before another's short one (江北).
        """
        found = self._matches(text, most)
        best = found[0][0] if found else FULL
        if best in {FULL, SHORT}:
            found = [match for match in found if match[0] == best]
        return [self.places[at] for _, at in found[:most]]

    def of_name(self, folded: str) -> list[NamedPlace]:
        """The places of that very name, full or short, folded as `fold_name` does."""
        found: dict[int, int] = {}
        for n in range(bisect_left(self.keys, (folded,)), len(self.keys)):
            text, whole, _, at = self.keys[n]
            if text != folded:
                break
            if whole in {FULL, SHORT}:
                found[at] = min(whole, found.get(at, whole))
        return [self.places[at] for at in sorted(found, key=lambda at: (found[at], at))]

    def _matches(self, text: str, most: int) -> list[tuple[int, int]]:
        """How well and which, sorted; where nothing is found, without the city's name in front."""
        typed = fold_name(text)
        if found := self._best_matches(typed, most):
            return found
        for area, rest in _behind_area(typed):
            found = self._best_matches(rest, len(self.places))  # those elsewhere are dropped
            if here := [each for each in found if lies_in(self.places[each[1]].adcode, area)]:
                return here
        return []

    def _best_matches(self, typed: str, most: int) -> list[tuple[int, int]]:
        """The best matches, at least the first ``most`` of them."""
        if not typed:
            return []
        best: dict[int, int] = {}
        for at, well in self._prefix_matches(typed, most):
            best[at] = min(well, best.get(at, WITHIN))
        # Abbreviations cannot get in front of so many names.
        if sum(well < ABBREVIATED for well in best.values()) < most:
            for at, well in self._initials_matches(typed):
                best[at] = min(well, best.get(at, WITHIN))
        return sorted((well, at) for at, well in best.items())

    def _prefix_matches(self, typed: str, most: int) -> Iterator[tuple[int, int]]:
        """Every name that a text is, and the best of those that it only begins."""
        begin = bisect_left(self.keys, (typed,))
        whole = bisect_right(self.keys, typed, begin, key=lambda key: key.text)
        yield from ((key.at, key.whole) for key in self.keys[begin:whole])
        end = bisect_left(self.keys, (typed + LAST,), whole)
        seen: set[int] = set()
        for number in np.sort(self.begun[whole:end]).tolist():
            well, at = divmod(number, len(self.places))
            if at not in seen:
                seen.add(at)
                yield at, well
            if len(seen) >= most:
                return

    def _initials_matches(self, typed: str) -> Iterator[tuple[int, int]]:
        least, most = ABBREVIATION_LETTERS
        if least <= len(typed) <= most:
            for at, said in self.spoken.get(typed[0], ()):
                if _may_abbreviate(typed, said) and _abbreviates(typed, said):
                    yield at, ABBREVIATED


def place_index(campaign: Campaign) -> PlaceIndex:
    """The index of a campaign's districts and towns; made once for a campaign."""
    return campaign.cache.get("place index", "", lambda: index_of(campaign), most=1)


def index_of(
    campaign: Campaign, sources: Sequence[Source] = (*SOURCES, named_landmarks)
) -> PlaceIndex:
    """The index of a campaign's districts, and of what some sources name within them."""
    districts = named_districts(campaign)
    named = (place for source in sources for place in source(campaign, districts))
    return PlaceIndex.of([*districts, *named])


def _importance(place: NamedPlace) -> tuple[int, float, str, str]:
    order = KINDS.index(place.kind) if place.kind in KINDS else len(KINDS)
    return order, -(place.persons or 0.0), place.adcode, place.name_zh


@dataclass(frozen=True, slots=True)
class _Said:
    """All that may be typed for a place."""

    place: NamedPlace
    stem_zh: str
    stem_en: str
    syllables: tuple[str, ...]

    @classmethod
    def of(cls, place: NamedPlace) -> Self:
        """The names of a place, its Chinese one read as its English one says."""
        stem_en = short_en(place.name_en) if place.kind == DISTRICT else place.name_en
        stem_zh = short_zh(place.name_zh) if place.kind == DISTRICT else _stem_of_town(place)
        return cls(place, stem_zh, stem_en, syllables(place.name_zh, stem_en))

    def texts(self) -> Iterator[tuple[str, int, int]]:
        """Each folded text with how well it matches whole, and begun."""
        for text in self._full():
            yield fold_name(text), FULL, BEGUN
        for text in self._with_above():
            yield fold_name(text), FULL, WITHIN
        for text in (*self._short(), *self.place.aliases):
            yield fold_name(text), SHORT, BEGUN
        yield "".join(each[:1] for each in self._stem()), INITIALS, ABBREVIATED
        yield "".join(each[:1] for each in self.syllables), INITIALS, ABBREVIATED
        for n in range(1, len(self.stem_zh)):
            yield fold_name(self.place.name_zh[n:]), WITHIN, WITHIN
            yield "".join(self.syllables[n:]), WITHIN, WITHIN

    def _stem(self) -> tuple[str, ...]:
        return self.syllables[: len(self.stem_zh)]

    def _full(self) -> Iterator[str]:
        """Names that tell what kind of place it is."""
        place = self.place
        if place.kind == DISTRICT or self.stem_zh != place.name_zh:
            yield from (place.name_zh, "".join(self.syllables))
        if place.kind == DISTRICT:
            yield from (place.name_en, place.adcode)

    def _with_above(self) -> Iterator[str]:
        """A place's names with its district's, a district's with its city's."""
        place = self.place
        above: tuple[str, ...] = names_of_city(city_of(place.adcode))
        if place.kind != DISTRICT:
            above = (place.district_zh, short_zh(place.district_zh),
                     place.district_en, short_en(place.district_en))  # fmt: skip
        for name in filter(None, above):
            yield from (f"{name}{place.name_zh}", f"{name}{self.stem_zh}")
            yield from (f"{place.name_en}{name}", f"{self.stem_en}{name}")

    def _short(self) -> tuple[str, ...]:
        return self.stem_zh, self.stem_en, "".join(self._stem())


def _behind_area(typed: str) -> Iterator[tuple[str, str]]:
    """A city or province that a folded text begins with, and what follows it."""
    yield from readings(typed)
    for code, name in ENGLISH.items():
        if typed.startswith(name.casefold()):
            yield code, typed.removeprefix(name.casefold())


def _stem_of_town(place: NamedPlace) -> str:
    """A name without a town's kind: as many characters as its English name spells."""
    if told := count_syllables(place.name_zh, place.name_en):
        return place.name_zh[:told]
    kind = next((k for k in TOWN_KINDS if place.name_zh.endswith(k)), "")
    return place.name_zh[: len(place.name_zh) - len(kind)] or place.name_zh


def _may_abbreviate(typed: str, said: tuple[str, ...]) -> bool:
    """Whether the second letter and the length allow it: what most names fail, and soon."""
    second = said[0].startswith(typed[:2]) or (len(said) > 1 and said[1][0] == typed[1])
    return second and len(typed) <= sum(map(len, said))


def _abbreviates(typed: str, said: tuple[str, ...]) -> bool:
    """Whether a text is the beginnings of a name's first syllables in turn: ``shapb``."""
    if not typed:
        return True
    if not said:
        return False
    head = said[0]
    shared = next((n for n, (a, b) in enumerate(zip(typed, head, strict=False)) if a != b), None)
    longest = min(len(typed), len(head)) if shared is None else shared
    return any(_abbreviates(typed[n:], said[1:]) for n in range(longest, 0, -1))
