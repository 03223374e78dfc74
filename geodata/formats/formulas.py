"""
Texts that a spreadsheet would run when it opens a CSV file (CWE-1236).

A CSV file that leaves has an apostrophe before each of them, and one that comes in has it taken
off again. A text that begins so by itself gets a second one, so that every text comes back as it
was.
"""

import re

RUN = re.compile(r"'*[=+\-@\t\r]")


def shield(text: str) -> str:
    """A text as it leaves in CSV."""
    return f"'{text}" if RUN.match(text) else text


def unshield(text: str) -> str:
    """A text of CSV as it was before it left."""
    return text[1:] if text.startswith("'") and RUN.match(text) else text
