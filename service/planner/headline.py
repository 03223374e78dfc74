"""What leads the planner's page: three parts of one whole, and where it is worst."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.measures.measure import COVERAGE, MOST, MUCH
from geodata.measures.query import CoverageQuery
from service.planner.ranking import DistrictRow
from service.words import wording
from service.words.language import gettext, ngettext

LOWEST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """
    All persons in three parts, each as a share from 0 to 1; without anybody all are 0.

    Parameters
    ----------
    covered, gap, unknown
        Within the threshold; farther, or without a way; where no road is known.
    """

    covered: float
    gap: float
    unknown: float

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> "Parts":
        """The parts of a district, or of all."""
        persons = figures["persons"] or 0
        if not persons:
            return cls(0, 0, 0)
        names = ("persons_covered", "persons_gap", "persons_no_road")
        return cls(*(figures[name] / persons for name in names))

    @property
    def is_partly_unknown(self) -> bool:
        """Whether of so many persons nothing is known that it must be seen."""
        return self.unknown >= MUCH

    @property
    def is_known(self) -> bool:
        """Whether of most persons it is known on which side they are."""
        return self.unknown <= MOST


@dataclass(frozen=True, slots=True)
class Worst:
    """
    The worst districts in both senses.

    Parameters
    ----------
    most
        Where most people are not covered; None where all are.
    lowest
        Where the smallest share is covered, at most three; empty where all are covered.
    fairless
        Whether no fair is held in any of these.
    """

    most: DistrictRow | None
    lowest: Sequence[DistrictRow]
    fairless: bool

    @classmethod
    def of(cls, rows: Sequence[DistrictRow]) -> "Worst":
        """The worst of an answer's districts, those left aside of which little is known."""
        known = [row for row in rows if COVERAGE.value(row) is not None and row["persons_gap"]]
        most = max(known, key=lambda row: row["persons_gap"], default=None)
        lowest = sorted(known, key=lambda row: (row["coverage"], -row["persons_gap"]))
        named = lowest[:LOWEST_NAMED]
        return cls(most, named, bool(named) and not any(row["fairs"] for row in named))


def roadless(rows: Sequence[DistrictRow]) -> list[tuple[DistrictRow, Parts]]:
    """The districts with people where no road is known, and their parts; most people first."""
    found = [(row, Parts.of(row)) for row in rows if row["persons_no_road"]]
    return sorted(found, key=lambda each: -each[0]["persons_no_road"])


def headline(query: CoverageQuery, answer: Mapping[str, Any]) -> str:
    """The sentence that leads the page, its file for mail, and its picture."""
    changes = len(answer["definition"].get("changes", ()))
    told = sentence(query, answer)
    if not changes:
        return told
    return ngettext(
        "What if, %(num)s change: %(told)s",
        "What if, %(num)s changes: %(told)s",
        changes,
        told=told,
    )


def sentence(query: CoverageQuery, answer: Mapping[str, Any]) -> str:
    """How many live within reach of a fair."""
    definition, total = answer["definition"], answer["total"]
    if not (definition["from"] and definition["fairs_counted"]):
        return gettext("No fair counts in these dates, so nobody is covered.")
    covered, persons = total["persons_covered"], total["persons"]
    told = {
        "share": wording.share(total["coverage"]),
        "people": wording.whose(definition["group"], definition["region"]),
        "covered": wording.people_beside(covered, persons),
        "persons": wording.people(persons),
        "within": wording.within(query),
        "days": wording.span(*(date.fromisoformat(definition[end]) for end in ("from", "to"))),
    }
    if total["persons_no_road"]:
        return gettext(
            "%(share)s of %(people)s (%(covered)s of %(persons)s) are known to live %(within)s of "
            "a fair, %(days)s.",
            **told,
        )
    return gettext(
        "%(share)s of %(people)s (%(covered)s of %(persons)s) live %(within)s of a fair, %(days)s.",
        **told,
    )
