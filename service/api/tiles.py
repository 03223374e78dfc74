"""Somebody else's tiles beneath the map: ``/map/tiles/{z}/{x}/{y}``, asked for by this server."""

from flask import Blueprint, Response

from geodata.errors import NotFoundError
from service.tiles.images import image_type
from service.tiles.tile import Tile
from service.web.context import services
from service.web.security import require_own_origin

blueprint = Blueprint("tiles", __name__, url_prefix="/map/tiles")
DAY = "public, max-age=86400"


@blueprint.get("/<int:z>/<int:x>/<int:y>")
def tile(z: int, x: int, y: int) -> Response:
    """One tile of the map that the operator has named; of no other."""
    found = services().background
    if found is None:
        raise NotFoundError("there is no such tile")
    require_own_origin(services().settings)  # what is asked for counts as the operator's
    body = found.image(Tile(z, x, y))
    response = Response(body, content_type=image_type(body))
    response.headers["Cache-Control"] = DAY
    return response
