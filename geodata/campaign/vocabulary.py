"""The words that a campaign's cells may hold, and what they stand for."""

import re
from urllib.parse import urlsplit

STATUSES = ("planned", "published", "cancelled")
COUNTING_STATUSES = ("planned", "published")
GROUPS = ("all", "working_age", "rural", "age_60_plus")

PUBLISHED = "published"
ANNOUNCED = (PUBLISHED, "cancelled")

LISTED = re.compile(r"[;；、]")
# Browsers read a backslash as a slash, and a name before @ as a name, not as the host.
NOT_IN_LINK = re.compile(r"[\s\\@\x00-\x1f\x7f-\x9f\u2028\u2029]")


def listed(text: str) -> list[str]:
    """What a cell lists with semicolons or 、 between, without empty ones."""
    return [part.strip() for part in LISTED.split(text) if part.strip()]


def is_link(text: str) -> bool:
    """Whether a text is the address of a page on the web, and nothing that only looks like one."""
    if NOT_IN_LINK.search(text):
        return False
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and named
