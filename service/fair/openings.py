"""The employers and openings of one fair, and those of them that a word finds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geodata.base.folding import fold, holds, words_of
from geodata.campaign.campaign import Campaign
from geodata.search.openings import work_meant

Positions = npt.NDArray[np.intp]

# So many openings are one page; it may list more employers than anybody would read.
MOST_LISTED = 1_000
FAIRS_KEPT = 64


class Terms(NamedTuple):
    """What an opening pays, in yuan a month, and what it asks for, as it is given."""

    wage_min: int | None
    wage_max: int | None
    education: str
    experience: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One opening; ``shown`` tells whether the words asked for are in it or its employer."""

    occupation: str
    sector: str
    headcount: int
    terms: Terms
    shown: bool


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer with the openings of this page; ``headcount`` is that of those shown."""

    name: str
    sector: str
    headcount: int
    offers: tuple[Offer, ...]

    @property
    def shown(self) -> bool:
        """Whether any of its openings is."""
        return any(offer.shown for offer in self.offers)


@dataclass(frozen=True, slots=True)
class FairOpenings:
    """
    What one page lists of a fair's employers.

    Parameters
    ----------
    employers
        In the page's order. Where everything is on one page, those that the words do not find are
        among them, not shown: a script finds others without asking again.
    openings, companies
        How many people are looked for at the fair, and how many employers look for them.
    found_openings, found_companies
        The same of what the words find; all of it without words.
    page, pages
        Which part this is, from 1 on.
    """

    employers: tuple[Employer, ...]
    openings: int
    companies: int
    found_openings: int
    found_companies: int
    page: int
    pages: int

    @property
    def whole(self) -> bool:
        """Whether every opening of the fair is in this page."""
        return self.pages == 1 and bool(self.employers)


@dataclass(frozen=True, slots=True)
class Row:
    """
    An opening with its employer; words are looked for in ``text``, ``work`` is what it is.

    Of ``work`` the first is its occupation and the second its sectors, folded as the index of
    openings has them.
    """

    employer_id: str
    employer: str
    employer_sector: str
    employer_headcount: int
    occupation: str
    sector: str
    headcount: int
    terms: Terms
    text: str
    work: tuple[str, str]


def openings_of(campaign: Campaign, fair_id: str, words: str = "", page: int = 1) -> FairOpenings:
    """
    The employers of a fair, those with the most openings first.

    Parameters
    ----------
    words
        All of them must be somewhere in an opening, its sector, or its employer's name or sector,
        or they mean its work as they do on the list of fairs. An employer's name means no work.
    page
        Which part, from 1 on; one that is beyond the last is the last.
    """
    rows = rows_of(campaign, fair_id)
    found = found_rows(campaign, rows, words)
    fits = len(rows) <= MOST_LISTED
    pages = 1 if fits else max(1, -(-len(found) // MOST_LISTED))
    page = min(page, pages)
    listed = rows if fits else found[(page - 1) * MOST_LISTED : page * MOST_LISTED]
    shown = frozenset(map(id, found))
    return FairOpenings(
        employers=tuple(employers(listed, shown)),
        openings=sum(row.headcount for row in rows),
        companies=len({row.employer_id for row in rows}),
        found_openings=sum(row.headcount for row in found),
        found_companies=len({row.employer_id for row in found}),
        page=page,
        pages=pages,
    )


def found_rows(campaign: Campaign, rows: Sequence[Row], words: str) -> Sequence[Row]:
    """The rows that words find; all of them without any."""
    wanted = words_of(words)
    if not wanted:
        return rows
    named = any(holds(fold(name), wanted) for name in {row.employer for row in rows})
    meant = frozenset[str]() if named else work_meant(campaign, words)
    return [row for row in rows if holds(row.text, wanted) or not meant.isdisjoint(row.work)]


def employers(rows: Sequence[Row], shown: frozenset[int]) -> list[Employer]:
    """Rows that follow one another, by employer."""
    return [
        Employer(
            name=own[0].employer,
            sector=own[0].employer_sector,
            headcount=sum(row.headcount for row in own if id(row) in shown),
            offers=tuple(
                Offer(row.occupation, row.sector, row.headcount, row.terms, id(row) in shown)
                for row in own
            ),
        )
        for own in (list(rows) for _, rows in groupby(rows, key=lambda row: row.employer_id))
    ]


def rows_of(campaign: Campaign, fair_id: str) -> Sequence[Row]:
    """The openings of a fair by employer, those with the most openings first."""
    return campaign.cache.get(
        "fair rows", fair_id, lambda: read_rows(campaign, fair_id), most=FAIRS_KEPT
    )


def read_rows(campaign: Campaign, fair_id: str) -> Sequence[Row]:
    """The rows from the tables."""
    table = campaign.openings.iloc[positions(campaign).get(fair_id, np.array([], dtype=np.intp))]
    ids = table["employer_id"].tolist()
    known = campaign.employers.loc[list(dict.fromkeys(ids)), ["name", "sector"]]
    told = {
        str(employer_id): (str(name), str(sector))
        for employer_id, name, sector in known.itertuples()
    }
    sums = Counter[str]()
    for employer_id, headcount in zip(ids, table["headcount"].tolist(), strict=True):
        sums[employer_id] += int(headcount)
    names = ("occupation", "sector", "headcount", *Terms._fields)
    columns = (table[name].astype(object).where(table[name].notna(), None) for name in names)
    rows = [
        row_from(employer_id, told[employer_id], sums[employer_id], offer)
        for employer_id, *offer in zip(ids, *columns, strict=True)
    ]
    # An employer's rows stay together: ids part those with as many openings.
    first_at = {employer_id: at for at, employer_id in enumerate(dict.fromkeys(ids))}
    return sorted(rows, key=lambda row: (-row.employer_headcount, first_at[row.employer_id]))


def row_from(
    employer_id: str, employer: tuple[str, str], employer_headcount: int, offer: Sequence[Any]
) -> Row:
    """One row; its sector is left out where it is its employer's."""
    name, employer_sector = employer
    occupation, sector, headcount, *terms = offer
    return Row(
        employer_id=employer_id,
        employer=name,
        employer_sector=employer_sector,
        employer_headcount=employer_headcount,
        occupation=str(occupation),
        sector="" if sector == employer_sector else str(sector),
        headcount=int(headcount),
        terms=Terms(*terms),
        text=fold(f"{name}\n{employer_sector}\n{occupation}\n{sector}"),
        work=(fold(str(occupation)), fold(f"{sector}\n{employer_sector}")),
    )


def positions(campaign: Campaign) -> Mapping[str, Positions]:
    """Where in the table of openings each fair has its own."""

    def find() -> Mapping[str, Positions]:
        grouped: Mapping[Any, Any] = campaign.openings.groupby("fair_id").indices
        return {str(fair_id): np.asarray(at, dtype=np.intp) for fair_id, at in grouped.items()}

    return campaign.cache.get("openings by fair", "", find, most=1)
