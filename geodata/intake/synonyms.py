"""A bureau's own words for kinds of work, from a file that the operator names."""

from collections.abc import Mapping
from pathlib import Path

from geodata.campaign.synonyms import Synonym, Synonyms, synonym_of, usual_synonyms
from geodata.campaign.vocabulary import list_items
from geodata.errors import CellProblem, FileRefused, refusal
from geodata.intake.operator_file import operator_rows

MOST_ROWS = 5_000
LONGEST = 60
# Other headings of the columns, folded; the first of each is its own name.
HEADINGS = {
    "name": ("name", "名称", "岗位", "职位", "工种", "行业"),
    "name_en": ("name_en", "英文名称", "英文名", "english name"),
    "name_id": ("name_id", "印尼文名称", "印尼语名称", "nama indonesia"),
    "also": ("also", "别名", "又称", "同义词", "synonyms", "sinonim"),
}


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
    return usual_synonyms().with_own(_rows(path))


def _rows(path: Path) -> tuple[Synonym, ...]:
    rows, problems = [], []
    for number, row in operator_rows(path, HEADINGS, ("name",)):
        problems += _problems(number, row)
        rows.append(synonym_of(row))
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
