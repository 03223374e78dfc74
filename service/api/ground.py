"""The tiles of the grounds: ``/map/ground/{digest}/{z}/{x}/{y}.json``, unchanging."""

import gzip
from http import HTTPStatus

from flask import Blueprint, Response, request

from geodata.errors import NotFoundError
from geodata.ground.folder import is_tile
from service.web.caching import FOREVER, JSON
from service.web.context import current_campaign

blueprint = Blueprint("ground", __name__, url_prefix="/map/ground")


@blueprint.get("/<digest>/<int:z>/<int:x>/<int:y>.json")
def tile(digest: str, z: int, x: int, y: int) -> Response:
    """One tile, as it lies in the file; nothing where nothing lies."""
    found = (each for each in current_campaign().drawn_grounds if each.digest == digest)
    ground = next(found, None)
    if ground is None or not is_tile(z, x, y):
        raise NotFoundError("there is no such tile")
    packed = ground.tile(z, x, y)
    response = Response(status=HTTPStatus.NO_CONTENT) if packed is None else body_of(packed)
    response.headers["Cache-Control"] = FOREVER
    response.vary.add("Accept-Encoding")
    return response


def body_of(packed: bytes) -> Response:
    """A tile, packed where the client can read that."""
    if request.accept_encodings["gzip"] > 0:
        response = Response(packed, content_type=JSON)
        response.headers["Content-Encoding"] = "gzip"
        return response
    return Response(gzip.decompress(packed), content_type=JSON)
