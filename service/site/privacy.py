"""What the service keeps of those who use it, said in plain words."""

from flask import Blueprint, Response, render_template

from service.web.caching import ASK_AGAIN
from service.web.context import services
from service.words.language import page_url

blueprint = Blueprint("privacy", __name__)
PATH = "/privacy"


@blueprint.get(PATH)
def privacy() -> Response:
    """What is kept and what is not; what this device has saved, and how to delete it."""
    page = render_template(
        "privacy.html",
        tiles=services().settings.tiles_host,
        link=lambda **changes: page_url(PATH, {}, **changes),
    )
    response = Response(page, mimetype="text/html")
    response.headers["Cache-Control"] = ASK_AGAIN
    return response
