"""The pages as an app of the phone: its manifest, its worker, and what it shows offline."""

import hashlib

from flask import Blueprint, Response, render_template, request

from service.web.caching import ASK_AGAIN, PROGRAM_VERSION, to_json
from service.web.context import services
from service.words.language import ANSWERED_IN, TAGS, gettext, language, page_url

blueprint = Blueprint("offline", __name__)
MANIFEST = "application/manifest+json"
ICONS = ("192", "512")
# As in app.css: the bar above the pages, and the ground behind them.
BAR, GROUND = "#ffffff", "#fbfbfa"


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone needs to put the finder among its apps, in the language of the page."""
    told = {
        "id": "/",
        "name": gettext("Find a job fair near you"),
        "short_name": gettext("Job fairs"),
        "lang": TAGS[language()],
        "dir": "ltr",
        "start_url": page_url("/", {}),
        "scope": "/",
        "display": "standalone",
        "theme_color": BAR,
        "background_color": GROUND,
        "icons": icons(),
    }
    response = Response(to_json(told), content_type=MANIFEST)
    response.headers["Cache-Control"] = ASK_AGAIN
    response.headers["Content-Language"] = language()
    response.vary.add(ANSWERED_IN)
    return response


def icons() -> list[dict[str, str]]:
    """The app's icon in every size, and as a drawing."""
    assets = services().assets
    sized = [
        {
            "src": assets.url(f"icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in ICONS
        for purpose in ("any", "maskable")
    ]
    return [*sized, {"src": assets.url("favicon.svg"), "sizes": "any", "type": "image/svg+xml"}]


@blueprint.get("/sw.js")
def worker() -> Response:
    """
    The worker that saves pages on the device; browsers ask for it anew each time.

    Its last line changes with every file of the pages: then the browser takes it for a new worker,
    which saves the offline page again.
    """
    files = services().assets.files
    found = files["sw.js"]
    mark = fingerprint((PROGRAM_VERSION, *sorted(each.digest for each in files.values())))
    response = Response(found.body + f"// {mark}\n".encode(), content_type=found.content_type)
    response.headers["Cache-Control"] = ASK_AGAIN
    response.headers["Service-Worker-Allowed"] = "/"
    response.set_etag(mark, weak=True)
    response.make_conditional(request)
    return response


def fingerprint(parts: tuple[str, ...]) -> str:
    """A short text that changes with any of its parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@blueprint.get("/offline")
def offline() -> Response:
    """What a device shows without a network in the place of a page that it has not saved."""
    page = render_template(
        "offline.html", link=lambda **changes: page_url("/offline", {}, **changes)
    )
    response = Response(page, mimetype="text/html")
    response.headers["Cache-Control"] = ASK_AGAIN
    return response
