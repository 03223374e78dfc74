"""Examples of what may be typed, each of which finds something in the campaign itself."""

from geodata.campaign.campaign import Campaign
from geodata.districts.names import short_en, short_zh
from geodata.search.gazetteer import place_index
from geodata.search.named_places import DISTRICT
from geodata.search.pinyin import syllables

INITIALS = 2


def place_examples(campaign: Campaign) -> tuple[str, ...]:
    """
    A district's short name, its pinyin and its initials, each of which means that district alone.

    Of the districts that have such names the one with the most people; nothing where none has.
    """

    def choose() -> tuple[str, ...]:
        index = place_index(campaign)
        for place in index.places:
            if place.kind != DISTRICT:
                break
            if place.adcode not in campaign.districts.index:
                continue  # of another edition
            stem = short_zh(place.name_zh)
            spoken = syllables(place.name_zh, short_en(place.name_en))[: len(stem)]
            names = stem, "".join(spoken), "".join(each[:1] for each in spoken)
            alone = all(index.resolve(name, INITIALS) == [place] for name in names)
            if alone and not stem.isascii() and len(names[-1]) >= INITIALS:
                return names
        return ()

    return campaign.cache.get("place examples", "", choose, most=1)
