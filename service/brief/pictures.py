"""The maps of a brief: those of the page, before and after, by one scale of colours."""

from collections.abc import Iterator
from dataclasses import replace

from geodata.campaign.campaign import Campaign
from geodata.measures.coverage import Coverage
from maps.picture.land import covered_land
from maps.picture.sheet import Layout, draw
from maps.picture.style import style
from service.brief.brief import Picture
from service.brief.subject import Subject
from service.planner.headline import sentence
from service.planner.picture import told
from service.words.labels import MEASURES
from service.words.language import gettext
from service.words.picture_words import caption

ALONE, OF_TWO = Layout(700, 440, 200), Layout(700, 282, 220)
"""On a sheet by itself, and one of two: so wide that its letters are as large as those around."""


def pictures(subject: Subject, map_number: str) -> Iterator[Picture]:
    """
    The map of the plan; of a what-if that before it and that after it.

    Parameters
    ----------
    map_number
        The review number that every map shows; "" for none.
    """
    compared, campaign = subject.compared, subject.campaign
    if compared is None:
        name = str(MEASURES[subject.state.measure.name])
        yield drawn(subject, campaign, subject.answer, name, (ALONE, map_number))
        return
    sides = (
        (campaign.plan, compared.before, gettext("Before: the plan")),
        (campaign, compared.after, gettext("After: with the changes")),
    )
    for here, answer, name in sides:
        yield drawn(subject, here, answer, name, (OF_TWO, map_number))


def drawn(
    subject: Subject,
    campaign: Campaign,
    answer: Coverage,
    name: str,
    form: tuple[Layout, str],
) -> Picture:
    """One map, without the words that the brief says around it."""
    layout, map_number = form
    state, figures = subject.state, answer.to_dict()
    land = covered_land(campaign, state.query, answer, state.measure, state.district)
    words = caption(campaign, told(campaign, state, figures), subject.today)
    words = replace(words, settings=(), notes=[map_number] if map_number else ())
    svg = draw(land, words, layout, style(state.measure.name, both_schemes=False))
    said = f"{name}. {sentence(state.query, figures)} {words.description}"
    return Picture(name, said, svg.decode())
