"""The ways into a comparison: the present state held, or another one chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.campaign.changes import KINDS
from geodata.errors import StoreError
from service.arguments import Arguments
from service.comparison.states import AGAINST, Side, held_side, link_text, state_text
from service.web.context import services
from service.words.language import page_url

PATH = "/planner"
FORM = ("with", "with_link")
"""What the form sends and no address keeps."""
PLAN = "plan"
MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class Holding:
    """
    The ways into a comparison.

    Parameters
    ----------
    held
        The address of the page with the present state held.
    versions
        The versions to choose from, newest first: number, and since when each exists (ISO).
    plan
        The address of the page with the present plan held; "" where that is the present state.
    kept
        What the form sends unseen.
    """

    held: str
    versions: Sequence[tuple[int, str]]
    plan: str
    kept: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, asked: Mapping[str, Any], now: Side) -> "Holding":
        """The ways from a state of the page."""
        others = [each for each in known_versions() if each[0] != now.campaign.version]
        is_other = bool(now.changes) or now.version is not None
        return cls(
            held=page_url(PATH, asked, **{AGAINST: now.text}),
            versions=others[:MOST_LISTED],
            plan=page_url(PATH, asked, **{AGAINST: of_plan(now)}) if is_other else "",
            kept=unseen(asked),
        )


def known_versions() -> list[tuple[int, str]]:
    """The store's versions, newest first, and since which day each exists (ISO)."""
    try:
        return [(number, since[:10]) for number, since in services().snapshots.numbers()]
    except StoreError:  # what is served goes on being served
        return []


def of_plan(now: Side, version: str | None = None) -> str:
    """The present plan, or a version of it, under a state's settings."""
    return state_text({**now.to_dict(), **dict.fromkeys(KINDS), "version": version})


def unseen(asked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A state as the unseen fields of a form, without the one that is held."""
    return [
        (name, str(one))
        for name, value in asked.items()
        if value not in (None, "") and name != AGAINST
        for one in (value if isinstance(value, tuple) else (value,))
    ]


def is_sent(args: Arguments) -> bool:
    """Whether an address is that of the form."""
    return any(name in args.values for name in FORM)


def choice(args: Arguments, now: Side) -> str:
    """
    What ``against=`` is for what the form chose.

    Raises
    ------
    QueryRefused
        If there is no such state.
    """
    typed = "".join(args.values.get("with_link", ())[:1])
    if typed.strip():
        return link_text(typed, now.to_dict())
    choice = args.text("with") or PLAN
    return held_side(of_plan(now, None if choice == PLAN else choice)).text
