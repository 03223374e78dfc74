"""Words for one kind of work: as the tables write it, in other languages, and as people say it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Self

from geodata.base.folding import fold
from geodata.campaign.vocabulary import list_items
from geodata.errors import CellProblem, FileRefused, refusal

LARGEST_BYTES = 1_000_000
MOST_ROWS = 5_000
LONGEST = 60
# Other headings of the columns, folded; the first of each is its own name.
HEADINGS = {
    "name": ("name", "名称", "岗位", "职位", "工种", "行业"),
    "name_en": ("name_en", "英文名称", "英文名", "english name"),
    "name_id": ("name_id", "印尼文名称", "印尼语名称", "nama indonesia"),
    "also": ("also", "别名", "又称", "同义词", "synonyms", "sinonim"),
}


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

    def called(self, language: str) -> str:
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


@cache
def usual_synonyms() -> Synonyms:
    """Those of ``geodata/facts/synonyms.csv``."""
    file = resources.files("geodata") / "facts" / "synonyms.csv"
    with resources.as_file(file) as path:
        return Synonyms.of(_rows(path))


def synonyms_with(path: Path) -> Synonyms:
    """
    The usual synonyms with those of a bureau's own file: a name that it has goes by it alone.

    Parameters
    ----------
    path
        CSV, UTF-8 or GB18030, with the columns ``name, name_en, name_id, also`` or their Chinese
        headings; ``also`` is a list with ; or 、 between.

    Raises
    ------
    FileRefused
        If it cannot be read, with every problem.
    """
    own = _rows(path)
    names = {fold(row.name) for row in own}
    return Synonyms.of((*own, *(r for r in usual_synonyms().rows if fold(r.name) not in names)))


def _rows(path: Path) -> tuple[Synonym, ...]:
    lines = csv.reader(_text(path).splitlines())
    at = _columns(path, [fold(heading) for heading in next(lines, [])])
    rows, problems = [], []
    for number, cells in enumerate(lines, 2):
        row = {name: cells[n].strip() if n < len(cells) else "" for name, n in at.items()}
        if not any(row.values()):
            continue
        problems += _problems(number, row)
        rows.append(
            Synonym(
                row["name"], row.get("name_en", ""), row.get("name_id", ""),
                tuple(list_items(row.get("also", ""))),
            )
        )  # fmt: skip
    if len(rows) > MOST_ROWS:
        raise refusal(path, f"holds {len(rows):,} rows; at most {MOST_ROWS:,}")
    if problems:
        raise FileRefused(path, problems)
    return tuple(rows)


def _problems(number: int, row: Mapping[str, str]) -> list[CellProblem]:
    """What is wrong with one row."""
    if not row["name"]:
        return [CellProblem(number, "name", "", "is missing")]
    words = {**row, "also": max(list_items(row.get("also", "")), key=len, default="")}
    return [
        CellProblem(number, name, word, f"is longer than {LONGEST} characters")
        for name, word in words.items()
        if len(word) > LONGEST
    ]


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise refusal(path, f"is larger than {LARGEST_BYTES:,} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise refusal(path, f"cannot be read: {error.strerror}") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal(path, "is neither UTF-8 nor GB18030")


def _columns(path: Path, headings: list[str]) -> dict[str, int]:
    """The position of each column that is there."""
    known = {other: name for name, others in HEADINGS.items() for other in others}
    at = {known[heading]: n for n, heading in enumerate(headings) if heading in known}
    if "name" not in at:
        raise refusal(path, "has no column name (名称) in its first row")
    return at
