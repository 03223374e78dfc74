"""
Answers that have changed on purpose since they were recorded: old text, new text and the reason.

A test expects what was recorded with ``old`` replaced by ``new`` wherever it occurs, row by row.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from recorded.seams import SEAMS


class Change(NamedTuple):
    """
    One deliberate change.

    Parameters
    ----------
    where
        The answers in which it shows: their ids, or patterns such as ``http:planner-*``.
    old, new
        Text as `answers` tells it, so after `normalise`. An empty ``new`` takes text away.
    reason
        Why it changed, in a sentence.
    """

    where: tuple[str, ...]
    old: str
    new: str
    reason: str


def long(name: str) -> str:
    """A text that is too long for a row."""
    return (Path(__file__).parent / "long" / name).read_text(encoding="utf-8")


FIGURES = {"coverage": "coverage", "gap": "persons_gap", "fairs": "fairs_per_100k"}
"""By measure the figure that its map shows."""
SEEN = (
    "The speed is seen in the form that sends it: with another way to travel it is refused, and "
    "what a reader cannot see they cannot take back."
)


def speed_field(value: int, between: str = "") -> str:
    """The field for the speed, as pages show it."""
    return (
        '<p><label for="speed_kmh">Speed, km/h (estimated ways alone)</label>'
        f'{between}<input id="speed_kmh" name="speed_kmh" type="number" inputmode="decimal" '
        f'min="1" max="200" step="any" value="{value}"></p>'
    )


CHANGED: tuple[Change, ...] = (
    *(
        Change(
            (where,),
            f'"measure":{space}"{measure}",{space}',
            f'"measure":{space}"{measure}",{space}"measure_figure":{space}"{figure}",{space}',
            "the map is told which figure to show instead of holding a list of measures of its own",
        )
        for measure, figure in FIGURES.items()
        for where, space in (("http:*", " "), ("shell:map*", ""))
        if (measure, space) != ("fairs", "")
    ),
    Change(
        where=("shell:settings*",),
        old="requests a minute from one address, in each server process; 0: no limit",
        new="requests a minute from one address; 0: no limit",
        reason="the limit is one for all processes of a server",
    ),
    Change(
        where=("shell:settings",),
        old=f"{'':->26}  {'':->71}",
        new=f"{'':->26}  {'':->68}",
        reason="the table is as wide as its longest meaning",
    ),
    *(
        Change(
            ("http:map-reach-estimated",),
            old,
            new,
            "a reach that lies in two districts is one area, without a slit along their border",
        )
        for old, new in SEAMS
    ),
    Change(
        ("http:finder-estimated",),
        '<input type="hidden" name="speed_kmh" value="50">',
        "",
        SEEN,
    ),
    Change(
        ("http:finder-estimated",),
        '        <p><button type="submit">Find fairs</button></p>\n      </details>',
        f'{speed_field(50)}        <p><button type="submit">Find fairs</button></p>\n'
        "      </details>",
        SEEN,
    ),
    Change(
        ("http:planner-estimated-fast",),
        '<input type="hidden" name="speed_kmh" value="45">',
        "",
        SEEN,
    ),
    Change(
        ("http:planner-estimated-fast",),
        '      <p><label for="group">People</label>',
        f'{speed_field(45, chr(10) + " " * 8)}      <p><label for="group">People</label>',
        SEEN,
    ),
    Change(
        ("http:api-openapi",),
        long("openapi-before.json"),
        long("openapi.json"),
        "Every rule that refuses a query is in the description, and each answer has a schema.",
    ),
)


def expected(
    recorded: Mapping[str, str], changes: Sequence[Change]
) -> tuple[dict[str, str], list[str]]:
    """
    What the program must answer now, and what is wrong with the changes.

    A change is wrong where a pattern or id of it names no answer that holds its old text: it says
    nothing any more, and must go.
    """
    answers, wrong = dict(recorded), []
    for change in changes:
        for pattern in change.where:
            held = [
                name
                for name, answer in answers.items()
                if fnmatchcase(name, pattern) and change.old in answer
            ]
            if not (held and change.old and change.reason and change.old != change.new):
                wrong.append(f"{pattern}: {change.old!r} is not there ({change.reason})")
                continue
            for name in held:
                answers[name] = answers[name].replace(change.old, change.new)
    return answers, wrong
