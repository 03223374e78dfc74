"""Openings and employers at the fairs: all of them, or those that are wanted."""

from dataclasses import dataclass
from itertools import compress

import numpy as np
import pandas as pd

from geodata.base.arrays import Flags, Floats, Ints
from geodata.base.folding import fold, words_of
from geodata.campaign.campaign import Campaign
from geodata.search.work import meant

KEPT, NAMES_KEPT = 64, 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which openings a seeker looks for.

    Parameters
    ----------
    occupation, sector
        Words that all stand somewhere in the opening's occupation, or in its sector or that of its
        employer, or are synonyms of what stands there (`work.meant`); case and width of letters do
        not matter. "" takes all.
    """

    occupation: str = ""
    sector: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class OpeningCounts:
    """
    Openings and employers at each fair.

    Parameters
    ----------
    openings
        Sum of headcounts, by position in ``campaign.fairs``, shape (fairs,).
    employers
        How many employers offer them, shape (fairs,).
    wage_min, wage_max
        The lowest and the highest wage that any of them states, yuan a month, shape (fairs,); NaN
        where none states one.
    """

    openings: Ints
    employers: Ints
    wage_min: Floats
    wage_max: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Index:
    """
    The openings at fairs, ready to be searched.

    Parameters
    ----------
    fair_at, employer_at, headcount
        Of each opening: positions in the campaign's tables, and how many people it is for.
    wage_min, wage_max
        Of each opening: yuan a month; NaN where it states none. One that states a single end is
        paid with that.
    occupation, sector
        Of each opening: position among ``occupations`` and ``sectors``.
    occupations, sectors
        Every text once, folded; a sector is the opening's and its employer's.
    occupation_names, sector_names
        The same as they are written.
    """

    fair_at: Ints
    employer_at: Ints
    headcount: Ints
    wage_min: Floats
    wage_max: Floats
    occupation: Ints
    sector: Ints
    occupations: tuple[str, ...]
    sectors: tuple[str, ...]
    occupation_names: tuple[str, ...]
    sector_names: tuple[str, ...]


def openings_at_fairs(campaign: Campaign, wanted: Wanted | None = None) -> OpeningCounts:
    """The openings on offer at each fair; kept for the latest few searches."""
    wanted = wanted or Wanted()
    key = Wanted(*(" ".join(words_of(each)) for each in (wanted.occupation, wanted.sector)))
    return campaign.cache.get("offers", key, lambda: count(campaign, key), most=KEPT)


def occupations_at(campaign: Campaign, wanted: Wanted, fair_at: int) -> list[str]:
    """What the wanted openings at a fair are called, those of the most openings first."""

    def find() -> list[str]:
        index = index_of(campaign)
        here = np.flatnonzero(wanted_openings(campaign, wanted) & (index.fair_at == fair_at))
        found, which = np.unique(index.occupation[here], return_inverse=True)
        most_first = np.argsort(-np.bincount(which, index.headcount[here]), kind="stable")
        return [index.occupation_names[at] for at in found[most_first].tolist()]

    return campaign.cache.get("called", (wanted, fair_at), find, most=NAMES_KEPT)


def wanted_openings(campaign: Campaign, wanted: Wanted) -> Flags:
    """Which openings at fairs are wanted, by their position in the index."""
    key = Wanted(*(" ".join(words_of(each)) for each in (wanted.occupation, wanted.sector)))

    def find() -> Flags:
        index = index_of(campaign)
        some = np.ones(len(index.fair_at), dtype=bool)
        if key.occupation:
            some &= occupations_meant(campaign, key.occupation)[index.occupation]
        if key.sector:
            some &= sectors_meant(campaign, key.sector)[index.sector]
        return some

    return campaign.cache.get("wanted openings", key, find, most=KEPT)


def count(campaign: Campaign, wanted: Wanted) -> OpeningCounts:
    """The openings whose texts hold what is wanted, by fair."""
    index, some = index_of(campaign), wanted_openings(campaign, wanted)
    size = len(campaign.fairs)
    fair_at = index.fair_at[some]
    headcount = np.bincount(fair_at, index.headcount[some], size).astype(np.intp)
    employers = max(len(campaign.employers), 1)
    pairs = np.unique(fair_at * employers + index.employer_at[some])
    wages = np.full((2, size), np.nan)
    np.fmin.at(wages[0], fair_at, index.wage_min[some])
    np.fmax.at(wages[1], fair_at, index.wage_max[some])
    return OpeningCounts(
        headcount, np.bincount(pairs // employers, minlength=size).astype(np.intp), *wages
    )


def occupations_meant(campaign: Campaign, typed: str) -> Flags:
    """Which of ``Index.occupations`` a text means."""
    words = " ".join(words_of(typed))

    def find() -> Flags:
        return meant(words, index_of(campaign).occupations, campaign.synonyms)

    return campaign.cache.get("occupations meant", words, find, most=KEPT)


def sectors_meant(campaign: Campaign, typed: str) -> Flags:
    """Which of ``Index.sectors`` a text means."""
    words = " ".join(words_of(typed))

    def find() -> Flags:
        return meant(words, index_of(campaign).sectors, campaign.synonyms)

    return campaign.cache.get("sectors meant", words, find, most=KEPT)


def work_meant(campaign: Campaign, typed: str) -> frozenset[str]:
    """The occupations at the campaign's fairs that a text means, or else the sectors; folded."""
    index = index_of(campaign)
    found = frozenset(compress(index.occupations, occupations_meant(campaign, typed)))
    return found or frozenset(compress(index.sectors, sectors_meant(campaign, typed)))


def index_of(campaign: Campaign) -> Index:
    """The openings at fairs; made once for a campaign."""
    return campaign.cache.get("offers index", "", lambda: build_index(campaign), most=1)


def build_index(campaign: Campaign) -> Index:
    """The index from the tables."""
    table = campaign.openings
    fair_at = campaign.fairs.index.get_indexer(pd.Index(table["fair_id"]))
    employer_at = campaign.employers.index.get_indexer(pd.Index(table["employer_id"]))
    here = (fair_at >= 0) & (employer_at >= 0)
    fair_at, employer_at, table = fair_at[here], employer_at[here], table[here]
    of_employer = campaign.employers["sector"].to_numpy(dtype=object)[employer_at]
    both = [f"{a}\n{b}" for a, b in zip(table["sector"], of_employer, strict=True)]
    wages = table[["wage_min", "wage_max"]].astype("float64")
    occupation, occupations = pd.factorize(pd.Series(table["occupation"].to_numpy(dtype=object)))
    sector, sectors = pd.factorize(pd.Series(both, dtype=object))
    return Index(
        fair_at,
        employer_at,
        table["headcount"].to_numpy(dtype=np.intp),
        wages["wage_min"].fillna(wages["wage_max"]).to_numpy(),
        wages["wage_max"].fillna(wages["wage_min"]).to_numpy(),
        np.asarray(occupation, dtype=np.intp),
        np.asarray(sector, dtype=np.intp),
        tuple(map(fold, occupations)),
        tuple(map(fold, sectors)),
        tuple(map(str, occupations)),
        tuple(map(str, sectors)),
    )
