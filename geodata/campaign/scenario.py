"""A scenario: a name, a note, and changes on one version of a plan."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from geodata.campaign.changes import KINDS, Changes, Kind
from geodata.errors import InputError

LONGEST_NAME, LONGEST_NOTE = 60, 2000
FORMAT = 1
UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffd\ud800-\udfff]")
COMPARED = ("lon", "lat", "date", "start_time", "end_time", "sessions", "status")
PLACE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Scenario:
    """
    Changes that have a name.

    Parameters
    ----------
    name
        In one line; by it the scenario is asked for.
    version
        The store's version that the changes are made to.
    changes
        At least one.
    note
        Whatever is to be remembered of it.

    Raises
    ------
    InputError
        If the name or the note cannot be read, or nothing is changed.
    """

    name: str
    version: int
    changes: Changes
    note: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or "\n" in self.name or "\t" in self.name:
            raise InputError("a scenario needs a name, in one line")
        for what, text, most in (
            ("name", self.name, LONGEST_NAME),
            ("note", self.note, LONGEST_NOTE),
        ):
            if len(text) > most:
                raise InputError(f"the {what} of a scenario has at most {most:,} characters")
            if UNREADABLE.search(text):
                raise InputError(f"the {what} of a scenario holds characters that cannot be read")
        if not self.changes:
            raise InputError("a scenario changes something; this one changes nothing")

    def to_dict(self) -> dict[str, Any]:
        """As its file has it."""
        return {
            "fairreach_scenario": FORMAT,
            "name": self.name,
            "note": self.note,
            "version": self.version,
            "changes": self.changes.texts(),
        }

    @classmethod
    def of_dict(cls, told: Any) -> Self:
        """
        The scenario that a file tells.

        Raises
        ------
        InputError
            If it is none.
        """
        if not isinstance(told, Mapping) or told.get("fairreach_scenario") != FORMAT:
            raise InputError("is no scenario of fairreach")
        name, note, version = (told.get(each) for each in ("name", "note", "version"))
        if not isinstance(name, str) or not isinstance(note, str):
            raise InputError("name and note must be texts")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise InputError("version must be the number of a version")
        return cls(name, version, Changes.of(texts_in(told.get("changes"))), note)


def texts_in(changes: Any) -> dict[str, list[str]]:
    """The changes of a file as texts by kind."""
    if not isinstance(changes, Mapping) or not set(changes) <= set(KINDS):
        raise InputError(f"changes must be lists under {', '.join(KINDS)}")
    for texts in changes.values():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise InputError("changes must be lists of texts")
    return {str(kind): list(texts) for kind, texts in changes.items()}


def fairs_without_day(changes: Changes) -> list[str]:
    """The fairs that are added without a day: a plan cannot take them."""
    return [str(each) for each in changes if each.kind is Kind.ADD and not each.day]


def differences(before: pd.DataFrame, now: pd.DataFrame) -> list[str]:
    """
    What differs between two tables of fairs, in words; empty where nothing that counts does.

    Parameters
    ----------
    before, now
        Indexed by ``fair_id``, as a campaign holds them.
    """
    gone, come = before.index.difference(now.index), now.index.difference(before.index)
    both = before.index.intersection(now.index)
    old, new = (
        each.loc[both, list(COMPARED)].round({"lon": PLACE_DIGITS, "lat": PLACE_DIGITS})
        for each in (before, now)
    )
    differs = both[(old != new).any(axis=1).to_numpy()]
    return [
        *(f"{name} is gone" for name in gone),
        *(f"{name} is new" for name in come),
        *(f"{name} has another place, time or status" for name in differs),
    ]
