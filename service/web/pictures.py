"""Pictures of the map as answers: in the form that is asked for, tagged, drawn once."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace

from flask import Response, request

from geodata.campaign.campaign import Campaign
from maps.picture.caption import Caption
from maps.picture.land import Land
from maps.picture.sheet import LAYOUTS, draw
from maps.picture.style import style
from service.arguments import Arguments
from service.web.caching import with_etag
from service.web.context import services
from service.words.language import ANSWERED_IN, language

SVG = "image/svg+xml"
PAGE, NARROW, FILE = LAYOUTS
PICTURES_KEPT = 8


def form_of(args: Arguments) -> str:
    """How the picture is laid out: one of `LAYOUTS`."""
    return args.choice("form", tuple(LAYOUTS), PAGE)


def picture(land: Land, caption: Caption, measure: str, form: str) -> bytes:
    """A picture's file; one that stands alone is light, as paper is."""
    number = services().settings.map_number
    words = replace(caption, notes=[*caption.notes, number]) if number else caption
    return draw(land, words, LAYOUTS[form], style_of(measure, form))


def style_of(measure: str, form: str) -> str:
    """The style sheet that a picture holds."""
    return style(measure, both_schemes=form != FILE)


def picture_response(
    campaign: Campaign,
    key: tuple[object, ...],
    make: Callable[[], bytes],
    sheet: str,
    beside: Campaign | None = None,
) -> Response:
    """
    The answer with a picture.

    Parameters
    ----------
    key
        The view first, then all that the picture depends on besides the campaign and the language.
    make
        Draws it.
    sheet
        The one style sheet that it may hold.
    beside
        Another campaign that it is made from, too; then it is not kept.
    """
    key = (*key, language(), services().settings.map_number)

    def answer() -> Response:
        if beside is not None:
            return Response(make(), mimetype=SVG)
        body = campaign.cache.get(f"picture {key[0]}", key, make, most=PICTURES_KEPT)
        return Response(body, mimetype=SVG)

    response = with_etag(campaign, key, answer, beside)
    response.headers["Content-Language"] = language()
    response.headers["Content-Security-Policy"] = policy(sheet)
    if "lang" not in request.args:
        response.vary.add(ANSWERED_IN)
    return response


def policy(sheet: str) -> str:
    """What a picture may do where it is opened by itself: look as it is drawn, and nothing else."""
    digest = b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
