"""The planner's map as a picture: for paper, for pages without scripts, and to be saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from geodata.campaign.campaign import Campaign
from geodata.measures.classes import class_breaks
from geodata.measures.coverage import Coverage, coverage
from maps.picture.land import covered_land
from service.arguments import Arguments
from service.comparison.compared import ONE
from service.comparison.picture import balance_picture
from service.planner.headline import headline
from service.planner.map import classes
from service.planner.state import State
from service.queries import trial_campaign
from service.web.context import asked_campaign, services
from service.web.pictures import FILE, NARROW, PAGE, form_of, picture, picture_response, style_of
from service.words import labels, wording
from service.words.language import gettext, language, ngettext
from service.words.map_words import STRINGS
from service.words.picture_words import Told, caption

blueprint = Blueprint("planner picture", __name__)
PATH = "/planner.svg"


@dataclass(frozen=True, slots=True)
class PictureLinks:
    """
    Where a state's picture is had.

    Parameters
    ----------
    headline
        What it says, in a sentence.
    page, narrow, file
        Addresses: beside the page's text, on a phone, and as a file that stands alone.
    name
        What the file is called, without its ending.
    """

    headline: str
    page: str
    narrow: str
    file: str
    name: str

    @classmethod
    def of(cls, state: State, answer: Mapping[str, Any], today: date) -> "PictureLinks":
        """The links of a page in the present language."""
        return cls(
            headline=headline(state.query, answer),
            page=address(state, PAGE),
            narrow=address(state, NARROW),
            file=address(state, FILE),
            name=f"fairreach-{state.measure.name}-{today.isoformat()}",
        )


def address(state: State, form: str) -> str:
    """The address of a state's picture; the order of the table is none of it."""
    stated = state.to_dict() | {"sort": None, "form": None if form == PAGE else form}
    given = {name: value for name, value in stated.items() if value is not None}
    return f"{PATH}?{urlencode({'lang': language(), **given}, doseq=True)}"


@blueprint.get(PATH)
def planner_picture() -> Response:
    """The picture of one state."""
    today, args = services().settings.now().date(), Arguments.of_page(request.args)
    campaign = asked_campaign(args)
    state, form = State.of(args, campaign), form_of(args)
    campaign = trial_campaign(campaign, state.changes, state.query, today)
    compared = state.comparison(campaign)
    if compared and compared.view(state.view) != ONE and compared.found.basis.same_people:
        return balance_picture(compared, state.district, today, form)
    answer = coverage(campaign, state.query)

    def make() -> bytes:
        return picture_file(campaign, state, answer, today, form)

    # As the page, so the picture: in which order the table is ranked makes no other.
    key = ("planner", state.query, state.measure.name, state.district, today, form)
    return picture_response(campaign, key, make, style_of(state.measure.name, form))


def picture_file(
    campaign: Campaign, state: State, answer: Coverage, today: date, form: str
) -> bytes:
    """The picture's file."""
    land = covered_land(campaign, state.query, answer, state.measure, state.district)
    words = caption(campaign, sentences(campaign, state, answer.to_dict()), today)
    return picture(land, words, state.measure.name, form)


def sentences(campaign: Campaign, state: State, answer: Mapping[str, Any]) -> Told:
    """What the picture of a state says."""
    measure = state.measure.name
    return Told(
        headline=headline(state.query, answer),
        description=gettext(
            "Map of the districts, coloured by: %(measure)s. The table of the page says the same "
            "in figures.",
            measure=labels.MEASURES[measure],
        ),
        settings=settings(state, answer),
        measure=str(STRINGS[f"legend_{measure}"]),
        classes=classes(state.measure, class_breaks(campaign, state.measure, state.query)),
    )


def settings(state: State, answer: Mapping[str, Any]) -> list[str]:
    """Whose ways, how far, and which fairs."""
    query, definition = state.query, answer["definition"]
    way = wording.method_name(query.travel)
    unit, n = labels.UNITS[query.threshold.unit], wording.general(query.threshold.value)
    lines = [
        *([wording.region(query.region)] if query.region else []),
        wording.group_name(query.group),
        gettext("%(way)s: within %(n)s %(unit)s", way=way, n=n, unit=unit),
    ]
    if definition["from"]:
        days = (date.fromisoformat(definition[name]) for name in ("from", "to"))
        lines.append(wording.span(*days))
    fairs = definition["fairs_counted"]
    return [*lines, ngettext("%(num)s fair counted.", "%(num)s fairs counted.", fairs)]
