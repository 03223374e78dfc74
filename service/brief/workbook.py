"""A brief as a workbook: all of its numbers, and a sheet that says what they mean."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from geodata.export.report import Cell, Figure, Heading, Report
from geodata.export.report_file import xlsx_reports
from service.brief.action_words import ACTS, days_text, fair_in, fair_name, place_text
from service.brief.actions import actions
from service.brief.content import title
from service.brief.subject import Subject
from service.planner.headline import Parts
from service.planner.meaning import Note
from service.planner.report import coverage_report
from service.words.illustration import illustration_note
from service.words.labels import RANKING
from service.words.language import gettext, names

POINTS = 100


def workbook(subject: Subject) -> bytes:
    """
    The workbook's file.

    Raises
    ------
    OSError
        If there is no room for a draft.
    """
    return xlsx_reports([*reports(subject)])


def reports(subject: Subject) -> Iterator[Report]:
    """The sheets: what is to be done, who gains and loses, all districts as on the page."""
    state = subject.state
    listed = coverage_report(
        subject.campaign, state.query, subject.today, state.order, subject.beside
    )
    notes = [*about(subject), *listed.notes]
    if subject.tried is not None:
        yield action_report(subject, notes)
    if subject.tried is not None and subject.beside is None:
        yield change_report(subject, notes)
    yield replace(listed, notes=notes)


def about(subject: Subject) -> list[Note]:
    """What the brief is about."""
    note = [(gettext("Note"), subject.note)] if subject.note else []
    return [(gettext("Brief"), title(subject)), *note]


def action_report(subject: Subject, notes: Sequence[Note]) -> Report:
    """Every action, and whom it brings what."""
    columns = [
        Heading(gettext("No."), Figure.WHOLE),
        Heading(gettext("Action")),
        Heading(gettext("Fair")),
        Heading(gettext("Place")),
        Heading(gettext("Date")),
        Heading(gettext("Longitude"), Figure.DEGREES),
        Heading(gettext("Latitude"), Figure.DEGREES),
        Heading(gettext("Booths"), Figure.WHOLE),
        Heading(gettext("More people covered"), Figure.WHOLE),
        Heading(gettext("People who gain"), Figure.WHOLE),
        Heading(gettext("People who lose"), Figure.WHOLE),
    ]
    rows = [*action_rows(subject)]
    together: list[Cell] = [None, gettext("Together"), *[None] * 6]
    total = subject.tried.total if subject.tried else {}
    sums = [total.get(name) for name in ("persons_covered", "gained", "lost")]
    # Who gains by one action may lose by the next: those two are not the sums of their columns.
    return report(
        subject, gettext("What is to be done"), columns, (rows, [*together, *sums]), notes
    )


def action_rows(subject: Subject) -> Iterator[list[Cell]]:
    """The cells of each action."""
    campaign = subject.campaign
    found = actions(campaign, subject.state.query, subject.today)
    for number, each in enumerate(found, start=1):
        fair, change, total = fair_in(campaign, each), each.changes[-1], each.compared.total
        at = (change.lon, change.lat) if change.is_placed else (None, None)
        if not change.is_placed and fair is not None:
            at = fair.lon, fair.lat
        yield [
            number,
            str(ACTS[each.act]),
            fair_name(fair, each),
            place_text(campaign, each),
            days_text(fair, each),
            *at,
            None if fair is None else fair.booths,
            *(total[name] for name in ("persons_covered", "gained", "lost")),
        ]


def change_report(subject: Subject, notes: Sequence[Note]) -> Report:
    """Every district before and after."""
    columns = [
        Heading(str(RANKING["name"])),
        Heading(gettext("Code")),
        Heading(gettext("Covered in the plan"), Figure.WHOLE),
        Heading(gettext("Covered then"), Figure.WHOLE),
        Heading(gettext("People who gain"), Figure.WHOLE),
        Heading(gettext("People who lose"), Figure.WHOLE),
        Heading(gettext("Coverage in the plan"), Figure.SHARE),
        Heading(gettext("Coverage then"), Figure.SHARE),
        Heading(gettext("Difference in points"), Figure.TENTHS),
    ]
    rows, total = change_rows(subject)
    return report(subject, gettext("Who gains and who loses"), columns, (rows, total), notes)


def change_rows(subject: Subject) -> tuple[list[list[Cell]], list[Cell]]:
    """The cells of each district, and of all together."""
    compared, named = subject.tried, f"name_{names()}"
    if compared is None:
        return [], []
    before, after = (each.to_dict() for each in (compared.before, compared.after))
    old = {row["adcode"]: row for row in before["districts"]}
    moved = compared.districts[["gained", "lost"]].to_dict("index")
    rows = [
        [row[named], row["adcode"], *cells(old[row["adcode"]], row, moved[row["adcode"]])]
        for row in after["districts"]
    ]
    total = cells(before["total"], after["total"], compared.total)
    return rows, [gettext("Together"), None, *total]


def cells(old: Any, new: Any, moved: Any) -> list[Cell]:
    """The figures of a row: before, after, and what lies between."""
    known = Parts.of(old).is_known and Parts.of(new).is_known
    before, after = (each["coverage"] if known else None for each in (old, new))
    points = None if before is None or after is None else (after - before) * POINTS
    return [
        old["persons_covered"], new["persons_covered"], moved["gained"], moved["lost"],
        before, after, points,
    ]  # fmt: skip


def report(
    subject: Subject,
    heading: str,
    columns: Sequence[Heading],
    table: tuple[Sequence[Sequence[Cell]], Sequence[Cell]],
    notes: Sequence[Note],
) -> Report:
    """One sheet."""
    rows, total = table
    return Report(
        title=heading,
        notes_title=gettext("What the numbers mean"),
        columns=columns,
        rows=rows,
        total=total,
        mark=illustration_note(subject.campaign),
        notes=notes,
        created=subject.today,
    )
