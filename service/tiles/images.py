"""What is an image that a map may show, by its own bytes."""

import re

MOST_BYTES = 200_000
TYPES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/webp": re.compile(rb"RIFF.{4}WEBPVP8", re.DOTALL),
    "image/gif": re.compile(rb"GIF8[79]a"),
}
"""By the type under which it is served, how a file of it begins; nothing that can hold a script."""
SPOKEN_OF = (*TYPES, "image/jpg")


def image_type(body: bytes) -> str | None:
    """What kind of image the bytes are; None for anything else, and for what is too large."""
    if len(body) > MOST_BYTES:
        return None
    return next((name for name, begins in TYPES.items() if begins.match(body)), None)
