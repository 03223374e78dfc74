"""JSON answers: made once per snapshot and question, tagged, and compressed once."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from threading import Lock
from typing import Any

import orjson
from flask import Flask, Request, Response, g, request
from flask_compress import Compress

from geodata.base.cache import remembered
from geodata.campaign.campaign import Campaign
from service.web.snapshots import campaign_tag

JSON = "application/json"
GEOJSON = "application/geo+json"
BODIES_KEPT = 12
COMPRESSED_KEPT = 48
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
LASTING = ("/api/", "/map/")


class CompressedOnce:
    """
    Compressed bodies by their tag, the latest few; a body without a tag is not kept.

    Flask-Compress gives keys of the form ``algorithm;tag``.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The compressed body of that key, if it is kept."""
        with self._lock:
            return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Keep a body, unless it has no tag."""
        if key.endswith(";"):
            return
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > COMPRESSED_KEPT:
                self._kept.popitem(last=False)


def compress(app: Flask) -> None:
    """Have an app compress what compresses well, for clients that say they can read it."""
    app.config.update(
        COMPRESS_MIMETYPES=[
            "text/html", "text/css", "text/javascript", "text/plain", "text/calendar",
            "image/svg+xml", JSON, GEOJSON,
        ],
        COMPRESS_CACHE_BACKEND=CompressedOnce,
        COMPRESS_CACHE_KEY=compression_key,
        # HTTP cannot tell a compressed stream that was cut off; nothing of ours is streamed.
        COMPRESS_STREAMS=False,
    )  # fmt: skip
    app.before_request(forget_refused_encodings)
    Compress(app)


def forget_refused_encodings() -> None:
    """Have nobody compress with what the client has refused by a quality of 0."""
    # Flask-Compress would take such a name for one that is wanted.
    if "q=0" in request.headers.get("Accept-Encoding", ""):
        wanted = (f"{name};q={quality:g}" for name, quality in request.accept_encodings if quality)
        request.environ["HTTP_ACCEPT_ENCODING"] = ",".join(wanted)


def compression_key(_: Request) -> str:
    """The tag of the body that is being answered, "" where it has none."""
    tag: str = g.get("body_tag", "")
    return tag


def etag_of(campaign: Campaign, *parts: object) -> str:
    """
    A weak entity tag's text for what was made from a campaign.

    Parameters
    ----------
    parts
        All that the body depends on besides the campaign and the program: which view, the
        resolved query, the language of a page.
    """
    text = repr((campaign_tag(campaign), parts))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def tagged(campaign: Campaign, key: tuple[object, ...], make: Callable[[], Response]) -> Response:
    """
    An answer that the client may keep: forever under ``?v=`` of this campaign, else if unchanged.

    Parameters
    ----------
    key
        As for `etag_of`.
    make
        Makes the answer; not called for a client that has it already.
    """
    tag = etag_of(campaign, *key)
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = make()
        g.body_tag = tag
    response.set_etag(tag, weak=True)
    # Pages and calendars depend on the day, too: they are asked for again, whatever their address.
    lasting = request.path.startswith(LASTING)
    versioned = lasting and request.args.get("v") == campaign_tag(campaign)
    response.headers["Cache-Control"] = FOREVER if versioned else ASK_AGAIN
    return response


def shared_for(response: Response, seconds: int) -> Response:
    """
    Let anybody's cache carry an answer for a short while, a network of caches before us too.

    Only for what tells nobody's place: no coordinates of a seeker in its address. A refusal stays
    as it is.
    """
    if response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        # The reader's own device asks again: it shows what it has saved only without a connection.
        response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={seconds}"
    return response


def kept(
    campaign: Campaign, key: tuple[object, ...], make: Callable[[], Any], content_type: str = JSON
) -> Response:
    """
    A JSON body that is made once for a snapshot.

    Parameters
    ----------
    key
        The view first, then all that its body depends on besides the campaign.
    make
        Makes the body: bytes, or what ``orjson`` can write.
    """

    def body() -> bytes:
        made = make()
        return made if isinstance(made, bytes) else to_json(made)

    def answer() -> Response:
        content = remembered(campaign, f"body {key[0]}", key, body, most=BODIES_KEPT)
        return Response(content, content_type=content_type)

    return tagged(campaign, key, answer)


def to_json(value: Any) -> bytes:
    """Compact JSON in UTF-8; numbers of numpy are numbers."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
