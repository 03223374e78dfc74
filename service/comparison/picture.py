"""Who gains and who loses, as a still picture: for paper, pages without scripts, and files."""

from datetime import date

from flask import Response

from maps.picture.land import balance_land
from service.comparison import words
from service.comparison.compared import DIFFERENCE, Compared
from service.web.pictures import picture, picture_response, style_of
from service.words.language import gettext
from service.words.map_words import OF_TWO_STATES
from service.words.picture_words import Told, caption


def balance_picture(compared: Compared, chosen: str | None, today: date, form: str) -> Response:
    """The picture of two states; ``chosen`` is a district that is outlined."""
    now, held = compared.now, compared.held

    def make() -> bytes:
        rows = compared.rows(compared.found.after.to_dict()["districts"])
        land = balance_land(now.campaign, now.query, rows, chosen)
        return picture(land, caption(now.campaign, sentences(compared), today), DIFFERENCE, form)

    asked = [(each.query, each.query.window(each.campaign)) for each in (now, held)]
    key = ("compared", *asked, chosen, today, form)
    sheet = style_of(DIFFERENCE, form)
    return picture_response(now.campaign, key, make, sheet, held.campaign)


def sentences(compared: Compared) -> Told:
    """What the picture says."""
    found, held, now = compared.found, compared.held, compared.now
    return Told(
        headline=words.headline(found, held, now),
        description=gettext(
            "Map of the districts, coloured by who gains and who loses a fair within reach. The "
            "table of the page says the same in figures."
        ),
        settings=words.in_sentences(found, held, now),
        measure=str(OF_TWO_STATES["legend_difference"]),
        classes=words.classes(),
        scale="balance",
    )
