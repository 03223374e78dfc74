"""The maps of a brief: those of the page, before and after, by one scale of colours."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geodata.campaign.campaign import Campaign
from geodata.campaign.fair import fair_of
from geodata.measures.coverage import Coverage
from maps.picture.land import Record, covered_land
from maps.picture.sheet import Layout, draw
from maps.picture.style import style
from service.brief.actions import Action
from service.brief.brief import Picture
from service.brief.subject import Subject
from service.planner.headline import sentence
from service.planner.picture import sentences
from service.words.labels import MEASURES
from service.words.language import gettext
from service.words.picture_words import caption

ALONE, OF_TWO = Layout(700, 440, 200), Layout(700, 282, 220)
"""On a sheet by itself, and one of two: so wide that its letters are as large as those around."""


def pictures(subject: Subject, found: Sequence[Action], map_number: str) -> Iterator[Picture]:
    """
    The map of the plan; of a what-if that before it and that after it; of two states both.

    Parameters
    ----------
    found
        The actions, which bear their numbers on the map.
    map_number
        The review number that every map shows; "" for none.
    """
    compared, campaign = subject.comparison, subject.campaign
    if compared is None:
        name = str(MEASURES[subject.state.measure.name])
        side = Side(name, campaign, subject.answer, ALONE)
        yield picture_of(subject, side, map_number)
        return
    before, after = gettext("Before: the plan"), gettext("After: with the changes")
    if subject.beside is not None:
        held, after = subject.names
        before = gettext("Held: %(what)s", what=held)
    past = subject.before
    yield picture_of(past, Side(before, past.campaign, past.answer, OF_TWO), map_number)
    side = Side(after, campaign, subject.answer, OF_TWO, marks(campaign, found))
    yield picture_of(subject, side, map_number)


@dataclass(frozen=True, slots=True)
class Side:
    """One map: what it is called, of what, how it is laid out, and what has a number on it."""

    name: str
    campaign: Campaign
    answer: Coverage
    layout: Layout
    marks: Sequence[Record] = ()


def marks(campaign: Campaign, found: Sequence[Action]) -> list[Record]:
    """Where each action takes place: a fair that moves, where it goes."""
    placed: list[Record] = []
    for number, each in enumerate(found, start=1):
        change, fair = each.changes[-1], fair_of(campaign.plan, each.fair_id)
        if change.is_placed:
            placed.append({"lon": change.lon, "lat": change.lat, "number": number})
        elif fair is not None:
            placed.append({"lon": fair.lon, "lat": fair.lat, "number": number})
    return placed


def picture_of(subject: Subject, side: Side, map_number: str) -> Picture:
    """One map, without the words that the brief says around it."""
    name, campaign, answer = side.name, side.campaign, side.answer
    state, figures = subject.state, answer.to_dict()
    land = covered_land(campaign, state.query, answer, state.measure, state.district)
    words = caption(campaign, sentences(campaign, state, figures), subject.today)
    words = replace(words, settings=(), notes=[map_number] if map_number else ())
    look = style(state.measure.name, both_schemes=False, marked=bool(side.marks))
    svg = draw(replace(land, marks=side.marks), words, side.layout, look)
    said = f"{name}. {sentence(state.query, figures)} {words.description}"
    return Picture(name, said, svg.decode())
