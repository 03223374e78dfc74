"""A brief put together: what the page shows of a state, in the order of an argument."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from service.brief.action_words import action_section, reasons
from service.brief.actions import Action, actions
from service.brief.brief import Bar, Brief, Column, Grid, Kind, Section
from service.brief.district_words import change_section, worst_section
from service.brief.pictures import pictures
from service.brief.subject import Subject
from service.comparison import words
from service.planner.headline import Parts, headline
from service.planner.meaning import meaning
from service.planner.trial import figures_of
from service.words import wording
from service.words.language import TAGS, gettext, language, ngettext
from service.words.picture_words import illustration_marks

LONGEST_NOTE = 600


def brief_of(subject: Subject, map_number: str = "") -> Brief:
    """The brief of a state, in the language that is being spoken."""
    answer = subject.answer.to_dict()
    found = [*actions(subject.campaign, subject.state.query, subject.today)]
    notes = meaning(subject.campaign, subject.state.query, answer)
    return Brief(
        lang=TAGS[language()],
        kind=gettext("Brief"),
        title=title(subject),
        note=shorten(subject.note),
        mark=" ".join(illustration_marks(subject.campaign)),
        headline=lead(subject),
        bars=[*bars(subject)],
        figures=figures(subject),
        pictures=[*pictures(subject, found, map_number)],
        sections=[*sections(subject, found)],
        meaning_heading=gettext("What the numbers mean"),
        meaning=[
            (word, [told for _, told in each]) for word, each in groupby(notes, itemgetter(0))
        ],
        foot=foot(subject),
    )


def title(subject: Subject) -> str:
    """What a brief is about."""
    if subject.name:
        return subject.name
    if subject.beside is not None:
        held, now = subject.names
        return words.in_place(now, held)
    if subject.comparison is None:
        return gettext("Coverage of job fairs")
    changes = ngettext("%(num)s change", "%(num)s changes", len(subject.state.changes))
    return f"{gettext('What if')} · {changes}"


def lead(subject: Subject) -> str:
    """The sentence that leads the page."""
    beside = subject.beside
    if beside is not None:
        return words.headline(beside.found, beside.held, beside.now)
    return headline(subject.state.query, subject.answer.to_dict())


def shorten(note: str) -> str:
    """A note that leaves room for the rest."""
    return note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1]}…"


def foot(subject: Subject) -> str:
    """Whose sheet this is, of which day and which version."""
    day = gettext("Created on %(day)s.", day=wording.full_day(subject.today))
    version = f"{gettext('Campaign version')} {subject.campaign.version}"
    return f"fairreach · {version} · {day}"


def bars(subject: Subject) -> Iterator[Bar]:
    """The three parts of everybody; where two states are compared those of both."""
    compared = subject.comparison
    if compared is None:
        yield bar("", subject.answer.to_dict()["total"])
        return
    for name, answer in zip(subject.names, (compared.before, compared.after), strict=True):
        yield bar(name, answer.to_dict()["total"])


def bar(name: str, total: Mapping[str, Any]) -> Bar:
    """One bar with its parts in words."""
    parts = Parts.of(total)
    told = [
        (gettext("Covered"), total["persons_covered"], parts.covered),
        (gettext("Not covered"), total["persons_gap"], parts.gap),
    ]
    if total["persons_no_road"]:
        told.append((gettext("Unknown, no road data"), total["persons_no_road"], parts.unknown))
    lines = [f"{word} {wording.people(n)} ({wording.share(part)})" for word, n, part in told]
    return Bar(name, parts.covered, parts.gap, parts.unknown, lines)


def figures(subject: Subject) -> Grid | None:
    """The figures of two states, and what lies between them."""
    if subject.comparison is None:
        return None
    columns = [
        Column(gettext("Figure")),
        *(Column(head, Kind.NUMBER) for head in (*subject.names, gettext("Difference"))),
    ]
    rows = [
        [each.name, each.before, each.after, each.difference]
        for each in figures_of(subject.comparison)
    ]
    return Grid(columns, rows)


def sections(subject: Subject, found: Sequence[Action]) -> Iterator[Section]:
    """What follows the maps."""
    compared, beside = subject.comparison, subject.beside
    if beside is not None:
        told = words.in_sentences(beside.found, beside.held, beside.now)
        yield Section(gettext("Comparison"), lines=told)
    if found:
        yield action_section(subject.campaign, found)
    if compared is not None and compared.basis.same_people:
        yield change_section(subject, compared)
    if found:
        yield Section(gettext("Reasons"), lines=reasons(subject.campaign, found))
    yield worst_section(subject)
