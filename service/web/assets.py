"""Files of the pages and composed maps under addresses that change with their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, request
from flask_babel import force_locale

from geodata.errors import NotFoundError
from maps.assets import Asset, asset, static_files
from maps.compose import MapParts, Tiles, finder_map, planner_map
from service.config import Settings
from service.web.caching import FOREVER
from service.web.snapshots import services
from service.words.language import LANGUAGES, gettext

blueprint = Blueprint("assets", __name__)
STATIC = Path(__file__).parents[1] / "static"


@dataclass(frozen=True, slots=True)
class Assets:
    """Every static file by name, and each composed map's element by kind and language."""

    files: Mapping[str, Asset]
    maps: Mapping[tuple[str, str], str]

    def url(self, name: str) -> str:
        """The address of a file."""
        return self.files[name].url


def gather(app: Flask, settings: Settings) -> Assets:
    """All files, with the maps composed in every language: their labels stand in the catalogues."""
    files, elements = static_files((STATIC,)), {}
    with app.app_context():
        for lang in LANGUAGES:
            with force_locale(lang):
                for kind, parts in composed(settings).items():
                    script = asset(f"{kind}-{lang}.js", parts.script.encode())
                    files[script.name] = script
                    elements[kind, lang] = parts.html
    return Assets(files, elements)


def composed(settings: Settings) -> dict[str, MapParts]:
    """The maps of the pages in the present language."""
    tiles = None
    if settings.tiles_url:
        tiles = Tiles(settings.tiles_url, settings.tiles_attribution)
    labels = {
        "districts": gettext("Districts"),
        "outlines": gettext("City outlines"),
        "reach": gettext("Reach of the fairs"),
        "gaps": gettext("People not covered"),
        "employers": gettext("Employers"),
        "fairs": gettext("Fairs"),
        "labels": gettext("Names"),
    }
    return {"planner-map": planner_map(labels, tiles), "finder-map": finder_map(labels, tiles)}


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
