"""Pictures of the map as answers: in the form that is asked for, tagged, drawn once."""

from collections.abc import Callable

from flask import Response, request

from geodata.campaign.campaign import Campaign
from maps.picture.caption import Caption
from maps.picture.land import Land
from maps.picture.sheet import LAYOUTS, draw
from maps.picture.style import style
from service.arguments import Arguments
from service.web.caching import with_etag
from service.words.language import ANSWERED_IN, language

SVG = "image/svg+xml"
PAGE, NARROW, FILE = LAYOUTS
PICTURES_KEPT = 8


def form_of(args: Arguments) -> str:
    """How the picture is laid out: one of `LAYOUTS`."""
    return args.choice("form", tuple(LAYOUTS), PAGE)


def picture(land: Land, caption: Caption, measure: str, form: str) -> bytes:
    """A picture's file; one that stands alone is light, as paper is."""
    return draw(land, caption, LAYOUTS[form], style(measure, both_schemes=form != FILE))


def picture_response(
    campaign: Campaign, key: tuple[object, ...], make: Callable[[], bytes]
) -> Response:
    """
    The answer with a picture.

    Parameters
    ----------
    key
        The view first, then all that the picture depends on besides the campaign and the language.
    make
        Draws it.
    """
    key = (*key, language())

    def answer() -> Response:
        body = campaign.cache.get(f"picture {key[0]}", key, make, most=PICTURES_KEPT)
        return Response(body, mimetype=SVG)

    response = with_etag(campaign, key, answer)
    response.headers["Content-Language"] = language()
    if "lang" not in request.args:
        response.vary.add(ANSWERED_IN)
    return response
