"""A bureau's own tables of traffic, from a file that the operator names."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from geodata.base.folding import fold
from geodata.errors import CellProblem, FileRefused, refusal
from geodata.intake.operator_file import operator_rows
from geodata.roads.traffic import (
    CLASSES,
    FREE,
    LEAST_FACTOR,
    MOST_FACTOR,
    TrafficTables,
    traffic_of,
    usual_traffic,
)

MOST_TABLES = 4
LONGEST, LONGEST_SOURCE = 30, 200
# Other headings of the columns, folded; the first of each is its own name.
HEADINGS = {
    "traffic": ("traffic", "路况", "交通状况", "名称", "lalu lintas"),
    "class": ("class", "道路等级", "道路类型", "highway", "kelas"),
    "factor": ("factor", "系数", "倍数", "faktor"),
    "source": ("source", "来源", "数据来源", "sumber"),
}
Row = Mapping[str, str]


def traffic_with(path: Path) -> TrafficTables:
    """
    The usual tables of traffic with those of a bureau's own file: a name that it has goes by it.

    Parameters
    ----------
    path
        CSV, UTF-8 or GB18030, with the columns ``traffic, class, factor, source`` or their Chinese
        headings: a row for each class of road of each of at most four tables.

    Raises
    ------
    FileRefused
        If it cannot be read, with every problem.
    """
    rows, problems, seen = dict[str, list[Row]](), [], set[tuple[str, str]]()
    for number, told in operator_rows(path, HEADINGS, tuple(HEADINGS)):
        row = told | {"class": fold(told["class"])}
        found = [*_problems(number, row), *_repeats(number, row, seen)]
        problems += found
        rows.setdefault(fold(row["traffic"]), []).append(row)
    if problems:
        raise FileRefused(path, problems)
    if not rows:
        raise refusal(path, "holds no table of traffic")
    if len(rows) > MOST_TABLES:
        raise refusal(path, f"holds {len(rows)} tables of traffic; at most {MOST_TABLES}")
    return usual_traffic().with_own([traffic_of(of[0]["traffic"], of) for of in rows.values()])


def _problems(number: int, row: Row) -> Iterator[CellProblem]:
    """What is wrong with one row."""
    name, kind, source = row["traffic"], row["class"], row["source"]
    if not name or len(name) > LONGEST or not name.isprintable():
        yield CellProblem(number, "traffic", name, f"must be a name of 1 to {LONGEST} characters")
    elif fold(name) == FREE.name:
        yield CellProblem(number, "traffic", name, "is the free road itself; choose another name")
    if kind not in CLASSES:
        yield CellProblem(number, "class", kind, f"must be one of: {', '.join(CLASSES)}")
    if not _is_factor(row["factor"]):
        reason = f"must be a number from {LEAST_FACTOR:g} to {MOST_FACTOR:g}, such as 1.6"
        yield CellProblem(number, "factor", row["factor"], reason)
    if not source or len(source) > LONGEST_SOURCE or not source.isprintable():
        reason = f"must say in 1 to {LONGEST_SOURCE} characters where the factor comes from"
        yield CellProblem(number, "source", source, reason)


def _repeats(number: int, row: Row, seen: set[tuple[str, str]]) -> Iterator[CellProblem]:
    """Whether a class stands twice in one table."""
    key = fold(row["traffic"]), row["class"]
    if key in seen:
        yield CellProblem(number, "class", row["class"], f"stands twice in {row['traffic']!r}")
    seen.add(key)


def _is_factor(text: str) -> bool:
    try:
        return LEAST_FACTOR <= float(text) <= MOST_FACTOR
    except ValueError:
        return False
