"""Services and policies at places and fairs."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.base.folding import fold
from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import Fair
from geodata.campaign.vocabulary import list_items
from geodata.search.catalogue import Offer, services


def services_at(campaign: Campaign, fair: Fair, lang: str) -> list[str]:
    """
    The services offered at a fair, by name.

    Parameters
    ----------
    fair
        Its ``services`` hold ids or names of the catalogue.
    lang
        ``zh``, ``en`` or ``id``.

    Returns
    -------
    list[str]
        Each once, in the fair's order; what the catalogue does not know stays as it is written.
    """
    known = services_by_word(campaign)
    stated = list_items(fair.services)
    named = (known[word].name(lang) if word in known else word for word in stated)
    return list(dict.fromkeys(named))


def offered_services(campaign: Campaign, lang: str) -> Mapping[str, str]:
    """The services offered at any fair: what each is called in ``lang``, by its Chinese name."""

    def gather() -> dict[str, str]:
        known = services_by_word(campaign)
        stated = campaign.fairs.get("services", pd.Series("", dtype=str))
        words = {word for text in stated.unique() for word in list_items(str(text or ""))}
        named: dict[str, str] = {}
        for word in words:
            offer = known.get(word)
            named[offer.name("zh") if offer else word] = offer.name(lang) if offer else word
        return dict(sorted(named.items(), key=lambda pair: pair[::-1]))

    return campaign.cache.get("offered services", lang, gather, most=8)


def services_by_word(campaign: Campaign) -> Mapping[str, Offer]:
    """The services by what a fair may call them: ids, which go first, and names."""

    def index() -> dict[str, Offer]:
        offers = services(campaign)
        names = {n: o for o in reversed(offers) for n in o.names.values() if n}
        return names | {key: offer for offer in offers for key in offer.ids}

    return campaign.cache.get("services by word", "", index, most=1)


def fairs_offering(campaign: Campaign, words: str) -> npt.NDArray[np.bool_]:
    """
    At which fairs a service is offered whose name holds some words, in any language.

    Parameters
    ----------
    words
        As a seeker types them: without regard to case and width of letters; none match all fairs
        that offer anything.

    Returns
    -------
    npt.NDArray[np.bool_]
        By position in ``campaign.fairs``.
    """
    wanted = fold(words)
    texts = fair_texts(campaign)
    return np.fromiter((bool(t) and wanted in t for t in texts), dtype=bool, count=len(texts))


def fair_texts(campaign: Campaign) -> list[str]:
    """All that the services of each fair are called, folded; "" for a fair without any."""

    def write() -> list[str]:
        known = services_by_word(campaign)
        stated = campaign.fairs.get("services", pd.Series("", index=campaign.fairs.index))
        texts = {text: names_of_services(text, known) for text in stated.unique()}
        return [texts[text] for text in stated]

    return campaign.cache.get("texts of services", "", write, most=1)


def names_of_services(stated: str, known: Mapping[str, Offer]) -> str:
    """All names of the services that a fair states, folded, a line for each."""
    names = (
        name
        for word in list_items(stated)
        for name in ([*known[word].names.values()] if word in known else [word])
    )
    return fold("\n".join(filter(None, names)))
