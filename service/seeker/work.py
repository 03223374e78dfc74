"""What the finder says of work: the field with its suggestions, and what a word was taken for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.base.folding import holds, words_of
from geodata.campaign.campaign import Campaign
from geodata.campaign.window import Window
from geodata.search.openings import index_of, occupations_meant
from geodata.search.suggested_work import (
    MOST_SIMILAR,
    OCCUPATION,
    SECTOR,
    Work,
    similar_work,
    suggest_work,
    usual_work,
)
from service.seeker.filters import Filters
from service.web.caching import address
from service.words.language import gettext, language, ngettext

MOST_LISTED, MOST_SECTORS, MOST_NAMED = 30, 40, 6
KEPT = 64


@dataclass(frozen=True, slots=True)
class WorkField:
    """
    The fields for work.

    Parameters
    ----------
    address
        Where suggestions are had.
    example
        Something that finds something, as a hint; "" where nothing is on offer.
    occupations, sectors
        Those of which there is most: how each is listed, by its name in the tables.
    """

    address: str
    example: str
    occupations: Mapping[str, str]
    sectors: Mapping[str, str]

    @classmethod
    def of(cls, campaign: Campaign, today: date) -> "WorkField":
        """The fields on a day, in the present language."""

        def make() -> WorkField:
            window = Window(today)
            listed = usual_work(campaign, window, OCCUPATION, MOST_LISTED)
            sectors = usual_work(campaign, window, SECTOR, MOST_SECTORS)
            return cls(
                address=address(campaign, "/api/v1/work", {"from": today}),
                example=example(listed),
                occupations={each.name: label(each) for each in listed},
                sectors={each.name: label(each, named=True) for each in sectors},
            )

        return campaign.cache.get("work field", (today, language()), make, most=16)


@dataclass(frozen=True, slots=True)
class NearWork:
    """Work to look for instead: its name, how much there is, and the parameters of an address."""

    name: str
    told: str
    parameters: Mapping[str, str | None]

    @classmethod
    def of(cls, work: Work) -> "NearWork":
        """One that is on offer, in the present language."""
        kinds = {OCCUPATION: None, SECTOR: None} | {work.kind: work.name}
        sector = gettext("Sector") if work.kind == SECTOR else ""
        told = (gloss(work), sector, count(work))
        return cls(work.name, " · ".join(filter(None, told)), kinds | {"k": None})


@dataclass(frozen=True, slots=True)
class TakenFor:
    """
    What the work that was typed is taken for.

    Parameters
    ----------
    names
        The occupations that are counted, where they are called otherwise.
    near
        What to look for instead, where nothing of the name was ever on offer.
    alike
        Whether that is spelt or meant alike; else it is what there is most of.
    """

    typed: str = ""
    names: Sequence[str] = ()
    near: Sequence[NearWork] = ()
    alike: bool = False

    @classmethod
    def of(cls, campaign: Campaign, filters: Filters, today: date) -> "TakenFor":
        """What the filters' occupation is taken for, in the present language."""
        typed = filters.wanted.occupation
        if not typed:
            return cls()
        index, words = index_of(campaign), words_of(typed)
        found = np.flatnonzero(occupations_meant(campaign, typed)).tolist()
        if found:
            other = [n for n in found if not holds(index.occupations[n], words)]
            return cls(typed, [index.occupation_names[n] for n in other[:MOST_NAMED]])
        window = Window(today)
        alike = suggest_work(campaign, typed, window, MOST_SIMILAR)
        alike = alike or similar_work(campaign, typed, window)
        near = alike or usual_work(campaign, window, OCCUPATION, MOST_SIMILAR)
        return cls(typed, (), [NearWork.of(each) for each in near], alike=bool(alike))


def gloss(work: Work) -> str:
    """What kind of work it is, for readers of another language than its name's."""
    lang = language()
    return "" if lang == "zh" else (work.name_id if lang == "id" else "") or work.name_en


def count(work: Work) -> str:
    """How many people are looked for."""
    return ngettext("%(num)s opening", "%(num)s openings", work.openings)


def label(work: Work, *, named: bool = False) -> str:
    """How it is listed; with its name where the list has no other place for that."""
    parts = (work.name if named else "", gloss(work), count(work))
    return " · ".join(filter(None, parts))


def example(listed: Sequence[Work]) -> str:
    """Work that is on offer, in the reader's language if any of it has a name there."""
    named = (gloss(each) or (each.name if language() == "zh" else "") for each in listed)
    some = next(filter(None, named), listed[0].name if listed else "")
    return gettext("such as %(work)s", work=some) if some else ""
