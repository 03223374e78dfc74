"""Words for one kind of work: as the tables write it, in other languages, and as people say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

from geodata.base.facts import read_facts
from geodata.base.folding import fold
from geodata.campaign.vocabulary import list_items


@dataclass(frozen=True, slots=True)
class Synonym:
    """
    One kind of work.

    Parameters
    ----------
    name
        What stands in occupations and sectors of this kind, in Chinese.
    name_en, name_id
        In English and Indonesian, "" where it is not known.
    also
        What else stands there, or is typed for it.
    """

    name: str
    name_en: str
    name_id: str
    also: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """All of these words, folded, each once."""
        words = (self.name, self.name_en, self.name_id, *self.also)
        return tuple(dict.fromkeys(filter(None, map(fold, words))))

    def name_in(self, language: str) -> str:
        """Its name in ``zh``, ``en`` or ``id``; in English where there is no Indonesian one."""
        if language == "zh":
            return self.name
        return (self.name_id if language == "id" else "") or self.name_en


@dataclass(frozen=True, eq=False, slots=True)
class Synonyms:
    """Kinds of work by each of their words, folded."""

    rows: tuple[Synonym, ...]
    by_term: Mapping[str, tuple[Synonym, ...]]

    @classmethod
    def of(cls, rows: tuple[Synonym, ...]) -> Self:
        """The synonyms of some kinds of work."""
        by_term: dict[str, tuple[Synonym, ...]] = {}
        for row in rows:
            for term in row.terms:
                by_term[term] = (*by_term.get(term, ()), row)
        return cls(rows, by_term)

    def terms_of(self, word: str) -> tuple[str, ...]:
        """What may stand in a table for a word, the word itself first; both folded."""
        told = (term for row in self.by_term.get(word, ()) for term in row.terms)
        return tuple(dict.fromkeys((word, *told)))

    def with_own(self, own: Sequence[Synonym]) -> Self:
        """With those of a bureau: a name that it has goes by it alone."""
        names = {fold(row.name) for row in own}
        return self.of((*own, *(row for row in self.rows if fold(row.name) not in names)))


def synonym_of(row: Mapping[str, str]) -> Synonym:
    """One row of a table of synonyms; ``also`` is a list with ; or 、 between."""
    return Synonym(
        row["name"],
        row.get("name_en", ""),
        row.get("name_id", ""),
        tuple(list_items(row.get("also", ""))),
    )


@cache
def usual_synonyms() -> Synonyms:
    """Those of ``geodata/facts/synonyms.csv``."""
    return Synonyms.of(tuple(map(synonym_of, read_facts("synonyms.csv"))))
