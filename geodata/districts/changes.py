"""
Districts under their earlier and later names and codes.

Districts are renamed, get other codes and are merged: 郫县 (510124) is 郫都区 (510117) since 2016.
A list may speak of a district as it was, or as it has been since the boundaries were drawn.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from geodata.base.facts import read_facts

WHOLE, MOST, PART = "whole", "most", "part"


@dataclass(frozen=True, slots=True)
class Change:
    """
    What became of a district, or of a part of it.

    Parameters
    ----------
    date
        Day or year from which it holds, ISO text.
    share
        How much of the old district went this way: ``whole``, ``most`` or ``part``.
    extent
        Which part, "" for the whole.
    """

    date: str
    old_adcode: str
    old_name_zh: str
    old_name_en: str
    new_adcode: str
    new_name_zh: str
    new_name_en: str
    share: str
    extent: str

    def __str__(self) -> str:
        old, new = (
            f"{self.old_name_zh} ({self.old_adcode})",
            f"{self.new_name_zh} ({self.new_adcode})",
        )
        became = "became" if self.share == WHOLE else "went to"
        which = f", {self.extent}," if self.extent else ""
        return f"{old}{which} {became} {new} {'on' if '-' in self.date else 'in'} {self.date}"


@cache
def changes() -> tuple[Change, ...]:
    """All that are known; those of one day stand together."""
    rows = read_facts("district-changes.csv")
    return tuple(Change(**{k: v for k, v in row.items() if k != "source"}) for row in rows)


def change_between(one: str, other: str) -> Change | None:
    """What made one district of another, by their codes in either order; None if nothing did."""
    both = {one, other}
    return next((c for c in changes() if {c.old_adcode, c.new_adcode} == both), None)


@cache
def named_in_changes() -> dict[str, tuple[str, str]]:
    """Chinese and English name of every code that was changed; of one used twice the later."""
    old = {c.old_adcode: (c.old_name_zh, c.old_name_en) for c in changes()}
    return old | {c.new_adcode: (c.new_name_zh, c.new_name_en) for c in changes()}


def every_name() -> Iterator[tuple[str, str, str]]:
    """Code, Chinese and English name of all districts before and after their changes."""
    for c in changes():
        yield c.old_adcode, c.old_name_zh, c.old_name_en
        yield c.new_adcode, c.new_name_zh, c.new_name_en


def kin(adcode: str) -> dict[str, str]:
    """What a district became or was made of, and how much of the older one that was."""
    found: dict[str, str] = {}
    for c in changes():
        if adcode in (c.old_adcode, c.new_adcode):
            other = c.new_adcode if adcode == c.old_adcode else c.old_adcode
            found.setdefault(other, c.share)
    found.pop(adcode, None)
    return found


def heirs(adcode: str, known: Collection[str]) -> tuple[str, ...]:
    """
    The districts of an edition that a code of any edition stands for.

    Itself where it is of that edition; else those that it became or was made of, but for those
    that only took over a part of it or gave it one.
    """
    if adcode in known:
        return (adcode,)
    return tuple(code for code, share in kin(adcode).items() if code in known and share != PART)
