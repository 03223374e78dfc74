"""Answers compressed once and kept."""

from flask import Flask, Request, g, request
from flask_compress import Compress

from geodata.base.cache import Cache
from service.web.caching import GEOJSON, JSON

COMPRESSED_KEPT = 48


class CompressedOnce:
    """
    Compressed bodies by their tag, the latest few; a body without a tag is not kept.

    Flask-Compress gives keys of the form ``algorithm;tag``.
    """

    def __init__(self) -> None:
        self._cache = Cache()

    def get(self, key: str) -> bytes | None:
        """The compressed body of that key, if it is kept."""
        return self._cache.find("compressed", key)

    def set(self, key: str, value: bytes) -> None:
        """Keep a body, unless it has no tag."""
        if not key.endswith(";"):
            self._cache.put("compressed", key, value, most=COMPRESSED_KEPT)


def compress(app: Flask) -> None:
    """Have an app compress what compresses well, for clients that say they can read it."""
    app.config.update(
        COMPRESS_MIMETYPES=[
            "text/html", "text/css", "text/javascript", "text/plain", "text/calendar",
            "text/csv",
            "image/svg+xml", JSON, GEOJSON,
        ],
        COMPRESS_CACHE_BACKEND=CompressedOnce,
        COMPRESS_CACHE_KEY=compression_key,
        # HTTP cannot tell a compressed stream that was cut off; nothing of ours is streamed.
        COMPRESS_STREAMS=False,
        # Whoever tags an answer has compared the tag already.
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
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
