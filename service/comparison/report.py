"""A comparison as a file: the page's table with the held state and the difference beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from geodata.export.report import Cell, Figure, Heading, Report
from geodata.measures.query import METRES_PER_KM
from service.comparison import words
from service.comparison.compared import Compared
from service.words import wording
from service.words.labels import RANKING
from service.words.language import gettext

FIGURES = ("persons", "persons_covered", "persons_gap", "persons_no_road", "coverage", "fairs")
COSTS = ("mean_cost", "p90_cost")
MOVED = ("gained", "lost", "unknown_before", "unknown_after")
ADCODE = 1


def compared_report(compared: Compared, report: Report) -> Report:
    """
    The report of the present state with what the held one has, and what is different.

    Parameters
    ----------
    report
        Of the present state; its second column has the districts' codes.
    """
    held, less = compared.found.before, compared.found.districts.to_dict("index")
    unit = held.definition.cost_unit
    answer = held.to_dict()
    before = {row["adcode"]: row for row in answer["districts"]}
    rows = [
        [*row, *held_cells(before.get(row[ADCODE]), unit), *less_cells(less.get(row[ADCODE]))]
        for row in report.rows
    ]
    total = [*(report.total or ()), *held_cells(answer["total"], unit)]
    return replace(
        report,
        columns=[*report.columns, *held_headings(unit), *less_headings()],
        rows=rows,
        total=[*total, *less_cells(compared.found.total)],
        notes=[*notes(compared), *report.notes],
    )


def held_headings(unit: str) -> list[Heading]:
    """What heads the figures of the held state."""
    named = {
        str(RANKING["persons"]): Figure.WHOLE,
        gettext("Covered"): Figure.WHOLE,
        gettext("Not covered"): Figure.WHOLE,
        gettext("Unknown, no road data"): Figure.WHOLE,
        str(RANKING["coverage"]): Figure.SHARE,
        str(RANKING["fairs"]): Figure.WHOLE,
        **dict.fromkeys(ways(unit), Figure.TENTHS),
    }
    return [Heading(gettext("Held: %(what)s", what=text), figure) for text, figure in named.items()]


def ways(unit: str) -> tuple[str, str]:
    """What heads the mean way to a fair and that of nine in ten."""
    if unit == "m":
        return (
            gettext("Average to the nearest fair, km"),
            gettext("9 of 10 people live within, km"),
        )
    return gettext("Average to the nearest fair, min"), gettext("9 of 10 people live within, min")


def less_headings() -> list[Heading]:
    """What heads the differences."""
    return [
        Heading(gettext("Difference in points"), Figure.TENTHS),
        Heading(gettext("Gain a fair within reach"), Figure.WHOLE),
        Heading(gettext("Lose their fair within reach"), Figure.WHOLE),
        Heading(gettext("Known now alone"), Figure.WHOLE),
        Heading(gettext("Known in the held state alone"), Figure.WHOLE),
    ]


def held_cells(row: Mapping[str, Any] | None, unit: str) -> list[Cell]:
    """The figures of the held state; empty where it does not count the district."""
    if row is None:
        return [None] * (len(FIGURES) + len(COSTS))
    per = METRES_PER_KM if unit == "m" else 1
    costs = [None if row[name] is None else row[name] / per for name in COSTS]
    return [*(row[name] for name in FIGURES), *costs]


def less_cells(row: Mapping[Any, Any] | None) -> list[Cell]:
    """What is different; empty where that cannot be said."""
    if row is None:
        return [None] * (1 + len(MOVED))
    points = number(row["coverage"])
    told = None if points is None else points * 100
    return [told, *(number(row[name]) for name in MOVED)]


def number(value: float | None) -> float | None:
    """A figure; None for what is not known."""
    return None if value is None or value != value else float(value)  # noqa: PLR0124  # NaN


def notes(compared: Compared) -> Sequence[tuple[str, str]]:
    """What is compared with what."""
    found, held, now = compared.found, compared.held, compared.now
    name = gettext("Comparison")
    told = [(name, words.headline(found, held, now))]
    told += [(gettext("Now"), text) for text in words.told_states(held, now)]
    told += [(name, text) for text in words.denominators(found, held, now)]
    state = gettext(", ").join([words.plan_name(held), *filter(None, words.settings(held))])
    told.append((gettext("Held for comparison"), state))
    version = wording.exact(held.campaign.version)
    return [*told, (gettext("Held: %(what)s", what=gettext("Campaign version")), version)]
