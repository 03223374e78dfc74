"""The static files, by addresses that change with their content."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from geodata.errors import NotFoundError
from service.web.caching import FOREVER
from service.web.context import services

if TYPE_CHECKING:
    from maps.assets import Asset

blueprint = Blueprint("assets", __name__)


@blueprint.get("/assets/<digest>/<name>")
def file(digest: str, name: str) -> Response:
    """One file, compressed where the client can read that."""
    found: Asset | None = services().assets.files.get(name)
    if found is None or found.digest != digest:
        raise NotFoundError("there is no such file")
    zipped = request.accept_encodings["gzip"] > 0 and len(found.gzipped) < len(found.body)
    response = Response(found.gzipped if zipped else found.body, content_type=found.content_type)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = FOREVER
    response.vary.add("Accept-Encoding")
    return response


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """What browsers ask for unasked."""
    found: Asset = services().assets.files["favicon.svg"]
    response = Response(found.body, content_type=found.content_type)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
