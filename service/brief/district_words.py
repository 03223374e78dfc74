"""The districts of a brief: where it is worst, and who gains and who loses."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.measures.comparison import Comparison
from service.brief.brief import Column, Grid, Kind, Section
from service.brief.subject import Subject
from service.planner.headline import Parts, Worst, roadless
from service.planner.ranking import DistrictRow
from service.planner.trial import some
from service.siting.plan_words import district_name
from service.words import differences, wording
from service.words.labels import RANKING
from service.words.language import gettext, names, ngettext

MOST_WORST, MOST_OF_PLAN, MOST_LOSING, MOST_CHANGED = 10, 60, 6, 12
HALF = 0.5  # persons: fewer are none


def worst_section(subject: Subject) -> Section:
    """The districts in the order of the page, the worst first, with what leads the page."""
    rows = subject.answer.to_dict()["districts"]
    ranked = subject.state.order.rank(rows, f"name_{names()}")
    compared = subject.comparison
    most = MOST_OF_PLAN if compared is None else MOST_WORST
    columns = [
        Column(str(RANKING["name"])),
        Column(str(RANKING["persons"]), Kind.NUMBER),
        *([Column(coverage_before(subject), Kind.NUMBER)] if compared else []),
        Column(str(RANKING["coverage"]), Kind.NUMBER),
        Column(str(RANKING["gap"]), Kind.NUMBER),
        Column(str(RANKING["fairs"]), Kind.NUMBER),
    ]
    before = None if compared is None else shares(compared)
    listed = [row_of(subject, row, before) for row in ranked[:most]]
    return Section(
        gettext("Worst districts"),
        lines=worst_lines(subject, rows),
        grid=Grid(columns, listed),
        below=others(len(ranked) - most),
    )


def coverage_before(subject: Subject) -> str:
    """What heads the coverage of the plan, or of the state that is held."""
    if subject.beside is None:
        return gettext("Coverage in the plan")
    return gettext("Held: %(what)s", what=RANKING["coverage"])


def shares(compared: Comparison) -> dict[str, str]:
    """The coverage of each district before."""
    told = compared.before.to_dict()["districts"]
    return {row["adcode"]: share_of(row) for row in told}


def share_of(row: DistrictRow) -> str:
    """A district's coverage as the page has it: none where little is known."""
    return wording.share(row["coverage"] if Parts.of(row).is_known else None)


def row_of(subject: Subject, row: DistrictRow, before: dict[str, str] | None) -> list[str]:
    """A district in the cells of its row."""
    known = Parts.of(row).is_known
    return [
        district_name(subject.campaign, row["adcode"]),
        wording.short(row["persons"]),
        *([] if before is None else [before.get(row["adcode"], "–")]),
        share_of(row),
        wording.short(row["persons_gap"]) if known else "–",
        wording.exact(row["fairs"]),
    ]


def worst_lines(subject: Subject, rows: Sequence[DistrictRow]) -> list[str]:
    """Where most people have no fair in reach, where the lowest share, and what is not known."""
    worst, lines = Worst.of(rows), []
    if worst.most is not None:
        lines.append(
            gettext(
                "Most people without a fair in reach: %(district)s, %(n)s.",
                district=district_name(subject.campaign, worst.most["adcode"]),
                n=wording.people(worst.most["persons_gap"]),
            )
        )
        lines.append(lowest_line(subject, worst))
    without_road = roadless(rows)
    if without_road:
        told = gettext(
            "Another %(n)s people have no road data: whether a fair is within their reach is "
            "unknown.",
            n=wording.people(sum(row["persons_no_road"] for row, _ in without_road)),
        )
        lines.append(told)
    return [" ".join(lines)] if lines else []


def lowest_line(subject: Subject, worst: Worst) -> str:
    """Where the smallest share is covered."""
    named = [
        gettext(
            "%(district)s %(share)s",
            district=district_name(subject.campaign, row["adcode"]),
            share=wording.share(row["coverage"]),
        )
        for row in worst.lowest
    ]
    districts = gettext(", ").join(named)
    if worst.fairless:
        return gettext("Lowest share: %(districts)s; no fair is held there.", districts=districts)
    return gettext("Lowest share: %(districts)s.", districts=districts)


def others(more: int) -> list[str]:
    """How many districts have no room on paper."""
    if more < 1:
        return []
    told = ngettext(
        "%(num)s more district stands in the workbook (XLSX).",
        "%(num)s more districts stand in the workbook (XLSX).",
        more,
    )
    return [told]


def change_section(subject: Subject, compared: Comparison) -> Section:
    """Who gains and who loses, by district; those who lose come first."""
    told = changes(compared.districts)
    before, after = (
        {row["adcode"]: share_of(row) for row in each.to_dict()["districts"]}
        for each in (compared.before, compared.after)
    )
    rows = [
        [
            district_name(subject.campaign, str(code)),
            wording.exact(row["gained"]),
            wording.exact(row["lost"]),
            before[str(code)],
            after[str(code)],
            differences.points(None if np.isnan(row["coverage"]) else row["coverage"]),
        ]
        for code, row in told.head(MOST_CHANGED).to_dict("index").items()
    ]
    return Section(
        gettext("Who gains and who loses"),
        lines=[balance(compared)],
        grid=Grid(change_columns(subject), rows) if rows else None,
        below=others(len(told) - MOST_CHANGED),
    )


def change_columns(subject: Subject) -> list[Column]:
    """What is told of each district that gains or loses."""
    return [
        Column(str(RANKING["name"])),
        Column(gettext("People who gain"), Kind.NUMBER),
        Column(gettext("People who lose"), Kind.NUMBER),
        Column(coverage_before(subject), Kind.NUMBER),
        Column(gettext("Coverage then") if subject.beside is None else gettext("Now"), Kind.NUMBER),
        Column(gettext("Difference"), Kind.NUMBER),
    ]


def changes(districts: pd.DataFrame) -> pd.DataFrame:
    """The districts in which anybody gains or loses: first who loses most, then who gains most."""
    here = districts[(districts["gained"] >= HALF) | (districts["lost"] >= HALF)]
    losing = here[here["lost"] >= HALF].sort_values("lost", ascending=False, kind="stable")
    first = losing.head(MOST_LOSING)
    rest = here.drop(first.index).sort_values("gained", ascending=False, kind="stable")
    return pd.DataFrame(pd.concat([first, rest]))


def balance(compared: Comparison) -> str:
    """How many gain and how many lose, as the page says it."""
    gained, lost = some(compared.total["gained"]), some(-(compared.total["lost"] or 0))
    parts = [
        f"{gained} {gettext('people gain a fair within reach')}"
        if gained
        else gettext("Nobody gains a fair within reach"),
        f"{lost} {gettext('people lose theirs')}" if lost else gettext("nobody loses one"),
    ]
    return gettext("; ").join(parts)
