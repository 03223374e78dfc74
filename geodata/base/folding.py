"""Text as it is compared."""

import unicodedata


def folded(text: str) -> str:
    """Text as it is compared: the same for full and half width, upper and lower case."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
