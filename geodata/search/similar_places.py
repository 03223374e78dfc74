"""Places that may be meant by a name that is not known."""

from collections.abc import Iterator, Sequence
from itertools import chain

from geodata.campaign.campaign import Campaign
from geodata.districts.changes import kin
from geodata.districts.names import short_en, short_zh
from geodata.search.gazetteer import TOWN_KINDS, PlaceIndex, place_index
from geodata.search.named_places import DISTRICT, NamedPlace
from geodata.search.pinyin import LONGEST, fold_name
from geodata.search.spelling import Spellings

MOST = 5
# A name within a longer text is one if it has so many characters, or so many letters.
LEAST_CHARACTERS, LEAST_LETTERS = 2, 5


def similar_places(campaign: Campaign, text: str, most: int = MOST) -> list[NamedPlace]:
    """
    Places that may be meant by a name that is not known, the likeliest first.

    Without the district in front of it the name may be one that is known, in that district or
    elsewhere, or nearly one; a known name may stand within the text (观音桥 in 观音桥步行街); or
    the whole may be misspelt: by a character, in pinyin, by a letter.
    """
    index, spellings = place_index(campaign), place_spellings(campaign)
    district, rest = without_district(index, text)
    spelt = (index.places[at] for at in spellings.nearest(stem(rest), 4 * most))
    if district is None:
        found = chain(_of_that_name(index, fold_name(stem(rest))), _within(index, rest), spelt)
        return list(dict.fromkeys(found))[:most]
    elsewhere = [*_of_that_name(index, fold_name(stem(rest))), *_within(index, rest)]
    there = chain(index.search(rest, most) if len(rest) > 1 else (), elsewhere, spelt)
    held = {district.adcode, *kin(district.adcode)}
    here = (place for place in there if place.adcode in held)
    return list(dict.fromkeys([*here, district, *elsewhere]))[:most]


def without_district(index: PlaceIndex, text: str) -> tuple[NamedPlace | None, str]:
    """The district whose name a text begins with, and what stands behind it, folded."""
    typed = fold_name(stem(text))
    for n in range(min(len(typed) - 1, LONGEST), LEAST_CHARACTERS - 1, -1):
        for place in _of_that_name(index, typed[:n]):
            if place.kind == DISTRICT:
                return place, typed[n:]
    return None, typed


def stem(text: str) -> str:
    """A name without the kind of district or town at its end."""
    typed = short_en(short_zh(text.strip()))
    kind = next((k for k in TOWN_KINDS if typed.endswith(k) and len(typed) > len(k) + 1), "")
    return typed.removesuffix(kind)


def place_spellings(campaign: Campaign) -> Spellings:
    """How the places of a campaign are spelt; made once for a campaign, when one is not found."""

    def build() -> Spellings:
        return Spellings.of(_names(place_index(campaign).places))

    return campaign.cache.get("place spellings", "", build, most=1)


def _names(places: Sequence[NamedPlace]) -> Iterator[tuple[str, int]]:
    """Each place's names, without their kind where it is Chinese; what is compared."""
    for at, place in enumerate(places):
        names = (stem(place.name_zh), stem(place.name_en), *place.aliases)
        yield from ((name, at) for name in dict.fromkeys(filter(None, names)))


def _within(index: PlaceIndex, typed: str) -> Iterator[NamedPlace]:
    """Places whose whole name stands within a text, the longest names first."""
    least = LEAST_LETTERS if typed.isascii() else LEAST_CHARACTERS
    for size in range(min(len(typed) - 1, LONGEST), least - 1, -1):
        for begin in range(len(typed) - size + 1):
            yield from _of_that_name(index, typed[begin : begin + size])


def _of_that_name(index: PlaceIndex, name: str) -> list[NamedPlace]:
    """The places of that very name."""
    if name.isascii() and len(name) < LEAST_LETTERS:
        return []
    return index.of_name(name)
