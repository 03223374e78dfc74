"""What a terminal is given: aligned tables or JSON, and never a control character of a table."""

import json
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

WIDE = ("W", "F")
GAP = "  "


def say(message: str) -> None:
    """Tell the user something that is no result."""
    click.echo(visible(message), err=True)


def visible(text: str) -> str:
    """Text that moves no cursor and turns no line: control characters as their escapes."""
    return "".join(
        char.encode("unicode_escape").decode()
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else char
        for char in text
    )


def result(text: str) -> None:
    """Write one line of a result."""
    click.echo(visible(text))


def json_result(value: Any) -> None:
    """Write a result for programs: JSON in UTF-8, whatever the terminal's encoding."""
    text = value.decode() if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False)
    # Not raw where it could be seen: DEL and C1 controls stand in JSON unescaped.
    shown = json.dumps(json.loads(text), ensure_ascii=not can_write(text), indent=2)
    click.echo("".join(escape(char) for char in shown))


def escape(char: str) -> str:
    """A character of JSON text; one that a terminal obeys as its escape."""
    obeyed = unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} and char != "\n"
    return f"\\u{ord(char):04x}" if obeyed and ord(char) < 0x10000 else char


def can_write(text: str) -> bool:
    """Whether stdout's encoding knows every character."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def table(headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write an aligned table: numbers to the right, text to the left, missing as a dash."""
    cells = [[cell_text(value) for value in row] for row in rows]
    right = [any(isinstance(row[at], int | float) for row in rows) for at in range(len(headers))]
    widths = [max(width(line[at]) for line in (headers, *cells)) for at in range(len(headers))]
    for line in (headers, ["-" * each for each in widths], *cells):
        padded = [
            " " * (most - width(cell)) + cell if to_right else cell + " " * (most - width(cell))
            for cell, most, to_right in zip(line, widths, right, strict=True)
        ]
        click.echo(GAP.join(padded).rstrip())


def cell_text(value: object) -> str:
    """One cell for people."""
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.1f}"
    return visible(str(value))


def width(text: str) -> int:
    """How many columns a terminal gives a text."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in WIDE else 1
        for char in text
    )


def illustrative_of(tables: Sequence[str]) -> str:
    """A warning where something is made up."""
    return f"; illustrative: {', '.join(tables)}" if tables else ""
