"""
Answers that have changed on purpose since they were recorded: old text, new text and the reason.

A test expects what was recorded with ``old`` replaced by ``new`` wherever it occurs, row by row.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple


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


CHANGED: tuple[Change, ...] = (
    Change(
        ("http:gzip-coverage", "http:gzip-page"),
        "Date: <now>\n",
        "",
        "the server dates every answer itself; the app dated those that it compressed once more",
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
